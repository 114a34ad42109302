"""The studies panel without a browser: what each control does, what it says, and that it always comes back to rest."""

import ast
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ipywidgets
import pandas as pd
import pytest

import workbench as wb
from workbench.errors import InputError
from workbench.models.fake import FakeModel
from workbench.widgets import studies
from workbench.widgets.studies import Studies

NASTY = "<img src=x onerror=window.bad=1>"
PROMPTS = {"none": "", "polite": "Please read this. "}


class Gated(FakeModel):
    """A fake model that scores a list only when let; it can also fail."""

    def __init__(self, *, fails: bool = False) -> None:
        super().__init__()
        self.let, self.asked, self._fails = threading.Semaphore(0), 0, fails

    def score(self, items: Any, **options: Any) -> Any:
        self.asked += 1
        assert self.let.acquire(timeout=20)
        if self._fails:
            raise RuntimeError(f"the weights caught fire {NASTY}")
        return super().score(items, **options)


def pairs(count: int = 12) -> list[dict[str, str]]:
    """Return pairs whose sentences are so long that a chunk holds few."""
    groups = ("age", "income")
    tail = " and so on" * 60
    return [
        {"more": f"{n} old people forget{tail}.", "less": f"{n} young people forget{tail}.", "group": groups[n % 2]}
        for n in range(count)
    ]


def study(workspace: Path, name: str = "occupations", **options: Any) -> Any:
    probes = [wb.probes.sentence_pairs(pairs(options.pop("count", 12)))]
    return wb.Study(name, **{"models": ["fake"], "probes": probes, "workspace": workspace, **options})


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def click(button: Any) -> None:
    """Click as the page does."""
    button._handle_msg({"content": {"data": {"method": "custom", "content": {"event": "click"}}}, "buffers": []})


def descendants(widget: Any) -> Iterator[Any]:
    for child in getattr(widget, "children", ()):
        yield child
        yield from descendants(child)


def button(panel: Studies, name: str) -> Any:
    return next(part for part in descendants(panel) if isinstance(part, ipywidgets.Button) and part.description == name)


def box(panel: Studies, label: str) -> Any:
    return next(part for part in descendants(panel) if getattr(part, "description", "") == label)


def text(panel: Studies) -> str:
    return " ".join(part.value for part in descendants(panel) if isinstance(part, ipywidgets.HTML))


def evaluated(code: str) -> Any:
    """Run code as a cell would, and return what its last line gives."""
    tree, names = ast.parse(code), {}
    last = ast.Expression(tree.body.pop().value)  # type: ignore[attr-defined]
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(last, "cell", "eval"), names)


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Studies]]:
    """Return ``opened(...)``, which opens a panel on the test's workspace and takes it away at the end."""
    monkeypatch.chdir(tmp_path)
    panels = []

    def give(**options: Any) -> Studies:
        panels.append(studies(tmp_path / "space", **options))
        return panels[-1]

    yield give
    for panel in panels:
        panel.close()


@pytest.fixture
def space(tmp_path: Path) -> Path:
    return tmp_path / "space"


def test_an_empty_workspace_says_what_to_type(opened: Callable[..., Studies]) -> None:
    panel = opened()
    assert "wb.Study(" in panel._face.list.empty
    assert (repr(panel), panel.status) == ("Studies(no study yet)", "No study yet.")


def test_every_study_stands_in_the_list_with_state_and_progress(opened: Callable[..., Studies], space: Path) -> None:
    study(space, "first").run()
    study(space, "second", prompts=PROMPTS)
    rows = opened()._face.list.rows
    assert [(row["name"], row["state"], row["share"]) for row in rows] == [
        ("first", "done", 100),
        ("second", "planned", 0),
    ]
    assert rows[1]["size"] == "1 model, 2 prompts, 1 probe"


