"""Every kind of model gives the numbers of one text at a time, at the level it is run at."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM

from workbench.errors import ContextError, InputError
from workbench.models.catalog import open_model

WORDS = ["the", "man", "on", "a", "river", "and", "then", "her", "other", "stone"]


def items(count: int) -> list[tuple[str, str]]:
    """Return contexts that share beginnings, each with continuations that begin alike."""
    draw = np.random.default_rng(3)
    stem = " ".join(draw.choice(WORDS, 14))
    found = [("", "the man"), ("", "the man and her stone"), (stem, " a"), (stem, " a river")]
    while len(found) < count:
        context = f"{stem} {' '.join(draw.choice(WORDS, draw.integers(0, 5)))}".rstrip()
        found += [(context, f" {' '.join(draw.choice(WORDS, size))}") for size in (1, 3)]
    return found


def plain(model: torch.nn.Module, ids: list[int], scored: int) -> list[float]:
    with torch.inference_mode():
        logprobs = torch.log_softmax(model(torch.tensor([ids]), use_cache=False).logits[0], dim=1)
    return [float(logprobs[place - 1, ids[place]]) for place in range(len(ids) - scored, len(ids))]


KINDS = ["gpt2", "gpt_neox", "llama", "llama with biases", "qwen2", "qwen2 with a window", "mistral with a window",
         "gemma", "gemma2 with a window", "gemma3 with a window", "opt", "phi", "falcon"]  # fmt: skip
LEVELS = dict.fromkeys(KINDS, "tree") | dict.fromkeys(["falcon with alibi", "bloom", "mpt", "gpt_neo"], "prefix")


ALL = [*LEVELS.items(), ("mamba", "plain")]


def reference(folder: Path) -> torch.nn.Module:
    model: torch.nn.Module = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    return model


def check_scores(folder: Path, level: str, count: int) -> None:
    model, other = open_model(folder), reference(folder)
    asked = items(count)
    assert model.execution.level == level
    for (context, continuation), score in zip(asked, model.score(asked), strict=True):
        ids = [*([] if context else [model.start_tokens["start"]]), *model.encode(context + continuation)]
        assert score.token_logprobs == pytest.approx(plain(other, ids, len(score.tokens)), abs=1e-4)


@pytest.mark.parametrize(("kind", "level"), ALL)
def test_scores_are_those_of_one_text_at_a_time(tiny: Callable[[str], Path], kind: str, level: str) -> None:
    check_scores(tiny(kind), level, 40)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "level"), ALL)
def test_500_scores_are_those_of_one_text_at_a_time(tiny: Callable[[str], Path], kind: str, level: str) -> None:
    check_scores(tiny(kind), level, 500)


@pytest.mark.parametrize("kind", dict(ALL))
def test_greedy_text_is_that_of_generate(tiny: Callable[[str], Path], kind: str) -> None:
    model, other = open_model(tiny(kind)), reference(tiny(kind))
    prompts = [context + continuation for context, continuation in items(12)]
    made = model.complete(prompts, temperature=0, max_tokens=12, logit_bias=dict.fromkeys(model.end_ids, -100))
    for prompt, choice in zip(prompts, made.choices, strict=True):
        ids = torch.tensor([model.encode(prompt)])
        out = other.generate(
            ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=12, min_new_tokens=12
        )
        expected = model.decode(out[0, ids.shape[1] :].tolist())
        assert choice.text.rstrip("\ufffd") == expected.rstrip(
            "\ufffd"
        )  # an unfinished character at the end is no text


@pytest.mark.parametrize("kind", LEVELS)
def test_sampled_texts_are_those_of_one_text_at_a_time(tiny: Callable[[str], Path], kind: str) -> None:
    """A draw may differ only where its random number lies on a boundary: 12 texts of 20 tokens meet none."""
    made = [
        model.complete([context for context, _ in items(12)[2:6]], n=3, max_tokens=20, top_p=0.9, seed=5)
        for model in (open_model(tiny(kind)), open_model(tiny(kind), level="plain"))
    ]
    assert [choice.text for choice in made[0].choices] == [choice.text for choice in made[1].choices]


@pytest.mark.parametrize("kind", ["gpt2", "opt", "mpt"])
def test_a_text_of_exactly_the_context_length_is_scored_and_one_more_is_not(
    tiny: Callable[[str], Path], kind: str
) -> None:
    model, other = open_model(tiny(kind)), reference(tiny(kind))
    text = "x" * (model.context_length - 1)
    ids = [model.start_tokens["start"], *model.encode(text)]
    assert len(ids) == model.context_length
    assert model.score([("", text)])[0].token_logprobs == pytest.approx(plain(other, ids, len(text)), abs=1e-4)
    with pytest.raises(ContextError, match="1 more than the 256"):
        model.score([("", text + "x")])


def test_a_level_that_is_silently_wrong_is_refused(tiny: Callable[[str], Path]) -> None:
    with pytest.raises(InputError, match="cannot be run here at level 'tree'"):
        open_model(tiny("mpt"), level="tree")
