"""What things of a study are called: its name and id, the labels of models and probes; text in, text out."""

from collections import Counter
from collections.abc import Sequence

from workbench.errors import InputError
from workbench.records import clean_text
from workbench.reports.names import short_digest

__all__ = ["check_name", "model_labels", "probe_labels", "study_id"]


def check_name(name: object) -> str:
    """Return a study's name, or say why it is none: any text of 1 to 200 characters on one line."""
    text = clean_text(name, "A study's name").strip()
    if not 1 <= len(text) <= 200 or not text.isprintable():
        raise InputError(
            f"name={name!r}: give a study a name of 1 to 200 characters on one line, such as 'occupations'."
        )
    return text


def study_id(name: str) -> str:
    """Return what the store calls a study: 16 hexadecimal digits made from its name, safe in any place."""
    return short_digest(f"study\0{name}", 16)


def model_labels(models: Sequence[tuple[str, str, str]]) -> list[str]:
    """Return one label a model: its name, with what tells it from the others where that is needed.

    Parameters
    ----------
    models : sequence of (name, fingerprint, precision)

    Examples
    --------
    >>> model_labels([("a", "0123456789", "exact"), ("a", "9876543210", "exact"), ("b", "5555555555", "fast")])
    ['a (01234567)', 'a (98765432)', 'b, fast']
    """
    plain = [f"{name}, fast" if precision == "fast" else name for name, _, precision in models]
    return _told_apart(plain, [fingerprint for _, fingerprint, _ in models])


def probe_labels(probes: Sequence[tuple[str, str]]) -> list[str]:
    """Return one label a probe: its name, with digits of its digest where two share a name."""
    return _told_apart([name for name, _ in probes], [digest for _, digest in probes])


def _told_apart(plain: Sequence[str], digests: Sequence[str]) -> list[str]:
    often = Counter(plain)
    return [f"{name} ({digest[:8]})" if often[name] > 1 else name for name, digest in zip(plain, digests, strict=True)]