def test_a_study_can_be_chosen_by_its_row(opened: Callable[..., Studies], space: Path) -> None:
    study(space, "first").run()
    study(space, "second")
    panel = opened()
    panel._face.list._handle_custom_msg({"choose": "second"}, [])
    assert panel.status.startswith("Planned: press Start.")


def test_an_unknown_study_is_answered_with_a_near_name(opened: Callable[..., Studies], space: Path) -> None:
    study(space)
    with pytest.raises(InputError, match="occupations"):
        opened(study="ocupations")


def test_a_run_gives_what_the_study_gives(opened: Callable[..., Studies], space: Path, tmp_path: Path) -> None:
    study(space)
    panel = opened()
    panel.run()
    panel.show(by="all figures")
    pd.testing.assert_frame_equal(panel.frame(), study(tmp_path / "other").run().estimate())


@pytest.mark.parametrize(
    "shown",
    [
        {},
        {"by": "all figures"},
        {"prompt": "polite"},
        {"prompt": "none", "by": "group"},
        {"compare": "prompt"},
    ],
)
def test_running_the_shown_code_gives_the_table_on_show(
    opened: Callable[..., Studies], space: Path, shown: dict[str, str]
) -> None:
    study(space, prompts=PROMPTS).run()
    panel = opened()
    panel.show(**shown)
    pd.testing.assert_frame_equal(evaluated(panel.code), panel.frame())


def test_two_studies_are_compared_and_the_code_does_the_same(opened: Callable[..., Studies], space: Path) -> None:
    study(space, "plain").run()
    study(space, "polite", prompts={"polite": PROMPTS["polite"]}).run()
    panel = opened(study="plain")
    box(panel, "Compare").value = "study: polite"
    assert panel.frame()["second"].tolist() == ["polite"] * 3
    pd.testing.assert_frame_equal(evaluated(panel.code), panel.frame())


def test_studies_that_cannot_be_compared_say_why_and_the_figures_stay(
    opened: Callable[..., Studies], space: Path
) -> None:
    study(space, "plain").run()
    study(space, "other items", count=4).run()
    panel = opened(study="plain")
    box(panel, "Compare").value = "study: other items"
    assert "no probe in common" in text(panel)
    assert panel.frame()["group"].tolist() == ["all", "age", "income"]


def test_what_is_picked_in_the_lists_is_shown(opened: Callable[..., Studies], space: Path) -> None:
    study(space, prompts=PROMPTS).run()
    panel = opened()
    part = box(panel, "Show")
    part.value = dict(part.options)["polite"]
    box(panel, "By").value = "group"
    assert panel.frame()["group"].tolist() == ["age", "income"]
    box(panel, "Compare").value = "prompt"
    assert panel.frame()["second"].tolist() == ["polite"] * 3


def test_another_part_is_shown_whole_first(opened: Callable[..., Studies], space: Path) -> None:
    study(space, prompts=PROMPTS).run()
    panel = opened()
    panel.show(prompt="none", by="group")
    box(panel, "Show").value = ""
    assert box(panel, "By").value == ""


def test_an_unfinished_study_shows_its_question_and_plan(opened: Callable[..., Studies], space: Path) -> None:
    study(space, context=wb.Context(question="Is age tied to forgetting?"))
    panel = opened()
    assert "Is age tied to forgetting?" in text(panel)
    assert "stop_rule: the plan does not say when it stops" in text(panel)
    assert panel.frame().empty


def test_two_quick_clicks_are_one_run(opened: Callable[..., Studies], space: Path) -> None:
    model = Gated()
    study(space, models=[model], count=2)
    panel = opened(models=[model])
    click(button(panel, "Start"))
    click(button(panel, "Start"))
    until(lambda: model.asked == 1)
    model.let.release(100)
    until(lambda: panel.status.startswith("Done"))
    assert [event["event"] for event in panel._shown.study.kept.events()] == ["started", "done"]  # type: ignore[union-attr]


