"""The numbers and texts of an ONNX file by the node that holds them; it computes nothing and needs no ONNX library.

An ONNX file is a protocol buffer: fields of a number, a kind and a value. Only the fields of ``onnx.proto3`` that are
named here are looked at.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from workbench.errors import ArtifactError

__all__ = ["read"]

_GRAPH, _NODE, _TENSOR = 7, 1, 5
_KIND, _ATTRIBUTE, _NAME, _FLOATS, _INTS, _STRINGS = 4, 5, 1, 7, 8, 9
_TENSOR_NAME, _TENSOR_FLOATS, _TENSOR_RAW = 8, 4, 9


def read(path: Path) -> dict[str, dict[str, Any]]:
    """Return ``{kind of node: {attribute: values}}`` and, under ``"tensors"``, ``{name: numbers}``.

    Values are an array of numbers or a list of texts. Of two nodes of one kind the last stands.

    Raises
    ------
    ArtifactError
        If the file is no ONNX file.
    """
    try:
        graphs = [value for number, value in _fields(path.read_bytes()) if number == _GRAPH]
        return _graph(graphs[0])
    except (IndexError, KeyError, ValueError, TypeError) as error:
        raise ArtifactError(f"{path} is no ONNX file that can be read here: {error}.") from error


def _graph(data: bytes) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {"tensors": {}}
    for number, value in _fields(data):
        if number == _NODE:
            parts = list(_fields(value))
            kind = next(part.decode() for place, part in parts if place == _KIND)
            found[kind] = dict(_attribute(part) for place, part in parts if place == _ATTRIBUTE)
        elif number == _TENSOR:
            name, numbers = _tensor(value)
            found["tensors"][name] = numbers
    return found


def _attribute(data: bytes) -> tuple[str, Any]:
    name, floats, ints, texts = "", list[bytes](), list[Any](), list[str]()
    for number, value in _fields(data):
        if number == _NAME:
            name = value.decode()
        elif number == _FLOATS:
            floats.append(value)
        elif number == _INTS:
            ints += _whole(value)
        elif number == _STRINGS:
            texts.append(value.decode())
    return name, texts or (np.frombuffer(b"".join(floats), "<f4") if floats else np.array(ints, dtype=np.int64))


def _tensor(data: bytes) -> tuple[str, Any]:
    parts = list(_fields(data))
    name = next((value.decode() for number, value in parts if number == _TENSOR_NAME), "")
    raw = b"".join(value for number, value in parts if number in (_TENSOR_FLOATS, _TENSOR_RAW) and value)
    return name, np.frombuffer(raw, "<f4") if len(raw) % 4 == 0 else raw


def _whole(value: Any) -> list[int]:
    """Return whole numbers that stand singly or, packed, one after the other."""
    if isinstance(value, int):
        return [value]
    found, place = [], 0
    while place < len(value):
        one, place = _varint(value, place)
        found.append(one)
    return found


def _fields(data: bytes) -> Iterator[tuple[int, Any]]:
    """Yield number and value of each field: bytes, or a whole number."""
    place = 0
    while place < len(data):
        key, place = _varint(data, place)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, place = _varint(data, place)
            yield number, value
            continue
        size, place = _varint(data, place) if kind == 2 else ({1: 8, 5: 4}[kind], place)
        if place + size > len(data):
            raise ValueError("a field is cut off")
        yield number, data[place : place + size]
        place += size


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return value, place
