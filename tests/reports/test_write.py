import re
from pathlib import Path

import pytest

from workbench.errors import ArtifactError
from workbench.reports.folder import PAGES, read_json, write_digests, write_json
from workbench.reports.write import write_pages


def pages(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in (*PAGES, "digests.json")}


def test_the_same_folder_gives_the_same_bytes(copied: Path) -> None:
    before = pages(copied)
    write_pages(copied)
    assert pages(copied) == before


def test_where_the_folder_stands_makes_no_difference(study: Path, copied: Path) -> None:
    write_pages(copied)
    assert pages(copied) == pages(study)


def test_the_pages_have_digests_but_for_the_notebook(study: Path) -> None:
    assert {name for name in PAGES if name in read_json(study / "digests.json")} == set(PAGES) - {"report.ipynb"}


def test_no_path_or_time_of_this_machine_is_on_a_page(study: Path) -> None:
    text = b"".join(pages(study).values()).decode("utf-8")
    assert str(Path.home()) not in text and str(study.parent) not in text
    assert "1.5" not in re.findall(r"seconds.{0,20}", text)


def test_a_page_that_was_edited_is_made_anew(copied: Path) -> None:
    before = pages(copied)
    (copied / "report.html").write_text("mine")
    write_pages(copied)
    assert pages(copied) == before


def test_no_page_is_made_of_a_folder_that_was_edited(copied: Path) -> None:
    rows = read_json(copied / "results" / "estimates.json")
    rows[0]["value"] = 0.51
    write_json(copied / "results" / "estimates.json", rows)
    with pytest.raises(ArtifactError, match=r"results/estimates\.json was changed"):
        write_pages(copied)


@pytest.mark.parametrize(
    "name",
    ["manifest.json", "results/cells.json", "results/estimates.json", "results/records.jsonl", "figures/primary.json"],
)
def test_a_missing_file_is_named(name: str, copied: Path) -> None:
    (copied / name).unlink()
    write_digests(copied)
    with pytest.raises(ArtifactError, match=re.escape(Path(name).name)):
        write_pages(copied)


@pytest.mark.parametrize("name", ["comparisons", "robustness"])
def test_a_study_of_one_model_needs_no_comparisons(name: str, copied: Path) -> None:
    (copied / "results" / f"{name}.json").unlink()
    write_digests(copied)
    assert write_pages(copied).check()
