"""Variables that Flux puts into what a kustomization makes: ``${name}``, and ``${name:=default}``.

The forms are those of Flux's package envsubst (github.com/fluxcd/pkg/envsubst). What cuts, counts or replaces parts
of a value is not worked out: it stays as it is, and so its value is unknown.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from elblint.syntax.nodes import Scalar
from elblint.system.lazy import lazy_pattern
from elblint.text.reader import MAX_BYTES
from elblint.text.source import SourceText

NAME = lazy_pattern(r"[A-Za-z_][A-Za-z0-9_]*\Z")
"""The expression for the name of a variable, without which Flux deploys nothing."""
# Of a run of dollar signs, only the first one is tried: the rest would be looked through from each of them.
_USE = lazy_pattern(r"(?<!\$)\$(\$+)(?=\{)|\$\{(\w+)(?:(:[=?+-]|[=])([^${}\n]*)|(,,?|\^\^?))?\}")
_DISABLED = lazy_pattern(
    r"(?m)^ {2,8}[\"']?kustomize\.toolkit\.fluxcd\.io/substitute[\"']?: *[\"']?disabled[\"']? *$"
)
_BREAK = lazy_pattern(r"(?m)^---$")


class TooLong(ValueError):
    """Raised for a text that grows too long with the values of its variables."""


class Variable(NamedTuple):
    """The value of a variable, and the text and the scalar that say so."""

    source: SourceText
    node: Scalar

    @property
    def value(self) -> str:
        """The value as Flux takes it."""
        return self.node.text.replace("\n", "")


class Variables(NamedTuple):
    """The variables of one deployment by their names; ``is_complete`` says that there are no others."""

    known: dict[str, Variable]
    is_complete: bool = True

    def content(self) -> tuple[object, ...]:
        """Return all that the result depends on, in a fixed order."""
        return sorted((name, one.value) for name, one in self.known.items()), self.is_complete

    def put_into(self, text: str) -> Substituted:
        """Return a text of several documents with its variables replaced, as far as they are known.

        Raises TooLong.
        """
        uses: list[Use] = []
        parts: list[str] = []
        at = length = 0
        for start, end in _documents(text) if self.known or not self.is_complete else ():
            for found in _USE.finditer(text, start, end):
                value = self._value(found[2], found[3], found[4], found[5]) if found[2] else found[1]
                if value is None:
                    continue
                before = text[at : found.start()]
                length += len(before)
                whole = self.known.get(found[2]) if found[2] and found[5] is None else None
                supplier = whole if whole is not None and whole.value == value else None
                uses.append(
                    Use(found.start(), found.end(), length, length + len(value), found[2] or "", supplier)
                )
                parts += [before, value]
                length += len(value)
                at = found.end()
                if length > MAX_BYTES:
                    raise TooLong(f"its variables make it longer than {MAX_BYTES // 2**20} MiB")
        return Substituted("".join([*parts, text[at:]]), uses)

    def _value(self, name: str, operator: str | None, default: str | None, casing: str | None) -> str | None:
        """Return what a use of a variable becomes; None if that is not known."""
        variable = self.known.get(name)
        if variable is None and not self.is_complete:
            return None
        value = variable.value if variable is not None else ""
        if operator and not value:
            return default or ""
        if casing:
            turn = str.lower if casing[0] == "," else str.upper
            return turn(value) if len(casing) == 2 else turn(value[:1]) + value[1:]
        return value


class Use(NamedTuple):
    """One use of a variable, from ``start`` to ``end`` before and ``new_start`` to ``new_end`` after; 0-based.

    ``variable`` is the one whose value stands there now; None for a default, or for a value that was changed.
    """

    start: int
    end: int
    new_start: int
    new_end: int
    name: str
    variable: Variable | None


class Substituted:
    """A text whose variables were replaced, line by line."""

    def __init__(self, text: str, uses: list[Use]) -> None:
        self.text = text
        self.uses = uses
        self._starts = [use.new_start for use in uses]

    def before(self, offset: int) -> int:
        """Return the offset in the text before for one in this text; the beginning of a use for one inside it."""
        number = bisect_right(self._starts, offset) - 1
        if number < 0:
            return offset
        use = self.uses[number]
        return use.start if offset < use.new_end else offset - use.new_end + use.end

    def used_in(self, start: int, end: int) -> list[Use]:
        """Return the uses that put something between two offsets of this text."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        found = []
        for number in range(first, len(self.uses)):
            use = self.uses[number]
            if use.new_start >= end and use.new_start > start:
                break
            if use.new_end > start or use.new_start >= start:
                found.append(use)
        return found


def _documents(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the documents in which variables are replaced."""
    at = 0
    for end in [*(found.start() for found in _BREAK.finditer(text)), len(text)]:
        if _DISABLED.search(text, at, end) is None:
            yield at, end
        at = end
