"""Rows of a parquet file, with its limits checked before anything is unpacked; it checks no field."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workbench.data.defects import Limits, Trouble
from workbench.data.lines import too_big

__all__ = ["rows"]

_BATCH = 256
_AGAIN = "Get the whole file again."


def rows(path: Path, limits: Limits) -> Iterator[tuple[int, dict[str, Any] | Trouble]]:
    """Yield every row with its number, from 1.

    Raises
    ------
    Trouble
        If the file is no parquet, is damaged, or would unpack to more than the limits.
    """
    import pyarrow
    import pyarrow.parquet

    number = read = 0
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            _check(file, limits)
            for batch in file.iter_batches(batch_size=_BATCH):
                read += batch.nbytes
                if read > limits.size:
                    raise too_big(read, limits)
                for row in batch.to_pylist():
                    number += 1
                    yield number, row
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        reason = f"It cannot be read as parquet: {str(error).splitlines()[0][:200]}."
        raise Trouble("damaged parquet", reason, _AGAIN) from error


def _check(file: Any, limits: Limits) -> None:
    about = file.metadata
    size = sum(about.row_group(place).total_byte_size for place in range(about.num_row_groups))
    if size > limits.size:
        raise too_big(size, limits)
    if about.num_rows > limits.rows:
        reason = f"It has {about.num_rows:,} rows; at most {limits.rows:,} are read."
        raise Trouble("too large", reason, "Split it, or allow more: Limits(rows=...).")
    names = file.schema_arrow.names
    if len(names) > limits.columns or about.num_columns > limits.columns:
        reason = f"It has {about.num_columns:,} columns; at most {limits.columns:,} are read."
        raise Trouble("too many columns", reason, "Keep those that you need, or allow more: Limits(columns=...).")
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise Trouble("field twice", f"The column {twice!r} stands twice.", "Rename one of them.")
