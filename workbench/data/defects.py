"""What can be wrong in a user's data file, in words, and how much is read at most; it reads nothing."""

from dataclasses import dataclass

from workbench.errors import DataError

__all__ = ["Defect", "Limits", "Trouble", "refuse"]

SHOWN = 3
QUARANTINE = 'Or keep the good rows and set the bad ones aside: on_error="quarantine".'


@dataclass(frozen=True)
class Limits:
    """How much of a file is read at most: what is larger is a mistake, or an attack.

    Attributes
    ----------
    size : int
        Bytes of a file (of a parquet file: after unpacking).
    line : int
        Bytes of one line, and of one row of a table whose row holds line breaks.
    rows, columns : int
    depth : int
        How many brackets of JSON may stand within each other.
    """

    size: int = 512 * 2**20
    line: int = 5_000_000
    rows: int = 5_000_000
    columns: int = 1_000
    depth: int = 32


@dataclass(frozen=True)
class Defect:
    """One thing that is wrong: where it stands, what it is, and what to do.

    Attributes
    ----------
    file : str
        The file's name as it was given.
    line : int
        The line it stands in, from 1; in a parquet file, the row; 0 where it is the whole file.
    kind : str
        One word or two for a table of defects, such as ``"bad JSON"``.
    reason, remedy : str
        Whole sentences.
    unit : str
        ``"line"`` or ``"row"``.
    """

    file: str
    line: int
    kind: str
    reason: str
    remedy: str
    unit: str = "line"

    def __str__(self) -> str:
        where = f"{self.file}, {self.unit} {self.line}" if self.line else self.file
        return f"{where}: {self.reason} {self.remedy}".rstrip()


class Trouble(Exception):
    """What a parser found wrong, before it is known where: kind, reason and remedy."""

    def __init__(self, kind: str, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.kind, self.reason, self.remedy = kind, reason, remedy

    def at(self, file: str, line: int, unit: str = "line") -> Defect:
        """Return it as a defect of a place."""
        return Defect(file, line, self.kind, self.reason, self.remedy, unit)


def refuse(defects: list[Defect], *, hint: str = "") -> DataError:
    """Return the error that tells the first three defects."""
    told = "\n".join(str(defect) for defect in defects[:SHOWN])
    return DataError(f"{told}\n{hint}" if hint else told)
