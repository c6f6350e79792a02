"""Two states of one text: what lies between them, and where a place of the one is in the other."""

from __future__ import annotations

from collections.abc import Callable

from elblint.text.source import Location, SourceText


def difference(before: str, after: str) -> tuple[int, int, str]:
    """Return the one replacement that turns a text into another: all between their first and last difference."""
    most = min(len(before), len(after))
    start = _common(most, lambda count: before[:count] == after[:count])
    rest = _common(most - start, lambda count: before[len(before) - count :] == after[len(after) - count :])
    return start, len(before) - rest, after[start : len(after) - rest]


def moved(location: Location, text: str) -> Location:
    """Return a place in a later state of its text: where its line went; else what has been replaced shrinks."""
    before = location.source.text
    start, end, new = difference(before, text)
    first, last = location.source.line_around(location.start)
    line = before[first:last]
    is_replaced = start < location.end <= last and location.start < end
    if is_replaced and line.strip() and before.count(line) == 1 == text.count(line):
        by = text.index(line) - first
        return _place(location, text, location.start + by, location.end + by)

    def at(offset: int) -> int:
        if offset <= start:
            return offset
        return offset - end + start + len(new) if offset >= end else min(offset, start + len(new))

    return _place(location, text, at(location.start), max(at(location.start), at(location.end)))


def _place(location: Location, text: str, start: int, end: int) -> Location:
    return Location(SourceText(location.path, text), start, end, location.generated)


def _common(most: int, is_same: Callable[[int], bool]) -> int:
    """Return the largest count, up to ``most``, for which something is the same; it is so for all smaller ones."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if is_same(middle) else (least, middle - 1)
    return least
