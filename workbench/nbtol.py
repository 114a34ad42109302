"""A plugin over nbval: outputs are compared with numbers by value within a tolerance, the rest exactly.

nbval compares text to the letter, so that a last digit that another CPU rounds otherwise
fails, and it passes a notebook whose outputs were stripped. Here such digits pass and a
stripped or out-of-order notebook fails. A notebook's or a cell's metadata may hold
``"tolerance": {"rtol": ..., "atol": ..., "ulp": ..., "integers": ...}``.

It loads with pytest by its entry point, whether nbval is there or not; ``-p no:wb_nbtol`` leaves it out.
"""

import copy
import re
from typing import Any

from workbench.errors import InputError
from workbench.tolerance import Tolerance, compare

__all__ = ["pytest_itemcollected"]

COMPARED = ("text", "text/plain", "text/html", "text/latex", "text/markdown", "evalue")
_BAR = re.compile(r"\d+%\|.*\| \S+/\S+ \[[^\]]*\]\s*$")
_made: dict[type, type] = {}


def pytest_itemcollected(item: Any) -> None:
    """Give nbval's cells our comparison; nbval names its class itself and has no hook for another."""
    cell = type(item)
    if cell.__module__ == "nbval.plugin" and cell.__name__ == "IPyNbCell":
        item.__class__ = _made.setdefault(cell, _tolerant(cell))


def _settled(outputs: Any) -> list[Any]:
    """Return a copy of the outputs without progress bars: whether one is shown depends on time."""
    return [output for output in copy.deepcopy(list(outputs)) if not is_progress_bar(output)]


def is_progress_bar(output: Any) -> bool:
    """Return whether an output is a progress bar's first state, which is all that a saved notebook keeps of it."""
    return bool(_BAR.search(output.get("data", {}).get("text/plain", "")))


def _tolerant(base: Any) -> type:
    class TolerantCell(base):  # type: ignore[misc]
        """One cell of a notebook, its numbers compared by value."""

        def runtest(self) -> None:
            if not self.config.option.nbval_lax and not self.options["skip"] and self.cell.source.strip():
                self._check_count()
            super().runtest()

        def _check_count(self) -> None:
            """A stripped notebook, or one saved out of order, must fail: it compares nothing."""
            cells = [cell for cell in self.parent.nb.cells if cell.cell_type == "code" and cell.source.strip()]
            expected = next(place for place, cell in enumerate(cells, 1) if cell is self.cell)
            if self.cell.execution_count != expected:
                self.raise_cell_error(
                    f"Saved execution count is {self.cell.execution_count}, expected {expected}: the notebook was "
                    "stripped or not saved after a clean run. Run: make notebooks"
                )

        def compare_outputs(self, test: Any, ref: Any, skip_compare: Any = None) -> bool:
            new, old = _settled(test), _settled(ref)
            moved = self._snap(new, old)
            same = bool(super().compare_outputs(new, old, skip_compare))
            if not same and moved:
                self.comparison_traceback[:0] = [f"{len(moved)} number(s) moved further than allowed:", *moved[:20]]
            return same

        def _tolerance(self) -> Tolerance:
            given = {**self.parent.nb.metadata.get("tolerance", {}), **self.cell.metadata.get("tolerance", {})}
            try:
                return Tolerance.of(given)
            except InputError as error:
                self.raise_cell_error(str(error))
                raise

        def _snap(self, new: list[Any], old: list[Any]) -> list[str]:
            """Spell near numbers of the new outputs as the saved ones do, and list the far ones; nbval then decides."""
            tolerance, moved = self._tolerance(), []
            for fresh, saved in zip(new, old, strict=False):
                pairs = [(fresh, saved), (fresh.get("data", {}), saved.get("data", {}))]
                for target, source in pairs:
                    for key in [key for key in target if key in COMPARED and isinstance(source.get(key), str)]:
                        found = compare(self.sanitize(source[key]), self.sanitize(target[key]), tolerance)
                        target[key] = found.text
                        moved += [f"  {key} {line}" for line in found.moved]
            return moved

    TolerantCell.__name__ = TolerantCell.__qualname__ = base.__name__
    return TolerantCell
