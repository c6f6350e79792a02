"""``elblint check``, which is also what a bare ``elblint`` does."""

from __future__ import annotations

import sys
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer
from typer.core import TyperCommand

from elblint.cli import options as opt
from elblint.cli.exit_codes import CLEAN, FAILURE, FINDINGS
from elblint.cli.lint_options import LintOptions, lints
from elblint.cli.output import style, write
from elblint.errors import UsageError

if TYPE_CHECKING:
    from elblint.triage.result import Result

_PAIRS = "elblint.pairs"


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


class PairedOutputs(TyperCommand):
    """Remembers in which order ``-f`` and ``-o`` were given: an ``-o`` belongs to the ``-f`` before it."""

    def make_parser(self, ctx: Any) -> Any:
        """The parser, made to note the order of the two options in ``ctx.meta``."""
        parser = super().make_parser(ctx)
        parse = parser.parse_args

        def parse_args(args: list[str]) -> Any:
            options, rest, order = parse(args)
            ctx.meta[_PAIRS] = [param.name for param in order if param.name in {"formats", "outputs"}]
            return options, rest, order

        parser.parse_args = parse_args  # type: ignore[method-assign]
        return parser


@lints
def check(
    ctx: typer.Context,
    options: LintOptions,
    formats: Annotated[
        Optional[list[Format]],  # noqa: UP045
        typer.Option(
            "-f", "--format", help="The report's format; may be given several times.", show_default=False
        ),
    ] = None,
    outputs: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Where the -f before it goes; else standard output.",
            show_default=False,
        ),
    ] = None,
    fail_on: Annotated[
        Optional[Threshold],  # noqa: UP045
        typer.Option(help="The lowest severity that ends in exit code 1 (warning).", show_default=False),
    ] = None,
    sarif_category: Annotated[
        str, typer.Option(metavar="NAME", help="Keeps several SARIF uploads of one repository apart.")
    ] = "",
    statistics: Annotated[
        bool, typer.Option("--statistics", help="How many findings of each rule, in place of the findings.")
    ] = False,
    color: opt.Colour = opt.When.auto,
) -> None:
    """Lint manifests. Exit code: 0 clean, 1 findings, 2 something could not be read or understood."""
    from elblint.cli.progress import shown_progress
    from elblint.language import choose_language
    from elblint.run import lint
    from elblint.triage.select import fails

    reports = _paired(ctx.meta.get(_PAIRS, []), formats or [], outputs or [])
    chosen = options.configured()
    language = choose_language(chosen.lang)
    with shown_progress(language) as progress:
        result = lint(options.request(chosen, progress), chosen, language)
    for kind, output in reports:
        report = _report(kind, result, color, output, sarif_category)
        if statistics and kind == Format.text.value:
            from elblint.report.text import statistics_report

            report = statistics_report(result, style(color, output)).encode("utf-8", "backslashreplace")
        write(report, output)
    if result.counts.unread:
        raise typer.Exit(FAILURE)
    threshold = fail_on.value if fail_on else (chosen.fail_on or "warning")
    raise typer.Exit(FINDINGS if fails(result.findings, threshold) else CLEAN)


def _paired(order: list[str], formats: list[Format], outputs: list[str]) -> list[tuple[str, str]]:
    """Formats with their outputs; ``-`` is standard output. Raises UsageError if they do not pair up."""
    if not order:
        return [(Format.text.value, "-")]
    pairs: list[tuple[str, str]] = []
    waiting = False
    left, targets = iter(formats), iter(outputs)
    for option in order:
        if option == "formats":
            pairs.append((next(left).value, "-"))
            waiting = True
        elif waiting or not (pairs or formats):
            kind = pairs.pop()[0] if pairs else Format.text.value
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


def _report(kind: str, result: Result, color: opt.When, output: str, sarif_category: str) -> bytes:
    if kind == Format.sarif.value:
        from elblint.report.sarif import repository_root, sarif_report

        return sarif_report(result, repository_root(), sarif_category).encode("utf-8", "backslashreplace")
    if kind != Format.text.value:
        return _REPORTS[kind](result).encode("utf-8", "backslashreplace")
    from elblint.report.text import text_report

    report = text_report(result, style(color, output))
    encoding = "utf-8" if output != "-" else getattr(sys.stdout, "encoding", None) or "utf-8"
    return report.encode(encoding, "backslashreplace")


def _json(result: Result) -> str:
    from elblint.report.json_report import json_report

    return json_report(result)


def _html(result: Result) -> str:
    from elblint.report.html import html_report

    return html_report(result)


def _github(result: Result) -> str:
    from elblint.report.github import github_report

    return github_report(result)


def _gitlab(result: Result) -> str:
    from elblint.report.gitlab import gitlab_report

    return gitlab_report(result)


def _junit(result: Result) -> str:
    from elblint.report.junit import junit_report

    return junit_report(result)


_REPORTS = {"json": _json, "html": _html, "github": _github, "gitlab": _gitlab, "junit": _junit}
