"""The panels a researcher clicks, one a file; a panel shows and asks, it never computes a figure.

Nothing here is imported until a panel is asked for, so ``import workbench`` stays quick.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.widgets.explorer import explorer
    from workbench.widgets.few_shot import few_shot
    from workbench.widgets.playground import playground
    from workbench.widgets.studies import studies

__all__ = ["explorer", "few_shot", "playground", "studies"]


class _Panels(ModuleType):
    """A package in which each panel's function stands under the name of its file.

    Python sets a submodule as an attribute of its package when it is imported, from wherever;
    here the function of that name takes its place.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if name in __all__ and isinstance(value, ModuleType):
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Panels


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"There is no panel {name!r}. Panels: {', '.join(__all__)}.")
    import_module(f"workbench.widgets.{name}")
    return globals()[name]


def __dir__() -> list[str]:
    return sorted(__all__)
