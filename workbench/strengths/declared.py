"""What a ready task is: how it is laid out, where its rows come from, what is to be said of it; it asks no model."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.fewshot import FewShot
from workbench.records import Card

__all__ = ["Ready", "Rows"]

Rows = Callable[[str], list[dict[str, Any]]]
"""The part that is wanted, ``"train"`` or ``"test"``, in; its rows out."""

CONTAMINATION = (
    "Memory or skill: the set was public before the default model's text was gathered, so the model may have read the "
    "questions with their answers."
)


@dataclass(frozen=True)
class Ready:
    """A task that is ready to be measured: a layout, data, and the words a report needs.

    Attributes
    ----------
    name, title : str
        What is typed, and what a figure shows; the title says where only a part of a published set is used.
    use : str
        What it stands for: one of the seven uses of the 2020 announcement, or another field.
    question : str
        What is asked of the model, as one sentence with a question mark.
    rows : callable
        Reads the rows of a part.
    card : callable
        Reads the card of the data.
    source : str or None
        The published or shipped set whose files the rows come from; None where they are made by rule.
    input, output, joint : str
        As in `workbench.FewShot`. An empty output marks the search task, which is no few-shot task.
    labels, options : as in `workbench.FewShot`
    shots : int
        How many examples stand in the prompt where nothing is asked for.
    choose : str
        How they are chosen.
    measure : str
        The figure on the map: ``"accuracy"``, ``"exact match"``, ``"token F1"`` or ``"accuracy at 1"``.
    settings : dict
        How answers are written, where that is needed.
    to_the_letter : bool
        Whether a written answer counts only where every sign of it is right: minus signs, capitals, hyphens.
    together : str or None
        The column whose equal texts make items belong together: a passage with several questions.
    published : float or None
        What the GPT-3 paper reports for its largest model with examples, where that could be checked.
    limits : tuple of str
        What it cannot show, beside what the data's card says.
    """

    name: str
    title: str
    use: str
    question: str
    rows: Rows
    card: Callable[[], Card]
    source: str | None = None
    input: str = ""
    output: str = ""
    joint: str = "\n"
    labels: Sequence[str] = ()
    options: str | None = None
    shots: int = 0
    choose: str = "random"
    measure: str = "accuracy"
    settings: Mapping[str, Any] = field(default_factory=dict)
    to_the_letter: bool = False
    together: str | None = None
    published: float | None = None
    limits: tuple[str, ...] = ()

    @property
    def searches(self) -> bool:
        """Whether it is the search task."""
        return not self.output

    def few_shot(self, *, examples: bool) -> FewShot:
        """Return the task, with its pool of examples where they are needed."""
        return FewShot(
            name=self.name,
            input=self.input,
            output=self.output,
            joint=self.joint,
            labels=self.labels,
            options=self.options,
            examples=self.rows("train") if examples else (),
            settings=dict(self.settings) or None,
            card=self.card(),
        )
