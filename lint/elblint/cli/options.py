"""Options of several commands that are not declared with those of linting, or are taken without them."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from elblint.cli.command import typer_option
from elblint.cli.lint_options import LintOptions
from elblint.cli.run_check import CheckOptions
from elblint.cli.run_settings import Language, When

ClusterWords = Annotated[str, typer_option(LintOptions.cluster)]
Category = Annotated[str, typer_option(LintOptions.category)]
Network = Annotated[str, typer_option(LintOptions.network)]
Proxy = Annotated[str, typer_option(LintOptions.proxy)]
ClusterVersion = Annotated[str, typer_option(LintOptions.cluster_version)]
Lang = Annotated[Optional[Language], typer_option(LintOptions.lang)]  # noqa: UP045
RuleFolders = Annotated[Optional[list[str]], typer_option(LintOptions.rules)]  # noqa: UP045
Colour = Annotated[When, typer_option(CheckOptions.color)]
ReportFile = Annotated[
    str,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help="A file for the report; without -f its name says the format.",
    ),
]
