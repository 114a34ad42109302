"""Faults for a store, and the programs that suffer them: writers that are killed, files that are damaged.

Run as a program it is one of the processes: ``faults.py ROLE FOLDER ...``.
"""

import hashlib
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workbench.canonical import encode
from workbench.errors import DamageError, StoreError
from workbench.store import Store, database, open_store
from workbench.store.schema import own_hash

ROWS = 10  # answers in a chunk


def key(*parts: object) -> str:
    """Return a key made of anything."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def answer(name: str, length: int = 100) -> dict[str, Any]:
    """Return the one right answer to a key."""
    return {"text": (name * (length // 64 + 1))[:length], "logprob": -int(name[:4], 16) / 7, "odd": float("nan")}


def chunk_keys(writer: object, number: int) -> list[str]:
    """Return the keys of a writer's chunk; a third of them belong to every writer's chunk of that number."""
    return [key("all" if index % 3 == 0 else str(writer), number, index) for index in range(ROWS)]


def commit_chunk(store: Store, writer: object, number: int) -> list[str]:
    """Store a chunk whose rows follow from the writer's name and the number; return its keys."""
    keys = chunk_keys(writer, number)
    rows = [(name, ["prompt", name], answer(name, 50 + 700 * (index % 3))) for index, name in enumerate(keys)]
    store.commit("study", str(writer), str(number), rows, {"seconds": 0.1})
    return keys


def same(found: Any, expected: Any) -> bool:
    """Tell whether two values have the same bytes."""
    return encode(found) == encode(expected)


def lost_or_wrong(store: Store, keys: list[str]) -> int:
    """Return how many of the keys are not there with their right answer."""
    found = store.answers(keys)
    return sum(name not in found or found[name]["text"][:50] != answer(name)["text"][:50] for name in keys)


def start(*arguments: object) -> "subprocess.Popen[str]":
    """Start one of the programs of this file."""
    command = [sys.executable, __file__, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: "subprocess.Popen[str]") -> list[str]:
    """Return the lines a program wrote, and fail with its errors if it failed."""
    try:
        out, errors = process.communicate(timeout=240)
    except subprocess.TimeoutExpired:
        process.kill()
        raise AssertionError(f"still running: {process.communicate()}") from None
    if process.returncode or errors:
        raise AssertionError(f"exit {process.returncode}: {errors}")
    return out.splitlines()


def write_forever(folder: str, first: str, log_limit: str) -> None:
    """Say the number of each chunk when it is acknowledged, until killed."""
    database.LOG_LIMIT = int(log_limit)
    with open_store(folder) as store:
        number = int(first)
        while True:
            commit_chunk(store, "writer", number)
            print(number, flush=True)
            number += 1


def write_some(folder: str, writer: str, count: str) -> None:
    """Store some chunks and a note after each."""
    with open_store(folder) as store:
        for number in range(int(count)):
            commit_chunk(store, writer, number)
            store.note("progress", {"writer": writer, "number": number})


def read_until(folder: str, chunks: str) -> None:
    """Read everything again and again until all chunks are there; every chunk must come with its answers."""
    with open_store(folder) as store:
        while True:
            rows = store.chunks("study")
            assert lost_or_wrong(store, [name for row in rows[-5:] for name in row.keys]) == 0
            sequences = [note.sequence for note in store.notes("progress")]
            assert sequences == sorted(sequences)
            if len(rows) >= int(chunks):
                return


