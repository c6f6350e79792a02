"""The files that a wheel carries beside the rules, made of them."""

from __future__ import annotations

from elblint.engine.library import Library
from elblint.engine.rule_loader import load_rules
from elblint.engine.rule_store import BUILT, as_file, built_name, content_key
from elblint.engine.rule_store_writer import store_content
from elblint.engine.rule_text import LANGUAGES
from elblint.report.sarif_rules import kept_name, lines_to_keep


def built_files(folder: str) -> dict[str, bytes]:
    """Return the files by their names in a folder of rules. Raises RuleError."""
    files = {BUILT: as_file(store_content(folder))}
    rules, key = load_rules(Library(folder, stored=False)), content_key(folder).encode()
    for lang in LANGUAGES:
        files[built_name(kept_name(lang))] = as_file(lines_to_keep(rules, lang).encode(), key)
    return files
