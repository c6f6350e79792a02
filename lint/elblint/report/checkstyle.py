"""Findings as Checkstyle's XML, which many tools of builds and reviews take."""

from __future__ import annotations

from itertools import groupby

from elblint.engine.finding import Finding
from elblint.report.registry import RenderOptions
from elblint.report.summary_text import run_words
from elblint.report.xml_text import attribute, comment
from elblint.text.printable import Report, report_of_markup
from elblint.triage.result import Result

_SEVERITIES = {"error": "error", "warning": "warning", "note": "info"}


def render(result: Result, options: RenderOptions) -> Report:
    """Return an element for each file, with its findings in the order of their places."""
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    parts = [head, '<checkstyle version="4.3">', f"  {comment(run_words(result))}"]
    for path, found in groupby(result.findings, key=lambda finding: finding.location.path):
        parts += [f"  <file name={attribute(path)}>", *map(_error, found), "  </file>"]
    return report_of_markup([*parts, "</checkstyle>"])


def _error(finding: Finding) -> str:
    location = finding.location
    text = f"{finding.title} ({finding.subject})" if finding.subject else finding.title
    message = f"{text}: {' '.join(finding.message.split())}"
    return (
        f'    <error line="{location.line}" column="{location.column}" severity="{_SEVERITIES[finding.severity]}" '
        f"message={attribute(message)} source={attribute(f'elblint.{finding.rule}')}/>"
    )
