"""Reading one pattern of a ``.gitignore``: what its slashes, wildcards, classes and backslashes stand for.

The syntax is that of Git's ``wildmatch``, down to its corners.
"""

from __future__ import annotations

from enum import Enum

from elblint.system.lazy import lazy_pattern
from elblint.system.type_names import TypeAlias
from elblint.text.globs.wildcards import ALL, ANY_NAME, Piece, Wildcards, literal


class Special(Enum):
    """A segment that stands for any number of folders."""

    FOLDERS = "**"


FOLDERS = Special.FOLDERS
Segment: TypeAlias = "str | Wildcards | Special"
_SPECIAL = lazy_pattern(r"[*?\[\\]")


def _between(first: str, last: str) -> frozenset[str]:
    return frozenset(map(chr, range(ord(first), ord(last) + 1)))


_LOWER, _UPPER, _DIGIT, _GRAPH = (
    _between("a", "z"), _between("A", "Z"), _between("0", "9"), _between("!", "~"),
)  # fmt: skip
_CLASSES = {
    "alnum": _LOWER | _UPPER | _DIGIT,
    "alpha": _LOWER | _UPPER,
    "blank": frozenset(" \t"),
    "cntrl": _between("\x01", "\x1f") | {"\x7f"},
    "digit": _DIGIT,
    "graph": _GRAPH,
    "lower": _LOWER,
    "print": _GRAPH | {" "},
    "punct": _GRAPH - _LOWER - _UPPER - _DIGIT,
    "space": frozenset(" \t\n\r"),
    "upper": _UPPER,
    "xdigit": _DIGIT | _between("a", "f") | _between("A", "F"),
}


def segments_of(pattern: str, *, strict: bool = False) -> list[Segment]:
    """Return what stands between a pattern's slashes. Raises ValueError for one that fits nothing.

    With ``strict`` a range that runs backwards is refused; Git reads ``[z-a]`` as ``[z]``.
    """
    if not _SPECIAL.search(pattern):
        plain: list[Segment] = [*pattern.split("/")]
        if "" in plain:
            raise ValueError("an empty name")
        return plain
    return _Reader(pattern, strict=strict).read()


class _Reader:
    """Reads one pattern from left to right."""

    def __init__(self, pattern: str, *, strict: bool) -> None:
        self.pattern = pattern
        self.strict = strict
        self.at = 0
        self.found: list[Segment] = []
        self.runs: list[list[Piece]] = [[]]

    def read(self) -> list[Segment]:
        pattern, end = self.pattern, len(self.pattern)
        while self.at < end:
            character = pattern[self.at]
            self.at += 1
            if character == "*":
                self._star()
            elif character == "/":
                self._end_segment()
            elif character == "[":
                self.runs[-1].append(self._class())
            elif character == "?":
                self.runs[-1].append(ALL)
            elif character != "\\":
                self.runs[-1].append(character)
            elif self._next() == "/":
                self._end_segment()
            else:
                self.runs[-1].append(pattern[self.at - 1])
        if self.runs != [[]] or self.found[-1:] != [FOLDERS] or pattern.endswith("/"):
            self._end_segment()
        return self.found

    def _next(self) -> str:
        """One character further. Raises ValueError at the end: what is escaped, or a class, is not complete."""
        if self.at == len(self.pattern):
            raise ValueError("it is not complete")
        self.at += 1
        return self.pattern[self.at - 1]

    def _end_segment(self) -> None:
        tokens = self.runs[0]
        if len(self.runs) > 1:
            self.found.append(Wildcards(self.runs))
        elif not tokens:
            raise ValueError("an empty name")
        else:
            text = literal(tokens)
            self.found.append(text if len(text) == len(tokens) else Wildcards(self.runs))
        self.runs = [[]]

    def _star(self) -> None:
        pattern, start = self.pattern, self.at - 1
        while pattern.startswith("*", self.at):
            self.at += 1
        is_whole = start == 0 or pattern[start - 1] == "/"
        follows = pattern[self.at : self.at + 2]
        if self.at - start == 1 or not is_whole or not (not follows or follows[0] == "/" or follows == "\\/"):
            if self.runs[-1] or len(self.runs) == 1:
                self.runs.append([])
            return
        if follows == "\\/":
            # wildmatch looks for a slash only where it is not escaped: here at least one folder is asked for.
            self.found.append(ANY_NAME)
        if self.found[-1:] != [FOLDERS]:
            self.found.append(FOLDERS)
        self.at += len(follows) and (2 if follows == "\\/" else 1)
        if follows and self.at == len(pattern):
            raise ValueError("an empty name")

    def _class(self) -> frozenset[str]:
        """The characters that ``[...]`` stands for."""
        character = self._next()
        is_negated = character in {"!", "^"}
        if is_negated:
            character = self._next()
        found: set[str] = set()
        before = ""
        while True:
            if character == "\\":
                before = self._next()
                found.add(before)
            elif character == "-" and before and self.pattern[self.at : self.at + 1] not in {"", "]"}:
                last = self._next()
                last = self._next() if last == "\\" else last
                if self.strict and last < before:
                    raise ValueError("a range that runs backwards")
                found |= _between(before, last)
                before = ""
            elif character == "[" and (named := self._named()) is not None:
                found |= named
                before = ""
            else:
                before = character
                found.add(character)
            character = self._next()
            if character == "]":
                break
        members = ALL - found if is_negated else frozenset(found)
        if not members:
            raise ValueError("a class of no character")
        return ALL if len(members) == len(ALL) else members

    def _named(self) -> frozenset[str] | None:
        """The class whose name stands in ``[:`` and ``:]`` here; None if there is none."""
        if not self.pattern.startswith(":", self.at):
            return None
        end = self.pattern.find("]", self.at + 1)
        if end < 0:
            raise ValueError("it is not complete")
        if end == self.at + 1 or self.pattern[end - 1] != ":":
            return None
        known = _CLASSES.get(self.pattern[self.at + 1 : end - 1])
        if known is None:
            raise ValueError("a class of a name that is not known")
        self.at = end + 1
        return known
