"""The keys of a rule file, mapping by mapping: the reader and the published schema take them from here."""

from __future__ import annotations

from elblint.engine.rule_text import LANGUAGES
from elblint.system.named_tuple import NamedTuple


class Keys(NamedTuple):
    """The keys that a mapping may have, and those that it must have."""

    known: tuple[str, ...]
    required: tuple[str, ...] = ()


RULE = Keys(
    (
        "id", "name", "severity", "when-unknown", "silent-without", "confidence", "cause", "sources",
        "source-of-subject", "subject", "diagnostic", "for-any", "unreachable", "when", "at", "related",
        "title", "message", "why", "fixes", "edits", "tests",
    ),
    ("id", "name", "severity", "confidence", "sources", "subject", "title", "message", "why", "fixes"),
)  # fmt: skip
SHARED_SOURCE = Keys(("document", "section"), ("document",))
OWN_SOURCE = Keys(("url", "title"), ("url", "title"))
RELATED = Keys(("at", "label", "when"), ("label",))
SHARED_FIX = Keys(("use", "when"), ("use",))
OWN_FIX = Keys((*LANGUAGES, "snippet", "when"), LANGUAGES)
REPLACEMENT = Keys(("at", "with", "fix", "remove", "safe", "choice", "when"), ("at", "with", "safe"))
MOVE = Keys(("move-to", "safe", "when"), ("move-to", "safe"))
TEST = Keys(
    ("name", "case", "cluster", "elbs", "manifest", "bytes", "inputs", "expect"), ("name", "case", "expect")
)
TEST_CLUSTER = Keys(("name", "category", "network", "proxy", "version"))
TEST_ELB = Keys(("id", "class", "addresses"))
TEST_INPUT = Keys(("cluster", "manifest"), ("manifest",))
EXPECTED = Keys(("at", "severity", "certainty", "unknown-facts", "fixes", "message"))
