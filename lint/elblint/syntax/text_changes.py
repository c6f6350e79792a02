"""Changes of one text: whether they meet, what they make of it, and the difference as lines to read."""

from __future__ import annotations

import os
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator

from elblint.system.lazy import lazy_pattern
from elblint.system.named_tuple import NamedTuple
from elblint.text.printable import printable
from elblint.text.source import SourceText

_LINE = lazy_pattern(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_UNENDED = "\\ No newline at end of file"
_CONTEXT = 3


class Change(NamedTuple):
    """A replacement of the characters ``start`` to ``end`` (0-based, exclusive) of a text."""

    start: int
    end: int
    new: str

    @property
    def gain(self) -> int:
        """By how much the text gets longer."""
        return len(self.new) - (self.end - self.start)


class _Span(NamedTuple):
    """A part of a text, or of its lines, the changes in it, and how much longer earlier changes made it."""

    start: int
    end: int
    gain: int
    changes: list[Change]


class _Block(NamedTuple):
    """Whole lines, with their line breaks, and those that take their place; ``first`` is a 0-based number."""

    first: int
    old: list[str]
    new: list[str]

    @property
    def last(self) -> int:
        """The number of the line after it."""
        return self.first + len(self.old)


class Changes:
    """Changes of ``source``, in order, none of which overlap."""

    def __init__(self, source: SourceText, changes: Iterable[Change] = ()) -> None:
        self.source = source
        self.listed = sorted(changes)

    def overlaps(self, change: Change) -> bool:
        """Return whether a change overlaps or touches one of these."""
        at = bisect_left(self.listed, change)
        beside = self.listed[max(at - 1, 0) : at + 1]
        return any(change.start <= other.end and other.start <= change.end for other in beside)

    def add(self, change: Change) -> None:
        """Take in a change that overlaps none of these."""
        insort(self.listed, change)

    def text(self) -> str:
        """Return the whole text with the changes applied."""
        return self._between(0, len(self.source.text), self.listed)

    def _between(self, start: int, end: int, changes: Iterable[Change]) -> str:
        """Return a part of the text that holds ``changes``, with them applied."""
        parts = []
        for change in changes:
            parts += [self.source.text[start : change.start], change.new]
            start = change.end
        return "".join([*parts, self.source.text[start:end]])

    def followed_by(self, later: Changes) -> Changes:
        """These, and then the changes of the text that they made, as changes of the first text."""
        gained = 0
        spans = [_Span(one.start, one.end, 0, [one]) for one in later.listed]
        for one in self.listed:
            start = one.start + gained
            spans.append(_Span(start, start + len(one.new), one.gain, []))
            gained += one.gain
        gained = 0
        found = []
        for start, end, gain, changes in _joined(spans):
            found.append(Change(start - gained, end - gained - gain, later._between(start, end, changes)))
            gained += gain
        return Changes(self.source, found)

    def difference(self) -> Iterator[str]:
        """The lines of a unified difference, as ``git apply`` takes it; nothing if nothing changes.

        Lines come without their last character, the line feed. Stretches of the text that are hidden are asterisks.
        """
        source, shift = self.source, 0
        count = source.lines.count - source.text.endswith(("\n", "\r"))
        for number, group in enumerate(_near(self._blocks())):
            if not number:
                shown = printable(os.path.normpath(source.path).replace(os.sep, "/"))
                yield from (f"--- a/{shown}", f"+++ b/{shown}")
            start, end = max(group[0].first - _CONTEXT, 0), min(group[-1].last + _CONTEXT, count)
            longer = sum(len(block.new) - len(block.old) for block in group)
            yield f"@@ -{_range(start, end - start)} +{_range(start + shift, end - start + longer)} @@"
            shift += longer
            for block in group:
                yield from (self._context(one) for one in range(start, block.first))
                start = block.last
                yield from _shown("-", block.old)
                yield from _shown("+", block.new)
            yield from (self._context(one) for one in range(start, end))
            if start < end == source.lines.count:
                yield _UNENDED

    def _context(self, line: int) -> str:
        """A line that stays, by its 0-based number; of its line break, what comes before the last character."""
        return f" {self.source.line(line + 1)}" + "\r" * self._ends_in_crlf(line)

    def _ends_in_crlf(self, line: int) -> bool:
        start = self.source.lines.start(line)
        return self.source.text.endswith("\r\n", start, self.source.line_around(start)[1])

    def _blocks(self) -> Iterator[_Block]:
        lines = self.source.lines
        by_line = [_Span(lines.at(one.start), lines.at(one.end), 0, [one]) for one in self.listed]
        for first, _, _, changes in _joined(by_line):
            start, end = lines.start(first), self.source.line_around(changes[-1].end)[1]
            old = _LINE.findall(self.source.text[start:end])
            new = _LINE.findall(self._between(start, end, changes))
            while old and new and old[-1] == new[-1]:
                del old[-1], new[-1]
            same = 0
            while same < min(len(old), len(new)) and old[same] == new[same]:
                same += 1
            if old or new:
                yield _Block(first + same, old[same:], new[same:])


def _joined(spans: Iterable[_Span]) -> Iterator[_Span]:
    """Stretches in order; those that touch one another as one."""
    found: _Span | None = None
    for one in sorted(spans):
        if found is None or one.start > found.end:
            if found is not None:
                yield found
            found = one._replace(changes=[*one.changes])
        else:
            found.changes.extend(one.changes)
            found = found._replace(end=max(found.end, one.end), gain=found.gain + one.gain)
    if found is not None:
        yield found


def _near(blocks: Iterable[_Block]) -> Iterator[list[_Block]]:
    """Blocks in groups, with too few lines between those of one group to leave any out."""
    group: list[_Block] = []
    for block in blocks:
        if group and block.first - group[-1].last > 2 * _CONTEXT:
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _range(first: int, count: int) -> str:
    """A 0-based first line and a number of lines as a unified difference has them."""
    return f"{first + 1}" if count == 1 else f"{first + 1 if count else first},{count}"


def _shown(sign: str, lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield sign + line.removesuffix("\n")
        if not line.endswith(("\r", "\n")):
            yield _UNENDED
