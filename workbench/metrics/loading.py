"""Where a measure comes from: one of ours, a folder of the user's, or an object; never the network."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError, unknown_name

if TYPE_CHECKING:
    import evaluate

__all__ = ["combined", "load", "names", "path"]

_ROOM = Path(__file__).parent / "ours"
_FORMS = (
    "Or give a folder of yours that holds NAME/NAME.py (such as './my_metric'), or an object with compute(). "
    "Nothing is fetched from the hub."
)


def names() -> list[str]:
    """Return the names of the measures that ship with the workbench.

    Examples
    --------
    >>> names()
    ['accuracy', 'calibration_error', 'exact_match', 'f1', 'token_f1']
    """
    return sorted(card.parent.name for card in _ROOM.glob("*/README.md"))


def path(name: str) -> Path:
    """Return the folder of one of our measures: its script, and its card in ``README.md``.

    ``evaluate`` loads it by this path, without the network and without the workbench's help.

    Raises
    ------
    InputError
        For a name that is not in `names`.

    Examples
    --------
    >>> path("f1").name
    'f1'
    """
    if name not in names():
        raise unknown_name("metric", name, names(), _FORMS)
    return _ROOM / name


def load(metric: "str | Path | evaluate.EvaluationModule | Any") -> Any:
    """Return a measure that is ready to compute.

    Parameters
    ----------
    metric : str, Path or object
        One of `names`; a folder that holds NAME/NAME.py with an ``evaluate.Metric`` in it, or that file; or an
        object with ``compute(predictions=..., references=...)``, which is returned as it is. The code in a folder
        of yours is run.

    Returns
    -------
    evaluate.EvaluationModule
        It holds what it is given in memory. ``evaluate`` copies the script into its per-user folder of modules
        (``HF_MODULES_CACHE``).

    Raises
    ------
    InputError
        For a name that is neither ours nor a folder, a folder without a script of its name, a script
        that would fetch another one, or one that cannot be loaded; the reason is in the message.

    Examples
    --------
    >>> load("exact_match").compute(predictions=["The Thames"], references=["Thames"])
    {'exact_match': 1.0}
    """
    if isinstance(metric, str) and metric in names():
        return _loaded(_ROOM / metric / f"{metric}.py")
    if isinstance(metric, str | Path):
        return _loaded(_script(metric))
    if isinstance(metric, type) or not callable(getattr(metric, "compute", None)):
        raise InputError(f"metric={metric!r}: it has no compute(). Give one of {', '.join(names())}. {_FORMS}")
    return metric


def combined(metrics: "list[str | Path | Any]") -> Any:
    """Return several measures as one, by ``evaluate.combine``: each loaded as `load` does.

    Its ``compute`` hands every argument to every measure; where two give a figure of one name, the
    measure's name is put before it.

    Examples
    --------
    >>> combined(["accuracy", "f1"]).compute(predictions=["yes", "no"], references=["yes", "yes"])
    {'accuracy': 0.5, 'f1': 0.3333333333333333}
    """
    if not metrics:
        raise InputError(f"No metric given. Give one or more of {', '.join(names())}. {_FORMS}")
    loaded = [load(metric) for metric in metrics]
    import evaluate

    return evaluate.combine(loaded)


def _script(given: str | Path) -> Path:
    place = Path(given).expanduser()
    if place.is_file() and place.suffix == ".py":
        return place.resolve()
    if not place.is_dir():
        raise unknown_name("metric", str(given), names(), _FORMS)
    script = place.resolve() / f"{place.resolve().name}.py"
    if not script.is_file():
        raise InputError(f"{str(given)!r} holds no {script.name}. A metric's script has the name of its folder.")
    return script


def _loaded(script: Path) -> Any:
    """Load a script that exists, by its path: `evaluate` then never looks for it on the hub."""
    import evaluate
    from evaluate.loading import get_imports

    fetched = [found[2] for found in get_imports(str(script)) if found[0] == "external"]
    if fetched:
        raise InputError(f"{script.name} would fetch {fetched[0]}. Put that file beside it and import it as '.name'.")
    try:
        return evaluate.load(str(script), keep_in_memory=True)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        raise InputError(
            f"The metric in {script.name} cannot be loaded ({reason}). It must hold a class of evaluate.Metric."
        ) from error
