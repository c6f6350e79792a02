"""The rule files: where they are, and all of them loaded."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from elblint.engine.library import ANNOTATIONS, NO_RULES, SCHEMAS, Library
from elblint.engine.rule import Rule, load_rule
from elblint.engine.rule_text import RuleText
from elblint.errors import RuleError, UsageError
from elblint.i18n.localized import localized


def rule_files(folder: str) -> list[str]:
    """The rule files below ``folder`` (or the one file that it is), in a fixed order. Raises UsageError."""
    if os.path.isfile(folder):
        return [folder]
    if not os.path.isdir(folder):
        raise UsageError(localized("no-such-rules").at(folder))
    if not os.access(folder, os.R_OK | os.X_OK):
        raise UsageError(localized("rules-unreadable").at(folder))
    found: list[str] = []
    for inner, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in {SCHEMAS, ANNOTATIONS}]
        found += [
            os.path.join(inner, name) for name in files if name.endswith(".yaml") and name not in NO_RULES
        ]
    return sorted(found)


def load_rules(library: Library, more: Iterable[str] = ()) -> list[Rule]:
    """The built-in rules and those of the folders ``more``, sorted by id. Raises RuleError, UsageError."""
    if library.store is None:
        from elblint.engine.rule_store_writer import store_rules

        store_rules(library)
    rules: dict[str, Rule] = {}
    for rule in _each_rule(library, more):
        if rule.id in rules:
            raise RuleError(f"{rule.path}: the id {rule.id} is taken by {rules[rule.id].path}")
        rules[rule.id] = rule
    return [rules[identifier] for identifier in sorted(rules)]


def _each_rule(library: Library, more: Iterable[str]) -> Iterator[Rule]:
    if library.store is not None:
        from elblint.engine.stored_rules import stored_rules

        yield from stored_rules(library.store, library)
    else:
        for file in rule_files(library.folder):
            yield load_rule(
                library.text(os.path.relpath(file, library.folder).replace(os.sep, "/")), library, lazy=True
            )
    for folder in more:
        for file in rule_files(folder):
            yield load_rule(RuleText(file, without_tests=True), library)
