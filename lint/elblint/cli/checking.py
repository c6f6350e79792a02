"""What ``elblint check`` does, however its options were parsed."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NoReturn

from elblint.cli.configuring import When
from elblint.cli.exit_codes import CLEAN, FAILURE, FINDINGS
from elblint.cli.lint_options import LintOptions
from elblint.cli.output import style, write
from elblint.errors import UsageError

if TYPE_CHECKING:
    from elblint.triage.result import Result


class Format(str, Enum):
    """The formats of a report."""

    text = "text"
    sarif = "sarif"
    json = "json"
    html = "html"
    github = "github"
    gitlab = "gitlab"
    junit = "junit"


class Threshold(str, Enum):
    """What makes a run fail."""

    error = "error"
    warning = "warning"
    note = "note"
    never = "never"


@dataclass(frozen=True, kw_only=True)
class CheckOptions:
    """The options of ``check`` alone. ``order`` tells how -f (formats) and -o (outputs) followed each other."""

    order: tuple[str, ...] = ()
    formats: tuple[Format, ...] = ()
    outputs: tuple[str, ...] = ()
    fail_on: Threshold | None = None
    sarif_category: str = ""
    statistics: bool = False
    color: When = When.auto


def check_and_exit(options: LintOptions, own: CheckOptions) -> NoReturn:
    """Lint, write the reports, and raise SystemExit with the exit code. Raises ElblintError."""
    from elblint.cli.progress import shown_progress
    from elblint.language import choose_language
    from elblint.run import lint
    from elblint.triage.select import fails

    reports = _paired(own)
    chosen = options.configured()
    language = choose_language(chosen.lang)
    with shown_progress(language) as progress:
        result = lint(options.request(chosen, progress), chosen, language)
    for kind, output in reports:
        write(_report(kind, result, own, output), output)
    if result.counts.unread:
        raise SystemExit(FAILURE)
    threshold = own.fail_on.value if own.fail_on else (chosen.fail_on or "warning")
    raise SystemExit(FINDINGS if fails(result.findings, threshold) else CLEAN)


def _paired(own: CheckOptions) -> list[tuple[Format, str]]:
    """Formats with their outputs; ``-`` is standard output. Raises UsageError if they do not pair up."""
    if not own.order:
        return [(Format.text, "-")]
    pairs: list[tuple[Format, str]] = []
    waiting = False
    left, targets = iter(own.formats), iter(own.outputs)
    for option in own.order:
        if option == "formats":
            pairs.append((next(left), "-"))
            waiting = True
        elif waiting or not (pairs or own.formats):
            kind = pairs.pop()[0] if pairs else Format.text
            pairs.append((kind, next(targets)))
            waiting = False
        else:
            raise UsageError("each -o FILE needs a -f FORMAT of its own in front of it")
    written = [output for _, output in pairs]
    twice = next((output for output in written if written.count(output) > 1), None)
    if twice is not None:
        where = "standard output" if twice == "-" else twice
        raise UsageError(f"two reports would go to {where}; give each -f its own -o FILE")
    return pairs


def _report(kind: Format, result: Result, own: CheckOptions, output: str) -> bytes:
    """A report as bytes: UTF-8, but for text on a terminal with an encoding of its own."""
    encoding = "utf-8"
    if kind is Format.text:
        from elblint.report.text import statistics_report, text_report

        report = (statistics_report if own.statistics else text_report)(result, style(own.color, output))
        if output == "-" and not own.statistics:
            encoding = getattr(sys.stdout, "encoding", None) or encoding
    elif kind is Format.sarif:
        from elblint.report.sarif import repository_root, sarif_report

        report = sarif_report(result, repository_root(), own.sarif_category)
    elif kind is Format.json:
        from elblint.report.json_report import json_report

        report = json_report(result)
    elif kind is Format.html:
        from elblint.report.html import html_report

        report = html_report(result)
    elif kind is Format.github:
        from elblint.report.github import github_report

        report = github_report(result)
    elif kind is Format.gitlab:
        from elblint.report.gitlab import gitlab_report

        report = gitlab_report(result)
    else:
        from elblint.report.junit import junit_report

        report = junit_report(result)
    return report.encode(encoding, "backslashreplace")
