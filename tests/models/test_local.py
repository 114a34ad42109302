"""The contract on the real default model, and its numbers against a plain forward pass."""

import copy
import functools
import signal
import subprocess
import sys
import threading
from typing import Any

import numpy as np
import pytest

from workbench.artifacts import home
from workbench.errors import ContextError

pytestmark = pytest.mark.slow

AWKWARD = ["The capital of France is", "naïve café 👩‍🔬 said", "日本語のテキスト", "a\r\n\tb  c", "😀😀", "‮abc"]
ITEMS = [
    ("The capital of France is", " Paris"),
    ("", "The nurse said that she was tired."),
    ("日本", "語"),
    ("She felt", " 😀 happy"),
    ("", "👩‍🔬 works"),
    ("The capital of France is", " London, of course, as everybody knows who has been there."),
]


@functools.cache
def reference() -> Any:
    """Return the same weights as transformers itself runs them."""
    from transformers import AutoModelForCausalLM

    folder = next((home() / "models").glob("SmolLM2-*"))
    return AutoModelForCausalLM.from_pretrained(folder, dtype="float32", use_safetensors=True).eval()


def plain(ids: list[int]) -> np.ndarray:
    """Return log-probabilities after each token by one forward pass with nothing clever about it."""
    import torch

    with torch.inference_mode():
        logits = reference()(torch.tensor([ids]), use_cache=False).logits[0]
    return np.asarray(torch.log_softmax(logits, dim=-1))


@pytest.mark.parametrize("item", ITEMS)
def test_a_score_equals_a_plain_forward_pass(default_model: Any, item: tuple[str, str]) -> None:
    context, continuation = item
    ids = default_model.encode(context + continuation)
    ahead = [] if context else [1]
    rows = plain(ahead + ids)
    first = len(default_model.encode(context)) + len(ahead)
    expected = [rows[place - 1, token] for place, token in enumerate(ahead + ids) if place >= first]
    assert default_model.score([item])[0].token_logprobs == pytest.approx(expected, abs=1e-4)


def test_scores_do_not_depend_on_order_or_duplicates(default_model: Any) -> None:
    forward = default_model.score(ITEMS)
    back = default_model.score([*reversed(ITEMS), ITEMS[0]])
    assert back == [*reversed(forward), forward[0]]


def test_company_moves_a_score_by_less_than_a_ten_thousandth_a_token(default_model: Any) -> None:
    for alone, beside in zip(
        (default_model.score([item])[0] for item in ITEMS), default_model.score(ITEMS), strict=True
    ):
        assert alone.token_logprobs == pytest.approx(beside.token_logprobs, abs=1e-4)


@pytest.mark.parametrize("text", AWKWARD)
def test_the_pieces_of_an_echo_join_to_the_text_at_their_offsets(default_model: Any, text: str) -> None:
    choice = default_model.complete(text, max_tokens=3, echo=True, logprobs=1).choices[0]
    assert "".join(choice.tokens) == choice.text
    assert all(
        choice.text[at : at + len(token)] == token for at, token in zip(choice.text_offset, choice.tokens, strict=True)
    )


@pytest.mark.parametrize("text", AWKWARD)
def test_token_ids_give_what_their_text_gives(default_model: Any, text: str) -> None:
    settings: dict[str, Any] = {"max_tokens": 3, "echo": True, "logprobs": 1}
    assert default_model.complete(default_model.encode(text), **settings) == default_model.complete(text, **settings)


def test_encoding_and_decoding_give_the_text_back(default_model: Any) -> None:
    assert [default_model.decode(default_model.encode(text)) for text in AWKWARD] == AWKWARD


def test_echoed_numbers_are_those_of_score(default_model: Any) -> None:
    choice = default_model.complete("The capital of France is Paris", max_tokens=0, echo=True, logprobs=0).choices[0]
    score = default_model.score([("The", " capital of France is Paris")])[0]
    assert choice.token_logprobs[0] is None
    assert choice.token_logprobs[1:] == pytest.approx(score.token_logprobs, abs=1e-4)


@pytest.mark.parametrize(
    "settings",
    [
        {"n": 2, "max_tokens": 12},
        {"stop": [" the", "."], "max_tokens": 25},
        {"temperature": 0},
        {"echo": True, "max_tokens": 4},
    ],
    ids=str,
)
def test_a_stream_joins_to_what_complete_returns(default_model: Any, settings: dict[str, Any]) -> None:
    pieces = list(default_model.stream("My name is", seed=3, **settings))
    for choice in default_model.complete("My name is", seed=3, **settings).choices:
        assert "".join(piece for piece in pieces if piece.choice == choice.index) == choice.text


