"""The lines of a template that can give text, and which of them can give a certain line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from elblint.inputs.helm.template import TemplateError, actions_of
from elblint.system.lazy import lazy_pattern
from elblint.system.named_tuple import NamedTuple
from elblint.text.source import SourceText

_LINE = lazy_pattern(r"[^\r\n]*")
_BREAK = lazy_pattern(r"---[ \t]*")
_WORD = lazy_pattern(r"\w{2}")
_INDENTS = lazy_pattern(r"\bn?indent (\d+)")
_INCLUDES = lazy_pattern(r'\b(?:include|template)\s+"([^"]+)"')
_OPENS = frozenset({"if", "range", "with"})


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
    """True if it is written only where something holds."""

    @cached_property
    def parts(self) -> tuple[str | None, ...]:
        """Its words, and None for each action between them: lines with the same parts can give the same text."""
        text = self.source.text
        return tuple(None if piece.action else text[piece.start : piece.end] for piece in self.pieces)

    @cached_property
    def literal(self) -> str:
        """Its own text, without blanks around it."""
        text = self.source.text
        return "".join(text[piece.start : piece.end] for piece in self.pieces if not piece.action).strip()

    @cached_property
    def has_words(self) -> bool:
        """Return whether it has words of its own, and so gives a certain field."""
        return _WORD.search(self.literal) is not None

    @cached_property
    def included(self) -> str:
        """The definition that it writes and nothing else; empty if that is not what it does."""
        found = _INCLUDES.search(self.source.text, self.pieces[0].start, self.pieces[0].end)
        return found[1] if found is not None and len(self.pieces) == 1 and not self.literal else ""

    def gives(self, text: str) -> bool:
        """Return whether it can give a line of text; without a text of its own, perhaps one of several."""
        text = text.strip()
        if not self.literal:
            return bool(text)
        return len(text) >= len(self.literal) and self.spans_in(text) is not None

    def spans_in(self, text: str) -> list[tuple[int, int]] | None:
        """Return the span of each piece in a text that it gives, 0-based, ends exclusive; None if it cannot.

        Blanks around the text are left out. Each action takes as little as it can, which needs no second try: words
        are looked for from left to right, and the last ones stand at the end.
        """
        parts, found = self.parts, []
        at = number = 0
        while number < len(parts):
            end = number
            while end < len(parts) and parts[end] is None:
                end += 1
            actions, number = end - number, end
            while end < len(parts) and parts[end] is not None:
                end += 1
            words = "".join(part or "" for part in parts[number:end])
            start = len(text) - len(words) if end == len(parts) else text.find(words, at)
            if start < at or (start > at and not actions) or not text.startswith(words, start):
                return None
            # The last of several neighbours takes what there is.
            found += [(at, at)] * (actions - 1) + [(at, start)] * min(actions, 1)
            for part in parts[number:end]:
                found.append((start, start + len(part or "")))
                start = found[-1][1]
            at, number = start, end
        return found


def lines_of(source: SourceText) -> list[TemplateLine]:
    """The lines of a template that can give text. Empty for what is no template."""
    text = source.text
    try:
        actions = actions_of(text)
    except TemplateError:
        return []
    found: list[TemplateLine] = []
    document = at = number = depth = 0
    while at < len(text):
        # Helm begins a document at the dashes, whatever follows them in their line.
        if (dashes := _BREAK.match(text, at)) is not None:
            document += 1
            at = dashes.end()
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
        if pieces:
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
