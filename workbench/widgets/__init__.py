"""The panels a researcher clicks, one a file; a panel shows and asks, it never computes a figure.

Nothing here is imported until a panel is asked for, so ``import workbench`` stays quick.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.widgets.playground import playground

__all__ = ["playground"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}. Panels: {', '.join(__all__)}.")
    import importlib

    value = getattr(importlib.import_module(f"workbench.widgets.{name}"), name)
    # The import above has set the submodule under the same name: the function takes its place.
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