def test_streamed_emoji_are_never_cut(default_model: Any) -> None:
    prompt = "Repeat: 😀 🎉 👩‍🔬 😀 🎉 👩‍🔬 😀 🎉"
    assert not any("\ufffd" in piece for piece in default_model.stream(prompt, temperature=0, max_tokens=24))


def test_cached_greedy_text_is_that_of_a_plain_recomputation(default_model: Any) -> None:
    ids = default_model.encode("The river runs through the")
    for _ in range(10):
        ids.append(int(plain(ids)[-1].argmax()))
    assert default_model.complete("The river runs through the", temperature=0, max_tokens=10, echo=True).text == (
        default_model.decode(ids)
    )


def sentences(count: int) -> list[str]:
    """Return beginnings of texts, many of which begin alike."""
    who = ["The nurse", "The old teacher", "A doctor", "My neighbour", "The river", "Nobody in the city"]
    does = ["said that", "walked to", "was", "never found", "asked for", "carried"]
    what = ["", " the garden", " a letter", " it", " music", " the very small house", " two"]
    found = [f"{one} {two}{three}" for one in who for two in does for three in what]
    return [found[place] for place in np.random.default_rng(11).permutation(len(found))[:count]]


def test_100_prompts_continued_side_by_side_are_those_of_generate(default_model: Any) -> None:
    import torch

    prompts = sentences(100)
    made = default_model.complete(
        prompts, temperature=0, max_tokens=16, logit_bias=dict.fromkeys(default_model.end_ids, -100)
    )
    texts = dict(zip(prompts, (choice.text for choice in made.choices), strict=True))
    lengths = {prompt: len(default_model.encode(prompt)) for prompt in prompts}
    for length in set(lengths.values()):  # generate pads prompts of unequal length, which would move its own digits
        own = [prompt for prompt in prompts if lengths[prompt] == length]
        ids = torch.tensor([default_model.encode(prompt) for prompt in own])
        with torch.inference_mode():
            out = reference().generate(
                ids,
                attention_mask=torch.ones_like(ids),
                do_sample=False,
                max_new_tokens=16,
                suppress_tokens=sorted(default_model.end_ids),
            )
        assert [texts[prompt] for prompt in own] == [default_model.decode(row[length:].tolist()) for row in out]


def test_500_scores_in_one_list_are_those_of_one_text_at_a_time(default_model: Any) -> None:
    contexts = sentences(125)
    asked = [(context, f" {word}") for context in contexts for word in ("and", "and then", "tomorrow", "😀 happy")]
    for (context, continuation), score in zip(asked, default_model.score(asked), strict=True):
        ids = default_model.encode(context + continuation)
        rows = plain(ids)
        expected = [rows[place - 1, ids[place]] for place in range(len(ids) - len(score.tokens), len(ids))]
        assert score.token_logprobs == pytest.approx(expected, abs=1e-3)


def test_one_of_25_samples_is_the_sample_drawn_alone(default_model: Any) -> None:
    settings: dict[str, Any] = {"max_tokens": 12, "top_p": 0.9, "seed": 3}
    many = default_model.complete("Once upon a time", n=25, **settings).choices
    assert many[:3] == default_model.complete("Once upon a time", n=3, **settings).choices
    assert many[:1] == default_model.complete("Once upon a time", **settings).choices


Drawn = dict[tuple[int, ...], list[tuple[int, float]]]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Drawn:
    """Watch every draw: for each row its tokens, and how far the random number lay from the ends of the token's share."""
    from workbench.models import sampling

    rows: Drawn = {}
    keys: dict[int, tuple[int, ...]] = {}
    opened, draw = sampling.random_stream, sampling.draw

    def stream(seed: int, item: list[int], repeat: int) -> np.random.Generator:
        made = opened(seed, item, repeat)
        keys[id(made)] = tuple(item)
        rows[tuple(item)] = []
        return made

    def watched(logits: np.ndarray, counts: Any, settings: Any, made: np.random.Generator) -> int:
        number = copy.deepcopy(made).random(sampling.TRIES + 1)[0]
        token = draw(logits, counts, settings, made)
        shares = np.cumsum(np.exp(logits.astype(np.float64) - logits.max()))
        ends = np.array([shares[token - 1] if token else 0.0, shares[token]]) / shares[-1]
        rows[keys[id(made)]].append((token, float(np.abs(ends - number).min())))
        return token

    monkeypatch.setattr(sampling, "random_stream", stream)
    monkeypatch.setattr(sampling, "draw", watched)
    return rows