def test_stop_keeps_the_chunk_and_continue_goes_on_from_there(opened: Callable[..., Studies], space: Path) -> None:
    model = Gated()
    study(space, models=[model])
    panel = opened(models=[model])
    click(button(panel, "Start"))
    until(lambda: model.asked == 1)
    panel._look()
    click(button(panel, "Stop"))
    model.let.release(100)
    until(lambda: panel.status.startswith("Stopped"))
    assert panel._face.list.rows[0]["words"].startswith("1 of ")
    click(button(panel, "Continue"))
    until(lambda: panel.status.startswith("Done"))
    assert model.asked == panel._shown.study.progress.total  # type: ignore[union-attr]


def test_a_run_elsewhere_is_followed_and_can_be_stopped(opened: Callable[..., Studies], space: Path) -> None:
    model = Gated()
    elsewhere = study(space, models=[model], count=24)
    panel = opened()
    run = threading.Thread(target=elsewhere.run, daemon=True)
    run.start()
    until(lambda: model.asked == 1)
    until(lambda: panel.status.startswith("Running in another notebook"))
    model.let.release(1)
    until(lambda: panel._face.list.rows[0]["words"].startswith("1 of "))
    assert button(panel, "Start").disabled
    click(button(panel, "Stop"))
    model.let.release(1)
    run.join(10)
    until(lambda: panel.status.startswith("Stopped"))


def test_a_study_that_runs_elsewhere_already_is_not_run_twice(opened: Callable[..., Studies], space: Path) -> None:
    model = Gated()
    elsewhere = study(space, models=[model])
    panel = opened()
    run = threading.Thread(target=elsewhere.run, daemon=True)
    run.start()
    until(lambda: model.asked == 1)
    panel.run()
    assert "occupations" in panel.status
    model.let.release(100)
    run.join(10)


def test_a_failing_model_is_said_in_words_without_markup(opened: Callable[..., Studies], space: Path) -> None:
    model = Gated(fails=True)
    study(space, models=[model])
    panel = opened(models=[model])
    model.let.release(100)
    panel.run()
    assert panel.status.startswith("Failed")
    assert "caught fire" in text(panel)
    assert "<img src=x" not in text(panel)
    assert not button(panel, "Continue").disabled


def test_an_error_of_a_click_stands_in_the_status_line(opened: Callable[..., Studies], space: Path) -> None:
    study(space)
    panel = opened()
    click(button(panel, "Read report"))
    assert panel.status.startswith("No cell of the study 'occupations' is finished yet")


def test_names_and_texts_are_never_markup(opened: Callable[..., Studies], space: Path) -> None:
    study(space, NASTY, prompts={NASTY: "", "other": NASTY}, context=wb.Context(question=NASTY)).run()
    panel = opened()
    panel.show(compare="prompt")
    panel.report()
    saved = panel._repr_mimebundle_()["text/html"]
    link = panel._face.link.outputs[0]["data"]["text/html"]
    assert NASTY in panel._face.list.rows[0]["name"]  # the page sets it as text
    assert "<img src=x" not in text(panel) + saved + link


def test_the_report_is_written_once_and_read_then(opened: Callable[..., Studies], space: Path) -> None:
    study(space).run()
    panel = opened()
    click(button(panel, "Read report"))
    assert panel.status == "Written: reports/occupations/report.html"
    assert 'href="reports/occupations/report.html"' in panel._face.link.outputs[0]["data"]["text/html"]
    click(button(panel, "Read report"))
    assert panel.status.startswith("Read: reports/occupations/report.html")


def test_a_report_of_an_earlier_state_is_written_anew(opened: Callable[..., Studies], space: Path) -> None:
    study(space).run()
    panel = opened()
    panel.report()
    study(space).add(models=[FakeModel("another")]).run()
    panel.refresh()
    panel.report()
    assert panel.status.startswith("Written")


