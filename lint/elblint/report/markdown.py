"""Findings as Markdown, for a job summary, a comment or a ticket."""

from __future__ import annotations

from elblint.engine.finding import SEVERITIES, Finding
from elblint.i18n.words import count, word
from elblint.report.escapes import in_code, in_markdown
from elblint.report.markdown_blocks import Block, bounded
from elblint.report.registry import RenderOptions
from elblint.report.summary_text import hidden_words, read_words, run_words, skipped_words
from elblint.text.printable import Report, brief, report_of_lines
from elblint.triage.result import Result

_LONGEST = 300
_SIGNS = {"error": "❌", "warning": "🔶", "note": "🔹"}


def render(result: Result, options: RenderOptions) -> Report:
    """Return a heading with the numbers, the findings by severity and place, and a line on the run."""
    lang, counts = result.lang, result.counts
    blocks, numbers = [], []
    for severity in reversed(SEVERITIES):
        found = [finding for finding in result.findings if finding.severity == severity]
        if found:
            numbers.append(count(len(found), severity, lang))
            title = f"{_SIGNS[severity]} {word(severity, lang)}"
            rows = [_row(finding, lang) for finding in found]
            blocks.append(Block(title, [], rows, folded=severity == "note"))
    outcome = f"{word('found', lang)} {word('comma', lang).join(numbers)}" if numbers else word("clean", lang)
    worst = next((one for one in reversed(SEVERITIES) if any(f.severity == one for f in result.findings)), "")
    head = [f"### {_SIGNS.get(worst, '✅')} elblint: {outcome}", ""]
    read = [f"({hidden_words(counts, lang)})", read_words(counts, lang), skipped_words(counts, lang)]
    words = " ".join(filter(None, [*read, run_words(result)]))
    foot = f"<sub>{in_markdown(brief(words, 2 * _LONGEST))}</sub>"
    return report_of_lines(bounded(head, blocks, foot, lang))


def _row(finding: Finding, lang: str) -> str:
    subject = f" {in_code(brief(finding.subject, _LONGEST))}" if finding.subject else ""
    place = in_code(brief(str(finding.location), _LONGEST))
    fix = ""
    if finding.fixes:
        fix = f"<br>{word('fix', lang)}{word('colon', lang)}{in_markdown(brief(finding.fixes[0], _LONGEST))}"
    return f"- **{finding.rule}** {in_markdown(brief(finding.title, _LONGEST))}{subject} {place}{fix}"
