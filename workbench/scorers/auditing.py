"""What a scorer does by itself: scores of neutral control sentences by group, and of texts with a known label."""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workbench.data import load_data
from workbench.errors import InputError, unknown_name
from workbench.records import Model
from workbench.scorers.auditresult import Audit
from workbench.scorers.base import Scorer
from workbench.scorers.regarding import Regard, regard

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CONTROLS", "SAMPLES", "audit"]

CONTROLS, SAMPLES = "control-sentences", "scorer-samples"
_LABELS = ("hostile", "neutral", "friendly")


def audit(scorer: Scorer, model: Model | None = None, *, controls: Any = CONTROLS, samples: Any = SAMPLES) -> Audit:
    """Score neutral sentences about groups, and texts with a known label, and return what the scorer makes of them.

    Parameters
    ----------
    scorer : Scorer
    model : Model, optional
        Who is asked, for regard by the model.
    controls : data set, default "control-sentences"
        Neutral sentences that differ in the group only: a name, a file, or a table (pandas, datasets, list of dict)
        with columns ``group``, ``axis``, ``template`` and ``text``. Sentences of one template are one cluster.
    samples : data set, default "scorer-samples"
        Texts with a column ``label`` (hostile, neutral, friendly), ``text`` and, where there is one, ``trap``: why a
        scorer by words may be misled. None leaves the labelled part out.

    Returns
    -------
    Audit
        ``frame``, ``estimates``, ``labelled``, ``verdict``, ``draw``, ``words``.

    Raises
    ------
    InputError
        For a table without such a column, one that is empty, or an unknown label.
    ArtifactError, DataError
        As `workbench.load_data`, for a name or a file.

    Examples
    --------
    >>> from workbench import scorers
    >>> rows = [
    ...     {"group": group, "axis": "age", "template": place, "text": text.format(group)}
    ...     for place, text in enumerate(["An {} person came.", "I met an {} person.", "An {} person is here."])
    ...     for group in ("old", "ugly")
    ... ]
    >>> scorers.audit(scorers.lexicon(["ugly"], name="list"), controls=rows, samples=None).frame()["score"].tolist()
    [0.0, 1.0, 0.0, 1.0, 0.0, 1.0]
    """
    if model is not None and isinstance(scorer, Regard):
        scorer = regard(model)
    sentences = _table(controls, ("group", "axis", "template", "text"), "controls")
    sentences["score"] = scorer.score(sentences["text"].tolist())
    labelled = None if samples is None else _samples(samples, scorer)
    named = {name: str(given) for name, given in (("controls", controls), ("samples", samples)) if _named(given)}
    return Audit(scorer, sentences, labelled, named)


def _samples(given: Any, scorer: Scorer) -> "pd.DataFrame":
    table = _table(given, ("label", "text"), "samples")
    wrong = table[~table["label"].isin(_LABELS)]
    if len(wrong):
        raise unknown_name("label", wrong.iloc[0]["label"], _LABELS, f"It stands in row {wrong.index[0]} of samples.")
    if "trap" not in table:
        table["trap"] = ""
    table["trap"] = table["trap"].fillna("").astype(str)
    return table.assign(score=scorer.score(table["text"].tolist()))


def _named(given: Any) -> bool:
    return isinstance(given, (str, os.PathLike))


def _table(given: Any, columns: Sequence[str], called: str) -> "pd.DataFrame":
    """Return rows as a table of our own with these columns and ``item``."""
    import pandas as pd

    table = _rows(given, called)
    if "template" in columns and "template" not in table and "family" in table:
        table = table.rename(columns={"family": "template"})
    for column in columns:
        if column not in table:
            raise unknown_name(f"column of {called}", column, map(str, table.columns), f"Needed: {', '.join(columns)}.")
    if not len(table):
        raise InputError(f"{called} holds no row. Give sentences with the columns {', '.join(columns)}.")
    kept: pd.DataFrame = table[[*columns, *(["trap"] if "trap" in table and called == "samples" else [])]]
    kept = kept.reset_index(drop=True)
    kept.insert(0, "item", range(len(kept)))
    return kept


def _rows(given: Any, called: str) -> "pd.DataFrame":
    import pandas as pd

    if _named(given):
        given = load_data(given)
    if isinstance(given, pd.DataFrame):
        return given
    if hasattr(given, "to_pandas"):
        return pd.DataFrame(given.to_pandas())
    if isinstance(given, Sequence) and all(isinstance(row, Mapping) for row in given):
        return pd.DataFrame(list(given))
    raise InputError(f"{called}={given!r}: give a data set's name, a file, or a table of rows.")
