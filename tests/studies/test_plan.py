"""A plan: what it must say, what it says of what is missing, and how two of them differ."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from workbench.errors import InputError
from workbench.reports.folder import canonical
from workbench.studies.plan import Context, Plan, PlannedMeasure, PlannedModel, differences

PROBE = {"kind": "crows_pairs", "name": "crows-pairs", "limit": 10, "starts": ["start"]}


def plan(**changes: Any) -> Plan:
    made = Plan(
        "tiny", (PlannedModel("fake", "ab" * 32),), (PROBE,), primary=(PlannedMeasure("crows-pairs", "whole sentence"),)
    )
    return replace(made, **changes)


def test_a_plan_comes_back_from_its_dictionary() -> None:
    whole = plan(context=Context(question="Does it?"), prompts={"none": "", "kind": "Be kind. "}, seeds=(3, 1))
    assert Plan.from_dict(json.loads(json.dumps(whole.to_dict()))) == whole


def test_the_digest_is_that_of_the_written_plan() -> None:
    assert plan().digest == hashlib.sha256(canonical(plan().to_dict()).encode()).hexdigest()


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "other"},
        {"title": "Other"},
        {"context": Context(question="Why?")},
        {"models": (PlannedModel("fake", "cd" * 32),)},
        {"prompts": {"kind": "Be kind. "}},
        {"probes": ({**PROBE, "limit": 11},)},
        {"seeds": (0, 1)},
        {"primary": ()},
        {"correction": "bh"},
        {"smallest_effect": 0.1},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_every_part_of_a_plan_is_in_its_digest(changes: dict[str, Any]) -> None:
    assert plan(**changes).digest != plan().digest


def test_what_the_context_leaves_unsaid_is_listed_in_words() -> None:
    gaps = plan(context=Context(question="Does it?", harm=" ")).gaps
    assert [gap.split(":")[0] for gap in gaps] == ["use_case", "population", "harm", "stop_rule"]
    assert "which harm" in gaps[2]


def test_a_full_context_has_no_gap() -> None:
    assert plan(context=Context("a", "b", "c", "d", "e")).gaps == []


def test_two_models_of_one_name_are_told_apart_and_a_fast_one_is_named_so() -> None:
    models = (PlannedModel("a", "01" * 32), PlannedModel("a", "02" * 32), PlannedModel("a", "03" * 32, "fast"))
    assert plan(models=models).model_labels == ("a (01010101)", "a (02020202)", "a, fast")


def test_two_probes_of_one_name_are_told_apart() -> None:
    labels = plan(probes=(PROBE, {**PROBE, "limit": 20}), primary=()).probe_labels
    assert len(set(labels)) == 2
    assert all(label.startswith("crows-pairs (") for label in labels)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "1 to 200 characters"),
        ({"name": "two\nlines"}, "one line"),
        ({"models": ()}, "at least one model"),
        ({"probes": ()}, "at least one probe"),
        ({"models": (PlannedModel("a", "01"),) * 2}, "model is given twice"),
        ({"probes": (PROBE, PROBE)}, "probe is given twice"),
        ({"prompts": {}}, "nothing to ask"),
        ({"prompts": {"a": "x", "b": "x"}}, "prompt is given twice"),
        ({"prompts": {" ": "x"}}, "label is empty"),
        ({"seeds": ()}, "a count such as 5"),
        ({"seeds": (1, 1)}, "a count such as 5"),
        ({"seeds": (-1,)}, "from 0 up"),
        ({"seeds": (True,)}, "a count such as 5"),
        ({"correction": "bonferroni"}, "bh, holm"),
        ({"smallest_effect": 0}, "above 0"),
        ({"smallest_effect": float("nan")}, "above 0"),
        ({"primary": (PlannedMeasure("crow-pairs", "whole sentence"),)}, "Did you mean 'crows-pairs'"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_words(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        plan(**changes)


def test_what_differs_is_listed_with_what_it_was() -> None:
    other = plan(seeds=(0, 1), smallest_effect=0.1, context=Context(harm="None."))
    assert differences(plan(), other) == [
        "seeds: was [0], now [0, 1]",
        "smallest_effect: was 0.05, now 0.1",
        'context.harm: was "", now "None."',
    ]


def test_a_model_more_is_no_difference_and_one_less_is() -> None:
    more = plan(models=(*plan().models, PlannedModel("b", "cd" * 32)))
    assert differences(plan(), more) == []
    assert differences(more, plan()) == ["models: b (cdcdcdcd) is left out"]


TOML = """\
name = "occupations"
models = ["fake", {name = "org/model", precision = "fast"}]
seeds = 3
correction = "bh"

[context]
question = "Does it?"

[prompts]
none = ""
kind = "Be kind. "

[[probes]]
kind = "crows_pairs"
limit = 10

[[primary]]
probe = "crows-pairs"
measure = "whole sentence"
by = "group"
"""


def written(folder: Path, text: str = TOML) -> Path:
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_plan_is_read_from_a_file(tmp_path: Path) -> None:
    read = Plan.from_file(written(tmp_path))
    assert (read.name, read.seeds, read.correction) == ("occupations", (0, 1, 2), "bh")
    assert read.models[1] == PlannedModel("org/model", "", "fast", {"name": "org/model", "precision": "fast"})
    assert read.probes[0] == PROBE
    assert read.primary == (PlannedMeasure("crows-pairs", "whole sentence", "group"),)


def test_the_plan_of_a_report_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps({**plan().to_dict(), "digest": plan().digest, "amendments": []}))
    assert Plan.from_file(path).digest == plan().digest


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("seeds = 3", "seed = 3", "plan.toml, line 3, seed: unknown key. Did you mean 'seeds'"),
        ("seeds = 3", 'seeds = "three"', "plan.toml, line 3, seeds: 'three' must be a whole number or a list"),
        ("seeds = 3", "seeds = true", "line 3, seeds: True must be"),
        ("seeds = 3", "seeds = 3 4", "plan.toml: .*line 3"),
        ("question =", "qestion =", "line 7, qestion: unknown key. Did you mean 'question'"),
        ('kind = "crows_pairs"', 'knd = "crows_pairs"', "line 13, probes: .* is no probe"),
        ('kind = "crows_pairs"', 'kind = "crow_pairs"', "plan.toml: Unknown probe 'crow_pairs'. Did you mean"),
        ("limit = 10", "limit = -10", "plan.toml: limit=-10"),
        ('measure = "whole sentence"', "", "plan.toml: the key 'measure' is missing"),
        ("precision =", "precison =", "line 2, precison: unknown key. Did you mean 'precision'"),
        ('"fake", ', "5, ", "line 2, models: 5 is no model"),
        ('name = "occupations"', "", "the key 'name' is missing"),
        ('correction = "bh"', 'correction = "bonferoni"', "plan.toml: Unknown correction"),
    ],
)
def test_a_mistake_in_a_file_is_located(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert old in TOML
    with pytest.raises(InputError, match=said):
        Plan.from_file(written(tmp_path, TOML.replace(old, new, 1)))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        Plan.from_file(tmp_path / "nothing.toml")
