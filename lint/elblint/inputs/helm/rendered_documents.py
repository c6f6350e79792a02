"""The documents of one rendered template, so indexed that each is found again at once by its lines."""

from __future__ import annotations

from elblint.system.lazy import lazy_pattern
from elblint.system.named_tuple import NamedTuple

_BLANK_LINES = lazy_pattern(r"(?:[ \t\r]*\n)*")
SEPARATOR = r"(?:\A|[\t\n\f\r ]*\n)---[\t\n\f\r ]*"
"""The expression at which Helm splits what a template gives: also where text follows the dashes."""
_SEPARATOR = lazy_pattern(SEPARATOR)


class _Document(NamedTuple):
    """One document: its lines as they are, without the blanks at their ends, and the offset where they begin."""

    own: list[str]
    lines: tuple[str, ...]
    at: int


class Documents:
    """The documents that the text of a rendered template holds."""

    def __init__(self, text: str) -> None:
        self._documents: list[_Document] = []
        self._by_lines: dict[tuple[str, ...], list[int]] = {}
        self._having: dict[tuple[int, int, str], list[int]] | None = None
        self._nearest: dict[tuple[str | None, ...], int | None] = {}
        begin = 0
        for piece in _SEPARATOR.split(text):
            at = text.index(piece, begin)
            begin = at + len(piece)
            head = _BLANK_LINES.match(piece)
            skipped = 0 if head is None else head.end()
            own = piece[skipped:].rstrip().split("\n")
            lines = tuple(line.rstrip() for line in own)
            self._by_lines.setdefault(lines, []).append(len(self._documents))
            self._documents.append(_Document(own, lines, at + skipped))

    def line_starts(self, body: str) -> dict[int, int]:
        """Return where each line of a rendered document begins in the text; nothing if that is not sure.

        One line or the other may hold a hash of what is marked: the document is found by its other lines then.
        """
        lines = tuple(line.rstrip() for line in body.rstrip().split("\n"))
        same = self._by_lines.get(lines, [])
        if len(same) > 1:
            return {}
        number = same[0] if same else self._most_alike(lines)
        if number is None:
            return {}
        found = self._documents[number]
        starts: dict[int, int] = {}
        at = found.at
        for line, (own, written, wanted) in enumerate(zip(found.own, found.lines, lines, strict=True)):
            if written == wanted:
                starts[line] = at
            at += len(own) + 1
        return starts

    def _most_alike(self, lines: tuple[str, ...]) -> int | None:
        """Return the one document that has the most of some lines in their places; None without a single such one.

        It must have more than half of them.
        """
        if self._having is None:
            self._having = {}
            for number, document in enumerate(self._documents):
                for at, line in enumerate(document.lines):
                    self._having.setdefault((len(document.lines), at, line), []).append(number)
        having = [self._having.get((len(lines), at, line), []) for at, line in enumerate(lines)]
        # Lines that no document has tell nothing: those of many documents may differ in them alone.
        key = tuple(line if listed else None for line, listed in zip(lines, having, strict=True))
        if key not in self._nearest:
            self._nearest[key] = self._search(lines, having)
        return self._nearest[key]

    def _search(self, lines: tuple[str, ...], having: list[list[int]]) -> int | None:
        """Look through the documents, by the rarest line first, until no other can have as many lines."""
        half = len(lines) // 2
        equal: dict[int, int] = {}
        most, left = half, len(lines)
        for listed in sorted(having, key=len):
            if left <= half or left < most:
                break
            for number in listed:
                if number not in equal:
                    own = self._documents[number].lines
                    equal[number] = sum(map(str.__eq__, own, lines))
                    most = max(most, equal[number])
            left -= 1
        best = [number for number, count in equal.items() if count == most]
        return best[0] if len(best) == 1 and most > half else None
