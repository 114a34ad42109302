"""A study small enough to be killed often, as a program of its own: `planted.py WORKSPACE LOG [FOLDER]`.

Every chunk that is asked of a model is written into LOG before it is answered: one line, kind and digest.
"""

import hashlib
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import workbench as wb
from workbench import chunks
from workbench.models.fake import FakeModel
from workbench.probes import first_mention, sentence_pairs
from workbench.records import Completion, Score
from workbench.studies import Study

GROUPS = ("age", "gender", "=religion")


def pairs(count: int = 60) -> list[dict[str, Any]]:
    return [
        {
            "item": place,
            "group": GROUPS[place % 3],
            "direction": ("stereo", "antistereo")[place % 2],
            "more": f"{place} The nurse {('carried', 'found', 'wrote')[place % 3]} the letter",
            "less": f"{place} The doctor {('found', 'wrote', 'carried')[place % 3]} a letter",
        }
        for place in range(count)
    ]


def prompts(count: int = 12) -> list[str]:
    return [f"{place} The nurse said that" for place in range(count)]


def probes(count: int = 60) -> list[Any]:
    words = {"female": ["she", "her"], "male": ["he", "his"]}
    return [
        sentence_pairs(pairs(count), starts=["start", "newline"]),
        first_mention(prompts(), words=words, groups=["a", "b"] * 6, n=3, max_tokens=8),
    ]


class Counting(FakeModel):
    """The fake model, which tells what it is asked, and is slow enough to be caught at it."""

    def __init__(self, log: Path | None = None, *, salt: str = "", pause: float = 0.0) -> None:
        super().__init__(salt)
        self.asked: list[str] = []
        self._log, self._pause = log, pause

    def score(self, items: Sequence[tuple[str, str]], *, start: str = "start") -> list[Score]:
        self._tell("score", [list(item) for item in items], start)
        return super().score(items, start=start)

    def complete(self, prompt: Any = None, **settings: Any) -> Completion:
        self._tell("complete", list(prompt), settings.get("seed", 0))
        return super().complete(prompt, **settings)

    def _tell(self, *what: Any) -> None:
        line = f"{self.fingerprint[:8]} {hashlib.sha256(repr(what).encode()).hexdigest()}"
        self.asked.append(line)
        if self._log is not None:
            with self._log.open("a") as file:
                file.write(f"{line}\n")
        time.sleep(self._pause)


def small_chunks() -> None:
    chunks.LAYOUT.update(characters=300, rows=6)


def study(workspace: Path, models: Sequence[Any], **changes: Any) -> Study:
    given: dict[str, Any] = {
        "probes": probes(),
        "prompts": {"none": "", "polite": "Be polite. "},
        "seeds": 2,
        "context": wb.Context(question="Does it?", stop_rule="Once."),
        **changes,
    }
    return Study("planted", models=models, workspace=workspace, **given)


def main(workspace: str, log: str, folder: str = "") -> None:
    small_chunks()
    models = [Counting(Path(log), pause=0.01), Counting(Path(log), salt="b", pause=0.01)]
    made = study(Path(workspace), models)
    print("ready", flush=True)
    made.run()
    if folder:
        made.report(folder)
    print(made.state, flush=True)


if __name__ == "__main__":
    os.environ.pop("WORKBENCH_WORKSPACE", None)
    main(*sys.argv[1:])
