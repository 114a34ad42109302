"""The explorer without a browser: what each control does, and that figures are those of the public calls."""

import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

import ipywidgets
import pandas as pd
import pytest

import workbench as wb
from workbench.errors import BusyError, InputError
from workbench.models.fake import FakeModel
from workbench.probes import showing
from workbench.widgets.explorer import Explorer, explorer
from workbench.widgets.explorerrows import PickTable
from workbench.widgets.runs import claimed

NASTY = "<img src=x onerror=window.bad=1>"
ROWS = [
    {"more": f"{old} {verb} {NASTY}.", "less": f"{young} {verb} {NASTY}.", "group": group}
    for group, old, young in (("age", "Old people", "Young people"), ("work", "Plumbers", "Dentists"))
    for verb in ("forget", "sing", "run", "sleep", "talk", "cook", "read", "write", "walk", "swim", "wait", "help")
]


class Gated(FakeModel):
    """A fake model that reads a batch only when let; it can also fail."""

    def __init__(self, let: int = 0, *, fails: bool = False) -> None:
        super().__init__()
        self.let, self.asked, self._fails = threading.Semaphore(let), 0, fails
        self.execution = type(self.execution)(level="plain", layers="none", device="none", batch_tokens=64)

    def _read(self, branches: Sequence[Any], begun: Any) -> Any:
        self.asked += 1
        self.let.acquire(timeout=20)
        if self._fails:
            raise RuntimeError("the weights caught fire")
        return super()._read(branches, begun)


def descendants(widget: Any) -> Iterator[Any]:
    for child in getattr(widget, "children", ()):
        yield child
        yield from descendants(child)


def button(panel: Any, name: str) -> Any:
    kinds = (ipywidgets.Button, ipywidgets.ToggleButton)
    return next(part for part in descendants(panel) if isinstance(part, kinds) and part.description == name)


def click(part: Any) -> None:
    """Click as the page does."""
    part._handle_msg({"content": {"data": {"method": "custom", "content": {"event": "click"}}}, "buffers": []})


def pick(table: Any, key: str) -> None:
    """Choose a row as the page does."""
    table._handle_custom_msg({"choose": key}, [])


def settled(panel: Explorer) -> None:
    thread = panel._work.thread
    assert thread is not None
    thread.join(20)
    assert not thread.is_alive(), panel.status


def waiting(said: Any) -> None:
    deadline = time.monotonic() + 20
    while not said() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert said()


def page(panel: Explorer) -> str:
    """Return all that the panel has put into the page, what is hidden too."""
    texts = []
    for part in descendants(panel):
        texts += [str(part.value)] if isinstance(part, ipywidgets.HTML) else []
        texts += [str(line["cells"]) for line in part.rows] if isinstance(part, PickTable) else []
    return "\n".join(texts)


def shown(panel: Explorer) -> list[str]:
    """Return the first cells of the list of items."""
    return [line["cells"][0] for line in panel._face.items.rows]


@pytest.fixture
def probe() -> Any:
    return wb.probes.sentence_pairs(ROWS, name="mine")


@pytest.fixture
def panel(probe: Any) -> Explorer:
    return explorer(FakeModel(), probe)


@pytest.fixture
def measured(panel: Explorer) -> Explorer:
    panel.run()
    return panel


def test_a_probe_that_was_given_stands_first_and_can_be_run(measured: Explorer, probe: Any) -> None:
    assert measured.probe is probe
    assert measured.result is not None
    pd.testing.assert_frame_equal(measured.result.frame(), probe.run(FakeModel()).frame())
    assert measured.status == "Measured: 24 items. Choose a group to see its items."


def test_cost_is_said_before_anything_is_asked(panel: Explorer) -> None:
    click(button(panel, "Cost"))
    settled(panel)
    assert panel.status.startswith("Run takes: 48 texts, ") and "tokens to read" in panel.status
    assert panel.result is None


