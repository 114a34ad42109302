"""A study as an object: its plan is frozen, models may be added, and its figures need no model."""

from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import workbench as wb
from workbench.errors import InputError
from workbench.models.fake import FakeModel
from workbench.records import Score
from workbench.stats import corrected
from workbench.studies import study as room

pytestmark = pytest.mark.usefixtures("workspace")


def pair_probe(planted: ModuleType, count: int = 12, **options: Any) -> Any:
    return wb.probes.sentence_pairs(planted.pairs(count), **options)


def small(planted: ModuleType, *models: Any, **changes: Any) -> wb.Study:
    given: dict[str, Any] = {"probes": [pair_probe(planted)], **changes}
    return wb.Study("small", models=list(models) or [FakeModel()], **given)


def test_a_study_is_listed_as_planned_before_it_runs(planted: ModuleType) -> None:
    study = small(planted)
    assert (study.state, study.progress.done) == ("planned", 0)
    listed = wb.list_studies().iloc[0]
    assert (listed["name"], listed["state"], listed["total"]) == ("small", "planned", study.progress.total)


def test_a_plan_may_be_written_anew_until_the_study_has_run(planted: ModuleType) -> None:
    small(planted)
    assert small(planted, smallest_effect=0.1).run().plan.smallest_effect == 0.1


def test_a_study_whose_plan_was_written_anew_elsewhere_does_not_run(planted: ModuleType) -> None:
    first = small(planted)
    small(planted, smallest_effect=0.1)
    with pytest.raises(InputError, match="smallest_effect"):
        first.run()


def test_a_frozen_plan_refuses_changes_and_lists_them_all(planted: ModuleType) -> None:
    small(planted).run()
    with pytest.raises(InputError) as caught:
        small(planted, smallest_effect=0.1, seeds=3, context=wb.Context(harm="None."))
    for said in ("seeds: was [0], now [0, 1, 2]", "smallest_effect: was 0.05", 'context.harm: was ""', "another name"):
        assert said in str(caught.value)


def test_the_same_plan_again_opens_the_study(planted: ModuleType) -> None:
    small(planted).run()
    assert small(planted).state == "done"


def test_models_that_come_in_addition_are_an_amendment(planted: ModuleType) -> None:
    first = small(planted).run()
    before = first.plan.digest
    study = small(planted, FakeModel(), FakeModel("b"))
    assert study.state == "interrupted"
    assert [(one["before"], one["after"]) for one in study.amendments] == [(before, study.plan.digest)]
    assert "models added" in study.amendments[0]["what"]
    assert study.run().state == "done"


def test_the_first_call_of_a_notebook_still_opens_a_study_that_grew(planted: ModuleType) -> None:
    small(planted).run().add(models=[FakeModel("b")])
    assert len(small(planted).plan.models) == 2


def test_a_model_more_before_the_first_run_is_no_amendment(planted: ModuleType) -> None:
    assert small(planted).add(models=[FakeModel("b")]).amendments == []


def test_a_new_version_under_the_same_name_is_a_new_column(planted: ModuleType) -> None:
    old, new = planted.Counting(), planted.Counting(salt="b")
    study = small(planted, old).run()
    before = study.result().frame()["more_logprob"].tolist()
    study.add(models=[new]).run()
    first, second = study.plan.model_labels
    assert (first[:6], second[:6]) == ("fake (", "fake (")
    assert study.result(model=first).frame()["more_logprob"].tolist() == before
    assert study.result(model=second).frame()["more_logprob"].tolist() != before
    assert len(old.asked) == len(new.asked) == 1


def test_a_model_that_is_there_is_not_added_twice(planted: ModuleType) -> None:
    with pytest.raises(InputError, match="already"):
        small(planted).add(models=[FakeModel()])


