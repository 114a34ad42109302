"""The watch: it looks again and again, rests when nothing moves, and is gone when it is closed."""

import threading
import time
from collections.abc import Callable

from workbench.widgets.watch import Watch


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def test_it_looks_as_long_as_something_moves() -> None:
    looks: list[int] = []
    watch = Watch(lambda: bool(looks.append(1)) or True, every=0.001)
    watch.wake()
    until(lambda: len(looks) > 5)
    watch.close()


def test_nothing_looks_when_nothing_moved_for_long() -> None:
    watch = Watch(lambda: False, every=0.001, quiet=0.01)
    watch.wake()
    until(lambda: not watch.alive)


def test_it_wakes_after_a_rest() -> None:
    looks: list[int] = []
    watch = Watch(lambda: bool(looks.append(1)), every=0.001, quiet=0)
    watch.wake()
    until(lambda: not watch.alive)
    seen = len(looks)
    watch.wake()
    until(lambda: len(looks) > seen)
    watch.close()


def test_waking_twice_makes_one_thread() -> None:
    names: set[int] = set()
    watch = Watch(lambda: names.add(threading.get_ident()) is None, every=0.001)
    for _ in range(5):
        watch.wake()
    until(lambda: bool(names))
    watch.close()
    assert len(names) == 1


def test_a_closed_watch_stays_closed() -> None:
    watch = Watch(lambda: True, every=0.001)
    watch.wake()
    watch.close()
    watch.wake()
    assert not watch.alive


def test_a_slow_look_is_followed_by_a_longer_rest() -> None:
    moments: list[float] = []

    def look() -> bool:
        moments.append(time.monotonic())
        time.sleep(0.05)
        return True

    watch = Watch(look, every=0.001)
    watch.wake()
    until(lambda: len(moments) == 2)
    watch.close()
    assert moments[1] - moments[0] >= 0.25
