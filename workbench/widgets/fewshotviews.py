"""What the few-shot builder shows, as markup: the prompt by its parts, an answer as bars, a sweep, the saved form."""

from typing import TYPE_CHECKING

from workbench.errors import WorkbenchError
from workbench.fewshot import FewShot, Prediction
from workbench.layouts import Rendered
from workbench.markup import Markup, element, join, table, visible
from workbench.widgets.pieces import figure
from workbench.widgets.studytable import rows

if TYPE_CHECKING:
    import pandas as pd

    from workbench.fewshot.result import FewShotResult

__all__ = ["answered", "fewshot_form", "measured", "prompt_parts", "prompt_view"]

_COLUMNS = ("measure", "group", "value", "low", "high", "n", "ties", "unscored", "unparsed", "neutral", "reading")


def prompt_parts(rendered: Rendered, task: FewShot) -> list[tuple[str, str, str]]:
    """Return the pieces of a prompt: kind (instruction, example, query, cue, separator), name, text; joined they are it."""
    found = []
    for part in rendered.parts:
        text = rendered.text[part.start : part.end]
        if part.kind != "query":
            name = (
                ""
                if part.kind == "separator"
                else f"Example {part.index + 1}"
                if part.index is not None
                else "Instruction"
            )
            found.append((part.kind, name, text))
            continue
        cue = task.layout.cue.rstrip(" ")
        cut = len(text) - len(cue) if text.endswith(cue) else len(text)
        found += [("query", "Query", text[:cut]), ("cue", "Answer cue", text[cut:])]
    return [piece for piece in found if piece[2] or piece[0] == "cue"]


def prompt_view(rendered: Rendered, task: FewShot, used: int) -> Markup:
    """Return the prompt with a colour, a line and a name a part; the answers of the examples are bold."""
    answers = [row.answers[0] for row in task.first(used)]
    lines = []
    for kind, name, text in prompt_parts(rendered, task):
        shown: list[object] = [text]
        if kind == "example":
            answer = answers[int(name.split()[1]) - 1]
            shown = [text[: len(text) - len(answer)], element("b", answer)] if text.endswith(answer) else [text]
        elif kind == "separator":
            shown = [visible(text)]
        elif kind == "cue":
            shown = [text, element("span", "the model answers here", class_="wb-here")]
        lines.append(
            element(
                "div",
                element("div", name, class_="wb-part-name"),
                element("div", *shown, class_="wb-part-text"),
                class_=f"wb-part wb-part-{kind}",
            )
        )
    label = "The prompt, part by part"
    return element("div", *lines, class_="wb-parts", tabindex="0", role="group", aria_label=label)


def answered(prediction: Prediction | None) -> Markup:
    """Return the answer to a query: each option's probability as a bar with its number, or the text."""
    if prediction is None:
        return Markup("")
    if not prediction.options:
        text = prediction.text or "(the model wrote nothing)"
        return element("div", element("p", element("b", "The model wrote:")), element("div", text, class_="wb-written"))
    said = element("p", element("b", "Answer: "), _best(prediction))
    head = ["answer", "probability", *(["calibrated"] if prediction.calibrated else []), "log-probability"]
    body = []
    for place, option in enumerate(prediction.options):
        cells = [_bar(prediction.probabilities[place])]
        if prediction.calibrated:
            cells.append(_bar(prediction.calibrated[place], "wb-calibrated"))
        number = element("span", f"{prediction.logprobs[place]:.3f}", class_="wb-number")
        best = "wb-best" if option == prediction.text else None
        name = element("th", option, scope="row")
        body.append(element("tr", name, *(element("td", cell) for cell in (*cells, number)), class_=best))
    top = element("thead", element("tr", *(element("th", name, scope="col") for name in head)))
    bars = element("table", top, element("tbody", *body), class_="wb-bars", aria_label="Probability of each answer")
    note = (
        element(
            "p",
            "Probability: share among these answers. Calibrated: the same, with what the model says without any content taken "
            "out. One query says nothing of how often the model is right: evaluate.",
            class_="wb-note",
        )
        if prediction.calibrated
        else element("p", "Probability: share among these answers.", class_="wb-note")
    )
    return element("div", said, bars, note, class_="wb-scroll")


def _best(prediction: Prediction) -> str:
    if not prediction.text:
        return "none, since several are exactly as likely."
    share = max(prediction.probabilities)
    said = f"{prediction.text} ({share:.3f} of the probability among {len(prediction.options)} answers)"
    if not prediction.calibrated:
        return f"{said}."
    top = max(prediction.calibrated)
    other = [name for name, value in zip(prediction.options, prediction.calibrated, strict=True) if value == top]
    same = other == [prediction.text]
    return f"{said}; calibrated {'the same' if same else ' or '.join(other)} ({top:.3f})."


def _bar(share: float, kind: str | None = None) -> Markup:
    width = f"width:{100 * round(share, 3):.1f}%"
    bar = element("div", element("div", style=width), class_=f"wb-share-bar {kind or ''}".strip(), aria_hidden="true")
    return element("div", element("span", f"{share:.3f}", class_="wb-number"), bar, class_="wb-share")


def measured(result: "FewShotResult | None", so_far: str = "") -> Markup:
    """Return what a sweep says: its verdict, led by the words of one that is not whole; the figure; the table."""
    if result is None:
        return Markup("")
    said = element("div", element("p", element("b", "Measured. "), so_far, result.verdict()), class_="wb-answer")
    return element(
        "div", said, figure(result.draw()), rows(_figures(result), caption="Figures for each number of shots")
    )


def _figures(result: "FewShotResult") -> "pd.DataFrame":
    found = result.estimate("shots")
    return found[[name for name in _COLUMNS if name in found.columns]]


def fewshot_form(
    title: str,
    task: FewShot | None,
    prompt: str,
    prediction: Prediction | None,
    result: "FewShotResult | None",
    code: str,
) -> Markup:
    """Return the saved form of the panel: the examples, the prompt, what was answered and measured; no script."""
    parts = [element("p", element("b", title))]
    if task is not None:
        names = [*task.layout.input_fields, task.layout.answer_field]
        lines = [[number, *(row.values.get(name, "") for name in names)] for number, row in enumerate(task.pool, 1)]
        parts.append(table(["example", *names], lines, caption="Examples"))
    parts.append(element("pre", prompt))
    if prediction is not None:
        parts.append(Markup(prediction._repr_html_()))
    if result is not None:
        parts += [element("p", result.verdict()), rows(_figures(result), caption="Figures for each number of shots")]
    if prediction is None and result is None:
        parts.append(element("p", "Nothing was tried or measured yet. Run the cell above to open the panel."))
    parts.append(element("details", element("summary", "The same by code"), element("pre", code)))
    return element("div", join(parts), class_="wb-static")


def words_of(error: Exception) -> str:
    """Return what is said of an error: its words, or for an unexpected one also its kind."""
    return str(error) if isinstance(error, WorkbenchError) else f"The model failed: {type(error).__name__}: {error}"
