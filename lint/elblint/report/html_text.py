"""Text on a page."""

from __future__ import annotations

from html import escape

from elblint.text.printable import printable_lines


def shown(text: str) -> str:
    """Text from anywhere, made harmless for a page."""
    return escape(printable_lines(text)).replace("\n", "<br>")
