"""Every kind of model gives the numbers of one text at a time, at the level it is run at."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM

from workbench.errors import InputError
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


@pytest.mark.parametrize(("kind", "level"), [*LEVELS.items(), ("mamba", "plain")])
def test_scores_are_those_of_one_text_at_a_time(tiny: Callable[[str], Path], kind: str, level: str) -> None:
    model = open_model(tiny(kind))
    reference = AutoModelForCausalLM.from_pretrained(tiny(kind), dtype=torch.float32).eval()
    asked = items(40)
    assert model.execution.level == level
    for (context, continuation), score in zip(asked, model.score(asked), strict=True):
        ids = [*([] if context else [model.start_tokens["start"]]), *model.encode(context + continuation)]
        assert score.token_logprobs == pytest.approx(plain(reference, ids, len(score.tokens)), abs=1e-4)


def test_a_level_that_is_silently_wrong_is_refused(tiny: Callable[[str], Path]) -> None:
    with pytest.raises(InputError, match="cannot be run here at level 'tree'"):
        open_model(tiny("mpt"), level="tree")
