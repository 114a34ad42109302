"""No test of the measures may reach the network, or leave a file in the working folder or the user's own folders."""

import functools
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of modules of `evaluate`; one for the run, since Python keeps a package that it has found."""
    return tmp_path_factory.mktemp("modules")


@pytest.fixture(autouse=True)
def offline(modules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Block sockets, and work in an empty folder that must stay so."""
    import evaluate.loading

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a test of the measures opened a socket")

    working = tmp_path / "working"
    working.mkdir()
    monkeypatch.chdir(working)
    monkeypatch.setattr(evaluate.config, "HF_METRICS_CACHE", tmp_path / "cache")
    start = functools.partial(evaluate.loading.init_dynamic_modules, hf_modules_cache=str(modules))
    monkeypatch.setattr(evaluate.loading, "init_dynamic_modules", start)
    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refused)
    yield
    assert list(working.iterdir()) == []
