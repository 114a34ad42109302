"""Whether prompts fit a model's context, and how many shots do; it builds no prompt."""

from collections.abc import Mapping
from typing import Any

from workbench.errors import ContextError
from workbench.fewshot.readings import shots_name

__all__ = ["check_fits"]


def check_fits(model: Any, prompts: Mapping[int, str], *, written: int = 0) -> None:
    """Raise if a text exceeds a model's context; say how many shots still fit.

    Parameters
    ----------
    model : Model
        One that counts tokens; others check when they are asked.
    prompts : dict
        ``{shots: longest text that is sent}``.
    written : int, default 0
        Tokens that the answer may take.

    Raises
    ------
    ContextError
    """
    if not hasattr(model, "count"):
        return
    room = model.context_length - len(getattr(model, "prefix_ids", ())) - written
    lengths = {shots: model.count(text) for shots, text in sorted(prompts.items())}
    over = [shots for shots, length in lengths.items() if length > room]
    if not over:
        return
    fits = [shots for shots, length in lengths.items() if length <= room and shots < over[0]]
    what = f"The longest prompt has {lengths[over[-1]]:,} tokens with {shots_name(over[-1])}, and {model.name} reads {room:,}"
    what += f" beside {written:,} for the answer." if written else " at most."
    if not fits:
        raise ContextError(
            f"{what} It has {lengths[over[0]]:,} with {shots_name(over[0])}. Shorten the instruction or texts."
        )
    best = fits[-1]
    raise ContextError(
        f"{what} {shots_name(best)} still fit{'s' if best == 1 else ''}: give shots up to {best}, or shorter examples."
    )
