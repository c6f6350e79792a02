"""Findings a line each, as editors and scripts read them: ``path:line:column: ELB102 warning message``."""

from __future__ import annotations

from elblint.engine.finding import Finding
from elblint.report.registry import RenderOptions
from elblint.text.printable import Report, printable, report_of_lines
from elblint.triage.result import Result


def render(result: Result, options: RenderOptions) -> Report:
    """Return a line for each finding, and nothing else; severities are in English for whoever searches for them."""
    return report_of_lines(map(_line, result.findings))


def _line(finding: Finding) -> str:
    subject = f" ({printable(finding.subject)})" if finding.subject else ""
    place = printable(str(finding.location))
    return f"{place}: {finding.rule} {finding.severity} {printable(finding.title)}{subject}"
