"""Findings for people, on a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from elblint.engine.finding import SEVERITIES, Finding
from elblint.i18n.words import count, word
from elblint.inputs.summary import Summary
from elblint.report.layout import Paint, built_words, cut_before, pad, width, wrap
from elblint.report.registry import RenderOptions
from elblint.report.summary_text import (
    files_words,
    hidden_words,
    listed_files,
    read_words,
    run_words,
    skipped_words,
)
from elblint.text.printable import Report, printable, printable_lines, report_of_lines
from elblint.text.source import Location, SourceText
from elblint.triage.result import Result


def render(result: Result, options: RenderOptions) -> Report:
    """Return all findings and a summary; or the summary by rule alone."""
    paint = Paint(colour=options.colour)
    writer = _Writer(result.lang, options.columns, paint, is_verbose=options.is_verbose)
    if options.is_summary:
        return _statistics(result, writer, paint)
    lines: list[str] = []
    before: Finding | None = None
    heading = ""
    for finding in _grouped(result.findings, options.grouping):
        named = _heading(finding, options.grouping)
        if named != heading:
            lines += [paint(named, "bold"), ""]
            heading = named
        lines.extend(writer.finding(finding, before))
        lines.append("")
        before = finding
    if not options.is_quiet:
        lines.extend(writer.summary(result.findings, result.counts))
        lines.extend(writer.end(result))
    return report_of_lines(lines, colour=paint.colour)


def _grouped(findings: list[Finding], grouping: str) -> list[Finding]:
    """Return findings in the order of their groups; by file they are in order."""
    return sorted(findings, key=lambda finding: finding.rule) if grouping == "rule" else findings


def _heading(finding: Finding, grouping: str) -> str:
    """Return the heading of a finding's group; empty without groups."""
    if grouping == "file":
        return f"=== {printable(finding.location.path)}"
    return f"=== {finding.rule} {finding.name}" if grouping == "rule" else ""


def _statistics(result: Result, writer: _Writer, paint: Paint) -> Report:
    """Return the number of findings of each rule, most first, and the summary."""
    counted = Counter((finding.rule, finding.severity, finding.name) for finding in result.findings)
    lines = [
        f"{number:>6}  {rule}  {paint(pad(word(severity, result.lang), 8), severity)} {name}"
        for (rule, severity, name), number in sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    ]
    lines += [""] if lines else []
    lines += writer.summary(result.findings, result.counts)
    return report_of_lines(lines, colour=paint.colour)


_MOST_PLACES = 5


def _advice(finding: Finding) -> tuple[object, ...]:
    """Return what a finding says beside what is special to it."""
    return finding.rule, finding.fixes, finding.sources[:1] if finding.subject else ()