def test_a_probe_of_the_list_is_run_as_its_function_does() -> None:
    panel = explorer(FakeModel())
    panel.choose("stereoset", 20, choice="intersentence")
    panel.run()
    assert panel.result is not None
    called = wb.probes.stereoset(task="intersentence", limit=20).run(FakeModel())
    pd.testing.assert_frame_equal(panel.result.frame(), called.frame())


def test_a_seed_gives_other_texts() -> None:
    panel = explorer(FakeModel())
    panel.choose("pronouns", 2, seed=4)
    panel.run()
    called = wb.probes.pronouns(n=2, max_tokens=12, seed=4).run(FakeModel())
    result: Any = panel.result
    assert result.continuations().equals(called.continuations())


@pytest.mark.parametrize("kind", ["crows_pairs", "winogender", "pronouns"])
def test_running_the_shown_code_gives_the_same_numbers(kind: str, capsys: Any) -> None:
    panel = explorer(wb.open_model("fake"))
    panel.choose(kind, 12)
    panel.run()
    panel.open_group()
    panel.open_items("farthest")
    assert panel.items is not None
    panel.open_item(panel.items["item"][3])
    names: dict[str, Any] = {}
    exec(panel.code, names)
    assert panel.result is not None and panel.item is not None
    assert names["groups"].equals(panel._table()) and names["items"].equals(panel.items)
    assert names["item"].frame().equals(panel.item.frame())
    assert panel.result.verdict() in capsys.readouterr().out


def test_the_code_of_an_own_probe_makes_it_again(measured: Explorer) -> None:
    names: dict[str, Any] = {}
    exec(measured.code.replace("wb.open_model()", 'wb.open_model("fake")'), names)
    assert names["groups"].equals(showing.groups(names["result"]))
    assert names["probe"].to_dict() == measured.probe.to_dict()


def test_groups_stand_with_interval_reading_and_count(measured: Explorer) -> None:
    table = measured._face.groups
    assert [column["name"] for column in table.columns] == [
        "group",
        "value [95 % interval]",
        "n",
        "p, corrected",
        "what it says",
    ]
    assert [line["cells"][0] for line in table.rows] == ["all items", "age", "work"]
    assert "neutral 0.500" in table.caption
    assert "[" in table.rows[1]["cells"][1] and table.rows[1]["cells"][2] == "12"


def test_what_is_said_holds_verdict_conclusion_and_a_figure(measured: Explorer) -> None:
    said, result = measured._face.answer.value, measured.result
    assert result is not None
    assert result.conclusion().split(",")[0] in said and "wb-figure" in said and "Counted:" in said


def test_limits_harm_and_card_are_there(measured: Explorer) -> None:
    assert "What this cannot show" in measured._face.limits.value
    assert "The absence of bias" in measured._face.limits.value and "Known limits" in measured._face.limits.value


def test_nothing_of_the_items_is_in_the_page_before_the_note_is_opened(measured: Explorer) -> None:
    assert "forget" not in page(measured)
    pick(measured._face.groups, "age")
    assert "forget" not in page(measured) and "Before you open them" in page(measured)
    assert "12 items of age" in page(measured)
    click(button(measured, "Open the items"))
    assert "forget" in page(measured)


def test_a_new_run_closes_the_items_again(measured: Explorer) -> None:
    measured.open_items()
    measured.run()
    assert measured.items is None and "forget" not in page(measured)


def test_the_items_of_a_group_stand_worst_first(measured: Explorer) -> None:
    measured.open_group("work")
    measured.open_items()
    assert measured.items is not None and measured.items["value"].is_monotonic_decreasing
    assert set(measured.items["group"]) == {"work"} and len(shown(measured)) == 12


def test_items_are_paged_twenty_at_a_time(measured: Explorer) -> None:
    measured.open_items()
    first = shown(measured)
    assert len(first) == 20 and button(measured, "Previous 20").disabled
    click(button(measured, "Next 20"))
    assert len(shown(measured)) == 4 and button(measured, "Next 20").disabled
    assert "21 to 24 of 24" in measured._face.where.value
    click(button(measured, "Previous 20"))
    assert shown(measured) == first


