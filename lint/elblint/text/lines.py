"""Offsets of the lines of a text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from elblint.system.lazy import lazy_pattern
from elblint.system.type_names import Protocol

_LINE_BREAK = lazy_pattern(r"\r\n|\r|\n")
_CHUNK = 2 * 1024


class Lines(Protocol):
    """The lines of one text, 0-based."""

    count: int

    def at(self, offset: int) -> int:
        """The line that holds a 0-based offset."""
        ...

    def start(self, line: int) -> int:
        """The offset at which a line begins."""
        ...

    def around(self, offset: int) -> tuple[int, int]:
        """The line that holds a 0-based offset, and the offset at which it begins."""
        ...


def lines_of(text: str) -> Lines:
    """The lines of a text, whatever ends them: LF, CRLF or CR."""
    return _AnyLines(text) if "\r" in text else NewlineLines(text)


class _AnyLines:
    def __init__(self, text: str) -> None:
        self.starts = [0, *(match.end() for match in _LINE_BREAK.finditer(text))]
        self.count = len(self.starts)

    def at(self, offset: int) -> int:
        """See Lines."""
        return bisect_right(self.starts, offset) - 1

    def start(self, line: int) -> int:
        """See Lines."""
        return self.starts[line]

    def around(self, offset: int) -> tuple[int, int]:
        """See Lines."""
        line = self.at(offset)
        return line, self.starts[line]


class NewlineLines:
    """Lines that end in LF, counted by spans of the text: a list of all starts may be larger than the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.before = [0]
        for start in range(0, len(text), _CHUNK):
            self.before.append(self.before[-1] + text.count("\n", start, start + _CHUNK))
        self.count = self.before[-1] + 1

    def at(self, offset: int) -> int:
        """See Lines."""
        chunk = min(offset // _CHUNK, len(self.before) - 1)
        return self.before[chunk] + self.text.count("\n", chunk * _CHUNK, offset)

    def start(self, line: int) -> int:
        """See Lines."""
        if line == 0:
            return 0
        chunk = bisect_left(self.before, line) - 1
        found = chunk * _CHUNK - 1
        for _ in range(line - self.before[chunk]):
            found = self.text.find("\n", found + 1)
        return found + 1

    def around(self, offset: int) -> tuple[int, int]:
        """See Lines."""
        line = self.at(offset)
        # No further back than needed: a line may be as long as the text.
        found = self.text.rfind("\n", offset - offset % _CHUNK, offset)
        return line, self.start(line) if found < 0 else found + 1
