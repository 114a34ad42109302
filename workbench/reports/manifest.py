"""What it takes to run a study again: versions, digests, settings, code, machine; no path, no time, no person."""

import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = ["code_state", "manifest", "package_versions", "processor"]

_PACKAGES = (
    "datasets",
    "lm-workbench",
    "markupsafe",
    "matplotlib",
    "numpy",
    "pandas",
    "safetensors",
    "scipy",
    "statsmodels",
    "tokenizers",
    "torch",
    "transformers",
)
_CODE = ("workbench", "pyproject.toml", "constraints.txt")


def manifest(
    *,
    models: Sequence[Mapping[str, Any]],
    data: Mapping[str, Mapping[str, str]],
    settings: Mapping[str, Any],
    seeds: Sequence[int],
    plan: str,
) -> dict[str, Any]:
    """Return the manifest of a run.

    Parameters
    ----------
    models : sequence of dict
        Each with ``name``, ``fingerprint``, ``digests`` of its files, and ``execution`` (how it
        was run); a study adds ``label``, what its reports call the model.
    data : dict
        ``{data set: {file: SHA-256}}``.
    settings : dict
        All that was chosen, defaults included.
    seeds : sequence of int
        Empty where nothing was drawn by chance.
    plan : str
        The plan's digest.

    Returns
    -------
    dict
        Equal for two runs of the same study by the same code on the same machine.
    """
    return {
        "schema": 2,
        "code": code_state(),
        "data": {name: dict(files) for name, files in data.items()},
        "machine": processor(),
        "models": [dict(model) for model in models],
        "packages": package_versions(),
        "plan_digest": plan,
        "python": platform.python_version(),
        "seeds": list(seeds),
        "settings": dict(settings),
    }


def package_versions() -> dict[str, str]:
    """Return the versions of the packages that touch a figure, of those that are installed."""
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def processor() -> dict[str, Any]:
    """Return the kind of processor, how many cores may be used, and torch's threads where torch ran.

    Figures are equal to the last digit on one kind of processor only.
    """
    torch = sys.modules.get("torch")  # asked, never imported: a run that needed no torch says None
    kind = platform.processor() or platform.machine()
    about = Path("/proc/cpuinfo")
    if about.is_file():
        names = [line.partition(":")[2].strip() for line in about.read_text().splitlines() if "model name" in line]
        kind = names[0] if names else kind
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "architecture": platform.machine(),
        "cores": cores,
        "processor": kind,
        "system": platform.system(),
        "threads": torch.get_num_threads() if torch is not None and hasattr(torch, "get_num_threads") else None,
    }


def code_state(root: Path | None = None) -> dict[str, Any]:
    """Return the commit of the workbench's own code, and whether the code differs from it (dirty).

    Both are None for an installed package, or where git is missing. Reports and notebooks
    do not count as code: writing a report does not make the next one dirty.
    """
    place = root or Path(__file__).resolve().parents[2]
    top = _git(place, "rev-parse", "--show-toplevel")
    commit = _git(place, "rev-parse", "--verify", "HEAD")
    if top is None or commit is None or Path(top).resolve() != place.resolve():
        return {"commit": None, "dirty": None}
    changed = _git(place, "status", "--porcelain", "--", *_CODE)
    return {"commit": commit, "dirty": None if changed is None else bool(changed)}


def _git(place: Path, *words: str) -> str | None:
    program = shutil.which("git")
    if program is None:
        return None
    try:
        run = subprocess.run(  # noqa: S603 - no shell, fixed words
            [program, "-C", str(place), *words], capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return run.stdout.strip() if run.returncode == 0 else None
