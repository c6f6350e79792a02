"""Answers about one rendering with marks, worked out once."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property

from elblint.inputs.helm.marks import MARK, VALUE, Reading, Step, number_of
from elblint.system.lazy import lazy_pattern
from elblint.system.named_tuple import NamedTuple

# A hash of something with a mark in it is another one, and says nothing.
_HASH = lazy_pattern(r"\b[0-9a-f]{32,}\b")
_QUOTES = lazy_pattern("[\"']")


class Named(NamedTuple):
    """The values whose marks stand in one line of an action's output: the order in which each comes first."""

    order: dict[int, int]

    def first_of(self, numbers: dict[int, None], most: int) -> list[int]:
        """Return the first few of some values, in their order in the line."""
        if len(numbers) < len(self.order):
            return sorted((one for one in numbers if one in self.order), key=self.order.__getitem__)[:most]
        found: list[int] = []
        for number in self.order:
            if len(found) == most:
                break
            if number in numbers:
                found.append(number)
        return found


class SeenReading:
    """A reading, and what was found out about it."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._outputs: dict[Step, list[str]] = {}
        self._named: dict[tuple[Step, int], Named] = {}

    @cached_property
    def lines(self) -> list[str]:
        """The lines of its text."""
        return self.reading.text.split("\n")

    @cached_property
    def comparable(self) -> str:
        """Its text without quotes, for a value with a mark may need none; hashes are all alike."""
        return _QUOTES.sub("", _HASH.sub(_same_length, self.reading.text))

    @cached_property
    def _quotes(self) -> list[int]:
        return [found.start() for found in _QUOTES.finditer(self.reading.text)]

    @cached_property
    def _values(self) -> dict[int, list[int]]:
        """For each value the places of its marks, as they are without quotes, in order."""
        locations: dict[int, list[int]] = {}
        for at, number in self.reading.values:
            locations.setdefault(number, []).append(self.without_quotes(at))
        return locations

    def without_quotes(self, offset: int) -> int:
        """Return an offset in the text as it is once the quotes are taken out."""
        return offset - bisect_left(self._quotes, offset)

    def shows(self, number: int, start: int, end: int) -> bool:
        """Return whether a mark of a value ends a span, or stands in it; offsets are those without quotes."""
        locations = self._values.get(number, [])
        return bisect_right(locations, start) < bisect_right(locations, end)

    def named(self, step: Step, line: int) -> Named:
        """Return the values whose marks stand in one line of an action's output."""
        key = step, line
        if key not in self._named:
            if step not in self._outputs:
                self._outputs[step] = self.reading.outputs.get(step, (0, ""))[1].split("\n")
            lines = self._outputs[step]
            shown = lines[line] if line < len(lines) else ""
            marks = (number_of(digits) for kind, digits in MARK.findall(shown) if kind == VALUE)
            self._named[key] = Named({number: at for at, number in enumerate(dict.fromkeys(marks))})
        return self._named[key]

    def is_same_but_for(self, other: SeenReading, shown: tuple[str, ...]) -> bool:
        """Return whether every other line is as in another reading, holds a hash, or holds one of some texts."""
        return len(self.lines) == len(other.lines) and all(
            before == now or _HASH.search(before) or any(one in before for one in shown)
            for before, now in zip(self.lines, other.lines, strict=True)
        )


def _same_length(found: re.Match[str]) -> str:
    return "#" * len(found[0])
