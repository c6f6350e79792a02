"""``elblint reach --compare``: the verdicts that other facts about the clusters would change."""

from __future__ import annotations

from collections.abc import Iterator

from elblint.cli.lint_options import LintOptions
from elblint.engine.reach_judge import reach_model
from elblint.i18n.words import choose_language, word
from elblint.report.diff.registry import Sides
from elblint.run import lint
from elblint.triage.comparison import Comparison, compare
from elblint.triage.result import Result
from elblint.triage.snapshot import Places, Snapshot, snapshot_of
from elblint.what_if import changed_config


def compared_facts(options: LintOptions, alternatives: list[str]) -> Iterator[tuple[Comparison, Sides]]:
    """Yield, for each alternative, the comparison of the input as it is with the same under other facts.

    Raises UsageError for a word that is no fact.
    """
    from elblint.cli.progress import shown_progress

    chosen = options.configured()
    language = choose_language(chosen.lang)
    with shown_progress(language) as progress:
        request = options.request(chosen, progress)
        result = lint(request, chosen, language)
        before = _snapshot(result)
        for words in alternatives:
            after = _snapshot(lint(request, changed_config(result.config, words), language))
            yield compare(before, after), Sides(word("compare-now", language), words, chosen.path, language)


def _snapshot(result: Result) -> Snapshot:
    """Return who reaches what; findings are left out, for the input is the same."""
    model = reach_model(result.context, result.library.table, result.lang, by_column=False)
    return snapshot_of(result._replace(findings=[]), model, result.config.root, Places(".", "."))
