"""What was clicked in the explorer, as the public calls that give the same numbers; pure text."""

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.widgets.fewshotcode import written
from workbench.widgets.showcode import opening

__all__ = ["comparing_code", "probing_code"]


def probing_code(model: Any, made: str, by: str | None, shown: Sequence[str]) -> str:
    """Return Python that runs a probe and shows its groups, then what was opened.

    Parameters
    ----------
    model
    made : str
        The call that makes the probe.
    by : str or None
        The grouping on show.
    shown : sequence of str
        Further lines.
    """
    groups = "showing.groups(result" + (")" if by == "group" else f", {written(by)})")
    lines = ["import workbench as wb", "from workbench.probes import showing", "", f"model = {opening(model)}"]
    lines += [f"probe = {made}", "result = probe.run(model)", "print(result.verdict())", "print(result.conclusion())"]
    return "\n".join([*lines, f"groups = {groups}", *shown])


def call_of(kind: str, arguments: Mapping[str, Any]) -> str:
    """Return the call that makes a probe of the list.

    >>> call_of("bbq", {"category": "Age", "limit": 40})
    'wb.probes.bbq(category="Age", limit=40)'
    """
    return f"wb.probes.{kind}({', '.join(f'{name}={written(value)}' for name, value in arguments.items())})"


def items_lines(group: str, by: str, order: str) -> list[str]:
    """Return the line that lists the items of a group."""
    arguments = [*([written(group)] if group else []), *([] if by == "group" else [f"by={written(by)}"])]
    arguments += [] if order == "worst" else [f"order={written(order)}"]
    return [f"items = showing.items({', '.join(['result', *arguments])})"]


def item_lines(item: Any) -> list[str]:
    """Return the lines that show one item's texts, scored."""
    return [f"item = showing.looked_at(probe, result, {written(item)}, model)", "item.frame()"]


def comparing_code(model: Any, asked: Mapping[str, Any]) -> str:
    """Return Python that compares a sentence with its versions."""
    lines = [
        "import workbench as wb",
        "from workbench.probes.comparing import compared",
        "",
        f"model = {opening(model)}",
    ]
    settings = ", ".join(f"{name}={written(asked[name])}" for name in ("max_tokens", "temperature", "seed"))
    return "\n".join(
        [
            *lines,
            "comparison = compared(",
            f"    model, {written(asked['text'])},",
            f"    {written(asked['term'])}, {written(asked['replacements'])}, {settings},",
            ")",
            "comparison.frame()",
        ]
    )
