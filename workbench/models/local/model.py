"""A model read from a folder: its tokenizer, its weights, and the fastest way to run it that is right."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
import transformers
from accelerate.utils.memory import should_reduce_batch_size
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

from workbench.errors import InputError
from workbench.models.asked import Spans, own_spans
from workbench.models.base import TextModel
from workbench.models.continuing import Decoder
from workbench.models.local.check import chosen_engine
from workbench.models.reading import Read
from workbench.models.sampling import Floats
from workbench.records import Card, Execution, Precision
from workbench.trees import Branch, Level

__all__ = ["LocalModel"]

PRODUCTS = {"exact": "float32", "fast": "bfloat16"}
CONTEXT_NAMES = ("max_position_embeddings", "n_positions", "max_seq_len", "seq_length")
UNLIMITED = 8192  # taken for a model that names no longest text, such as a recurrent one


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
    precision : {"exact", "fast"}
        32 bits throughout, or products in bfloat16.
    level : {"tree", "prefix", "plain"}, optional
        The level to run at; left out, the highest that is found right.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str,
        card: Card,
        digests: dict[str, str],
        precision: Precision = "exact",
        level: Level | None = None,
    ) -> None:
        transformers.logging.set_verbosity_error()
        transformers.logging.disable_progress_bar()
        device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        _check_precision(precision, device)
        options: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
        config = AutoConfig.from_pretrained(folder, **options)
        self._tokenizer = AutoTokenizer.from_pretrained(folder, clean_up_tokenization_spaces=False, **options)
        if not self._tokenizer.is_fast:
            raise InputError(f"{name} has no fast tokenizer (tokenizer.json), without which offsets are unknown.")
        model = AutoModelForCausalLM.from_pretrained(
            folder, config=config, dtype=torch.float32, use_safetensors=True, **options
        )
        model.eval().to(device)
        self.name, self.card, self.digests = name, card, digests
        self.context_length = next(
            (int(getattr(config, key)) for key in CONTEXT_NAMES if getattr(config, key, 0)), UNLIMITED
        )
        embeddings: Any = model.get_input_embeddings()
        self.vocabulary_size = int(embeddings.num_embeddings)
        self.fingerprint = _fingerprint(digests, self._tokenizer.chat_template, precision)
        self._read_special_tokens(model.generation_config.eos_token_id)
        dtype = torch.float32 if precision == "exact" else torch.bfloat16
        self._engine = chosen_engine(model, dtype, self.context_length, level)
        self.execution = Execution(
            level=self._engine.level,
            precision=precision,
            layers=self._engine.network.layers_by,
            device=device.type,
            packed=self._engine.packed,
        )

    def _read_special_tokens(self, ends: int | list[int] | None) -> None:
        tokenizer = self._tokenizer
        vocabulary = tokenizer.get_vocab()
        begin = tokenizer.bos_token_id if tokenizer.bos_token_id is not None else tokenizer.eos_token_id
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

    def _decoder(self, capacity: int, length: int) -> Decoder:
        return self._engine.decoder(capacity, length)

    def _all_logits(self, ids: Sequence[int]) -> Floats:
        return self._engine.all_logits(ids)

    def _hidden(self, ids: Sequence[int]) -> Floats:
        return self._engine.hidden(ids)

    def _begin(self, branch: Branch) -> tuple[Read, Any]:
        return self._engine.begin(branch)

    def _read(self, branches: Sequence[Branch], begun: Any) -> list[Read]:
        return self._engine.read(branches, begun)

    def _is_out_of_memory(self, error: Exception) -> bool:
        return super()._is_out_of_memory(error) or should_reduce_batch_size(error)


def _prefix(tokenizer: Any) -> list[int]:
    """Return the special tokens that this tokenizer sets before every text, if any."""
    plain = tokenizer("a", add_special_tokens=False)["input_ids"]
    dressed = tokenizer("a")["input_ids"]
    return [int(token) for token in dressed[: dressed.index(plain[0])]] if plain[0] in dressed else []


def _fingerprint(digests: dict[str, str], template: str | None, precision: Precision) -> str:
    parts = {"files": digests, "template": template, "precision": PRODUCTS[precision]}
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _check_precision(precision: Precision, device: torch.device) -> None:
    if precision == "fast" and device.type == "cpu" and not torch.ops.mkldnn._is_mkldnn_bf16_supported():
        raise InputError(
            'precision="fast" computes in bfloat16, which this CPU does not do in hardware: it would be slower and '
            'less exact. Use precision="exact", or a machine with AVX-512 BF16, AMX or a GPU.'
        )
