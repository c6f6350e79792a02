"""Marks in templates and values that survive rendering, and tell where each rendered character came from.

A mark is four characters of the Braille block: they are printable, so that no function escapes them, no chart
uses them, and neither changing case nor trimming touches them. A rendering with marks proves something only
where it is the very same text as the one without, once they are taken out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from elblint.inputs.helm.template import actions_of
from elblint.system.lazy import lazy_pattern
from elblint.system.named_tuple import NamedTuple
from elblint.text.lines import NewlineLines
from elblint.text.source import SourceText

_DIGITS = 0x2800
_BASE = 128
VALUE, OPEN, CLOSE, TEXT = "\u28fc", "\u28fd", "\u28fe", "\u28ff"
MARK = lazy_pattern(f"([{VALUE}-{TEXT}])([\u2800-\u287f]{{3}})")
_ANY = lazy_pattern("[\u2800-\u28ff]")
_LINE = lazy_pattern(r"\S[^\r\n]*")


class Origin(NamedTuple):
    """A span of a template's source: literal text from ``start`` on, or a whole action."""

    source: SourceText
    start: int
    end: int


def mark(kind: str, number: int) -> str:
    """The mark of a sort (VALUE, OPEN, CLOSE, TEXT) with a number below 2,097,152."""
    digits = (number // _BASE**2, number // _BASE % _BASE, number % _BASE)
    return kind + "".join(chr(_DIGITS + digit) for digit in digits)


def number_of(digits: str) -> int:
    """The number in a mark's three digits."""
    high, middle, low = (ord(digit) - _DIGITS for digit in digits)
    return (high * _BASE + middle) * _BASE + low


def unmarked(text: str) -> str:
    """The text without its marks."""
    return MARK.sub("", text)


def has_marks(text: str) -> bool:
    """Return whether a text has characters of its own that would be taken for marks."""
    return _ANY.search(text) is not None


def mark_template(
    source: SourceText, table: list[Origin], may_mark: Callable[[str], bool] = lambda define: True
) -> str:
    """A template's text with a mark before each line of literal text and around each action that writes.

    Each mark's number is the index of its entry in ``table``. ``may_mark`` is asked for the definition that
    something stands in, by name, empty outside of one. Raises TemplateError.
    """
    text, parts, at = source.text, [], 0
    for action in actions_of(text):
        marking = may_mark(action.define)
        parts.append(_mark_lines(source, at, action.start, table) if marking else text[at : action.start])
        if action.writes and marking:
            table.append(Origin(source, action.start, action.end))
            left, right = "{{- " if action.trims_left else "{{", " -}}" if action.trims_right else "}}"
            opening, closing = (f'"{mark(kind, len(table) - 1)}"' for kind in (OPEN, CLOSE))
            parts.append(f"{left}{opening}}}}}{{{{ {action.body} }}}}{{{{{closing}{right}")
        else:
            parts.append(text[action.start : action.end])
        at = action.end
    parts.append(_mark_lines(source, at, len(text), table) if may_mark("") else text[at:])
    return "".join(parts)


def _mark_lines(source: SourceText, start: int, end: int, table: list[Origin]) -> str:
    parts, at = [], start
    for line in _LINE.finditer(source.text, start, end):
        table.append(Origin(source, line.start(), line.end()))
        parts.append(source.text[at : line.start()])
        parts.append(f'{{{{"{mark(TEXT, len(table) - 1)}"}}}}')
        parts.append(line[0])
        at = line.end()
    parts.append(source.text[at:end])
    return "".join(parts)


class Step(NamedTuple):
    """One action that was carried out: its index in the table, and which time it was, from 1 on."""

    number: int
    turn: int


class Span(NamedTuple):
    """Rendered text of one origin: literal text from an offset of a source on, or an action's output."""

    start: int
    end: int
    literal: tuple[SourceText, int] | None
    steps: tuple[Step, ...]
    """The actions that it was written through, outermost first."""


class Reading:
    """A rendering with marks: ``text`` is what it says without them."""

    def __init__(self, marked: str, table: list[Origin]) -> None:
        self.marked = marked
        self.table = table
        self.outputs: dict[Step, tuple[int, str]] = {}
        """The text that each action wrote, with marks of values still in it, and its offset in ``text``."""
        self.spans: list[Span] = []
        self.values: list[tuple[int, int]] = []
        """The marks of values: where in ``text`` each stands, behind what it marks, and its number."""
        self.text = self._read()
        self._starts = [span.start for span in self.spans]
        self.breaks = NewlineLines(self.text)

    def _read(self) -> str:
        turns: dict[int, int] = {}
        opened: list[tuple[Step, int, int]] = []
        raw: list[str] = []
        literal: Origin | None = None
        at = 0
        for found in MARK.finditer(self.marked):
            literal = self._keep(self.marked[at : found.start()], literal, opened)
            raw.append(self.marked[at : found.start()])
            at = found.end()
            kind, number = found[1], number_of(found[2])
            if kind == VALUE:
                raw.append(found[0])
                self.values.append((self.spans[-1].end if self.spans else 0, number))
            elif number >= len(self.table):
                continue
            elif kind == TEXT:
                literal = self.table[number]
            elif kind == OPEN:
                turns[number] = turns.get(number, 0) + 1
                begin = self.spans[-1].end if self.spans else 0
                opened.append((Step(number, turns[number]), begin, len(raw)))
                literal = None
            else:
                literal = None
                while opened:
                    step, begin, since = opened.pop()
                    self.outputs[step] = begin, "".join(raw[since:])
                    if step.number == number:
                        break
        self._keep(self.marked[at:], literal, opened)
        return unmarked(self.marked)

    def _keep(self, text: str, literal: Origin | None, opened: list[tuple[Step, int, int]]) -> Origin | None:
        """Note where a piece of text came from; what is left of the literal text that it began with, if any is."""
        if not text:
            return literal
        start = self.spans[-1].end if self.spans else 0
        steps = tuple(step for step, _, _ in opened)
        line = text.split("\n", 1)[0]
        if literal is not None and literal.source.text.startswith(line, literal.start):
            own = (literal.source, literal.start)
            self.spans.append(Span(start, start + len(line), own, steps))
            literal = literal._replace(start=literal.start + len(line)) if line == text else None
            start, text = start + len(line), text[len(line) :]
        else:
            literal = None
        if text:
            self.spans.append(Span(start, start + len(text), None, steps))
        return literal

    def between(self, start: int, end: int) -> list[Span]:
        """The spans, cut to size, that hold the text from ``start`` to ``end``; blanks are left out."""
        found = []
        at = max(bisect_right(self._starts, start) - 1, 0)
        for number in range(at, len(self.spans)):
            span = self.spans[number]
            if span.start >= end:
                break
            first, last = max(span.start, start), min(span.end, end)
            shown = self.text[first:last]
            if not shown.strip():
                continue
            first += len(shown) - len(shown.lstrip())
            last -= len(shown) - len(shown.rstrip())
            literal = span.literal
            if literal is not None:
                literal = literal[0], literal[1] + first - span.start
            found.append(Span(first, last, literal, span.steps))
        return found
