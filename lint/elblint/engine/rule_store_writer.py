"""Making the store of the built-in rules from their YAML files."""

from __future__ import annotations

import contextlib
import json
import os

from elblint.engine.library import Library, is_rule
from elblint.engine.rule import load_rule
from elblint.engine.rule_store import can_keep_store, content_key, keep_store, store_of, stored_files
from elblint.engine.rule_text import LANGUAGES, RuleText
from elblint.engine.stored_rules import head_of
from elblint.errors import RuleError
from elblint.syntax.node_data import data_of


def store_rules(library: Library) -> None:
    """Keep a store for the next run, unless one of the files has a fault, or there is no place for it."""
    if can_keep_store():
        with contextlib.suppress(RuleError, OSError, ValueError):
            keep_store(store_content(library.folder), library.folder)
            store_of.cache_clear()


def store_content(folder: str) -> bytes:
    """Return the store for the rules of a folder.

    Raises RuleError for a fault in one of the files, and ValueError for what a store cannot hold.
    """
    key = content_key(folder)
    library = Library(folder, stored=False)
    parts: list[bytes] = []
    rules: dict[str, list[object]] = {}
    descriptions: dict[str, dict[str, object]] = {lang: {} for lang in LANGUAGES}
    end = 0

    def placed(value: object) -> tuple[int, int]:
        """Add a part, and return its begin and end."""
        nonlocal end
        parts.append(_json(value))
        start, end = end, end + len(parts[-1])
        return start, end

    files: dict[str, tuple[int, int]] = {}
    for file in stored_files(folder):
        text = RuleText(os.path.join(folder, file), without_tests=True, trusted=True)
        if is_rule(file):
            rule = load_rule(text, library)
            rules[file] = head_of(rule)
            for lang, about in descriptions.items():
                about[file] = rule.description(lang)
        files[file] = placed({name: data_of(node) for name, (_, node) in text.root.entries.items()})
    _check(library)
    described = {lang: placed(about) for lang, about in descriptions.items()}
    first = {"key": key, "rules": rules, "files": files, "described": described}
    return b"%b\n%b" % (_json(first), b"".join(parts))


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _check(library: Library) -> None:
    """Raise RuleError for a fault in a file that is no rule: what is stored is not checked again."""
    library.annotation_catalogue().entries.items()
    library.documents.items()
    library.advice.items()
    _ = library.table, library.roles.tables
