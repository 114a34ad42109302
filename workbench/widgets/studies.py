"""The studies of a workspace: which there are, how far each is, what it says; run, stop, compare, report.

It shows what the store and a study's own calls give; it computes no figure.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import unknown_name
from workbench.records import Model
from workbench.widgets import studyviews
from workbench.widgets.shelf import Shelf
from workbench.widgets.studyfollowing import Following
from workbench.widgets.studyparts import static_form
from workbench.widgets.studyreport import read_report
from workbench.widgets.studyrunner import StudyRunner
from workbench.widgets.studyviews import NOTHING, Asked
from workbench.widgets.watch import Watch

if TYPE_CHECKING:
    import pandas as pd


__all__ = ["Studies", "studies"]


def studies(
    workspace: str | Path | None = None, *, study: str | None = None, models: Sequence[Model] = ()
) -> "Studies":
    """Open a panel with the studies of a workspace: run, stop and compare them, read their reports.

    Parameters
    ----------
    workspace : str or Path, optional
        The folder in which the studies are kept; left out, your own.
    study : str, optional
        The study to show first; left out, one that runs, else the first of the list.
    models : sequence of Model, optional
        Models that are open already, to go on with. Others are opened when they are needed.

    Returns
    -------
    Studies
        Shown by being the last line of a cell. ``panel.code`` is the call that does the same as
        what is shown, ``panel.frame()`` the table on show.

    Raises
    ------
    InputError
        If there is no such study.
    StoreError
        If the workspace cannot be used.

    Examples
    --------
    >>> import tempfile
    >>> import workbench as wb
    >>> panel = wb.panels.studies(tempfile.mkdtemp())
    >>> panel
    Studies(no study yet)
    >>> panel.close()
    """
    return Studies(workspace, study, models)


class Studies(Following):
    """The panel that `studies` opens."""

    def __init__(self, workspace: str | Path | None, study: str | None, models: Sequence[Model]) -> None:
        super().__init__(Shelf(workspace, models))
        self._runner = StudyRunner(self._shelf.study, self._ended)
        self._watch = Watch(self._look)
        self._connect()
        self.choose(study) if study is not None else self._look()
        self._watch.wake()

    def _connect(self) -> None:
        face = self._face
        acts = (self._go, self.stop, self.cost, self.report, self.refresh)
        for button, act in zip((face.go, face.stop, face.cost, face.report, face.again), acts, strict=True):
            button.on_click(lambda _, act=act: self._answer(act))
        face.list.on_choose(lambda name: self._answer(self.choose, name))
        face.keys.on_key(lambda key, _: self._answer(self._key, key))
        for box in (face.part, face.by, face.compare):
            box.observe(lambda _: self._answer(self._picked), "value")

    # What a researcher can do, by mouse or by code.

    def choose(self, name: str) -> None:
        """Show a study.

        Raises
        ------
        InputError
            If there is none of that name; near ones are named.
        """
        with self._gate:
            names = [line.name for line in self._shelf.lines()]
            if name not in names:
                raise unknown_name("study", name, names)
            if name != self._chosen:
                self._chosen, self._asked = name, NOTHING
                self._face.show_report(None, None)
        self._look()
        self._watch.wake()

    def show(
        self,
        *,
        model: str | None = None,
        prompt: str | None = None,
        probe: str | None = None,
        by: str = "",
        compare: str = "",
    ) -> None:
        """Show the whole study, or one of its cells, and below it a comparison.

        Parameters
        ----------
        model, prompt, probe : str, optional
            Labels of a cell, as in `Study.result`; the whole study where all are left out.
        by : str
            Of a cell: one of the probe's groupings; of the whole study: ``"all figures"``.
        compare : str
            What is compared: ``"model"``, ``"prompt"``, or ``"study: "`` and the name of another study.
        """
        with self._gate:
            named = any(label is not None for label in (model, prompt, probe))
            part = studyviews.find(self._opened(), model, prompt, probe) if named else ""
            self._follow()
            self._ask(Asked(part, by, compare))

    def refresh(self) -> None:
        """Read the workspace now, and follow what runs in it."""
        with self._gate:
            self._follow()
            self._redraw()
        self._watch.wake()

    def run(self, *, wait: bool = True) -> None:
        """Run what the chosen study still lacks.

        Parameters
        ----------
        wait : bool, default True
            Come back when it has ended. Without it other cells can run meanwhile; that is what the
            button does. Either way an interrupt of the kernel stops it after the chunk it is at.
        """
        if self._chosen and self._runner.name == "":
            self._face.status.say("Starting.")
            self._face.lock("running", here=True)
            self._watch.wake()
            self._runner.start(self._chosen, wait=wait)

    def stop(self) -> None:
        """Ask the chosen study to stop after the chunk it is at, in whichever notebook it runs."""
        study = self._opened()
        self._face.status.say("Asked to stop: it ends after the chunk it is at.")
        study.stop()
        self._watch.wake()

    def cost(self) -> None:
        """Say what the chosen study still takes; its models are opened where they are not."""
        self._opened()
        self._face.status.say("Asking the models what it costs.")
        self._face.status.say(f"Still to run: {self._shelf.cost(self._chosen)}.")

    def report(self) -> None:
        """Show the report's place and its answer; it is written first where it is missing or of an earlier state."""
        study = self._opened()
        self._face.status.say("Writing the report.")
        found = read_report(study)
        self._face.show_report(found.words(), found.link())
        self._face.status.say(f"{'Written' if found.fresh else 'Read'}: {found.path}")

    def frame(self) -> "pd.DataFrame":
        """Return the table on show: the last one, where a comparison stands below the figures."""
        import pandas as pd

        self._reader.wait()
        views = self._shown.views
        return views[-1].frame.copy() if views else pd.DataFrame()

    def close(self) -> None:
        """Take the panel away: what runs in it is asked to stop, and nothing is followed any more."""
        self._watch.close()
        self._answer(self._runner.stop)
        super().close()

    def __repr__(self) -> str:
        name, state = self._seen or ("", "")
        return f"Studies({name!r}, {state}; {len(self._face.list.rows)} in all)" if name else "Studies(no study yet)"

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        self._look()  # what is saved is how things stand now
        bundle = super()._repr_mimebundle_(**options) or {}
        code = self._code("..." if self._shelf.workspace else None)  # a path of this machine helps no reader
        form = static_form(self._shelf.lines(), self._shown, code)
        return {**bundle, "text/plain": repr(self), "text/html": str(form)}

    # From the page.

    def _own(self) -> str:
        return self._runner.name

    def _go(self) -> None:
        self.run(wait=False)

    def _key(self, key: str) -> None:
        if key == "run" and not self._face.go.disabled:
            self._go()
        elif key == "stop" and self._runner.name:
            self._runner.stop()

    def _answer(self, act: Callable[..., object], *arguments: object) -> None:
        """Do what the page asked for; what is wrong with it is said in the status line."""
        try:
            act(*arguments)
        except Exception as error:  # the page has nowhere else to show it
            self._say(error)
        except KeyboardInterrupt:  # it struck the click; meant was what runs
            self._runner.stop()
            raise

    def _ended(self, words: str) -> None:
        """Show how a run in this panel ended."""
        self._look()
        if words:
            self._face.status.say(words, failed=True)

    def _picked(self) -> None:
        if not self._filling:
            face = self._face
            by = face.by.value if face.part.value == self._asked.part else ""
            self._ask(Asked(face.part.value, by, face.compare.value))
