"""One holder a name; clocks that jump and machines that crash do no harm."""

import json
import os
import socket
import threading
from collections.abc import Iterator
from datetime import datetime, tzinfo
from pathlib import Path

import pytest

from workbench.errors import BusyError, StoreError
from workbench.store import Store, lease, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return an empty store."""
    with open_store(tmp_path) as opened:
        yield opened


def owner_file(store: Store) -> Path:
    return next((store.workspace / "leases").glob("*.json"))


def test_who_holds_a_lease_is_told(store: Store) -> None:
    with store.lease("study") as held:
        holder = store.holder("study")
        assert holder is not None
        assert (holder["name"], holder["pid"], holder["host"]) == ("study", os.getpid(), socket.gethostname())
        assert holder["since"] == held.since
        assert holder["silent"] >= 0


def test_nobody_holds_a_lease_that_was_given_back(store: Store) -> None:
    assert store.holder("study") is None
    with store.lease("study"):
        pass
    assert store.holder("study") is None
    with store.lease("study"):
        pass


def test_a_second_holder_is_refused_in_words(store: Store) -> None:
    with store.lease("study"), open_store(store.workspace) as other:
        with pytest.raises(
            BusyError, match=rf"'study' is at work in process {os.getpid()} on .* since 20.*stop it there"
        ):
            other.lease("study").__enter__()
        with other.lease("other study"):
            pass


def test_a_second_thread_is_refused(store: Store) -> None:
    refused = []

    def enter() -> None:
        try:
            store.lease("study").__enter__()
        except BusyError:
            refused.append(True)

    with store.lease("study"):
        thread = threading.Thread(target=enter)
        thread.start()
        thread.join()
    assert refused == [True]


def test_a_lease_ends_with_an_error_in_the_work(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.lease("study"):
        raise ZeroDivisionError
    assert store.holder("study") is None


def test_the_child_of_a_fork_does_not_end_its_parents_lease(store: Store) -> None:
    with store.lease("study") as held:
        child = os.fork()
        if not child:
            held.__exit__(None, None, None)
            os._exit(0)
        os.waitpid(child, 0)
        assert store.holder("study") is not None


def test_a_lease_outlives_no_parent_through_a_child(store: Store) -> None:
    held = store.lease("study")
    held.__enter__()
    inlet, outlet = os.pipe()
    child = os.fork()
    if not child:
        os.close(outlet)
        os.read(inlet, 1)
        os._exit(0)
    held.__exit__(None, None, None)
    assert store.holder("study") is None
    os.close(outlet)
    os.waitpid(child, 0)
    os.close(inlet)


def pretend_elsewhere(store: Store, seconds_ago: float) -> None:
    path = owner_file(store)
    owner = json.loads(path.read_text())
    path.write_text(json.dumps({**owner, "host": "another machine"}))
    now = path.stat().st_mtime
    os.utime(path, (now - seconds_ago, now - seconds_ago))


def test_another_machine_that_is_silent_for_long_is_taken_for_dead(store: Store) -> None:
    with store.lease("study"):
        pretend_elsewhere(store, lease.SILENCE + 60)
        with open_store(store.workspace) as other, other.lease("study"):
            holder = other.holder("study")
            assert holder is not None and holder["host"] == socket.gethostname()


def test_another_machine_that_gives_signs_of_life_is_not(store: Store) -> None:
    with store.lease("study"):
        pretend_elsewhere(store, lease.SILENCE / 2)
        with pytest.raises(BusyError, match="another machine"):
            store.lease("study").__enter__()


def test_a_holder_on_this_machine_is_never_taken_for_dead_by_the_clock(store: Store) -> None:
    with store.lease("study"):
        os.utime(owner_file(store), (0, 0))
        with pytest.raises(BusyError):
            store.lease("study").__enter__()


def test_a_sign_of_life_in_the_future_is_no_negative_time(store: Store) -> None:
    with store.lease("study"):
        os.utime(owner_file(store), (4e9, 4e9))
        holder = store.holder("study")
        assert holder is not None and holder["silent"] == 0


def test_signs_of_life_are_given(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "BEAT", 0.01)
    beaten = threading.Event()
    monkeypatch.setattr(lease.os, "utime", lambda _: beaten.set())
    with store.lease("study"):
        assert beaten.wait(10)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}'])
def test_a_damaged_note_of_the_holder_still_means_busy(store: Store, text: str) -> None:
    with store.lease("study"):
        owner_file(store).write_text(text)
        with pytest.raises(BusyError, match="at work in another program"):
            store.lease("study").__enter__()
        assert store.holder("study") is not None


def test_a_folder_that_cannot_be_written_is_said(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(lease.os, "replace", fail)
    with pytest.raises(StoreError, match="No space left"):
        store.lease("study").__enter__()
    assert store.holder("study") is None


@pytest.mark.parametrize("moment", ["2037-12-31T23:59:59", "2038-01-19T03:14:08", "2026-03-29T02:30:00", "1970-01-01"])
def test_a_clock_that_jumps_changes_no_order(store: Store, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    class Jumped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Jumped":
            return cls.fromisoformat(moment).replace(tzinfo=tz)

    numbers = [store.note("a", {})]
    monkeypatch.setattr(lease, "datetime", Jumped)
    monkeypatch.setattr("time.time", lambda: Jumped.fromisoformat(moment).timestamp())
    with store.lease("study") as held:
        assert held.since is not None and held.since.startswith(moment[:4])
        numbers.append(store.note("a", {}))
    numbers.append(store.note("a", {}))
    assert numbers == [1, 2, 3]
