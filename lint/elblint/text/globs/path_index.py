"""Many entries with path patterns: a path meets only those that may be for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from elblint.system.lazy import lazy_pattern
from elblint.system.type_names import Generic, TypeVar
from elblint.text.globs.path_patterns import PathPatterns

_Value = TypeVar("_Value")
# What means itself in a pattern, and so must stand in a path that it fits.
_LITERAL = lazy_pattern(r"[A-Za-z0-9._-]+\Z")


class PathIndex(Generic[_Value]):
    """Values with patterns in ``.gitignore``'s syntax, by the names of files and folders that they ask for."""

    def __init__(self, entries: Iterable[tuple[Sequence[str], str, _Value]]) -> None:
        """Take patterns, what they are called in messages, and the value. Raises UsageError for a bad pattern."""
        self._entries: list[tuple[PathPatterns, _Value]] = []
        self._by_name: dict[str, list[int]] = {}
        self._known: dict[str, list[_Value]] = {}
        for number, (patterns, what, value) in enumerate(entries):
            self._entries.append((PathPatterns(patterns, what), value))
            for name in dict.fromkeys(map(_literal_name, filter(_is_positive, patterns))):
                self._by_name.setdefault(name, []).append(number)

    def __bool__(self) -> bool:
        return bool(self._entries)

    def fitting(self, path: str) -> list[_Value]:
        """Return the values whose patterns fit a path with forward slashes, in order."""
        if path not in self._known:
            self._known[path] = list(self._find(path))
        return self._known[path]

    def _find(self, path: str) -> Iterator[_Value]:
        likely = {number for name in ("", *path.split("/")) for number in self._by_name.get(name, ())}
        for number in sorted(likely):
            patterns, value = self._entries[number]
            if patterns.match(path):
                yield value


def _is_positive(pattern: str) -> bool:
    return not pattern.startswith("!")


def _literal_name(pattern: str) -> str:
    """Return the longest name that must be a part of each path that a pattern fits; empty if there is none."""
    return max((part for part in pattern.split("/") if _LITERAL.match(part)), key=len, default="")