def test_the_saved_form_is_tables_without_a_path(opened: Callable[..., Studies], space: Path, tmp_path: Path) -> None:
    study(space).run()
    panel = opened()
    bundle = panel._repr_mimebundle_()
    assert bundle["text/plain"] == "Studies('occupations', done; 1 in all)"
    assert bundle["text/html"].count("<table") == 2
    assert str(tmp_path) not in bundle["text/html"]
    assert "<svg" not in bundle["text/html"]
    assert bundle["text/html"] == opened()._repr_mimebundle_()["text/html"]


def test_a_large_study_is_read_after_the_panel_is_there(
    opened: Callable[..., Studies], space: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = study(space).run()
    monkeypatch.setattr(sys.modules["workbench.widgets.studyfollowing"], "AT_ONCE", 0)
    panel = opened()
    panel.show(by="all figures")
    pd.testing.assert_frame_equal(panel.frame(), kept.estimate())


def test_a_panel_prints_nothing(
    opened: Callable[..., Studies], space: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study(space, prompts=PROMPTS)
    panel = opened()
    click(button(panel, "Start"))
    until(lambda: panel.status.startswith("Done"))
    assert capsys.readouterr() == ("", "")


def test_the_cost_is_told_with_the_models_opened_for_it(opened: Callable[..., Studies], space: Path) -> None:
    study(space)
    panel = opened()
    click(button(panel, "Cost"))
    assert panel.status.startswith("Still to run: ")
    assert "tokens to read" in panel.status


def test_what_cannot_be_shown_leaves_what_was_shown(opened: Callable[..., Studies], space: Path) -> None:
    study(space, prompts=PROMPTS).run()
    panel = opened()
    with pytest.raises(InputError, match="group"):
        panel.show(prompt="none", by="grup")
    panel.refresh()
    assert len(panel.frame()) == 6


def test_a_study_whose_probe_cannot_be_made_again_does_not_hide_the_others(
    opened: Callable[..., Studies], space: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study(space, "a")
    study(space, "b").run()
    monkeypatch.setattr("workbench.widgets.shelf.open_study", failing_for("a", wb.open_study))
    panel = opened()
    assert "only its author" in panel.status
    panel.choose("b")
    assert panel.status == "Done."


def failing_for(name: str, open_study: Callable[..., Any]) -> Callable[..., Any]:
    def give(asked: str, **options: Any) -> Any:
        if asked == name:
            raise InputError("Its probe can be made by only its author.")
        return open_study(asked, **options)

    return give


def test_every_input_has_a_label(opened: Callable[..., Studies], space: Path) -> None:
    study(space)
    panel = opened()
    inputs = [part for part in descendants(panel) if isinstance(part, (ipywidgets.Button, ipywidgets.Dropdown))]
    assert all(part.description for part in inputs)
    assert len(inputs) >= 7


def test_no_thread_is_left_when_the_panel_is_closed(opened: Callable[..., Studies], space: Path) -> None:
    study(space)
    panel = opened()
    until(lambda: panel._watch.alive)
    panel.close()
    assert not panel._watch.alive


def test_closing_the_panel_stops_what_runs_in_it(opened: Callable[..., Studies], space: Path) -> None:
    model = Gated()
    kept = study(space, models=[model])
    panel = opened(models=[model])
    panel.run(wait=False)
    until(lambda: model.asked == 1)
    panel.close()
    model.let.release(100)
    until(lambda: kept.state == "interrupted")


def test_ctrl_enter_starts_and_escape_stops_what_runs_here(opened: Callable[..., Studies], space: Path) -> None:
    model = Gated()
    study(space, models=[model])
    panel = opened(models=[model])
    panel._face.keys._handle_custom_msg({"key": "run", "values": {}}, [])
    until(lambda: model.asked == 1)
    panel._face.keys._handle_custom_msg({"key": "stop"}, [])
    model.let.release(100)
    until(lambda: panel.status.startswith("Stopped"))
