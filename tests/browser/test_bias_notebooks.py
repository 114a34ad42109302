"""The notebooks on questions and on occupations and words in a real JupyterLab, from the top, with the real model."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]


def show(lab: Any, part: Any, name: str) -> None:
    """Go to a part of the page, see that it is there, and leave a screenshot."""
    from playwright.sync_api import expect

    for _ in range(10):  # cells above are drawn, and grow, only when one comes near them
        part.evaluate("e => e.scrollIntoView({block: 'center'})")
        lab.page.wait_for_timeout(700)
    expect(part).to_be_in_viewport()
    lab.shot(name)


def test_the_notebook_on_questions(open_lab: Callable[..., Any]) -> None:
    lab = open_lab(size=(1280, 900))
    lab.from_the_top("32_questions")
    figures = lab.page.locator(".jp-OutputArea img")
    assert figures.count() == 1
    show(lab, figures.last, "questions-notebook-figure")
    tables = lab.page.locator(".jp-OutputArea table.dataframe")
    show(lab, tables.last, "questions-notebook-table")
    assert lab.faults(tables.last) == []
    assert lab.trouble == []


def test_the_notebook_on_occupations_and_words(open_lab: Callable[..., Any]) -> None:
    lab = open_lab(size=(1280, 900))
    lab.from_the_top("34_occupations_and_words")
    figures = lab.page.locator(".jp-OutputArea img")
    assert figures.count() == 2
    show(lab, figures.last, "words-notebook-figure")
    tables = lab.page.locator(".jp-OutputArea table.dataframe")
    show(lab, tables.last, "words-notebook-table")
    assert lab.faults(tables.last) == []
    assert lab.trouble == []
