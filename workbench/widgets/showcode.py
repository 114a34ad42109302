"""What was clicked, as the public call that does the same; pure text."""

from typing import Any

from workbench.models.catalog import DEFAULT
from workbench.records import Settings

__all__ = ["call", "opening"]


def opening(model: Any) -> str:
    """Return the call that opens the model again: by nothing for the default, else by its name.

    >>> class Named:
    ...     name = "fake"
    >>> opening(Named())
    'wb.open_model("fake")'
    """
    return f"wb.open_model({'' if model.name == DEFAULT else quoted(model.name)})"


def call(model: Any, prompt: str, settings: Settings) -> str:
    """Return the lines that complete the same prompt with the same settings; only what was changed is named."""
    changes = [f"{name}={_written(value)}" for name, value in settings.changed().items()]
    lines = prompt.splitlines(keepends=True) or [""]
    if len(lines) == 1 and len(prompt) < 60:
        arguments = ", ".join([quoted(prompt), *changes])
        asked = f"answer = model.complete({arguments})"
    else:
        asked = "\n".join(
            ["answer = model.complete(", *(f"    {quoted(line)}" for line in lines[:-1]), f"    {quoted(lines[-1])},"]
            + ([f"    {', '.join(changes)},"] if changes else [])
            + [")"]
        )
    return f"import workbench as wb\n\nmodel = {opening(model)}\n{asked}\nanswer"


def quoted(text: str) -> str:
    """Return a string as Python with double quotes, every character that could deceive as an escape.

    >>> quoted('say "no"')
    '"say \\\\"no\\\\""'
    """
    body = repr(text)[1:-1]
    if repr(text)[0] == "'":
        body = body.replace("\\'", "'").replace('"', '\\"')
    return f'"{body}"'


def _written(value: Any) -> str:
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, tuple):
        return _written(value[0]) if len(value) == 1 else f"[{', '.join(map(_written, value))}]"
    return repr(value)
