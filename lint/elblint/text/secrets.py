"""A first look for Secrets in a text: most texts have no word of one, and need no second look."""

from __future__ import annotations

import re

from elblint.system.lazy import lazy_pattern

_WORDS = ("secret", "stringdata", "b64enc", "binary")
_DATA = lazy_pattern(r"\bdata[\"']?\s*:|/data\b")
_TAG = lazy_pattern(r"![\w-]+!")


def may_hold_secret(text: str) -> bool:
    """Return whether a text may hold a Secret, or is about one.

    Looking for words is many times faster than for a pattern, and most texts have none of these.
    """
    if "\0" in text:
        text = text.replace("\0", "")
    folded = without_escapes(text).casefold()
    return (
        any(word in folded for word in _WORDS)
        or ("data" in folded.replace("metadata", "") and _DATA.search(folded) is not None)
        or ("!" in folded and _TAG.search(folded) is not None)
    )


def without_escapes(text: str) -> str:
    """Return a text with the escapes of double quotes decoded that spell out letters, or join lines."""
    if "\\" not in text:
        return text
    return re.sub(
        r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|\r?\n[ \t]*)", _character, text
    )


def _character(found: re.Match[str]) -> str:
    digits = found[1] or found[2] or found[3]
    if not digits:
        return ""
    code = int(digits, 16)
    return chr(code) if code < 0x110000 else found[0]
