"""Ready tasks to start the few-shot builder from, each with examples, a query and rows to measure on; text alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["READY", "Ready"]


@dataclass(frozen=True)
class Ready:
    """A task to start from.

    Attributes
    ----------
    name : str
        How it stands in the list.
    task : dict
        What `FewShot` takes.
    query : dict
        Something to ask.
    data : tuple of dict
        Rows to measure on; made up, too few to conclude anything from.
    """

    name: str
    task: Mapping[str, Any]
    query: Mapping[str, str]
    data: tuple[dict[str, str], ...]


def _rows(first: str, second: str, pairs: Sequence[tuple[str, str]]) -> tuple[dict[str, str], ...]:
    return tuple({first: one, second: two} for one, two in pairs)


_KITCHEN = Ready(
    "reviews of kitchen things: positive or negative",
    {
        "input": "Review: {text}",
        "output": "Sentiment: {label}",
        "labels": ["positive", "negative"],
        "examples": _rows(
            "text",
            "label",
            [
                ("This pan heats evenly and nothing sticks to it.", "positive"),
                ("The kettle leaks from the first day on.", "negative"),
                ("A sharp knife that stays sharp.", "positive"),
                ("The lid does not fit the pot.", "negative"),
                ("My favourite mug: it keeps tea hot for an hour.", "positive"),
                ("The toaster burns one side and leaves the other white.", "negative"),
            ],
        ),
    },
    {"text": "The whisk bent in the first week."},
    _rows(
        "text",
        "label",
        [
            ("The bowls stack well and are easy to clean.", "positive"),
            ("The grater is blunt.", "negative"),
            ("These spoons feel solid and look good.", "positive"),
            ("The handle came off in my hand.", "negative"),
            ("The oven gloves are thick and soft.", "positive"),
            ("The scale shows another weight each time.", "negative"),
            ("A blender that is quiet and quick.", "positive"),
            ("The paint comes off the plates.", "negative"),
            ("The jar closes tightly.", "positive"),
            ("The tray bends when it gets hot.", "negative"),
            ("Great value, I bought a second one.", "positive"),
            ("It broke after two days.", "negative"),
        ],
    ),
)

_WEATHER = Ready(
    "weather notes: sun, rain or snow",
    {
        "instruction": "Say what the weather was.",
        "input": "Note: {note}",
        "output": "Weather: {weather}",
        "labels": ["sun", "rain", "snow"],
        "examples": _rows(
            "note",
            "weather",
            [
                ("Puddles everywhere, and my umbrella is still wet.", "rain"),
                ("Not a cloud all day; we ate outside.", "sun"),
                ("The garden lies white and quiet this morning.", "snow"),
                ("It poured until noon.", "rain"),
                ("We needed hats against the bright light.", "sun"),
                ("Flakes as big as coins came down.", "snow"),
            ],
        ),
    },
    {"note": "The gutters ran over all evening."},
    _rows(
        "note",
        "weather",
        [
            ("Drops ran down the window all afternoon.", "rain"),
            ("The sky was blue from morning to evening.", "sun"),
            ("They built a man with a carrot for a nose.", "snow"),
            ("My boots were soaked on the way home.", "rain"),
            ("The beach was warm and dazzling.", "sun"),
            ("The plough cleared the road at six.", "snow"),
            ("A shower spoiled the picnic.", "rain"),
            ("We sat in the shade, it was so bright.", "sun"),
            ("Icy flakes covered the roofs.", "snow"),
        ],
    ),
)

_OPPOSITES = Ready(
    "opposites: the model writes the answer",
    {
        "instruction": "Give the opposite of each word.",
        "input": "Word: {word}",
        "output": "Opposite: {opposite}",
        "examples": _rows(
            "word",
            "opposite",
            [("hot", "cold"), ("early", "late"), ("full", "empty"), ("loud", "quiet"), ("wide", "narrow")],
        ),
        "settings": {"max_tokens": 8},
    },
    {"word": "high"},
    _rows(
        "word",
        "opposite",
        [
            ("big", "small"),
            ("wet", "dry"),
            ("open", "closed"),
            ("fast", "slow"),
            ("old", "new"),
            ("light", "dark"),
            ("near", "far"),
            ("deep", "shallow"),
        ],
    ),
)

READY: tuple[Ready, ...] = (_KITCHEN, _WEATHER, _OPPOSITES)
