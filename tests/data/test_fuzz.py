"""Whatever bytes a file holds, it is read or refused in words; nothing else comes out."""

import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.data import read_data
from workbench.errors import DataError

PIECES = [
    b'"',
    b'""',
    b",",
    b"\n",
    b"\r",
    b"\r\n",
    b"\t",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b"\\",
    b"\\u0000",
    b"a",
    b"1",
    b"\xff",
]
BYTES = st.binary(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join)
SCALARS = st.text(st.characters(exclude_categories=["Cs"])) | st.integers(-(2**63), 2**63 - 1) | st.booleans()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("suffix", ["jsonl", "csv", "tsv", "parquet"])
@given(content=BYTES)
def test_any_bytes_are_read_or_refused_in_words(suffix: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"rows.{suffix}"
    path.write_bytes(content)
    for way in ("stop", "quarantine"):
        try:
            read = read_data(path, on_error=way)
        except DataError:
            continue
        assert len(read.rows) == len(read.lines)


@settings(max_examples=300, deadline=None)
@given(rows=st.lists(st.dictionaries(st.sampled_from("abc"), SCALARS, min_size=1), min_size=1, max_size=5))
def test_good_rows_of_json_come_back_as_they_were(rows: list[dict[str, Any]]) -> None:
    names = [name for row in rows for name in row]
    content = "\n".join(json.dumps(row) for row in rows).encode()
    read = read_data(io.BytesIO(content), fields={name: "any?" for name in names}, duplicates="keep")
    assert [{name: value for name, value in row.items() if value is not None} for row in read.rows] == rows


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_one_flipped_bit_of_parquet_never_ends_in_another_error(at: int, bit: int, tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"text": ["a", "b", "c"], "n": [1, 2, 3]}), path)
    content = bytearray(path.read_bytes())
    content[at % len(content)] ^= 1 << bit
    path.write_bytes(content)
    try:
        read_data(path, on_error="quarantine")
    except DataError as error:
        assert "rows.parquet" in str(error)
