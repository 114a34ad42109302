"""How SQLite is opened here, and let go of; it knows no table and waits for nobody's turn."""

import ctypes
import sqlite3
from pathlib import Path

__all__ = ["PATIENCE", "abandon", "empty_log", "open_file"]

PATIENCE = 60  # seconds to wait for other programs


def open_file(path: Path, *, untouched: bool = False) -> sqlite3.Connection:
    """Open an existing file so that a commit is on the disk when it returns, or ``untouched``: only to look at."""
    options = "mode=ro&immutable=1" if untouched else "mode=rw"
    connection = sqlite3.connect(
        f"{path.as_uri()}?{options}", uri=True, isolation_level=None, timeout=PATIENCE, check_same_thread=False
    )
    settings = ("synchronous = FULL", "fullfsync = ON", "checkpoint_fullfsync = ON", "wal_autocheckpoint = 0")
    for setting in (*settings, "cell_size_check = ON", "trusted_schema = OFF"):
        connection.execute(f"PRAGMA {setting}")
    return connection


def empty_log(connection: sqlite3.Connection) -> bool:
    """Write the log into the file and empty it; tell whether nobody stood in the way."""
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000}")
    return not busy


def abandon(connection: sqlite3.Connection | None) -> None:
    """Let go of a connection without ever closing it: closing would touch files that are another's now."""
    if connection is not None:
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(connection))
