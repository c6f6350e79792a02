"""Positions of the protocol, in units of UTF-8, UTF-16 or UTF-32, and offsets in code points."""

from __future__ import annotations

import re
from bisect import bisect_right

from lsprotocol import types

_BREAK = re.compile(r"\r\n|\r|\n")
_UTF8 = types.PositionEncodingKind.Utf8
_UTF32 = types.PositionEncodingKind.Utf32


class Positions:
    """The lines of one text, in the units that client and server have agreed upon."""

    def __init__(self, text: str, encoding: str) -> None:
        self.text = text
        self.encoding = encoding
        self._starts = [0, *(match.end() for match in _BREAK.finditer(text))]
        # In ASCII, units and code points are the same.
        self._is_plain = encoding == _UTF32 or text.isascii()

    def position(self, offset: int) -> types.Position:
        """Return the position of a 0-based offset."""
        line = bisect_right(self._starts, offset) - 1
        return types.Position(line, self._units(self._starts[line], offset))

    def range(self, start: int, end: int) -> types.Range:
        """Return the range between two offsets."""
        return types.Range(self.position(start), self.position(max(start, end)))

    def offset(self, position: types.Position) -> int:
        """Return the offset of a position; one past the end of its line means that end."""
        if position.line >= len(self._starts):
            return len(self.text)
        start = self._starts[position.line]
        end = self._line_end(position.line)
        if self._is_plain:
            return min(start + position.character, end)
        units = 0
        for at in range(start, end):
            if units >= position.character:
                return at
            units += self._width(self.text[at])
        return end

    def _line_end(self, line: int) -> int:
        if line + 1 >= len(self._starts):
            return len(self.text)
        end = self._starts[line + 1] - 1
        return end - (self.text[end - 1 : end + 1] == "\r\n")

    def _units(self, start: int, end: int) -> int:
        if self._is_plain:
            return end - start
        return sum(map(self._width, self.text[start:end]))

    def _width(self, character: str) -> int:
        if self.encoding == _UTF8:
            return len(character.encode("utf-8", "surrogatepass"))
        return 2 if character > "\uffff" else 1


def changed(text: str, change: types.TextDocumentContentChangeEvent, encoding: str) -> str:
    """Return a text after one change of the client's."""
    if isinstance(change, types.TextDocumentContentChangeWholeDocument):
        return change.text
    positions = Positions(text, encoding)
    start = positions.offset(change.range.start)
    end = max(start, positions.offset(change.range.end))
    return text[:start] + change.text + text[end:]
