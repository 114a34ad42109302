"""The three verbs of every model: complete, stream, score; what a back end must supply is at the end.

Here text is checked, tokenized, batched and given back; how logits come about is the back
end's own matter (`workbench.models.local`, `workbench.models.fake`).
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, takewhile
from typing import Any

from workbench.errors import InputError, unknown_name
from workbench.models import sampling
from workbench.models.asked import Asked, Spans, asked, begin_ids
from workbench.models.continuing import Decoder, Job, continued
from workbench.models.decoding import Row, TokenText
from workbench.models.embedding import embedded
from workbench.models.items import CHAT, Prepared, as_chat, prepared
from workbench.models.reading import Read, read_plan
from workbench.models.speed import Speed, cost_of_completing, cost_of_scoring, timed
from workbench.progress import progress
from workbench.prompts import check_messages, prompt_list
from workbench.records import (
    Card,
    Choice,
    Completion,
    Cost,
    Execution,
    Piece,
    PromptInput,
    Score,
    Settings,
    Usage,
    clean_text,
)
from workbench.trees import Branch, Plan, Tokens, plan_trees

__all__ = ["TextModel"]

SLOT_TOKENS = 32_768  # most tokens of keys and values that are held for rows side by side

Messages = Sequence[Mapping[str, str]]


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
    execution : Execution
        How it is run here: level, precision, and the constants that decide which texts share a pass.
    """

    name: str
    fingerprint: str
    context_length: int
    card: Card
    execution: Execution
    _timed: Speed | None = None

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
            Any field of `Settings`: ``max_tokens``, ``temperature``, ``top_p``, ``top_k``, ``n``, ``best_of``,
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
        prompts = [asked(self, text, chosen) for text in texts]
        made = self._continue({one.key: one for one in prompts}, chosen)
        choices: list[Choice] = []
        drawn = 0
        for one in prompts:
            rows, pieces = made[one.key]
            for row in _best(rows, chosen):
                choices.append(self._choice(pieces[row.index], len(choices), one, chosen))
            drawn += sum(sum(row.counts.values()) for row in rows)
        usage = Usage(sum(len(one.ids) for one in prompts), drawn)
        return Completion(
            tuple(choices), usage, tuple(one.text for one in prompts), chosen, self.name, self.fingerprint
        )

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
        return self._stream(asked(self, texts[0], chosen), chosen)

    def score(self, items: Sequence[tuple[str, str]], *, start: str = "start") -> list[Score]:
        """Return the log-probability of each continuation given its context.

        Parameters
        ----------
        items : list of (context, continuation)
            Texts. Trailing spaces of the context move to the continuation; both are tokenized
            together, and a token that spans the join is scored whole and flagged.
        start : str, default "start"
            What stands before the text where the context is empty, so that its first token is
            scored too: a name in ``start_tokens``. ``"chat"``: every context is a user's message in the model's
            chat template, and the continuation, without leading spaces, is the beginning of the answer.

        Returns
        -------
        list of Score
            In the order asked: natural logarithms, at most 0 a token.

        Raises
        ------
        InputError
            For an empty list, an empty continuation, or an unknown start; with ``"chat"`` for an empty
            context, or a model without a chat template.
        ContextError
            Where a text does not fit the context.

        Notes
        -----
        Equal to lm-evaluation-harness 0.4.13 (``hf`` model) within 1e-3 a token in 32 bits. Texts
        are merged into trees, so that what they share at their beginnings is run once. Which texts are run
        together depends on the list and on ``execution`` alone, so that the order of the list,
        and duplicates, change nothing. A text whose logits are NaN or infinite has a ``flaw``
        and no log-probability; the others are scored as ever.

        Examples
        --------
        >>> import workbench as wb
        >>> model = wb.open_model("fake")
        >>> score = model.score([("One two", " three")])[0]
        >>> abs(sum(score.token_logprobs) - score.logprob) < 1e-9
        True
        """
        ready = self._prepared(items, start)
        rows = sorted({one.row for one in ready})
        read = dict(zip(rows, read_plan(self, lambda: self._plan(rows), len(rows)), strict=True))
        return [one.score(read[one.row]) for one in ready]

    def cost(
        self,
        items: Sequence[tuple[str, str]] | None = None,
        *,
        prompt: PromptInput = None,
        settings: Settings | None = None,
        start: str = "start",
        **changes: Any,
    ) -> Cost:
        """Return what scoring items, or completing a prompt, will take, without doing it.

        Parameters
        ----------
        items : list of (context, continuation), optional
            What `score` would be given; with ``start`` as there.
        prompt : str, list of str, list of int, list of lists of int, optional
            What `complete` would be given instead; with ``settings`` and single fields as there.

        Returns
        -------
        Cost
            Tokens asked for, tokens that are new, tokens drawn at most, and about how many
            seconds on this machine, from a run of a second or so that times it once.

        Raises
        ------
        InputError, ContextError
            As `score` and `complete` do.

        Examples
        --------
        >>> import workbench as wb
        >>> model = wb.open_model("fake")
        >>> cost = model.cost([("One two", " three"), ("One two", " four")])
        >>> cost.new_tokens < cost.asked_tokens
        True
        """
        if (items is None) == (prompt is None):
            raise InputError("Give items to score, or prompt=... to complete: one of the two.")
        if items is not None:
            rows = sorted({one.row for one in self._prepared(items, start)})
            return cost_of_scoring(self._plan(rows), self._speed())
        chosen = _settings(settings, changes)
        begun = [tuple(begin_ids(self, asked(self, text, chosen).ids)) for text in self._prompts(prompt, None)]
        return cost_of_completing(begun, chosen, self.execution, self._speed())

    def embed(self, texts: Sequence[str]) -> sampling.Floats:
        """Return each text as a vector: the mean over its tokens of the model's last hidden states.

        Parameters
        ----------
        texts : sequence of str
            Each with at least one token.

        Returns
        -------
        numpy.ndarray
            (texts, hidden size), 32 or 64 bits; the states are those that the output layer reads.

        Raises
        ------
        InputError, ContextError
            For an empty text, or one that does not fit the context.

        Examples
        --------
        >>> import workbench as wb
        >>> wb.open_model("fake").embed(["One two", "One new"]).shape[0]
        2
        """
        return embedded(self, texts)

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
        how = f"{self.execution.level}, {self.execution.precision}"
        return f"Model({self.name!r}, context {self.context_length}, {how}, fingerprint {self.fingerprint[:12]})"

    def _prompts(self, prompt: PromptInput, messages: Messages | None) -> list[str | list[int]]:
        if messages is None:
            return prompt_list(prompt)
        if prompt is not None:
            raise InputError("Give prompt or messages, not both: messages already are the prompt.")
        return [self.chat(messages)]

    def _stream(self, one: Asked, settings: Settings) -> Iterator[Piece]:
        if settings.echo:
            choice = self._choice([], 0, one, settings)
            for index in range(settings.n):
                yield Piece(
                    choice.text,
                    choice=index,
                    tokens=choice.tokens or (),
                    token_logprobs=choice.token_logprobs or (),
                    top_logprobs=choice.top_logprobs or (),
                )
        yield from (piece for _, piece in self._generate([self._job(one, settings)], settings))

    def _job(self, one: Asked, settings: Settings) -> Job:
        held = sum(1 for _ in takewhile(lambda span: span[0] == span[1], reversed(one.spans)))
        rows = [
            Row(index, TokenText(self.decode, one.ids, held), settings.stop) for index in range(settings.candidates)
        ]
        return Job(tuple(begin_ids(self, one.ids)), one.ids, rows)

    def _continue(self, prompts: "dict[_Key, Asked]", settings: Settings) -> "dict[_Key, _Made]":
        """Return each prompt's rows, and the pieces of each; equal prompts are run once."""
        jobs = {key: self._job(prompts[key], settings) for key in sorted(prompts)}
        made: dict[_Key, _Made] = {key: (job.rows, [[] for _ in job.rows]) for key, job in jobs.items()}
        keys = {id(job): key for key, job in jobs.items()}
        seen: Counter[tuple[_Key, int]] = Counter()
        most = settings.max_tokens
        with progress(total=len(jobs) * settings.candidates * most, what="Completing", unit="token") as bar:
            for job, piece in self._generate(list(jobs.values()), settings):
                key = keys[id(job)]
                made[key][1][piece.choice].append(piece)
                bar.update(len(piece.tokens) if piece.finish_reason is None else most - seen[key, piece.choice])
                seen[key, piece.choice] += len(piece.tokens)
        return made

    def _generate(self, jobs: list[Job], settings: Settings) -> Iterator[tuple[Job, Piece]]:
        if settings.max_tokens == 0:
            for job in jobs:
                yield from ((job, Piece("", choice=row.index, finish_reason="length")) for row in job.rows)
            return
        length = max(len(job.ids) for job in jobs) + settings.max_tokens
        capacity = max(1, min(self.execution.slots, SLOT_TOKENS // length, sum(len(job.rows) for job in jobs)))

        def extend(row: Row, token: int, logits: sampling.Floats) -> None:
            self._extend(row, token, logits, settings)

        yield from continued(self._decoder(capacity, length), jobs, settings, capacity, extend)

    def _extend(self, row: Row, token: int, logits: sampling.Floats, settings: Settings) -> None:
        if token in self.end_ids:
            row.end("stop")
            return
        if settings.logprobs is None and settings.candidates == settings.n:
            row.add(token, None, {})  # a pass over the vocabulary for a number that nobody asked for
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

    def _choice(self, pieces: Sequence[Piece], index: int, one: Asked, settings: Settings) -> Choice:
        text = "".join(pieces)
        reason = pieces[-1].finish_reason or "length" if pieces else "length"
        tokens = [token for piece in pieces for token in piece.tokens]
        if settings.echo:
            text = one.text + text
        if settings.logprobs is None:
            return Choice(text, index, reason)
        logprobs: list[float | None] = [value for piece in pieces for value in piece.token_logprobs]
        tops: list[dict[str, float] | None] = [top for piece in pieces for top in piece.top_logprobs]
        offsets = list(accumulate(map(len, tokens), initial=len(one.text)))[:-1]
        if settings.echo:
            own, own_tops = self._prompt_logprobs(one.ids, settings.logprobs)
            logprobs, tops = own + logprobs, own_tops + tops
            tokens = [one.text[low:high] for low, high in one.spans] + tokens
            offsets = [low for low, _ in one.spans] + offsets
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

    def _prepared(self, items: Sequence[tuple[str, str]], start: str) -> list[Prepared]:
        if isinstance(items, (str, Mapping)) or not isinstance(items, Sequence) or not items:
            raise InputError(
                'The list to score is empty, or no list. Give pairs: model.score([("The capital of France is", " Paris")]).'
            )
        if start == CHAT:
            items, start = [as_chat(self, item, place) for place, item in enumerate(items)], "start"
        if start not in self.start_tokens:
            raise unknown_name("start", start, [*self.start_tokens, CHAT])
        return [prepared(self, item, position, start) for position, item in enumerate(items)]

    def _plan(self, rows: list[Tokens]) -> Plan:
        return plan_trees(rows, self.execution.level, batch_tokens=self.execution.batch_tokens)

    def _speed(self) -> Speed:
        """Return how fast this machine runs this model, timed once."""
        if self._timed is None:
            self._timed = timed(self)
        return self._timed

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
    def _decoder(self, capacity: int, length: int) -> Decoder:
        """Return what continues prompts in ``capacity`` rows of at most ``length`` tokens."""

    @abstractmethod
    def _all_logits(self, ids: Sequence[int]) -> sampling.Floats:
        """Return the logits after each token: (tokens, vocabulary)."""

    @abstractmethod
    def _hidden(self, ids: Sequence[int]) -> sampling.Floats:
        """Return the last hidden state at each token: (tokens, hidden size)."""

    @abstractmethod
    def _begin(self, branch: Branch) -> tuple[Read, Any]:
        """Run a beginning; return what is read off it, and what branches after it need."""

    @abstractmethod
    def _read(self, branches: Sequence[Branch], begun: Any) -> list[Read]:
        """Run branches; return what is read off each: log-probabilities and greedy flags."""

    def _is_out_of_memory(self, error: Exception) -> bool:
        """Return whether an error says that memory was too small."""
        return isinstance(error, MemoryError)


_Key = tuple[tuple[int, ...], str]
_Made = tuple[list[Row], list[list[Piece]]]


def _settings(settings: Settings | None, changes: Mapping[str, Any]) -> Settings:
    if settings is None:
        return Settings.of(**changes)
    if not isinstance(settings, Settings):
        raise InputError(f"settings={settings!r}: give Settings(max_tokens=...), or the single fields by name.")
    return Settings.of(**{**settings.to_dict(), **changes})


def _best(rows: list[Row], settings: Settings) -> list[Row]:
    """Return the rows to give back, best first where ``best_of`` was asked."""
    if settings.best_of is None:
        return rows
    return sorted(rows, key=lambda row: (-row.mean_logprob, row.index))[: settings.n]
