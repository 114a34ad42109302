"""The three verbs of every model: complete, stream, score; what a back end must supply is at the end.

Here text is checked, tokenized, batched and given back; how logits come about is the back
end's own matter (`workbench.models.local`, `workbench.models.fake`).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, takewhile
from typing import Any, NamedTuple, Protocol

from workbench.errors import ContextError, InputError, unknown_name
from workbench.models import sampling
from workbench.models.decoding import Row, TokenText
from workbench.progress import progress
from workbench.prompts import check_messages, prompt_list
from workbench.records import Card, Choice, Completion, Piece, PromptInput, Score, Settings, Usage, clean_text
from workbench.scoring import chunk_layout, first_scored, join, token_ends

__all__ = ["Decoder", "TextModel"]

Messages = Sequence[Mapping[str, str]]
Spans = list[tuple[int, int]]


class Decoder(Protocol):
    """A prompt being continued in several rows: the next token's logits of each, and how to go on."""

    logits: sampling.Floats  # (rows, vocabulary)

    def feed(self, tokens: Sequence[int], keep: Sequence[int]) -> None:
        """Go on with one token for each kept row; the other rows are finished."""


class TextModel(ABC):
    """Something that completes and scores text.

    Attributes
    ----------
    name : str
        What reports call it.
    fingerprint : str
        Hash of weights, tokenizer, chat template and precision: equal fingerprints, equal model.
    context_length : int
        Most tokens of prompt and completion together.
    card : Card
        What it is, where it is from, its known limits.
    """

    name: str
    fingerprint: str
    context_length: int
    card: Card

    def complete(
        self,
        prompt: PromptInput = None,
        *,
        messages: Messages | None = None,
        settings: Settings | None = None,
        **changes: Any,
    ) -> Completion:
        """Continue one text or several.

        Parameters
        ----------
        prompt : str, list of str, list of int, list of lists of int, optional
            Text, several texts, or token ids. Left out: the start of a new document.
        messages : list of dict, optional
            Chat messages (role, content) instead of a prompt; the model's chat template is
            applied, and ``completion.prompts`` shows the exact text the model saw.
        settings : Settings, optional
            How to complete; keyword arguments change single fields of it.
        **changes
            Any field of `Settings`: ``max_tokens``, ``temperature``, ``top_p``, ``n``, ``best_of``,
            ``stop``, ``logprobs``, ``echo``, ``presence_penalty``, ``frequency_penalty``,
            ``logit_bias``, ``seed``.

        Returns
        -------
        Completion
            ``n`` choices for each prompt, in order. Same model, prompt, settings and seed: the
            same text. A prompt's completion does not depend on the other prompts in the list.

        Raises
        ------
        InputError
            For an unknown parameter or a value out of range.
        ContextError
            Where prompt and ``max_tokens`` do not fit the context; it says by how much.

        Examples
        --------
        >>> import workbench as wb
        >>> model = wb.open_model("fake")
        >>> len(model.complete(["One", "Two"], max_tokens=3, n=2).choices)
        4
        """
        chosen = _settings(settings, changes)
        texts = self._prompts(prompt, messages)
        asked = [self._asked(text, chosen) for text in texts]
        choices: list[Choice] = []
        drawn = 0
        with progress(total=len(asked), what="Completing", unit="prompt") as bar:
            for one in asked:
                rows, best = self._run(one, chosen)
                first = len(choices)
                choices.extend(self._choice(pieces, first + place, one, chosen) for place, pieces in enumerate(best))
                drawn += sum(sum(row.counts.values()) for row in rows)
                bar.update(1)
        usage = Usage(sum(len(one.ids) for one in asked), drawn)
        return Completion(tuple(choices), usage, tuple(one.text for one in asked), chosen, self.name, self.fingerprint)

    def stream(
        self,
        prompt: PromptInput = None,
        *,
        messages: Messages | None = None,
        settings: Settings | None = None,
        **changes: Any,
    ) -> Iterator[Piece]:
        """Continue one text and give it back as it comes.

        Parameters are those of `complete`, for one prompt. Closing the iterator (or leaving
        the loop) stops between two tokens.

        Yields
        ------
        Piece
            Text that will not be withdrawn: never half a character, never part of a stop
            text. The pieces of one ``choice`` join to what `complete` returns for the same seed.

        Raises
        ------
        InputError
            As `complete`; also for several prompts, and for ``best_of``.

        Examples
        --------
        >>> import workbench as wb
        >>> model = wb.open_model("fake")
        >>> "".join(model.stream("One", max_tokens=3)) == model.complete("One", max_tokens=3).text
        True
        """
        chosen = _settings(settings, changes)
        if (chosen.best_of or 1) > 1:
            raise InputError(
                f"best_of={chosen.best_of} cannot be streamed: which candidate comes first is known at the end. "
                "Leave best_of out, or use complete."
            )
        texts = self._prompts(prompt, messages)
        if len(texts) > 1:
            raise InputError(f"stream takes one prompt, {len(texts)} were given. Use complete for several.")
        return self._stream(self._asked(texts[0], chosen), chosen)

    def score(self, items: Sequence[tuple[str, str]], *, start: str = "start") -> list[Score]:
        """Return the log-probability of each continuation given its context.

        Parameters
        ----------
        items : list of (context, continuation)
            Texts. Trailing spaces of the context move to the continuation; both are tokenized
            together, and a token that spans the join is scored whole and flagged.
        start : str, default "start"
            What stands before the text where the context is empty, so that its first token is
            scored too: a name in ``start_tokens``.

        Returns
        -------
        list of Score
            In the order asked: natural logarithms, at most 0 a token.

        Raises
        ------
        InputError
            For an empty list, an empty continuation, or an unknown start.
        ContextError
            Where a text does not fit the context.

        Notes
        -----
        Equal to lm-evaluation-harness 0.4.13 (``hf`` model) within 1e-3 a text. Texts are put
        into a canonical order and cut into fixed chunks, so that the order of the list, and
        duplicates, change nothing.

        Examples
        --------
        >>> import workbench as wb
        >>> model = wb.open_model("fake")
        >>> score = model.score([("One two", " three")])[0]
        >>> abs(sum(score.token_logprobs) - score.logprob) < 1e-9
        True
        """
        if isinstance(items, (str, Mapping)) or not isinstance(items, Sequence) or not items:
            raise InputError(
                'The list to score is empty, or no list. Give pairs: model.score([("The capital of France is", " Paris")]).'
            )
        if start not in self.start_tokens:
            raise unknown_name("start", start, self.start_tokens)
        prepared = [self._prepare(item, position, start) for position, item in enumerate(items)]
        scored = self._score_rows(sorted({row for row, _, _ in prepared}, key=lambda row: (len(row[0]), row)))
        return [_score(scored[row], tokens, spans) for row, tokens, spans in prepared]

    def encode(self, text: str) -> list[int]:
        """Return the token ids of a text, with no special tokens added."""
        return self._tokenize(clean_text(text, "The text"))[0]

    def count(self, text: str) -> int:
        """Return how many tokens a text takes."""
        return len(self.encode(text))

    def chat(self, messages: Messages) -> str:
        """Return the exact text the model sees for chat messages: its chat template, applied.

        Raises
        ------
        InputError
            If the model has no chat template.
        """
        return self._apply_template(check_messages(messages))

    def __repr__(self) -> str:
        return f"Model({self.name!r}, context {self.context_length}, fingerprint {self.fingerprint[:12]})"

    def _prompts(self, prompt: PromptInput, messages: Messages | None) -> list[str | list[int]]:
        if messages is None:
            return prompt_list(prompt)
        if prompt is not None:
            raise InputError("Give prompt or messages, not both: messages already are the prompt.")
        return [self.chat(messages)]

    def _asked(self, prompt: str | list[int], settings: Settings) -> "_Asked":
        """Return a prompt ready to run, or say why it cannot be."""
        asked = self._given_ids(prompt) if isinstance(prompt, list) else _Asked(prompt, *self._tokenize(prompt))
        if unknown := [token for token in settings.logit_bias if token >= self.vocabulary_size]:
            raise InputError(f"logit_bias: this model has token ids 0 to {self.vocabulary_size - 1}, not {unknown[0]}.")
        size = len(self._begin_ids(asked.ids))
        over = size + settings.max_tokens - self.context_length
        if over > 0:
            raise ContextError(
                f"The prompt has {size} tokens and max_tokens is {settings.max_tokens}: {over} more than the "
                f"{self.context_length} tokens this model reads. Shorten the prompt or lower max_tokens."
            )
        return asked

    def _given_ids(self, ids: list[int]) -> "_Asked":
        if max(ids) >= self.vocabulary_size:
            raise InputError(f"Token id {max(ids)} is not known: this model has ids 0 to {self.vocabulary_size - 1}.")
        text = self.decode(ids)
        again, spans = self._tokenize(text)
        if again == ids:  # the ids of a text are that text, to the last offset
            return _Asked(text, ids, spans)
        reader = TokenText(self.decode)
        pieces = [reader.add(token) for token in ids]
        pieces[-1] += reader.flush()
        ends = list(accumulate(len(piece) for piece in pieces))
        return _Asked("".join(pieces), ids, list(zip([0, *ends[:-1]], ends, strict=True)))

    def _begin_ids(self, ids: Sequence[int]) -> list[int]:
        """Return what the model is run on: an empty prompt is the start of a new document."""
        return [*self.prefix_ids, *ids] or [self.separator_id]

    def _stream(self, asked: "_Asked", settings: Settings) -> Iterator[Piece]:
        if settings.echo:
            choice = self._choice([], 0, asked, settings)
            for index in range(settings.n):
                yield Piece(
                    choice.text,
                    choice=index,
                    tokens=choice.tokens or (),
                    token_logprobs=choice.token_logprobs or (),
                    top_logprobs=choice.top_logprobs or (),
                )
        yield from self._generate(self._new_rows(asked, settings), asked, settings)

    def _new_rows(self, asked: "_Asked", settings: Settings) -> list[Row]:
        held = sum(1 for _ in takewhile(lambda span: span[0] == span[1], reversed(asked.spans)))
        return [
            Row(index, TokenText(self.decode, asked.ids, held), settings.stop) for index in range(settings.candidates)
        ]

    def _run(self, asked: "_Asked", settings: Settings) -> tuple[list[Row], list[list[Piece]]]:
        """Return all rows drawn, and the pieces of the best ``n`` of them, best first."""
        rows = self._new_rows(asked, settings)
        by_row: list[list[Piece]] = [[] for _ in rows]
        for piece in self._generate(rows, asked, settings):
            by_row[piece.choice].append(piece)
        if settings.best_of is None:
            return rows, by_row
        ranked = sorted(rows, key=lambda row: (-row.mean_logprob, row.index))
        return rows, [by_row[row.index] for row in ranked[: settings.n]]

    def _generate(self, rows: list[Row], asked: "_Asked", settings: Settings) -> Iterator[Piece]:
        """Draw token by token; a finished row leaves, the others go on."""
        if settings.max_tokens == 0:
            yield from (Piece("", choice=row.index, finish_reason="length") for row in rows)
            return
        streams = [sampling.random_stream(settings.seed, asked.ids, row.index) for row in rows]
        active = rows
        decoder = self._open(self._begin_ids(asked.ids), len(rows))
        for step in range(1, settings.max_tokens + 1):
            drawn = []
            for row, logits in zip(active, decoder.logits, strict=True):
                drawn.append(sampling.draw(logits, row.counts, settings, streams[row.index]))
                self._extend(row, drawn[-1], logits, settings)
                if row.finish_reason is None and step == settings.max_tokens:
                    row.end("length")
                piece = row.take()
                if piece is not None:
                    yield piece
            keep = [place for place, row in enumerate(active) if row.finish_reason is None]
            if not keep:
                return
            active = [active[place] for place in keep]
            decoder.feed([drawn[place] for place in keep], keep)

    def _extend(self, row: Row, token: int, logits: sampling.Floats, settings: Settings) -> None:
        if token in self.end_ids:
            row.end("stop")
            return
        logprob, top = sampling.alternatives(logits, token, settings.logprobs or 0)
        row.add(token, logprob, self._named(top) if settings.logprobs is not None else {})

    def _named(self, top: Sequence[tuple[int, float]]) -> dict[str, float]:
        """Return alternatives by their text; of two ids with one text (bytes of a character) the later shows its id."""
        named: dict[str, float] = {}
        for token, logprob in top:
            text = self.decode([token])
            named[f"{text} (token {token})" if text in named else text] = logprob
        return named

    def _choice(self, pieces: Sequence[Piece], index: int, asked: "_Asked", settings: Settings) -> Choice:
        text = "".join(pieces)
        reason = pieces[-1].finish_reason or "length" if pieces else "length"
        tokens = [token for piece in pieces for token in piece.tokens]
        if settings.echo:
            text = asked.text + text
        if settings.logprobs is None:
            return Choice(text, index, reason)
        logprobs: list[float | None] = [value for piece in pieces for value in piece.token_logprobs]
        tops: list[dict[str, float] | None] = [top for piece in pieces for top in piece.top_logprobs]
        offsets = list(accumulate(map(len, tokens), initial=len(asked.text)))[:-1]
        if settings.echo:
            own, own_tops = self._prompt_logprobs(asked.ids, settings.logprobs)
            logprobs, tops = own + logprobs, own_tops + tops
            tokens = [asked.text[low:high] for low, high in asked.spans] + tokens
            offsets = [low for low, _ in asked.spans] + offsets
        return Choice(text, index, reason, tuple(tokens), tuple(logprobs), tuple(tops), tuple(offsets))

    def _prompt_logprobs(self, ids: list[int], count: int) -> tuple[list[float | None], list[dict[str, float] | None]]:
        logprobs: list[float | None] = []
        tops: list[dict[str, float] | None] = []
        ahead = len(self.prefix_ids)
        run = [*self.prefix_ids, *ids]
        for place, logits in enumerate(self._all_logits(run) if len(ids) > 1 else ()):
            if place < ahead or place + 1 >= len(run):
                continue
            logprob, top = sampling.alternatives(logits, run[place + 1], count)
            logprobs.append(logprob)
            tops.append(self._named(top))
        return ([None, *logprobs], [None, *tops]) if ids else ([], [])

    def _prepare(self, item: tuple[str, str], position: int, start: str) -> tuple["_ScoreRow", list[str], bool]:
        if not isinstance(item, (tuple, list)) or len(item) != 2:
            raise InputError(f"Item {position} is {item!r}: give a pair (context, continuation).")
        given = (
            clean_text(item[0], f"Item {position}'s context"),
            clean_text(item[1], f"Item {position}'s continuation"),
        )
        if not given[1]:
            raise InputError(f"Item {position} has an empty continuation: there is nothing to score.")
        context, continuation = join(*given)
        whole = context + continuation
        ids, spans = self._tokenize(whole)
        first = first_scored([end for _, end in spans], len(context))
        ahead = self.prefix_ids
        if not context or (not ahead and first == 0):  # something must stand before the first token that is scored
            ahead = [*self.prefix_ids[:-1], self.start_tokens[start]]
        if len(ahead) + len(ids) > self.context_length:
            over = len(ahead) + len(ids) - self.context_length
            raise ContextError(
                f"Item {position} has {len(ids)} tokens: {over} more than the {self.context_length} this model reads."
            )
        tokens = [whole[low:high] for low, high in spans[first:]]
        spans_join = bool(context) and first < len(spans) and spans[first][0] < len(context)
        return ((*ahead, *ids), len(ahead) + first), tokens, spans_join

    def _score_rows(self, rows: list["_ScoreRow"]) -> dict["_ScoreRow", "_RowScore"]:
        scored: dict[_ScoreRow, _RowScore] = {}
        chunks = chunk_layout([len(ids) for ids, _ in rows])
        with progress(total=len(rows), what="Scoring", unit="text") as bar:
            for chunk in chunks:
                asked = [rows[position] for position in chunk]
                scored.update(zip(asked, self._row_logprobs(asked), strict=True))
                bar.update(len(chunk))
        return scored

    # What a back end supplies.

    vocabulary_size: int
    separator_id: int
    end_ids: frozenset[int]
    prefix_ids: list[int]
    start_tokens: dict[str, int]

    @abstractmethod
    def decode(self, ids: Sequence[int]) -> str:
        """Return the text of token ids, special tokens included."""

    @abstractmethod
    def _tokenize(self, text: str) -> tuple[list[int], Spans]:
        """Return token ids and the piece of text each stands for; the pieces join to the text."""

    @abstractmethod
    def _apply_template(self, messages: list[dict[str, str]]) -> str:
        """Return the text of chat messages."""

    @abstractmethod
    def _open(self, ids: Sequence[int], copies: int) -> Decoder:
        """Run a prompt once and return its continuation in several rows."""

    @abstractmethod
    def _all_logits(self, ids: Sequence[int]) -> sampling.Floats:
        """Return the logits after each token: (tokens, vocabulary)."""

    @abstractmethod
    def _row_logprobs(self, rows: Sequence["_ScoreRow"]) -> list["_RowScore"]:
        """Return each row's log-probabilities and greedy flags, from its first scored token on."""


_ScoreRow = tuple[tuple[int, ...], int]
_RowScore = tuple[list[float], list[bool]]


class _Asked(NamedTuple):
    """A prompt: its text, its token ids, and the piece of the text that each stands for."""

    text: str
    ids: list[int]
    spans: Spans


def _settings(settings: Settings | None, changes: Mapping[str, Any]) -> Settings:
    if settings is None:
        return Settings.of(**changes)
    if not isinstance(settings, Settings):
        raise InputError(f"settings={settings!r}: give Settings(max_tokens=...), or the single fields by name.")
    return Settings.of(**{**settings.to_dict(), **changes})


def _score(values: _RowScore, tokens: Sequence[str], spans_join: bool) -> Score:
    logprobs, greedy = values
    return Score(sum(logprobs), tuple(tokens), tuple(logprobs), all(greedy), "".join(tokens), spans_join)


def own_spans(starts: Sequence[int], ends: Sequence[int], length: int) -> Spans:
    """Return the piece of text that belongs to each token: the pieces join to the whole text."""
    own = token_ends(starts, ends, length)
    return list(zip([0, *own[:-1]], own, strict=True)) if own else []
