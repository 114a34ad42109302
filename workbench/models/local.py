"""Models that run in this process on torch and transformers; the only room where those are imported."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer, DynamicCache

from workbench.errors import InputError
from workbench.models.base import Spans, TextModel, own_spans
from workbench.models.sampling import Floats
from workbench.records import Card

__all__ = ["LocalModel", "convert_gguf"]

HEAD_ROWS = 256


class LocalModel(TextModel):
    """A causal language model read from a folder of safetensors.

    Parameters
    ----------
    folder : Path
        Holds ``config.json``, the tokenizer's files and ``*.safetensors``; nothing else is read.
    name : str
        What reports call it.
    card : Card
        Its card.
    digests : dict
        ``{file name: SHA-256}`` of what is loaded; they make the fingerprint.
    """

    def __init__(self, folder: Path, *, name: str, card: Card, digests: dict[str, str]) -> None:
        transformers.logging.set_verbosity_error()
        transformers.logging.disable_progress_bar()
        options: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
        config = AutoConfig.from_pretrained(folder, **options)
        self._tokenizer = AutoTokenizer.from_pretrained(folder, clean_up_tokenization_spaces=False, **options)
        if not self._tokenizer.is_fast:
            raise InputError(f"{name} has no fast tokenizer (tokenizer.json), without which offsets are unknown.")
        self._model = AutoModelForCausalLM.from_pretrained(
            folder, config=config, dtype=torch.float32, use_safetensors=True, **options
        ).eval()
        self.name, self.card, self.digests = name, card, digests
        self.context_length = int(getattr(config, "max_position_embeddings", 0) or config.n_positions)
        self.vocabulary_size = int(self._model.get_input_embeddings().weight.shape[0])
        self.fingerprint = _fingerprint(digests, self._tokenizer.chat_template)
        self._read_special_tokens()

    def _read_special_tokens(self) -> None:
        tokenizer = self._tokenizer
        vocabulary = tokenizer.get_vocab()
        begin = tokenizer.bos_token_id if tokenizer.bos_token_id is not None else tokenizer.eos_token_id
        ends = self._model.generation_config.eos_token_id
        listed = ends if isinstance(ends, list) else [ends]
        document = vocabulary.get("<|endoftext|>")
        self.separator_id = int(begin if document is None else document)
        self.end_ids = frozenset(
            int(token) for token in [*listed, tokenizer.eos_token_id, document] if token is not None
        )
        self.prefix_ids = _prefix(tokenizer)
        newline = tokenizer("\n", add_special_tokens=False)["input_ids"]
        self.start_tokens = {"start": int(begin), "separator": self.separator_id, "newline": int(newline[-1])}

    def decode(self, ids: Sequence[int]) -> str:
        return str(self._tokenizer.decode(list(ids), skip_special_tokens=False, clean_up_tokenization_spaces=False))

    def _tokenize(self, text: str) -> tuple[list[int], Spans]:
        read = self._tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        starts, ends = zip(*read["offset_mapping"], strict=True) if read["input_ids"] else ((), ())
        return list(read["input_ids"]), own_spans(starts, ends, len(text))

    def _apply_template(self, messages: list[dict[str, str]]) -> str:
        if not self._tokenizer.chat_template:
            raise InputError(f"{self.name} has no chat template: it was not trained on chats. Use a plain prompt.")
        return str(self._tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True))

    def _open(self, ids: Sequence[int], copies: int) -> "_CachedRows":
        return _CachedRows(self._model, ids, copies)

    @torch.inference_mode()
    def _all_logits(self, ids: Sequence[int]) -> Floats:
        logits: Floats = self._model(torch.tensor([list(ids)])).logits[0].numpy()  # (tokens, vocabulary)
        return logits

    @torch.inference_mode()
    def _row_logprobs(self, rows: Sequence[tuple[tuple[int, ...], int]]) -> list[tuple[list[float], list[bool]]]:
        width = max(len(ids) for ids, _ in rows)
        batch = torch.zeros(len(rows), width, dtype=torch.long)
        mask = torch.zeros(len(rows), width, dtype=torch.long)
        for place, (ids, _) in enumerate(rows):
            batch[place, : len(ids)] = torch.tensor(ids)
            mask[place, : len(ids)] = 1
        logits = self._model(batch, attention_mask=mask, use_cache=False).logits  # (rows, width, vocabulary)
        return [_read_row(logits[place], ids, first) for place, (ids, first) in enumerate(rows)]


class _CachedRows:
    """A prompt run once, its keys and values shared by several rows that go on from it."""

    def __init__(self, model: Any, ids: Sequence[int], copies: int) -> None:
        self._model = model
        self._cache = DynamicCache(config=model.config)
        self.logits: Floats = np.repeat(self._forward(torch.tensor([list(ids)])), copies, axis=0)
        if copies > 1:
            self._cache.batch_repeat_interleave(copies)

    def feed(self, tokens: Sequence[int], keep: Sequence[int]) -> None:
        if len(keep) < len(self.logits):
            self._cache.batch_select_indices(torch.tensor(list(keep)))
        self.logits = self._forward(torch.tensor(list(tokens)).unsqueeze(1))

    @torch.inference_mode()
    def _forward(self, ids: torch.Tensor) -> Floats:
        out = self._model(ids, past_key_values=self._cache, use_cache=True, logits_to_keep=1)
        logits: Floats = out.logits[:, -1].numpy()  # (rows, vocabulary)
        return logits


def _read_row(logits: torch.Tensor, ids: Sequence[int], first: int) -> tuple[list[float], list[bool]]:
    """Return log-probabilities and greedy flags of one row; only needed positions are normalised, in blocks."""
    logprobs: list[float] = []
    greedy: list[bool] = []
    for low in range(first, len(ids), HEAD_ROWS):
        high = min(low + HEAD_ROWS, len(ids))
        block = logits[low - 1 : high - 1]  # (positions, vocabulary): the logits before each token
        targets = torch.tensor(ids[low:high])
        chosen = block.gather(1, targets[:, None])[:, 0]
        logprobs += (chosen - torch.logsumexp(block, dim=1)).clamp(max=0.0).tolist()
        greedy += (block.argmax(dim=1) == targets).tolist()
    return logprobs, greedy


def _prefix(tokenizer: Any) -> list[int]:
    """Return the special tokens that this tokenizer sets before every text, if any."""
    plain = tokenizer("a", add_special_tokens=False)["input_ids"]
    dressed = tokenizer("a")["input_ids"]
    return [int(token) for token in dressed[: dressed.index(plain[0])]] if plain[0] in dressed else []


def _fingerprint(digests: dict[str, str], template: str | None) -> str:
    parts = {"files": digests, "template": template, "precision": "float32"}
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def convert_gguf(source: Path, folder: Path) -> None:
    """Read a GGUF file, dequantise its weights and write them as safetensors with the tokenizer.

    For the one pinned default model; no other GGUF file is ever opened. The values are the
    dequantised 4-bit ones, kept in 32 bits, since 16 would not hold them exactly.
    """
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    options: dict[str, Any] = {"gguf_file": source.name, "local_files_only": True, "trust_remote_code": False}
    read = AutoModelForCausalLM.from_pretrained(source.parent, dtype=torch.float32, **options)
    tokenizer = AutoTokenizer.from_pretrained(source.parent, **options)
    # A model read from GGUF refuses to be saved, so its weights are moved into a fresh one.
    fresh = type(read)(read.config)
    fresh.load_state_dict(read.state_dict())
    fresh.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    for key in ("quantization_config", "_model_name_or_path"):
        config.pop(key, None)
    (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", "utf-8")
