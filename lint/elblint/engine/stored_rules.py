"""The built-in rules from their store: what every run asks of them is there at once, the rest is read when needed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial

from elblint.engine.condition import Compiler
from elblint.engine.retention import silent_on
from elblint.engine.rule import Rule, scope_of
from elblint.engine.rule_words import Pointer, RuleWords
from elblint.system.type_names import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from elblint.engine.library import Library
    from elblint.engine.rule_description import Description
    from elblint.engine.rule_store import RuleStore


def head_of(rule: Rule) -> list[object]:
    """Return what a store keeps of a rule, as data for JSON: its fields but for the path and what is read later."""
    *plain, silent, subjects, at, _, _, _, _ = rule
    return [*plain, sorted(silent), subjects, at, sorted(silent_on(rule))]


def stored_rules(store: RuleStore, library: Library) -> Iterator[Rule]:
    """Yield all built-in rules."""
    for file, head in store.rules.items():
        *plain, silent, subjects, (binding, path, name), quiet = head
        at = Pointer(binding, tuple(path), name)
        whole = os.path.join(library.folder, file)
        words = partial(_words, file, library, head)
        about = partial(_description, store, file)
        known = frozenset(map(tuple, quiet))
        yield Rule._make((*plain, frozenset(silent), tuple(subjects), at, whole, words, about, known))


def _description(store: RuleStore, file: str, lang: str) -> Description:
    from elblint.engine.finding import Source
    from elblint.engine.rule_description import Description

    title, why, fixes, sources = store.description(file, lang)
    return Description(title, why, tuple(fixes), tuple(Source(*one) for one in sources))


def _words(file: str, library: Library, head: list[Any]) -> RuleWords:
    text, fields = library.text(file), dict(zip(Rule._fields, head, strict=False))
    scope = scope_of(tuple(fields["subjects"]))
    if fields["partner"]:
        scope[fields["partner"]] = fields["partner_kind"]
    return RuleWords(text, scope, Compiler(text, scope), library)
