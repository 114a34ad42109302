"""The data nouns and the protocols that every other room speaks; it computes nothing.

All records are frozen. ``to_dict`` and ``from_dict`` carry every field, ``str`` is one short
line, and ``_repr_html_`` is a static form that needs no kernel.
"""

import dataclasses
import math
import numbers
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self, runtime_checkable

from workbench.errors import InputError, unknown_name
from workbench.markup import Markup, element, shown, table, visible

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Card",
    "Choice",
    "Completion",
    "Cost",
    "Data",
    "Estimate",
    "Execution",
    "Model",
    "Piece",
    "Precision",
    "Probe",
    "PromptInput",
    "Result",
    "Score",
    "Settings",
    "Usage",
    "clean_text",
]


class Data:
    """What all records share: a lossless dictionary form and a way back."""

    def to_dict(self) -> dict[str, Any]:
        """Return every field as plain Python: dicts, lists, strings, numbers and None."""
        import cattrs

        plain: dict[str, Any] = cattrs.unstructure(self)
        return plain

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Return the record that ``to_dict`` wrote."""
        import cattrs

        return cattrs.structure(dict(values), cls)


def clean_text(text: object, what: str) -> str:
    """Return the text, or say why it cannot be sent: not a string, or half a surrogate pair.

    Raises
    ------
    InputError
        If it is no string, or holds a lone surrogate (half a character, which no
        tokenizer and no file can hold).
    """
    if not isinstance(text, str):
        raise InputError(f"{what} must be a string, not {type(text).__name__}: {text!r}")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(
            f"{what} holds a lone surrogate {text[error.start]!r} at character {error.start}: half a character. "
            "Read the file again with its right encoding, or remove it: "
            'text.encode("utf-8", "ignore").decode("utf-8")'
        ) from None
    return text


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
    """How to complete: the 2020 completion service's own names and defaults.

    Parameters
    ----------
    max_tokens : int, default 16
        Most tokens to add, from 0 up. 0 with ``echo`` and ``logprobs`` scores the prompt.
    temperature : float, default 1
        0 to 2. 0 takes the likeliest token every time; 1 draws from the model's own distribution.
    top_p : float, default 1
        0 to 1. Nucleus sampling: the fewest likeliest tokens whose probability reaches this. 0 keeps one.
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


@dataclass(frozen=True)
class Usage(Data):
    """How many tokens went in and came out; a prompt counts once, every candidate drawn counts."""

    prompt_tokens: int
    completion_tokens: int

    @property
    def total_tokens(self) -> int:
        """The sum of both."""
        return self.prompt_tokens + self.completion_tokens


@dataclass(frozen=True)
class Choice(Data):
    """One completion of one prompt.

    Attributes
    ----------
    text : str
        What came back: the completion, after the prompt where ``echo`` was asked.
    index : int
        Position among all choices: with ``n`` completions a prompt, prompt ``p`` has
        ``p * n`` to ``p * n + n - 1``.
    finish_reason : str
        ``"stop"`` (a stop text, or the model ended its text), ``"length"``, ``"cancelled"`` (a panel's
        Stop), or ``"error"`` (the model gave NaN or infinite logits; the text before them is kept).
    tokens : tuple of str
        The text, token by token: ``"".join(tokens) == text``. Where several tokens share one
        character, the last of them carries it and the others are empty.
    token_logprobs : tuple of float or None
        Natural log-probability of each token given all before it, before temperature, bias
        and penalties: the model's own belief. At most 0. None for the first token of an echo.
        None altogether unless ``logprobs`` was asked.
    top_logprobs : tuple of dict or None
        ``{token: log-probability}`` of the likeliest tokens at each place, likeliest first.
    text_offset : tuple of int
        Where each token starts, in characters from the start of prompt + completion.
    """

    text: str
    index: int = 0
    finish_reason: str = "length"
    tokens: tuple[str, ...] | None = None
    token_logprobs: tuple[float | None, ...] | None = None
    top_logprobs: tuple[dict[str, float] | None, ...] | None = None
    text_offset: tuple[int, ...] | None = None

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Choice({self.index}, {self.finish_reason}, {self.text!r})"

    def _repr_html_(self) -> str:
        return str(_choice_html(self))


@dataclass(frozen=True)
class Completion(Data):
    """What a model gave back for one prompt or several, with all it takes to ask again.

    ``prompts`` are the exact texts the model saw. ``str(completion)`` is the first choice's text.
    """

    choices: tuple[Choice, ...]
    usage: Usage
    prompts: tuple[str, ...]
    settings: Settings
    model: str
    fingerprint: str

    @property
    def text(self) -> str:
        """The first choice's text."""
        return self.choices[0].text

    def of(self, prompt: int) -> tuple[Choice, ...]:
        """Return the choices of one prompt, by its position in the list that was asked."""
        n = self.settings.n
        return self.choices[prompt * n : prompt * n + n]

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Completion({self.model}, {len(self.choices)} choice(s), {self.text!r})"

    def _repr_html_(self) -> str:
        parts = []
        for position, prompt in enumerate(self.prompts):
            parts.append(element("p", element("b", "Prompt "), element("code", prompt), class_="wb-prompt"))
            parts.extend(_choice_html(choice) for choice in self.of(position))
        return str(element("div", *parts, class_="wb-completion"))


