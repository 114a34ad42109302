"""What all records share: a lossless dictionary form, and the check that a text can be sent; it holds no record."""

from collections.abc import Mapping
from typing import Any, Self

from workbench.errors import InputError

__all__ = ["Data", "clean_text"]


class Data:
    """What all records share: a lossless dictionary form and a way back."""

    def to_dict(self) -> dict[str, Any]:
        """Return every field as plain Python: dicts, lists, strings, numbers and None."""
        import cattrs

        plain: dict[str, Any] = cattrs.unstructure(self)
        return plain

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Return the record that ``to_dict`` wrote."""
        import cattrs

        return cattrs.structure(dict(values), cls)


def clean_text(text: object, what: str) -> str:
    """Return the text, or say why it cannot be sent: not a string, or half a surrogate pair.

    Raises
    ------
    InputError
        If it is no string, or holds a lone surrogate (half a character, which no
        tokenizer and no file can hold).
    """
    if not isinstance(text, str):
        raise InputError(f"{what} must be a string, not {type(text).__name__}: {text!r}")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(
            f"{what} holds a lone surrogate {text[error.start]!r} at character {error.start}: half a character. "
            "Read the file again with its right encoding, or remove it: "
            'text.encode("utf-8", "ignore").decode("utf-8")'
        ) from None
    return text
