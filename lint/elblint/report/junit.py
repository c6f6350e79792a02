"""Findings as JUnit's XML: a suite for each file, a case for each finding, and one that passes if there is none."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from elblint.engine.finding import Finding
from elblint.report.registry import RenderOptions
from elblint.report.summary_text import run_words
from elblint.report.xml_text import attribute, content
from elblint.text.printable import Report, report_of_markup
from elblint.triage.result import Result


def render(result: Result, options: RenderOptions) -> Report:
    """Return all suites; notes are skipped tests, what could not be read is an error."""
    by_file = groupby(result.findings, key=lambda finding: finding.location.path)
    suites = [_suite(path, list(found), result) for path, found in by_file] or [_suite("elblint", [], result)]
    return report_of_markup(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<testsuites name="elblint" {_counts(result.findings)}>',
            *suites,
            "</testsuites>",
        ]
    )


def _suite(name: str, found: Sequence[Finding], result: Result) -> str:
    cases = [_case(finding) for finding in found] or [
        '    <testcase classname="elblint" name="no findings"/>'
    ]
    return "\n".join(
        [
            f"  <testsuite name={attribute(name)} {_counts(found)}>",
            f'    <properties><property name="run" value={attribute(run_words(result))}/></properties>',
            *cases,
            "  </testsuite>",
        ]
    )


def _counts(found: Sequence[Finding]) -> str:
    errors = sum(one.unreadable for one in found)
    notes = sum(one.severity == "note" and not one.unreadable for one in found)
    failures = len(found) - errors - notes
    return f'tests="{max(len(found), 1)}" failures="{failures}" errors="{errors}" skipped="{notes}"'


def _case(finding: Finding) -> str:
    element = "error" if finding.unreadable else "skipped" if finding.severity == "note" else "failure"
    location = finding.location
    # Names are what tools follow a case by: the place is not among them, as lines move.
    name = f"{finding.rule} {finding.subject or location.path}"
    if finding.field_path:
        name += f" {finding.field_path}"
    body = "\n".join(
        [
            str(location),
            finding.message.rstrip(),
            *(f"{n}. {fix}\n{snippet}".rstrip() for n, (fix, snippet) in enumerate(finding.advice, 1)),
        ]
    )
    kind = "" if element == "skipped" else f" type={attribute(finding.severity)}"
    return "\n".join(
        [
            f"    <testcase classname={attribute(location.path)} name={attribute(name)} "
            f'file={attribute(location.path)} line="{location.line}">',
            f"      <{element}{kind} message={attribute(finding.title)}>{content(body)}</{element}>",
            "    </testcase>",
        ]
    )
