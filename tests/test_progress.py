"""Work that tells how far it is: to a bar, to nobody, or to whoever watches."""

import pytest

import workbench as wb
from workbench.errors import Cancelled
from workbench.progress import progress, watched


def test_a_watcher_is_told_every_step_of_a_model() -> None:
    model, moved = wb.open_model("fake"), list[int]()
    items = [("One two", f" {word}") for word in ("three", "four", "five")]
    with watched(moved.append):
        model.score(items)
    assert sum(moved) == model.cost(items).new_tokens


def test_what_a_watcher_raises_ends_the_work() -> None:
    def stop(_moved: int) -> None:
        raise Cancelled("Stopped.")

    model = wb.open_model("fake")
    with pytest.raises(Cancelled), watched(stop):
        model.complete("One", max_tokens=5)
    assert model.complete("One", max_tokens=5).choices


def test_nobody_is_told_after_the_block() -> None:
    moved = list[int]()
    with watched(moved.append):
        pass
    with progress(total=1, what="Work") as bar:
        bar.update(1)
    assert moved == []
