"""A pickled file read as a listing: its numbers and texts come out, nothing that it names is ever imported or called.

The standard library's disassembler (``pickletools``) gives the steps; here they only build lists, dicts and `Thing`
records that say what would have been made. A step that is not known here is refused.
"""

import pickletools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from workbench.errors import ArtifactError

__all__ = ["Thing", "array", "number", "read"]

_ARRAY = "joblib.numpy_pickle.NumpyArrayWrapper"
_TYPES = {"f8": "<f8", "f4": "<f4", "i8": "<i8", "i4": "<i4"}
_VALUES = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
_PLAIN = {
    *("SHORT_BINUNICODE", "BINUNICODE", "BININT", "BININT1", "BININT2", "LONG1", "BINFLOAT"),
    *("SHORT_BINBYTES", "BINBYTES", "SHORT_BINSTRING", "BINSTRING"),
}


@dataclass
class Thing:
    """What would have been made: the name of its class or function, what that would be given, and its state."""

    name: str
    given: tuple[Any, ...] = ()
    state: dict[str, Any] = field(default_factory=dict)
    raw: bytes = b""


@dataclass
class _Steps:
    """What stands on the stack while a listing is read."""

    stack: list[Any] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    memo: list[Any] = field(default_factory=list)

    def popped(self, count: int) -> list[Any]:
        taken = self.stack[len(self.stack) - count :]
        del self.stack[len(self.stack) - count :]
        return taken

    def marked(self) -> list[Any]:
        return self.popped(len(self.stack) - self.marks.pop())

    def named(self) -> None:
        module, name = self.popped(2)
        self.stack.append(Thing(f"{module}.{name}"))

    def called(self) -> None:
        maker, given = self.popped(2)
        self.stack.append(Thing(maker.name, tuple(given)))

    def stated(self) -> None:
        state = self.stack.pop()
        self.stack[-1].state = state if isinstance(state, dict) else {"state": state}

    def keyed(self, pairs: list[Any]) -> None:
        self.stack[-1].update(zip(pairs[::2], pairs[1::2], strict=True))


_STEPS: dict[str, Callable[[_Steps], Any]] = {
    "PROTO": lambda _: None,
    "FRAME": lambda _: None,
    "STOP": lambda _: None,
    "MARK": lambda steps: steps.marks.append(len(steps.stack)),
    "MEMOIZE": lambda steps: steps.memo.append(steps.stack[-1]),
    "EMPTY_TUPLE": lambda steps: steps.stack.append(()),
    "EMPTY_LIST": lambda steps: steps.stack.append([]),
    "EMPTY_DICT": lambda steps: steps.stack.append({}),
    "TUPLE1": lambda steps: steps.stack.append(tuple(steps.popped(1))),
    "TUPLE2": lambda steps: steps.stack.append(tuple(steps.popped(2))),
    "TUPLE3": lambda steps: steps.stack.append(tuple(steps.popped(3))),
    "TUPLE": lambda steps: steps.stack.append(tuple(steps.marked())),
    "APPEND": lambda steps: steps.stack[-2].append(steps.stack.pop()),
    "APPENDS": lambda steps: (taken := steps.marked()) and steps.stack[-1].extend(taken),
    "SETITEM": lambda steps: steps.keyed(steps.popped(2)),
    "SETITEMS": lambda steps: steps.keyed(steps.marked()),
    "STACK_GLOBAL": _Steps.named,
    "REDUCE": _Steps.called,
    "NEWOBJ": _Steps.called,
    "BUILD": _Steps.stated,
}


def read(path: Path) -> Thing:
    """Return what a file written by joblib lists, without making any of it.

    Raises
    ------
    ArtifactError
        For a step that is not known here, or a file that ends too early.
    """
    steps = _Steps()
    with path.open("rb") as file:
        try:
            for code, value, _ in pickletools.genops(file):
                _step(steps, code.name, value)
                if code.name == "BUILD" and steps.stack[-1].name == _ARRAY:
                    steps.stack[-1].raw = _following(file, steps.stack[-1])
        except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
            raise ArtifactError(f"{path} is no listing that can be read here: {error}.") from error
    if len(steps.stack) != 1 or not isinstance(steps.stack[0], Thing):
        raise ArtifactError(f"{path} lists {len(steps.stack)} things; one was expected.")
    return steps.stack[0]


def array(thing: Thing) -> NDArray[Any]:
    """Return the numbers of a listed array."""
    shape, kind = thing.state["shape"], _kind(thing.state["dtype"])
    order = thing.state["order"]
    return np.frombuffer(thing.raw, dtype=kind).reshape(shape, order=order)


def number(thing: Any) -> float:
    """Return a listed number: one of Python's, or one of numpy's."""
    if isinstance(thing, Thing):
        return float(np.frombuffer(thing.given[1], dtype=_kind(thing.given[0]))[0])
    return float(thing)


def _step(steps: _Steps, name: str, value: Any) -> None:
    if name in _PLAIN:
        steps.stack.append(value)
    elif name in _VALUES:
        steps.stack.append(_VALUES[name])
    elif name in ("BINGET", "LONG_BINGET"):
        steps.stack.append(steps.memo[value])
    elif name in _STEPS:
        _STEPS[name](steps)
    else:
        raise ValueError(f"the step {name} is not known")


def _kind(thing: Thing) -> np.dtype[Any]:
    """Return the type of numbers that is listed; objects, whose bytes would be another pickle, are refused."""
    return np.dtype(_TYPES[thing.given[0]])


def _following(file: BinaryIO, wrapper: Thing) -> bytes:
    """Return the bytes of an array, which joblib writes after the record that describes it."""
    if wrapper.state.get("numpy_array_alignment_bytes") is not None:
        file.read(file.read(1)[0])  # padding
    size = int(np.prod(wrapper.state["shape"])) * _kind(wrapper.state["dtype"]).itemsize
    raw = file.read(size)
    if len(raw) != size:
        raise ValueError("the file ends within an array")
    return raw
