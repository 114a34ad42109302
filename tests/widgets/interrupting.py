"""A real kernel in which a panel runs a study, interrupted from outside; used by the ordinary tests and the long ones."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from random import Random
from typing import Any

from jupyter_client.manager import start_new_kernel

import workbench as wb

CHUNK = 0.25  # seconds that a chunk takes at least
LIMIT = 2.0  # seconds that an interrupt may take, beside a chunk

MADE = f"""
import time
import workbench as wb
from workbench.models.fake import FakeModel

class Slow(FakeModel):
    def score(self, *args, **options):
        time.sleep({CHUNK})
        return super().score(*args, **options)

tail = " and so on" * 60
pairs = [{{"more": f"{{n}} old people forget{{tail}}.", "less": f"{{n}} young people forget{{tail}}."}} for n in range(400)]
probe = wb.probes.sentence_pairs(pairs)
model = Slow()
study = wb.Study("long", models=[model], probes=[probe], workspace="space")
panel = wb.panels.studies("space", models=[model])
"""
CLICKED = "panel._face.go.click()"
WAYS = {
    "between two cells": CLICKED,
    "while a cell works": f"{CLICKED}\ntime.sleep(60)",
    "while a cell waits for the panel": "panel.run()",
}


@contextmanager
def kernel(folder: Path) -> Iterator[tuple[Any, Any]]:
    """Give a kernel that has a study and its panel, with its client."""
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(folder))
    try:
        assert replied(client, client.execute(MADE), 60)["status"] == "ok"
        yield manager, client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def replied(client: Any, asked: str, seconds: float) -> dict[str, Any]:
    """Return the kernel's reply to a cell."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            message = client.get_shell_msg(timeout=0.2)
        except Empty:
            continue
        if message["parent_header"].get("msg_id") == asked:
            return dict(message["content"])
    raise AssertionError("the kernel did not answer")


def interrupted(manager: Any, client: Any, folder: Path, way: str, chance: Random) -> float:
    """Start the study in one of the `WAYS`, interrupt the kernel at a random moment, return the seconds until it stopped."""
    study = wb.open_study("long", workspace=folder / "space")
    before = study.progress.done
    asked = client.execute(WAYS[way])
    _until(lambda: study.state == "running")
    time.sleep(chance.uniform(0.05, 1.0))
    begun = time.monotonic()
    manager.interrupt_kernel()
    _until(lambda: study.state != "running")
    took = time.monotonic() - begun
    assert study.state == "interrupted", study.reason
    assert study.progress.done >= before
    reply = replied(client, asked, 20)
    assert reply["status"] == ("ok" if way == "between two cells" else "error"), reply
    after = client.execute_interactive("print(6 * 7, panel.status)", timeout=20, output_hook=lambda _: None)
    assert after["content"]["status"] == "ok"
    return took


def _until(true: Any, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)
