"""Text on a page."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from elblint.text.printable import printable_lines


def shown(text: str) -> str:
    """Text from anywhere, made harmless for a page."""
    return escape(printable_lines(text)).replace("\n", "<br>")


def prose(text: str) -> Iterator[str]:
    """Yield text as paragraphs; lines that begin with a dash become a list."""
    points: list[str] = []
    lines: list[str] = []
    for line in [*text.split("\n"), ""]:
        if line.startswith("- "):
            points.append(line[2:])
            continue
        if points:
            if lines:
                yield f"<p>{'<br>'.join(map(shown, lines))}</p>"
                lines = []
            yield "<ul>" + "".join(f"<li>{shown(point)}</li>" for point in points) + "</ul>"
            points = []
        if line.strip():
            lines.append(line)
    if lines:
        yield f"<p>{'<br>'.join(map(shown, lines))}</p>"
