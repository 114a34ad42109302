"""Tests of how a few-shot prompt is laid out: the text that is sent, and which part every character belongs to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InputError
from workbench.layouts import Layout, Part, Rendered, Template
from workbench.scoring import join

LAYOUT = Layout("Review: {text}", "Sentiment: {label}")
EXAMPLE = {"text": "A joy.", "label": "positive"}

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)


def plain(text: str) -> str:
    """Return a text whose braces are plain in a template."""
    return text.replace("{", "{{").replace("}", "}}")


@given(texts, texts, texts, texts, texts, st.lists(st.tuples(texts, texts), max_size=3), texts)
def test_the_parts_cover_the_text_without_gaps(instruction, separator, joint, lead, cue, examples, query):
    layout = Layout(plain(lead) + "{x}", plain(cue) + "{y}", instruction, separator, joint)
    rendered = layout.render([{"x": x, "y": y} for x, y in examples], {"x": query})
    ends = [part.end for part in rendered.parts]
    assert [part.start for part in rendered.parts] == [0, *ends][: len(ends)]
    assert (ends or [0])[-1] == len(rendered.text)
    assert all(part.start < part.end for part in rendered.parts)


@given(texts, texts, texts, st.lists(st.tuples(texts, texts), max_size=3), texts, texts.filter(bool))
def test_text_and_answer_split_as_a_model_splits_them(separator, joint, cue, examples, query, answer):
    layout = Layout("{x}", plain(cue) + "{y}", "", separator, joint)
    rendered = layout.render([{"x": x, "y": y} for x, y in examples], {"x": query})
    blocks = [x + joint + cue + y for x, y in examples]
    assert (rendered.text, rendered.answer(answer)) == join(separator.join([*blocks, query + joint + cue]), answer)


def test_a_prompt_reads_as_written_down():
    rendered = Layout("Q: {q}", "A: {a}", "Answer.").render([{"q": "1+1", "a": 2}], {"q": "2+2"})
    assert rendered.text == "Answer.\n\nQ: 1+1\nA: 2\n\nQ: 2+2\nA:"
    assert (rendered.lead, rendered.answer("4"), str(rendered)) == (" ", " 4", rendered.text)


def test_each_part_says_what_it_covers():
    rendered = Layout("Q: {q}", "A: {a}", "Answer.").render([{"q": "1+1", "a": 2}], {"q": "2+2"})
    found = {f"{part.kind} {part.index}": rendered.text[part.start : part.end] for part in rendered.parts}
    assert found["instruction None"] == "Answer."
    assert found["example 0"] == "Q: 1+1\nA: 2"
    assert found["query None"] == "Q: 2+2\nA:"
    assert str(rendered.parts[2]) == "example 0: 9 to 20"


@pytest.mark.parametrize(
    ("output", "text", "lead"),
    [
        ("Label: {y}", "x\nLabel:", " "),
        ("Label:{y}", "x\nLabel:", ""),
        ("Answer:\n{y}", "x\nAnswer:\n", ""),
        ("{y}", "x\n", ""),
        ("Label:  {y}", "x\nLabel:", "  "),
    ],
)
def test_only_spaces_move_to_the_answer(output, text, lead):
    rendered = Layout("{x}", output).render([], {"x": "x"})
    assert (rendered.text, rendered.lead) == (text, lead)


def test_the_end_spaces_of_a_query_move_where_no_cue_follows():
    rendered = Layout("{x}", "{y}", joint="").render([], {"x": "The plural of ox is "})
    assert (rendered.text, rendered.lead) == ("The plural of ox is", " ")


def test_spaces_of_the_separator_move_too_where_the_query_is_empty():
    rendered = Layout("{x}", "{y}", separator=" ", joint="").render([{"x": "a", "y": "b"}], {"x": ""})
    assert (rendered.text, rendered.lead, rendered.parts) == ("ab", " ", (Part("example", 0, 2, 0),))


def test_an_empty_separator_and_joint_join_straight():
    rendered = Layout("{x}", "={y}", separator="", joint="").render([{"x": "a", "y": "b"}], {"x": "c"})
    assert rendered.text == "a=bc="
    assert [part.kind for part in rendered.parts] == ["example", "query"]


def test_braces_of_instruction_and_rows_are_plain():
    layout = Layout("Say {{this}}: {x}", "{y}", "Write {json}.")
    assert layout.render([], {"x": "{z}"}).text == "Write {json}.\n\nSay {this}: {z}\n"


@pytest.mark.parametrize("output", ["{{x}} Label: {y}", "{{{y}", "}}{{ {y}"])
def test_braces_of_the_output_stand_in_the_cue(output):
    layout = Layout("{x}", output)
    assert layout.block({"x": "a", "y": ""}) == "a\n" + layout.cue
    assert layout.cue.strip() == output.removesuffix("{y}").replace("{{", "{").replace("}}", "}").strip()


def test_a_rendered_prompt_goes_to_a_dict_and_back():
    rendered = LAYOUT.render([EXAMPLE], {"text": "Dull."})
    assert Rendered.from_dict(rendered.to_dict()) == rendered


def test_a_rendered_prompt_shows_itself_shortly_and_whole():
    rendered = LAYOUT.render([EXAMPLE], {"text": "<b>"})
    assert repr(rendered) == "Rendered(58 characters, 1 example)"
    html = rendered._repr_html_()
    assert "Review: &lt;b&gt;" in html and 'title="example 0: 0 to 34"' in html


def test_numbers_of_any_kind_fill_a_gap():
    assert Template("{n} {m}", "input").fill({"n": np.int64(3), "m": 2.5}, "row 0") == "3 2.5"


def test_a_column_name_may_hold_spaces_and_dots():
    layout = Layout("{Review text} {v1.0}", "{y}")
    assert layout.render([], {"Review text": "Good.", "v1.0": "a"}).text == "Good. a\n"


def test_a_column_named_twice_is_filled_twice():
    layout = Layout("{x}, {x}", "{y}")
    assert (layout.input_fields, layout.render([], {"x": "a"}).text) == (("x",), "a, a\n")


@pytest.mark.parametrize("text", ["{text", "text}", "{}", "{ text }", "{text!r}", "{text:>3}", "{a{b}}"])
def test_a_brace_mistake_is_told_with_the_way_out(text):
    with pytest.raises(InputError, match="input=.*plain braces"):
        Layout(text, "{label}")


@pytest.mark.parametrize("output", ["Label:", "{label}.", "{a} {b}", "", "{{label}}"])
def test_an_output_ends_with_one_column(output):
    with pytest.raises(InputError, match="must end with the answer's column"):
        Layout("{text}", output)


def test_an_input_names_a_column():
    with pytest.raises(InputError, match="names no column"):
        Layout("Review:", "{label}")


def test_an_input_may_not_hold_the_answer():
    with pytest.raises(InputError, match="gives away the answer"):
        Layout("{text} {label}", "{label}")


def test_a_missing_column_is_told_with_near_names():
    with pytest.raises(InputError, match=r"Example 1 has no column 'text', which input names\. Did you mean 'Text'"):
        LAYOUT.render([EXAMPLE, {"Text": "x", "label": "y"}], {"text": "Dull."})


def test_a_query_of_nothing_is_told_so():
    with pytest.raises(InputError, match="The query has no column 'text', which input names. It has none"):
        LAYOUT.render([], {})


@pytest.mark.parametrize("value", [None, float("nan"), np.float64("nan")])
def test_an_empty_cell_is_refused(value):
    with pytest.raises(InputError, match="Column 'text' of the query is empty"):
        LAYOUT.render([], {"text": value})


@pytest.mark.parametrize("value", [["a"], b"a", {"a": 1}, np.array(["a"])])
def test_a_cell_that_is_no_text_is_refused(value):
    with pytest.raises(InputError, match="Column 'text' of the query is .*not a text or a number"):
        LAYOUT.render([], {"text": value})


def test_half_a_character_is_refused_where_it_stands():
    with pytest.raises(InputError, match="Column 'text' of the query holds a lone surrogate"):
        LAYOUT.render([], {"text": "a\ud800"})
    with pytest.raises(InputError, match="instruction holds a lone surrogate"):
        Layout("{text}", "{label}", "\udc00")


@pytest.mark.parametrize("name", ["instruction", "separator", "joint", "input", "output"])
def test_every_piece_is_a_text(name):
    with pytest.raises(InputError, match=f"{name} must be a string"):
        Layout(**{"input": "{text}", "output": "{label}", name: 3})
