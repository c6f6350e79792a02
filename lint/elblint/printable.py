"""Names from the input on one line, with nothing in them that could steer a terminal or a report."""

from __future__ import annotations

# The longest name that Kubernetes knows has 253 characters, and a namespace 63.
_LONGEST = 400


def printable(text: str) -> str:
    """``text`` with every character that does not print, line breaks included, spelt out as ``\\uXXXX``."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)


def brief(text: str, longest: int = _LONGEST) -> str:
    """``text`` with at most so many characters: whoever wrote a value of a megabyte knows it."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
