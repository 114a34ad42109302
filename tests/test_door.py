"""The door: every public name resolves, nothing else shows, and opening it loads nothing heavy."""

import subprocess
import sys

import pytest

import workbench as wb


def test_what_is_visible_is_what_is_public() -> None:
    assert dir(wb) == wb.__all__


def test_public_names_are_sorted() -> None:
    assert wb.__all__ == sorted(wb.__all__)


@pytest.mark.parametrize("name", wb.__all__)
def test_a_public_name_resolves(name: str) -> None:
    assert getattr(wb, name) is not None


def test_a_public_name_has_a_docstring() -> None:
    undocumented = [name for name in wb.__all__ if name != "__version__" and not getattr(wb, name).__doc__]
    assert undocumented == []


def test_a_misspelled_name_is_answered_with_the_near_one() -> None:
    with pytest.raises(AttributeError, match="Did you mean open_model"):
        _ = wb.open_modle


def loaded_by(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "package", ["torch", "transformers", "ipywidgets", "matplotlib", "pandas", "datasets", "scipy"]
)
def test_opening_the_door_loads_no_heavy_package(package: str) -> None:
    assert package not in loaded_by("import workbench")


def test_the_check_of_what_is_loaded_can_fail() -> None:
    assert "pandas" in loaded_by("import workbench.results, pandas")


def test_versions_are_named_without_a_build_tag() -> None:
    assert "+" not in wb.versions()["torch"]


def test_what_a_self_test_of_ones_own_probe_needs_is_public() -> None:
    assert callable(wb.ScriptedModel)
    assert callable(wb.probes.self_test)
    assert wb.probes.Planted.__doc__
