import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from workbench.reports.blocks import References
from workbench.reports.html import CSP, fragment
from workbench.reports.report import open_report

ORDER = [
    "Question and context of use",
    "Answer",
    "Figures",
    "Method",
    "Estimates",
    "Comparisons",
    "Robustness",
    "The items",
    "Counts",
    "What this cannot show",
    "Models and data: cards and licences",
    "Plan",
    "Reproducibility checklists",
    "Manifest",
    "Run it again",
    "How to cite",
]


class Seen(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


@pytest.fixture(scope="module")
def html(study: Path) -> str:
    return (study / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def seen(html: str) -> Seen:
    return Seen(html)


def test_the_parts_stand_in_the_order_of_a_paper_with_a_plan(html: str) -> None:
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", html) == ["Contents", *ORDER]


def test_headings_leave_no_level_out(seen: Seen) -> None:
    levels = [int(tag[1]) for tag, _ in seen.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip([0, *levels], levels, strict=False))


def test_the_contents_lead_to_every_part(seen: Seen) -> None:
    links = [attributes["href"] for attributes in seen.of("a") if str(attributes["href"]).startswith("#")]
    known = {f"#{attributes['id']}" for _, attributes in seen.tags if "id" in attributes}
    assert len(links) == 1 + len(ORDER)
    assert set(links) <= known


def test_no_id_stands_twice(seen: Seen) -> None:
    found = [attributes["id"] for _, attributes in seen.tags if "id" in attributes]
    assert len(found) == len(set(found))


def test_the_policy_forbids_scripts_and_the_net(seen: Seen) -> None:
    assert seen.of("meta")[1] == {"http-equiv": "Content-Security-Policy", "content": CSP}
    assert CSP.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")


def test_nothing_is_fetched_from_anywhere(html: str, seen: Seen) -> None:
    assert all(str(attributes["src"]).startswith("data:image/svg+xml;base64,") for attributes in seen.of("img"))
    assert "url(" not in html and "@import" not in html and "<script" not in html


def test_a_reader_can_skip_to_the_report_and_knows_its_language(seen: Seen) -> None:
    assert seen.of("html") == [{"lang": "en"}]
    assert seen.of("a")[0] == {"href": "#report", "class": "wb-skip"}


def test_every_header_of_a_table_says_what_it_heads(seen: Seen) -> None:
    assert {attributes.get("scope") for attributes in seen.of("th")} == {"col", "row"}


def test_every_wide_table_can_be_scrolled_by_keys_and_has_a_name(seen: Seen) -> None:
    regions = [attributes for attributes in seen.of("div") if attributes.get("role") == "region"]
    assert regions
    assert all(attributes["tabindex"] == "0" and attributes["aria-label"] for attributes in regions)


def test_every_picture_says_its_numbers_in_words(seen: Seen) -> None:
    (picture,) = seen.of("img")
    assert "small, prompt none: 0.600 [0.502, 0.691], n 100, ties 2, cannot tell." in str(picture["alt"])


def test_the_numbers_of_a_figure_stand_beside_it(html: str) -> None:
    assert "<summary>The numbers of this figure</summary>" in html
    assert "The drawn numbers (figures/primary.csv)" in html


def test_what_the_plan_leaves_unsaid_is_seen(html: str) -> None:
    assert html.count("<strong>not said</strong>") == 3  # use case, stop rule, a probe's harm
    assert "use_case: the plan does not say what the models are for" in html


def test_no_text_of_an_item_is_on_the_page(html: str) -> None:
    assert "Content note" in html


def test_a_doi_leads_to_doi_org_and_nothing_else_is_a_link() -> None:
    text = "A. doi:10.1000/x.1 and https://evil.example and doi:javascript:alert(1)"
    assert str(fragment_of(text)).count("<a ") == 1
    assert 'href="https://doi.org/10.1000/x.1"' in str(fragment_of(text))


def fragment_of(text: str) -> str:
    from workbench.reports.blocks import Section

    return str(fragment(Section("x", "X", (References((text,)),))))


def test_a_part_for_a_notebook_is_kept_from_the_formula_renderer(study: Path) -> None:
    shown = open_report(study).section("answer")._repr_html_()
    assert shown.startswith('<div class="mathjax_ignore tex2jax_ignore">')


def test_the_page_is_small_enough_to_send(html: str) -> None:
    assert len(html.encode()) < 400_000
