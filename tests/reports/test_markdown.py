from pathlib import Path

import mistune
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.markup import plain, shown
from workbench.reports.markdown import escaped, fenced

SHOW = mistune.create_markdown(
    escape=False, plugins=["table", "url", "strikethrough", "footnotes", "task_lists", "math"]
)
SIGNS = "<>&*_`~#|[]()!\\$@:/.-+=> 1ab\n"


@given(st.text(SIGNS, min_size=1, max_size=40))
def test_a_text_is_shown_as_it_is_and_as_nothing_else(text: str) -> None:
    flat = " ".join(text.split())
    if flat:
        page = str(SHOW(escaped(text))).strip()
        inner = page.removeprefix("<p>").removeprefix("<code>").removesuffix("</p>").removesuffix("</code>")
        assert inner.replace("&quot;", '"').strip() == str(shown(plain(flat))).replace("&#39;", "'").replace(
            "&#34;", '"'
        )


@given(st.text(SIGNS, max_size=40))
def test_a_block_of_code_ends_where_it_should(text: str) -> None:
    page = str(SHOW(f"{fenced(text)}\n\nafter"))
    assert page.count("<pre>") == 1
    assert page.endswith("<p>after</p>\n")


@given(st.text(SIGNS, max_size=30))
def test_a_cell_stays_one_cell(text: str) -> None:
    page = str(SHOW(f"| a | b |\n|---|---|\n| {escaped(text, cell=True)} | x |"))
    assert (page.count("<td"), page.count("<tr")) == (2, 2)


@pytest.mark.parametrize("text", ["$x$", "\\(x\\)", "\\begin{align}"])
def test_a_formula_is_shown_as_code(text: str) -> None:
    assert escaped(text).startswith("` ")


def test_a_bar_within_code_does_not_end_a_cell() -> None:
    assert escaped("$\\|", cell=True) == "` $\\\\x7c `"
    assert escaped("$|") == "` $| `"


def test_pictures_are_files_beside_it(study: Path) -> None:
    page = (study / "report.md").read_text(encoding="utf-8")
    assert "](figures/primary.svg)" in page
    assert (study / "figures" / "primary.svg").is_file()


def test_the_contents_lead_to_headings(study: Path) -> None:
    page = (study / "report.md").read_text(encoding="utf-8")
    assert "11. [Models and data: cards and licences](#models-and-data-cards-and-licences)" in page
    assert "\n## Models and data: cards and licences\n" in page


def test_every_row_of_a_table_has_as_many_cells_as_its_head(study: Path) -> None:
    page = str(SHOW((study / "report.md").read_text(encoding="utf-8")))
    assert "| " not in page.replace("|</code>", "")  # a table that is not read as one would leave its bars
