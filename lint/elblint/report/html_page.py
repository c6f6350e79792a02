"""The frame of a page: one file that needs nothing else, and may load nothing."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from elblint.i18n.words import word
from elblint.text.printable import Report, report_of_markup
from elblint.version import __version__

_ASSETS = Path(__file__).parent / "html_assets"
_POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "script-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
)


def asset(name: str) -> str:
    """Return a stylesheet or script of the pages."""
    return (_ASSETS / name).read_text(encoding="utf-8")


def page(title: str, lang: str, body: Iterable[str]) -> Report:
    """Return a page with styles and script around some parts of a body."""
    style = asset("palette.css") + asset("style.css") + asset("picture.css")
    return report_of_markup(
        [
            "<!doctype html>",
            f'<html lang="{word("html-lang", lang)}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            f'<meta name="generator" content="elblint {__version__}">',
            f"<title>{escape(title)}</title>",
            f"<style>\n{style}</style>",
            "</head>",
            "<body>",
            *body,
            f"<script>\n{asset('script.js')}</script>",
            "</body>",
            "</html>",
        ]
    )
