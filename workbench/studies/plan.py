"""What a study will do, written and frozen before it runs; it opens no model and asks nothing.

A plan names the models, prompts, probes and seeds, which figures are primary and how their
tests are corrected, the smallest effect of interest, and the context of use.
"""

import hashlib
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.errors import InputError, unknown_name
from workbench.records import Data, clean_text
from workbench.reports.folder import canonical
from workbench.studies.labels import check_name, model_labels, probe_labels

__all__ = ["CORRECTIONS", "Context", "Plan", "PlannedMeasure", "PlannedModel", "differences", "digest_of"]

CORRECTIONS = {"holm": "Holm", "bh": "Benjamini-Hochberg"}
"""How a family of tests is corrected: the name used in code, and in words."""

_SAID = {
    "question": "which question it answers",
    "use_case": "what the models are or would be used for",
    "population": "which texts or people the items stand for",
    "harm": "which harm a figure points to, and to whom",
    "stop_rule": "when it stops, so that nothing is added until a result pleases",
}


@dataclass(frozen=True)
class Context(Data):
    """The context of use: what figures of a study are for, in the researcher's own words.

    Parameters
    ----------
    question : str
        What the study answers.
    use_case : str
        What the models are, or would be, used for.
    population : str
        Which texts or people the items stand for.
    harm : str
        Which harm a figure points to, and to whom.
    stop_rule : str
        When the study stops.

    Examples
    --------
    >>> Context(question="Does it tie nursing to women?", stop_rule="Each item once.").gaps()
    ['use_case', 'population', 'harm']
    """

    question: str = ""
    use_case: str = ""
    population: str = ""
    harm: str = ""
    stop_rule: str = ""

    def __post_init__(self) -> None:
        for name in _SAID:
            clean_text(getattr(self, name), f"context.{name}")

    def gaps(self) -> list[str]:
        """Return the fields that are left unsaid."""
        return [name for name in _SAID if not getattr(self, name).strip()]


