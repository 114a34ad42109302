"""Nothing but our own markup becomes markup."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.markup import Markup, element, join, shown, table, trusted, visible

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</textarea><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "<!--<img src=--><img src=x onerror=alert(1)//>",
    '<a href="javascript:alert(1)">x</a>',
    '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;">',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "]]><script>alert(1)</script>",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "\u202e<b>\u2066",
]


class Tags(HTMLParser):
    """Collects the tags, attribute names and text that a browser would find."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.names: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.names += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_as_a_child_makes_no_tag(attack: str) -> None:
    assert Tags(element("p", attack)).tags == ["p"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_as_an_attribute_makes_no_attribute(attack: str) -> None:
    found = Tags(element("p", title=attack))
    assert (found.tags, found.names) == (["p"], ["title"])


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_in_a_table_makes_no_tag(attack: str) -> None:
    assert set(Tags(table([attack], [[attack]], caption=attack)).tags) == {
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn"])))
def test_plain_text_is_read_back_as_it_was(text: str) -> None:
    assert Tags(f"<p>{shown(text)}</p>").text == text


@pytest.mark.parametrize(
    "char", ["\u202a", "\u202b", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\u200e", "\u200f"]
)
def test_a_bidirectional_control_is_shown_as_an_escape(char: str) -> None:
    assert shown(f"a{char}b") == f"a\\u{ord(char):04x}b"


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\r"])
def test_a_control_character_is_shown_as_an_escape(char: str) -> None:
    assert char not in shown(char)
    assert shown(char).startswith("\\")


def test_a_lone_surrogate_is_shown_as_an_escape() -> None:
    assert shown("\ud800") == "\\ud800"


@pytest.mark.parametrize("char", ["\u00ad", "\ufeff", "\u200b", "\ue000", "\U000e0041"])
def test_an_invisible_character_is_shown_as_an_escape(char: str) -> None:
    assert char not in shown(char)


def test_line_breaks_and_tabs_are_kept() -> None:
    assert shown("a\n\tb") == "a\n\tb"


def test_the_joiners_inside_an_emoji_are_kept() -> None:
    assert shown("👩\u200d🔬") == "👩\u200d🔬"


def test_markup_of_ours_is_not_escaped_twice() -> None:
    assert shown(element("b", "<")) == "<b>&lt;</b>"


def test_trusted_markup_passes_as_it_is() -> None:
    assert element("div", trusted("<svg></svg>")) == "<div><svg></svg></div>"


def test_the_parts_and_the_separator_of_a_join_are_escaped() -> None:
    assert join(["<", Markup("<br>")], " & ") == "&lt; &amp; <br>"


def test_an_attribute_that_is_none_or_false_is_left_out() -> None:
    assert element("p", hidden=False, title=None) == "<p></p>"


def test_an_attribute_that_is_zero_is_kept() -> None:
    assert element("p", tabindex=0) == '<p tabindex="0"></p>'


def test_an_attribute_that_is_true_stands_empty() -> None:
    assert element("p", hidden=True) == '<p hidden=""></p>'


def test_underscores_of_attribute_names_become_hyphens() -> None:
    assert element("p", class_="a", aria_label="b") == '<p class="a" aria-label="b"></p>'


def test_an_element_without_content_has_no_end_tag() -> None:
    assert element("br") == "<br>"


def test_numbers_in_a_table_are_marked_and_none_is_empty() -> None:
    assert '<td class="wb-number">1.5</td><td></td>' in table(["a", "b"], [[1.5, None]])


def test_white_space_of_a_token_is_shown_by_signs() -> None:
    assert visible(" a\tb\n") == "·a→b⏎"


def test_a_bidirectional_control_in_a_token_is_shown_as_an_escape() -> None:
    assert visible("\u202e") == "\\u202e"