def _choice_html(choice: Choice) -> Markup:
    head = element(
        "p",
        element("b", f"{choice.index}"),
        f" ({choice.finish_reason}) ",
        element("span", choice.text, style="white-space:pre-wrap"),
    )
    if choice.tokens is None or choice.token_logprobs is None:
        return head
    rows = []
    tops = choice.top_logprobs or (None,) * len(choice.tokens)
    for token, logprob, top in zip(choice.tokens, choice.token_logprobs, tops, strict=True):
        likely = ", ".join(f"{visible(text)} {math.exp(value):.3f}" for text, value in (top or {}).items())
        figures = ("", "") if logprob is None else (f"{math.exp(logprob):.3f}", f"{logprob:.3f}")
        rows.append((visible(token), *figures, likely))
    numbers_table = table(["token", "probability", "log-probability", "likeliest tokens here"], rows)
    return head + element("details", element("summary", "Numbers"), numbers_table)


class Piece(str):
    """A piece of streamed text: a string, with the tokens that it completes.

    Attributes
    ----------
    choice : int
        Which of the ``n`` completions it belongs to.
    tokens, token_logprobs, top_logprobs
        As in `Choice`, for the tokens that became text with this piece (with ``echo``, the
        first piece of each completion is the prompt); log-probabilities are None where
        ``logprobs`` was not asked for.
    finish_reason : str or None
        Set on the last piece of a completion, which may be empty text.
    """

    choice: int
    tokens: tuple[str, ...]
    token_logprobs: tuple[float | None, ...]
    top_logprobs: tuple[dict[str, float] | None, ...]
    finish_reason: str | None

    def __new__(
        cls,
        text: str,
        *,
        choice: int = 0,
        tokens: tuple[str, ...] = (),
        token_logprobs: tuple[float | None, ...] = (),
        top_logprobs: tuple[dict[str, float] | None, ...] = (),
        finish_reason: str | None = None,
    ) -> "Piece":
        piece = super().__new__(cls, text)
        piece.choice, piece.finish_reason = choice, finish_reason
        piece.tokens, piece.token_logprobs, piece.top_logprobs = tokens, token_logprobs, top_logprobs
        return piece


@dataclass(frozen=True)
class Score(Data):
    """Log-probability of a continuation given its context.

    Attributes
    ----------
    logprob : float
        Sum over the continuation's tokens, natural logarithm, at most 0.
    tokens, token_logprobs : tuple
        The continuation token by token; ``"".join(tokens)`` is the text that was scored.
    greedy : bool
        Whether every token was the likeliest at its place.
    text : str
        The continuation as scored: trailing spaces of the context stand at its start.
    spans_join : bool
        Whether a token runs across the join of context and continuation; it is then scored
        whole, with the continuation, and ``text`` starts before the join.
    flaw : str or None
        Why there is no log-probability (the model gave NaN or infinite logits): ``logprob`` is
        then NaN, and the item is to be counted apart, never averaged.
    """

    logprob: float
    tokens: tuple[str, ...]
    token_logprobs: tuple[float, ...]
    greedy: bool
    text: str
    spans_join: bool = False
    flaw: str | None = None

    def __repr__(self) -> str:
        if self.flaw:
            return f"Score({self.flaw}, {self.text!r})"
        return f"Score({self.logprob:.4f}, {len(self.tokens)} tokens, {self.text!r})"

    __str__ = __repr__


Precision = Literal["exact", "fast"]


@dataclass(frozen=True)
class Execution(Data):
    """How a model is run here: what decides the last digits of its numbers, beside the model itself.

    Attributes
    ----------
    level : str
        ``"tree"`` (what texts share is run once, wherever they branch), ``"prefix"`` (one shared
        beginning is run once) or ``"plain"`` (one text at a time): the highest that was found
        right for this model by comparing it with the plain one.
    precision : str
        ``"exact"`` (32 bits) or ``"fast"`` (products in bfloat16, the rest in 32 bits).
    layers : str
        ``"fused"`` (this project's forward pass for Llama-like models) or ``"transformers"``.
    device : str
        ``"cpu"``, ``"cuda"``, or ``"none"`` for a model without weights.
    packed : bool
        Whether weights are laid out for this CPU's own kernels, which moves last digits.
    batch_tokens, slots : int
        Most tokens run together when scoring, and most rows side by side when completing. Only
        memory that is too small changes them: it halves the first, and what was being scored
        begins again, so that its numbers are those of any run at the batch size recorded here.
    """

    level: Literal["tree", "prefix", "plain"]
    precision: Precision = "exact"
    layers: str = "transformers"
    device: str = "cpu"
    packed: bool = False
    batch_tokens: int = 1024
    slots: int = 64

    def __str__(self) -> str:
        return f"{self.level}, {self.precision}, {self.layers} layers on {self.device}"


