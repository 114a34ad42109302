"""How instruction, examples and query are laid out as one text; it knows no model and chooses no example.

A layout renders to exactly the text that is sent, and says of every character which part it belongs to.
"""

import math
import numbers
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from workbench.errors import InputError, meant
from workbench.markup import element
from workbench.records import Data, clean_text

__all__ = ["Layout", "Part", "Rendered", "Template", "column"]


_LINES = {"instruction": "double", "example": "solid", "query": "dashed", "separator": "none"}
"""How each part is underlined where a prompt is shown; its name and place are shown as the pointer rests on it."""


@dataclass(frozen=True)
class Part(Data):
    """A piece of a rendered prompt: what it is and which characters it covers.

    Attributes
    ----------
    kind : str
        ``"instruction"``, ``"example"``, ``"query"`` or ``"separator"``.
    start, end : int
        Characters from the start of the text; the end is not included.
    index : int or None
        Which example, from 0.
    """

    kind: str
    start: int
    end: int
    index: int | None = None

    def __str__(self) -> str:
        name = self.kind if self.index is None else f"{self.kind} {self.index}"
        return f"{name}: {self.start} to {self.end}"


@dataclass(frozen=True, repr=False)
class Rendered(Data):
    """A prompt as it is sent, with the part that every character belongs to.

    Attributes
    ----------
    text : str
        Exactly what the model reads before the answer. It ends without spaces.
    parts : tuple of Part
        In order, without gaps: together they cover the text.
    lead : str
        The spaces between the text and an answer; they belong to the answer, since most tokenizers
        join a space with the word that follows it.
    """

    text: str
    parts: tuple[Part, ...]
    lead: str = ""

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        examples = sum(part.kind == "example" for part in self.parts)
        return f"Rendered({len(self.text):,} characters, {examples} example{'' if examples == 1 else 's'})"

    def _repr_html_(self) -> str:
        pieces = (
            element(
                "span", self.text[one.start : one.end], title=str(one), style=f"border-bottom:2px {_LINES[one.kind]}"
            )
            for one in self.parts
        )
        return str(element("pre", *pieces, class_="wb-prompt", style="white-space:pre-wrap"))

    def answer(self, text: str) -> str:
        """Return an answer as it stands after the prompt, with the spaces that lead to it."""
        return self.lead + text


