"""A model with no weights: deterministic, instant, in every install; for trying things and for fast tests.

Its tokens are common English words and, for everything else, single bytes, so that it has
the awkward cases of real tokenizers: a space at the front of a word, characters of several
tokens. Its logits are a hash of the last tokens. What it writes means nothing.
"""

import hashlib
from collections.abc import Sequence

import numpy as np
from scipy.special import log_softmax

from workbench.errors import InputError
from workbench.models.asked import Spans, own_spans
from workbench.models.base import TextModel
from workbench.models.sampling import Floats
from workbench.records import Card, Execution
from workbench.trees import Branch

__all__ = ["FakeModel"]

WORDS = (
    " the", " a", " and", " of", " to", " in", " is", " was", " that", " it", " for", " with", " on", " as", " at",
    " by", " her", " his", " their", " she", " he", " they", " who", " had", " were", " not", " this", " one", " two",
    " nurse", " doctor", " teacher", " river", " garden", " letter", " morning", " city", " music", " winter", " small",
    " bright", " old", " new", " very", " said", " asked", " wrote", " found", " walked", " carried", " after",
    " before", " because", " when", "The", "A", "She", "He", "They", "One", "Two", ".", ",", "\n",
)  # fmt: skip
SPECIAL = ("<|start|>", "<|end|>", "<|document|>")
CONTEXT = 2048
MEMORY = 4


class FakeModel(TextModel):
    """The deterministic stand-in, opened by ``open_model("fake")``.

    Parameters
    ----------
    salt : str
        Another salt is another model: other logits, another fingerprint.
    """

    def __init__(self, salt: str = "") -> None:
        self._words = {word: 256 + place for place, word in enumerate(WORDS)}
        self._longest = max(map(len, WORDS))
        self._salt = salt.encode("utf-8")
        first = 256 + len(WORDS)
        self._special = {first + place: text for place, text in enumerate(SPECIAL)}
        self.vocabulary_size = first + len(SPECIAL)
        self.start_tokens = {"start": first, "separator": first + 2, "newline": self._words["\n"]}
        self.end_ids = frozenset({first + 1})
        self.separator_id = first + 2
        self.prefix_ids = []
        self.context_length = CONTEXT
        self.name = "fake"
        self.fingerprint = hashlib.sha256(b"fake 1" + self._salt).hexdigest()
        self.card = Card(
            name="fake",
            summary="A stand-in with no weights. What it writes and scores means nothing.",
            source="part of lm-workbench",
            licence="Apache-2.0",
            limits=("Never report a figure of it.",),
        )
        self.execution = Execution(level="tree", layers="none", device="none")
        self._likely = np.full(self.vocabulary_size, -6.0)  # bytes are rare, words are common
        self._likely[256:first] = 0.0
        self._likely[first] = self._likely[first + 2] = -30.0

    def decode(self, ids: Sequence[int]) -> str:
        parts = [bytes([token]) if token < 256 else self._text(token).encode("utf-8") for token in ids]
        return b"".join(parts).decode("utf-8", "replace")

    def _text(self, token: int) -> str:
        return self._special.get(token) or WORDS[token - 256]

    def _tokenize(self, text: str) -> tuple[list[int], Spans]:
        ids: list[int] = []
        starts: list[int] = []
        ends: list[int] = []
        place = 0
        while place < len(text):
            word = next(
                (
                    text[place : place + size]
                    for size in range(self._longest, 0, -1)
                    if text[place : place + size] in self._words
                ),
                "",
            )
            pieces = [self._words[word]] if word else list(text[place].encode("utf-8"))
            step = len(word) or 1
            ids += pieces
            starts += [place] * len(pieces)
            ends += [place + step] * len(pieces)
            place += step
        return ids, own_spans(starts, ends, len(text))

    def _apply_template(self, messages: list[dict[str, str]]) -> str:
        if not messages[-1]["content"]:
            raise InputError("The last message is empty.")
        turns = "".join(f"<{message['role']}>{message['content']}\n" for message in messages)
        return turns + "<assistant>"

    def _decoder(self, capacity: int, length: int) -> "_FakeDecoder":
        return _FakeDecoder(self)

    def _all_logits(self, ids: Sequence[int]) -> Floats:
        return np.stack([self._next(ids[: place + 1]) for place in range(len(ids))])

    def _hidden(self, ids: Sequence[int]) -> Floats:
        return np.eye(self.vocabulary_size)[list(ids)]

    def _begin(self, branch: Branch) -> tuple[tuple[list[float], list[bool]], tuple[int, ...]]:
        return self._read_one(branch, ()), branch.tokens

    def _read(self, branches: Sequence[Branch], begun: tuple[int, ...] | None) -> list[tuple[list[float], list[bool]]]:
        return [self._read_one(branch, begun or ()) for branch in branches]

    def _read_one(self, branch: Branch, begun: tuple[int, ...]) -> tuple[list[float], list[bool]]:
        texts = [[*begun, *(branch.tokens[at] for at in branch.path(place))] for place in branch.places]
        logprobs = [log_softmax(self._next(ids)) for ids in texts]
        pairs = list(zip(branch.targets, logprobs, strict=True))
        return [float(row[token]) for token, row in pairs], [int(np.argmax(row)) == token for token, row in pairs]

    def _next(self, ids: Sequence[int]) -> Floats:
        key = hashlib.sha256(self._salt + repr(list(ids[-MEMORY:])).encode()).digest()
        noise = np.random.Generator(np.random.Philox(key=int.from_bytes(key[:16], "little")))
        return self._likely + 1.5 * noise.standard_normal(self.vocabulary_size)


class _FakeDecoder:
    mixes = True

    def __init__(self, model: FakeModel) -> None:
        self._model = model
        self._rows: list[list[int]] = []
        self.logits: Floats = np.empty((0, model.vocabulary_size))

    def admit(self, prompts: Sequence[tuple[tuple[int, ...], int]]) -> None:
        self._rows += [list(ids) for ids, rows in prompts for _ in range(rows)]
        self._run()

    def feed(self, tokens: Sequence[int], keep: Sequence[int]) -> None:
        self._rows = [[*self._rows[place], token] for place, token in zip(keep, tokens, strict=True)]
        self._run()

    def _run(self) -> None:
        logits = [self._model._next(row) for row in self._rows]
        self.logits = np.stack(logits) if logits else self.logits[:0]
