"""A comparison for people, on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from elblint.i18n.words import word
from elblint.report.diff.diff_words import fact_words, outcome_words, side_words
from elblint.report.diff.registry import Sides
from elblint.report.layout import Paint, wrap
from elblint.report.registry import RenderOptions
from elblint.text.printable import Report, printable, report_of_lines
from elblint.triage.comparison import Comparison, ReachChange
from elblint.triage.snapshot import FindingRecord
from elblint.version import __version__


def render(comparison: Comparison, sides: Sides, options: RenderOptions) -> Report:
    """Return what changes for whom, then the findings, then one sentence with the numbers."""
    writer = _Writer(sides, max(options.columns, 40), Paint(colour=options.colour))
    return report_of_lines(writer.lines(comparison), colour=options.colour)


class _Writer:
    def __init__(self, sides: Sides, columns: int, paint: Paint) -> None:
        self.sides = sides
        self.lang = sides.lang
        self.columns = columns
        self.paint = paint

    def lines(self, comparison: Comparison) -> Iterator[str]:
        lang = self.lang
        for side in comparison.unread:
            yield from self._wrapped(f"{word('diff-unread', lang)}{word('colon', lang)}{side}", "error")
        facts = [fact_words(change, lang) for change in comparison.facts]
        yield from self._section("diff-facts", (self._wrapped(f"  {one}", "") for one in facts))
        yield from self._section(
            "diff-new-objects", (self._wrapped(f"  {one}", "") for one in comparison.new_objects)
        )
        yield from self._section(
            "diff-gone-objects", (self._wrapped(f"  {one}", "") for one in comparison.gone_objects)
        )
        worse = [one for one in comparison.calls if one.is_worse]
        better = [one for one in comparison.calls if one.is_better]
        other = [one for one in comparison.calls if not (one.is_worse or one.is_better)]
        yield from self._section("diff-cells", map(self._path, comparison.cells))
        yield from self._section("diff-calls-worse", map(self._path, worse))
        yield from self._section("diff-calls-better", map(self._path, better))
        yield from self._section("diff-calls-other", map(self._path, other))
        yield from self._section("diff-new-findings", map(self._finding, comparison.new))
        yield from self._section("diff-gone-findings", map(self._finding, comparison.gone))
        yield from self._section(
            "diff-changed-findings",
            (self._finding(one.after, f"{word(one.before.severity, lang)} → ") for one in comparison.changed),
        )
        yield from self._section(
            "diff-moved-findings",
            (self._finding(one.after, "", f"{one.before.path} → ") for one in comparison.moved),
        )
        style = (
            "error" if any(one.is_worse for one in (*comparison.cells, *worse)) or comparison.new else "good"
        )
        yield from self._wrapped(f"{outcome_words(comparison, lang)}{word('full-stop', lang)}", style)
        words = word("diff-sides", lang, version=__version__, base=self.sides.base, head=self.sides.head)
        config = word("diff-config", lang, config=self.sides.config or "-")
        yield from self._wrapped(f"{words}{config}", "faint")

    def _section(self, name: str, blocks: Iterable[Iterable[str]]) -> Iterator[str]:
        lines = [line for block in blocks for line in block]
        if lines:
            yield self.paint(word(name, self.lang), "bold")
            yield from lines
            yield ""

    def _path(self, change: ReachChange) -> Iterator[str]:
        record = change.either
        sign, style = "?", "warning"
        if not change.is_in_doubt and (change.is_worse or change.is_better):
            sign, style = ("x", "error") if change.is_worse else ("+", "good")
        arrow = f"{side_words(change.before, self.lang)} → {side_words(change.after, self.lang)}"
        text = f"{record.object}, {record.caller_words} → {record.address_words}{word('colon', self.lang)}{arrow}"
        yield from self._wrapped(text, style, f"  {sign} ", "    ")
        yield self.paint("    --> ", "place") + printable(f"{record.path}:{record.line}:{record.column}")

    def _finding(self, finding: FindingRecord, before: str = "", path: str = "") -> Iterator[str]:
        head = f"  {before}{word(finding.severity, self.lang)}[{finding.rule}] "
        yield from self._wrapped(finding.title, finding.severity, head, "    ")
        place = f"{path}{finding.path}:{finding.line}:{finding.column}"
        yield (
            self.paint("    --> ", "place")
            + printable(place)
            + (f"  {printable(finding.subject)}" if finding.subject else "")
        )

    def _wrapped(self, text: str, style: str, first: str = "", rest: str = "  ") -> Iterator[str]:
        for line in wrap(printable(text), self.columns, first, rest):
            yield self.paint(line, style) if style else line
