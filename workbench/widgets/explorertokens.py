"""Scored texts as markup: tokens coloured by probability, two texts one above the other with their difference; it scores nothing."""

import math
from collections.abc import Sequence

from workbench.markup import Markup, element, join, table, visible
from workbench.probes.aligning import Place, ScoredTexts
from workbench.records import Score
from workbench.widgets.tokens import LEGEND

__all__ = ["DIFFERENCES", "gloss", "probability_keys", "side_by_side", "signed", "strips", "token"]

# From likelier in the first to likelier in the second, in nats (PuOr; black text has 6.9:1 or better on each).
DIFFERENCES: tuple[tuple[float, str, str], ...] = (
    (1.0, "1 or more", "#f1a340"),
    (0.25, "0.25 to 1", "#fee0b6"),
    (-0.25, "about the same", "#f7f7f7"),
    (-1.0, "-1 to -0.25", "#d8daeb"),
    (-math.inf, "-1 or less", "#998ec3"),
)
_MOST = 400  # tokens of a text that are drawn


def token(text: str, logprob: float | None) -> Markup:
    """Return one token, coloured and underlined by its probability, the numbers in its title."""
    if logprob is None or math.isnan(logprob):
        return element("span", visible(text), class_="wb-token", style="background:#fff")
    probability = round(math.exp(logprob), 3)  # rounded first: a last digit must not change a colour
    colour, line = next((colour, line) for low, _, colour, line in LEGEND if probability >= low)
    style = f"background:{colour};box-shadow:inset 0 -{line}px #08306b"
    said = f"log-probability {logprob:.3f}, probability {100 * probability:.1f} %"
    return element("span", visible(text), class_="wb-token", style=style, title=said)


def strips(seen: ScoredTexts, which: Sequence[int] | None = None) -> Markup:
    """Return texts as lines of coloured tokens, each with its name and sum."""
    places = range(len(seen.texts)) if which is None else which
    return join(_strip(seen.texts[place].label, seen.scores[place]) for place in places)


def side_by_side(seen: ScoredTexts, first: int = 0, second: int = 1) -> Markup:
    """Return two texts one above the other, with their difference in words and the numbers in a table that unfolds."""
    names = seen.texts[first].label, seen.texts[second].label
    parts = seen.split(first, second)
    said = (
        f"Log-probability: {names[0]} {seen.scores[first].logprob:.2f}, {names[1]} {seen.scores[second].logprob:.2f}. "
        f"Difference {signed(parts['total'])}: {signed(parts['changed'])} from the tokens that were changed, "
        f"{signed(parts['rest'])} from the tokens that both have."
    )
    places = seen.places(first, second)
    return element("div", element("p", said), gloss(places, names), _keys(names), _numbers(places, names))


def gloss(places: Sequence[Place], names: tuple[str, str]) -> Markup:
    """Return two texts token by token: the first above, the second below it, their difference at the bottom."""
    head = element(
        "div",
        *(element("div", name, class_="wb-cell-token") for name in names),
        element("div", "difference"),
        class_="wb-gloss-place wb-gloss-head",
        role="listitem",
    )
    label = f"{names[0]} above {names[1]}, token by token"
    cells = [_column(place, names) for place in places[:_MOST]]
    rest = element("p", f"The first {_MOST} of {len(places)} tokens.") if len(places) > _MOST else ""
    return element("div", head, *cells, class_="wb-gloss", role="list", aria_label=label) + rest


def probability_keys() -> Markup:
    """Return what the colours of tokens mean."""
    keys = [
        element("span", words, class_="wb-token", style=f"background:{colour};box-shadow:inset 0 -{line}px #08306b")
        for _, words, colour, line in LEGEND
    ]
    return element("p", "Colour of a token, the probability the model gave it: ", *keys, class_="wb-legend-line")


def _strip(name: str, score: Score) -> Markup:
    pairs = list(zip(score.tokens, score.token_logprobs, strict=True))[:_MOST]
    mean = score.logprob / len(score.tokens)
    head = element("b", f"{name} ")
    numbers = f"(log-probability {score.logprob:.2f}, {mean:.2f} a token, {len(score.tokens)} tokens) "
    if score.flaw:
        numbers = f"({score.flaw}) "
    return element("p", head, numbers, *(token(*pair) for pair in pairs), class_="wb-strip-line")


def _column(place: Place, names: tuple[str, str]) -> Markup:
    gap = place.difference
    below = _difference(gap) if place.shared and gap is not None else element("small", "changed")
    kind = "wb-gloss-place" if place.shared else "wb-gloss-place wb-changed"
    cells = (_cell(place.first, place.first_logprob), _cell(place.second, place.second_logprob))
    return element("div", *cells, element("div", below), class_=kind, role="listitem", aria_label=_said(place, names))


def _cell(text: str | None, logprob: float | None) -> Markup:
    if text is None or logprob is None:
        return element(
            "div", element("span", "\u00a0", class_="wb-token"), element("small", "\u00a0"), class_="wb-cell-token"
        )
    return element("div", token(text, logprob), element("small", f"{logprob:.2f}"), class_="wb-cell-token")


def _said(place: Place, names: tuple[str, str]) -> str:
    parts = [
        f"{name}: {text.strip() or visible(text)} {logprob:.2f}"
        for name, text, logprob in zip(
            names, (place.first, place.second), (place.first_logprob, place.second_logprob), strict=True
        )
        if text is not None and logprob is not None
    ]
    last = "changed" if place.difference is None else f"difference {signed(place.difference)}"
    return ", ".join([*parts, last])


def _difference(gap: float) -> Markup:
    rounded = round(gap, 2)
    colour = next(colour for low, _, colour in DIFFERENCES if rounded >= low)
    return element("span", signed(rounded), class_="wb-cell-difference", style=f"background:{colour}")


def signed(value: float) -> str:
    """Return a number with its sign; nothing has none.

    >>> signed(0.5), signed(-0.001), signed(-2)
    ('+0.50', '0.00', '-2.00')
    """
    return "0.00" if round(value, 2) == 0 else f"{value:+.2f}"


def _keys(names: tuple[str, str]) -> Markup:
    keys = [element("span", words, class_="wb-token", style=f"background:{colour}") for _, words, colour in DIFFERENCES]
    said = f"Colour of a difference, {names[0]} minus {names[1]} (natural logarithm): "
    return probability_keys() + element("p", said, *keys, class_="wb-legend-line")


def _numbers(places: Sequence[Place], names: tuple[str, str]) -> Markup:
    rows = [
        (
            "" if place.first is None else visible(place.first),
            _number(place.first_logprob),
            "" if place.second is None else visible(place.second),
            _number(place.second_logprob),
            "changed" if place.difference is None else signed(place.difference),
        )
        for place in places[:_MOST]
    ]
    shown = table([names[0], "log-probability", names[1], "log-probability", "difference"], rows)
    return element("details", element("summary", "Numbers of these tokens"), element("div", shown, class_="wb-scroll"))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
