"""From logits to a token."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import softmax
from scipy.stats import chisquare

from workbench.models.sampling import alternatives, draw, likeliest, nucleus, random_stream
from workbench.records import Settings

LOGITS = np.array([1.0, 0.0, -1.0, 2.0, 0.5])
weights = st.lists(st.floats(0.01, 10), min_size=1, max_size=12)


def drawn(settings: Settings, times: int, logits: np.ndarray = LOGITS) -> Counter[int]:
    stream = random_stream(1, [5], 0)
    return Counter(draw(logits, {}, settings, stream) for _ in range(times))


SETTINGS = {
    "temperature 0.5": Settings(temperature=0.5),
    "temperature 1": Settings(),
    "temperature 2": Settings(temperature=2),
    "top_p 0.95": Settings(top_p=0.95),
    "top_p 0.8": Settings(top_p=0.8),
    "top_p 0.6, warmer": Settings(top_p=0.6, temperature=1.7),
    "top_p 0.3": Settings(top_p=0.3, temperature=2),
    "top_k 4": Settings(top_k=4),
    "top_k 5, top_p 0.7": Settings(top_k=5, top_p=0.7, temperature=1.5),
    "penalties": Settings(presence_penalty=0.8, frequency_penalty=-0.4),
    "bias": Settings(logit_bias={0: 2.5, 3: -1.5, 7: -100}),
    "all at once": Settings(temperature=1.3, top_p=0.85, frequency_penalty=0.5, logit_bias={2: 1.5}),
}
COUNTS = {1: 2, 3: 1}
WIDE = np.random.default_rng(5).normal(size=12) * 1.2


def exact(settings: Settings, logits: np.ndarray, counts: dict[int, int]) -> np.ndarray:
    """Return the distribution by its definition, in 64 bits and with a sort."""
    adjusted = logits.astype(np.float64)
    for token, amount in settings.logit_bias.items():
        adjusted[token] += amount
    for token, count in counts.items():
        adjusted[token] -= count * settings.frequency_penalty + settings.presence_penalty
    whole = softmax(adjusted / settings.temperature)
    order = sorted(range(len(whole)), key=lambda place: (-whole[place], place))[: settings.top_k]
    whole = whole / whole[order].sum()
    before = np.concatenate([[0.0], np.cumsum(whole[order])[:-1]])
    kept = np.zeros_like(whole)
    kept[order] = np.where(before < settings.top_p, whole[order], 0.0)
    return kept / kept.sum()


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS.keys())
def test_fifty_thousand_draws_follow_the_exact_distribution(settings: Settings) -> None:
    stream = random_stream(1, [5], 0)
    found = Counter(draw(WIDE, COUNTS, settings, stream) for _ in range(50_000))
    expected = exact(settings, WIDE, COUNTS)
    likely = [int(place) for place in np.flatnonzero(expected * 50_000 >= 5)]
    rare = 1 - expected[likely].sum()
    assert set(found) <= {int(place) for place in np.flatnonzero(expected)}
    counted = [*(found[place] for place in likely), 50_000 - sum(found[place] for place in likely)]
    wanted = [*(expected[place] * 50_000 for place in likely), rare * 50_000]
    if rare * 50_000 < 1e-6:
        counted, wanted = counted[:-1], wanted[:-1]
    assert chisquare(counted, np.array(wanted) * sum(counted) / sum(wanted)).pvalue > 1e-3


def test_a_draw_takes_as_many_random_numbers_whatever_it_does() -> None:
    places = set()
    for settings in SETTINGS.values():
        stream = random_stream(1, [5], 0)
        draw(WIDE, COUNTS, settings, stream)
        places.add(stream.random())
    assert len(places) == 1


def test_a_nucleus_in_a_large_vocabulary_is_that_of_the_sorted_list() -> None:
    logits = np.random.default_rng(1).normal(size=49_152).astype(np.float32) * 2.2
    kept = set(np.flatnonzero(exact(Settings(top_p=0.9), logits, {})).tolist())
    stream = random_stream(2, [5], 0)
    assert {draw(logits, {}, Settings(top_p=0.9), stream) for _ in range(3_000)} <= kept


def test_a_small_change_of_the_logits_moves_a_draw_at_a_boundary_only() -> None:
    logits = np.random.default_rng(1).normal(size=2_000).astype(np.float32) * 2.2
    near = logits + np.random.default_rng(2).uniform(-1e-4, 1e-4, 2_000).astype(np.float32)
    settings = Settings(top_p=0.9)
    moved = sum(
        draw(logits, {}, settings, random_stream(seed, [5], 0)) != draw(near, {}, settings, random_stream(seed, [5], 0))
        for seed in range(2_000)
    )
    assert moved < 20


@given(weights, st.floats(0, 1, exclude_max=True))
def test_a_nucleus_is_the_shortest_run_of_the_sorted_list(values: list[float], top_p: float) -> None:
    probabilities = np.array(values) / sum(values)
    kept, mass = [], 0.0
    for token in sorted(range(len(values)), key=lambda place: (-probabilities[place], place)):
        kept.append(token)
        mass += probabilities[token]
        if mass >= top_p:
            break
    assert np.flatnonzero(nucleus(probabilities, top_p)).tolist() == sorted(kept)


def test_of_equals_the_lower_id_is_in_the_nucleus() -> None:
    assert np.flatnonzero(nucleus(np.full(4, 0.25), 0.5)).tolist() == [0, 1]


@given(weights, st.integers(1, 14))
def test_the_likeliest_are_the_first_of_the_sorted_list(values: list[float], top_k: int) -> None:
    order = sorted(range(len(values)), key=lambda place: (-values[place], place))
    assert np.flatnonzero(likeliest(np.array(values), min(top_k, len(values)))).tolist() == sorted(order[:top_k])


def test_a_random_number_next_to_one_draws_the_last_token_kept() -> None:
    class Last:
        def random(self, size: int) -> np.ndarray:
            return np.full(size, np.nextafter(1, 0))

    logits = np.concatenate([np.ones(3), np.zeros(997)]).astype(np.float32)
    assert draw(logits, {}, Settings(top_k=3), Last()) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change", [{"temperature": 0}, {"top_p": 0}, {"temperature": 5e-324}, {"top_p": 1e-12}, {"top_k": 1}]
)
def test_the_likeliest_token_is_taken(change: dict[str, float]) -> None:
    assert set(drawn(Settings(**change), 50)) == {3}  # type: ignore[arg-type]


@pytest.mark.parametrize("change", [{"temperature": 0}, {"top_p": 0}])
def test_of_equals_the_lowest_id_is_taken(change: dict[str, float]) -> None:
    assert set(drawn(Settings(**change), 20, np.array([0.0, 1.0, 1.0]))) == {1}  # type: ignore[arg-type]


def test_penalties_follow_the_formula() -> None:
    settings = Settings(temperature=0, frequency_penalty=0.5, presence_penalty=0.75)
    logits = np.array([0.0, 1.0 + 2 * 0.5 + 0.75])  # after two draws of token 1 its logit is 1
    for rival, winner in ((0.999, 1), (1.001, 0)):
        assert draw(np.array([rival, logits[1]]), {1: 2}, settings, random_stream(0, [], 0)) == winner


def test_a_penalty_counts_each_draw_for_frequency_and_once_for_presence() -> None:
    counts = {0: 3}
    stream = random_stream(0, [], 0)
    assert draw(np.array([2.9, 0.0]), counts, Settings(temperature=0, frequency_penalty=1), stream) == 1
    assert draw(np.array([2.9, 0.0]), counts, Settings(temperature=0, presence_penalty=1), stream) == 0


def test_a_bias_is_added_to_the_logit() -> None:
    assert draw(LOGITS, {}, Settings(temperature=0, logit_bias={2: 3.001}), random_stream(0, [], 0)) == 2


def test_a_bias_of_minus_100_bans_a_token() -> None:
    assert 3 not in drawn(Settings(logit_bias={3: -100}), 2000)


def test_drawing_leaves_the_logits_as_they_were() -> None:
    logits = LOGITS.copy()
    draw(logits, {0: 1}, Settings(presence_penalty=1, logit_bias={1: 5}), random_stream(0, [], 0))
    assert logits.tolist() == LOGITS.tolist()


def test_a_token_of_probability_zero_is_never_drawn() -> None:
    assert set(drawn(Settings(), 500, np.array([-np.inf, 0.0, -np.inf, 0.0, -np.inf]))) == {1, 3}


class Number:
    """Stands for a stream that gives one number again and again."""

    def __init__(self, number: float) -> None:
        self.number = number

    def random(self, size: int) -> np.ndarray:
        return np.full(size, self.number)


@pytest.mark.parametrize(("number", "token"), [(0.0, 1), (1 - 2**-53, 3)])
def test_the_ends_of_the_random_numbers_give_tokens_that_can_be_drawn(number: float, token: int) -> None:
    logits = np.array([-np.inf, 0.0, 0.0, 0.0, -np.inf])
    assert draw(logits, {}, Settings(), Number(number)) == token  # type: ignore[arg-type]


def test_the_same_stream_gives_the_same_numbers() -> None:
    assert random_stream(3, [1, 2], 0).random(5).tolist() == random_stream(3, [1, 2], 0).random(5).tolist()


def test_streams_of_other_seeds_items_and_repeats_differ() -> None:
    keys = [(3, [1, 2], 0), (4, [1, 2], 0), (3, [12], 0), (3, [1, 2], 1), (31, [2], 0), (3, [], 0)]
    assert len({random_stream(*key).random() for key in keys}) == len(keys)


def test_streams_of_two_candidates_do_not_go_together() -> None:
    first, second = (random_stream(0, [1], repeat).random(5000) for repeat in (0, 1))
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.06


def test_alternatives_are_the_likeliest_first() -> None:
    logprob, top = alternatives(LOGITS, 3, 3)
    assert [token for token, _ in top] == [3, 0, 4]
    assert logprob == pytest.approx(np.log(softmax(LOGITS))[3])


def test_the_chosen_token_is_always_among_the_alternatives() -> None:
    assert [token for token, _ in alternatives(LOGITS, 2, 2)[1]] == [3, 0, 2]


def test_zero_alternatives_give_the_chosen_token_alone() -> None:
    assert [token for token, _ in alternatives(LOGITS, 1, 0)[1]] == [1]


def test_more_alternatives_than_tokens_give_all() -> None:
    assert len(alternatives(LOGITS, 1, 20)[1]) == 5


@given(weights)
def test_no_logprob_is_above_zero(values: list[float]) -> None:
    assert all(value <= 0 for _, value in alternatives(np.array(values), 0, len(values))[1])
