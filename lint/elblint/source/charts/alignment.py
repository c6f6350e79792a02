"""Which line of a template a rendered line came from, by its text alone.

Nothing is rendered here: a line of a template is taken for the source of a rendered line if it can give that text,
stands below lines that can give the lines above, and no other line can do the same. An action on a line of its own
can give anything; but a line that has words in common with the text goes before those that have none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from elblint.manifest.text import Place, SourceText
from elblint.source.charts.template import TemplateFault, actions_of

_LINE = re.compile(r"[^\r\n]*")
_BREAK = re.compile(r"---(\s|\Z)")
_WORD = re.compile(r"\w{2}")
_INDENTS = re.compile(r"\bn?indent (\d+)")
_INCLUDES = re.compile(r'\b(?:include|template)\s+"([^"]+)"')
_OPENS = frozenset({"if", "range", "with"})
_LONGEST = 2_000
_MOST_PIECES = 9
_MOST_PAIRS = 500_000


class Piece(NamedTuple):
    """Literal text of a template's line, or an action that writes into it; 0-based offsets."""

    start: int
    end: int
    action: bool


@dataclass
class TemplateLine:
    """One line of a template that can give a line of text."""

    source: SourceText
    indent: int
    document: int
    pieces: list[Piece]
    define: str
    is_conditional: bool
    """Whether it is written only if something holds."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What it can give, blanks around it left out; a group for each piece."""
        text = self.source.text
        groups = (
            "(.*?)" if piece.action else f"({re.escape(text[piece.start : piece.end])})"
            for piece in self.pieces
        )
        return re.compile("".join(groups))

    @cached_property
    def literal(self) -> str:
        """Its own text, without blanks around it."""
        text = self.source.text
        return "".join(text[piece.start : piece.end] for piece in self.pieces if not piece.action).strip()

    @cached_property
    def has_words(self) -> bool:
        """Whether it has words of its own, and so gives a certain field."""
        return _WORD.search(self.literal) is not None

    @cached_property
    def included(self) -> str:
        """The definition that it writes and nothing else; empty if that is not what it does."""
        found = _INCLUDES.search(self.source.text, self.pieces[0].start, self.pieces[0].end)
        return found[1] if found is not None and len(self.pieces) == 1 and not self.literal else ""

    def gives(self, text: str) -> bool:
        """Whether it can give a line of text; without a text of its own, perhaps one of several."""
        text = text.strip()
        if not self.literal or len(self.pieces) > _MOST_PIECES:
            return bool(text) and not self.literal
        return len(text) >= len(self.literal) and self.pattern.fullmatch(text) is not None


def lines_of(source: SourceText) -> list[TemplateLine]:
    """The lines of a template that can give text. Empty for what is no template."""
    text = source.text
    try:
        actions = actions_of(text)
    except TemplateFault:
        return []
    found: list[TemplateLine] = []
    document = at = number = depth = 0
    while at < len(text):
        line = _LINE.match(text, at)
        end = at if line is None else line.end()
        pieces: list[Piece] = []
        start = at
        define = ""
        while number < len(actions) and actions[number].start < end:
            action = actions[number]
            define = action.define
            depth += (action.word in _OPENS) - (action.word == "end" and depth > 0)
            _add(pieces, text, start, action.start)
            if action.writes:
                pieces.append(Piece(action.start, action.end, action=True))
            start = action.end
            number += 1
            if start > end:
                rest = _LINE.match(text, start)
                end = start if rest is None else rest.end()
        if number < len(actions) and not define:
            define = actions[number].define
        _add(pieces, text, start, end)
        if _BREAK.match(text, at):
            document += 1
        elif pieces:
            indents = _INDENTS.search(text, pieces[0].start, pieces[0].end) if pieces[0].action else None
            indent = int(indents[1]) if indents is not None else pieces[0].start - at
            found.append(TemplateLine(source, indent, document, pieces, define, depth > 0))
        at = end + 1 + text.startswith("\r\n", end)
    return found


def _add(pieces: list[Piece], text: str, start: int, end: int) -> None:
    shown = text[start:end]
    if shown.strip():
        first = start if pieces else start + len(shown) - len(shown.lstrip())
        pieces.append(Piece(first, end, action=False))


