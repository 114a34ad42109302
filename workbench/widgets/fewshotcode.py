"""A few-shot task as text: the calls that do what was clicked, the exact prompt, JSON, a completion request."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from workbench.errors import unknown_name
from workbench.fewshot import FewShot
from workbench.widgets.fewshotsweep import Measuring
from workbench.widgets.showcode import opening, quoted

__all__ = ["FORMS", "exported", "whole_code"]

FORMS = {
    "text": "the exact prompt",
    "json": "the task as JSON, for wb.FewShot(**values)",
    "request": "a completion request, as the API of 2020 takes it",
}
_USUAL: dict[str, Any] = {
    "name": "few-shot",
    "instruction": "",
    "separator": "\n\n",
    "joint": "\n",
    "labels": [],
    "options": None,
}


def whole_code(
    model: Any, task: FewShot, query: Mapping[str, Any], shots: int, measuring: Measuring | None, data: Any
) -> str:
    """Return Python that makes the task, asks the query, and measures.

    Parameters
    ----------
    model, task
    query : dict
        Left out of the code where a column is empty.
    shots : int
        In the prompt of the query.
    measuring : Measuring or None
        None: nothing is measured.
    data : str, or sequence of dict
        A path or name, or the rows themselves, no more than are measured on.
    """
    lines = _made(model, task)
    if all(str(value).strip() for value in query.values()):
        more = ", calibrate=True" if task.labels else ""
        lines += ["", f"prediction = task.predict(model, {written(query)}, shots={shots}{more})", "print(prediction)"]
    if measuring is not None:
        arguments = measuring.arguments()
        if not isinstance(data, str):
            arguments.pop("limit")
            lines += ["", f"data = {_rows([_own(row, task) for row in data], '')}"]
        given = written(data) if isinstance(data, str) else "data"
        told = ", ".join(f"{name}={written(value)}" for name, value in arguments.items())
        lines += ["", f"result = task.evaluate(model, {given}, {told})"]
        lines += ["print(result.verdict())", 'result.estimate("shots")']
    return "\n".join(lines)


def _made(model: Any, task: FewShot) -> list[str]:
    """Return the lines that open the model and make the task; what is as usual is left out."""
    values = task.to_dict()
    values.pop("card", None)  # it says where data are from and changes no figure
    arguments = [
        f"    {name}={written(value)},"
        for name, value in values.items()
        if name != "examples" and not (name in _USUAL and value == _USUAL[name]) and value != {}
    ]
    examples = _rows([_own(row, task) for row in values["examples"]], "    ")
    made = ["task = wb.FewShot(", *arguments, f"    examples={examples},", ")"]
    return ["import workbench as wb", "", f"model = {opening(model)}", *made]


def written(value: Any) -> str:
    """Return a text, number, list or dict as Python.

    >>> written({"text": 'a "b"'})
    '{"text": "a \\\\"b\\\\""}'
    """
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{written(name)}: {written(one)}" for name, one in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(written, value)) + "]"
    return repr(value)


def exported(task: FewShot, query: Mapping[str, Any], shots: int | None, form: str, model: Any) -> str:
    """Return a task in one of `FORMS`.

    Raises
    ------
    InputError
        For another form, or a query that cannot be asked.
    """
    if form not in FORMS:
        raise unknown_name("form", form, FORMS)
    if form == "json":
        return json.dumps(task.to_dict(), indent=2, ensure_ascii=False)
    prompt = task.prompt(query, shots=shots)
    return prompt if form == "text" else json.dumps(_request(task, prompt, model), indent=2, ensure_ascii=False)


def _request(task: FewShot, prompt: str, model: Any) -> dict[str, Any]:
    settings: Any = task.settings
    longest = settings.max_tokens
    if task.labels:
        lead = task.layout.join([], "").lead
        longest = max(model.count(lead + label) for label in task.labels)
    body = {"model": model.name, "prompt": prompt, "max_tokens": longest, "temperature": settings.temperature}
    return {**body, "logprobs": 5, "stop": list(settings.stop)}


def _own(row: Mapping[str, Any], task: FewShot) -> dict[str, Any]:
    """Return the columns of a row that the task names."""
    names = [*task.layout.input_fields, *([task.options] if task.options else []), task.layout.answer_field]
    return {name: row[name] for name in names if name in row}


def _rows(rows: Sequence[Mapping[str, Any]], indent: str) -> str:
    if not rows:
        return "[]"
    return "\n".join(["[", *(f"{indent}    {written(row)}," for row in rows), f"{indent}]"])
