"""The text of one input, and places in it.

Inside elblint a place is a pair of offsets into the decoded text: cheap to keep on every node, and what an
edit needs. Lines and columns are worked out only for the places that are shown.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class SourceText:
    """Decoded text of a file (without its byte order mark) and the name under which it is reported."""

    __slots__ = ("_hidden", "_line_starts", "has_mark", "path", "text")

    def __init__(self, path: str, text: str, *, has_mark: bool = False) -> None:
        self.path = path
        self.text = text
        self.has_mark = has_mark
        self._line_starts: list[int] | None = None
        self._hidden: list[tuple[int, int]] = []

    def _starts(self) -> list[int]:
        if self._line_starts is None:
            self._line_starts = [0, *(match.end() for match in _LINE_BREAK.finditer(self.text))]
        return self._line_starts

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column (in code points) of a 0-based offset."""
        starts = self._starts()
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def line_around(self, offset: int) -> tuple[int, int]:
        """The offsets of the line that holds an offset: its first character, and past its line break."""
        starts = self._starts()
        line = bisect_right(starts, offset)
        return starts[line - 1], starts[line] if line < len(starts) else len(self.text)

    def offset_of(self, line: int) -> int:
        """The offset at which a 1-based line begins; that of the last one if there are fewer."""
        starts = self._starts()
        return starts[min(max(line, 1), len(starts)) - 1]

    def hide(self, start: int, end: int) -> None:
        """Show nothing of a stretch (of a Secret's data) when lines are shown."""
        self._hidden.append((start, end))

    def line(self, number: int) -> str:
        """The text of a 1-based line, without its line break; hidden stretches are asterisks."""
        starts = self._starts()
        start = starts[number - 1]
        end = starts[number] if number < len(starts) else len(self.text)
        line = self.text[start:end].rstrip("\r\n")
        for first, last in self._hidden:
            if first < start + len(line) and start < last:
                left, right = max(first - start, 0), min(last - start, len(line))
                line = line[:left] + "*" * (right - left) + line[right:]
        return line


class Built(NamedTuple):
    """Where a field stands in text that a tool made, for a place that was led back to the file it came from.

    ``proven`` is false if the file that supplied the field could not be told; ``exact`` is false if what stands there
    is not the field itself, so that putting another text in its place would not do.
    """

    source: SourceText
    start: int
    proven: bool
    exact: bool = True

    @property
    def line(self) -> int:
        """1-based."""
        return self.source.line_and_column(self.start)[0]


class Place(NamedTuple):
    """A stretch of one text: ``start`` inclusive, ``end`` exclusive, both 0-based offsets in code points."""

    source: SourceText
    start: int
    end: int
    built: Built | None = None

    @property
    def path(self) -> str:
        """The name under which the text is reported."""
        return self.source.path

    @property
    def line(self) -> int:
        """1-based."""
        return self.source.line_and_column(self.start)[0]

    @property
    def column(self) -> int:
        """1-based, in code points."""
        return self.source.line_and_column(self.start)[1]

    @property
    def end_line(self) -> int:
        """1-based; the line that holds the last character."""
        return self.source.line_and_column(max(self.start, self.end - 1))[0]

    @property
    def end_column(self) -> int:
        """1-based, exclusive, on ``end_line``."""
        if self.end <= self.start:
            return self.column
        return self.source.line_and_column(self.end - 1)[1] + 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"
