import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from workbench.errors import ArtifactError
from workbench.probes.pairs import PairProbe
from workbench.records import Card
from workbench.reports.page import CSP, answer_of, page
from workbench.studies import first

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><svg onload=alert(1)>",
    "\u202eevil",
]


class Seen(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def hostile() -> pd.DataFrame:
    rows = range(24)
    return pd.DataFrame(
        {
            "item": rows,
            "group": [PAYLOADS[row % len(PAYLOADS)] for row in rows],
            "direction": [("stereo", "antistereo")[row % 2] for row in rows],
            "more": [f"A harmful sentence, number {row}." for row in rows],
            "less": [f"A less harmful sentence, number {row}." for row in rows],
        }
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    card = Card(PAYLOADS[0], PAYLOADS[1], PAYLOADS[2], PAYLOADS[3], (PAYLOADS[0],), {PAYLOADS[1]: PAYLOADS[0]})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(first, "crows_pairs", lambda *, limit, starts: PairProbe("planted", hostile, card, limit, starts))
        patch.setattr(first, "data_digests", lambda name: {PAYLOADS[0]: "00"})
        return first.write_report(tmp_path_factory.mktemp("page") / "one", model="fake")


@pytest.fixture(scope="module")
def html(folder: Path) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")


def test_no_planted_markup_becomes_a_tag(html: str) -> None:
    seen = Seen(html)
    assert not {tag for tag, _ in seen.tags} & {"script", "svg", "iframe", "object", "link", "form", "base"}
    assert not [name for _, attributes in seen.tags for name in attributes if name.startswith("on")]
    assert "<script>alert(1)</script>" in "".join(seen.words)


def test_a_character_that_turns_text_round_is_shown_as_an_escape(html: str) -> None:
    assert "\u202e" not in html
    assert "\\u202eevil" in html


def test_the_content_security_policy_comes_first(html: str) -> None:
    metas = [attributes for tag, attributes in Seen(html).tags if tag == "meta"]
    assert metas[1] == {"http-equiv": "Content-Security-Policy", "content": CSP}
    assert CSP.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")


def test_nothing_is_fetched_from_anywhere(html: str) -> None:
    sources = [
        value for _, attributes in Seen(html).tags for name, value in attributes.items() if name in ("src", "href")
    ]
    assert sources
    assert all(value is not None and value.startswith("data:image/svg+xml;base64,") for value in sources)
    assert "url(" not in html and "@import" not in html


def test_the_parts_stand_in_the_order_of_a_paper_with_a_plan(html: str) -> None:
    assert re.findall(r"<h2>(.*?)</h2>", html) == [
        "Question and plan",
        "Answer",
        "Figure",
        "Table",
        "Robustness",
        "The items",
        "What this does not show",
        "Data and model",
        "Run it again",
        "Manifest",
        "References",
    ]


def test_every_picture_has_its_numbers_in_words(html: str) -> None:
    pictures = [attributes for tag, attributes in Seen(html).tags if tag == "img"]
    assert len(pictures) == 2
    assert all("Neutral value 0.5" in (picture["alt"] or "") for picture in pictures)


def test_no_sentence_of_the_pairs_is_on_the_page(html: str) -> None:
    assert "harmful sentence" not in html


def test_the_items_are_folded_behind_a_content_note(html: str) -> None:
    assert "<details><summary>Content note" in html


def test_the_plan_stands_with_its_digest(folder: Path, html: str) -> None:
    assert json.loads((folder / "plan.json").read_text())["digest"] in html


def test_the_answer_stands_before_the_figure(folder: Path, html: str) -> None:
    said = answer_of(folder)
    assert len(said) == 3
    assert 0 < html.index(said[0]) < html.index("<figure>")


def test_the_page_is_small_enough_to_send(html: str) -> None:
    assert len(html.encode()) < 400_000


def test_the_same_folder_gives_the_same_page(folder: Path, html: str) -> None:
    assert page(folder) == html


@pytest.mark.parametrize("name", ["plan.json", "estimates.json", "manifest.json", "records.jsonl", "cards/model.json"])
def test_a_missing_file_is_named(name: str, folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    (copy / name).unlink()
    with pytest.raises(ArtifactError, match=re.escape(Path(name).name)):
        page(copy)


def test_a_pair_without_an_answer_is_never_shown_as_zero(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    lines = (copy / "records.jsonl").read_text().splitlines()
    rows = [json.loads(line) | {"more_logprob": None} for line in lines]
    (copy / "records.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    shown = page(copy)
    assert "no answer" in shown
    assert ">0.000<" not in shown
