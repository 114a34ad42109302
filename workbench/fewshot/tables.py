"""Answers as tables: one row an option, or one row a written answer, under every setting; it computes no figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.fewshot.design import Arm
from workbench.fewshot.likelihood import RULES, content_free, normalised
from workbench.fewshot.rows import Row
from workbench.layouts import Rendered
from workbench.metrics.answers import exact_match, token_f1
from workbench.records import Choice, Score

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["KEYS", "Asking", "answer_table", "option_table"]

KEYS = ("split", "item", "group", "cluster", "shots", "draw", "order", "variant")


@dataclass(frozen=True)
class Asking:
    """One query under one setting: the prompt that asks it, and the cue that stands right before the answer."""

    split: str
    row: Row
    arm: Arm
    prompt: Rendered
    cue: str

    def keys(self, cluster: int) -> dict[str, Any]:
        """Return the columns that tell this query from others."""
        own = {"split": self.split, "item": self.row.item, "group": self.row.group, "cluster": cluster}
        return own | {name: getattr(self.arm, name) for name in ("shots", "draw", "order", "variant")}


def option_table(
    askings: Sequence[Asking],
    scores: Sequence[Score],
    alone: Mapping[tuple[str, str], Score],
    without: Mapping[tuple[Arm, int], Sequence[Sequence[float]]],
) -> "pd.DataFrame":
    """Return one row an option: `KEYS`, ``place``, ``label``, ``gold``, a column for each rule, ``content_free``.

    ``content_free`` is the option's probability after inputs without content; NaN where there is no calibration.
    """
    import pandas as pd

    columns: dict[str, list[Any]] = {name: [] for name in (*KEYS, "place", "label", "gold")}
    columns |= {f"{rule}_logprob": [] for rule in RULES} | {"token_count": [], "content_free": []}
    clusters = _clusters(askings)
    known = {key: content_free(values).tolist() for key, values in without.items()}
    at, queries = 0, _places(askings)
    for one in askings:
        options = one.row.options
        own = scores[at : at + len(options)]
        at += len(options)
        base = [alone[one.cue, one.prompt.answer(option)].logprob for option in options]
        figures = normalised(own, options, base)
        bare = known.get((one.arm, queries[one.split, one.row.item])) or known.get((one.arm, 0))
        keys = one.keys(clusters[one.row.question])
        for place, option in enumerate(options):
            for name, value in keys.items():
                columns[name].append(value)
            columns["place"].append(place)
            columns["label"].append(option)
            columns["gold"].append(option in one.row.answers)
            for rule in RULES:
                columns[f"{rule}_logprob"].append(figures[rule][place])
            columns["token_count"].append(len(own[place].tokens))
            columns["content_free"].append(bare[place] if bare else float("nan"))
    return pd.DataFrame(columns)


def answer_table(askings: Sequence[Asking], answers: Sequence[Sequence[Choice]]) -> "pd.DataFrame":
    """Return one row a written answer: `KEYS`, ``text``, ``references``, ``exact_match``, ``token_f1``, ``flawed``.

    Both measures are NaN where the model wrote nothing but spaces, and where it could not finish.
    """
    import pandas as pd

    clusters, rows = _clusters(askings), []
    for one, found in zip(askings, answers, strict=True):
        text, flawed = found[0].text, found[0].finish_reason == "error"
        read = bool(text.strip()) and not flawed
        rows.append(
            {
                **one.keys(clusters[one.row.question]),
                "text": text,
                "references": list(one.row.answers),
                "exact_match": exact_match(text, one.row.answers) if read else float("nan"),
                "token_f1": token_f1(text, one.row.answers) if read else float("nan"),
                "flawed": flawed,
            }
        )
    return pd.DataFrame(rows)


def _clusters(askings: Sequence[Asking]) -> dict[tuple[str, tuple[str, ...]], int]:
    """Return a number for each question: rows with the same input and the same options belong together."""
    return {question: place for place, question in enumerate(dict.fromkeys(one.row.question for one in askings))}


def _places(askings: Sequence[Asking]) -> dict[tuple[str, str | int], int]:
    """Return the place of each query among those of one setting."""
    return {key: place for place, key in enumerate(dict.fromkeys((one.split, one.row.item) for one in askings))}
