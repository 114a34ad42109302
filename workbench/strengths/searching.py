"""Search by meaning as the 2020 API defined it: how much likelier a document makes a query; it embeds nothing."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from workbench.asking import about, asked, check_answers
from workbench.canonical import digest
from workbench.data import data_digests
from workbench.errors import InputError
from workbench.records import Answer, Card, Cost, Measure, Model, Request, Score, Scoring, card_from, clean_text
from workbench.results import Wording
from workbench.strengths.declared import Ready
from workbench.strengths.searchresult import AT_ONE, SearchResult

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["AFTER", "Query", "SearchProbe", "ready_search", "search", "search_probe"]

AFTER = "\n\n---\n\nThe above passage is related to:"
"""What stands between a document and a query, as the client of 2020 had it."""

_OWN = Wording(
    question="Given a query, does the model find the document that it belongs to?",
    harm=(
        "None by itself: a share of queries. It bears on harm where the search decides what people get to see: then ask "
        "whose queries and whose documents are found less often."
    ),
    limits=(
        "Search in many documents: the random baseline falls with their number, and so does the figure.",
        "Other queries: the figure is of these, and of documents that lie as far apart as these do.",
        "The scores of the 2020 API: the rule is the same, the model is another, so no threshold carries over.",
    ),
    references=(
        "OpenAI (2020), openai-python, examples/semanticsearch: the template and the score.",
        "Voorhees (1999), The TREC-8 question answering track report: mean reciprocal rank.",
        "Wilson (1927), doi:10.1080/01621459.1927.10502953. Items that belong together: workbench.stats.crossed_share.",
    ),
)


@dataclass(frozen=True)
class Query:
    """A query, and the place of the document that it belongs to."""

    item: str | int
    group: str
    text: str
    document: int


def search(model: Model, query: str, documents: Sequence[str]) -> "pd.DataFrame":
    r"""Rank documents by how well they fit a query.

    .. math:: 100 \left(\frac{1}{n} \sum_i \log P(q_i | d, t, q_{<i}) - \frac{1}{n} \sum_i \log P(q_i | t, q_{<i})\right)

    over the n tokens of the query, where t is what stands between: ``"\n\n---\n\nThe above passage is related to:"``.
    The second half is the same with an empty document, so that a likely query gains nothing by itself.

    Parameters
    ----------
    model : Model
    query : str
    documents : sequence of str
        Two or more, none of them empty.

    Returns
    -------
    pandas.DataFrame
        Best first: ``document`` (the text), ``score`` (0: the document makes the query no likelier; above 0:
        likelier), ``rank`` (1 is best, equal scores share a rank), ``item`` (place in the list given). NaN at the end
        where the model gave no score.

    Raises
    ------
    InputError, ContextError
        For an empty query or document, fewer than two documents, or a text that does not fit the context.

    Notes
    -----
    The client of 2020 put ``<|endoftext|>`` before the document. Here nothing stands before a text that is not
    empty, as in all scoring of this workbench, so that the first token of the document is only read.

    References
    ----------
    OpenAI (2020), openai-python, examples/semanticsearch.

    Examples
    --------
    >>> import workbench as wb
    >>> found = wb.strengths.search(wb.open_model("fake"), "the president", ["White House", "hospital", "school"])
    >>> sorted(found["document"])
    ['White House', 'hospital', 'school']
    """
    texts = _texts(documents)
    asked_for = Scoring(_pairs(_filled(query, "The query"), texts))
    scores = _scores(model.score(list(asked_for.items)))
    import pandas as pd

    table = pd.DataFrame({"document": texts, "score": scores, "item": range(len(texts))})
    table["rank"] = table["score"].rank(ascending=False, method="min")
    ordered = table.sort_values(["rank", "item"], kind="stable")[["document", "score", "rank", "item"]]
    return ordered.reset_index(drop=True)


@dataclass(frozen=True, eq=False)
class SearchProbe:
    """How often a model finds the document that a query belongs to; made by `search_probe` and by `task`.

    One-sided; ``neutral`` is 1 over the number of documents, what a random order would find first.

    Parameters
    ----------
    name : str
    queries : tuple of Query
    documents : tuple of str
        All of them are searched for every query.
    card : Card
    wording : Wording
    ready : Ready, optional
        The ready task it is; its rows are then not written down.
    limit : int, optional
        The limit that was asked for.
    """

    name: str
    queries: tuple[Query, ...]
    documents: tuple[str, ...]
    card: Card
    wording: Wording = _OWN
    ready: Ready | None = None
    limit: int | None = None
    scale: str = field(default="one-sided", init=False)
    samples: bool = field(default=False, init=False)
    primary: tuple[Measure, ...] = field(default=(Measure(AT_ONE),), init=False)
    groupings: tuple[str, ...] = field(default=("group",), init=False)

    @property
    def neutral(self) -> float | None:
        """What a random order would find first: 1 over the number of documents."""
        return 1 / len(self.documents)

    def requests(self) -> list[Request]:
        """Return what a model is asked: every query after every document, and after an empty one."""
        return [Scoring(tuple(pair for query in self.queries for pair in _pairs(query.text, self.documents)))]

    def result(self, model: Mapping[str, str], answers: Sequence[Sequence[Answer]]) -> SearchResult:
        """Return the result that these answers make; no model is needed.

        Parameters
        ----------
        model : dict
            ``name`` and ``fingerprint`` of the model that answered.
        answers : sequence of sequence of Score
            One list a request, in their order.
        """
        import pandas as pd

        check_answers(self.name, self.requests(), answers)
        scores, width = list(cast(Sequence[Score], answers[0])), len(self.documents) + 1
        rows = [
            {"item": query.item, "group": query.group, "query": query.text, "document": place, "score": score}
            | {"gold": place == query.document}
            for at, query in enumerate(self.queries)
            for place, score in enumerate(_scores(scores[at * width : (at + 1) * width]))
        ]
        settings = {"limit": self.limit, "items": len(self.queries), "documents": len(self.documents)}
        return SearchResult(
            self.name, dict(model), self.card, settings, pd.DataFrame(rows), self.documents, self.wording
        )

    def run(self, model: Model) -> SearchResult:
        """Score every query after every document and return the result.

        Raises
        ------
        InputError, ContextError
            As ``model.score`` does.
        """
        return self.result(about(model), asked(model, self.requests()))

    def cost(self, model: Any) -> Cost:
        """Return what running it on a model will take."""
        found: Cost = model.cost(list(self._asked.items))
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return what makes this probe again: ``workbench.probes.from_dict`` takes it."""
        if self.ready is not None:
            return {"kind": "strength", "name": self.ready.name, "limit": self.limit}
        return {"kind": "search", "queries": self._rows(), "documents": list(self.documents)} | {
            "name": self.name,
            "card": self.card.to_dict(),
        }

    def digests(self) -> dict[str, dict[str, str]]:
        """Return ``{data set: {file: SHA-256}}``, and the digest of queries and documents."""
        files = {self.ready.source: data_digests(self.ready.source)} if self.ready and self.ready.source else {}
        return files | {f"{self.name}, test": {"rows": digest([self._rows(), list(self.documents)])}}

    def __repr__(self) -> str:
        return f"SearchProbe({self.name!r}, items={len(self.queries)}, documents={len(self.documents)})"

    @cached_property
    def _asked(self) -> Scoring:
        return cast(Scoring, self.requests()[0])

    def _rows(self) -> list[dict[str, Any]]:
        return [
            {"item": one.item, "group": one.group, "query": one.text, "document": one.document} for one in self.queries
        ]


