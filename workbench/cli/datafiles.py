"""`data`: the published sets, the card of one, or whether a file of your own can be read row by row."""

import argparse
from typing import Any

from workbench.cli.flags import command
from workbench.cli.inputs import INPUT
from workbench.cli.output import answer, note
from workbench.data import card_of, data_digests, data_names, read_data
from workbench.data.loading import is_path
from workbench.errors import InputError

__all__ = ["add"]

_SHOWN = 20


def add(commands: Any) -> None:
    """Add the command."""
    parser = command(
        commands,
        "data",
        says="list the published data sets, show one, or check a file of your own row by row",
        run=_data,
        example="workbench data crows-pairs",
    )
    parser.add_argument(
        "name",
        nargs="?",
        metavar="NAME|FILE",
        help="a published set, or a file: .jsonl, .csv, .tsv, .parquet; - for lines of JSON on standard input",
    )
    parser.add_argument(
        "--fields",
        nargs="+",
        metavar="FIELD[:TYPE]",
        help="fields that every row must have, such as text:str score:float note:str?",
    )
    parser.add_argument(
        "--duplicates",
        choices=["refuse", "keep"],
        default="refuse",
        help="whether a row that is there twice is bad (default refuse)",
    )


def _data(asked: argparse.Namespace) -> int:
    if asked.name is None:
        return _list(asked)
    if asked.name == INPUT or is_path(asked.name):
        return _check(asked)
    if asked.fields:
        raise InputError(f"{asked.name} is a published set: --fields is for files of your own.")
    card = card_of(asked.name)
    digests = data_digests(asked.name)
    lines = [
        str(card),
        f"Source: {card.source}",
        f"Licence: {card.licence}",
        *(f"Limit: {limit}" for limit in card.limits),
    ]
    lines += [f"{file}: SHA-256 {digest}" for file, digest in digests.items()]
    answer(asked, {"name": asked.name, "card": card.to_dict(), "files": digests}, *lines)
    return 0


def _list(asked: argparse.Namespace) -> int:
    cards = [{**card_of(name).to_dict(), "name": name, "title": card_of(name).name} for name in data_names()]
    answer(asked, cards, *(f"{card['name']}\n    {card['summary']}\n    {card['licence']}" for card in cards))
    return 0


def _check(asked: argparse.Namespace) -> int:
    """Read a file to its end; exit code 1 where a row is bad."""
    import sys

    source: Any = sys.stdin.buffer if asked.name == INPUT else asked.name
    read = read_data(source, fields=_fields(asked.fields), on_error="quarantine", duplicates=asked.duplicates)
    document = {
        "file": read.file,
        "rows": len(read.rows),
        "defects": [vars(defect) for defect in read.defects],
        "notes": [vars(item) for item in read.notes],
    }
    lines = [f"{read.file}: {len(read.rows)} good rows, {len(read.defects)} bad."]
    lines += [str(defect) for defect in read.defects[:_SHOWN]]
    if len(read.defects) > _SHOWN:
        lines.append(f"... and {len(read.defects) - _SHOWN} more: --json gives all.")
    answer(asked, document, *lines)
    note(*(str(item) for item in read.notes))
    return 1 if read.defects else 0


def _fields(given: list[str] | None) -> dict[str, type | str] | None:
    if given is None:
        return None
    return {name: kind or "any" for name, _, kind in (word.partition(":") for word in given)}
