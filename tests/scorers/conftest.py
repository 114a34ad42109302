"""No test of the scorers may reach the network; what is fetched once is there before."""

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from workbench import scorers

GROUPS = ("old", "young", "tall")
TEMPLATES = [
    f"{begin} {{}} person {end}." for begin in ("An", "One", "That", "This") for end in ("arrived", "sat down", "slept")
]


@dataclass(frozen=True, kw_only=True, repr=False)
class Planted(scorers.Scorer):
    """A scorer whose scores are known beforehand."""

    rule: Callable[[str], float] = field(compare=False)

    def to_dict(self) -> dict[str, Any]:
        return {"kind": "planted"}

    def _scores(self, texts: list[str]) -> list[float]:
        return [self.rule(text) for text in texts]

    def _content(self) -> dict[str, Any]:
        return {"planted": self.name}


def _planted(rule: Callable[[str], float], *, name: str = "planted", **others: Any) -> Planted:
    values = {"low": 0.0, "high": 1.0, "threshold": 0.5, "direction": "higher is more hostile", **others}
    return Planted(name=name, source="this test", rule=rule, **values)


@pytest.fixture(scope="session", autouse=True)
def fetched() -> None:
    """Have the numbers of both classifiers on this machine before sockets are blocked."""
    for scorer in (scorers.hate(), scorers.profanity()):
        assert scorer.fingerprint


@pytest.fixture(autouse=True)
def offline(fetched: None, own_modules: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Block sockets, and let `evaluate` write into a folder of the test's."""
    import evaluate

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a test of the scorers opened a socket")

    monkeypatch.setattr(evaluate.config, "HF_METRICS_CACHE", tmp_path / "cache")
    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refused)


@pytest.fixture
def controls() -> list[dict[str, Any]]:
    """Return 12 templates filled with three groups of one axis."""
    return [
        {"axis": "age", "group": group, "template": template, "text": template.format(group)}
        for template in TEMPLATES
        for group in GROUPS
    ]


@pytest.fixture
def samples() -> list[dict[str, Any]]:
    """Return texts of which the hostile ones say so, but for two."""
    hostile = [{"label": "hostile", "text": f"hostile {place}", "trap": ""} for place in range(8)]
    missed = [{"label": "hostile", "text": f"calm {place}", "trap": "no bad word"} for place in range(2)]
    calm = [
        {"label": label, "text": f"calm {place}", "trap": ""} for label in ("neutral", "friendly") for place in range(8)
    ]
    return [*hostile, *missed, *calm]


@pytest.fixture
def planted() -> Callable[..., Planted]:
    """Return what makes a scorer of a function from text to number."""
    return _planted
