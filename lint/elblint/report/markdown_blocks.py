"""Markdown that fits: blocks of rows that are folded when they are long, and a report of bounded size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from elblint.i18n.words import word

MOST = 60_000
"""Bytes of a report: a comment on GitHub holds 65,536 characters, and whoever posts it may add some."""
_FOLD = 8
"""Rows that stand open; more of them are folded."""


class Block:
    """A heading with rows, of which as many are shown as there is room for."""

    def __init__(self, title: str, head: list[str], rows: list[str], *, folded: bool) -> None:
        self.title = title
        self.head = head
        self.rows = rows
        self.folded = folded or len(rows) > _FOLD

    def lines(self, room: int, lang: str) -> Iterator[str]:
        """Yield the block in at most ``room`` bytes, or a little more for what says that rows are left out."""
        title = f"{self.title} ({len(self.rows)})"
        yield f"<details><summary>{title}</summary>" if self.folded else f"**{title}**"
        yield ""
        yield from self.head
        left = room - sum(map(_size, self.head))
        for number, row in enumerate(self.rows):
            left -= _size(row)
            if left < 0:
                yield ""
                yield word("html-more", lang, n=len(self.rows) - number)
                break
            yield row
        yield ""
        if self.folded:
            yield "</details>"
            yield ""


def _size(line: str) -> int:
    return len(line.encode("utf-8", "replace")) + 1


def bounded(head: list[str], blocks: Iterable[Block], foot: str, lang: str) -> Iterator[str]:
    """Yield the lines of a report: its head, as much of its blocks as there is room for, and its foot."""
    yield from head
    left = MOST - sum(map(_size, head)) - _size(foot)
    for block in blocks:
        if block.rows:
            lines = list(block.lines(max(left - 500, 0), lang))
            left -= sum(map(_size, lines))
            yield from lines
    yield foot
