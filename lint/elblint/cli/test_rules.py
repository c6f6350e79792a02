"""``elblint test-rules``."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from elblint.cli.exit_codes import CLEAN, FINDINGS
from elblint.cli.output import show
from elblint.errors import UsageError
from elblint.i18n.localized import localized


def test_rules(
    folders: Annotated[list[str], typer.Argument(metavar="DIR...", help="Folders (or files) with rules.")],
) -> None:
    """Run the tests that rule files carry."""
    from elblint.engine.library import Library
    from elblint.engine.rule_loader import load_rules, rule_files
    from elblint.engine.rule_tests import run_rule_tests
    from elblint.system.package_data import built_in_rules

    library = Library(built_in_rules())
    outcomes = [outcome for folder in folders for outcome in run_rule_tests(folder, library)]
    built_in = {os.path.realpath(file) for file in rule_files(library.folder)}
    tested = dict.fromkeys(os.path.realpath(file) for folder in folders for file in rule_files(folder))
    # Two rules of one id, each fine by itself, are refused together.
    load_rules(library, [file for file in tested if file not in built_in])
    failed = [outcome for outcome in outcomes if outcome.failures]
    for outcome in failed:
        show([f"{outcome.path}:{outcome.line}: {outcome.rule}: {outcome.name}"])
        show(f"  {line}" for failure in outcome.failures for line in failure.split("\n"))
    if not outcomes:
        raise UsageError(localized("no-rule-tests").at(", ".join(folders)))
    ruled = len({outcome.rule for outcome in outcomes})
    show([f"{len(outcomes) - len(failed)} of {len(outcomes)} tests passed, of {ruled} rules"])
    raise typer.Exit(FINDINGS if failed else CLEAN)
