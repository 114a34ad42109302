import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest

from workbench.cli.flags import add_arguments, given, help_of
from workbench.errors import DataError, InputError
from workbench.models.catalog import open_model
from workbench.records import Settings


def call(
    table: Sequence[Mapping[str, str]],
    *,
    limit: int | None = None,
    starts: Sequence[str] = ("start",),
    loud: bool = False,
    size: float = 0.5,
    words: Mapping[str, Sequence[str]] | None = None,
    **others: str,
) -> None:
    """Do something.

    Parameters
    ----------
    table : list of dict
        One row a pair, 100 % of them. And more.
    limit : int, optional
        Use this many.
    starts : sequence of str
        What stands first, e.g. ``"start"``.

    Returns
    -------
    None
    """


def parse(*words: str) -> dict[str, object]:
    parser = argparse.ArgumentParser()
    add_arguments(parser, call)
    return given(parser.parse_args(words), call)


def test_only_what_was_typed_is_passed_on() -> None:
    assert parse("--table", "[]") == {"table": []}


def test_every_kind_of_argument_is_read_as_its_type() -> None:
    found = parse(
        "--table",
        '[{"a": "b"}]',
        "--limit",
        "3",
        "--starts",
        "x",
        "y",
        "--loud",
        "--size",
        "2",
        "--words",
        '{"f": ["she"]}',
    )
    assert found == {
        "table": [{"a": "b"}], "limit": 3, "starts": ["x", "y"], "loud": True, "size": 2.0, "words": {"f": ["she"]},
    }  # fmt: skip


def test_an_argument_without_a_default_must_be_typed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse()
    assert "--table" in capsys.readouterr().err


def test_help_is_the_first_sentence_of_the_docstring() -> None:
    assert help_of(call) == {
        "table": "One row a pair, 100 % of them",
        "limit": "Use this many",
        "starts": 'What stands first, e.g. "start"',
    }
    assert set(help_of(Settings)) == set(Settings.__dataclass_fields__)
    assert set(help_of(open_model)) == {"name", "hub", "precision", "level"}


def test_a_percent_sign_in_help_is_one() -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser, call)
    assert "100 % of them" in parser.format_help()


def test_text_that_is_no_json_is_told() -> None:
    with pytest.raises(InputError, match="is no JSON"):
        parse("--table", "[]", "--words", "{she")


def test_a_table_of_a_probe_that_reads_files_stays_a_path_so_that_places_are_named(tmp_path: Path) -> None:
    from workbench.probes import sentence_pairs

    (tmp_path / "pairs.csv").write_text("more,less\nOld.,Young.\nOld.\n")
    parser = argparse.ArgumentParser()
    add_arguments(parser, sentence_pairs)
    found = given(parser.parse_args(["--table", str(tmp_path / "pairs.csv")]), sentence_pairs)
    assert found == {"table": str(tmp_path / "pairs.csv")}
    with pytest.raises(DataError, match="line 3"):
        sentence_pairs(**found)


def test_a_table_of_a_call_that_takes_rows_is_read_from_a_file(tmp_path: Path) -> None:
    def call(table: pd.DataFrame | list[dict[str, str]]) -> None:
        """Take rows."""

    (tmp_path / "rows.csv").write_text("more,less\nOld.,Young.\n")
    parser = argparse.ArgumentParser()
    add_arguments(parser, call)
    found = given(parser.parse_args(["--table", str(tmp_path / "rows.csv")]), call)
    assert found == {"table": [{"more": "Old.", "less": "Young."}]}
