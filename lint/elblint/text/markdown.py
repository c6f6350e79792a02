"""Text from outside inside Markdown, where it may neither format nor link anything."""

from __future__ import annotations

import re

from elblint.text.printable import printable, printable_lines

_SIGNS = re.compile(r"([\\`*_\[\]<>#|~&])")
_TICKS = re.compile(r"`+")


def escaped(text: str) -> str:
    """Return a text on one line that Markdown shows as it is."""
    return _SIGNS.sub(r"\\\1", printable(text))


def code(text: str) -> str:
    """Return a text on one line as a span of code."""
    shown = printable(text)
    ticks = "`" * (1 + max((len(run) for run in _TICKS.findall(shown)), default=0))
    blank = " " if shown.startswith("`") or shown.endswith("`") or not shown.strip() else ""
    return f"{ticks}{blank}{shown}{blank}{ticks}"


def block(text: str, language: str = "text") -> str:
    """Return lines as a block of code, which no run of backticks inside of it ends."""
    shown = "\n".join(printable_lines(line) for line in text.split("\n"))
    ticks = "`" * max(3, 1 + max((len(run) for run in _TICKS.findall(shown)), default=0))
    return f"{ticks}{language}\n{shown}\n{ticks}"


def link(text: str, url: str) -> str:
    """Return a link; of an address that is none of the web, only the text."""
    if not url.startswith(("https://", "http://")) or re.search(r"[\s<>()\\]", url):
        return escaped(text)
    return f"[{escaped(text)}]({url})"
