"""``elblint check``, which is also what a bare ``elblint`` does."""

from __future__ import annotations

from typing import Any

import typer

from elblint.cli.command import lints
from elblint.cli.help import HelpfulCommand
from elblint.cli.lint_options import LintOptions
from elblint.cli.run_check import CheckOptions, check_and_exit

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
def check(ctx: typer.Context, options: LintOptions, own: CheckOptions) -> None:
    """Lint manifests. Exit code: 0 clean, 1 findings, 2 something could not be read or understood."""
    check_and_exit(options, own, ctx.meta.get(_PAIRS, []))
