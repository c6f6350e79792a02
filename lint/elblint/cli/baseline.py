"""``elblint baseline``."""

from __future__ import annotations

from typing import Annotated

import typer

from elblint.cli.command import lints
from elblint.cli.exit_codes import CLEAN, FAILURE
from elblint.cli.lint_options import LintOptions
from elblint.cli.output import encoded, print_error, show, write


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
    from elblint.i18n.words import choose_language, word
    from elblint.run import lint
    from elblint.text.printable import printable_data
    from elblint.triage.baseline import FILE_NAME, baseline_text, check_baseline_file

    chosen = options.configured()
    language = choose_language(chosen.lang)
    with shown_progress(language) as progress:
        result = lint(options.request(chosen, progress)._replace(baseline=""), chosen, language)
    target = output or chosen.below(chosen.baseline or FILE_NAME)
    if not output:
        check_baseline_file(target, chosen.root)
    write(encoded(printable_data(baseline_text(result.findings, chosen.root))), target)
    unreadable = [finding for finding in result.findings if finding.unreadable and not finding.is_acceptable]
    for finding in unreadable:
        print_error(f"{finding.location}: {finding.title}: {finding.message}")
    if unreadable:
        print_error(word("baseline-unread", language))
    if target != "-":
        listed = len(result.findings) - len(unreadable)
        show([word("baseline-written", language, n=listed, path=target)])
    raise typer.Exit(FAILURE if unreadable else CLEAN)
