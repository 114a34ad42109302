"""Which ready task stands for which of the seven uses of 2020, and which uses have none; it measures nothing."""

from typing import TYPE_CHECKING

from workbench.strengths.listed import NOT_SCORED, TASKS, USES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["uses"]


def uses() -> "pd.DataFrame":
    """Return what can be measured for each of the seven uses of the announcement of 2020, and the fields beside them.

    Returns
    -------
    pandas.DataFrame
        ``use``, ``tasks`` (names of ready tasks, empty where there are none) and ``why_not``: why there is none.

    Examples
    --------
    >>> uses().set_index("use").loc["Translation", "tasks"]
    'translation, translation-choice'
    """
    import pandas as pd

    fields = dict.fromkeys([*USES, *(ready.use for ready in TASKS.values())])
    rows = [
        {
            "use": use,
            "tasks": ", ".join(ready.name for ready in TASKS.values() if ready.use == use),
            "why_not": NOT_SCORED.get(use, ""),
        }
        for use in fields
    ]
    return pd.DataFrame(rows)
