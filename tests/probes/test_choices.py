"""A choice among options by likelihood: every normalisation, ties and missing scores; what a table keeps of it."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from workbench.errors import InputError
from workbench.models.scripted import ScriptedModel
from workbench.probes.choices import CHAT, NORMALISED, Chosen, Column, LikelyChoice, chosen_variants
from workbench.records import Scoring

ROWS = pd.DataFrame(
    {"item": [0, 1], "group": "all", "cluster": [0, 1], "apart": "", "text": ["Tea or juice?", "Sea or lake?"]}
)


class Drinks:
    """Two options of different length after each text."""

    columns = ("text",)
    known = ("plain", CHAT)

    def contexts(self, rows: pd.DataFrame, variant: str) -> list[str]:
        return rows["text"].tolist()

    def options(self, rows: pd.DataFrame, variant: str) -> list[tuple[str, ...]]:
        return [(" tea", " orange juice")] * len(rows)

    def cues(self, rows: pd.DataFrame, variant: str) -> list[str]:
        return ["Answer:"] * len(rows)

    def tell(self, rows: pd.DataFrame, chosen: Chosen) -> dict[str, Column]:
        return {"first": chosen.column(np.array([True, False]), chosen.place == 0)}

    def told(self, variants: Any) -> str:
        return "Drinks are asked for."


def read(score: Any, rule: str = "sum") -> pd.DataFrame:
    form = LikelyChoice(Drinks(), ("plain",), rule)
    (request,) = form.requests(ROWS, "plain")
    assert isinstance(request, Scoring)
    return form.read(ROWS, "plain", [ScriptedModel(score=score).score(request.items)])


def test_every_normalisation_chooses_by_its_own_figure() -> None:
    """Sum -4 and -5; per token -4 and -2.5; per character -4/3 and -5/12; minus unconditional -4 + 6 and -5 + 6."""

    def score(context: str, text: str) -> float:
        return -6.0 if context == "Answer:" else -4.0 if text == " tea" else -5.0

    found = read(score).iloc[0]
    assert {rule: found["first" if rule == "sum" else f"first_{rule}"] for rule in NORMALISED} == {
        "sum": 1.0,
        "token": 0.0,
        "character": 0.0,
        "unconditional": 1.0,
    }


def test_the_space_that_leads_to_an_option_is_no_character_of_it() -> None:
    """-3.2 / 3 is below -12 / 12; with the spaces counted, -3.2 / 4 would be above -12 / 13."""

    def score(context: str, text: str) -> float:
        return -3.2 if text == " tea" else -12.0

    assert read(score, "character")["chosen"].tolist() == [1.0, 1.0]


def test_options_equally_likely_are_a_tie_and_no_answer() -> None:
    found = read(lambda context, text: -2.0)
    assert found["apart"].tolist() == ["tie", "tie"]
    assert found["first"].isna().all()


def test_an_option_without_a_score_leaves_the_item_unscored() -> None:
    found = read(lambda context, text: math.nan if text == " tea" else -2.0)
    assert found["apart"].tolist() == ["unscored", "unscored"]
    assert found["first_token_apart"].tolist() == ["unscored", ""]


def test_a_missing_unconditional_score_touches_that_rule_alone() -> None:
    found = read(lambda context, text: math.nan if context == "Answer:" else -float(len(text)))
    assert found["apart"].tolist() == ["", ""]
    assert found["first_unconditional_apart"].tolist() == ["unscored", ""]


def test_what_a_column_is_not_about_is_counted_nowhere() -> None:
    found = read(lambda context, text: -2.0)
    assert found["first_apart"].tolist() == ["tie", ""]


def test_options_that_stand_alone_are_asked_once() -> None:
    (request,) = LikelyChoice(Drinks(), ("plain",)).requests(ROWS, "plain")
    assert request.items[4:] == (("Answer:", " tea"), ("Answer:", " orange juice"))


def test_the_chat_variant_asks_in_the_chat_template() -> None:
    (request,) = LikelyChoice(Drinks(), (CHAT,)).requests(ROWS, CHAT)
    assert isinstance(request, Scoring)
    assert request.start == "chat"


def test_the_log_probability_of_every_option_is_kept() -> None:
    found = read(lambda context, text: -float(len(text)))
    assert found[["option0_logprob", "option1_logprob"]].to_numpy().tolist() == [[-4.0, -13.0]] * 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("plain", "give a list"),
        ([], "give a list"),
        (["plain", "plain"], "without repetition"),
        (["plan"], "Did you mean 'plain'"),
    ],
)
def test_variants_that_are_none_are_told(given: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        chosen_variants(given, Drinks.known)