class Alignment:
    """The text that one template gave, held against the template, and against the definitions that it may use."""

    def __init__(self, rendered: str, template: SourceText, partials: Sequence[SourceText]) -> None:
        self.lines = rendered.split("\n")
        self.own = lines_of(template)
        self.partials = [line for partial in partials for line in lines_of(partial)]
        self._found: dict[int, TemplateLine | None] = {}
        self._candidates: dict[int, list[TemplateLine]] = {}

    def place(self, line: int, start: int, end: int) -> Place | None:
        """Where the columns ``start`` to ``end`` of a line were written, all 0-based; None if that is not sure."""
        if line not in self._found:
            self._found[line] = self._find(line)
        found = self._found[line]
        if found is None:
            return None
        if not found.literal:
            return Place(found.source, found.pieces[0].start, found.pieces[-1].end)
        text = self.lines[line]
        shift = len(text) - len(text.lstrip())
        matched = found.pattern.fullmatch(text.strip())
        assert matched is not None
        places: list[tuple[int, int]] = []
        for number, piece in enumerate(found.pieces, 1):
            first, last = matched.start(number) + shift, matched.end(number) + shift
            if first < end and start < last:
                if piece.action:
                    places.append((piece.start, piece.end))
                else:
                    places.append((piece.start + max(start - first, 0), piece.start + min(end, last) - first))
        return Place(found.source, places[0][0], places[-1][1]) if places else None

    def _find(self, line: int) -> TemplateLine | None:
        if len(self.lines[line]) > _LONGEST or len(self.lines) * len(self.own) > _MOST_PAIRS:
            return None
        candidates = self._fitting(line)
        if len(candidates) > 1:
            alike = [other for other in range(len(self.lines)) if self._fitting(other) == candidates]
            return candidates[alike.index(line)] if len(alike) == len(candidates) else None
        if not candidates:
            return None
        (found,) = candidates
        # What a definition gives is looked for in it.
        inside = [
            one
            for one in self.partials
            if found.included
            and one.define == found.included
            and one.has_words
            and one.gives(self.lines[line])
        ]
        return inside[0] if len(inside) == 1 else found

    def _fitting(self, line: int) -> list[TemplateLine]:
        """The template's lines that can give a rendered one and stand below such as can give the lines above."""
        if line not in self._candidates:
            self._candidates[line] = self._candidates_for(line)
        return self._candidates[line]

    def _candidates_for(self, line: int) -> list[TemplateLine]:
        text = self.lines[line]
        above = self._above(line)
        fitting = [
            one
            for number, one in enumerate(self.own)
            if one.document == self._document
            and not one.define
            and one.gives(text)
            and self._stands(number, _indent(text), above)
        ]
        certain = [one for one in fitting if one.has_words]
        if len(certain) < len(fitting) and all(one.is_conditional for one in certain):
            return fitting  # Each of them may have been left out, and the text come from elsewhere.
        return certain or fitting

    @cached_property
    def _document(self) -> int:
        """The document of the template that can give most of the lines by words of its own; -1 for several."""
        scores: dict[int, int] = {}
        for one in self.own:
            given = one.has_words and any(one.gives(line) for line in self.lines)
            scores[one.document] = scores.get(one.document, 0) + given
        best = [document for document, score in scores.items() if score == max(scores.values())]
        return best[0] if len(best) == 1 else -1

    def _above(self, line: int) -> list[tuple[int, str]]:
        """The lines that a line stands below, nearest first, each with its indentation."""
        found: list[tuple[int, str]] = []
        indent = _indent(self.lines[line])
        for text in reversed(self.lines[:line]):
            own = _indent(text)
            if text.strip() and own < indent:
                found.append((own, text))
                indent = own
            if not indent:
                break
        return found

    def _stands(self, number: int, indent: int, above: list[tuple[int, str]]) -> bool:
        line = self.own[number]
        if not line.literal and indent < line.indent:
            return False
        inner, at = line.indent, number
        for own, text in above:
            if not line.literal and own >= line.indent:
                continue  # That it gives as well.
            at -= 1
            # What gives lines of any kind gives no head for another one.
            while at >= 0 and not (self.own[at].indent < inner and self.own[at].literal):
                at -= 1
            if at < 0 or not self.own[at].gives(text):
                return False
            inner = self.own[at].indent
        return True


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))
