import struct

import pandas as pd
import pytest

from workbench.errors import InputError
from workbench.figures import Figure, forest, forests
from workbench.records import Estimate
from workbench.stats import share


def estimates() -> list[Estimate]:
    counts = {"age": (9, 1, 0), "gender": (52, 48, 3), "religion": (0, 0, 5), "all": (600, 400, 8)}
    return [share(*count, measure="stereotype share", group=name) for name, count in counts.items()]


@pytest.fixture(scope="module")
def drawn() -> Figure:
    return forest(estimates(), title="Pairs <b>& $x$")


def test_the_whole_set_stands_on_top_and_the_groups_keep_their_order(drawn: Figure) -> None:
    assert drawn.frame["group"].tolist() == ["all", "age", "gender", "religion"]


def test_the_drawn_numbers_are_the_estimates(drawn: Figure) -> None:
    whole = drawn.frame.iloc[0]
    assert (whole["value"], whole["n"], whole["ties"], whole["neutral"]) == (0.6, 1000, 8, 0.5)


def test_what_cannot_be_told_is_marked(drawn: Figure) -> None:
    assert dict(zip(drawn.frame["group"], drawn.frame["told"], strict=True)) == {
        "all": True,
        "age": True,
        "gender": False,
        "religion": False,
    }


def test_the_alternative_text_says_every_number_and_every_doubt(drawn: Figure) -> None:
    assert "gender: 0.520 [0.423, 0.615], n 100, ties 3, cannot tell." in drawn.alt
    assert "religion: no answer, n 0, ties 5." in drawn.alt
    assert "Neutral value 0.5" in drawn.alt


def test_the_same_estimates_give_the_same_bytes(drawn: Figure) -> None:
    assert drawn.svg() == forest(estimates(), title="Pairs <b>& $x$").svg()


def test_the_picture_holds_no_date_and_no_script(drawn: Figure) -> None:
    svg = drawn.svg()
    assert "dc:date" not in svg
    assert "<script" not in svg


def test_markup_in_a_title_stays_text(drawn: Figure) -> None:
    assert "<b>" not in drawn.svg()
    assert "Pairs &lt;b&gt;&amp; $x$" in drawn.svg()


def test_a_notebook_gets_a_png_with_alternative_text(drawn: Figure) -> None:
    data, about = drawn._repr_png_()
    width, height = struct.unpack(">II", data[16:24])
    assert data.startswith(b"\x89PNG")
    assert width > 600 and height > 200
    assert about == {"alt": drawn.alt}


def test_saving_writes_the_numbers_beside_the_picture(drawn: Figure, tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = drawn.save(tmp_path / "figures", "groups")
    assert path.read_text(encoding="utf-8") == drawn.svg()
    numbers = pd.read_csv(path.with_suffix(".csv"))
    assert numbers["value"].tolist()[:3] == drawn.frame["value"].tolist()[:3]


def test_the_repr_is_one_short_line(drawn: Figure) -> None:
    assert repr(drawn) == "Figure('Pairs <b>& $x$', 4 rows)"


def test_drawing_leaves_matplotlib_as_it_was() -> None:
    import matplotlib

    before = dict(matplotlib.rcParams)
    forest(estimates(), title="Pairs").png()
    assert dict(matplotlib.rcParams) == before


def test_estimates_without_neutral_or_answer_can_be_drawn() -> None:
    empty = Estimate("m", "all", None, None, None, 0, "nats", "no answer")
    assert forest([empty], title="None", neutral=None).svg().startswith("<svg")


def test_nothing_to_draw_is_told() -> None:
    with pytest.raises(InputError, match="no estimate"):
        forest([], title="None")


def test_two_units_in_one_figure_are_refused() -> None:
    other = Estimate("m", "x", 1.0, 0.5, 1.5, 3, "nats", "t")
    with pytest.raises(InputError, match="several units"):
        forest([*estimates(), other], title="Mixed")


def grid() -> dict[str, list[Estimate]]:
    words = [Estimate("mean length", name, 9.0, 8.0, 10.0, 4, "words", "t") for name in ("small", "large")]
    return {"Pairs <b>": estimates()[:2], "Length": words}


def test_panels_and_their_rows_keep_their_order() -> None:
    frame = forests(grid(), title="Two probes").frame
    assert frame["panel"].tolist() == ["Pairs <b>", "Pairs <b>", "Length", "Length"]
    assert frame["group"].tolist() == ["age", "gender", "small", "large"]


def test_each_panel_has_its_own_neutral_value_in_the_alternative_text() -> None:
    alt = forests(grid(), title="Two probes").alt
    assert alt.startswith("Two probes. Forest plot. Pairs <b>. Neutral value 0.5.")
    assert "Forest plot. Length. small: 9.000 [8.000, 10.000], n 4, ties 0." in alt


def test_panels_of_several_units_are_drawn_alike_each_time() -> None:
    svg = forests(grid(), title="Two probes").svg()
    assert svg == forests(grid(), title="Two probes").svg()
    assert "<b>" not in svg


def test_two_neutral_values_in_one_panel_are_refused() -> None:
    with pytest.raises(InputError, match="Panel 'Mixed' needs estimates of one unit and one neutral value"):
        forests({"Mixed": [*estimates(), *grid()["Length"]]}, title="Mixed")


def test_no_panel_is_told() -> None:
    with pytest.raises(InputError, match="no estimate"):
        forests({}, title="None")


def test_the_numbers_beside_a_picture_are_safe_in_a_spreadsheet(tmp_path) -> None:  # type: ignore[no-untyped-def]
    hostile = [Estimate("m", "=1+1", 1.0, 0.5, 1.5, 3, "nats", "t")]
    path = forest(hostile, title="Formula", neutral=None).save(tmp_path, "formula")
    assert "'=1+1" in path.with_suffix(".csv").read_text()
