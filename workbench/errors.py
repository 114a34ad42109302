"""The family of errors, and how a mistake is answered in words; it knows nothing of models or data.

::

    WorkbenchError
    |-- InputError        a value, a name or a text that cannot be used (also a ValueError)
    |   `-- ContextError  a prompt longer than the model can read
    |-- ArtifactError     a model or data file that is missing, damaged or not what its digest says
    |-- DataError         a bad line in a data file: the file, the line and the remedy are named
    |-- StoreError        a store that cannot be read or written: full, closed, gone, or of a newer version
    |   `-- DamageError   a store whose bytes are not those that were written; ``verify`` sets it aside
    |-- CapacityError     a text, or a single row of work, for which this machine's memory is too small
    |-- BusyError         a model, a study or a store that is already at work for somebody else
    `-- Cancelled         the work was stopped on request; what was finished is kept
"""

import difflib
from collections.abc import Iterable

__all__ = [
    "ArtifactError",
    "BusyError",
    "Cancelled",
    "CapacityError",
    "ContextError",
    "DamageError",
    "DataError",
    "InputError",
    "StoreError",
    "WorkbenchError",
    "meant",
    "near",
    "unknown_name",
]


class WorkbenchError(Exception):
    """Anything the workbench refuses, in words a researcher can act on.

    In a notebook it is shown as its message alone, without a page of traceback
    (IPython calls ``_render_traceback_``); in a script it is an ordinary exception.
    """

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


class InputError(WorkbenchError, ValueError):
    """A value, a name or a text that cannot be used."""


class ContextError(InputError):
    """A prompt that does not fit the model's context; the message says by how much."""


class ArtifactError(WorkbenchError):
    """A model or data file that is missing, damaged, or not the one its digest names."""


class DataError(WorkbenchError):
    """A bad line in a data file; the message names the file, the line and the remedy."""


class StoreError(WorkbenchError):
    """A store that cannot be read or written; the message names the file and what to do."""


class DamageError(StoreError):
    """A store whose bytes are not those that were written, or no store at all; ``verify`` sets it aside."""


class CapacityError(WorkbenchError):
    """Work that does not fit this machine's memory even by itself."""


class BusyError(WorkbenchError):
    """A model, a study or a store that is at work for somebody else; one piece of work at a time."""


class Cancelled(WorkbenchError):
    """The work was stopped on request."""


def near(name: str, allowed: Iterable[str]) -> list[str]:
    """Return at most three allowed names that look like the one given, or begin with it, best first."""
    by_folded = {choice.casefold(): choice for choice in allowed}
    given = name.casefold()
    begun = [folded for folded in by_folded if len(given) > 2 and folded.startswith(given)]
    alike = difflib.get_close_matches(given, list(by_folded), n=3, cutoff=0.5)
    return [by_folded[hit] for hit in dict.fromkeys([*begun, *alike])][:3]


def meant(name: str, allowed: Iterable[str]) -> str:
    """Return the question after near names, for the middle of a message; nothing where none is near.

    Examples
    --------
    >>> meant("lable", ["label", "text"])
    " Did you mean 'label'?"
    """
    hits = near(name, allowed)
    return f" Did you mean {' or '.join(map(repr, hits))}?" if hits else ""


def unknown_name(kind: str, name: object, allowed: Iterable[str], remedy: str = "") -> InputError:
    """Build the error for a name that is not known: what was given, what is near, what is allowed."""
    choices = sorted(allowed)
    parts = [f"Unknown {kind} {name!r}.{meant(str(name), choices)}", f"Allowed: {', '.join(choices)}."]
    if remedy:
        parts.append(remedy)
    return InputError(" ".join(parts))
