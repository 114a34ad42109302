"""How a name becomes a folder: safe letters and digits of a hash, whatever the name holds; it touches no file."""

import hashlib
import re
import unicodedata

__all__ = ["short_digest", "slug"]

_LONGEST = 60
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)\Z")  # names that Windows keeps for itself


def slug(name: str) -> str:
    """Return a folder name for a study: small letters, digits and hyphens, whatever the name holds.

    Where the name is more than that, digits of its hash follow, so that two names never share a folder.

    >>> slug("occupations"), slug("../Occupations?")
    ('occupations', 'occupations-746893fd')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    kept = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-") or "study"
    return kept if kept == name and not _RESERVED.match(kept) else f"{kept}-{short_digest(name, 8)}"


def short_digest(text: str, digits: int) -> str:
    """Return the first digits of a text's SHA-256."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:digits]
