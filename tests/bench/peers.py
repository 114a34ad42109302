"""The other tools, each doing what its user would have it do, on the same folder of weights and in 32 bits."""

import time
from collections.abc import Sequence
from typing import Any

import torch

from workbench.artifacts import home

START = 1  # the token before a text without context, on every side
BATCHES = (8, 16, 32, 64)
Items = Sequence[tuple[str, str]]


def folder() -> str:
    """Return where the default model's weights are."""
    return str(next((home() / "models").glob("SmolLM2-*")))


class LmEval:
    """lm-evaluation-harness's ``hf`` model at the batch size that is fastest here."""

    name = "lm-eval"

    def __init__(self, sample: Items) -> None:
        from lm_eval.models.huggingface import HFLM

        self.model = HFLM(pretrained=folder(), dtype="float32", device="cpu", batch_size=8, prefix_token_id=START)
        seconds = {size: self._timed(sample, size) for size in BATCHES}
        self.best = min(seconds, key=lambda size: seconds[size])
        self.model.batch_size_per_gpu = self.best
        self.name = f"lm-eval, batches of {self.best}"

    def _timed(self, sample: Items, size: int) -> float:
        self.model.batch_size_per_gpu = size
        self.score(sample[:4])
        start = time.perf_counter()
        self.score(sample)
        return time.perf_counter() - start

    def score(self, items: Items) -> list[float]:
        """Return the log-likelihood of each continuation."""
        from lm_eval.api.instance import Instance

        requests = [Instance("loglikelihood", {}, item, place) for place, item in enumerate(items)]
        return [float(logprob) for logprob, _ in self.model.loglikelihood(requests, disable_tqdm=True)]


class Minicons:
    """minicons's incremental scorer, texts of similar length together."""

    name = "minicons"
    BATCH = 32

    def __init__(self) -> None:
        from minicons import scorer

        self.model = scorer.IncrementalLMScorer(folder(), "cpu")

    def score(self, items: Items) -> list[float]:
        """Return the sum of each continuation's log-probabilities."""
        order = sorted(range(len(items)), key=lambda place: len(items[place][0]) + len(items[place][1]))
        found = [0.0] * len(items)
        for low in range(0, len(order), self.BATCH):
            places = order[low : low + self.BATCH]
            contexts, texts = zip(*(items[place] for place in places), strict=True)
            if any(contexts):
                sums = self.model.conditional_score(list(contexts), list(texts), separator="", reduction=_sum)
            else:
                sums = self.model.sequence_score(list(texts), bos_token=True, reduction=_sum)
            for place, value in zip(places, sums, strict=True):
                found[place] = float(value)
        return found


def _sum(logprobs: Any) -> Any:
    return logprobs.sum().item()


class Generate:
    """transformers' own ``generate``."""

    name = "HF generate"

    def __init__(self) -> None:
        from transformers import AutoModelForCausalLM, AutoTokenizer

        self.tokenizer = AutoTokenizer.from_pretrained(folder(), padding_side="left")
        self.model = AutoModelForCausalLM.from_pretrained(folder(), dtype=torch.float32).eval()

    def complete(self, prompts: Sequence[str], tokens: int, **how: Any) -> list[str]:
        """Return so many new tokens after each prompt, the end of the text not taken for an end."""
        batch = self.tokenizer(list(prompts), return_tensors="pt", padding=True, add_special_tokens=False)
        torch.manual_seed(0)
        with torch.inference_mode():
            out = self.model.generate(**batch, max_new_tokens=tokens, min_new_tokens=tokens, **how)
        return list(self.tokenizer.batch_decode(out[:, batch["input_ids"].shape[1] :]))