@dataclass(frozen=True)
class Cost(Data):
    """What a piece of work will take, before it is done.

    Attributes
    ----------
    asked_tokens : int
        Tokens to read if every text, and every candidate's prompt, were run by itself.
    new_tokens : int
        Tokens that are run: what texts share counts once.
    drawn_tokens : int
        Tokens to write, at most.
    seconds : float
        About how long on this machine, by a short timing of it when idle.
    """

    asked_tokens: int
    new_tokens: int
    drawn_tokens: int
    seconds: float

    @property
    def shared_tokens(self) -> int:
        """Tokens that need not be run, since another text has them too."""
        return self.asked_tokens - self.new_tokens

    def __str__(self) -> str:
        return f"{self._counts()}; about {_duration(self.seconds)} here"

    def __repr__(self) -> str:
        return f"Cost({self._counts()})"

    def _repr_html_(self) -> str:
        share = 100 * self.new_tokens / max(self.asked_tokens, 1)
        run = element("div", style=f"width:{share:.1f}%;height:100%;background:currentColor")
        bar = element(
            "div",
            run,
            style="width:100%;max-width:32em;height:0.8em;border:1px solid currentColor;margin:0.3em 0",
            role="img",
            aria_label=f"{share:.0f} % of the tokens asked for are run",
        )
        return str(element("div", element("div", str(self)), bar, class_="wb-cost"))

    def _counts(self) -> str:
        drawn = f", at most {self.drawn_tokens:,} to write" if self.drawn_tokens else ""
        return (
            f"{self.asked_tokens:,} tokens to read, of which {self.shared_tokens:,} are shared and "
            f"{self.new_tokens:,} are run{drawn}"
        )


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, math.ceil(seconds))} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


@dataclass(frozen=True)
class Estimate(Data):
    """A figure with its uncertainty; none is shown without an interval.

    Attributes
    ----------
    measure, group : str
        What was measured, over which part of the items (``"all"`` for the whole).
    value, low, high : float or None
        The figure and its 95 % interval, in ``unit``. None: nothing could be counted.
    n : int
        How many items the figure rests on.
    unit, method : str
        Such as ``"share"``, and how the interval was made.
    neutral : float or None
        The value that shows no preference either way; None where the figure has none.
    p, p_corrected : float or None
        Two-sided test against the neutral value; corrected over the named family of tests.
    ties : int
        Items that showed no preference. Counted apart.
    unscored : int
        Items without a score (the model gave NaN or infinite logits). Counted apart, averaged nowhere.
    """

    measure: str
    group: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    unit: str
    method: str
    neutral: float | None = None
    p: float | None = None
    p_corrected: float | None = None
    ties: int = 0
    unscored: int = 0

    def __str__(self) -> str:
        if self.value is None:
            return f"{self.measure} ({self.group}): no answer (n={self.n})"
        return f"{self.measure} ({self.group}): {self.value:.3f} [{self.low:.3f}, {self.high:.3f}] {self.unit} (n={self.n})"

    __repr__ = __str__


@dataclass(frozen=True)
class Card(Data):
    """A short card of a model or a data set: what it is, where it is from, what is known to be wrong with it."""

    name: str
    summary: str
    source: str
    licence: str
    limits: tuple[str, ...] = ()
    details: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name}: {self.summary}"

    def __repr__(self) -> str:
        return f"Card({self.name!r})"

    def _repr_html_(self) -> str:
        rows = [("What it is", self.summary), *self.details.items(), ("Source", self.source), ("Licence", self.licence)]
        lines = [element("tr", element("th", name, scope="row"), element("td", text)) for name, text in rows]
        limits = element("ul", *(element("li", text) for text in self.limits))
        lines.append(element("tr", element("th", "Known limits", scope="row"), element("td", limits)))
        return str(element("table", element("caption", shown(self.name)), *lines, class_="wb-table"))


PromptInput = str | Sequence[str] | Sequence[int] | Sequence[Sequence[int]] | None


@runtime_checkable
class Model(Protocol):
    """Something that completes and scores text: three verbs and what it is."""

    @property
    def name(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def context_length(self) -> int: ...
    @property
    def card(self) -> Card: ...

    def complete(
        self, prompt: PromptInput = None, *, messages: Sequence[Mapping[str, str]] | None = None, **settings: Any
    ) -> Completion: ...
    def stream(
        self, prompt: PromptInput = None, *, messages: Sequence[Mapping[str, str]] | None = None, **settings: Any
    ) -> Iterator[Piece]: ...
    def score(self, items: Sequence[tuple[str, str]], *, start: str = "start") -> list[Score]: ...


class Probe(Protocol):
    """A measure of behaviour: which items, how each is asked, how answers become numbers."""

    name: str
    neutral: float | None
    scale: str

    def run(self, model: Model) -> Any: ...


class Result(Protocol):
    """What a probe's run gives."""

    def frame(self) -> "pd.DataFrame": ...
    def estimate(self, by: str | None = None) -> "pd.DataFrame": ...
    def draw(self, by: str | None = None) -> Any: ...