@dataclass(frozen=True)
class Template:
    """A text with named gaps, such as ``"Review: {text}"``; ``{{`` and ``}}`` are plain braces.

    Parameters
    ----------
    text : str
        The text; a gap is the name of a column in braces, without a format.
    name : str
        What messages call it.

    Raises
    ------
    InputError
        For a brace without its partner, an empty gap, or a gap that is more than a name.

    Examples
    --------
    >>> Template("Review: {text}", "input").fill({"text": "Good."}, "row 0")
    'Review: Good.'
    """

    text: str
    name: str

    def __post_init__(self) -> None:
        _ = self.pieces

    @cached_property
    def pieces(self) -> tuple[tuple[str, str | None], ...]:
        """The plain text before each gap and the gap's name; the last name is None where text ends it."""
        clean_text(self.text, self.name)
        try:
            parsed = list(string.Formatter().parse(self.text))
        except ValueError as error:
            raise InputError(f"{self.name}={self.text!r}: {error}. Write {{{{ and }}}} for plain braces.") from None
        for _, gap, form, conversion in parsed:
            if gap is not None and (not gap or gap != gap.strip() or form or conversion):
                raise InputError(
                    f"{self.name}={self.text!r}: {{{gap}{conversion and '!'}{form and ':'}}} is no gap. A gap is the name of a "
                    "column in braces and nothing else, such as {text}; write {{ and }} for plain braces."
                )
        return tuple((plain, gap) for plain, gap, _, _ in parsed)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the gaps, each once, in order."""
        return tuple(dict.fromkeys(gap for _, gap in self.pieces if gap is not None))

    def fill(self, values: Mapping[str, Any], where: str) -> str:
        """Return the text with its gaps filled from a row.

        Raises
        ------
        InputError
            For a column that is missing (near names are offered), empty, or no text or number; ``where`` is named.
        """
        return "".join(
            plain + ("" if gap is None else _value(values, gap, self.name, where)) for plain, gap in self.pieces
        )


@dataclass(frozen=True)
class Layout(Data):
    r"""How a few-shot prompt is laid out.

    The text is: the instruction, then each example (its input, ``joint``, its output), then the
    query (its input, ``joint``, the output up to the answer), with ``separator`` between them.

    Parameters
    ----------
    input : str
        Template of what is given, such as ``"Review: {text}"``.
    output : str
        Template of what is wanted. It ends with the answer's column: ``"Sentiment: {label}"``.
    instruction : str, default ""
        Stands first where it is not empty; braces in it are plain text.
    separator : str, default a blank line
        Between instruction, examples and query.
    joint : str, default a line break
        Between an input and its output.

    Raises
    ------
    InputError
        For a template that is no template, or an output that does not end with one column.

    Examples
    --------
    >>> layout = Layout("Review: {text}", "Sentiment: {label}")
    >>> print(layout.render([{"text": "Good.", "label": "positive"}], {"text": "Dull."}))
    Review: Good.
    Sentiment: positive
    <BLANKLINE>
    Review: Dull.
    Sentiment:
    """

    input: str
    output: str
    instruction: str = ""
    separator: str = "\n\n"
    joint: str = "\n"

    def __post_init__(self) -> None:
        for name in ("instruction", "separator", "joint"):
            clean_text(getattr(self, name), name)
        gaps = [gap for _, gap in self._output.pieces if gap is not None]
        if len(gaps) != 1 or self._output.pieces[-1][1] is None:
            raise InputError(
                f"output={self.output!r} must end with the answer's column in braces, and hold no other: such as "
                '"Sentiment: {label}". Columns that are given belong into input.'
            )
        if not self._input.fields:
            raise InputError(
                f"input={self.input!r} names no column, so every query would be the same text. Write the column's name in "
                'braces, such as "Review: {text}".'
            )
        if self.answer_field in self._input.fields:
            raise InputError(
                f"input={self.input!r} gives away the answer: {{{self.answer_field}}} is what output asks for."
            )

    @cached_property
    def _input(self) -> Template:
        return Template(self.input, "input")

    @cached_property
    def _output(self) -> Template:
        return Template(self.output, "output")

    @property
    def answer_field(self) -> str:
        """The column that holds the answer."""
        return str(self._output.pieces[-1][1])

    @property
    def input_fields(self) -> tuple[str, ...]:
        """The columns that the input names."""
        return self._input.fields

    @property
    def cue(self) -> str:
        """What stands right before the answer, with its spaces: ``"Sentiment: "``."""
        return "".join(plain for plain, _ in self._output.pieces)  # an escaped brace is a piece of its own

    def asked(self, row: Mapping[str, Any], where: str = "the query") -> str:
        """Return the input of one row: what tells it from other rows."""
        return self._input.fill(row, where)

    def block(self, row: Mapping[str, Any], where: str = "the example") -> str:
        """Return one example as it stands in the prompt."""
        return self.asked(row, where) + self.joint + self._output.fill(row, where)

    def render(self, examples: Sequence[Mapping[str, Any]], query: Mapping[str, Any]) -> Rendered:
        """Return the prompt for a query.

        Parameters
        ----------
        examples : sequence of dict
            Rows with the columns of input and output, in the order in which they stand in the prompt.
        query : dict
            A row with the columns of the input.

        Raises
        ------
        InputError
            For a row without one of the columns; the row is named.
        """
        blocks = [self.block(row, f"example {place}") for place, row in enumerate(examples)]
        return self.join(blocks, self.asked(query))

    def join(self, blocks: Sequence[str], asked: str) -> Rendered:
        """Return the prompt made of examples and an input that were filled in before."""
        pieces: list[tuple[str, int | None, str]] = []
        if self.instruction:
            pieces += [("instruction", None, self.instruction), ("separator", None, self.separator)]
        for place, block in enumerate(blocks):
            pieces += [("example", place, block), ("separator", None, self.separator)]
        pieces.append(("query", None, asked + self.joint + self.cue))
        whole = "".join(piece for _, _, piece in pieces)
        text = whole.rstrip(" ")
        parts, start = [], 0
        for kind, index, piece in pieces:
            end = min(start + len(piece), len(text))
            if end > start:
                parts.append(Part(kind, start, end, index))
            start = end
        return Rendered(text, tuple(parts), whole[len(text) :])


def column(values: Mapping[str, Any], name: str, where: str, wanted: str) -> Any:
    """Return a row's value in a column.

    Raises
    ------
    InputError
        For a row without the column: ``where`` says which row, ``wanted`` who needs it; near names are offered.
    """
    if name in values:
        return values[name]
    known = [str(one) for one in values]
    has = f"It has: {', '.join(known)}" if known else "It has none"
    raise InputError(
        f"{where[:1].upper()}{where[1:]} has no column {name!r}, which {wanted} names.{meant(name, known)} {has}."
    )


def _value(values: Mapping[str, Any], gap: str, template: str, where: str) -> str:
    value = column(values, gap, where, template)
    if isinstance(value, str):
        return clean_text(value, f"Column {gap!r} of {where}")
    if value is None or (isinstance(value, float) and math.isnan(value)):
        raise InputError(f"Column {gap!r} of {where} is empty. Fill it, or leave the row out.")
    if isinstance(value, numbers.Number):
        return str(value)
    raise InputError(f"Column {gap!r} of {where} is {type(value).__name__}, not a text or a number: {value!r:.80}")
