"""The rule files: where they are, and all of them loaded."""

from __future__ import annotations

import os
from collections.abc import Iterable

from elblint.engine.library import (
    ANNOTATIONS,
    NO_RULES,
    SCHEMAS,
    TABLE,
    Library,
)
from elblint.engine.rule import Rule, load_rule
from elblint.engine.rule_text import RuleText
from elblint.errors import RuleError, UsageError


def built_in_rules() -> str:
    """The folder of the rules that come with elblint: inside the installed package, or in the checkout."""
    package = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    inside = os.path.join(package, "rules")
    for folder in (inside, os.path.join(os.path.dirname(os.path.dirname(package)), "rules")):
        if os.path.isfile(os.path.join(folder, TABLE)):
            return folder
    raise RuleError(f"{inside}: the built-in rules are missing; install elblint again")


def rule_files(folder: str) -> list[str]:
    """The rule files below ``folder`` (or the one file that it is), in a fixed order. Raises UsageError."""
    if os.path.isfile(folder):
        return [folder]
    if not os.path.isdir(folder):
        raise UsageError(f"{folder}: no such file or folder of rules")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise UsageError(f"{folder}: the folder of rules cannot be read")
    found: list[str] = []
    for inner, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in {SCHEMAS, ANNOTATIONS}]
        found += [
            os.path.join(inner, name) for name in files if name.endswith(".yaml") and name not in NO_RULES
        ]
    return sorted(found)


def load_rules(library: Library, more: Iterable[str] = ()) -> list[Rule]:
    """The built-in rules and those of the folders ``more``, sorted by id. Raises RuleError, UsageError."""
    rules: dict[str, Rule] = {}
    for folder in (library.folder, *more):
        for file in rule_files(folder):
            trusted = folder is library.folder
            rule = load_rule(RuleText(file, without_tests=True, trusted=trusted), library, trusted=trusted)
            if rule.id in rules:
                raise RuleError(f"{file}: the id {rule.id} is taken by {rules[rule.id].path}")
            rules[rule.id] = rule
    return [rules[identifier] for identifier in sorted(rules)]
