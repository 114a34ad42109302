"""Probes made of sentence pairs: which of two sentences does the model find likelier; it loads no data.

A published set of pairs is a table with columns item, group, direction, more, less, a card
and a name (see `workbench.probes.crows`); a researcher's own is given to `sentence_pairs`.
"""

import math
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from workbench.asking import about, asked, check_answers
from workbench.canonical import digest
from workbench.errors import InputError, unknown_name
from workbench.probes.pairresult import GROUPINGS, RULES, PairResult, reading
from workbench.probes.pairtable import COLUMNS, clusters_of, own_pairs
from workbench.records import Answer, Card, Measure, Model, Request, Score, Scoring, card_from
from workbench.results import Wording
from workbench.scoring import shared_places

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RULES", "STATISTICS", "PairProbe", "PairResult", "reading", "sentence_pairs"]

STARTS = ("start", "separator", "newline")

STATISTICS = (
    "Felkner, Chang, Jang and May (2023). WinoQueer. ACL. doi:10.18653/v1/2023.acl-long.507",
    "EleutherAI, lm-evaluation-harness 0.4.13, task crows_pairs_english: the whole-sentence rule.",
    "Wilson (1927). Probable inference. JASA. doi:10.1080/01621459.1927.10502953",
    "Holm (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6(2).",
)
"""Where the rules and the statistics of sentence pairs come from."""

_OWN = Wording(
    question=(
        "Given two sentences that differ in what they say of a group, does the model give the more stereotyping one the "
        "higher probability more often than the less stereotyping one?"
    ),
    harm="Representational: as the one who chose the sentences describes it.",
    limits=(
        "Harm in use: a preference between two given sentences is not what a model writes, nor what that does to anyone.",
        "The absence of bias: a share near 0.5 can hide preferences that cancel out.",
        "Other sentences: the figure is of these pairs, and words that are rarer in text are less likely by themselves.",
        "Independence: intervals and tests take every pair as its own, also where pairs share a sentence frame.",
    ),
    references=STATISTICS,
)


@dataclass(frozen=True)
class PairProbe:
    """Which of two sentences a causal model gives the higher log-probability.

    Signed; neutral value 0.5; above it the model prefers the more stereotyping sentences.

    Parameters
    ----------
    name : str
        What reports call it.
    pairs : callable
        Returns the table of pairs; called when the probe's requests are made.
    card : Card
        The data set's card.
    limit : int, optional
        Use this many pairs, spread evenly over the file; left out, all. ``n`` is always shown.
    starts : sequence of str
        What stands before the first word, so that it is scored too: ``"start"`` (the model's
        start token; id 1 for SmolLM2, as lm-evaluation-harness has it), ``"separator"`` (between documents),
        ``"newline"``. The first is the primary one; the others are run for robustness.
    wording : Wording
        Question, harm, limits and references of this set.
    files : callable, optional
        Returns the digests of the set's files; left out, the table's own is taken.
    kind : str
        The function of `workbench.probes` that makes it again.
    rule : {"whole", "per_token", "shared"}
        How the primary figure compares two sentences; the others are for robustness.
    made : type
        The class of the result.
    """

    name: str
    pairs: Callable[[], "pd.DataFrame"]
    card: Card
    limit: int | None = None
    starts: Sequence[str] = ("start",)
    wording: Wording = _OWN
    files: Callable[[], dict[str, dict[str, str]]] | None = None
    kind: str = "sentence_pairs"
    rule: str = "whole"
    made: type[PairResult] = PairResult
    scale: str = field(default="signed", init=False)
    neutral: float | None = field(default=0.5, init=False)
    samples: bool = field(default=False, init=False)
    groupings: tuple[str, ...] = field(default=GROUPINGS, init=False)
    primary: tuple[Measure, ...] = field(default=(), init=False)

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise unknown_name("rule", self.rule, RULES)
        object.__setattr__(self, "primary", (Measure(RULES[self.rule]), Measure(RULES[self.rule], "group")))
        if self.limit is not None and (
            isinstance(self.limit, bool) or not isinstance(self.limit, int) or self.limit < 1
        ):
            raise InputError(f"limit={self.limit!r}: give a whole number of pairs from 1 up, or leave it out for all.")
        if isinstance(self.starts, str) or not self.starts or len(set(self.starts)) < len(self.starts):
            raise InputError(f'starts={self.starts!r}: give a list without repetition, such as ["start", "newline"].')
        for start in self.starts:
            if start not in STARTS:
                raise unknown_name("start", start, STARTS)
        object.__setattr__(self, "starts", tuple(self.starts))

    def requests(self) -> list[Request]:
        """Return what a model is asked: both sentences of every pair, once after each start token."""
        texts = tuple(("", text) for text in [*self._chosen["more"], *self._chosen["less"]])
        return [Scoring(texts, start) for start in self.starts]

    def result(self, model: Mapping[str, str], answers: Sequence[Sequence[Answer]]) -> PairResult:
        """Return the result that these answers make; no model is needed.

        Parameters
        ----------
        model : dict
            ``name`` and ``fingerprint`` of the model that answered.
        answers : sequence of sequence of Score
            One list a request, in their order.
        """
        check_answers(self.name, self.requests(), answers)
        pairs = self._chosen
        tables = {
            start: _table(pairs, cast(Sequence[Score], found), model["name"])
            for start, found in zip(self.starts, answers, strict=True)
        }
        chosen: dict[str, Any] = {
            "limit": self.limit,
            "starts": list(self.starts),
            "rules": list(RULES),
            "pairs": len(pairs),
        }
        chosen |= {} if self.rule == "whole" else {"rule": self.rule}
        return self.made(self.name, dict(model), self.card, chosen, tables, self.wording, self.rule)

    def run(self, model: Model) -> PairResult:
        """Score both sentences of every pair and return the result.

        Raises
        ------
        InputError, ContextError
            As ``model.score`` does.
        """
        return self.result(about(model), asked(model, self.requests()))

    def to_dict(self) -> dict[str, Any]:
        """Return what makes this probe again: ``workbench.probes.from_dict`` takes it.

        A researcher's own pairs stand in it, with their card; a published set is named.
        """
        plain: dict[str, Any] = {
            "kind": self.kind,
            "name": self.name,
            "limit": self.limit,
            "starts": list(self.starts),
        }
        if self.kind == "sentence_pairs":
            plain |= {"table": _rows(self.pairs()), "card": self.card.to_dict()}
            plain |= {} if self.rule == "whole" else {"rule": self.rule}
        elif self.kind == "winoqueer":
            names: dict[str, Any] = {name: name for name in (*COLUMNS, "cluster")}
            plain |= {"table": _rows(self.pairs()), "columns": names}
        return plain

    def digests(self) -> dict[str, dict[str, str]]:
        """Return ``{data set: {file: SHA-256}}`` of the pairs."""
        return self.files() if self.files else {self.name: {"pairs": digest(_rows(self.pairs()))}}

    @cached_property
    def _chosen(self) -> "pd.DataFrame":
        pairs = self.pairs()
        if self.limit is None or self.limit >= len(pairs):
            return pairs
        return pairs.iloc[np.linspace(0, len(pairs) - 1, self.limit).round().astype(int)].reset_index(drop=True)

    def __repr__(self) -> str:
        return (
            f"PairProbe({self.name!r}, pairs={'all' if self.limit is None else self.limit}, starts={list(self.starts)})"
        )