def search_probe(
    queries: Sequence[Mapping[str, Any]],
    documents: Sequence[str],
    *,
    name: str = "search",
    card: Card | Mapping[str, Any] | None = None,
) -> SearchProbe:
    """Return a probe of your own queries and documents.

    Parameters
    ----------
    queries : list of dict
        One a query: ``query``, ``document`` (the place of the right one from 0, or its text), and, where you have
        them, ``item`` and ``group``.
    documents : sequence of str
        All of them are searched for every query; two or more.
    name : str
        What reports call it.
    card : Card, optional
        What the texts are, where they are from and what is known to be wrong with them.

    Returns
    -------
    SearchProbe
        One-sided; accuracy at 1 and mean reciprocal rank; neutral 1 over the number of documents.

    Raises
    ------
    InputError
        For an empty text, a document that stands twice, or a query whose document is none of them: the row is named.

    Examples
    --------
    >>> import workbench as wb
    >>> probe = wb.probes.search([{"query": "honey", "document": 0}], ["Bees live in hives.", "Bread is baked."])
    >>> probe.run(wb.open_model("fake")).counts()["items"]
    1
    """
    texts = _texts(documents)
    if isinstance(queries, (str, Mapping)) or not len(queries):
        raise InputError('queries: give at least one row, such as [{"query": "honey", "document": 0}].')
    found = tuple(_query(row, place, texts) for place, row in enumerate(queries))
    twice = [item for item in dict.fromkeys(one.item for one in found) if sum(one.item == item for one in found) > 1]
    if twice:
        raise InputError(f"Item {twice[0]!r} stands twice. Give every query an item of its own, or leave item out.")
    summary = f"{len(found)} queries and {len(texts)} documents of the researcher's own."
    return SearchProbe(name, found, texts, card_from(card, name=name, summary=summary))