@dataclass(frozen=True)
class PlannedModel(Data):
    """A model of a plan.

    Attributes
    ----------
    name, fingerprint, precision : str
        As the model's own; the fingerprint is empty until the model was opened once.
    open : dict
        What `open_model` takes to open it again.
    """

    name: str
    fingerprint: str = ""
    precision: str = "exact"
    open: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from the other models of a plan."""
        return self.name, self.fingerprint, self.precision


@dataclass(frozen=True)
class PlannedMeasure(Data):
    """A primary figure of a plan: a probe by its label, a measure by its name, and how it is split."""

    probe: str
    measure: str
    by: str | None = None

    def __str__(self) -> str:
        return f"{self.measure} of {self.probe}" + (f", by {self.by}" if self.by else "")


@dataclass(frozen=True)
class Plan(Data):
    """A study before it runs: what is asked of which models, and which figures will count.

    Attributes
    ----------
    name, title : str
        What the study is called, and the heading of its report.
    context : Context
        What its figures are for.
    models : tuple of PlannedModel
    prompts : dict
        ``{label: text}``; the text is set before everything a probe asks. They stand in the order of their labels.
    probes : tuple of dict
        Each as its ``to_dict()`` says: kind and every parameter.
    seeds : tuple of int
        A probe that draws by chance is asked once a seed.
    primary : tuple of PlannedMeasure
        The figures whose tests are the one family that is corrected; all else is exploratory.
        None: the probes' own, which are put in when the study is made.
    correction : str
        ``"holm"``, or ``"bh"`` for Benjamini-Hochberg.
    smallest_effect : float
        A smaller difference does not matter to the question; in the unit of the measure.
    """

    name: str
    models: tuple[PlannedModel, ...]
    probes: tuple[dict[str, Any], ...]
    title: str = ""
    context: Context = field(default_factory=Context)
    prompts: dict[str, str] = field(default_factory=lambda: {"none": ""})
    seeds: tuple[int, ...] = (0,)
    primary: tuple[PlannedMeasure, ...] | None = None
    correction: str = "holm"
    smallest_effect: float = 0.05

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", check_name(self.name))
        object.__setattr__(self, "title", clean_text(self.title, "title") or self.name)
        object.__setattr__(self, "prompts", dict(sorted(self.prompts.items())))
        _check(self)

    @property
    def model_labels(self) -> tuple[str, ...]:
        """What reports call the models, in the plan's order."""
        return tuple(model_labels([model.key for model in self.models]))

    @property
    def probe_labels(self) -> tuple[str, ...]:
        """What reports call the probes, in the plan's order."""
        named = [str(probe.get("name", probe["kind"])) for probe in self.probes]
        return tuple(probe_labels([(name, digest_of(probe)) for name, probe in zip(named, self.probes, strict=True)]))

    @property
    def gaps(self) -> list[str]:
        """What the context of use leaves unsaid, in words; empty where all is said."""
        return [f"{name}: the plan does not say {_SAID[name]}" for name in self.context.gaps()]

    @property
    def digest(self) -> str:
        """SHA-256 of the plan's canonical JSON, as ``plan.json`` of a report holds it (but for its last additions)."""
        return digest_of(self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as plain Python, with the labels of its models and what its context leaves unsaid."""
        labelled = zip(self.model_labels, self.models, strict=True)
        return {
            "name": self.name,
            "title": self.title,
            "context": self.context.to_dict(),
            "models": [{"label": label, **model.to_dict()} for label, model in labelled],
            "prompts": dict(self.prompts),
            "probes": [dict(probe) for probe in self.probes],
            "seeds": list(self.seeds),
            "primary": None if self.primary is None else [measure.to_dict() for measure in self.primary],
            "correction": self.correction,
            "smallest_effect": self.smallest_effect,
            "gaps": self.gaps,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Plan":
        """Return the plan that ``to_dict`` wrote; what is beside it (digest, amendments) is left aside."""
        return cls(
            name=values["name"],
            title=values.get("title", ""),
            context=Context(**values.get("context", {})),
            models=tuple(_model(model) for model in values["models"]),
            prompts=dict(values.get("prompts") or {"none": ""}),
            probes=tuple(dict(probe) for probe in values["probes"]),
            seeds=tuple(values.get("seeds", (0,))),
            primary=_primary(values.get("primary")),
            correction=values.get("correction", "holm"),
            smallest_effect=values.get("smallest_effect", 0.05),
        )

    @classmethod
    def from_file(cls, path: str | os.PathLike[str]) -> "Plan":
        """Return the plan of a TOML file, or of the ``plan.json`` of a written study.

        Raises
        ------
        InputError
            With the file, the line and the key, and what is allowed there.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> file = pathlib.Path(tempfile.mkdtemp()) / "plan.toml"
        >>> _ = file.write_text('name = "tiny"\\nmodels = ["fake"]\\n[[probes]]\\nkind = "crows_pairs"\\nlimit = 10\\n')
        >>> Plan.from_file(file).seeds
        (0,)
        """
        from workbench.studies.planfile import read_plan

        return read_plan(path)

    def __str__(self) -> str:
        parts = [
            (len(self.models), "model"),
            (len(self.prompts), "prompt"),
            (len(self.probes), "probe"),
            (len(self.seeds), "seed"),
        ]
        counts = ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in parts)
        return f"Plan({self.name!r}, {counts}, {self.digest[:12]})"

    __repr__ = __str__


def differences(old: Plan, new: Plan) -> list[str]:
    """Return what differs between two plans, one line each: what it was and what it is now.

    Models that the new one has besides are no difference: they are an amendment.

    Examples
    --------
    >>> plan = Plan("tiny", (PlannedModel("fake"),), ({"kind": "crows_pairs"},))
    >>> differences(plan, Plan(plan.name, plan.models, plan.probes, seeds=(0, 1)))
    ['seeds: was [0], now [0, 1]']
    """
    was, now = old.to_dict(), new.to_dict()
    plain = ("name", "title", "prompts", "seeds", "primary", "correction", "smallest_effect")
    found = [_differs(key, was[key], now[key]) for key in plain]
    found += [_differs(f"context.{key}", was["context"][key], now["context"][key]) for key in _SAID]
    found += [_differs("probes", was["probes"], now["probes"])]
    kept = {model.key for model in new.models}
    found += [
        f"models: {model.name} ({model.fingerprint[:8]}) is left out" for model in old.models if model.key not in kept
    ]
    return [line for line in found if line]


def _differs(key: str, was: object, now: object) -> str:
    return "" if was == now else f"{key}: was {canonical(was)}, now {canonical(now)}"


def digest_of(value: object) -> str:
    """Return the SHA-256 of a value's canonical JSON, as report files hold it."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def _primary(values: Sequence[Mapping[str, Any]] | None) -> tuple[PlannedMeasure, ...] | None:
    return None if values is None else tuple(PlannedMeasure(**measure) for measure in values)


def _model(values: Mapping[str, Any]) -> PlannedModel:
    return PlannedModel(**{key: value for key, value in values.items() if key != "label"})


def _check(plan: Plan) -> None:
    if not plan.models or not plan.probes:
        lacking = "model" if not plan.models else "probe"
        raise InputError(f"A study needs at least one {lacking}: Study({plan.name!r}, models=[...], probes=[...]).")
    _check_once("model", [" ".join(model.key) for model in plan.models])
    _check_once("probe", [canonical(probe) for probe in plan.probes])
    _check_prompts(plan.prompts)
    _check_seeds(plan.seeds)
    if plan.correction not in CORRECTIONS:
        raise unknown_name("correction", plan.correction, CORRECTIONS)
    effect = plan.smallest_effect
    if isinstance(effect, bool) or not isinstance(effect, (int, float)) or not (effect > 0 and math.isfinite(effect)):
        raise InputError(
            f"smallest_effect={effect!r}: give a number above 0, in the unit of the measure, such as 0.05."
        )
    for measure in plan.primary or ():
        if measure.probe not in plan.probe_labels:
            raise unknown_name("probe of a primary measure", measure.probe, plan.probe_labels)


def _check_once(noun: str, given: Sequence[str]) -> None:
    if len(set(given)) < len(given):
        twice = next(one for one in given if given.count(one) > 1)
        raise InputError(
            f"The same {noun} is given twice ({twice[:80]}): give each once. Repeats are what seeds are for."
        )


def _check_prompts(prompts: Mapping[str, str]) -> None:
    if not prompts:
        raise InputError('prompts={} leaves nothing to ask. Leave it out, or give {label: text} such as {"none": ""}.')
    for label, text in prompts.items():
        clean_text(text, f"prompts[{label!r}]")
        if not clean_text(label, "A prompt's label").strip():
            raise InputError("A prompt's label is empty: give each a short name, such as 'none' or 'polite'.")
    _check_once("prompt", list(prompts.values()))


def _check_seeds(seeds: Sequence[int]) -> None:
    whole = all(isinstance(seed, int) and not isinstance(seed, bool) and 0 <= seed < 2**63 for seed in seeds)
    if not seeds or not whole or len(set(seeds)) < len(seeds):
        raise InputError(f"seeds={list(seeds)!r}: give a count such as 5, or different whole numbers from 0 up.")
