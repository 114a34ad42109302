"""The Playground without a browser: what each control does, and that it always comes back to rest."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import ipywidgets
import pandas as pd
import pytest

import workbench as wb
from workbench.errors import InputError
from workbench.models.fake import FakeModel
from workbench.records import Piece, Settings
from workbench.widgets import playground
from workbench.widgets.playground import Playground
from workbench.widgets.presets import PRESETS

NASTY = "<img src=x onerror=window.bad=1>"


class Gated(FakeModel):
    """A fake model that gives each piece only when let; it can also fail, or write a given text."""

    def __init__(self, *, fail_at: int | None = None, text: str | None = None, free: bool = False) -> None:
        super().__init__()
        self.let, self.asked, self.closed = threading.Semaphore(10_000 if free else 0), 0, 0
        self._fail_at, self._written = fail_at, text

    def stream(self, prompt: Any = None, **options: Any) -> Iterator[Piece]:
        self.asked += 1
        return self._pieces(super().stream(prompt, **options))

    def _pieces(self, pieces: Iterator[Piece]) -> Iterator[Piece]:
        try:
            for place, piece in enumerate(pieces):
                while not self.let.acquire(timeout=0.02):
                    yield Piece("")
                if place == self._fail_at:
                    raise RuntimeError("the weights caught fire")
                yield (
                    piece
                    if self._written is None
                    else Piece(
                        self._written,
                        tokens=(self._written,),
                        token_logprobs=(-1.0,),
                        top_logprobs=({self._written: -1.0},),
                    )
                )
        finally:
            self.closed += 1


def click(button: Any) -> None:
    """Click as the page does."""
    button._handle_msg({"content": {"data": {"method": "custom", "content": {"event": "click"}}}, "buffers": []})


def button(panel: Playground, name: str) -> Any:
    return next(part for part in descendants(panel) if isinstance(part, ipywidgets.Button) and part.description == name)


def box(panel: Playground, label: str) -> Any:
    return next(part for part in descendants(panel) if getattr(part, "description", "") == label)


def descendants(widget: Any) -> Iterator[Any]:
    for child in getattr(widget, "children", ()):
        yield child
        yield from descendants(child)


def settled(panel: Playground) -> None:
    assert panel._worker is not None
    panel._worker.join(10)
    assert not panel._worker.is_alive(), panel.status


@pytest.fixture
def panel() -> Playground:
    return playground(FakeModel(), max_tokens=6)


def test_the_panel_gives_what_the_call_gives(panel: Playground) -> None:
    panel.run()
    assert panel.record is not None
    called = FakeModel().complete("The nurse said that", max_tokens=6, logprobs=5)
    assert panel.record.choices == called.choices


def test_an_echo_gives_what_the_call_gives() -> None:
    panel = playground(FakeModel(), max_tokens=4, echo=True, n=2)
    panel.run()
    assert panel.record == FakeModel().complete("The nurse said that", max_tokens=4, echo=True, n=2, logprobs=5)


def test_running_the_shown_code_gives_the_same_text() -> None:
    panel = playground(
        wb.open_model("fake"), prompt='Say "a"\nand \\n:\n', max_tokens=9, stop=["zz", "\n\n"], n=2, seed=3
    )
    panel.run()
    names: dict[str, Any] = {}
    exec(panel.code, names)
    assert panel.record is not None
    assert [choice.text for choice in names["answer"].choices] == [choice.text for choice in panel.record.choices]


def test_the_code_names_only_what_was_changed(panel: Playground) -> None:
    assert 'answer = model.complete("The nurse said that", max_tokens=6, logprobs=5)' in panel.code


def test_the_default_settings_are_those_of_the_call_but_for_logprobs() -> None:
    panel = playground(FakeModel())
    panel.run()
    assert panel.record is not None
    assert panel.record.settings == Settings(logprobs=5)


def test_a_wrong_setting_is_refused_at_the_door() -> None:
    with pytest.raises(InputError, match="temperature"):
        playground(FakeModel(), temperature=3)


def test_an_unknown_setting_is_answered_with_near_names() -> None:
    with pytest.raises(InputError, match="max_tokens"):
        playground(FakeModel(), max_token=3)


def test_a_setting_no_box_can_hold_is_refused_rather_than_changed() -> None:
    with pytest.raises(InputError, match="max_tokens goes from 0 to 2048"):
        playground(FakeModel(), max_tokens=5000)


def test_every_input_has_a_label(panel: Playground) -> None:
    inputs = [part for part in descendants(panel) if hasattr(part, "value") and not isinstance(part, ipywidgets.HTML)]
    assert len(inputs) >= 15
    assert all(part.description for part in inputs)


def test_two_quick_clicks_are_one_run() -> None:
    model = Gated()
    panel = playground(model)
    click(button(panel, "Complete"))
    click(button(panel, "Complete"))
    model.let.release(10_000)
    settled(panel)
    assert model.asked == 1


def test_controls_follow_the_run() -> None:
    model = Gated()
    panel = playground(model)
    assert (button(panel, "Complete").disabled, button(panel, "Stop").disabled) == (False, True)
    click(button(panel, "Complete"))
    assert (button(panel, "Complete").disabled, button(panel, "Stop").disabled) == (True, False)
    model.let.release(10_000)
    settled(panel)
    assert (button(panel, "Complete").disabled, button(panel, "Stop").disabled) == (False, True)


def test_stop_keeps_what_has_come_and_tells_the_model() -> None:
    model = Gated()
    panel = playground(model, max_tokens=500)
    click(button(panel, "Complete"))
    model.let.release(3)
    time.sleep(0.15)
    click(button(panel, "Stop"))
    settled(panel)
    assert panel.record is not None
    assert panel.status == "Stopped after 3 tokens."
    assert panel.record.choices[0].finish_reason == "cancelled"
    assert model.closed == 1


def test_stopping_before_the_first_token_keeps_the_last_result(panel: Playground) -> None:
    panel.run()
    last, panel._model = panel.record, Gated()
    panel.run(wait=False)
    panel.stop()
    settled(panel)
    assert panel.record is last
    assert panel.status == "Stopped before the first token."


def test_a_failing_model_is_said_in_words_and_the_prompt_is_kept() -> None:
    panel = playground(Gated(fail_at=2, free=True), prompt="My own words")
    panel.run(wait=False)
    settled(panel)
    assert "caught fire" in panel.status
    assert box(panel, "Prompt").value == "My own words"
    assert not button(panel, "Complete").disabled


def test_a_prompt_over_the_context_says_by_how_much(panel: Playground) -> None:
    box(panel, "Prompt").set_state({"value": "The" * 3000})
    panel.run()
    assert "more than the 2048 tokens" in panel.status
    assert panel.record is None


def test_bad_stop_texts_are_said_in_words(panel: Playground) -> None:
    box(panel, "stop").value = "a\nb\nc\nd\ne"
    panel.run()
    assert "up to 4 are allowed" in panel.status


def test_a_second_panel_is_told_what_the_model_is_busy_with() -> None:
    model = Gated()
    first, second = playground(model, prompt="The first prompt"), playground(model)
    first.run(wait=False)
    second.run()
    first.stop()
    settled(first)
    assert "busy with 'The first prompt'" in second.status


def test_an_interrupt_leaves_the_panel_usable(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = playground(FakeModel())

    def interrupted(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(panel._model, "stream", interrupted)
        with pytest.raises(KeyboardInterrupt):
            panel.run()
    panel.run()
    assert panel.status == "Done: 16 tokens."


def test_undo_brings_back_prompt_settings_and_result(panel: Playground) -> None:
    panel.run()
    first = panel.record
    box(panel, "Prompt").value, box(panel, "max_tokens").value = "Another", 3
    panel.run()
    click(button(panel, "Undo"))
    assert (panel.record, box(panel, "Prompt").value, box(panel, "max_tokens").value) == (
        first,
        "The nurse said that",
        6,
    )


def test_undo_after_a_preset_brings_back_what_was_typed(panel: Playground) -> None:
    box(panel, "Prompt").value = "Something of mine"
    box(panel, "Start from").value = PRESETS[0]
    panel.undo()
    assert box(panel, "Prompt").value == "Something of mine"
    assert box(panel, "Start from").value == ""


def test_a_branch_fixes_the_text_before_and_the_chosen_token(panel: Playground) -> None:
    panel.run()
    assert panel.record is not None
    choice = panel.record.choices[0]
    chosen = list((choice.top_logprobs or ())[2] or {})[1]
    panel.branch(0, 2, 1)
    assert panel.record.prompts == ("The nurse said that" + "".join((choice.tokens or ())[:2]) + chosen,)


def test_a_branch_from_an_echoed_result_does_not_repeat_the_prompt() -> None:
    panel = playground(FakeModel(), max_tokens=4, echo=True)
    panel.run()
    assert panel.record is not None
    places = [place for place, top in enumerate(panel.record.choices[0].top_logprobs or ()) if top]
    panel.branch(0, places[-1], 0)
    assert panel.record.prompts[0].count("The nurse said that") == 1


def test_a_branch_message_of_the_page_starts_a_run(panel: Playground) -> None:
    panel.run()
    panel._face.view._handle_custom_msg({"type": "branch", "sample": 0, "position": 1, "alternative": 2}, [])
    settled(panel)
    assert len(panel.runs) == 2


def test_a_branch_that_cannot_be_is_said_in_words(panel: Playground) -> None:
    panel._face.view._handle_custom_msg({"type": "branch", "sample": 0, "position": 1, "alternative": 2}, [])
    assert "Press Complete first" in panel.status


def test_a_run_from_the_keyboard_uses_the_text_that_the_page_sends(panel: Playground) -> None:
    panel._face.keys._handle_custom_msg({"key": "run", "values": {"Prompt": "Typed last", "max_tokens": "3"}}, [])
    settled(panel)
    assert panel.record is not None
    assert (panel.record.prompts[0], panel.record.settings.max_tokens) == ("Typed last", 3)


def test_history_shows_an_earlier_run(panel: Playground) -> None:
    panel.run()
    box(panel, "Prompt").value = "Another"
    panel.run()
    box(panel, "History").value = 0
    assert panel.record is panel.runs[0]
    assert box(panel, "Prompt").value == "The nurse said that"


def test_the_same_seed_gives_the_same_text_and_the_panel_says_so(panel: Playground) -> None:
    panel.run()
    panel.run()
    assert panel.runs[0] == panel.runs[1]
    assert "Same seed, same text" in panel.status


def test_another_draw_takes_the_next_seed(panel: Playground) -> None:
    panel.run()
    click(button(panel, "Another draw"))
    settled(panel)
    assert [run.settings.seed for run in panel.runs] == [0, 1]


def test_each_sample_has_its_label() -> None:
    panel = playground(FakeModel(), n=3)
    panel.run()
    assert [part["label"] for part in panel._face.view.samples] == ["Sample 1 of 3", "Sample 2 of 3", "Sample 3 of 3"]


def test_best_of_gives_what_the_call_gives() -> None:
    panel = playground(FakeModel(), best_of=4, max_tokens=5)
    panel.run()
    assert panel.record == FakeModel().complete("The nurse said that", best_of=4, max_tokens=5, logprobs=5)


def test_the_token_count_follows_the_typing(panel: Playground) -> None:
    box(panel, "Prompt").set_state({"value": "The The"})
    assert f"{FakeModel().count('The The')} of 2,048 tokens" in panel._face.count.value


def test_the_frame_has_one_row_a_token(panel: Playground) -> None:
    assert panel.frame().empty
    panel.run()
    frame = panel.frame()
    assert list(frame.columns) == ["sample", "position", "token", "token_logprob", "probability", "alternatives"]
    assert isinstance(frame, pd.DataFrame) and len(frame) == 6


def test_the_saved_form_is_a_table_and_the_short_text_is_short(panel: Playground) -> None:
    panel.run()
    bundle = panel._repr_mimebundle_()
    assert bundle["text/plain"] == "Playground(fake, 1 run)"
    assert bundle["text/html"].count("<tr>") == 7
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_a_panel_that_never_ran_has_a_saved_form(panel: Playground) -> None:
    assert "Nothing has run yet" in panel._repr_mimebundle_()["text/html"]


def test_text_of_model_and_user_is_escaped_wherever_it_becomes_html() -> None:
    panel = playground(Gated(text=NASTY, free=True), prompt=NASTY)
    panel.run()
    sinks = [part.value for part in descendants(panel) if isinstance(part, ipywidgets.HTML)]
    sinks.append(panel._repr_mimebundle_()["text/html"])
    assert sum("&lt;img" in sink for sink in sinks) >= 3
    assert not any("<img" in sink for sink in sinks)


def test_what_the_page_is_sent_stays_small() -> None:
    panel = playground(FakeModel(), max_tokens=400, n=3)
    panel.run()
    assert all(len(part.value) < 200_000 for part in descendants(panel) if isinstance(part, ipywidgets.HTML))


def test_closing_the_panel_stops_the_run() -> None:
    model = Gated()
    panel = playground(model)
    panel.run(wait=False)
    assert panel._worker is not None
    panel.close()
    panel._worker.join(10)
    assert model.closed == 1
