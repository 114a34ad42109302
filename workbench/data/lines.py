"""A file as lines of text: bounded in size, decoded, each flaw with its line; it knows no format."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from workbench.data.defects import Limits, Trouble

__all__ = ["Line", "beginning", "lines", "too_big"]

_CHUNK = 1 << 20
_MARK = "\ufeff"
_UTF8 = "Save the file as UTF-8 (in an editor: Save as, encoding UTF-8)."


@dataclass(frozen=True)
class Line:
    """One line without its line end, and what is wrong with it before anything reads it."""

    number: int
    text: str
    end: str
    trouble: Trouble | None = None


def lines(file: BinaryIO, limits: Limits) -> Iterator[Line]:
    """Yield every line; one that is too long, no UTF-8 or holds NUL comes with its trouble and no text."""
    number = read = 0
    while raw := file.readline(limits.line + 2):
        number += 1
        read += len(raw)
        if len(raw) > limits.line + 1 and not raw.endswith(b"\n"):
            size, end = _skip(file, len(raw), limits.size - read)
            read += size - len(raw)
            yield Line(number, "", end, _too_long(size, limits.line))
        else:
            yield _line(number, raw)
        if read > limits.size:
            raise too_big(read, limits)


def beginning(start: bytes, suffix: str) -> Trouble | None:
    """Return why a file that begins with these bytes is no text of its kind, or None."""
    zeros = (start[::2].count(0), start[1::2].count(0))
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or (min(zeros) * 4 < max(zeros) and max(zeros) * 4 > len(start)):
        return Trouble("UTF-16", "The file is UTF-16, not UTF-8.", _UTF8)
    packed = {
        b"\x1f\x8b": "gzip",
        b"PK\x03\x04": "zip (or an Excel workbook)",
        b"\x28\xb5\x2f\xfd": "zstd",
        b"BZh": "bzip2",
    }
    for sign, name in packed.items():
        if start.startswith(sign):
            return Trouble(
                "packed", f"The file is packed: {name}.", "Unpack it, or save the sheet as CSV, and give that."
            )
    if start.startswith(b"PAR1"):
        return Trouble("other format", "The file is parquet, not text.", "Name it .parquet.")
    text = start.lstrip(b"\xef\xbb\xbf \r\n\t")
    if text.lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        return Trouble(
            "other format", f"The file is a web page, not {suffix}.", "Download the file itself (its raw form)."
        )
    if suffix in {".jsonl", ".ndjson"} and text.startswith(b"["):
        reason = "The file begins with a list: one JSON array over the whole file, most likely."
        return Trouble("JSON array", reason, "Write one object a line: jq -c '.[]' OLD > NEW")
    return None


def too_big(size: int, limits: Limits) -> Trouble:
    """Return the trouble of a file above the size limit."""
    reason = (
        f"The file has {'at least ' if size > limits.size else ''}{size:,} bytes; at most {limits.size:,} are read."
    )
    return Trouble("too large", reason, "Split it, or allow more: Limits(size=...).")


def _skip(file: BinaryIO, size: int, left: int) -> tuple[int, str]:
    """Read to the end of a line that is too long, keeping none of it."""
    while left > 0 and (raw := file.readline(_CHUNK)):
        size += len(raw)
        left -= len(raw)
        if raw.endswith(b"\n"):
            return size, "\n"
    return size, ""


def _too_long(size: int, most: int) -> Trouble:
    reason = f"The line has {size:,} bytes; at most {most:,} are read."
    return Trouble("long line", reason, "Is a line end missing? Split the text, or allow more: Limits(line=...).")


def _line(number: int, raw: bytes) -> Line:
    end = "\r\n" if raw.endswith(b"\r\n") else "\n" if raw.endswith(b"\n") else ""
    body = raw[: len(raw) - len(end)]
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        return Line(number, "", end, _not_utf8(body, error))
    if "\0" in text:
        reason = f"There is a NUL character at character {text.index(chr(0)) + 1}."
        return Line(
            number, "", end, Trouble("NUL", reason, "Delete it; a file cut off by a full disk often ends in NULs.")
        )
    if number > 1 and text.startswith(_MARK):
        reason = "A byte order mark stands within the file: two files were joined."
        return Line(
            number, "", end, Trouble("BOM inside", reason, "Delete the first, invisible character of this line.")
        )
    return Line(number, text, end)


def _not_utf8(body: bytes, error: UnicodeDecodeError) -> Trouble:
    byte = body[error.start]
    cut = " (a character is cut off)" if error.reason == "unexpected end of data" else ""
    meant = bytes([byte]).decode("cp1252", "replace")
    guess = f"; in the old Windows encoding it is {meant!r}" if meant.isalpha() and not cut else ""
    return Trouble("invalid UTF-8", f"Byte {error.start + 1} (0x{byte:02x}) is no UTF-8{cut}{guess}.", _UTF8)
