"""One completion as it grows: tokens become text, stop texts are found; it sees ids and strings, no logits."""

from collections import Counter
from collections.abc import Callable, Sequence

from workbench.records import Piece

__all__ = ["Row", "TokenText"]

UNFINISHED = "\ufffd"
TAIL = 6


class TokenText:
    """Turns tokens into text as they come, holding back the bytes of an unfinished character.

    A few tokens before are decoded along, since tokenizers treat the first token of a text
    in their own way. The last ``held`` of them are the bytes of a character that is unfinished yet.
    """

    def __init__(self, decode: Callable[[Sequence[int]], str], before: Sequence[int] = (), held: int = 0) -> None:
        self._decode = decode
        self._ids = list(before[-TAIL - held :])
        self._known = 0
        self._read = len(self._ids) - held

    def add(self, token: int) -> str:
        """Return the text that this token completes; empty while a character is unfinished."""
        self._ids.append(token)
        fresh = self._fresh()
        if not fresh or fresh.endswith(UNFINISHED):
            return ""
        self._known, self._read = self._read, len(self._ids)
        return fresh

    def flush(self) -> str:
        """Return what was held back, without the bytes that do not finish a character."""
        return self._fresh().rstrip(UNFINISHED)

    def _fresh(self) -> str:
        known = self._decode(self._ids[self._known : self._read])
        return self._decode(self._ids[self._known :])[len(known) :]


class Row:
    """One candidate: what was drawn, what of it may be shown, and why it ended.

    Text that could still turn out to be the start of a stop text is held back until it is
    clear, so that what `take` gives never has to be withdrawn.
    """

    def __init__(self, index: int, text: TokenText, stops: Sequence[str]) -> None:
        self.index = index
        self.finish_reason: str | None = None
        self.counts: Counter[int] = Counter()
        self.total_logprob = 0.0
        self._text = text
        self._stops = tuple(stops)
        self._full = ""
        self._ends: list[int] = []
        self._logprobs: list[float | None] = []
        self._tops: list[dict[str, float]] = []
        self._taken = 0

    @property
    def mean_logprob(self) -> float:
        """Mean log-probability per token drawn; minus infinity where the text ended at once."""
        drawn = sum(self.counts.values())
        return self.total_logprob / drawn if drawn else float("-inf")

    def add(self, token: int, logprob: float | None, top: dict[str, float]) -> None:
        """Take in a token that was drawn; its log-probability is None where it was not asked for."""
        self.counts[token] += 1
        self.total_logprob += logprob or 0.0
        before = len(self._full)
        self._full += self._text.add(token)
        self._ends.append(len(self._full))
        self._logprobs.append(logprob)
        self._tops.append(top)
        self._look_for_stop(before)

    def end(self, reason: str) -> None:
        """Say that no more tokens come: ``"stop"`` or ``"length"``."""
        before = len(self._full)
        self._full += self._text.flush()
        if self._ends:
            self._ends[-1] = len(self._full)
        self.finish_reason = reason
        self._look_for_stop(before)

    def take(self) -> Piece | None:
        """Return the text that became sure since the last call, or None."""
        limit = len(self._full) if self.finish_reason else len(self._full) - self._maybe_stop()
        upto = self._taken
        while upto < len(self._ends) and self._ends[upto] <= limit:
            upto += 1
        while not self.finish_reason and upto > self._taken and self._ends[upto - 1] == self._start(upto - 1):
            upto -= 1  # a token with no text of its own waits for the character it is part of
        if upto == self._taken and not self.finish_reason:
            return None
        start = self._start(self._taken)
        piece = Piece(
            self._full[start : self._ends[upto - 1]] if upto > self._taken else "",
            choice=self.index,
            tokens=tuple(self._full[self._start(place) : self._ends[place]] for place in range(self._taken, upto)),
            token_logprobs=tuple(self._logprobs[self._taken : upto]),
            top_logprobs=tuple(self._tops[self._taken : upto]),
            finish_reason=self.finish_reason,
        )
        self._taken = upto
        return piece

    def _start(self, place: int) -> int:
        return self._ends[place - 1] if place else 0

    def _look_for_stop(self, before: int) -> None:
        found = [self._full.find(stop, max(0, before - len(stop) + 1)) for stop in self._stops]
        places = [place for place in found if place >= 0]
        if not places:
            return
        self._full = self._full[: min(places)]
        self.finish_reason = "stop"
        kept = next((place for place, end in enumerate(self._ends, 1) if end >= len(self._full)), 0)
        kept = kept if self._full else 0
        self._ends = [min(end, len(self._full)) for end in self._ends[:kept]]

    def _maybe_stop(self) -> int:
        """Return how many characters at the end could be the beginning of a stop text."""
        longest = 0
        for stop in self._stops:
            for size in range(min(len(stop) - 1, len(self._full)), longest, -1):
                if self._full.endswith(stop[:size]):
                    longest = size
                    break
        return longest
