"""Which English words can be adjectives or adverbs: a table of the package index, read whole; it looks at no text."""

import gzip
import re
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.artifacts import Wheel
from workbench.data.sources import Source, shipped_card
from workbench.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DESCRIBING"]

_LEMMINFLECT = Wheel(
    "lemminflect", "0.2.3", "1cf470efa783733ca5654cc1a6ee1de774e59031e61bf6210467625e84a8cf1c", 769_698
)
_FILE = "lemma_lu.csv.gz"
_KINDS = {"adj": "adjective", "adv": "adverb"}
_OTHER = {"noun", "verb", "aux"}


def _words(folder: Path) -> "pd.DataFrame":
    """Return one row a word that can be an adjective or an adverb, in the order of the alphabet."""
    import pandas as pd

    with gzip.open(folder / _FILE, "rt", encoding="utf-8") as file:
        lines = [line.rstrip("\n").split(",") for line in file]
    readings: dict[str, set[str]] = {}
    for place, line in enumerate(lines, 1):
        if len(line) != 3 or line[1] not in {*_KINDS, *_OTHER}:
            raise DataError(
                f"{folder / _FILE}, line {place}: word, part of speech and base form were expected: {line}."
            )
        readings.setdefault(line[0], set()).add(line[1])
    rows = [
        (_KINDS["adj" if "adj" in found else "adv"], word, "no" if found & _OTHER else "yes")
        for word, found in sorted(readings.items())
        if found & set(_KINDS) and re.fullmatch("[a-z]+(?:-[a-z]+)*", word)
    ]
    table = pd.DataFrame(rows, columns=["group", "word", "only"])
    table.insert(0, "item", range(len(table)))
    return table


DESCRIBING = {
    "describing-words": Source(
        wheel=_LEMMINFLECT,
        members={f"lemminflect/resources/{_FILE}": _FILE},
        read=_words,
        card=shipped_card("describing-words"),
    )
}
