"""A model's answer to one query of a task; what is measured over many is the probe's."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from workbench.asking import ask
from workbench.errors import InputError
from workbench.fewshot.likelihood import CONTENT_FREE, calibrated, content_free, probabilities
from workbench.fewshot.rows import read_row
from workbench.layouts import Rendered
from workbench.markup import element, table
from workbench.records import Choice, Completing, Data, Model, Score, Scoring, Settings

if TYPE_CHECKING:
    from workbench.fewshot.task import FewShot

__all__ = ["Prediction", "predict"]


@dataclass(frozen=True)
class Prediction(Data):
    """A model's answer to one query.

    Attributes
    ----------
    prompt : Rendered
        The text that was sent.
    text : str
        The answer: the label or option with the highest log-probability, or what the model wrote. Empty where
        several are exactly as likely, or the model gave no number for one of them.
    options : tuple of str
        What could be answered; empty where the answer was written.
    logprobs : tuple of float
        Log-probability of each option's whole text after the prompt, natural logarithm.
    probabilities : tuple of float
        Among the options; they sum to 1.
    calibrated : tuple of float or None
        The same by contextual calibration; None where it was not asked for.
    """

    prompt: Rendered
    text: str
    options: tuple[str, ...] = ()
    logprobs: tuple[float, ...] = ()
    probabilities: tuple[float, ...] = ()
    calibrated: tuple[float, ...] | None = None

    def __str__(self) -> str:
        if not self.options:
            return self.text
        best = max(self.probabilities)
        return f"{self.text} ({best:.3f} among {len(self.options)})"

    def __repr__(self) -> str:
        return f"Prediction({self!s})"

    def _repr_html_(self) -> str:
        if not self.options:
            return str(element("pre", self.text))
        known = self.calibrated or (None,) * len(self.options)
        rows = [
            [option, f"{logprob:.3f}", f"{share:.3f}", "" if other is None else f"{other:.3f}"]
            for option, logprob, share, other in zip(
                self.options, self.logprobs, self.probabilities, known, strict=True
            )
        ]
        return str(table(["answer", "log-probability", "probability", "calibrated"], rows))


def predict(
    task: "FewShot", model: Model, query: Mapping[str, Any], *, shots: int | None = None, calibrate: bool = False
) -> Prediction:
    """Return a model's answer to one query; see `FewShot.predict`."""
    if calibrate and not task.kind.labels:
        raise InputError("calibrate=True needs labels that are the same for every query. Leave it out for this task.")
    row = read_row(query, "the query", task.layout, task.kind, answered=False)
    blocks = task.blocks(row, shots)
    rendered = task.layout.join(blocks, row.asked)
    longest = max((rendered.answer(option) for option in row.options), key=len, default="")
    texts = {used: task.layout.join(blocks[:used], row.asked).text + longest for used in range(len(blocks) + 1)}
    task.check_fits(model, texts)
    if not row.options:
        written = ask(model, Completing((rendered.text,), cast(Settings, task.settings)))[0]
        return Prediction(rendered, cast(Sequence[Choice], written)[0].text.strip())
    logprobs = _scored(model, rendered, row.options)
    found = tuple(probabilities(logprobs).tolist())
    best = [option for option, logprob in zip(row.options, logprobs, strict=True) if logprob == max(logprobs)]
    text = best[0] if len(best) == 1 and not any(map(math.isnan, logprobs)) else ""
    other = None
    if calibrate:
        bare = [task.layout.join(blocks, asked_without(task, one)) for one in CONTENT_FREE]
        without = content_free([_scored(model, one, row.options) for one in bare])
        other = tuple(calibrated(found, without).tolist())
    return Prediction(rendered, text, row.options, tuple(logprobs), found, other)


def asked_without(task: "FewShot", text: str) -> str:
    """Return the input of a query without content: every column holds the same text."""
    return task.layout.asked(dict.fromkeys(task.layout.input_fields, text))


def _scored(model: Model, rendered: Rendered, options: Sequence[str]) -> list[float]:
    scores = ask(model, Scoring(tuple((rendered.text, rendered.answer(option)) for option in options)))
    return [cast(Score, score).logprob for score in scores]
