"""The few-shot builder without a browser: what each control does, and that figures are those of the public calls."""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import ipywidgets
import pandas as pd
import pytest

import workbench as wb
from workbench.errors import InputError
from workbench.models.fake import FakeModel
from workbench.widgets.few_shot import FewShotBuilder, few_shot
from workbench.widgets.fewshotviews import prompt_parts
from workbench.widgets.runs import claimed

NASTY = "<img src=x onerror=window.bad=1>"


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
    return next(
        part
        for part in descendants(panel)
        if isinstance(part, (ipywidgets.Button, ipywidgets.ToggleButton)) and part.description == name
    )


def click(part: Any) -> None:
    """Click as the page does."""
    part._handle_msg({"content": {"data": {"method": "custom", "content": {"event": "click"}}}, "buffers": []})


def act(panel: FewShotBuilder, place: int, **message: Any) -> None:
    """Do something to a row as the page does."""
    key = panel._rows.rows[place].key if place >= 0 else 0
    panel._face.table._handle_custom_msg({"key": key, **message}, [])


def settled(panel: FewShotBuilder) -> None:
    thread = panel._work.thread
    assert thread is not None
    thread.join(20)
    assert not thread.is_alive(), panel.status


def waiting(said: Any) -> None:
    deadline = time.monotonic() + 20
    while not said() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert said()


def notes(panel: FewShotBuilder) -> list[str]:
    return [row["note"] for row in panel._face.table.rows]


@pytest.fixture
def panel() -> FewShotBuilder:
    return few_shot(FakeModel())


def test_the_ready_task_can_be_tried_and_measured_at_once(panel: FewShotBuilder) -> None:
    panel.try_query()
    panel.evaluate()
    assert panel.prediction is not None and panel.result is not None
    assert panel.status == "Measured on 12 rows with 0, 1, 2, 4 and 6 shots."


def test_the_answer_is_that_of_predict(panel: FewShotBuilder) -> None:
    panel.try_query("The ladle is dented.")
    called = panel.task.predict(FakeModel(), {"text": "The ladle is dented."}, shots=6, calibrate=True)
    assert panel.prediction == called


def test_the_figures_are_those_of_evaluate(panel: FewShotBuilder) -> None:
    panel.change(seeds=2, seed=3, limit=7, choose="balanced")
    panel.evaluate()
    called = panel.task.evaluate(
        FakeModel(), panel._given, shots=[0, 1, 2, 4, 6], seeds=2, seed=3, limit=7, choose="balanced", calibrate=True
    )
    assert panel.result is not None
    pd.testing.assert_frame_equal(panel.result.estimate("shots"), called.estimate("shots"))
    pd.testing.assert_frame_equal(panel.result.frame(), called.frame())


@pytest.mark.parametrize("ready", [0, 1, 2])
def test_running_the_shown_code_gives_the_same_figures(ready: int) -> None:
    panel = few_shot(wb.open_model("fake"))
    panel.start_from(ready)
    panel.change(shots=2, seeds=2, limit=5, instruction='Say "it"\nand \\n.', separator="\n---\n")
    panel.try_query()
    panel.evaluate()
    names: dict[str, Any] = {}
    exec(panel.code, names)
    assert panel.result is not None
    assert names["prediction"] == panel.prediction
    assert names["task"].to_dict() == panel.task.to_dict()
    pd.testing.assert_frame_equal(names["result"].estimate("shots"), panel.result.estimate("shots"))


def test_a_published_set_is_loaded_and_measured_by_its_name(panel: FewShotBuilder) -> None:
    panel.load("sentiment-sentences", rows=4)
    panel.change(data="sentiment-sentences", limit=6, seeds=1, shots=2)
    panel.evaluate()
    assert len(panel.task.pool) == 4
    assert 'task.evaluate(model, "sentiment-sentences", ' in panel.code
    assert panel.result is not None and panel.result.counts()["items"] == 6


def test_a_file_is_loaded_from_a_path(panel: FewShotBuilder, tmp_path: Path) -> None:
    (tmp_path / "rows.tsv").write_text("text\tlabel\nOne.\tpositive\nTwo.\tnegatif\n")
    panel.load(str(tmp_path / "rows.tsv"))
    assert [row["cells"]["text"] for row in panel._face.table.rows] == ["One.", "Two."]
    assert "none of the labels" in notes(panel)[1]  # it can be mended in the table


