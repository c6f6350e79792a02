"""Words about a comparison that its formats share."""

from __future__ import annotations

from elblint.i18n.words import word
from elblint.triage.comparison import Comparison, FactChange, ReachChange
from elblint.triage.snapshot import ReachRecord


def outcome_words(comparison: Comparison, lang: str) -> str:
    """Return one sentence with the numbers of what got worse and better."""
    paths = (*comparison.cells, *comparison.calls)
    counts = [
        ("diff-paths-worse", sum(one.is_worse and not one.is_in_doubt for one in paths)),
        ("diff-paths-better", sum(one.is_better and not one.is_in_doubt for one in paths)),
        ("diff-paths-in-doubt", sum(one.is_in_doubt for one in paths)),
        ("diff-new", len(comparison.new)),
        ("diff-gone", len(comparison.gone)),
        ("diff-moved", len(comparison.moved)),
        ("diff-changed", len(comparison.changed)),
    ]
    parts = [word(name, lang, n=number) for name, number in counts if number]
    return word("comma", lang).join(parts) or word("diff-nothing", lang)


def side_words(record: ReachRecord | None, lang: str) -> str:
    """Return a verdict in words, with its causes; a dash where there is no such path."""
    if record is None:
        return "–"
    if record.verdict == "unreachable" and record.causes:
        causes = word("comma", lang).join(word(cause, lang) for cause in record.causes)
        return word("not-reachable-because", lang, causes=causes)
    names = {"reachable": "reachable", "unknown": "unknown", "unreachable": "not-reachable"}
    return word(names[record.verdict], lang)


def causes_words(change: ReachChange, lang: str) -> str:
    """Return the causes that a path fails for now, or failed for before."""
    now = change.after.causes if change.after is not None else ()
    causes = now or (change.before.causes if change.before is not None else ())
    return word("comma", lang).join(word(cause, lang) for cause in causes) or "–"


def fact_words(change: FactChange, lang: str) -> str:
    """Return a fact about a cluster with its two values."""
    name = f"{change.after.cluster}{word('colon', lang)}" if change.after.cluster else ""
    source = word("premise-source", lang, source=change.after.source) if change.after.source else ""
    fact = word(f"premise-{change.after.fact}", lang)
    return f"{name}{fact} {change.before.value or '?'} → {change.after.value or '?'}{source}"
