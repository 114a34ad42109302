"""A difference beyond the instrument's own: worked values, coverage by simulation, and what is refused."""

from collections.abc import Sequence

import numpy as np
import pytest
from scipy import stats as scipy_stats

from workbench import stats
from workbench.errors import InputError
from workbench.stats import Sides, cannot_tell, jointly

TRUTH = 0.15, 0.05, 0.10  # in the texts, on the controls, beyond them


def planted(rng: np.random.Generator, clusters: int, effect: float, *, both: bool) -> Sides:
    """Return skewed scores of up to three items a side and cluster, with an effect on the first side."""
    values: list[float] = []
    first: list[bool] = []
    names: list[int] = []
    for cluster in range(clusters):
        level, own = rng.normal(0, 0.2), rng.normal(0, 0.1)
        for side in (True, False) if both else (cluster % 2 == 0,):
            for _ in range(rng.integers(1, 4)):
                values.append(level + (effect + own if side else 0) + rng.exponential(0.15) - 0.15)
                first.append(side)
                names.append(cluster)
    return Sides(values, first, names)


@pytest.mark.parametrize(("clusters", "templates", "both"), [(14, 12, True), (40, 12, False), (40, 8, True)])
def test_the_intervals_cover_planted_differences(clusters: int, templates: int, both: bool) -> None:
    covered = np.zeros(3)
    for place in range(600):
        rng = np.random.default_rng([clusters, place])
        texts, controls = (
            planted(rng, clusters, TRUTH[0], both=both),
            planted(rng, templates, TRUTH[1], both=True),
        )
        found = jointly(texts, controls, group="a - b", resamples=500, seed=place)
        covered += [(e.low or 0) <= truth <= (e.high or 0) for e, truth in zip(found, TRUTH, strict=True)]
    assert ((covered / 600 >= 0.925) & (covered / 600 <= 0.975)).all(), covered / 600


def test_an_effect_that_is_all_the_instruments_own_leaves_nothing_beyond() -> None:
    wrong = 0
    for place in range(300):
        rng = np.random.default_rng([7, place])
        texts, controls = (planted(rng, count, 0.2, both=True) for count in (20, 15))
        wrong += not cannot_tell(jointly(texts, controls, group="a - b", resamples=200, seed=place)[2])
    assert wrong / 300 < 0.08


def sides(first: Sequence[float], second: Sequence[float], clusters: Sequence[object] | None = None) -> Sides:
    values = [*first, *second]
    return Sides(values, [True] * len(first) + [False] * len(second), list(clusters or range(len(values))))  # type: ignore[arg-type]


def test_the_figure_beyond_is_one_difference_minus_the_other() -> None:
    texts, controls, beyond = jointly(sides([3, 5, 4], [1, 2, 0]), sides([1, 3], [0, 1]), group="a - b")
    assert [one.value for one in (texts, controls, beyond)] == [3.0, 1.5, 1.5]


def test_few_independent_items_have_the_t_test_of_unequal_variances() -> None:
    first, second = [3.0, 5.0, 4.0, 4.5], [1.0, 2.5, 0.0, 2.0, 3.0]
    found = jointly(sides(first, second), sides([0, 1], [0, 1]), group="a - b")[0]
    theirs = scipy_stats.ttest_ind(first, second, equal_var=False)
    interval = theirs.confidence_interval()
    assert [found.low, found.high, found.p] == pytest.approx([interval.low, interval.high, theirs.pvalue])


def test_pairs_that_share_a_cluster_have_the_paired_t_test() -> None:
    first, second = [3.0, 5.0, 4.0, 4.5], [1.0, 2.5, 0.0, 2.0]
    found = jointly(sides(first, second, [*range(4), *range(4)]), sides([0, 1], [0, 1]), group="a - b")[0]
    assert found.p == pytest.approx(scipy_stats.ttest_rel(first, second).pvalue)


