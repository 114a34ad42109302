import json
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest

from workbench.reports import manifest as room

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def made() -> dict[str, object]:
    model = {"name": "fake", "fingerprint": "ab", "digests": {}}
    return room.manifest(models=[model], data={"crows-pairs": {"f": "cd"}}, settings={"limit": 3}, seeds=[0], plan="ef")


def test_two_manifests_of_one_run_are_equal() -> None:
    assert made() == made()


def test_no_path_of_this_machine_is_in_it() -> None:
    text = json.dumps(made())
    assert str(Path.home()) not in text
    assert str(Path(room.__file__).parents[2]) not in text


def test_versions_are_those_installed() -> None:
    assert room.package_versions()["numpy"] == version("numpy")


def test_a_package_that_is_missing_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_PACKAGES", ("numpy", "no-such-package-here"))
    assert list(room.package_versions()) == ["numpy"]


def test_the_kind_of_processor_is_named() -> None:
    assert room.processor()["processor"]


def test_outside_of_a_repository_no_commit_is_named(tmp_path: Path) -> None:
    assert room.code_state(tmp_path) == {"commit": None, "dirty": None}


def test_without_git_no_commit_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert room.code_state() == {"commit": None, "dirty": None}


def repository(place: Path) -> None:
    (place / "workbench").mkdir()
    (place / "workbench" / "a.py").write_text("A = 1\n")
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "core.hooksPath=/dev/null"]
    for words in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "first"]):
        subprocess.run(["git", "-C", str(place), *words], check=True, capture_output=True)


@needs_git
def test_changed_code_is_dirty(tmp_path: Path) -> None:
    repository(tmp_path)
    clean = room.code_state(tmp_path)
    (tmp_path / "workbench" / "a.py").write_text("A = 2\n")
    assert (clean["dirty"], room.code_state(tmp_path)["dirty"]) == (False, True)
    assert len(clean["commit"]) == 40


@needs_git
def test_a_written_report_does_not_make_the_next_one_dirty(tmp_path: Path) -> None:
    repository(tmp_path)
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "report.html").write_text("x")
    assert room.code_state(tmp_path)["dirty"] is False
