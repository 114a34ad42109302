"""The contract of every model, checked on the one without weights."""

import math
from typing import Any

import pytest

from workbench.errors import ContextError, InputError
from workbench.models.fake import FakeModel
from workbench.records import Settings

VARIED: list[dict[str, Any]] = [
    {},
    {"n": 3, "max_tokens": 20},
    {"stop": [" the", "\n", "."], "max_tokens": 40},
    {"stop": " nurse", "n": 4, "temperature": 0.7},
    {"top_p": 0.5, "logprobs": 3},
    {"temperature": 0, "max_tokens": 8},
    {"temperature": 2, "max_tokens": 60},
    {"echo": True, "logprobs": 2},
    {"echo": True, "n": 2},
    {"presence_penalty": 1, "frequency_penalty": -1},
    {"max_tokens": 0, "echo": True},
]


@pytest.mark.parametrize("settings", VARIED, ids=str)
@pytest.mark.parametrize("seed", range(5))
def test_a_stream_joins_to_what_complete_returns(fake: FakeModel, settings: dict[str, Any], seed: int) -> None:
    choices = fake.complete("One café 😀", seed=seed, **settings).choices
    pieces = list(fake.stream("One café 😀", seed=seed, **settings))
    for choice in choices:
        own = [piece for piece in pieces if piece.choice == choice.index]
        assert ("".join(own), own[-1].finish_reason) == (choice.text, choice.finish_reason)


@pytest.mark.parametrize("settings", [one for one in VARIED if "logprobs" in one], ids=str)
def test_a_stream_carries_the_tokens_and_numbers_of_complete(fake: FakeModel, settings: dict[str, Any]) -> None:
    choice = fake.complete("One", **settings).choices[0]
    pieces = list(fake.stream("One", **settings))
    assert tuple(token for piece in pieces for token in piece.tokens) == choice.tokens
    assert tuple(value for piece in pieces for value in piece.token_logprobs) == choice.token_logprobs
    assert tuple(top for piece in pieces for top in piece.top_logprobs) == choice.top_logprobs


def test_a_stream_without_logprobs_has_tokens_and_no_numbers(fake: FakeModel) -> None:
    pieces = [piece for piece in fake.stream("One", max_tokens=6) if piece.tokens]
    assert all(piece.token_logprobs == (None,) * len(piece.tokens) for piece in pieces)


@pytest.mark.parametrize("settings", VARIED, ids=str)
@pytest.mark.parametrize("prompt", ["", "One two", "naïve 👩‍🔬\r\n"])
def test_tokens_join_to_the_text_and_offsets_follow_their_lengths(
    fake: FakeModel, settings: dict[str, Any], prompt: str
) -> None:
    for choice in fake.complete(prompt, **{**settings, "logprobs": 1}).choices:
        tokens, offsets = choice.tokens or (), choice.text_offset or ()
        begin = 0 if settings.get("echo") else len(prompt)
        assert "".join(tokens) == choice.text
        assert list(offsets) == [begin + sum(map(len, tokens[:place])) for place in range(len(tokens))]


def test_the_same_seed_gives_the_same_text(fake: FakeModel) -> None:
    assert fake.complete("One", seed=5) == fake.complete("One", seed=5)


def test_another_seed_gives_another_text(fake: FakeModel) -> None:
    assert fake.complete("One", seed=5).text != fake.complete("One", seed=6).text


def test_the_choices_of_one_prompt_differ(fake: FakeModel) -> None:
    assert len({choice.text for choice in fake.complete("One", n=5).choices}) == 5


def test_asking_for_more_choices_changes_none_of_the_first(fake: FakeModel) -> None:
    few, many = fake.complete("One", n=2), fake.complete("One", n=5)
    assert [choice.text for choice in few.choices] == [choice.text for choice in many.choices[:2]]


def test_p_prompts_and_n_choices_are_indexed_through(fake: FakeModel) -> None:
    completion = fake.complete(["One", "Two", "Three"], n=2)
    assert [choice.index for choice in completion.choices] == list(range(6))


def test_the_order_of_the_prompts_changes_no_text(fake: FakeModel) -> None:
    forward = fake.complete(["One", "Two", "Three"])
    back = fake.complete(["Three", "Two", "One"])
    assert [choice.text for choice in forward.choices] == [choice.text for choice in reversed(back.choices)]


