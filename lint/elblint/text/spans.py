"""Spans of a text: 0-based offsets, the ends exclusive."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator


class Spans:
    """Spans that do not overlap, in order; those that meet a place are found at once, however many there are."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self._starts, self._ends, strict=True)

    def add(self, start: int, end: int) -> None:
        """Take in a span; with those that it overlaps it becomes one."""
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end)
        if first < last:
            start, end = min(start, self._starts[first]), max(end, self._ends[last - 1])
        else:
            first = last = bisect_left(self._starts, start)
        self._starts[first:last] = [start]
        self._ends[first:last] = [end]

    def update(self, spans: Iterable[tuple[int, int]]) -> None:
        """Take in several."""
        for start, end in spans:
            self.add(start, end)

    def meeting(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the spans of which a part lies between two offsets."""
        for number in range(bisect_right(self._ends, start), bisect_left(self._starts, end)):
            yield self._starts[number], self._ends[number]
