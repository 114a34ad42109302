"""`complete`, `score` and `models`: what a model writes, what it finds likely, and which there are."""

import argparse
import sys
from typing import Any

from workbench.cli.flags import add_arguments, command, given
from workbench.cli.inputs import pairs_of, prompts_of
from workbench.cli.output import answer, note, say, table_text, write
from workbench.errors import InputError
from workbench.markup import visible
from workbench.models.catalog import DEFAULT, open_model
from workbench.records import Completion, Score, Settings

__all__ = ["add", "add_model", "opened"]


def add(commands: Any) -> None:
    """Add the three commands."""
    _add_complete(commands)
    _add_score(commands)
    models = command(
        commands,
        "models",
        says="list the models that can be opened, or show one",
        run=_models,
        example="workbench models fake",
    )
    models.add_argument(
        "name", nargs="?", metavar="MODEL", help="show this one: its card, fingerprint and how it runs here"
    )
    add_arguments(models, open_model, skip=["name"])


def add_model(parser: argparse.ArgumentParser) -> None:
    """Add ``--model`` and the other arguments of `open_model`."""
    parser.add_argument("--model", default=DEFAULT, help=f"what open_model takes: a name, a folder (default {DEFAULT})")
    add_arguments(parser, open_model, skip=["name"])


def opened(asked: argparse.Namespace) -> Any:
    """Return the model that a command names."""
    options = {name: value for name, value in given(asked, open_model).items() if name != "name"}
    return open_model(asked.model, **options)


def _add_complete(commands: Any) -> None:
    parser = command(
        commands,
        "complete",
        says="continue a text, shown as it comes",
        run=_complete,
        example="workbench complete 'The nurse said that' --max-tokens 20 --model fake",
    )
    parser.add_argument(
        "prompt",
        nargs="*",
        metavar="PROMPT",
        help="a text; several are continued each; - reads standard input; none: a new document",
    )
    parser.add_argument(
        "--prompts",
        metavar="FILE",
        help="prompts: .txt (one a line), or .jsonl, .csv, .tsv, .parquet with a field prompt; - for JSON lines on standard input",
    )
    _add_on_error(parser)
    parser.add_argument(
        "--messages",
        metavar="JSON",
        help='chat messages instead of a prompt: \'[{"role": "user", "content": "Hello"}]\'',
    )
    add_model(parser)
    add_arguments(parser, Settings)


def _complete(asked: argparse.Namespace) -> int:
    from workbench.cli.flags import parsed_json

    prompts = prompts_of(asked.prompt, asked.prompts, asked.on_error)
    messages = parsed_json(asked.messages) if asked.messages else None
    settings = Settings.of(**given(asked, Settings))
    if messages is not None and prompts:
        raise InputError("Give a prompt or --messages: one of the two.")
    model = opened(asked)
    question: Any = None if not prompts else prompts[0] if len(prompts) == 1 else prompts
    alone = len(prompts) < 2 and settings.candidates == 1
    if alone and not asked.json and sys.stdout.isatty():
        for piece in model.stream(question, messages=messages, settings=settings):
            write(piece)
        say("")
        return 0
    completion = model.complete(question, messages=messages, settings=settings)
    answer(asked, completion.to_dict(), *_shown(completion))
    note(f"{completion.usage.prompt_tokens} tokens read, {completion.usage.completion_tokens} written.")
    return 0


def _shown(completion: Completion) -> list[str]:
    if len(completion.choices) == 1:
        return [completion.text]
    lines = []
    for place in range(len(completion.prompts)):
        for number, choice in enumerate(completion.of(place), 1):
            lines += [f"# prompt {place + 1}, completion {number} ({choice.finish_reason})", choice.text]
    return lines


def _add_on_error(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--on-error",
        choices=["stop", "quarantine"],
        default="stop",
        help="whether a bad row stops, or is told and left out (default stop)",
    )


def _add_score(commands: Any) -> None:
    parser = command(
        commands,
        "score",
        says="tell how likely continuations are, as log-probabilities",
        run=_score,
        example="workbench score 'The capital of France is' ' Paris' 'The capital of France is' ' Rome' --model fake",
    )
    parser.add_argument("texts", nargs="*", metavar="CONTEXT CONTINUATION", help="pairs of texts, one after the other")
    parser.add_argument(
        "--items",
        metavar="FILE",
        help="a file (.jsonl, .csv, .tsv, .parquet) with fields context and continuation; - for lines of JSON on standard input",
    )
    _add_on_error(parser)
    parser.add_argument(
        "--start",
        default="start",
        help="what stands before a text without context: start, separator or newline (default start)",
    )
    add_model(parser)


def _score(asked: argparse.Namespace) -> int:
    items = pairs_of(asked.texts, asked.items, asked.on_error)
    model = opened(asked)
    scores: list[Score] = model.score(items, start=asked.start)
    rows = [
        {"context": context, "continuation": continuation, **score.to_dict()}
        for (context, continuation), score in zip(items, scores, strict=True)
    ]
    document = {"model": model.name, "fingerprint": model.fingerprint, "start": asked.start, "scores": rows}
    table = [
        {
            "logprob": score.logprob,
            "tokens": len(score.tokens),
            "greedy": "yes" if score.greedy else "no",
            "context": _short(context),
            "continuation": _short(score.text),
        }
        for (context, _), score in zip(items, scores, strict=True)
    ]
    answer(asked, document, table_text(table))
    flawed = sum(score.flaw is not None for score in scores)
    if flawed:
        note(f"{flawed} of {len(scores)} texts have no score: the model gave NaN or infinite logits.")
    return 1 if flawed else 0


def _short(text: str) -> str:
    """Return the end of a text, spaces as signs, as a table can show it."""
    return visible(text if len(text) <= 40 else "..." + text[-37:])


def _models(asked: argparse.Namespace) -> int:
    if asked.name is None:
        return _list_models(asked)
    asked.model = asked.name
    model = opened(asked)
    about = {
        "name": model.name,
        "fingerprint": model.fingerprint,
        "context_length": model.context_length,
        "execution": model.execution.to_dict(),
        "card": model.card.to_dict(),
    }
    card = [f"{name}: {text}" for name, text in model.card.details.items()]
    limits = [f"Limit: {limit}" for limit in model.card.limits]
    answer(
        asked,
        about,
        repr(model),
        model.card.summary,
        *card,
        f"Source: {model.card.source}",
        f"Licence: {model.card.licence}",
        *limits,
    )
    return 0


def _list_models(asked: argparse.Namespace) -> int:
    from workbench.models.catalog import known_models

    rows = [{"name": card.name, "licence": card.licence, "summary": card.summary} for card in known_models()]
    answer(asked, rows, *(f"{row['name']}\n    {row['summary']}\n    {row['licence']}" for row in rows))
    note('Also: a folder with safetensors, or a Hugging Face name such as "org/model".')
    return 0