class _Writer:
    def __init__(self, lang: str, columns: int, paint: Paint, *, is_verbose: bool) -> None:
        self.lang = lang
        self.is_verbose = is_verbose
        self.columns = max(columns, 40)
        self.paint = paint

    def finding(self, finding: Finding, before: Finding | None = None) -> Iterator[str]:
        """Yield a finding; the fix and source of the one ``before`` it are not said again."""
        severity = finding.severity
        head = f"{word(severity, self.lang)}[{finding.rule}] "
        first, *others = wrap(printable_lines(finding.title), self.columns, head)
        yield self.paint(head.rstrip(), severity) + " " + self.paint(first[len(head) :], "bold")
        for line in others:
            yield self.paint(line, "bold")
        subject = f"  {printable_lines(finding.subject)}" if finding.subject else ""
        yield self.paint("  --> ", "place") + printable(str(finding.location)) + subject
        built = finding.location.generated
        if built is not None:
            yield from wrap(printable_lines(built_words(built, self.lang)), self.columns, "      ")
        yield from self._snippet(finding)
        yield from wrap(printable_lines(finding.message.rstrip("\n")), self.columns, "  ")
        if finding.is_folded:
            yield from self._places(finding)
        if finding.cause:
            yield from self._labelled(word("cause", self.lang), word(finding.cause, self.lang))
            yield from self._premises(finding)
        if finding.certainty == "possible":
            reasons = [
                f"{name}: {printable_lines(hint)}" if hint else name for name, hint in finding.unknown_facts
            ]
            reasons.extend(printable_lines(reason) for reason in finding.reasons)
            yield from self._listed(word("possible", self.lang), reasons)
        if before is not None and _advice(before) == _advice(finding) and finding.fixes:
            yield self.paint(f"  {word('as-before', self.lang)}", "faint")
            return
        yield from self._fixes(finding)
        for source in finding.sources[:1] if finding.subject else ():
            section = f"{word('clause', self.lang)}{source.section}" if source.section else ""
            yield from self._labelled(word("source", self.lang), f"{source.document}{section} <{source.url}>")

    def _premises(self, finding: Finding) -> Iterator[str]:
        """The facts that evidence gave; whoever gave the others knows them."""
        told = tuple(premise for premise in finding.premises if premise.is_evidence)
        if told:
            from elblint.engine.premises import premise_words

            words = printable_lines(premise_words(told, self.lang))
            yield from self._labelled(word("premises", self.lang), words)

    def _fixes(self, finding: Finding) -> Iterator[str]:
        """The advice, numbered if there is more than one piece of it, each with the text to paste below it."""
        label = word("fix", self.lang)
        if len(finding.fixes) > 1:
            yield self.paint(f"  {label}{word('colon', self.lang)}".rstrip(), "faint")
        for number, (fix, snippet) in enumerate(finding.advice, 1):
            words = printable_lines(fix)
            if len(finding.fixes) > 1:
                yield from wrap(words, self.columns, f"    {number}. ")
            else:
                yield from self._labelled(label, words)
            yield from (f"         {line}" for line in printable_lines(snippet).split("\n") if snippet)

    def _places(self, finding: Finding) -> Iterator[str]:
        """The places of a finding that stands for several, each with its own words."""
        shown = [(finding.location, finding.detail if any(one.label for one in finding.related) else "")]
        shown += [(one.location, one.label) for one in finding.related]
        head = f"  {word('places', self.lang, n=len(shown))}{word('colon', self.lang)}"
        yield self.paint(head.rstrip(), "faint")
        most = len(shown) if self.is_verbose else _MOST_PLACES
        for location, words in shown[:most]:
            text = (
                f"{printable(str(location))}{word('colon', self.lang)}{printable_lines(words)}"
                if words
                else ""
            )
            yield from wrap(text or printable(str(location)), self.columns, "    - ")
        if len(shown) > most:
            yield f"    - {word('more-places', self.lang, n=len(shown) - most)}"

    def _labelled(self, label: str, text: str) -> Iterator[str]:
        label = f"  {label}{word('colon', self.lang)}"
        lines = wrap(text, self.columns, label, "    ")
        yield self.paint(label.rstrip(), "faint") + lines[0][len(label.rstrip()) :]
        yield from lines[1:]

    def _listed(self, label: str, texts: Sequence[str]) -> Iterator[str]:
        if not texts:
            return
        yield self.paint(f"  {label}{word('colon', self.lang)}".rstrip(), "faint")
        for text in texts:
            yield from wrap(text, self.columns, "    - ")

    def _snippet(self, finding: Finding) -> Iterator[str]:
        """The source lines of the finding and of its related places, each with its span underlined."""
        primary = finding.location
        marks: dict[int, tuple[SourceText, dict[int, list[tuple[Location, str, bool]]]]] = {}
        seen: set[tuple[int, int, int]] = set()
        for location, label, is_primary in [
            (primary, "", True),
            *((one.location, one.label, False) for one in finding.related if not finding.is_folded),
        ]:
            key = (id(location.source), location.start, location.end)
            if not location.source.text or key in seen:
                continue
            seen.add(key)
            by_line = marks.setdefault(id(location.source), (location.source, {}))[1]
            by_line.setdefault(location.line, []).append((location, label, is_primary))
        gutter = max((len(str(line)) for _, lines in marks.values() for line in lines), default=1) + 2
        bar = self.paint(" " * gutter + " |", "place")
        for source, lines in marks.values():
            if source is not primary.source:
                first = next(iter(lines.values()))[0][0]
                yield self.paint("  --> ", "place") + printable(str(first))
            yield bar
            before = 0
            for number in sorted(lines):
                if before and number > before + 1:
                    yield self.paint(" " * (gutter - 1) + "...", "place")
                before = number
                yield from self._line(source, number, sorted(lines[number]), gutter, finding.severity)
        if marks:
            yield bar

    def _line(
        self,
        source: SourceText,
        number: int,
        marks: list[tuple[Location, str, bool]],
        gutter: int,
        severity: str,
    ) -> Iterator[str]:
        line = source.line(number)
        bar = self.paint(" " * gutter + " | ", "place")
        room = self.columns - gutter - 3
        main = next((mark for mark in marks if mark[2]), marks[0])[0]
        # A long line is cut so that the marked span stays in view.
        cut = cut_before(line, main.column - 1, room)
        sign_of_cut = "…" if cut else ""
        # The sign stands in place of the first letter that is left.
        begin = cut + len(sign_of_cut)
        shown: str = sign_of_cut + printable_lines(line[begin : cut + room])
        if cut + room < len(line) or width(shown) > room:
            while width(shown) >= room:
                shown = shown[:-1]
            shown += "…"
        yield self.paint(f"{number:>{gutter}} | ", "place") + shown
        for location, label, is_primary in marks:
            _, column, end_line, end_column = location.region
            start = column - 1
            lead = (
                len(sign_of_cut) + width(printable_lines(line[begin:start])) if start < cut + room else room
            )
            if start < begin or lead >= room:
                yield from (
                    bar + self.paint(text, "place") for text in wrap(f"… {printable_lines(label)}", room)
                )
                continue
            end = end_column - 1 if end_line == number else len(line)
            sign = ("^" if is_primary else "-") * max(
                min(width(printable_lines(line[start:end])), room - lead), 1
            )
            style = severity if is_primary else "place"
            caption = printable_lines(label)
            if not caption:
                yield bar + " " * lead + self.paint(sign, style)
            elif lead + len(sign) + 1 + width(caption) <= room:
                yield bar + " " * lead + self.paint(f"{sign} {caption}", style)
            else:
                yield bar + " " * lead + self.paint(sign, style)
                for text in wrap(caption, room, "  "):
                    yield bar + self.paint(text, style)

    def summary(self, findings: list[Finding], counts: Summary) -> Iterator[str]:
        lang = self.lang
        by_severity = [
            count(number, severity, lang)
            for severity in reversed(SEVERITIES)
            if (number := sum(finding.severity == severity for finding in findings))
        ]
        separator = word("comma", lang)
        found = f"{word('found', lang)} {separator.join(by_severity)}" if findings else word("clean", lang)
        outcome = found + word("aside", lang, words=hidden_words(counts, lang)) + word("full-stop", lang)
        style = max((finding.severity for finding in findings), key=SEVERITIES.index, default="good")
        for line in wrap(outcome, self.columns):
            yield self.paint(line, style)
        yield from wrap(read_words(counts, lang), self.columns)
        for sentence in (files_words(counts, lang), skipped_words(counts, lang)):
            if sentence:
                yield from wrap(sentence, self.columns)
        if self.is_verbose:
            yield ""
            yield from listed_files(counts, lang)

    def end(self, result: Result) -> Iterator[str]:
        """Yield the circumstances of the run, and how to see more about a rule."""
        lines = wrap(printable_lines(run_words(result)), self.columns)
        worst = max(result.findings, key=lambda finding: SEVERITIES.index(finding.severity), default=None)
        if worst is not None:
            lines += wrap(word("explain-hint", self.lang, rule=worst.rule), self.columns)
        yield from (self.paint(line, "faint") for line in lines)
