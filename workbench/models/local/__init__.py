"""Models that run in this process on torch and transformers; the only rooms where those are imported."""

from workbench.models.local.gguf import convert_gguf
from workbench.models.local.model import LocalModel

__all__ = ["LocalModel", "convert_gguf"]
