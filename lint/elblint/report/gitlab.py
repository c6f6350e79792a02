"""Findings as GitLab's code quality report."""

from __future__ import annotations

from collections import Counter

from elblint.report.fingerprint import stable_key
from elblint.report.registry import RenderOptions
from elblint.report.repository_path import RepositoryPaths
from elblint.text.printable import Report, report_of_json
from elblint.triage.result import Result

_SEVERITIES = {"error": "major", "warning": "minor", "note": "info"}


def render(result: Result, options: RenderOptions) -> Report:
    """A JSON array; GitLab takes two entries of one fingerprint for one, so equal ones are numbered."""
    seen: Counter[str] = Counter()
    issues = []
    paths = RepositoryPaths()
    for finding in result.findings:
        path = paths.of(finding.location.path)
        key = stable_key(finding, path)
        seen[key] += 1
        title = f"{finding.title} ({finding.subject})" if finding.subject else finding.title
        line, column, end_line, end_column = finding.location.region
        issues.append(
            {
                # GitLab shows it on one line.
                "description": f"{title}: {' '.join(finding.message.split())}",
                "check_name": f"{finding.rule} {finding.name}",
                "fingerprint": key if seen[key] == 1 else f"{key}-{seen[key]}",
                "severity": "critical" if finding.unreadable else _SEVERITIES[finding.severity],
                "location": {
                    "path": path,
                    "lines": {"begin": line, "end": end_line},
                    "positions": {
                        "begin": {"line": line, "column": column},
                        "end": {"line": end_line, "column": end_column},
                    },
                },
            }
        )
    return report_of_json(issues)
