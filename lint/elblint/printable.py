"""Names from the input on one line, with nothing in them that could steer a terminal or a report."""

from __future__ import annotations


def printable(text: str) -> str:
    """``text`` with every character that does not print, line breaks included, spelt out as ``\\uXXXX``."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)