def test_loading_without_the_column_says_what_there_is(panel: FewShotBuilder, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("txt,label\nOne.,positive\n")
    with pytest.raises(InputError, match="Unknown column 'text'. Did you mean 'txt'"):
        panel.load(str(tmp_path / "rows.csv"))
    assert len(panel.task.pool) == 6


@pytest.mark.parametrize(
    "task",
    [
        wb.FewShot(
            input="{text}", output="A: {answer}", settings={"max_tokens": 3}, examples=[{"text": "a", "answer": "b"}]
        ),
        wb.FewShot(
            input="P: {passage}\nQ: {question}",
            output="A: {answer}",
            options="choices",
            examples=[{"passage": "a", "question": "b", "choices": ["x", "y"], "answer": "y"}],
        ),
        wb.FewShot(input="{n}", output="{l}", labels=["a", "b"], joint=" = ", instruction="I\n", name="own"),
    ],
)
def test_a_task_given_in_code_comes_through_unchanged(task: Any) -> None:
    panel = few_shot(FakeModel(), task)
    ours, theirs = panel.task.to_dict(), task.to_dict()
    for values in (ours, theirs):
        values["examples"] = [
            {k: v for k, v in row.items() if k not in ("item", "group")} for row in values["examples"]
        ]
    assert ours == theirs


def test_options_of_a_query_stand_one_a_line() -> None:
    task = wb.FewShot(input="{q}", output="A: {a}", options="o", examples=[{"q": "one", "o": ["x", "y"], "a": "y"}])
    panel = few_shot(FakeModel(), task)
    panel.try_query({"q": "two", "o": ["u", "v"]})
    assert panel.prediction is not None and panel.prediction.options == ("u", "v")


def test_the_parts_of_the_prompt_join_to_the_prompt(panel: FewShotBuilder) -> None:
    panel.change(instruction="Judge.")
    rendered = panel.task.render(panel.query, shots=2)
    parts = prompt_parts(rendered, panel.task)
    assert "".join(text for _, _, text in parts) == rendered.text
    assert [name for _, name, _ in parts if name] == ["Instruction", "Example 1", "Example 2", "Query", "Answer cue"]


def test_the_length_is_counted_against_the_context(panel: FewShotBuilder) -> None:
    used = FakeModel().count(panel.export("text"))
    assert f"{used:,} of 2,048 tokens" in panel._face.count.value


def test_over_the_context_it_says_how_many_shots_fit(panel: FewShotBuilder) -> None:
    panel.write(5, text="long " * 400)
    assert "5 shots still fit" in panel._face.count.value
    with pytest.raises(InputError, match="5 shots still fit"):
        panel.try_query()
    assert "5 shots still fit" in panel.status
    assert "long long" in panel._face.table.rows[5]["cells"]["text"]


def test_what_the_page_does_to_rows_is_done(panel: FewShotBuilder) -> None:
    act(panel, 0, do="move", to=1)
    act(panel, 2, do="switch", on=False)
    act(panel, 5, do="remove")
    act(panel, -1, do="add")
    act(panel, 5, do="edit", column="text", value="New.", sent=4)
    act(panel, 5, do="edit", column="label", value="positive", sent=5)
    assert panel._face.table.seen == 5
    asked = [row.values["text"].split()[0] for row in panel.task.pool]
    assert asked == ["The", "This", "The", "My", "New."]
    act(panel, 0, do="paste", column="text", text='"open\tx')
    assert "never closed" in panel.status and len(panel.task.pool) == 5


def test_undo_by_the_button_goes_back_to_the_start(panel: FewShotBuilder) -> None:
    before = panel.task.to_dict()
    panel.remove(0)
    panel.paste(0, "text", "a\tpositive\nb\tnegative")
    panel.move(0, 3)
    panel.start_from(1)
    for _ in range(4):
        click(button(panel, "Undo"))
    assert panel.task.to_dict() == before
    assert panel.query == {"text": "The whisk bent in the first week."}
    assert button(panel, "Undo").disabled


def test_a_wrong_row_is_said_there_and_left_out(panel: FewShotBuilder) -> None:
    panel.add(text="Fine.", label="good")
    assert "none of the labels" in notes(panel)[6]
    assert len(panel.task.pool) == 6
    assert "1 row is left out" in panel._face.count.value


def test_a_row_that_equals_the_query_is_refused_in_words(panel: FewShotBuilder) -> None:
    panel.write(2, text="The whisk bent in the first week.")
    assert "same as the query" in notes(panel)[2]
    assert "Row 3 is the same as the query" in panel._face.count.value
    with pytest.raises(InputError, match="gives its answer away"):
        panel.try_query()


def test_a_row_that_is_measured_on_is_refused_by_its_number(panel: FewShotBuilder) -> None:
    panel.write(1, text="The grater is blunt.")
    with pytest.raises(InputError, match="Row 2: also among the rows that are measured on"):
        panel.evaluate()


def test_a_broken_template_is_said_and_everything_is_kept(panel: FewShotBuilder) -> None:
    panel.change(input="Review: {text")
    assert "input=" in panel._face.count.value
    click(button(panel, "Try query"))
    assert "Review: {text" in panel.status
    panel.change(input="Review: {text}")
    assert len(panel.task.pool) == 6


def test_a_column_that_is_renamed_letter_by_letter_keeps_its_texts(panel: FewShotBuilder) -> None:
    before = panel.export("text")
    for name in ("tex", "te", "t", "", "r", "rev"):
        panel._face.fields["input"].value = f"Review: {{{name}}}"
    assert panel.export("text") == before
    assert panel.query == {"rev": "The whisk bent in the first week."}


def test_an_empty_query_is_refused(panel: FewShotBuilder) -> None:
    with pytest.raises(InputError, match="The query is empty"):
        panel.try_query("  ")


def test_k_decides_how_many_examples_stand_in_the_prompt(panel: FewShotBuilder) -> None:
    panel.change(shots=2)
    assert panel.export("text").count("Review:") == 3
    assert [row["place"] for row in panel._face.table.rows] == ["1", "2", *["over K"] * 4]
    assert "with 0, 1 and 2 shots" in panel._face.plan.value


def test_what_evaluate_asks_is_said_from_the_start(panel: FewShotBuilder) -> None:
    assert "all 12 rows with 0, 1, 2, 4 and 6 shots, with 3 draws" in panel._face.plan.value


def test_k_follows_the_rows_while_it_stands_at_the_most(panel: FewShotBuilder) -> None:
    panel.add(text="One more.", label="positive")
    assert panel._face.shots.value == 7
    panel.change(shots=3)
    panel.add(text="And one.", label="positive")
    assert panel._face.shots.value == 3


def test_an_old_answer_says_that_the_prompt_has_changed(panel: FewShotBuilder) -> None:
    panel.try_query()
    assert "earlier prompt" not in panel._face.answer.value
    panel.switch(0, False)
    assert "earlier prompt" in panel._face.answer.value
    panel.undo()
    assert "earlier prompt" not in panel._face.answer.value


def test_the_exports_hold_the_prompt_the_task_and_a_request(panel: FewShotBuilder) -> None:
    assert panel.export("text") == panel.task.prompt(panel.query)
    assert wb.FewShot(**json.loads(panel.export("json"))).to_dict() == panel.task.to_dict()
    request = json.loads(panel.export("request"))
    assert request["prompt"] == panel.export("text")
    assert list(request) == ["model", "prompt", "max_tokens", "temperature", "logprobs", "stop"]
    request.pop("model")
    assert FakeModel().complete(**request).choices


def test_the_export_box_follows_while_it_is_open(panel: FewShotBuilder) -> None:
    button(panel, "Export").value = True
    panel.remove(0)
    assert panel._face.export.value == panel.export("text")


def test_an_unknown_form_box_or_column_is_answered_with_those_there_are(panel: FewShotBuilder) -> None:
    for wrong in (lambda: panel.export("xml"), lambda: panel.change(shot=1), lambda: panel.add(txt="a")):
        with pytest.raises(InputError, match="Did you mean|Allowed"):
            wrong()


def test_stop_keeps_what_came() -> None:
    model = Gated()
    panel = few_shot(model)
    panel.change(seeds=1, limit=2, calibrate=False)
    click(button(panel, "Evaluate"))
    while panel.result is None:
        model.let.release()
        time.sleep(0.005)
    assert button(panel, "Evaluate").disabled and not button(panel, "Stop").disabled
    click(button(panel, "Stop"))
    model.let.release(1)
    settled(panel)
    assert "numbers of shots are measured and stay" in panel.status
    assert "Not all numbers of shots were measured." in panel._face.figures.value
    assert panel.result.settings["shots"] != (0, 1, 2, 4, 6)
    assert not button(panel, "Evaluate").disabled
    called = panel.task.evaluate(
        FakeModel(), panel._given, shots=list(panel.result.settings["shots"]), seeds=1, limit=2, calibrate=False
    )
    pd.testing.assert_frame_equal(panel.result.estimate("shots"), called.estimate("shots"))


def test_stop_ends_a_query_between_two_batches() -> None:
    model = Gated()
    panel = few_shot(model)
    click(button(panel, "Try query"))
    waiting(lambda: model.asked)
    panel.stop()
    model.let.release(1)
    settled(panel)
    assert panel.status.startswith("Stopped") and panel.prediction is None and model.asked == 1


def test_two_clicks_are_one_run() -> None:
    model = Gated(let=1000)
    panel = few_shot(model)
    click(button(panel, "Try query"))
    click(button(panel, "Try query"))
    settled(panel)
    once = model.asked
    panel.try_query()
    assert model.asked == 2 * once


def test_a_model_that_fails_is_said_and_the_texts_stay() -> None:
    panel = few_shot(Gated(let=1000, fails=True))
    before = panel.task.to_dict()
    click(button(panel, "Try query"))
    settled(panel)
    assert panel.status == "The model failed: RuntimeError: the weights caught fire"
    assert panel.task.to_dict() == before and not button(panel, "Try query").disabled


def test_a_busy_model_is_said(panel: FewShotBuilder) -> None:
    with claimed(panel._model, "a long story"):
        click(button(panel, "Try query"))
        settled(panel)
    assert "busy with a long story" in panel.status


def test_the_cost_is_said_without_asking() -> None:
    model = Gated(let=1000)
    panel = few_shot(model)
    model.cost([("a", " b")])  # times the model once
    before = model.asked
    panel.cost()
    assert panel.status.startswith("Evaluate takes: ") and model.asked == before


def test_the_first_k_are_measured_as_they_stand(panel: FewShotBuilder) -> None:
    panel.change(choose="first", limit=3)
    assert panel._face.seeds.disabled
    panel.evaluate()
    assert panel.result is not None and panel.result.settings["seeds"] == 1


def test_written_answers_are_not_calibrated(panel: FewShotBuilder) -> None:
    panel.start_from(2)
    assert panel._face.calibrate.disabled
    panel.try_query()
    assert panel.prediction is not None
    assert "The model wrote:" in panel._face.answer.value


def test_every_input_has_a_name(panel: FewShotBuilder) -> None:
    inputs = [part for part in descendants(panel) if hasattr(part, "value") and not isinstance(part, ipywidgets.HTML)]
    assert len(inputs) >= 18
    assert all(getattr(part, "description", "") or part.name for part in inputs)


def test_no_text_is_live(panel: FewShotBuilder) -> None:
    panel.change(instruction=NASTY, labels=["positive", NASTY])
    panel.write(0, text=NASTY)
    panel.try_query(f"{NASTY}?")
    markup = [part.value for part in descendants(panel) if isinstance(part, ipywidgets.HTML)]
    markup.append(panel._repr_mimebundle_()["text/html"])
    assert not any("<img src=x" in text for text in markup)
    assert all(len(text) < 200_000 for text in markup)


def test_the_saved_form_is_a_table_with_the_figures(panel: FewShotBuilder) -> None:
    empty = panel._repr_mimebundle_()["text/html"]
    assert "Nothing was tried or measured yet" in empty and "<table" in empty and "<script" not in empty
    panel.try_query()
    panel.evaluate()
    saved = panel._repr_mimebundle_()
    assert saved["text/plain"] == "FewShotBuilder(fake, classification, 6 examples)"
    assert "log-probability" in saved["text/html"] and "95 % interval" in saved["text/html"]


def test_a_bundle_is_made_while_the_layout_is_broken(panel: FewShotBuilder) -> None:
    panel.change(output="Sentiment:")
    assert "output=" in panel._repr_mimebundle_()["text/html"]
    assert repr(panel) == "FewShotBuilder(fake, no task yet)"


def test_a_task_with_more_examples_than_the_table_holds_says_so() -> None:
    rows = [{"text": f"Text {number}.", "label": "ab"[number % 2]} for number in range(300)]
    panel = few_shot(FakeModel(), wb.FewShot(input="{text}", output="{label}", labels=["a", "b"], examples=rows))
    assert len(panel.task.pool) == 16
    assert panel.status == "The table holds 16 of the task's 300 examples, spread evenly."


def test_the_message_of_a_key_brings_the_text_that_was_typed_last(panel: FewShotBuilder) -> None:
    panel._key("run", {"Query: text": "The ladle is dented.", "Instruction": "Judge."})
    settled(panel)
    assert panel.prediction is not None
    assert panel.prediction.prompt.text.startswith("Judge.") and "The ladle is dented." in panel.prediction.prompt.text