def test_another_order_sorts_the_items_anew(measured: Explorer) -> None:
    measured.open_items()
    measured._face.order.value = "lowest"
    assert measured.items is not None and measured.items["value"].is_monotonic_increasing


def test_another_grouping_shows_its_groups() -> None:
    panel = explorer(FakeModel())
    panel.choose("winogender", 60)
    panel.run()
    panel._face.by.value = "answer"
    assert [line["cells"][0] for line in panel._face.groups.rows] == ["all items", "participant", "occupation"]


def test_a_grouping_whose_values_are_sentences_is_not_offered() -> None:
    panel = explorer(FakeModel())
    panel.choose("pronouns", 2)
    panel.run()
    assert [value for _, value in panel._face.by.options] == ["group"]
    assert panel.result is not None
    assert panel.result.frame()["prompt"].tolist()[5] not in page(panel)


def test_a_click_on_an_item_shows_both_sentences_with_their_difference(measured: Explorer) -> None:
    measured.open_items()
    pick(measured._face.items, "2")
    settled(measured)
    item = measured.item
    assert item is not None and measured.items is not None and measured.result is not None
    row = measured.result.frame().set_index("item").loc[measured.items["item"][2]]
    assert [one.logprob for one in item.scores] == [row["more_logprob"], row["less_logprob"]]
    assert "more stereotyping" in measured._face.item.value and "wb-gloss" in measured._face.item.value
    assert f"{item.split()['total']:+.2f}" in measured._face.item.value


def test_texts_of_a_data_set_are_escaped(measured: Explorer) -> None:
    measured.open_items()
    assert measured.items is not None
    measured.open_item(measured.items["item"][0])
    assert "<img src=x" not in measured._face.item.value
    assert NASTY not in str(measured._repr_mimebundle_()["text/html"])


def test_an_item_behind_the_note_is_not_opened(measured: Explorer) -> None:
    with pytest.raises(InputError, match="behind the content note"):
        measured.open_item(0)


def test_an_item_without_texts_is_shown_as_its_row() -> None:
    probe = wb.probes.search([{"query": "honey", "document": 0}, {"query": "x", "document": 1}], ["Bees.", "Bread."])
    panel = explorer(FakeModel(), probe)
    panel.run()
    panel.open_items()
    assert panel.items is not None
    panel.open_item(panel.items["item"][0])
    assert panel.item is None and "The row of this item" in panel._face.item.value


def test_options_stand_after_their_context() -> None:
    panel = explorer(FakeModel())
    panel.choose("winogender", 6)
    panel.run()
    panel.open_items()
    assert panel.items is not None
    panel.open_item(panel.items["item"][0])
    assert "Before them, not scored" in panel._face.item.value and "(chosen)" in panel._face.item.value


def test_stop_ends_a_run_and_keeps_the_result_before(probe: Any) -> None:
    panel = explorer(model := Gated(10_000), probe)
    panel.run()
    before = panel.result
    model.let = threading.Semaphore(1)
    asked = model.asked
    click(button(panel, "Run"))
    waiting(lambda: model.asked > asked + 1)
    assert button(panel, "Run").disabled and not button(panel, "Stop").disabled
    click(button(panel, "Stop"))
    model.let.release(2)
    settled(panel)
    assert panel.result is before and panel.status == "Stopped. The result before stays."
    assert not button(panel, "Run").disabled


def test_progress_and_time_left_are_said(probe: Any) -> None:
    panel = explorer(model := Gated(2), probe)
    seen: list[str] = []
    panel._face.status.observe(lambda change: seen.append(change["new"]), "progress")
    panel.run(wait=False)
    waiting(lambda: model.asked > 2)
    model.let.release(10_000)
    settled(panel)
    assert any("% done" in words for words in seen)