def test_a_prompt_given_twice_gives_the_same_text_twice(fake: FakeModel) -> None:
    assert len({choice.text for choice in fake.complete(["One", "One"]).choices}) == 1


@pytest.mark.parametrize("text", ["One two", "café 😀", "a\ufffd", "\r\n\t "])
def test_token_ids_give_what_their_text_gives(fake: FakeModel, text: str) -> None:
    settings: dict[str, Any] = {"echo": True, "logprobs": 1}
    assert fake.complete(fake.encode(text), **settings) == fake.complete(text, **settings)


def test_a_character_begun_by_the_ids_is_finished_by_the_completion(fake: FakeModel) -> None:
    data = list("é".encode())
    bias = {data[1]: 100}
    completion = fake.complete([65, data[0]], max_tokens=1, logit_bias=bias, echo=True)
    assert completion.text == "Aé"


def test_no_prompt_is_the_start_of_a_document(fake: FakeModel) -> None:
    assert fake.complete().choices == fake.complete("").choices


def test_messages_are_shown_as_the_text_the_model_saw(fake: FakeModel) -> None:
    messages = [{"role": "user", "content": "Hi"}]
    assert fake.complete(messages=messages).prompts == (fake.chat(messages),)


def test_messages_complete_as_their_text_does(fake: FakeModel) -> None:
    messages = [{"role": "user", "content": "Hi"}]
    assert fake.complete(messages=messages).text == fake.complete(fake.chat(messages)).text


def test_prompt_and_messages_together_are_refused(fake: FakeModel) -> None:
    with pytest.raises(InputError, match="not both"):
        fake.complete("a", messages=[{"role": "user", "content": "Hi"}])


def test_no_tokens_with_echo_score_the_prompt(fake: FakeModel) -> None:
    choice = fake.complete("One two.", max_tokens=0, echo=True, logprobs=0).choices[0]
    first, *rest = choice.token_logprobs or ()
    assert (choice.text, choice.finish_reason, len(choice.tokens or ())) == (
        "One two.",
        "length",
        fake.count("One two."),
    )
    assert first is None
    assert all(value is not None and value <= 0 for value in rest)


def test_no_tokens_without_echo_are_an_empty_text(fake: FakeModel) -> None:
    assert fake.complete("One", max_tokens=0).text == ""


def test_echoed_numbers_are_those_of_score(fake: FakeModel) -> None:
    choice = fake.complete("One two.", max_tokens=0, echo=True, logprobs=0).choices[0]
    score = fake.score([("One", " two.")])[0]
    assert (choice.token_logprobs or ())[1:] == pytest.approx(score.token_logprobs)


def test_echo_gives_the_same_completion_after_the_prompt(fake: FakeModel) -> None:
    assert fake.complete("One", echo=True).text == "One" + fake.complete("One").text


def test_best_of_returns_the_highest_means_best_first(fake: FakeModel) -> None:
    def mean(place: int) -> float:
        values = drawn[place].token_logprobs or ()
        return sum(value or 0.0 for value in values) / len(values)

    settings: dict[str, Any] = {"logprobs": 0, "max_tokens": 6, "logit_bias": {token: -100 for token in fake.end_ids}}
    drawn = fake.complete("One", n=6, **settings).choices
    ranked = sorted(range(6), key=mean, reverse=True)
    best = fake.complete("One", n=2, best_of=6, **settings).choices
    assert [choice.text for choice in best] == [drawn[place].text for place in ranked[:2]]


def test_best_of_ranks_by_the_mean_and_not_by_the_sum(fake: FakeModel) -> None:
    settings: dict[str, Any] = {"logprobs": 0, "max_tokens": 20, "seed": 8, "logit_bias": {min(fake.end_ids): 4}}
    values = [choice.token_logprobs or (-math.inf,) for choice in fake.complete("One", n=8, **settings).choices]
    by_mean = max(values, key=lambda own: sum(own) / len(own))  # type: ignore[arg-type]
    assert by_mean != max(values, key=sum)  # type: ignore[arg-type]
    assert fake.complete("One", best_of=8, **settings).choices[0].token_logprobs == by_mean