def test_texts_drawn_together_part_from_those_drawn_alone_at_a_boundary_only(default_model: Any, drawn: Drawn) -> None:
    """Company moves log-probabilities by less than 1e-4, so the shares of all tokens up to one by no more."""
    settings: dict[str, Any] = {"max_tokens": 16, "seed": 3}
    prompts = sentences(40)
    default_model.complete(prompts, **settings)
    together = {key: list(draws) for key, draws in drawn.items()}
    parted = 0
    for prompt in prompts:
        default_model.complete(prompt, **settings)
        ids = tuple(default_model.encode(prompt))
        pairs = list(zip(together[ids], drawn[ids], strict=False))
        apart = next(((one, other) for one, other in pairs if one[0] != other[0]), None)
        if apart is not None:
            parted += 1
            assert max(gap for _, gap in apart) < 2e-4
    assert len(together) == 40
    assert parted <= 3  # of 40 * 16 draws with a share of about 2e-4 at boundaries each


MANY = """
import resource
from pathlib import Path
from workbench.models.catalog import open_model

model = open_model()
model.score([("One", " two")])
pages = int(Path("/proc/self/statm").read_text().split()[1])
before = pages * resource.getpagesize()
words = [f" {one}{two}" for one in "bcdfghlmpr" for two in "aeiou"]
items = [(f"Room {place} of the old house was", word) for place in range(1000) for word in words]
assert len(model.score(items)) == 50_000
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before) / 1e9)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads memory from /proc")
def test_50_000_short_items_take_less_than_1_500_megabytes() -> None:
    said = subprocess.run([sys.executable, "-c", MANY], capture_output=True, text=True, check=True).stdout
    assert float(said) < 1.5


@pytest.mark.parametrize("work", ["score", "complete"])
def test_ctrl_c_stops_the_work_and_leaves_the_model_as_it_was(default_model: Any, work: str) -> None:
    before = default_model.score(ITEMS), default_model.complete("One day", n=3, seed=4)
    timer = threading.Timer(1.0, signal.raise_signal, [signal.SIGINT])
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        if work == "score":
            default_model.score([(f"Room {place} of the old house", " was empty") for place in range(5000)])
        else:
            default_model.complete(sentences(100), max_tokens=200)
    timer.join()
    assert (default_model.score(ITEMS), default_model.complete("One day", n=3, seed=4)) == before


def test_rows_that_end_early_leave_the_others_as_they_were(default_model: Any) -> None:
    settings: dict[str, Any] = {"max_tokens": 12, "logprobs": 0, "seed": 2}
    free = default_model.complete("One day", n=3, **settings).choices
    stopped = default_model.complete("One day", n=3, stop=free[0].tokens[3], **settings).choices
    for whole, part in zip(free, stopped, strict=True):
        assert whole.text.startswith(part.text)
        assert part.token_logprobs == pytest.approx(whole.token_logprobs[: len(part.token_logprobs)], abs=1e-4)


def test_completion_numbers_are_those_of_a_plain_forward_pass(default_model: Any) -> None:
    choice = default_model.complete("The", temperature=0, max_tokens=4, logprobs=3).choices[0]
    ids = default_model.encode("The" + choice.text)
    rows = plain(ids)
    expected = [rows[place - 1, ids[place]] for place in range(1, len(ids))]
    assert choice.token_logprobs == pytest.approx(expected, abs=1e-4)


def test_messages_show_the_chat_template_applied(default_model: Any) -> None:
    prompt = default_model.complete(messages=[{"role": "user", "content": "Hello"}], max_tokens=1).prompts[0]
    assert "<|im_start|>user\nHello<|im_end|>" in prompt


def test_no_prompt_starts_a_document(default_model: Any) -> None:
    assert default_model.complete(max_tokens=3).choices == default_model.complete("", max_tokens=3).choices


def test_the_start_tokens_are_the_documented_ones(default_model: Any) -> None:
    assert default_model.start_tokens["start"] == 1
    assert default_model.decode([default_model.start_tokens["separator"]]) == "<|endoftext|>"
    assert default_model.decode([default_model.start_tokens["newline"]]) == "\n"


def test_a_prompt_over_the_context_is_refused_by_how_much(default_model: Any) -> None:
    with pytest.raises(ContextError, match="1 more than the 8192"):
        default_model.complete([5] * 8192, max_tokens=1)


def test_the_fingerprint_is_the_same_in_another_process(default_model: Any) -> None:
    code = "from workbench.models.catalog import open_model; print(open_model().fingerprint)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == default_model.fingerprint


def test_hidden_states_are_those_of_transformers(default_model: Any) -> None:
    import torch

    text = "The nurse said that she was tired."
    with torch.inference_mode():
        states = reference().model(torch.tensor([default_model.encode(text)])).last_hidden_state[0]
    assert np.allclose(default_model.embed([text])[0], states.mean(dim=0).numpy(), atol=1e-3)
