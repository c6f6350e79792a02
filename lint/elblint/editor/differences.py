"""Two states of one text: what lies between them, and where a place of the one is in the other."""

from __future__ import annotations

from collections.abc import Callable

from elblint.text.source import Location, SourceText


class Difference:
    """The one replacement that turns a text into another: all between their first and last difference."""

    def __init__(self, before: str, after: str) -> None:
        self.before = before
        self.after = after
        most = min(len(before), len(after))
        self.start = _common(most, lambda count: before[:count] == after[:count])
        rest = _common(
            most - self.start, lambda count: before[len(before) - count :] == after[len(after) - count :]
        )
        self.end = len(before) - rest
        self.text = after[self.start : len(after) - rest]

    def moved(self, location: Location) -> Location:
        """Return a place in the later text: where its line went; else what has been replaced shrinks."""
        first, last = location.source.line_around(location.start)
        line = self.before[first:last]
        is_replaced = self.start < location.end <= last and location.start < self.end
        if is_replaced and line.strip() and self.before.count(line) == 1 == self.after.count(line):
            by = self.after.index(line) - first
            return self._place(location, location.start + by, location.end + by)
        start = self._moved(location.start)
        return self._place(location, start, max(start, self._moved(location.end)))

    def _moved(self, offset: int) -> int:
        if offset <= self.start:
            return offset
        end = self.start + len(self.text)
        return offset - self.end + end if offset >= self.end else min(offset, end)

    def _place(self, location: Location, start: int, end: int) -> Location:
        return Location(SourceText(location.path, self.after), start, end, location.generated)


def _common(most: int, is_same: Callable[[int], bool]) -> int:
    """Return the largest count, up to ``most``, for which something is the same; it is so for all smaller ones."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if is_same(middle) else (least, middle - 1)
    return least