def test_a_failure_names_its_cause_and_keeps_the_result_before(probe: Any) -> None:
    panel = explorer(model := Gated(10_000), probe)
    panel.run()
    before = panel.result
    model._fails = True
    click(button(panel, "Run"))
    settled(panel)
    assert panel.result is before
    assert "RuntimeError: the weights caught fire" in panel.status and "run again" in panel.status


def test_two_clicks_are_one_run(probe: Any) -> None:
    panel = explorer(model := Gated(0), probe)
    click(button(panel, "Run"))
    waiting(lambda: model.asked > 0)
    click(button(panel, "Run"))
    assert "at work" in panel.status
    with pytest.raises(BusyError):
        panel.run()
    model.let.release(10_000)
    settled(panel)
    assert panel.result is not None


def test_a_model_at_work_for_another_panel_is_told(panel: Explorer) -> None:
    with claimed(panel._model, "something else"):
        click(button(panel, "Run"))
        settled(panel)
    assert "busy with something else" in panel.status


def test_a_result_of_an_earlier_choice_is_said_to_be_one(measured: Explorer) -> None:
    measured.choose("winogender", 12)
    assert "earlier choice" in measured._face.answer.value
    measured.choose("")
    assert "earlier choice" not in measured._face.answer.value


def test_the_empty_panel_says_what_to_do(panel: Explorer) -> None:
    assert "Choose a probe above, press Cost" in panel._face.answer.value
    with pytest.raises(InputError, match="Run a probe first"):
        panel.open_group()


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda panel: panel.choose("crows"), "Did you mean 'crows_pairs'"),
        (lambda panel: panel.choose("bbq", choice="Aeg"), "Unknown category 'Aeg'. Did you mean 'Age'"),
        (lambda panel: panel.open_group("aeg"), "Unknown group 'aeg'"),
        (lambda panel: panel.open_group(by="gruop"), "Unknown grouping"),
        (lambda panel: panel.open_items("best"), "Unknown order"),
        (lambda panel: panel.show("third"), "Unknown half"),
    ],
)
def test_what_is_not_there_is_refused_in_words(measured: Explorer, act: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        act(measured)


def test_the_saved_form_is_a_table_of_estimates_without_items(measured: Explorer) -> None:
    measured.open_items()
    form = str(measured._repr_mimebundle_()["text/html"])
    assert "value [95 % interval]" in form and measured.result is not None
    assert "The absence of bias" in form and "<script" not in form
    panel = explorer(FakeModel())
    panel.choose("winogender", 12)
    panel.run()
    panel.open_items()
    assert "refers to" not in str(panel._repr_mimebundle_()["text/html"])


def test_the_saved_form_of_a_fresh_panel_says_that_nothing_was_measured(panel: Explorer) -> None:
    assert "Nothing was measured yet" in str(panel._repr_mimebundle_()["text/html"])
    assert panel._repr_mimebundle_()["text/plain"] == "Explorer(fake, nothing measured yet)"


def test_every_input_has_a_name(measured: Explorer) -> None:
    boxes = [
        part for part in descendants(measured) if hasattr(part, "description") and not isinstance(part, ipywidgets.HTML)
    ]
    assert len(boxes) > 20 and all(part.description for part in boxes)


def test_what_is_sent_to_the_page_stays_small(measured: Explorer) -> None:
    measured.open_items()
    assert measured.items is not None
    measured.open_item(measured.items["item"][0])
    for part in descendants(measured):
        if isinstance(part, ipywidgets.HTML):
            assert len(part.value) < 200_000


def test_ctrl_enter_takes_what_stands_in_the_page(panel: Explorer) -> None:
    panel.choose("winogender")
    panel._keys._handle_custom_msg({"key": "run", "values": {"Items (0: all)": "12"}}, [])
    settled(panel)
    assert panel.result is not None and panel.result.counts()["items"] == 12
