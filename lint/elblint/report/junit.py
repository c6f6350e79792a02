"""Findings as JUnit's XML: a test case for each of them, and one that passes if there is none."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from elblint.engine.finding import Finding
from elblint.report.registry import RenderOptions
from elblint.system.lazy import lazy_pattern
from elblint.text.printable import Report, printable_lines, report_of_markup
from elblint.triage.result import Result

# What XML 1.0 has no way to write.
_NO_XML = lazy_pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render(result: Result, options: RenderOptions) -> Report:
    """One test suite; notes are skipped tests, what could not be read is an error."""
    found = result.findings
    errors = sum(one.unreadable for one in found)
    notes = sum(one.severity == "note" and not one.unreadable for one in found)
    cases = [_case(finding) for finding in found]
    if not found:
        cases = ['    <testcase classname="elblint" name="no findings"/>']
    failures = len(found) - errors - notes
    counted = f'tests="{len(cases)}" failures="{failures}" errors="{errors}" skipped="{notes}"'
    return report_of_markup(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<testsuites name="elblint" {counted}>',
            f'  <testsuite name="elblint" {counted}>',
            *cases,
            "  </testsuite>",
            "</testsuites>",
        ]
    )


def _case(finding: Finding) -> str:
    element = "error" if finding.unreadable else "skipped" if finding.severity == "note" else "failure"
    name = f"{finding.rule} {finding.subject or finding.location.path}"
    body = "\n".join(
        [
            str(finding.location),
            finding.message.rstrip(),
            *(f"{n}. {fix}\n{snippet}".rstrip() for n, (fix, snippet) in enumerate(finding.advice, 1)),
        ]
    )
    kind = "" if element == "skipped" else f" type={_attribute(finding.severity)}"
    return "\n".join(
        [
            f"    <testcase classname={_attribute(finding.location.path)} name={_attribute(name)}>",
            f"      <{element}{kind} message={_attribute(finding.title)}>{escape(_clean(body))}</{element}>",
            "    </testcase>",
        ]
    )


def _attribute(text: str) -> str:
    return quoteattr(_clean(text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", printable_lines(text))
