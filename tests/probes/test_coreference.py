"""A pronoun's referent by completion: how it is asked, and that a gap is made of pairs with both sides answered."""

import math
from typing import Any

import pandas as pd
import pytest

from workbench.models.scripted import ScriptedModel
from workbench.probes.choices import LikelyChoice
from workbench.probes.coreference import VARIANTS, Referents, gap_gauges
from workbench.probes.gauges import gauged

ASKS = Referents((), {"with_correct": ("side", 1)})
GAP = gap_gauges("gap", "", ("below", "above"))[0]


def pairs(count: int = 12) -> pd.DataFrame:
    """Return pairs of sentences that differ in the pronoun; the right one is the diver."""
    rows = []
    for pair in range(count):
        for side, pronoun in ((1, "she"), (-1, "he")):
            told = {"item": len(rows), "group": "all", "cluster": pair, "apart": "", "pronoun": pronoun}
            named = {"sentence": f"{pair}: {pronoun} dived.", "right": "diver", "wrong": "someone"}
            rows.append(told | named | {"side": side, "pair": f"pair {pair}"})
    return pd.DataFrame(rows)


def read(rows: pd.DataFrame, score: Any) -> pd.DataFrame:
    form = LikelyChoice(ASKS, VARIANTS[:1], "sum")
    (request,) = form.requests(rows, VARIANTS[0])
    return form.read(rows, VARIANTS[0], [ScriptedModel(score=score).score(request.items)])  # type: ignore[union-attr]


def test_the_frame_is_the_one_of_the_gpt3_paper() -> None:
    rows = pairs(1)
    assert ASKS.contexts(rows, VARIANTS[0])[0] == "0: she dived. ‘She’ refers to the"
    assert ASKS.options(rows, VARIANTS[0])[0] == (" diver", " someone")


def test_in_a_chat_the_person_begins_the_answer() -> None:
    assert ASKS.options(pairs(1), "chat")[0] == ("The diver", "Someone")


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_unconditional_cue_is_the_frame_without_the_sentence(variant: str) -> None:
    rows = pairs(1)
    for context, cue in zip(ASKS.contexts(rows, variant), ASKS.cues(rows, variant), strict=True):
        assert context.endswith(f" {cue}")
        assert "dived" not in cue


def test_a_pair_right_on_one_side_alone_adds_1_or_minus_1() -> None:
    def score(context: str, text: str) -> float:
        if ":" not in context:
            return -1.0
        right = (" she " in context) == (int(context.split(":")[0]) % 4 > 0)
        return -1.0 - ((text == " diver") != right)

    found = gauged(read(pairs(), score), GAP)
    assert (found.value, found.n) == (pytest.approx(0.5), 12)


def test_a_pair_with_one_side_unanswered_is_in_no_gap_and_counted() -> None:
    table = read(pairs(), lambda context, text: math.nan if context.startswith("3: he") else -float(len(text)))
    found = gauged(table, GAP)
    assert (found.n, found.unscored) == (11, 1)
    assert table["correct"].notna().sum() == 23


def test_a_sentence_without_a_partner_is_in_the_accuracy_alone() -> None:
    rows = pairs()
    rows.loc[rows["cluster"] == 0, "pair"] = ""
    table = read(rows, lambda context, text: -float(len(text)))
    assert (gauged(table, GAP).n, int(table["correct"].notna().sum())) == (11, 24)


def test_the_same_answer_to_both_pronouns_everywhere_gives_0_with_an_interval_of_some_width() -> None:
    found = gauged(read(pairs(), lambda context, text: -float(len(text))), GAP)
    assert found.value == 0.0
    assert found.low is not None
    assert found.low < 0.0


def test_rows_that_cannot_be_asked_about_are_in_no_figure() -> None:
    rows = pairs()
    rows.loc[rows["cluster"] == 0, ["apart", "pair"]] = ["cannot be told", ""]
    table = read(rows, lambda context, text: -float(len(text)))
    assert table["correct"].notna().sum() == 22
    assert (table["apart"] == "cannot be told").sum() == 2
