"""``elblint reach``."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated, NoReturn, Optional

import typer

from elblint.cli import completion
from elblint.cli import options as opt
from elblint.cli.command import lints
from elblint.cli.exit_codes import CLEAN, FAILURE
from elblint.cli.lint_options import LintOptions
from elblint.cli.output import encoded, print_error, style, write
from elblint.cli.run_settings import When
from elblint.errors import UsageError
from elblint.report.reach.registry import ReachFormat

if TYPE_CHECKING:
    from elblint.engine.reach_model import ReachModel
    from elblint.text.diagnostics import Diagnostic


class Shown(str, Enum):
    """The rows of the tables."""

    all = "all"
    failing = "failing"


@lints
def reach(
    options: LintOptions,
    formats: Annotated[
        ReachFormat, typer.Option("-f", "--format", help="The format of the tables and pictures.")
    ] = ReachFormat.text,
    output: opt.ReportFile = "-",
    objects: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            "--object",
            metavar="NAME",
            help="Only this one, such as shop/web or 'Ingress shop/*'.",
            show_default=False,
        ),
    ] = None,
    callers: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            "--caller",
            metavar="NAME",
            help="Only this one: a workload of the input, or a caller of the table such as node-*.",
            show_default=False,
        ),
    ] = None,
    only: Annotated[
        Shown, typer.Option(help="Rows to show: failing leaves out whoever surely gets through.")
    ] = Shown.all,
    compare: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            "--compare",
            metavar="FACT=VALUE",
            help="What other facts would change, such as proxy=iptables or category=turbo,version=1.35.",
            show_default=False,
            autocompletion=completion.compared_words,
        ),
    ] = None,
    color: opt.Colour = When.auto,
) -> None:
    """Print who inside the cluster reaches which address of each Service and Ingress in the input."""
    from elblint.report.format_of_name import format_for
    from elblint.report.reach.registry import render_reach
    from elblint.triage.reach_focus import focused

    if compare:
        _show_compared(options, compare, formats, output, color)
    model, unreadable = _judged(options)
    chosen = focused(model, objects or (), callers or (), only_failing=only is Shown.failing)
    kind = format_for(formats, output)
    write(encoded(render_reach(kind, chosen, style(color, output)), output, kind.value), output)
    for diagnostic in unreadable:
        print_error(f"{diagnostic.location}: {diagnostic.kind}: {diagnostic.shown_detail}")
    raise typer.Exit(FAILURE if unreadable else CLEAN)


def _show_compared(
    options: LintOptions, alternatives: list[str], formats: ReachFormat, output: str, color: When
) -> NoReturn:
    """Show what other facts would change, one comparison after the other. Raises typer.Exit, UsageError."""
    from elblint.cli.compared_facts import compared_facts
    from elblint.report.diff.registry import DiffFormat, render_diff

    names = [one.value for one in DiffFormat]
    if formats.value not in names:
        raise UsageError(f"--compare is shown as {', '.join(names)}, not as {formats.value}")
    kind = DiffFormat(formats.value)
    if kind is DiffFormat.json and len(alternatives) > 1:
        raise UsageError("as JSON, one --compare is shown at a time")
    reports = [
        encoded(render_diff(kind, comparison, sides, style(color, output)), output, kind.value)
        for comparison, sides in compared_facts(options, alternatives)
    ]
    write(b"\n".join(reports), output)
    raise typer.Exit(CLEAN)


def _judged(options: LintOptions) -> tuple[ReachModel, list[Diagnostic]]:
    """Return the reachability of all objects in the input, and what of it could not be read."""
    from elblint.cli.progress import shown_progress
    from elblint.i18n.words import choose_language
    from elblint.run import reachability

    chosen = options.configured()
    language = choose_language(chosen.lang)
    with shown_progress(language) as progress:
        return reachability(options.request(chosen, progress), chosen, language)