def ready_search(declared: Ready, limit: int | None, shots: Any) -> SearchProbe:
    """Return the ready search task: the passages of the whole set are searched for the queries that are measured."""
    if shots not in (None, 0, [0], (0,)):
        raise InputError(f"shots={shots!r}: the search task scores each query after a document and takes no examples.")
    every = [*declared.rows("train"), *declared.rows("test")]
    documents = tuple(sorted({row["passage"] for row in every}))
    rows = declared.rows("test")
    if limit is not None and limit < len(rows):
        rows = [rows[round(place * (len(rows) - 1) / max(limit - 1, 1))] for place in range(limit)]
    queries = [
        {"item": row["item"], "group": row["group"], "query": row["query"], "document": row["passage"]} for row in rows
    ]
    made = search_probe(queries, documents, name=declared.name, card=declared.card())
    wording = replace(_OWN, question=declared.question, limits=(*declared.limits, *_OWN.limits))
    return replace(made, wording=wording, ready=declared, limit=limit)


def _pairs(query: str, documents: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return a query after every document, and, last, after an empty one."""
    return tuple((document + AFTER, f" {query}") for document in (*documents, ""))


def _scores(scores: Sequence[Score]) -> list[float]:
    """Return the score of each document from the scores of one query, the last of which follows the empty document."""
    *means, empty = [math.nan if score.flaw is not None else score.logprob / len(score.tokens) for score in scores]
    return [100 * (mean - empty) for mean in means]


def _query(row: Mapping[str, Any], place: int, documents: Sequence[str]) -> Query:
    where = f"row {place} of the queries"
    for name in ("query", "document"):
        if not isinstance(row, Mapping) or name not in row:
            raise InputError(f"{where.capitalize()} has no {name!r}: each needs query and document.")
    right = row["document"]
    if isinstance(right, str) and right in documents:
        right = documents.index(right)
    if isinstance(right, bool) or not isinstance(right, int) or not 0 <= right < len(documents):
        raise InputError(
            f"The document of {where} is {right!r:.80}: give its place from 0 to {len(documents) - 1}, or its text."
        )
    item = row.get("item", place)
    named = item if isinstance(item, str) else int(item)
    return Query(named, str(row.get("group", "queries")), _filled(row["query"], where), right)


def _texts(documents: Any) -> tuple[str, ...]:
    if isinstance(documents, str) or len(documents) < 2:
        raise InputError('documents: give two or more texts, such as ["Bees live in hives.", "Bread is baked."].')
    texts = tuple(_filled(text, f"Document {place}") for place, text in enumerate(documents))
    if len(set(texts)) < len(texts):
        raise InputError("documents: one stands twice, so that neither could be found alone. Leave one out.")
    return texts


def _filled(text: Any, what: str) -> str:
    if not clean_text(text, what).strip():
        raise InputError(f"{what} is empty. Fill it, or leave it out.")
    return str(text)
