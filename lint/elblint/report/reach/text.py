"""Reachability for people, on a terminal: callers as rows, addresses as columns."""

from __future__ import annotations

from collections.abc import Iterator

from elblint.engine.premises import premise_words
from elblint.engine.reach_model import ReachCall, ReachCell, ReachModel, ReachObject
from elblint.i18n.words import word
from elblint.report.layout import Paint, pad, width, wrap
from elblint.report.registry import RenderOptions
from elblint.text.printable import Report, printable, report_of_lines

MARKS = {"reachable": "+", "unreachable": "x", "unknown": "?"}
_STYLES = {"reachable": "good", "unreachable": "error", "unknown": "warning"}
_GAP = 2
_NARROWEST, _WIDEST = 9, 26
_CALLER = 30
_HANGING = 12
"""Narrower cells have no room to indent their further lines."""


def render(model: ReachModel, options: RenderOptions) -> Report:
    """Return a table for each object, with its premises above it, and notes and calls below."""
    if not model.objects:
        return report_of_lines([word("no-services", model.lang)])
    writer = _Writer(model.lang, max(options.columns, 60), Paint(colour=options.colour))
    lines = [line for one in model.objects for line in [*writer.object(one), ""]]
    if any(one.cells for one in model.objects):
        lines.append(writer.paint(word("legend", model.lang), "faint"))
    else:
        lines.pop()
    return report_of_lines(lines, colour=options.colour)


class _Writer:
    def __init__(self, lang: str, columns: int, paint: Paint) -> None:
        self.lang = lang
        self.columns = columns
        self.paint = paint

    def object(self, one: ReachObject) -> Iterator[str]:
        if not one.cells:
            yield from wrap(printable(word("no-address", self.lang, service=one.user)), self.columns)
            return
        for line in wrap(printable(f"{one.user}: {one.summary}"), self.columns, "", "  "):
            yield self.paint(line, "bold")
        yield self.paint("  --> ", "place") + printable(str(one.user.location(("metadata", "name"))))
        label = f"  {word('premises', self.lang)}{word('colon', self.lang)}"
        known = printable(premise_words(one.premises, self.lang))
        yield from wrap(known, self.columns, label, "    ")
        for remark in one.remarks:
            yield from wrap(remark, self.columns, "  ")
        yield from self._table(one)
        yield from self._calls(one.calls)

    def _table(self, one: ReachObject) -> Iterator[str]:
        room = self.columns - _GAP - (_GAP + _NARROWEST) * len(one.addresses)
        caller_width = min(_CALLER, max(room, 12), max(map(width, one.callers.values())))
        left = self.columns - _GAP - caller_width - _GAP * len(one.addresses)
        cell_width = max(_NARROWEST, min(_WIDEST, left // len(one.addresses)))
        notes: list[str] = []
        yield from self._row(
            "", [(text, "faint") for text in one.addresses.values()], caller_width, cell_width
        )
        for caller, words in one.callers.items():
            cells = [self._cell(one.cell(caller, address), notes) for address in one.addresses]
            yield from self._row(words, cells, caller_width, cell_width)
        for number, note in enumerate(notes, 1):
            yield from wrap(printable(note), self.columns, f"  [{number}] ")

    def _row(
        self, head: str, cells: list[tuple[str, str]], head_width: int, cell_width: int
    ) -> Iterator[str]:
        """Yield the lines of one row, each cell wrapped within its own column."""
        heads = wrap(head, head_width)
        hang = "  " if cell_width > _HANGING else ""
        blocks = [
            (wrap(text, cell_width, "", "" if style == "faint" else hang), style) for text, style in cells
        ]
        for number in range(max(len(heads), *(len(lines) for lines, _ in blocks))):
            line = "  " + pad(heads[number] if number < len(heads) else "", head_width)
            for lines, style in blocks:
                text = lines[number] if number < len(lines) else ""
                line += " " * _GAP + self.paint(text, style) + " " * max(cell_width - width(text), 0)
            yield line.rstrip()

    def _cell(self, cell: ReachCell | None, notes: list[str]) -> tuple[str, str]:
        if cell is None:
            return "-", "place"
        causes = word("comma", self.lang).join(word(cause, self.lang) for cause in cell.causes)
        marks = "".join(f" {_noted(note, notes)}" for note in cell.notes)
        return f"{MARKS[cell.verdict]} {causes}".rstrip() + marks, _STYLES[cell.verdict]

    def _calls(self, calls: tuple[ReachCall, ...]) -> Iterator[str]:
        """Yield a line for each call, with its verdict in words."""
        if calls:
            yield "  " + word("callers", self.lang)
        for call in calls:
            where = printable(str(call.location))
            message = f"{call.caller}, {call.where}, {printable(call.address)}{word('colon', self.lang)}"
            text = printable(f"{where} {message}{verdict_words(call, self.lang)}")
            for line in wrap(text, self.columns, "    ", "      "):
                yield self.paint(line, _STYLES[call.verdict])


def verdict_words(judged: ReachCell | ReachCall, lang: str) -> str:
    """Return a verdict with its causes, or with what would decide it."""
    if judged.verdict == "unknown":
        return f"{word('unknown', lang)} ({'; '.join(judged.notes)})"
    if judged.verdict == "reachable":
        return word("reachable", lang)
    causes = word("comma", lang).join(word(cause, lang) for cause in judged.causes)
    return word("not-reachable-because", lang, causes=causes)


def _noted(note: str, notes: list[str]) -> str:
    """Return the number of a footnote, which is added if it is new."""
    if note not in notes:
        notes.append(note)
    return f"[{notes.index(note) + 1}]"
