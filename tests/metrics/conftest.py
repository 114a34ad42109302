"""No test of the measures may reach the network, or leave a file in the working folder or the user's own folders."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def offline(own_modules: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Block sockets, and work in an empty folder that must stay so."""
    import evaluate

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a test of the measures opened a socket")

    working = tmp_path / "working"
    working.mkdir()
    monkeypatch.chdir(working)
    monkeypatch.setattr(evaluate.config, "HF_METRICS_CACHE", tmp_path / "cache")
    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refused)
    yield
    assert list(working.iterdir()) == []
