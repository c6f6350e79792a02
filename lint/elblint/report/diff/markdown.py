"""A comparison as Markdown, for a job summary or a comment: folded when it is long, and bounded in size."""

from __future__ import annotations

from collections.abc import Iterable

from elblint.i18n.words import word
from elblint.report.diff.diff_words import causes_words, fact_words, outcome_words, side_words
from elblint.report.diff.registry import Sides
from elblint.report.escapes import in_code, in_markdown
from elblint.report.markdown_blocks import Block, bounded
from elblint.report.registry import RenderOptions
from elblint.text.printable import Report, brief, report_of_lines
from elblint.triage.comparison import Comparison, ReachChange
from elblint.triage.snapshot import FindingRecord
from elblint.version import __version__

_LONGEST = 200
_SIGNS = {True: "❌", False: "✅"}


def render(comparison: Comparison, sides: Sides, options: RenderOptions) -> Report:
    """Return a heading with the outcome, tables of what changes, and a line on versions and sides."""
    lang = sides.lang
    worse = any(one.is_worse for one in (*comparison.cells, *comparison.calls)) or bool(comparison.new)
    unread = [_text(f"{word('diff-unread', lang)}{word('colon', lang)}{one}") for one in comparison.unread]
    changed = worse or comparison.cells or comparison.calls or comparison.gone
    head = [f"### {_SIGNS[worse] if changed else '⚪'} elblint: {outcome_words(comparison, lang)}", ""]
    words = word("diff-sides", lang, version=__version__, base=sides.base, head=sides.head)
    foot = f"<sub>{in_markdown(brief(words + word('diff-config', lang, config=sides.config or '-')))}</sub>"
    facts = [_text(fact_words(one, lang)) for one in comparison.facts]
    blocks = [
        _list("diff-unreadable", unread, lang),
        _list("diff-facts", facts, lang),
        _paths("diff-calls-worse", [one for one in comparison.calls if one.is_worse], lang),
        _paths("diff-cells", comparison.cells, lang),
        _paths("diff-calls-better", [one for one in comparison.calls if not one.is_worse], lang),
        _findings("diff-new-findings", comparison.new, lang),
        _list(
            "diff-changed-findings",
            [f"{word(one.before.severity, lang)} → {_row(one.after, lang)}" for one in comparison.changed],
            lang,
        ),
        _findings("diff-gone-findings", comparison.gone, lang, folded=True),
        _list(
            "diff-moved-findings",
            [f"{in_code(one.before.path)} → {_row(one.after, lang)}" for one in comparison.moved],
            lang,
            folded=True,
        ),
        _list(
            "diff-new-objects",
            [in_code(brief(one, _LONGEST)) for one in comparison.new_objects],
            lang,
            folded=True,
        ),
        _list(
            "diff-gone-objects",
            [in_code(brief(one, _LONGEST)) for one in comparison.gone_objects],
            lang,
            folded=True,
        ),
    ]
    return report_of_lines(bounded(head, blocks, foot, lang))


def _text(text: str) -> str:
    return in_markdown(brief(text, _LONGEST))


def _list(name: str, rows: list[str], lang: str, *, folded: bool = False) -> Block:
    return Block(word(name, lang), [], [f"- {row}" for row in rows], folded=folded)


def _paths(name: str, changes: Iterable[ReachChange], lang: str) -> Block:
    titles = [
        word(one, lang)
        for one in ("object", "caller", "address", "diff-before", "diff-after", "cause", "place")
    ]
    head = ["|  | " + " | ".join(titles) + " |", "| --- |" + " --- |" * len(titles)]
    return Block(word(name, lang), head, [_path(one, lang) for one in changes], folded=False)


def _path(change: ReachChange, lang: str) -> str:
    record = change.either
    sign = "❔"
    if not change.is_in_doubt:
        sign = "❌" if change.is_worse else "✅" if change.is_better else sign
    own = record.kind == "call"
    cells = [
        sign,
        in_code(brief(record.object, _LONGEST)),
        in_code(brief(record.caller_words, _LONGEST)) if own else _text(record.caller_words),
        in_code(brief(record.address_words, _LONGEST)) if own else _text(record.address_words),
        _verdict(change.before, lang),
        _verdict(change.after, lang),
        causes_words(change, lang),
        in_code(brief(f"{record.path}:{record.line}", _LONGEST)),
    ]
    return "| " + " | ".join(cells) + " |"


def _verdict(record: object, lang: str) -> str:
    from elblint.triage.snapshot import ReachRecord

    shown = record._replace(causes=()) if isinstance(record, ReachRecord) else None
    return side_words(shown, lang)


def _findings(name: str, findings: Iterable[FindingRecord], lang: str, *, folded: bool = False) -> Block:
    return _list(name, [_row(one, lang) for one in findings], lang, folded=folded)


def _row(finding: FindingRecord, lang: str) -> str:
    subject = f" {in_code(brief(finding.subject, _LONGEST))}" if finding.subject else ""
    place = in_code(brief(f"{finding.path}:{finding.line}:{finding.column}", _LONGEST))
    return f"{word(finding.severity, lang)} **{finding.rule}** {_text(finding.title)}{subject} {place}"
