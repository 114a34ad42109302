"""Options of a command made from the arguments of the call it stands for, with the call's own help; it runs nothing."""

import argparse
import inspect
import json
import re
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from workbench.data import read_data
from workbench.errors import InputError

__all__ = ["add_arguments", "command", "escaped", "given", "help_of", "parsed_json"]


def command(commands: Any, name: str, *, says: str, example: str, run: Callable[..., int]) -> argparse.ArgumentParser:
    """Add a command with its one-line help, an example, and ``--json``; return its parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=escaped(says),
        description=escaped(says[:1].upper() + says[1:] + "."),
        epilog=f"Example:\n  {escaped(example)}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document on standard output, nothing else")
    parser.set_defaults(run=run)
    return parser


def escaped(text: str) -> str:
    """Return a help text in which a percent sign is one."""
    return text.replace("%", "%%")


def add_arguments(parser: argparse.ArgumentParser, call: Callable[..., Any], skip: Sequence[str] = ()) -> None:
    """Add an option for every argument of a call (or field of a data class) that a command line can hold."""
    helps = help_of(call)
    for name, kind, default in _arguments(call):
        if name not in skip:
            _add(parser, name, _form(kind), default, helps.get(name, ""))


def given(asked: argparse.Namespace, call: Callable[..., Any], skip: Sequence[str] = ()) -> dict[str, Any]:
    """Return the arguments of a call that were typed, by name; files of rows and JSON are read here.

    Raises
    ------
    InputError, DataError, ArtifactError
        For text that is no JSON, a file that cannot be read or a bad row in it.
    """
    found = {}
    for name, kind, _ in _arguments(call):
        value = getattr(asked, name, None)
        if name not in skip and value is not None:
            form = "PATH" if _takes_path(kind) else _form(kind)
            found[name] = parsed_json(value) if form == "JSON" else rows_of(value) if form == "FILE" else value
    return found


def parsed_json(text: str) -> Any:
    """Return what a JSON text on the command line holds, or the JSON file that it names."""
    if text.endswith(".json") and Path(text).is_file():
        text = Path(text).read_text("utf-8-sig")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{text[:80]!r} is no JSON ({error}). Put it in single quotes: '{{\"50256\": -100}}', or name a .json file."
        ) from None


def rows_of(file: str) -> list[dict[str, Any]]:
    """Return the rows of a data file."""
    return read_data(file).rows


def help_of(call: Callable[..., Any]) -> dict[str, str]:
    """Return the first sentence on each argument in a call's numpydoc docstring.

    >>> from workbench.models.catalog import open_model
    >>> help_of(open_model)["hub"]
    'Whether a Hugging Face name may be fetched from the hub'
    """
    text = inspect.cleandoc(call.__doc__ or "")
    section = re.search(r"^(?:Parameters|Attributes)\n-+\n(.*?)(?=^\w[^\n]*\n-{3,}$|\Z)", text, re.M | re.S)
    found: dict[str, str] = {}
    names: list[str] = []
    for line in (section[1] if section else "").splitlines():
        if line and not line.startswith(" "):
            names = [name.strip() for name in line.partition(" : ")[0].split(",")]
            found.update(dict.fromkeys(names, ""))
        else:
            found.update({name: f"{found[name]} {line.strip()}".strip() for name in names})
    return {name: _sentence(words) for name, words in found.items()}


def _sentence(text: str) -> str:
    words = re.split(r"(?<=[^.\d])\.\s+(?=[A-Z(])|\.$", text.replace("``", "").replace("`", ""))[0]
    return words if len(words) < 160 else words[:157].rsplit(" ", 1)[0] + " ..."


def _arguments(call: Callable[..., Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield name, type and default of what can be given by name."""
    target: Any = call
    target = target.__init__ if isinstance(call, type) else target
    try:
        kinds = typing.get_type_hints(target)
    except NameError:  # the type is imported for type checkers only
        import pandas

        kinds = typing.get_type_hints(target, localns={"pd": pandas})
    for name, parameter in inspect.signature(call).parameters.items():
        if parameter.kind not in {parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL}:
            yield name, kinds.get(name, str), parameter.default


def _add(parser: argparse.ArgumentParser, name: str, form: str, default: Any, says: str) -> None:
    options: dict[str, Any] = {"dest": name, "default": None}
    if form == "FLAG":
        parser.add_argument(_flag(name), action="store_true", help=escaped(says), **options)
        return
    plain = isinstance(default, (str, int, float, tuple, list)) and default not in ("", ())
    shown = " ".join(map(str, default)) if isinstance(default, (tuple, list)) else default
    options |= {"help": escaped(f"{says} (default {shown})" if plain else says)}
    options |= {"metavar": name.upper() if form.startswith("TEXT") else form.removesuffix("+")}
    options |= {"type": {"N": int, "X": float}.get(form.removesuffix("+"), str)}
    options |= {"required": default is inspect.Parameter.empty, "nargs": "+" if form.endswith("+") else None}
    parser.add_argument(_flag(name), **options)


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _takes_path(kind: Any) -> bool:
    """Return whether a call reads the file itself, and so can say which line and column is wrong."""
    names = {getattr(typing.get_origin(part) or part, "__name__", "") for part in typing.get_args(kind)}
    return {"DataFrame", "PathLike"} <= names


def _form(kind: Any) -> str:
    """Return how values of a type are typed: N, X, TEXT, FLAG, JSON, FILE (of rows); "+" where several may be given."""
    parts = typing.get_args(kind) if typing.get_origin(kind) in {types.UnionType, typing.Union} else (kind,)
    parts = tuple(part for part in parts if part is not type(None))
    if any(getattr(part, "__name__", "") == "DataFrame" for part in parts):
        return "FILE"
    for part in parts:
        origin = typing.get_origin(part) or part
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return "JSON"
        if isinstance(origin, type) and issubclass(origin, Sequence) and not issubclass(origin, (str, bytes)):
            inner = _form(next(iter(typing.get_args(part)), str))
            return f"{inner}+" if inner in {"N", "X", "TEXT"} else "JSON"
    return {bool: "FLAG", int: "N", float: "X"}.get(parts[0], "TEXT")
