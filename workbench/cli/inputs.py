"""Texts that a command is given: typed, on standard input, or in a file; every mistake names file and line."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from workbench.cli.output import note
from workbench.data import Limits, Reading, read_data
from workbench.data.defects import QUARANTINE
from workbench.errors import ArtifactError, DataError, InputError

__all__ = ["pairs_of", "prompts_of", "read"]

INPUT = "-"
_ASIDE = "Or keep the good rows and set the bad ones aside: --on-error quarantine"
_LINES = (".txt", ".text", "")


def prompts_of(typed: Sequence[str], file: str | None, on_error: str = "stop") -> list[str]:
    """Return the prompts: those typed ("-" is all of standard input), or those of a file.

    A ``.txt`` file holds one prompt a line; other files have a field ``prompt``.
    """
    if typed and file:
        raise InputError("Give prompts, or a file of them with --prompts: one of the two.")
    if not file:
        return [_standard_input() if text == INPUT else text for text in typed]
    if file != INPUT and Path(file).suffix.lower() in _LINES:
        return _lines(Path(file))
    return [row["prompt"] for row in read(file, {"prompt": "str"}, on_error).rows]


def pairs_of(typed: Sequence[str], file: str | None, on_error: str = "stop") -> list[tuple[str, str]]:
    """Return (context, continuation) pairs: typed one after the other, or of a file with these two fields."""
    if bool(typed) == bool(file):
        raise InputError("Give CONTEXT CONTINUATION, or a file of them with --items: one of the two.")
    if file:
        rows = read(file, {"context": "str", "continuation": "str"}, on_error).rows
        return [(row["context"], row["continuation"]) for row in rows]
    if len(typed) % 2:
        raise InputError(
            f"{len(typed)} texts were given; they go in pairs: CONTEXT CONTINUATION. Put a text with spaces in quotes; "
            "an empty context is ''."
        )
    return list(zip(typed[::2], typed[1::2], strict=True))


def read(file: str, fields: Any, on_error: str) -> Reading:
    """Return what a data file holds ("-": lines of JSON on standard input), bad rows told on standard error."""
    source: Any = sys.stdin.buffer if file == INPUT else file
    try:
        found = read_data(source, fields=fields, on_error=on_error, duplicates="keep")
    except DataError as error:
        raise DataError(str(error).replace(QUARANTINE, _ASIDE)) from None
    for defect in found.defects:
        note(f"Set aside: {defect}")
    return found


def _standard_input() -> str:
    limits = Limits()
    raw = sys.stdin.buffer.read(limits.line + 1)
    if len(raw) > limits.line:
        raise DataError(
            f"Standard input has more than {limits.line:,} bytes, which no model reads. Give a shorter prompt."
        )
    return _decoded(raw, "Standard input").removesuffix("\n").removesuffix("\r")


def _lines(path: Path) -> list[str]:
    limits = Limits()
    try:
        if path.stat().st_size > limits.size:
            raise DataError(f"{path}: the file has {path.stat().st_size:,} bytes; at most {limits.size:,} are read.")
        raw = path.read_bytes()
    except OSError as error:
        raise ArtifactError(f"{path} cannot be read: {error.strerror}. Give a file of prompts, one a line.") from error
    lines = raw.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").removesuffix(b"\n").split(b"\n")
    prompts = [_decoded(line, f"{path}, line {number}") for number, line in enumerate(lines, 1)]
    if empty := next((number for number, prompt in enumerate(prompts, 1) if not prompt), 0):
        raise DataError(f"{path}, line {empty}: the line is empty. Delete it; one line is one prompt.")
    return prompts


def _decoded(raw: bytes, where: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"{where}: byte {error.start + 1} is no UTF-8. Save the text as UTF-8.") from None
