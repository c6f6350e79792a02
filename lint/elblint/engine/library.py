"""The rule files: where they are, and all of them loaded."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from elblint.engine.rule import Rule, load_rule
from elblint.engine.rule_text import RuleText
from elblint.engine.shared import ADVICE, ANNOTATIONS, DOCUMENTS, SCHEMAS, TABLE, VERIFY, Library
from elblint.errors import RuleError, UsageError


def built_in_rules() -> Path:
    """The folder of the rules that come with elblint: inside the installed package, or in the checkout."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "rules", package.parent.parent / "rules"):
        if (folder / TABLE).is_file():
            return folder
    raise RuleError(f"{package / 'rules'}: the built-in rules are missing; install elblint again")


def rule_files(folder: Path) -> list[Path]:
    """The rule files below ``folder`` (or the one file that it is), in a fixed order. Raises UsageError."""
    if os.path.isfile(folder):
        return [folder]
    if not os.path.isdir(folder):
        raise UsageError(f"{folder}: no such file or folder of rules")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise UsageError(f"{folder}: the folder of rules cannot be read")
    return sorted(
        file
        for file in folder.rglob("*.yaml")
        if file.name not in {ADVICE, DOCUMENTS, TABLE, VERIFY}
        and not {SCHEMAS, ANNOTATIONS} & set(file.relative_to(folder).parts)
    )


def load_rules(library: Library, more: Iterable[Path] = ()) -> list[Rule]:
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
