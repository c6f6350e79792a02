"""``elblint check``, which is also what a bare ``elblint`` does."""

from __future__ import annotations

from typing import Annotated, Any, Optional

import typer

from elblint.cli import options as opt
from elblint.cli.command import lints
from elblint.cli.help import HelpfulCommand
from elblint.cli.lint_options import LintOptions
from elblint.cli.run_check import CheckOptions, Grouping, Threshold, check_and_exit
from elblint.cli.run_settings import When
from elblint.report.registry import Format

_PAIRS = "elblint.pairs"


class PairedOutputs(HelpfulCommand):
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
            "-f",
            "--format",
            metavar="FORMAT",
            help="text, sarif, json, html, github, gitlab, junit, checkstyle, markdown or concise; also several.",
            show_default=False,
        ),
    ] = None,
    outputs: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Where the -f before it goes; without -f its name says the format.",
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
    quiet: Annotated[
        bool, typer.Option("-q", "--quiet", help="Findings alone, without the summary.")
    ] = False,
    group: Annotated[
        Optional[Grouping],  # noqa: UP045
        typer.Option(help="Text: findings below a heading for each file or rule.", show_default=False),
    ] = None,
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="List every file with what was done with it.")
    ] = False,
    color: opt.Colour = When.auto,
) -> None:
    """Lint manifests. Exit code: 0 clean, 1 findings, 2 something could not be read or understood."""
    check_and_exit(
        options,
        CheckOptions(
            order=tuple(ctx.meta.get(_PAIRS, [])),
            formats=tuple(formats or ()),
            outputs=tuple(outputs or ()),
            fail_on=fail_on,
            sarif_category=sarif_category,
            statistics=statistics,
            quiet=quiet,
            group=group,
            verbose=verbose,
            color=color,
        ),
    )
