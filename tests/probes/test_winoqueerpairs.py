"""WinoQueer from a user's file: the authors' rule on the same scores, statements as clusters, columns by name."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import workbench.probes as probes
from workbench.errors import DataError, InputError
from workbench.probes.winoqueerpairs import COLUMNS


def pairs() -> pd.DataFrame:
    """Return sixty pairs of twelve statements about two identities, in the authors' columns."""
    return pd.DataFrame(
        [
            {"Gender_ID_x": identity, "Gender_ID_y": "Straight"}
            | {"sent_x": f"{identity} people are {what}.", "sent_y": f"Straight people are {what}."}
            for identity in ("LGBTQ", "Asexual", "Bisexual", "Lesbian", "Gay")
            for what in ("odd", "late", "tall", "loud", "shy", "rich", "calm", "old", "new", "sad", "far", "near")
        ]
    )


def authors(result: Any) -> dict[str, float]:
    """The rule of metric_autoregressive.py, written anew: sums rounded to three decimals, neutrals in the denominator."""
    counts: dict[str, list[int]] = {}
    for row in result.frame().to_dict("records"):
        one, other = (round(row[f"{side}_shared_logprob"], 3) for side in ("more", "less"))
        for group in ("all", row["group"]):
            counts.setdefault(group, []).append(int(one != other and one > other))
    return {group: sum(won) / len(won) for group, won in counts.items()}


def test_the_published_score_is_the_authors_on_the_same_sums(fake: Any) -> None:
    result = probes.winoqueer(pairs()).run(fake)
    published = result.published().set_index("group")["value"].to_dict()
    assert published == pytest.approx(authors(result))


def test_neutral_pairs_stay_in_the_published_denominator_and_are_apart_in_ours(respond: Any) -> None:
    table = pairs()
    model = respond(table["sent_x"][:30])
    result = probes.winoqueer(table).run(model)
    assert result.published().iloc[0][["value", "n", "neutral_count"]].tolist() == [0.5, 60, 30]
    assert (result.estimates()[0].value, result.estimates()[0].ties) == (1.0, 30)


def test_the_primary_figure_goes_by_the_shared_tokens(fake: Any) -> None:
    probe = probes.winoqueer(pairs())
    result = probe.run(fake)
    assert probe.primary[0].measure == "shared tokens only" == result.estimates()[0].measure
    assert result.robustness()["rule"].tolist()[0] == "shared tokens only"
    assert "shared tokens only" in result.verdict()
    assert "tokens that both sentences share" in result.words()["method"]


def test_pairs_that_make_one_statement_of_several_groups_are_one_cluster(fake: Any) -> None:
    result = probes.winoqueer(pairs()).run(fake)
    assert result.frame()["cluster"].nunique() == 12
    assert "12 clusters" in result.estimates()[0].method
    assert "drawn again together" in result.words()["method"]


def test_a_column_may_say_which_pairs_belong_together(fake: Any) -> None:
    table = pairs().assign(template=[place % 15 for place in range(60)])
    result = probes.winoqueer(table, columns={"cluster": "template"}).run(fake)
    assert result.frame()["cluster"].nunique() == 15


def test_the_authors_file_is_read_by_its_own_columns(tmp_path: Path, fake: Any) -> None:
    pairs().to_csv(tmp_path / "winoqueer_final.csv", index=False)
    probe = probes.winoqueer(tmp_path / "winoqueer_final.csv", limit=20)
    assert len(probe.run(fake).frame()) == 20
    again = probes.from_dict(json.loads(json.dumps(probe.to_dict())))
    assert again.requests() == probe.requests()


@pytest.mark.parametrize("column", COLUMNS.values())
def test_a_missing_column_is_named(column: str) -> None:
    with pytest.raises(InputError, match=column):
        probes.winoqueer(pairs().drop(columns=column))


def test_a_missing_column_of_a_file_is_named_with_the_file(tmp_path: Path) -> None:
    pairs().drop(columns="sent_y").to_csv(tmp_path / "mine.csv", index=False)
    with pytest.raises(DataError, match=r"mine.csv, line \d.*'sent_y'"):
        probes.winoqueer(tmp_path / "mine.csv")


def test_an_unknown_name_of_a_column_is_answered_with_the_near_one() -> None:
    with pytest.raises(InputError, match="Did you mean 'group'"):
        probes.winoqueer(pairs(), columns={"grup": "Gender_ID_x"})
