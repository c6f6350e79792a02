"""``elblint diff``."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from elblint.cli import options as opt
from elblint.cli.command import lints
from elblint.cli.exit_codes import CLEAN, FAILURE, FINDINGS
from elblint.cli.lint_options import LintOptions
from elblint.cli.output import encoded, style, write
from elblint.cli.run_check import Threshold
from elblint.cli.run_settings import When
from elblint.report.diff.registry import DiffFormat


@lints
def diff(
    base: Annotated[
        str, typer.Argument(metavar="BASE", help="A Git revision, such as main or HEAD~1, or a folder.")
    ],
    options: LintOptions,
    formats: Annotated[
        DiffFormat, typer.Option("-f", "--format", help="The format of the comparison.")
    ] = DiffFormat.text,
    output: opt.ReportFile = "-",
    fail_on: Annotated[
        Optional[Threshold],  # noqa: UP045
        typer.Option(
            help="The lowest severity of what got worse that ends in exit code 1 (warning).",
            show_default=False,
        ),
    ] = None,
    color: opt.Colour = When.auto,
) -> None:
    """Compare with a revision or a folder: who reaches more or less than before, and which findings are new.

    Exit code: 0 nothing got worse, 1 something did, 2 something could not be read or understood.
    """
    from elblint.cli.diff_sides import compared
    from elblint.report.diff.registry import render_diff
    from elblint.report.format_of_name import format_for
    from elblint.triage.comparison import is_worse_at

    outcome = compared(base, options)
    kind = format_for(formats, output)
    report = render_diff(kind, outcome.comparison, outcome.sides, style(color, output))
    write(encoded(report, output, kind.value), output)
    threshold = fail_on.value if fail_on else (outcome.fail_on or "warning")
    if outcome.is_unread:
        raise typer.Exit(FAILURE)
    raise typer.Exit(FINDINGS if is_worse_at(outcome.comparison, threshold) else CLEAN)
