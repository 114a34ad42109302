"""The door to the panels: a function under each name, however its file came to be imported."""

import subprocess
import sys

import pytest

import workbench as wb


@pytest.mark.parametrize("first", ["import workbench.widgets.playground", "import workbench as wb; wb.panels"])
def test_a_panel_is_a_function_whatever_was_imported_first(first: str) -> None:
    code = f"{first}\nimport workbench as wb\nassert wb.panels.playground(wb.open_model('fake')).status == 'Ready.'"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_an_unknown_panel_is_answered_with_those_there_are() -> None:
    with pytest.raises(AttributeError, match="Panels: explorer, few_shot, playground"):
        _ = wb.panels.playgrund
