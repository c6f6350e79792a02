"""Matching of rendered lines with lines of the template, by their text alone.

Nothing is rendered here: a line of a template is taken for the source of a rendered line if it can give that text,
stands below lines that can give the lines above, and no other line can do the same. An action on a line of its own
can give anything; but a line that has words in common with the text goes before those that have none.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

from elblint.inputs.helm.line_index import LineIndex, Written
from elblint.inputs.helm.template_lines import TemplateLine
from elblint.text.source import Location

_LONGEST = 2_000
_MOST_PAIRS = 500_000


class Alignment:
    """The text that one template gave, held against the template, and against the definitions that it may use."""

    def __init__(self, rendered: str, own: LineIndex, partials: LineIndex) -> None:
        """Take the text, the lines of its template, and those of the files with definitions."""
        self.lines = rendered.split("\n")
        self.own = own
        self.partials = partials
        self._found: dict[int, TemplateLine | None] = {}

    def location(self, line: int, start: int, end: int) -> Location | None:
        """Return the origin of the columns ``start`` to ``end`` of a line, all 0-based; None if it is not certain."""
        if line not in self._found:
            self._found[line] = self._find(line)
        found = self._found[line]
        if found is None:
            return None
        if not found.literal:
            return Location(found.source, found.pieces[0].start, found.pieces[-1].end)
        text = self.lines[line]
        shift = len(text) - len(text.lstrip())
        spans = found.spans_in(text.strip())
        assert spans is not None
        locations: list[tuple[int, int]] = []
        for piece, span in zip(found.pieces, spans, strict=True):
            first, last = span[0] + shift, span[1] + shift
            if first < end and start < last:
                if piece.action:
                    locations.append((piece.start, piece.end))
                else:
                    locations.append(
                        (piece.start + max(start - first, 0), piece.start + min(end, last) - first)
                    )
        return Location(found.source, locations[0][0], locations[-1][1]) if locations else None

    @cached_property
    def is_possible(self) -> bool:
        """True if the template can have given the text: each of its lines can come from one of the template's.

        Of a template with several documents that all may have given it, the lines are not compared.
        """
        if len(self.lines) * len(self.own.lines) > _MOST_PAIRS:
            return False
        return self._document < 0 or all(
            self.own.group(group)
            for group, text in zip(self._groups, self.lines, strict=True)
            if text.strip() and not text.lstrip().startswith("#")
        )

    def _find(self, line: int) -> TemplateLine | None:
        if len(self.lines[line]) > _LONGEST or len(self.lines) * len(self.own.lines) > _MOST_PAIRS:
            return None
        group = self._groups[line]
        candidates = self.own.group(group)
        if len(candidates) > 1:
            alike = self._alike[group]
            return candidates[bisect_left(alike, line)] if len(alike) == len(candidates) else None
        if not candidates:
            return None
        (found,) = candidates
        # What a definition gives is looked for in it.
        inside = self.partials.in_definition(found.included, self.lines[line]) if found.included else []
        return inside[0] if len(inside) == 1 else found

    @cached_property
    def _document(self) -> int:
        """The document of the template that can give most of the lines by words of its own; -1 for several."""
        return self.own.document_of(self.lines)

    @cached_property
    def _groups(self) -> list[int]:
        """For each line the number of the template's lines that can give it, see ``LineIndex.group``.

        They can give its text, and stand below such as can give the lines that it stands below.
        """
        found: list[int] = []
        # The lines that the next one may stand below, the innermost last.
        above: list[Written] = []
        for text in self.lines:
            indent = len(text) - len(text.lstrip(" "))
            below = len(above)
            while below and above[below - 1].indent >= indent:
                below -= 1
            written = self.own.written(text, indent, above[below - 1] if below else None)
            found.append(self.own.candidates(written, self._document))
            if text.strip():
                above[below:] = [written]
        return found

    @cached_property
    def _alike(self) -> dict[int, list[int]]:
        """The lines that the same lines of the template can give, in order."""
        alike: dict[int, list[int]] = {}
        for line, group in enumerate(self._groups):
            alike.setdefault(group, []).append(line)
        return alike
