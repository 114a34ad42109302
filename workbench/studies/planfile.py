"""A plan read from a file: TOML as a person writes it, or the plan.json of a report; every mistake has its line."""

import json
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from workbench.errors import InputError, meant
from workbench.probes import from_dict
from workbench.studies.plan import Context, Plan

__all__ = ["read_plan"]

_KEYS = {
    "name": str,
    "title": str,
    "context": dict,
    "models": list,
    "prompts": dict,
    "probes": list,
    "seeds": (int, list),
    "primary": (list, type(None)),
    "correction": str,
    "smallest_effect": (int, float),
}
_WRITTEN = {"gaps", "digest", "amendments"}  # what a report adds to its plan.json
_NEEDED = ("name", "models", "probes")
_MODEL = {"name": str, "precision": str, "level": str, "hub": bool}
_WRITTEN_MODEL = {**_MODEL, "label": str, "fingerprint": str, "open": dict}
_MEASURE = {"probe": str, "measure": str, "by": (str, type(None))}
_CONTEXT = dict.fromkeys(Context.__dataclass_fields__, str)
_SAID = {str: "text", dict: "a table", list: "a list", int: "a whole number", float: "a number", bool: "true or false"}


def read_plan(path: str | os.PathLike[str]) -> Plan:
    """Return the plan of a file; see `workbench.studies.plan.Plan.from_file`."""
    place = Path(path)
    try:
        text = place.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{place} cannot be read ({error}). Give a plan in TOML, or the plan.json of a report."
        ) from None
    file = _File(place.name, text)
    values = file.parsed()
    _check(file, values)
    try:
        return _plan(values, written=file.name.endswith(".json"))
    except InputError as error:
        raise InputError(f"{file.name}: {error}") from None


class _File:
    """The text of a plan, and where in it a key stands."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text = name, text

    def parsed(self) -> dict[str, Any]:
        try:
            values: dict[str, Any] = json.loads(self.text) if self.name.endswith(".json") else tomllib.loads(self.text)
        except (json.JSONDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
            raise InputError(
                f"{self.name}: {error}. Quotation marks stand around texts, brackets around lists."
            ) from None
        return values

    def at(self, key: str) -> str:
        """Return file and line of a key's first appearance, for the front of a message."""
        found = re.compile(
            rf'^\s*(\[+\s*)?["\']?{re.escape(key)}["\']?\s*[\]=:]|[{{,]\s*["\']?{re.escape(key)}["\']?\s*[=:]'
        )
        lines = (number for number, line in enumerate(self.text.splitlines(), 1) if found.search(line))
        line = next(lines, None)
        return f"{self.name}, line {line}, {key}" if line else f"{self.name}, {key}"

    def wrong(self, key: str, said: str) -> InputError:
        return InputError(f"{self.at(key)}: {said}")


def _check(file: _File, values: Mapping[str, Any]) -> None:
    written = file.name.endswith(".json")
    _check_keys(file, values, {**_KEYS, **dict.fromkeys(_WRITTEN, object)} if written else _KEYS)
    for key in _NEEDED:
        if key not in values:
            raise InputError(f"{file.name}: the key {key!r} is missing. A plan needs {', '.join(_NEEDED)}.")
    _check_keys(file, values.get("context", {}), _CONTEXT)
    for model in values["models"]:
        if not isinstance(model, (str, dict)):
            raise file.wrong("models", f"{model!r} is no model: give a name, or a table with name and precision.")
        if isinstance(model, dict):
            _check_keys(file, model, _WRITTEN_MODEL if written else _MODEL, needed=("name",))
    for probe in values["probes"]:
        if not isinstance(probe, dict) or not isinstance(probe.get("kind"), str):
            raise file.wrong("probes", f'{probe!r} is no probe: give a table with kind, such as kind = "crows_pairs".')
    for measure in values.get("primary") or ():
        _check_keys(file, measure, _MEASURE, needed=("probe", "measure"))


def _check_keys(file: _File, values: object, allowed: Mapping[str, Any], needed: Sequence[str] = ()) -> None:
    if not isinstance(values, dict):
        raise InputError(f"{file.name}: {values!r} must be a table with {', '.join(sorted(allowed))}.")
    for key, value in values.items():
        if key not in allowed:
            raise file.wrong(key, f"unknown key.{meant(key, allowed)} Allowed: {', '.join(sorted(allowed))}.")
        kinds = allowed[key] if isinstance(allowed[key], tuple) else (allowed[key],)
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds and object not in kinds):
            said = " or ".join(_SAID[kind] for kind in kinds if kind in _SAID)
            raise file.wrong(key, f"{value!r} must be {said}.")
    for key in needed:
        if key not in values:
            raise InputError(f"{file.name}: the key {key!r} is missing in {values!r}.")


def _plan(values: Mapping[str, Any], *, written: bool) -> Plan:
    if written:
        return Plan.from_dict(values)
    seeds = values.get("seeds", 1)
    whole = {
        **values,
        "models": [_model(model) for model in values["models"]],
        "probes": [from_dict(probe).to_dict() for probe in values["probes"]],
        "seeds": range(seeds) if isinstance(seeds, int) else seeds,
    }
    return Plan.from_dict(whole)


def _model(given: str | Mapping[str, Any]) -> dict[str, Any]:
    how = {"name": given} if isinstance(given, str) else dict(given)
    return {"name": how["name"], "precision": how.get("precision", "exact"), "open": how}
