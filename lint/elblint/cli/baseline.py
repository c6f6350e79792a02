"""``elblint baseline``."""

from __future__ import annotations

from typing import Annotated

import typer

from elblint.cli.command import lints
from elblint.cli.exit_codes import CLEAN, FAILURE
from elblint.cli.lint_options import LintOptions
from elblint.cli.output import complain, write
from elblint.errors import OutputError


@lints
def baseline(
    options: LintOptions,
    output: Annotated[
        str,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Instead of .elblint-baseline.json beside the configuration.",
        ),
    ] = "",
) -> None:
    """Write down all findings of today; later runs report only what is new."""
    from elblint.cli.progress import shown_progress
    from elblint.language import choose_language, word
    from elblint.run import lint
    from elblint.system.boundary import is_inside, tree_root
    from elblint.triage.baseline import FILE_NAME, baseline_text

    chosen = options.configured()
    language = choose_language(chosen.lang)
    with shown_progress(language) as progress:
        result = lint(options.request(chosen, progress)._replace(baseline=""), chosen, language)
    target = output or chosen.below(chosen.baseline or FILE_NAME)
    if not output and not is_inside(target, tree_root(chosen.root)):
        raise OutputError(f"{target}: it leads out of the repository; name the file that is meant with -o")
    write(baseline_text(result.findings, chosen.root).encode("utf-8", "backslashreplace"), target)
    fatal = [finding for finding in result.findings if finding.fatal]
    for finding in fatal:
        complain(f"{finding.place}: {finding.title}: {finding.message}")
    if fatal:
        complain(word("baseline-unread", language))
    if target != "-":
        written = len(result.findings) - len(fatal)
        typer.echo(word("baseline-written", language, n=written, path=target))
    raise typer.Exit(FAILURE if fatal else CLEAN)
