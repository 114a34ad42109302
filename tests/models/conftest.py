"""Tiny models with random weights, one for each way that architectures look back at what they read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from transformers import CONFIG_MAPPING, AutoModelForCausalLM, PreTrainedTokenizerFast

SIZE = 400
LLAMA = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
}
WIDE = {"hidden_size": 32, "num_hidden_layers": 3, "num_attention_heads": 4}
PLAIN = {"n_embd": 32, "n_layer": 3, "n_head": 4}
GEMMA = {**LLAMA, "head_dim": 8, "sliding_window": 12}

TINY: dict[str, tuple[str, dict[str, Any], str]] = {
    "gpt2": ("gpt2", {**PLAIN, "n_positions": 256}, "tree"),
    "gpt_neox": ("gpt_neox", {**WIDE, "intermediate_size": 64}, "tree"),
    "llama": ("llama", LLAMA, "tree"),
    "llama with biases": ("llama", {**LLAMA, "attention_bias": True, "mlp_bias": True}, "tree"),
    "qwen2": ("qwen2", LLAMA, "tree"),
    "qwen2 with a window": ("qwen2", {**LLAMA, "use_sliding_window": True, "sliding_window": 12, "max_window_layers": 1}, "tree"),
    "mistral with a window": ("mistral", {**LLAMA, "sliding_window": 12}, "tree"),
    "gemma": ("gemma", {**LLAMA, "head_dim": 8}, "tree"),
    "gemma2 with a window": ("gemma2", {**GEMMA, "query_pre_attn_scalar": 8}, "tree"),
    "gemma3 with a window": ("gemma3_text", {**GEMMA, "query_pre_attn_scalar": 8, "sliding_window_pattern": 2}, "tree"),
    "opt": ("opt", {**WIDE, "ffn_dim": 64, "word_embed_proj_dim": 32, "max_position_embeddings": 256}, "tree"),
    "phi": ("phi", {**WIDE, "intermediate_size": 64}, "tree"),
    "falcon": ("falcon", {**WIDE, "alibi": False, "new_decoder_architecture": False}, "tree"),
    "falcon with alibi": ("falcon", {**WIDE, "alibi": True, "new_decoder_architecture": False}, "prefix"),
    "bloom": ("bloom", {"hidden_size": 32, "n_layer": 3, "n_head": 4}, "prefix"),
    "mpt": ("mpt", {"d_model": 32, "n_layers": 3, "n_heads": 4, "expansion_ratio": 2, "max_seq_len": 256}, "prefix"),
    "gpt_neo": ("gpt_neo", {"hidden_size": 32, "num_layers": 2, "num_heads": 4, "attention_types": [[["global", "local"], 1]],
                            "window_size": 12, "max_position_embeddings": 256}, "prefix"),
    "mamba": ("mamba", {"hidden_size": 32, "num_hidden_layers": 2, "state_size": 8}, "plain"),
}  # fmt: skip


def _tokenizer() -> PreTrainedTokenizerFast:
    """Return a byte-level tokenizer: every byte a token, a few merges, two special tokens."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    merges = [("Ġ", "t"), ("h", "e"), ("i", "n"), ("a", "n"), ("Ġt", "he"), ("Ġ", "a"), ("e", "r"), ("o", "n")]
    words = [*alphabet, *("".join(pair) for pair in merges)]
    core = Tokenizer(models.BPE({word: place for place, word in enumerate(words)}, merges))
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    core.decoder = decoders.ByteLevel()
    core.add_special_tokens([AddedToken("<|start|>", special=True), AddedToken("<|endoftext|>", special=True)])
    return PreTrainedTokenizerFast(tokenizer_object=core, bos_token="<|start|>", eos_token="<|endoftext|>")


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return what makes the folder of a tiny model, by its name in ``TINY``; each is made once."""
    root = tmp_path_factory.mktemp("tiny")

    def folder(name: str) -> Path:
        path = root / name.replace(" ", "-")
        if not path.exists():
            kind, options, _ = TINY[name]
            torch.manual_seed(7)
            model = AutoModelForCausalLM.from_config(
                CONFIG_MAPPING[kind](vocab_size=SIZE, bos_token_id=264, eos_token_id=265, **options)
            )
            for weight in model.parameters():  # as wide as trained ones, so that a wrong mask is seen
                if weight.dim() > 1:
                    weight.data.normal_(0, 3 / weight.shape[-1] ** 0.5 if weight.shape[0] != SIZE else 0.5)
            model.save_pretrained(path)
            _tokenizer().save_pretrained(path)
        return path

    return folder
