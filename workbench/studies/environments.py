"""Where and with what a study was run, told from what stands beside its chunks; the process that writes the report is not asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.reports.folder import canonical

__all__ = ["distinct", "told"]

_PARTS = ("code", "machine", "packages", "python")


def distinct(values: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return different values once each, in an order of their own, whatever the order they came in."""
    return [dict(value) for _, value in sorted({canonical(value): value for value in values}.items())]


def told(about: Sequence[Mapping[str, Any]], code: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a manifest says of the run.

    Parameters
    ----------
    about : sequence of dict
        What stands beside each chunk.
    code : dict
        The state of the code that writes the report.

    Returns
    -------
    dict
        ``code``, ``machine``, ``packages`` and ``python`` of the run; ``environments`` where parts of it
        were run in several; ``report_code`` where the report was written by other code.
    """
    found = _merged(distinct([{name: one[name] for name in _PARTS} for one in about]))
    if not found:
        return {}
    more: dict[str, Any] = {"environments": found} if len(found) > 1 else {}
    other = {"report_code": dict(code)} if found[0]["code"] != code else {}
    return {**found[0], **more, **other}


def _merged(found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out what differs from another only in that no thread was counted: a model without weights beside one with."""

    def without(one: Mapping[str, Any]) -> str:
        return canonical({**one, "machine": {**one["machine"], "threads": None}})

    counted = {without(one) for one in found if one["machine"].get("threads") is not None}
    return [one for one in found if one["machine"].get("threads") is not None or without(one) not in counted]