def test_repeated_items_of_a_cluster_do_not_narrow_the_interval() -> None:
    rng = np.random.default_rng(3)
    texts, controls = planted(rng, 20, 0.1, both=True), planted(rng, 12, 0.0, both=True)
    again = Sides(list(texts.values) * 5, list(texts.first) * 5, list(texts.clusters) * 5)
    once, more = (jointly(given, controls, group="a - b")[2] for given in (texts, again))
    assert (more.low, more.high) == pytest.approx((once.low, once.high))


def test_the_order_of_items_changes_nothing() -> None:
    rng = np.random.default_rng(4)
    texts, controls = planted(rng, 20, 0.1, both=False), planted(rng, 12, 0.0, both=True)
    turned = Sides(list(texts.values)[::-1], list(texts.first)[::-1], list(texts.clusters)[::-1])
    assert jointly(turned, controls, group="a - b") == jointly(texts, controls, group="a - b")


def test_swapped_groups_flip_every_sign() -> None:
    rng = np.random.default_rng(5)
    parts = planted(rng, 20, 0.1, both=True), planted(rng, 12, 0.0, both=True)
    swapped = [Sides(one.values, [not side for side in one.first], one.clusters) for one in parts]
    there, back = jointly(*parts, group="a - b"), jointly(*swapped, group="b - a")
    assert [one.value for one in back] == pytest.approx([-(one.value or 0) for one in there])
    assert back[2].low == pytest.approx(-(there[2].high or 0), abs=1e-9)


def test_a_group_without_items_gives_no_answer() -> None:
    texts, controls, beyond = jointly(sides([1.0, 2.0], []), sides([0, 1], [0, 1]), group="a - b")
    assert (texts.value, beyond.value, controls.value) == (None, None, 0.0)
    assert cannot_tell(texts) and cannot_tell(beyond)


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (sides([1.0, 2.0], [0.5, 1.0], ["a", "a", "b", "c"]), "one cluster alone"),
        (sides([1.0, 1.0], [0.5, 0.5]), "the same in all of only 4 clusters"),
    ],
)
def test_without_variation_there_is_no_interval_and_the_method_says_so(texts: Sides, said: str) -> None:
    found = jointly(texts, sides([0, 0], [0, 0]), group="a - b")[2]
    assert found.low is None and found.value is not None
    assert said in found.method
    assert cannot_tell(found)


@pytest.mark.parametrize(("gap", "p"), [(0.5, 0.0), (0.0, 1.0)])
def test_a_difference_that_six_clusters_agree_on_has_an_interval_without_width(gap: float, p: float) -> None:
    same = sides([1.0] * 6, [1.0 - gap] * 6, [*range(6), *range(6)])
    found = jointly(same, sides([0.0] * 6, [0.0] * 6, [*range(6), *range(6)]), group="a - b")[2]
    assert (found.low, found.value, found.high, found.p) == (gap, gap, gap, p)
    assert cannot_tell(found) == (gap == 0.0)


def test_a_cluster_of_a_kind_of_its_own_is_drawn_among_all() -> None:
    texts = sides([1.0, 2.0, 3.0], [0.5, 1.0, 0.0], ["a", "b", "c", "a", "d", "e"])  # "a" alone holds both groups
    found = jointly(texts, sides([0, 1], [0, 1]), group="a - b")[0]
    assert found.low is not None and found.high is not None and found.low < (found.value or 0) < found.high


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (Sides([1.0, 2.0], [True], ["a", "b"]), "1 sides"),
        (Sides([1.0, float("nan")], [True, False], ["a", "b"]), "not finite"),
    ],
)
def test_bad_input_is_answered_in_words(texts: Sides, words: str) -> None:
    with pytest.raises(InputError, match=words):
        jointly(texts, sides([0, 1], [0, 1]), group="a - b")


def test_no_draws_are_refused() -> None:
    with pytest.raises(InputError, match="resamples=0"):
        stats.jointly(sides([0, 1], [0, 1]), sides([0, 1], [0, 1]), group="a - b", resamples=0)
