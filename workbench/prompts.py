"""What may be sent to a model, brought into one form; it knows no tokenizer and no model."""

import numbers
from collections.abc import Mapping, Sequence

from workbench.errors import InputError, unknown_name
from workbench.records import PromptInput, clean_text

__all__ = ["check_messages", "prompt_list"]

ROLES = ("system", "user", "assistant")


def prompt_list(prompt: PromptInput) -> list[str | list[int]]:
    """Return the prompts one by one: each a text or a list of token ids.

    A missing prompt is the start of a new document (the empty text).

    Parameters
    ----------
    prompt : str, list of str, list of int, list of lists of int, or None
        As the completion service of 2020 took it.

    Raises
    ------
    InputError
        For an empty list, a mixture, a negative id, or half a character.

    Examples
    --------
    >>> prompt_list(None), prompt_list("a"), prompt_list([5, 6]), prompt_list(["a", "b"])
    ([''], ['a'], [[5, 6]], ['a', 'b'])
    """
    if prompt is None:
        return [""]
    if isinstance(prompt, str):
        return [clean_text(prompt, "The prompt")]
    if isinstance(prompt, bytes) or not isinstance(prompt, Sequence):
        raise InputError(
            f"A prompt is a string, a list of strings, or token ids; not {type(prompt).__name__}: {prompt!r:.60}"
        )
    if len(prompt) == 0:
        raise InputError('The list of prompts is empty. Give at least one, or leave it out: model.complete("...").')
    if all(_is_id(part) for part in prompt):
        return [_ids(prompt)]
    return [_one(part, position) for position, part in enumerate(prompt)]


def _one(part: object, position: int) -> str | list[int]:
    if isinstance(part, str):
        return clean_text(part, f"Prompt {position}")
    if (
        isinstance(part, Sequence)
        and not isinstance(part, bytes)
        and len(part)
        and all(_is_id(token) for token in part)
    ):
        return _ids(part)
    raise InputError(f"Prompt {position} is {part!r}: a list of prompts holds texts, or lists of token ids, not empty.")


def _is_id(value: object) -> bool:
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)


def _ids(values: Sequence[object]) -> list[int]:
    ids = [int(str(value)) for value in values]
    if min(ids) < 0:
        raise InputError(f"Token ids are 0 or more; {min(ids)} was given.")
    return ids


def check_messages(messages: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return chat messages as plain dicts with a known role and clean content.

    Raises
    ------
    InputError
        For an empty list, an unknown role (near names offered) or a missing content.
    """
    if isinstance(messages, str) or not isinstance(messages, Sequence) or not messages:
        raise InputError('messages must be a list such as [{"role": "user", "content": "Hello"}].')
    checked = []
    for position, message in enumerate(messages):
        if not isinstance(message, Mapping) or set(message) != {"role", "content"}:
            raise InputError(f"Message {position} must have exactly role and content: {message!r}.")
        if message["role"] not in ROLES:
            raise unknown_name("role", message["role"], ROLES)
        checked.append({"role": message["role"], "content": clean_text(message["content"], f"Message {position}")})
    return checked
