"""How to complete: the parameters of the 2020 completion service, each checked; it completes nothing."""

import dataclasses
import math
import numbers
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.errors import InputError, unknown_name
from workbench.records.base import Data, clean_text

__all__ = ["Settings"]


def _number(name: str, value: object, low: float, high: float, *, whole: bool = False) -> Any:
    given = f"{name}={value!r}"
    if isinstance(value, bool) or not isinstance(value, numbers.Integral if whole else numbers.Real):
        raise InputError(f"{given}: {name} must be {'a whole' if whole else 'a'} number from {low:g} to {high:g}.")
    number = int(value) if isinstance(value, numbers.Integral) else float(value)
    if not low <= number <= high or math.isnan(number):
        raise InputError(f"{given} is out of range: {name} goes from {low:g} to {high:g}.")
    return number


def _flag(name: str, value: object) -> bool:
    if value not in (True, False):
        raise InputError(f"{name}={value!r}: {name} is True or False.")
    return bool(value)


def _stop_strings(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, Sequence):
        raise InputError(f"stop={value!r}: give a string, or a list of up to 4 strings.")
    if len(given) > 4:
        raise InputError(f"stop has {len(given)} strings; up to 4 are allowed. Drop {len(given) - 4} of them.")
    if any(text == "" for text in given):
        raise InputError("stop holds an empty string, which would stop before the first token. Leave it out.")
    return tuple(clean_text(text, "A stop string") for text in given)


def _logit_bias(value: object) -> dict[int, float]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InputError(f'logit_bias={value!r}: give {{token id: bias from -100 to 100}}, such as {{"50256": -100}}.')
    bias = {}
    for key, amount in value.items():
        if not str(key).isdecimal():
            raise InputError(
                f"logit_bias: {key!r} is no token id. Token ids are whole numbers, see model.encode(text)."
            )
        bias[int(str(key))] = _number(f"logit_bias[{key}]", amount, -100, 100)
    return bias


@dataclass(frozen=True)
class Settings(Data):
    """How to complete: the 2020 completion service's own names and defaults, and ``top_k`` and ``seed`` beside them.

    Parameters
    ----------
    max_tokens : int, default 16
        Most tokens to add, from 0 up. 0 with ``echo`` and ``logprobs`` scores the prompt.
    temperature : float, default 1
        0 to 2. 0 takes the likeliest token every time; 1 draws from the model's own distribution.
    top_p : float, default 1
        0 to 1. Nucleus sampling: the fewest likeliest tokens whose probability reaches this. 0 keeps one.
    top_k : int, optional
        Draw from this many of the likeliest tokens only, from 1 up, before ``top_p`` is applied to
        what is left. Left out, from all. (The service of 2020 had no such field.)
    n : int, default 1
        1 to 128 completions of each prompt.
    best_of : int, optional
        Candidates drawn, of which the ``n`` with the highest mean log-probability per token
        come back, best first. At least ``n``; left out, it is ``n``.
    stop : str or list of str, optional
        Up to 4 texts at which to stop; never part of what comes back.
    logprobs : int, optional
        0 to 20 alternatives per token with their log-probability; the chosen token is always
        among them, so there may be one more. 0 gives the chosen token's alone.
    echo : bool, default False
        Give the prompt back in front of the completion; its first log-probability is None.
    presence_penalty, frequency_penalty : float, default 0
        -2 to 2. ``logit[j] -= count[j] * frequency_penalty + (count[j] > 0) * presence_penalty``,
        where ``count[j]`` is how often token j was sampled so far; the prompt does not count.
    logit_bias : dict, optional
        ``{token id: -100 to 100}``, added to the logits before a token is drawn.
    seed : int, default 0
        Same seed, same text. Each completion has its own stream of random numbers.

    Raises
    ------
    InputError
        With the field's name, what was given and its range.

    References
    ----------
    OpenAI API specification 1.0.0 (openai/openai-openapi, 2021), ``createCompletion``.

    Examples
    --------
    >>> from workbench import Settings
    >>> Settings(max_tokens=5, stop="\\n").stop
    ('\\n',)
    """

    max_tokens: int = 16
    temperature: float = 1.0
    top_p: float = 1.0
    top_k: int | None = None
    n: int = 1
    best_of: int | None = None
    stop: tuple[str, ...] = ()
    logprobs: int | None = None
    echo: bool = False
    presence_penalty: float = 0.0
    frequency_penalty: float = 0.0
    logit_bias: dict[int, float] = field(default_factory=dict)
    seed: int = 0

    def __post_init__(self) -> None:
        checked: dict[str, Any] = {
            "max_tokens": _number("max_tokens", self.max_tokens, 0, 1_000_000, whole=True),
            "temperature": _number("temperature", self.temperature, 0, 2),
            "top_p": _number("top_p", self.top_p, 0, 1),
            "n": _number("n", self.n, 1, 128, whole=True),
            "stop": _stop_strings(self.stop),
            "echo": _flag("echo", self.echo),
            "presence_penalty": _number("presence_penalty", self.presence_penalty, -2, 2),
            "frequency_penalty": _number("frequency_penalty", self.frequency_penalty, -2, 2),
            "logit_bias": _logit_bias(self.logit_bias),
            "seed": _number("seed", self.seed, 0, 2**63 - 1, whole=True),
        }
        if self.top_k is not None:
            checked["top_k"] = _number("top_k", self.top_k, 1, 1_000_000, whole=True)
        if self.best_of is not None:
            checked["best_of"] = _number("best_of", self.best_of, 1, 128, whole=True)
            if checked["best_of"] < checked["n"]:
                raise InputError(
                    f"best_of={self.best_of} is less than n={self.n}: draw at least as many as you ask for."
                )
        if self.logprobs is not None:
            checked["logprobs"] = _number("logprobs", self.logprobs, 0, 20, whole=True)
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    @classmethod
    def of(cls, **values: Any) -> "Settings":
        """Return settings from keyword arguments; an unknown name is answered with the near ones."""
        names = [item.name for item in dataclasses.fields(cls)]
        if "suffix" in values:
            raise InputError(
                "suffix is not supported: filling in a gap needs a model trained to do it, and this one was "
                "trained to continue text only. Put the text before the gap in the prompt instead."
            )
        for name in values:
            if name not in names:
                raise unknown_name("parameter", name, names)
        return cls(**values)

    @property
    def candidates(self) -> int:
        """How many completions are drawn for each prompt: ``best_of``, or ``n`` where it was left out."""
        return self.n if self.best_of is None else self.best_of

    def changed(self) -> dict[str, Any]:
        """Return the fields that differ from the defaults, in their order: what one would type."""
        default = Settings()
        pairs = ((item.name, getattr(self, item.name)) for item in dataclasses.fields(self))
        return {name: value for name, value in pairs if value != getattr(default, name)}

    def __str__(self) -> str:
        return f"Settings({', '.join(f'{name}={value!r}' for name, value in self.changed().items())})"

    __repr__ = __str__