def write_interrupted(folder: str, times: str) -> None:
    """Write while interrupts come in, go on after each, and print how many came, were acknowledged and are lost."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background had it ignored
    acknowledged: list[int] = []
    interrupted = number = 0
    store = open_store(folder)
    ready = False
    while interrupted < int(times):
        try:
            if not ready:
                print("ready", flush=True)
                ready = True
            while True:
                number += 1
                commit_chunk(store, "writer", number)
                acknowledged.append(number)
        except KeyboardInterrupt:
            interrupted += 1
            ready = False
    commit_chunk(store, "writer", number + 1)
    store.close()
    with open_store(folder) as store:
        keys = [name for number in acknowledged for name in chunk_keys("writer", number)]
        print(interrupted, len(acknowledged) > interrupted, lost_or_wrong(store, keys), store.verify().ok)


def hold_lease(folder: str, name: str) -> None:
    """Hold a lease until killed."""
    with open_store(folder) as store, store.lease(name):
        print("held", flush=True)
        time.sleep(600)


def fill_up_to_limit(folder: str, limit: str) -> None:
    """Write until the limit on the size of files is met, lift it, and go on; print what was said and stored."""
    with open_store(folder) as store:
        commit_chunk(store, "limited", 0)
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), hard))
        reached, said = until_full(store)
        print(said)
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        keys = [name for number in range(reached) for name in chunk_keys("limited", number)]
        print(reached, lost_or_wrong(store, keys))
        commit_chunk(store, "limited", reached)
    with open_store(folder) as store:
        print(lost_or_wrong(store, [*keys, *chunk_keys("limited", reached)]), store.verify().ok)


def until_full(store: Store, most: int = 2000) -> tuple[int, str]:
    """Commit chunks until the store says that it is full; return how many were acknowledged and what it said."""
    for number in range(most):
        try:
            commit_chunk(store, "limited", number)
        except StoreError as error:
            return number, str(error)
    raise AssertionError("never full")


def thread_and_fork(folder: str) -> None:
    """Eight threads write while four forks write too; every process goes on with the store it had."""
    store = open_store(folder)
    commit_chunk(store, "before", 0)
    threads = [threading.Thread(target=_write, args=(store, f"thread{index}")) for index in range(8)]
    for thread in threads:
        thread.start()
    children = [_fork(store, f"fork{index}") for index in range(4)]
    ended = [os.waitpid(child, 0)[1] for child in children]
    for thread in threads:
        thread.join()
    assert ended == [0, 0, 0, 0], ended
    rows = store.chunks("study")
    print(len(rows), lost_or_wrong(store, [name for row in rows for name in row.keys]), store.verify().ok)
    store.close()


def _write(store: Store, writer: str) -> None:
    for number in range(20):
        commit_chunk(store, writer, number)


def _fork(store: Store, writer: str) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        _write(store, writer)
        code = 0
    finally:
        sys.stderr.flush()
        os._exit(code)


def interrupt_writer(folder: Path, dice: random.Random, times: int) -> str:
    """Interrupt a writer at random moments; return the line it says in the end."""
    process = start("write_interrupted", folder, times)
    assert process.stdout is not None
    for _ in range(times):
        assert process.stdout.readline() == "ready\n"
        time.sleep(dice.uniform(0.001, 0.03))
        process.send_signal(signal.SIGINT)
    return finish(process)[-1]


def kill_writer(folder: Path, dice: random.Random, rounds: int) -> dict[str, int]:
    """Kill a writer at a random moment, again and again; count what was acknowledged and what is lost."""
    counted = {"acknowledged": 0, "lost": 0, "damaged": 0}
    first = 0
    for _ in range(rounds):
        acknowledged = _killed_once(folder, dice, first)
        keys = [name for number in acknowledged for name in chunk_keys("writer", number)]
        with open_store(folder) as store:
            counted["lost"] += lost_or_wrong(store, keys)
            done = {row.chunk for row in store.chunks("study")}
            counted["lost"] += sum(str(number) not in done for number in acknowledged)
            counted["damaged"] += not store.verify().ok
        counted["acknowledged"] += len(keys)
        first = acknowledged[-1] + 1
    return counted


def _killed_once(folder: Path, dice: random.Random, first: int) -> list[int]:
    process = start("write_forever", folder, first, dice.choice([4 << 20, 100_000]))
    assert process.stdout is not None and process.stderr is not None
    said = [process.stdout.readline()]
    time.sleep(dice.uniform(0, 0.25))
    process.send_signal(signal.SIGKILL)
    rest, errors = process.communicate()
    assert said[0], errors
    return [int(line) for line in [*said, *rest.splitlines(keepends=True)] if line.endswith("\n")]


def share(folder: Path, *, writers: int = 4, readers: int = 2, chunks: int = 50) -> dict[str, int]:
    """Let writers and readers make and use one store at once; count what is missing or doubled."""
    running = [start("write_some", folder, writer, chunks) for writer in range(writers)]
    running += [start("read_until", folder, writers * chunks) for _ in range(readers)]
    for process in running:
        finish(process)
    with open_store(folder) as store:
        keys = [name for writer in range(writers) for number in range(chunks) for name in chunk_keys(writer, number)]
        rows = store.chunks("study")
        return {
            "lost": lost_or_wrong(store, keys),
            "chunks": len(rows),
            "notes": len(store.notes("progress")),
            "conflicts": len(store.conflicts()),
            "rows too many": store.verify().rows - 1 - len(rows) - len(store.notes("progress")) - len(set(keys)),
        }


def fill(folder: Path) -> dict[str, Any]:
    """Make a store with a bit of everything, closed; return the answers by key."""
    truth = {}
    with open_store(folder) as store:
        for number in range(30):
            names = [key("fill", number, index) for index in range(8)]
            rows = [
                (name, ["é" * 20, name], answer(name, 30 + 40 * index * number)) for index, name in enumerate(names)
            ]
            store.commit("study", "cell", str(number), rows, {"host": "here"})
            truth.update({name: value for name, _, value in rows})
            store.note("progress", {"number": number})
            store.write("plan", "study", {"version": number})
        store.commit("study", "cell", "again", [(names[0], ["é" * 20, names[0]], "other")], {})
    return truth


def flip(path: Path, dice: random.Random) -> str:
    """Change one byte."""
    at = dice.randrange(path.stat().st_size)
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ dice.randrange(1, 256)]))
    return f"byte {at} flipped"


def truncate(path: Path, dice: random.Random) -> str:
    """Cut the file off somewhere."""
    at = dice.randrange(path.stat().st_size)
    os.truncate(path, at)
    return f"cut at {at}"


def junk(path: Path, dice: random.Random) -> str:
    """Add bytes at the end."""
    count = dice.choice([1, 100, 4096, 10_000])
    with path.open("ab") as file:
        file.write(dice.randbytes(count))
    return f"{count} bytes added"


def zero(path: Path, dice: random.Random) -> str:
    """Blank a page."""
    page = dice.randrange(path.stat().st_size // 4096)
    with path.open("r+b") as file:
        file.seek(page * 4096)
        file.write(bytes(4096))
    return f"page {page} blanked"


def damage_once(
    whole: Path, folder: Path, truth: dict[str, Any], harm: Callable[[Path], str]
) -> tuple[str, dict[str, int]]:
    """Damage a copy of a store, use it, verify it, use it again; count what went wrong."""
    shutil.copytree(whole, folder)
    path = folder / "store.sqlite3"
    what = harm(path)
    plain, long = _still_whole(path, truth)
    counted = {"wrong": 0, "not found": 0, "not kept": 0, "plain": len(plain), "long": long}
    with open_store(folder) as store:
        counted["wrong"] += _wrong(store, truth)
        found = store.verify()
        counted["not found"] += found.ok or found.set_aside is None or not found.set_aside.exists()
        counted["wrong"] += _wrong(store, truth)
        kept = store.answers(truth)
        counted["not kept"] = len(set(plain) - set(kept))
        counted["kept"] = len(kept)
        unanswered = [row.chunk for row in store.chunks("study") if set(row.keys) - set(kept)]
        counted["wrong"] += len(unanswered) + (not store.verify().ok)
    shutil.rmtree(folder)
    return what, counted


def _wrong(store: Store, truth: dict[str, Any]) -> int:
    """Return how many values come out wrong; none may. A refusal in words is no value."""
    wrong = 0
    try:
        wrong += sum(not same(value, truth[name]) for name, value in store.answers(truth).items())
        wrong += any(row.about not in ({"host": "here"}, {}) for row in store.chunks("study"))
        wrong += any(note.event["number"] not in range(30) for note in store.notes("progress"))
        wrong += store.read("plan", "study") not in (None, *({"version": number} for number in range(30)))
    except DamageError:
        pass
    return wrong


def _still_whole(path: Path, truth: dict[str, Any]) -> tuple[list[str], int]:
    """Return the keys whose rows stand whole in a damaged file's bytes, and how many rows never stand in one piece."""
    data = path.read_bytes()
    plain, long = [], 0
    for sequence, (name, value) in enumerate(truth.items(), 1):
        parts = (bytes.fromhex(name), encode(["é" * 20, name]), encode(value))
        body = b"".join((*parts, own_hash("answers", (sequence, *parts))))
        if len(body) > 3900:
            long += 1
        elif body in data:
            plain.append(name)
    return plain, long


def integrity(path: Path) -> str:
    """Return what SQLite itself says of a file."""
    connection = sqlite3.connect(path)
    try:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    finally:
        connection.close()


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
