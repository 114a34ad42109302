"""Text pasted from a spreadsheet as rows of cells: tabs, or else commas; broken quoting is named by its line."""

import csv
import io

from workbench.errors import DataError

__all__ = ["pasted"]

_UNCHANGED = "Nothing was changed. To put the text into this one cell as it is, press Ctrl+Shift+V."


def pasted(text: str) -> list[list[str]]:
    r"""Return the rows of a pasted text, each a list of cells; lines without any text are left out.

    With a tab anywhere the cells are separated by tabs, as a spreadsheet copies them, else by commas. A cell may stand
    in double quotes, and then hold separators and line breaks.

    Raises
    ------
    DataError
        For a double quote that is never closed or that text follows, with the line; for no text at all.

    Examples
    --------
    >>> pasted("A joy.\tpositive\nA bore.\tnegative")
    [['A joy.', 'positive'], ['A bore.', 'negative']]
    >>> pasted('"Slow, but good",positive')
    [['Slow, but good', 'positive']]
    """
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    separator = "\t" if "\t" in plain else ","
    reader = csv.reader(io.StringIO(plain, newline=""), delimiter=separator, strict=True)
    rows, line = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise DataError(f"Line {line} of what was pasted: {_trouble(error)} {_UNCHANGED}") from None
    if not rows:
        raise DataError("What was pasted holds no text.")
    return rows


def _trouble(error: csv.Error) -> str:
    told = str(error)
    if "limit" in told:
        return f"a cell is longer than {csv.field_size_limit():,} characters."
    what = (
        "a double quote that opens here is never closed." if "end of data" in told else "text follows a closing quote."
    )
    return f'{what} A quote within a quoted cell is written "".'