@pytest.mark.parametrize("settings", [{"best_of": 2}, {"n": 2, "best_of": 2}])
def test_best_of_is_not_streamed(fake: FakeModel, settings: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="best_of=2 cannot be streamed"):
        fake.stream("One", **settings)


def test_several_prompts_are_not_streamed(fake: FakeModel) -> None:
    with pytest.raises(InputError, match="stream takes one prompt, 2 were given"):
        fake.stream(["a", "b"])


@pytest.mark.parametrize("count", [0, 1, 5, 20])
def test_the_chosen_token_is_among_its_alternatives(fake: FakeModel, count: int) -> None:
    choice = fake.complete("One", logprobs=count, max_tokens=60, temperature=2).choices[0]
    for value, top in zip(choice.token_logprobs or (), choice.top_logprobs or (), strict=True):
        assert top is not None
        assert value in top.values()
        assert len(top) in {max(count, 1), count + 1}


def test_alternatives_come_likeliest_first(fake: FakeModel) -> None:
    for top in fake.complete("One", logprobs=5).choices[0].top_logprobs or ():
        assert top is not None
        assert list(top.values()) == sorted(top.values(), reverse=True)


def test_logprobs_left_out_give_none(fake: FakeModel) -> None:
    choice = fake.complete("One").choices[0]
    assert (choice.tokens, choice.token_logprobs, choice.top_logprobs, choice.text_offset) == (None,) * 4


def test_logprobs_are_the_models_own_before_bias_and_temperature(fake: FakeModel) -> None:
    token = fake.encode(" nurse")[0]
    plain = fake.score([("One", " nurse")])[0].logprob
    choice = fake.complete("One", max_tokens=1, logit_bias={token: 100}, temperature=2, logprobs=0).choices[0]
    assert (choice.token_logprobs or ())[0] == pytest.approx(plain)


def test_a_banned_end_is_never_drawn(fake: FakeModel) -> None:
    choices = fake.complete("One", n=30, max_tokens=40, logit_bias={token: -100 for token in fake.end_ids}).choices
    assert {choice.finish_reason for choice in choices} == {"length"}


def test_a_text_the_model_ends_has_the_reason_stop(fake: FakeModel) -> None:
    end = next(iter(fake.end_ids))
    choice = fake.complete("One", logit_bias={end: 100}, logprobs=1).choices[0]
    assert (choice.text, choice.finish_reason, choice.tokens) == ("", "stop", ())


@pytest.mark.parametrize("seed", range(10))
def test_a_stop_never_stands_in_the_text(fake: FakeModel, seed: int) -> None:
    stops = [" the", "e", ".\n", " nurse doctor"]
    assert not any(
        stop in choice.text for choice in fake.complete("One", n=5, stop=stops, seed=seed).choices for stop in stops
    )


def test_a_penalty_does_not_count_the_prompt(fake: FakeModel) -> None:
    settings: dict[str, Any] = {"max_tokens": 1, "temperature": 0}
    assert fake.complete(" the" * 9, presence_penalty=2, **settings).text == fake.complete(" the" * 9, **settings).text


def test_usage_counts_prompts_once_and_every_candidate(fake: FakeModel) -> None:
    ends = {token: -100 for token in fake.end_ids}
    usage = fake.complete(["One two", "The"], n=1, best_of=3, max_tokens=4, logit_bias=ends).usage
    assert (usage.prompt_tokens, usage.completion_tokens) == (fake.count("One two") + 1, 24)


def test_a_stream_can_be_closed_and_the_model_used_again(fake: FakeModel) -> None:
    stream = fake.stream("One", max_tokens=500)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert list(stream) == []
    assert fake.complete("One").text


def test_a_prompt_over_the_context_is_refused_by_how_much(fake: FakeModel) -> None:
    with pytest.raises(ContextError, match=r"2047 tokens and max_tokens is 5: 4 more than the 2048"):
        fake.complete([0] * 2047, max_tokens=5)


def test_a_prompt_that_just_fits_is_completed(fake: FakeModel) -> None:
    assert fake.complete([65] * 2047, max_tokens=1).choices


def test_a_stream_refuses_before_the_first_piece_is_asked_for(fake: FakeModel) -> None:
    with pytest.raises(InputError, match="temperature=-1"):
        fake.stream("One", temperature=-1)


