"""The one GGUF file that is ever opened, the pinned default model's, made into safetensors."""

import json
from pathlib import Path
from typing import Any

import torch
import transformers
from transformers import AutoModelForCausalLM, AutoTokenizer

__all__ = ["convert_gguf"]


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
