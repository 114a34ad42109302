"""What a model gives back: completions, pieces of a stream and scores; it asks for none of them."""

import math
from dataclasses import dataclass

from workbench.markup import Markup, element, table, visible
from workbench.records.base import Data
from workbench.records.settings import Settings

__all__ = ["Choice", "Completion", "Piece", "Score", "Usage"]


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
