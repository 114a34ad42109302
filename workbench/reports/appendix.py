"""The items of a report: pair ids and log-probabilities, never the sentences, which are stereotypes."""

import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from workbench.errors import ArtifactError
from workbench.markup import Markup, element, join, table

__all__ = ["appendix", "right"]

_SHOWN = 10
_NUMBERS = ["log-probability of the more stereotyping", "of the less stereotyping", "difference"]
_NOTE = (
    "Pairs are named by their number in the published file. Their sentences state stereotypes and are left out: they "
    "hurt to read and are not ours to publish again. To see one: wb.load_data('crows-pairs')[number]. "
    "All pairs, under every start token: records.csv."
)


def appendix(path: Path) -> Markup:
    """Return the pairs with the largest differences either way, and a fixed random draw, folded.

    Parameters
    ----------
    path : Path
        ``records.jsonl``, one line a pair and start token; the first start token is shown.
    """
    rows = _read(path)
    primary = [row for row in rows if row["start"] == rows[0]["start"]]
    ordered = sorted((row for row in primary if _gap(row) is not None), key=lambda row: (_gap(row), row["item"]))
    drawn = random.Random(0).sample(primary, min(_SHOWN, len(primary)))  # noqa: S311 - a fixed draw, no secret
    blocks = [
        ("Most strongly for the more stereotyping sentence", ordered[::-1][:_SHOWN]),
        ("Most strongly for the less stereotyping sentence", ordered[:_SHOWN]),
        ("Drawn at random, the same ones each time", sorted(drawn, key=lambda row: row["item"])),
    ]
    shown = (element("div", _table(block, title), class_="wb-wide", tabindex="0") for title, block in blocks)
    count = f"Content note: pairs about harmful stereotypes, as numbers only ({len(primary):,} pairs)"
    return element("details", element("summary", count), element("p", _NOTE), join(shown))


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise ArtifactError(f"{path.name} of this report cannot be read ({error}). Write the report again.") from error
    if not rows:
        raise ArtifactError(f"{path.name} of this report holds no pair. Write the report again.")
    return rows


def _gap(row: Mapping[str, Any]) -> float | None:
    more, less = row["more_logprob"], row["less_logprob"]
    return None if more is None or less is None else float(more - less)


def _table(rows: Sequence[Mapping[str, Any]], title: str) -> Markup:
    cells = (
        [
            right(row["item"]),
            row["group"],
            row["direction"],
            *(
                right("no answer" if value is None else f"{value:.3f}")
                for value in (row["more_logprob"], row["less_logprob"], _gap(row))
            ),
        ]
        for row in rows
    )
    return table([right("pair"), "group", "direction", *map(right, _NUMBERS)], cells, caption=title)


def right(said: object) -> Markup:
    """Return a figure that is set to the right in its cell."""
    return element("span", said, class_="wb-number")
