"""A report as a notebook that reads the folder it lies in; its outputs are those that a run would give.

The cells use public names only. The outputs are made here from the same calls, without a
kernel, so that the same folder gives the same bytes; nbval runs the cells and compares.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.reports.report import Report

__all__ = ["notebook"]

_HEAD = """# A study and its report

Every number below is read from the files of this folder when a cell is run; nothing is run or fetched. \
If a file was edited by hand since the study wrote it, the first cell fails and names it.

To compare this notebook with its folder: `python -m pytest --nbval --nbval-current-env report.ipynb`"""
_OPEN = 'import workbench as wb\n\nreport = wb.open_report(".")\nreport.check()'
_TAIL = """## The same numbers as tables

`report.estimates()`, `report.comparisons()`, `report.robustness()` and `report.records()` are pandas tables of the same \
numbers, `report.manifest` and `report.plan` are dictionaries, `report.answer()` is a list of sentences."""


def notebook(report: "Report") -> dict[str, Any]:
    """Return the notebook as nbformat 4.5, with its outputs in run order."""
    cells = [_markdown(_HEAD), _code(_OPEN, report.check()), _code("report", report)]
    for section in report.document:
        if section.key == "figures":
            cells += [_code(f"report.draw({name!r})", report.draw(name)) for name in report.pictures]
        else:
            cells.append(_code(f"report.section({section.key!r})", report.section(section.key)))
    cells.append(_markdown(_TAIL))
    return {
        "cells": [{"id": f"cell-{place}", **_counted(cell, cells[:place])} for place, cell in enumerate(cells)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def _code(source: str, shown: Any) -> dict[str, Any]:
    """Return a code cell and what it shows: the two forms that a notebook asks an object for."""
    data = {"text/plain": repr(shown)}
    if hasattr(shown, "_repr_html_"):
        data["text/html"] = shown._repr_html_()
    output = {"output_type": "execute_result", "metadata": {}, "data": data}
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [output]}


def _counted(cell: dict[str, Any], before: list[dict[str, Any]]) -> dict[str, Any]:
    if cell["cell_type"] != "code":
        return cell
    place = 1 + sum(one["cell_type"] == "code" for one in before)
    return {
        **cell,
        "execution_count": place,
        "outputs": [{**output, "execution_count": place} for output in cell["outputs"]],
    }
