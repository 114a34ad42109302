import errno
import json
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import ArtifactError, InputError
from workbench.reports.folder import (
    canonical,
    digest,
    file_digests,
    fresh_folder,
    read_json,
    read_lines,
    write_digests,
    write_json,
    write_lines,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_canonical_json_loses_nothing(value: object) -> None:
    assert json.loads(canonical(value)) == value


def test_the_order_of_keys_does_not_matter() -> None:
    assert canonical({"b": 1, "a": [2]}) == canonical({"a": [2], "b": 1})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), np.float64("nan")])
def test_a_number_that_is_none_is_null(value: float) -> None:
    assert canonical([value]) == "[null]"


def test_the_digest_leaves_out_the_times_alone(tmp_path: Path) -> None:
    write_json(tmp_path / "plan.json", {"a": 1})
    before = digest(tmp_path)
    write_json(tmp_path / "times.json", {"seconds": 3})
    assert digest(tmp_path) == before
    write_json(tmp_path / "plan.json", {"a": 2})
    assert digest(tmp_path) != before


def test_a_file_of_another_name_is_another_digest(tmp_path: Path) -> None:
    write_json(tmp_path / "plan.json", {"a": 1})
    before = digest(tmp_path)
    (tmp_path / "plan.json").rename(tmp_path / "other.json")
    assert digest(tmp_path) != before


@pytest.mark.parametrize("fault", [RuntimeError("boom"), KeyboardInterrupt()])
def test_what_stops_the_work_leaves_nothing_new(fault: BaseException, tmp_path: Path) -> None:
    with pytest.raises(type(fault)), fresh_folder(tmp_path / "first") as part:
        (part / "plan.json").write_text("{}")
        raise fault
    assert list(tmp_path.iterdir()) == []


def test_what_stops_the_work_leaves_the_old_report_whole(tmp_path: Path) -> None:
    with fresh_folder(tmp_path / "first") as part:
        (part / "manifest.json").write_text("old")
    with pytest.raises(KeyboardInterrupt), fresh_folder(tmp_path / "first") as part:
        (part / "manifest.json").write_text("new")
        raise KeyboardInterrupt
    assert [path.name for path in tmp_path.iterdir()] == ["first"]
    assert (tmp_path / "first" / "manifest.json").read_text() == "old"


def test_a_report_takes_the_place_of_the_last_one_whole(tmp_path: Path) -> None:
    for name in ("old.csv", "new.csv"):
        with fresh_folder(tmp_path / "first") as part:
            (part / "manifest.json").write_text("{}")
            (part / name).write_text("x")
    assert sorted(path.name for path in (tmp_path / "first").iterdir()) == ["manifest.json", "new.csv"]
    assert [path.name for path in tmp_path.iterdir()] == ["first"]


def test_a_swap_that_fails_brings_the_old_report_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with fresh_folder(tmp_path / "first") as part:
        (part / "manifest.json").write_text("old")
    rename = Path.rename

    def fails(self: Path, target: Path) -> Path:
        if self.suffix == ".part":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(ArtifactError, match="No space left"), fresh_folder(tmp_path / "first") as part:
        (part / "manifest.json").write_text("new")
    assert (tmp_path / "first" / "manifest.json").read_text() == "old"


def test_somebody_elses_folder_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(InputError, match="no report of ours"), fresh_folder(tmp_path):
        pass
    assert (tmp_path / "thesis.tex").exists()


def test_a_full_disk_is_told_with_the_place(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="first: No space left"), fresh_folder(tmp_path / "first"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text("{")
    with pytest.raises(ArtifactError, match=r"plan\.json"):
        read_json(tmp_path / "plan.json")


def written(place: Path) -> dict[str, str]:
    (place / "results").mkdir()
    write_json(place / "plan.json", {"name": "a"})
    write_lines(place / "results" / "records.jsonl", [{"item": 1}, {"item": 2}])
    return write_digests(place)


def test_every_file_has_its_digest_and_the_results_have_one_together(tmp_path: Path) -> None:
    assert set(written(tmp_path)) == {"plan.json", "results/records.jsonl", "results"}
    assert read_json(tmp_path / "digests.json") == file_digests(tmp_path)


@pytest.mark.parametrize("name", ["times.json", "report.html", "figures/a.svg", ".ipynb_checkpoints/report.ipynb"])
def test_the_digest_of_the_results_leaves_all_else_out(name: str, tmp_path: Path) -> None:
    before = written(tmp_path)["results"]
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("x")
    assert file_digests(tmp_path)["results"] == before


@pytest.mark.parametrize("name", ["plan.json", "results/records.jsonl", "results/more.json"])
def test_the_digest_of_the_results_follows_plan_and_results(name: str, tmp_path: Path) -> None:
    before = written(tmp_path)["results"]
    (tmp_path / name).write_text("x")
    assert file_digests(tmp_path)["results"] != before


def test_lines_come_back_as_written(tmp_path: Path) -> None:
    written(tmp_path)
    assert read_lines(tmp_path / "results" / "records.jsonl") == [{"item": 1}, {"item": 2}]


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "records.jsonl").write_text('{"item": 1}\n{"item"\n')
    with pytest.raises(ArtifactError, match=r"records\.jsonl .* beyond line 1 "):
        read_lines(tmp_path / "records.jsonl")