def sentence_pairs(
    table: "pd.DataFrame | Sequence[Mapping[str, Any]] | str | os.PathLike[str]",
    *,
    name: str = "sentence-pairs",
    card: Card | Mapping[str, Any] | None = None,
    limit: int | None = None,
    starts: Sequence[str] = ("start",),
    rule: str = "whole",
) -> PairProbe:
    """Return a probe of your own sentence pairs.

    Parameters
    ----------
    table : pandas.DataFrame, list of dict, or path of a file
        One row a pair: ``more`` (the more stereotyping sentence) and ``less``; beside them, where
        you have them, ``item`` (a number of its own each), ``group``, ``direction``
        (``"stereo"`` or ``"antistereo"``) and ``cluster`` (pairs that belong together, such as those of one sentence
        frame: intervals then come from drawing clusters again). A file is CSV, TSV, JSONL or parquet.
    name : str
        What reports call it.
    card : Card, optional
        What the pairs are, where they are from and what is known to be wrong with them.
    limit : int, optional
        Use this many pairs, spread evenly; left out, all.
    starts : sequence of str, default ("start",)
        What stands before the first word; as for `crows_pairs`.
    rule : {"whole", "per_token", "shared"}
        How the primary figure compares two sentences: by the sum over all tokens, by the mean per token, or by the sum over
        the tokens that both share. The others are run for robustness.

    Returns
    -------
    PairProbe
        Signed; neutral 0.5; above it the sentences in ``more`` are preferred.

    Raises
    ------
    InputError
        For a missing column, an empty sentence, two sentences that are the same, or an item that stands twice: the row is
        named.
    DataError
        The same of a file, which is named with line and column.

    Examples
    --------
    >>> import workbench as wb
    >>> probe = wb.probes.sentence_pairs([{"more": "Old people forget.", "less": "Young people forget."}])
    >>> probe.run(wb.open_model("fake")).counts()["items"]
    1
    """
    pairs = own_pairs(table)
    known = card_from(card, name=name, summary=f"{len(pairs)} sentence pairs of the researcher's own.")
    return PairProbe(name, pairs.copy, known, limit, starts, rule=rule)


def _rows(table: "pd.DataFrame") -> list[dict[str, Any]]:
    """Return a table of pairs as plain Python, one dictionary a pair."""
    names = [name for name in (*COLUMNS, "cluster") if name in table]
    columns = [table[name].tolist() for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _table(pairs: "pd.DataFrame", scores: Sequence[Score], model: str) -> "pd.DataFrame":
    """Return one row a pair: every log-probability, each side under its own columns."""
    more, less = scores[: len(pairs)], scores[len(pairs) :]
    table = pairs[["item", "group", "direction"]].assign(model=model)
    clusters = clusters_of(pairs)
    if clusters.nunique() < len(pairs):
        table["cluster"] = clusters
    shared = [_shared(one, other) for one, other in zip(more, less, strict=True)]
    for side, own, place in (("more", more, 0), ("less", less, 1)):
        table[f"{side}_logprob"] = [score.logprob for score in own]
        table[f"{side}_mean_logprob"] = [score.logprob / len(score.tokens) for score in own]
        table[f"{side}_shared_logprob"] = [sums[place] for sums in shared]
        table[f"{side}_token_count"] = [len(score.tokens) for score in own]
    table["shared_token_count"] = [int(sums[2]) for sums in shared]
    flawed = [one.flaw is not None or other.flaw is not None for one, other in zip(more, less, strict=True)]
    table.loc[flawed, [name for name in table.columns if name.endswith("_logprob")]] = math.nan
    return table


def _shared(more: Score, less: Score) -> tuple[float, float, float]:
    """Return both sums over the tokens the two sentences share, each given its own left context, and how many."""
    places = shared_places(more.tokens, less.tokens)
    sums = [sum(score.token_logprobs[at] for at in own) for score, own in zip((more, less), places, strict=True)]
    return sums[0], sums[1], len(places[0])
