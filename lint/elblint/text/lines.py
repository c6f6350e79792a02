"""Offsets of the lines of a text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from elblint.system.lazy import lazy_pattern

_LINE_BREAK = lazy_pattern(r"\r\n|\r|\n")
_CHUNK = 2 * 1024


class Lines:
    """The lines of one text, 0-based."""

    count: int

    def at(self, offset: int) -> int:
        """The line that holds a 0-based offset."""
        return self.around(offset)[0]

    def start(self, line: int) -> int:
        """The offset at which a line begins."""
        raise NotImplementedError

    def around(self, offset: int) -> tuple[int, int]:
        """The line that holds a 0-based offset, and the offset at which it begins."""
        raise NotImplementedError


def lines_of(text: str) -> Lines:
    """The lines of a text, whatever ends them: LF, CRLF or CR."""
    return _AnyLines(text) if "\r" in text else NewlineLines(text)


class _AnyLines(Lines):
    """Lines that end in LF, CRLF or CR: a list of where each begins."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(match.end() for match in _LINE_BREAK.finditer(text))]
        self.count = len(self.starts)

    def start(self, line: int) -> int:
        """The offset at which a line begins, from the list."""
        return self.starts[line]

    def around(self, offset: int) -> tuple[int, int]:
        """The line that holds a 0-based offset, and the offset at which it begins, from the list."""
        line = bisect_right(self.starts, offset) - 1
        return line, self.starts[line]


class NewlineLines(Lines):
    """Lines that end in LF, counted by spans of the text: a list of all starts may be larger than the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        # Of each span: how many lines end before it, and where the line begins that its first character is in.
        self.before, self.begins = [0], [0]
        for start in range(0, len(text), _CHUNK):
            self.before.append(self.before[-1] + text.count("\n", start, start + _CHUNK))
            self.begins.append(text.rfind("\n", start, start + _CHUNK) + 1 or self.begins[-1])
        self.count = self.before[-1] + 1

    def start(self, line: int) -> int:
        """The offset at which a line begins, looked for in one span."""
        if line == 0:
            return 0
        chunk = bisect_left(self.before, line) - 1
        span = self.text[chunk * _CHUNK : (chunk + 1) * _CHUNK]
        rest = span.split("\n", line - self.before[chunk])[-1]
        return chunk * _CHUNK + len(span) - len(rest)

    def around(self, offset: int) -> tuple[int, int]:
        """The line that holds a 0-based offset, and the offset at which it begins, looked for in one span."""
        chunk = min(offset // _CHUNK, len(self.before) - 1)
        line = self.before[chunk] + self.text.count("\n", chunk * _CHUNK, offset)
        return line, self.text.rfind("\n", chunk * _CHUNK, offset) + 1 or self.begins[chunk]
