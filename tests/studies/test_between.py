"""Two studies compared: the same items, paired, whatever each study calls its models and prompts."""

from pathlib import Path
from typing import Any

import pytest

import workbench as wb
from workbench.errors import InputError
from workbench.models.fake import FakeModel

PAIRS = [
    {"more": f"{n} old people forget.", "less": f"{n} young people remember.", "group": "ab"[n % 2]} for n in range(12)
]
OTHERS = [{"more": "Nurses are she.", "less": "Nurses are he."}]


def study(place: Path, name: str, *models: Any, prompts: dict[str, str] | None = None, pairs: Any = PAIRS) -> Any:
    probes = [wb.probes.sentence_pairs(pairs)]
    return wb.Study(name, models=list(models) or ["fake"], probes=probes, prompts=prompts, workspace=place)


def test_two_studies_give_what_one_of_both_models_gives(tmp_path: Path) -> None:
    one, two = FakeModel("one"), FakeModel("two")
    apart = wb.compare_studies(study(tmp_path, "a", one).run(), study(tmp_path, "b", two).run())
    together = study(tmp_path, "both", one, two).run().compare(by="model")
    assert apart.frame().equals(together.frame())


def test_two_studies_give_what_one_of_both_prompts_gives(tmp_path: Path) -> None:
    plain, polite = {"none": ""}, {"polite": "Please. "}
    apart = wb.compare_studies(study(tmp_path, "a", prompts=plain).run(), study(tmp_path, "b", prompts=polite).run())
    together = study(tmp_path, "both", prompts={**plain, **polite}).run().compare(by="prompt")
    assert apart.frame().equals(together.frame())


def test_prompts_are_the_same_by_their_text_and_not_by_their_label(tmp_path: Path) -> None:
    one = study(tmp_path, "a", prompts={"kind": "Please. "}).run()
    two = study(tmp_path, "b", prompts={"kind": "Now. "}).run()
    assert wb.compare_studies(one, two).frame()["second"].unique().tolist() == ["kind (b)"]


def test_models_within_one_study_are_not_compared(tmp_path: Path) -> None:
    one, two, three = FakeModel("one"), FakeModel("two"), FakeModel("three")
    found = wb.compare_studies(study(tmp_path, "a", one, two).run(), study(tmp_path, "b", three).run())
    assert found.frame()["second"].nunique() == 1
    assert found.frame()["first"].nunique() == 2


def test_studies_without_a_common_probe_are_refused(tmp_path: Path) -> None:
    one, two = study(tmp_path, "a").run(), study(tmp_path, "b", pairs=OTHERS).run()
    with pytest.raises(InputError, match="no probe in common"):
        wb.compare_studies(one, two)


def test_studies_that_differ_in_nothing_are_refused(tmp_path: Path) -> None:
    one, two = study(tmp_path, "a").run(), study(tmp_path, "b").run()
    with pytest.raises(InputError, match="nothing to compare"):
        wb.compare_studies(one, two)


def test_studies_that_differ_in_both_are_refused_with_what_would_do(tmp_path: Path) -> None:
    one = study(tmp_path, "a", FakeModel("one"), prompts={"none": ""}).run()
    two = study(tmp_path, "b", FakeModel("two"), prompts={"polite": "Please. "}).run()
    with pytest.raises(InputError, match="with a prompt in common"):
        wb.compare_studies(one, two)


def test_an_unfinished_study_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="finished"):
        wb.compare_studies(study(tmp_path, "a").run(), study(tmp_path, "b", FakeModel("two")))


def test_an_unknown_difference_is_refused(tmp_path: Path) -> None:
    one, two = study(tmp_path, "a").run(), study(tmp_path, "b", FakeModel("two")).run()
    with pytest.raises(InputError, match="model"):
        wb.compare_studies(one, two, by="probe")