def test_a_study_opens_and_draws_without_its_model(planted: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = small(planted, prompts={"none": "", "kind": "Be kind. "}).run()

    def refused(*_: Any, **__: Any) -> Any:
        raise AssertionError("a model was opened")

    monkeypatch.setattr(room.opening, "open_model", refused)
    study = wb.open_study("small")
    assert study.estimate().equals(whole.estimate())
    assert study.frame().equals(whole.frame())
    assert study.draw().svg() == whole.draw().svg()
    assert study.verdict() == whole.verdict()
    assert (study.state, study.cost().new_tokens) == ("done", 0)


def test_a_study_runs_on_without_its_model_being_given(planted: ModuleType) -> None:
    small(planted)
    assert wb.open_study("small").run().state == "done"


def test_another_model_of_that_name_is_refused(planted: ModuleType) -> None:
    small(planted, FakeModel("b"))
    study = wb.open_study("small").run()
    assert study.state == "failed"
    assert "is not a model of this plan" in next(iter(study.failures.values()))


def test_a_name_that_is_not_there_is_answered_with_the_near_one(planted: ModuleType) -> None:
    small(planted)
    with pytest.raises(InputError, match="Did you mean 'small'"):
        wb.open_study("smal")


def test_an_empty_workspace_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no study yet"):
        wb.open_study("small", workspace=tmp_path / "other")
    assert wb.list_studies(tmp_path / "other").empty


def test_a_cell_that_is_not_finished_has_no_result(planted: ModuleType) -> None:
    study = small(planted)
    with pytest.raises(InputError, match="0 of 1 chunks"):
        study.result()
    assert study.verdict() == "Nothing is finished yet."


def test_one_of_several_must_be_named(planted: ModuleType) -> None:
    study = small(planted, FakeModel(), FakeModel("b")).run()
    with pytest.raises(InputError, match="2 models: name one of"):
        study.result()
    with pytest.raises(InputError, match="Unknown model 'fak'"):
        study.result(model="fak")


def test_figures_are_primary_by_the_plan_and_all_else_is_exploratory(planted: ModuleType) -> None:
    table = small(planted).run().estimate()
    primary = table[table["role"] == "primary"]
    assert set(primary["measure"]) == {"whole sentence"}
    assert primary["group"].tolist() == ["all", "=religion", "age", "gender"]
    assert table.loc[table["role"] == "exploratory", "p_corrected"].isna().all()


@pytest.mark.parametrize("method", ["holm", "bh"])
def test_the_family_is_every_primary_test_of_the_grid(planted: ModuleType, method: str) -> None:
    from dataclasses import replace

    draft = small(planted, FakeModel(), FakeModel("b"), prompts={"none": "", "kind": "Be kind. "})
    study = wb.Study.from_plan(
        replace(draft.plan, name="other", correction=method), models=[FakeModel(), FakeModel("b")]
    )
    table = study.run().estimate()
    primary = table[table["role"] == "primary"]
    assert set(primary["tests"]) == {len(primary)} == {16}
    assert primary["p_corrected"].tolist() == corrected(primary["p"].tolist(), method)
    assert ("over 16 primary tests" in study.verdict()) and ("Holm" in study.verdict()) == (method == "holm")


def test_the_plan_may_name_other_primary_figures(planted: ModuleType) -> None:
    named = {"sentence-pairs": [wb.Measure("mean per token")]}
    table = small(planted, primary=named).run().estimate()
    assert table[table["role"] == "primary"]["measure"].tolist() == ["mean per token"]


def test_no_primary_figure_makes_all_exploratory(planted: ModuleType) -> None:
    study = small(planted, primary=[]).run()
    assert set(study.estimate()["role"]) == {"exploratory"}
    assert "exploratory" in study.verdict()


def test_a_primary_measure_that_the_probe_does_not_give_is_answered(planted: ModuleType) -> None:
    study = small(planted, primary=[wb.Measure("whole sentense")]).run()
    with pytest.raises(InputError, match="Did you mean 'whole sentence'"):
        study.estimate()


def test_a_primary_grouping_that_the_probe_does_not_have_is_refused_before_the_run(planted: ModuleType) -> None:
    with pytest.raises(InputError, match="Did you mean 'group'"):
        small(planted, primary=[wb.Measure("whole sentence", by="groups")])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"models": "fake"}, "models='fake': give a list"),
        ({"models": [3]}, "3 is no model"),
        ({"probes": ["crows_pairs"]}, "'crows_pairs' is no probe"),
        ({"primary": ["whole sentence"]}, "is no measure"),
        ({"seeds": 0}, "a count such as 5"),
    ],
)
def test_what_is_given_wrongly_is_told(planted: ModuleType, given: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        wb.Study("x", **{"models": ["fake"], "probes": [pair_probe(planted)], **given})


def test_a_prompt_stands_before_everything_that_is_asked(planted: ModuleType) -> None:
    seen: list[tuple[str, str]] = []

    class Seeing(FakeModel):
        def score(self, items: Sequence[tuple[str, str]], *, start: str = "start") -> list[Score]:
            seen.extend(items)
            return super().score(items, start=start)

    small(planted, Seeing(), prompts={"kind": "Be kind. "}).run()
    assert {context for context, _ in seen} == {"Be kind. "}


def test_the_frame_begins_with_the_labels(planted: ModuleType) -> None:
    frame = small(planted, FakeModel(), prompts={"none": "", "kind": "Be kind. "}).run().frame()
    assert list(frame.columns[:4]) == ["model", "prompt", "probe", "item"]
    assert len(frame) == 24


def test_the_cost_shrinks_to_nothing(planted: ModuleType) -> None:
    study = small(planted)
    assert study.cost().new_tokens > 0
    assert study.run().cost().new_tokens == 0


def test_a_study_of_a_plan_file_opens_its_models_by_name(planted: ModuleType, tmp_path: Path) -> None:
    rows = "".join(f'\n[[probes.table]]\nmore = "{row["more"]}"\nless = "{row["less"]}"\n' for row in planted.pairs(4))
    path = tmp_path / "plan.toml"
    path.write_text(f'name = "by file"\nmodels = ["fake"]\n[[probes]]\nkind = "sentence_pairs"\n{rows}')
    study = wb.Study.from_plan(wb.Plan.from_file(path)).run()
    assert (study.state, study.plan.models[0].fingerprint) == ("done", FakeModel().fingerprint)
    assert len(study.plan.primary or ()) == 2


def differing(salt: str, wins: int) -> Any:
    """Return a model that finds the first so many sentences of ``more`` the likelier, and of the others ``less``."""

    class Leaning(FakeModel):
        def score(self, items: Sequence[tuple[str, str]], *, start: str = "start") -> list[Score]:
            return [self._one(text) for _, text in items]

        def _one(self, text: str) -> Score:
            more, first = "nurse" in text, int(text.split()[0]) < wins
            value = -1.0 if more == first else -2.0
            return Score(value, (text,), (value,), False, text)

    return Leaning(salt)


def test_two_models_are_compared_on_the_same_items(planted: ModuleType) -> None:
    probe = pair_probe(planted, 60)
    study = small(planted, differing("a", 50), differing("b", 20), probes=[probe]).run()
    comparison = study.compare()
    whole = comparison.frame().iloc[0]
    assert (whole["value"], whole["first_only"], whole["second_only"]) == (pytest.approx(-0.5), 30, 0)
    assert whole["reading"] == "differs"
    assert comparison.tests == 4
    assert "differs" in comparison.verdict()
    assert np.allclose(comparison.frame()["p_corrected"], corrected(comparison.frame()["p"].tolist()))


def test_swapped_models_turn_the_difference_around(planted: ModuleType) -> None:
    first, second = differing("a", 50), differing("b", 20)
    study = small(planted, first, second, probes=[pair_probe(planted, 60)]).run()
    one, two = study.plan.model_labels
    values = [study.compare(baseline=label).frame()["value"].tolist() for label in (one, two)]
    assert values[0] == pytest.approx([-value for value in values[1]])


def test_equal_models_on_many_items_have_no_effect_larger_than_the_smallest(planted: ModuleType) -> None:
    study = small(planted, differing("a", 300), differing("b", 300), probes=[pair_probe(planted, 600)]).run()
    assert set(study.compare().frame()["reading"]) == {"no effect larger than 0.05"}


def test_equal_models_on_few_items_are_no_proof(planted: ModuleType) -> None:
    study = small(planted, differing("a", 6), differing("b", 6)).run()
    assert set(study.compare().frame()["reading"]) == {"cannot tell"}


def test_prompts_are_compared_too(planted: ModuleType) -> None:
    study = small(planted, prompts={"none": "", "kind": "Be kind. ", "rude": "Be rude. "}).run()
    frame = study.compare(by="prompt", baseline="none").frame()
    assert set(frame["second"]) == {"kind", "rude"}
    assert set(frame["model"]) == {"fake"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"by": "models"}, "Did you mean 'model'"),
        ({"baseline": "x"}, "Unknown model"),
        ({"by": "prompt"}, "has one prompt"),
    ],
)
def test_a_comparison_that_cannot_be_is_told(planted: ModuleType, asked: dict[str, str], said: str) -> None:
    study = small(planted, FakeModel(), FakeModel("b")).run()
    with pytest.raises(InputError, match=said):
        study.compare(**asked)


def test_a_comparison_is_drawn_around_nothing(planted: ModuleType) -> None:
    figure = small(planted, FakeModel(), FakeModel("b")).run().compare().draw()
    assert set(figure.frame["neutral"]) == {0.0}


def test_a_study_shows_itself_in_one_short_line(planted: ModuleType) -> None:
    study = small(planted).run()
    assert repr(study) == "Study('small', done, 1 of 1 chunks)"
    assert "1 of 1" in study._repr_html_()
