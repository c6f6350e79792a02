"""``elblint facts``."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from elblint.cli import options as opt
from elblint.cli.command import lints
from elblint.cli.exit_codes import CLEAN, FAILURE
from elblint.cli.lint_options import LintOptions
from elblint.cli.output import encoded, print_error, style, write
from elblint.cli.run_settings import When


class FactsFormat(str, Enum):
    """The formats of what is known of clusters."""

    text = "text"
    json = "json"


@lints
def facts(
    options: LintOptions,
    report_format: Annotated[FactsFormat, typer.Option("-f", "--format", help="For people, or JSON.")] = (
        FactsFormat.text
    ),
    color: opt.Colour = When.auto,
) -> None:
    """Print what is known of each cluster and from where, and what the facts that are missing would decide."""
    from elblint.cli.progress import shown_progress
    from elblint.i18n.words import choose_language
    from elblint.report.facts_report import FactsReport, facts_json, facts_text
    from elblint.run import lint
    from elblint.triage.missing_facts import missing_facts
    from elblint.what_if import effects

    chosen = options.configured()
    language = choose_language(chosen.lang)
    with shown_progress(language) as progress:
        request = options.request(chosen, progress)._replace(baseline="", allow_empty=True)
        result = lint(request, chosen, language)
        missing = missing_facts(result)
        decided = [effect for one in missing for effect in effects(one, request, result)]
    report = FactsReport(result.config, missing, decided)
    if report_format is FactsFormat.json:
        write(encoded(facts_json(report)), "-")
    else:
        write(encoded(facts_text(report, language, style(color, "-")), "-"), "-")
    unreadable = [finding for finding in result.findings if finding.unreadable]
    for finding in unreadable:
        print_error(f"{finding.location}: {finding.title}: {finding.message}")
    raise typer.Exit(FAILURE if unreadable else CLEAN)
