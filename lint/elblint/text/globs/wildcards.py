"""Git's wildcards, matched without backtracking: the time is at most pattern length times name length.

They work on bytes, as in Git: texts are bytes read as Latin-1, see ``octets``.
"""

from __future__ import annotations

import re

from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import TypeAlias

ALL = frozenset(map(chr, range(256)))
Piece: TypeAlias = "str | frozenset[str]"
"""One character, or the characters that may stand in its place."""


class _Run(NamedTuple):
    """A span without stars, which has one width: a literal text, or a regular expression without repetition."""

    width: int
    text: str
    pattern: re.Pattern[str] | None

    @classmethod
    def of(cls, tokens: list[Piece]) -> _Run:
        text = "".join(one for one in tokens if isinstance(one, str))
        if len(text) == len(tokens):
            return cls(len(text), text, None)
        return cls(len(tokens), "", re.compile("".join(map(_expression, tokens)), re.S))

    def find(self, name: str, start: int, end: int) -> int:
        """Its first place between two offsets; -1 if there is none."""
        if self.pattern is None:
            return name.find(self.text, start, end)
        found = self.pattern.search(name, start, end)
        return -1 if found is None else found.start()


def _expression(token: Piece) -> str:
    if isinstance(token, str):
        return re.escape(token)
    if token is ALL:
        return "."
    return "[" + "".join(f"\\x{ord(one):02x}" for one in sorted(token)) + "]"


class Wildcards:
    """A name with wildcards.

    Stretches between stars are looked for one after the other, each at its first place: as they have one width
    each, no later place could be better.
    """

    __slots__ = ("_ends", "_head", "_runs", "_tail", "_tokens", "shortest")

    def __init__(self, runs: list[list[Piece]]) -> None:
        """``runs`` are the spans between stars."""
        self._tokens = runs
        self.shortest = sum(map(len, runs))
        self._head, self._tail = literal(runs[0]), literal(runs[-1][::-1])[::-1]
        # With one star between two literal texts nothing else is to be looked at.
        self._ends = len(runs) == 2 and len(self._head) + len(self._tail) == self.shortest
        self._runs: list[_Run] | None = None

    @property
    def suffix(self) -> str | None:
        """The text that a name must end in, if that is all that is asked for."""
        return self._tail if self._ends and not self._head else None

    def matches(self, name: str) -> bool:
        """Return whether a whole name fits."""
        if len(name) < self.shortest or not (name.startswith(self._head) and name.endswith(self._tail)):
            return False
        return self._ends or self._fits(name)

    def _fits(self, name: str) -> bool:
        # Compiled only now: patterns that are longer than any name are never.
        runs = self._runs = self._runs or [_Run.of(tokens) for tokens in self._tokens]
        if len(runs) == 1:
            return len(name) == self.shortest and runs[0].find(name, 0, len(name)) == 0
        at, end = runs[0].width, len(name) - runs[-1].width
        if runs[0].find(name, 0, at) != 0 or runs[-1].find(name, end, len(name)) != end:
            return False
        for run in runs[1:-1]:
            found = run.find(name, at, end)
            if found < 0:
                return False
            at = found + run.width
        return True


def literal(tokens: list[Piece]) -> str:
    """The literal text that tokens begin with."""
    count = next((index for index, one in enumerate(tokens) if not isinstance(one, str)), len(tokens))
    return "".join(one for one in tokens[:count] if isinstance(one, str))


ANY_NAME = Wildcards([[], []])


def octets(text: str) -> str:
    """The bytes of a text in UTF-8, each as the character of its number; what is ASCII stays as it is."""
    if text.isascii():
        return text
    try:
        return text.encode("utf-8", "surrogateescape").decode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass").decode("latin-1")
