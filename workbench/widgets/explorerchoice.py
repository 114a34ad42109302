"""What is chosen in the explorer, and the same as code; it runs nothing."""

from typing import Any

from workbench.errors import unknown_name
from workbench.probes.comparing import Comparison
from workbench.widgets.explorercode import call_of, comparing_code, probing_code
from workbench.widgets.explorerentries import Entry, entry_of
from workbench.widgets.explorerface import OWN
from workbench.widgets.explorerlook import Looking
from workbench.widgets.explorerswap import SwapFace
from workbench.widgets.fewshotcode import written

__all__ = ["Choosing"]

_GIVEN = "panel.probe  # the probe that was given to this panel; panel.code writes it out, with its texts"


class Choosing(Looking):
    """The half of the panel that knows what is chosen.

    Attributes
    ----------
    comparison : Comparison or None
        The last sentence with its versions.
    """

    def __init__(self, model: Any, probe: Any) -> None:
        super().__init__(model, "" if probe is None else str(getattr(probe, "name", type(probe).__name__)))
        self.comparison: Comparison | None = None
        self._own, self._half = probe, "probe"
        self._compared: dict[str, Any] = {}  # what the comparison on show was asked with
        self._ran_with = ""  # the call of the probe whose result is shown
        self._swap = SwapFace()

    def _refresh(self) -> None:
        """Show the code, and say where what is shown belongs to an earlier choice."""
        raise NotImplementedError

    @property
    def probe(self) -> Any:
        """The probe as it is chosen.

        Raises
        ------
        WorkbenchError
            For a choice that makes no probe.
        """
        entry = self._entry
        return (
            self._own
            if entry is None
            else entry.make(self._face.amount.value, self._face.choice.value, self._face.seed.value)
        )

    def choose(self, kind: str, amount: int | None = None, *, choice: Any = None, seed: int = 0) -> None:
        """Choose a probe of the list.

        Parameters
        ----------
        kind : str
            As `workbench.probes` names it; empty for the one that was given.
        amount : int, optional
            How many items, prompts or texts; 0 for all where there is a limit.
        choice : optional
            The axis, category, task ... where it has one.
        seed : int, default 0

        Raises
        ------
        InputError
            For an unknown kind, or a choice that the probe does not have.
        """
        if kind != OWN or self._own is None:
            entry = entry_of(kind)
            known = [] if entry.choice is None else list(entry.choice.options.values())
            if choice is not None and choice not in known:
                raise unknown_name(entry.choice.label.lower() if entry.choice else "choice", choice, map(str, known))
        self._face.kind.value = kind
        if choice is not None:
            self._face.choice.value = choice
        if amount is not None:
            self._face.amount.value = amount
        self._face.seed.value = seed

    @property
    def code(self) -> str:
        """The public calls that give the numbers on show."""
        if self._half == "swap":
            return comparing_code(self._model, self._compared or self._swap.asked())
        return probing_code(self._model, self._ran_with or self._made(), self._by, self._opened_lines())

    @property
    def _code_shown(self) -> str:
        """The same without the texts of a probe of one's own, as long as its items are behind the note."""
        if self._half == "swap" or self.items is not None:
            return self.code
        return probing_code(self._model, self._without_texts(), self._by, [])

    def _without_texts(self) -> str:
        made = self._ran_with or self._made()
        return _GIVEN if made.startswith("wb.probes.from_dict") else made

    @property
    def _entry(self) -> Entry | None:
        return None if self._face.kind.value == OWN and self._own is not None else entry_of(self._face.kind.value)

    def _made(self) -> str:
        """Return the call that makes the chosen probe."""
        entry = self._entry
        if entry is None:
            return f"wb.probes.from_dict({written(self._own.to_dict())})"
        face = self._face
        return call_of(entry.kind, entry.arguments(face.amount.value, face.choice.value, face.seed.value))

    def _offer(self) -> None:
        entry = self._entry
        self._filling = True
        self._face.offer(entry, self._said_of_own() if entry is None else entry.measures)
        self._filling = False
        self._refresh()

    def _said_of_own(self) -> str:
        """Return what is said of a probe that was given: its question, where it has one."""
        question = getattr(getattr(self._own, "wording", None), "question", "")
        return f"The probe that was given to this panel. {question}".strip()