@pytest.mark.parametrize("name", ["logit_bias", "prompt"])
def test_an_unknown_token_id_is_refused_with_the_range(fake: FakeModel, name: str) -> None:
    asked: dict[str, Any] = {"logit_bias": {10**6: 1}} if name == "logit_bias" else {"prompt": [10**6]}
    with pytest.raises(InputError, match=f"ids 0 to {fake.vocabulary_size - 1}"):
        fake.complete(**asked)


def test_settings_can_be_given_whole_and_changed_by_name(fake: FakeModel) -> None:
    assert fake.complete("One", settings=Settings(n=2, seed=3), n=1).settings == Settings(seed=3)


def test_settings_of_another_kind_are_refused(fake: FakeModel) -> None:
    with pytest.raises(InputError, match="settings="):
        fake.complete("One", settings={"n": 2})  # type: ignore[arg-type]


def test_scores_do_not_depend_on_order_duplicates_or_company(fake: FakeModel) -> None:
    items = [("One", " two"), ("", "A river"), ("She", " walked."), ("One", " two")]
    alone = [fake.score([item])[0] for item in items]
    assert fake.score(items) == alone
    assert fake.score(items[::-1]) == alone[::-1]


def test_a_score_is_the_sum_of_its_tokens(fake: FakeModel) -> None:
    score = fake.score([("One", " two 😀")])[0]
    assert score.logprob == pytest.approx(math.fsum(score.token_logprobs))
    assert "".join(score.tokens) == score.text == " two 😀"


@pytest.mark.parametrize("context", ["", "One"])
def test_every_byte_of_a_first_character_is_scored(fake: FakeModel, context: str) -> None:
    assert len(fake.score([(context, "😀")])[0].tokens) == 4


def test_trailing_spaces_move_to_the_continuation(fake: FakeModel) -> None:
    assert fake.score([("One ", "two")]) == fake.score([("One", " two")])


def test_a_token_across_the_join_is_scored_whole_and_flagged(fake: FakeModel) -> None:
    score = fake.score([("One nur", "se")])[0]
    assert (score.text, score.spans_join) == (" nurse", True)


def test_a_clean_join_is_not_flagged(fake: FakeModel) -> None:
    assert not fake.score([("One", " nurse")])[0].spans_join


def test_the_start_token_changes_a_score_without_context_only(fake: FakeModel) -> None:
    items = [("", "She walked"), ("She said that one", " river")]
    first, second = (fake.score(items, start=start) for start in ("start", "newline"))
    assert first[0] != second[0]
    assert first[1] == second[1]


def test_greedy_says_that_every_token_was_the_likeliest(fake: FakeModel) -> None:
    text = fake.complete("One", max_tokens=3, temperature=0).text
    assert fake.score([("One", text)])[0].greedy


@pytest.mark.parametrize(
    "items", [[], "ab", {}, 5, ["ab"], [5], [("a",)], [("a", "")], [("a", None)], [("\ud800", "a")]]
)
def test_what_cannot_be_scored_is_refused(fake: FakeModel, items: Any) -> None:
    with pytest.raises(InputError):
        fake.score(items)


def test_an_unknown_start_is_answered_with_the_near_one(fake: FakeModel) -> None:
    with pytest.raises(InputError, match="Did you mean 'newline'"):
        fake.score([("a", "b")], start="new_line")


def test_a_text_over_the_context_is_not_scored(fake: FakeModel) -> None:
    with pytest.raises(ContextError, match="1 more than the 2048"):
        fake.score([("", "." * 2048)])


def test_encode_refuses_half_a_character(fake: FakeModel) -> None:
    with pytest.raises(InputError, match="lone surrogate"):
        fake.encode("\ud800")


def test_another_salt_is_another_model() -> None:
    assert FakeModel("x").fingerprint != FakeModel().fingerprint


def test_a_chat_start_makes_the_context_a_users_message(fake: FakeModel) -> None:
    text = fake.chat([{"role": "user", "content": "Who was it?"}])
    assert fake.score([("Who was it?", " she")], start="chat") == fake.score([(text, "she")])


def test_a_chat_start_without_a_context_is_refused(fake: FakeModel) -> None:
    with pytest.raises(InputError, match="Item 0 has no context"):
        fake.score([("", "She was")], start="chat")
