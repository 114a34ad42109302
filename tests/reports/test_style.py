"""The colours of the page can be read in light and dark: contrast as WCAG 2.2 computes it."""

import re

import pytest

from workbench.reports.style import STYLE


def colours(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z]+): (#[0-9a-f]{3,6})", text))


LIGHT = colours(STYLE.split("@media (prefers-color-scheme: dark)")[0])
DARK = {**LIGHT, **colours(STYLE.split("@media (prefers-color-scheme: dark)")[1].split("* {")[0])}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    dark, light = sorted([luminance(first), luminance(second)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), [
    ("ink", "paper"), ("soft", "paper"), ("link", "paper"), ("warn", "paper"),
    ("ink", "box"), ("soft", "box"), ("link", "box"), ("ink", "warnbox"), ("warn", "warnbox"),
])  # fmt: skip
def test_text_stands_out_from_what_is_behind_it(ink: str, paper: str, theme: dict[str, str]) -> None:
    assert contrast(theme[ink], theme[paper]) >= 4.5


def test_black_on_white_is_twenty_one() -> None:
    assert round(contrast("#000", "#ffffff"), 6) == 21
