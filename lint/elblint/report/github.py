"""Findings as workflow commands, which GitHub shows beside the changed lines."""

from __future__ import annotations

from elblint.engine.finding import Finding
from elblint.report.registry import RenderOptions
from elblint.report.repository_path import RepositoryPaths
from elblint.text.printable import Report, printable_lines, report_of_commands
from elblint.triage.result import Result

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(result: Result, options: RenderOptions) -> Report:
    """A command a line; nothing of a manifest can end one or begin another."""
    paths = RepositoryPaths()
    return report_of_commands(_command(finding, paths) for finding in result.findings)


def _command(finding: Finding, paths: RepositoryPaths) -> str:
    line, column, end_line, end_column = finding.location.region
    where = {
        "file": printable_lines(paths.of(finding.location.path)),
        "line": str(line),
        "endLine": str(end_line),
        "title": f"{finding.rule} {finding.title}",
    }
    if line == end_line:
        where |= {"col": str(column), "endColumn": str(end_column)}
    properties = ",".join(f"{name}={_property(value)}" for name, value in where.items())
    fixes = "\n".join(
        f"{number}. {fix}\n{snippet}".rstrip() for number, (fix, snippet) in enumerate(finding.advice, 1)
    )
    text = "\n".join(filter(None, [finding.subject, finding.message.rstrip(), fixes]))
    return f"::{_COMMANDS[finding.severity]} {properties}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
