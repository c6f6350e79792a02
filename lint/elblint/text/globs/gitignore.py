"""Patterns in ``.gitignore``'s syntax, in order, and what they say of the names of a tree on the way down.

Every name costs at most its length times that of the patterns in force; plain names and ``*.ext`` are looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from elblint.system.named_tuple import NamedTuple
from elblint.text.globs.pattern_reader import FOLDERS, Segment, segments_of
from elblint.text.globs.wildcards import ANY_NAME, Wildcards, octets


class Pattern(NamedTuple):
    """One pattern. ``rank`` is its level in the tree and its number there: the highest that matches decides."""

    rank: tuple[int, int]
    is_negated: bool
    only_folders: bool
    segments: tuple[Segment, ...]
    is_anywhere: bool
    """Return whether it is about the name alone, at any depth."""


EVERYTHING = Pattern((0, 0), is_negated=False, only_folders=False, segments=(ANY_NAME,), is_anywhere=True)


def pattern_of(line: str, level: int = 0, number: int = 0, *, strict: bool = False) -> Pattern | None:
    """Return the pattern of one line; None for a comment or nothing.

    Raises ValueError for one that fits nothing; with ``strict`` also for a range that runs backwards.
    """
    if line.startswith("#"):
        return None
    line = _without_blanks(octets(line))
    if not line:
        return None
    is_negated = line.startswith("!")
    only_folders = line.endswith("/")
    body = line[is_negated : len(line) - only_folders]
    is_anywhere = "/" not in body
    found = segments_of(body.removeprefix("/"), strict=strict)
    if len(found) == 2 and found[0] is FOLDERS:
        is_anywhere = True
        found = found[1:]
    if is_anywhere and found == [FOLDERS]:
        found = [ANY_NAME]
    return Pattern((level, number), is_negated, only_folders, tuple(found), is_anywhere)


def _without_blanks(line: str) -> str:
    """A line without the blanks at its end; one behind a backslash stays."""
    bare = line.rstrip(" ")
    slashes = len(bare) - len(bare.rstrip("\\"))
    return bare + " " if slashes % 2 and len(bare) < len(line) else bare


def patterns_of(content: bytes, level: int) -> list[Pattern]:
    """The patterns of a ``.gitignore`` file; those that fit nothing are left out."""
    found = []
    lines = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape").split("\n")
    for number, line in enumerate(lines):
        try:
            pattern = pattern_of(line.removesuffix("\r").partition("\0")[0], level, number)
        except ValueError:
            continue
        if pattern is not None:
            found.append(pattern)
    return found


class _Index:
    """Patterns about names alone, by what they ask for, in the order of their ranks.

    The last ones in force are on top of each stack.
    """

    def __init__(self) -> None:
        self.literal: dict[str, list[Pattern]] = {}
        self.suffixes: dict[int, dict[str, list[Pattern]]] = {}
        """By the length of the suffix first."""
        self.others: list[tuple[Wildcards, Pattern]] = []

    def push(self, pattern: Pattern) -> None:
        segment = pattern.segments[0]
        if isinstance(segment, str):
            self.literal.setdefault(segment, []).append(pattern)
        elif isinstance(segment, Wildcards):
            suffix = segment.suffix
            if suffix is None:
                self.others.append((segment, pattern))
            else:
                self.suffixes.setdefault(len(suffix), {}).setdefault(suffix, []).append(pattern)

    def pop(self, pattern: Pattern) -> None:
        segment = pattern.segments[0]
        if isinstance(segment, str):
            _pop(self.literal, segment)
        elif isinstance(segment, Wildcards):
            suffix = segment.suffix
            if suffix is None:
                self.others.pop()
                return
            _pop(self.suffixes[len(suffix)], suffix)
            if not self.suffixes[len(suffix)]:
                del self.suffixes[len(suffix)]

    def last(self, name: str) -> Pattern | None:
        """The last pattern that a name fits."""
        stack = self.literal.get(name)
        best = stack[-1] if stack else None
        for length, by_suffix in self.suffixes.items():
            stack = by_suffix.get(name[len(name) - length :]) if length <= len(name) else None
            if stack and (best is None or stack[-1].rank > best.rank):
                best = stack[-1]
        for segment, pattern in reversed(self.others):
            if best is not None and pattern.rank < best.rank:
                break
            if segment.matches(name):
                return pattern
        return best


def _pop(stacks: dict[str, list[Pattern]], key: str) -> None:
    stacks[key].pop()
    if not stacks[key]:
        del stacks[key]


class _Names:
    """The patterns about names alone that are in force in one folder."""

    def __init__(self) -> None:
        self.of_all, self.of_folders = _Index(), _Index()
        self.pushed: list[tuple[int, list[Pattern]]] = []

    def enter(self, level: int, patterns: list[Pattern]) -> None:
        """Come to a folder of a level and its patterns, after leaving all that are not above it."""
        while self.pushed and self.pushed[-1][0] >= level:
            for pattern in reversed(self.pushed.pop()[1]):
                self._index(pattern).pop(pattern)
        if patterns:
            self.pushed.append((level, patterns))
            for pattern in patterns:
                self._index(pattern).push(pattern)

    def _index(self, pattern: Pattern) -> _Index:
        return self.of_folders if pattern.only_folders else self.of_all

    def last(self, name: str, *, is_folder: bool) -> Pattern | None:
        """The last pattern that a name fits."""
        best = self.of_all.last(name)
        if is_folder:
            other = self.of_folders.last(name)
            if other is not None and (best is None or other.rank > best.rank):
                return other
        return best


class Folder:
    """A folder on the way down a tree, and how far the patterns with slashes have come there.

    A folder is asked about its entries before another one is entered: the patterns about names are shared.
    """

    def __init__(
        self, names: _Names, level: int, steps: Iterable[tuple[Pattern, int]], patterns: Iterable[Pattern]
    ) -> None:
        """``steps`` are patterns of the folders above with the number of the segment that is asked for next."""
        own = list(patterns)
        self._names, self._level = names, level
        names.enter(level, [one for one in own if one.is_anywhere])
        self._literals: dict[str, list[tuple[Pattern, int]]] = {}
        self._others: list[tuple[Segment, Pattern, int]] = []
        for pattern, step in (*steps, *((one, 0) for one in own if not one.is_anywhere)):
            for further in _reached(pattern, step):
                segment = pattern.segments[further]
                if isinstance(segment, str):
                    self._literals.setdefault(segment, []).append((pattern, further))
                else:
                    self._others.append((segment, pattern, further))

    @classmethod
    def top(cls, patterns: Iterable[Pattern] = ()) -> Folder:
        """The folder that patterns are relative to."""
        return cls(_Names(), 0, (), patterns)

    @property
    def level(self) -> int:
        """Of the patterns that it adds itself."""
        return self._level

    def verdict(self, name: str, *, is_folder: bool) -> bool | None:
        """Return whether an entry is to be left out, as the last pattern says that it fits; None if it fits none."""
        best = self._names.last(name, is_folder=is_folder)
        for pattern, step in self._matching(name):
            is_asked = is_folder or not pattern.only_folders
            if step == len(pattern.segments) - 1 and is_asked and (best is None or pattern.rank > best.rank):
                best = pattern
        return None if best is None else not best.is_negated

    def inside(self, name: str, patterns: Iterable[Pattern] = ()) -> Folder:
        """The folder of a name in this one, with the patterns that it adds itself, which are of the next level."""
        steps: dict[tuple[int, int], list[int]] = {}
        found = {}
        for pattern, step in self._matching(name):
            found[pattern.rank] = pattern
            steps.setdefault(pattern.rank, []).append(step + (pattern.segments[step] is not FOLDERS))
        ahead = (_ahead(pattern, steps[rank]) for rank, pattern in found.items())
        return Folder(self._names, self._level + 1, chain.from_iterable(ahead), patterns)

    def _matching(self, name: str) -> Iterator[tuple[Pattern, int]]:
        yield from self._literals.get(name, ())
        for segment, pattern, step in self._others:
            if segment is FOLDERS or (isinstance(segment, Wildcards) and segment.matches(name)):
                yield pattern, step


def _reached(pattern: Pattern, step: int) -> Iterator[int]:
    """A segment that is asked for next, and the one after it where any number of folders may be none."""
    if step < len(pattern.segments):
        yield step
        if pattern.segments[step] is FOLDERS and step + 1 < len(pattern.segments):
            yield step + 1


def _ahead(pattern: Pattern, reached: list[int]) -> Iterator[tuple[Pattern, int]]:
    """Steps without those before the last ``**`` that was reached: it takes whatever they could."""
    furthest = max((one for one in reached if pattern.segments[one : one + 1] == (FOLDERS,)), default=0)
    return ((pattern, one) for one in reached if one >= furthest)
