"""The shown code: valid Python that means exactly what was clicked."""

import ast

from hypothesis import given
from hypothesis import strategies as st

from workbench.models.catalog import DEFAULT
from workbench.models.fake import FakeModel
from workbench.records import Settings
from workbench.widgets.controls import read_stop, write_stop
from workbench.widgets.showcode import call, opening, quoted

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXTS)
def test_a_quoted_text_reads_back_as_itself(text: str) -> None:
    assert ast.literal_eval(quoted(text)) == text


@given(TEXTS)
def test_the_prompt_in_the_call_is_the_prompt(text: str) -> None:
    asked = ast.parse(call(FakeModel(), text, Settings())).body[2]
    assert isinstance(asked, ast.Assign) and isinstance(asked.value, ast.Call)
    assert ast.literal_eval(asked.value.args[0]) == text


@given(st.lists(TEXTS.filter(bool), max_size=4))
def test_stop_texts_survive_the_box(stops: list[str]) -> None:
    assert read_stop(write_stop(tuple(stops))) == tuple(stops)


def test_the_default_model_is_opened_by_nothing() -> None:
    model = FakeModel()
    model.name = DEFAULT
    assert opening(model) == "wb.open_model()"
