"""Text on a page."""

from __future__ import annotations

from html import escape

from elblint.report.layout import safe


def shown(text: str) -> str:
    """Text from anywhere, made harmless for a page."""
    return escape(safe(text)).replace("\n", "<br>")
