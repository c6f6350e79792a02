"""The rules as a list, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable

from elblint.engine.rule import Rule
from elblint.engine.rule_words import source_of, without_values
from elblint.i18n.words import word
from elblint.report.layout import Paint, pad, wrap
from elblint.report.registry import RenderOptions
from elblint.text.printable import Report, report_of_json, report_of_lines

_SEVERITY = 8


def rules_as_text(rules: Iterable[Rule], lang: str, style: RenderOptions) -> Report:
    """One rule after the other: id, severity and title."""
    paint = Paint(colour=style.colour)
    lines: list[str] = []
    for rule in rules:
        severity = pad(word(rule.severity, lang), _SEVERITY)
        head = f"{rule.id}  {severity} "
        first, *rest = wrap(without_values(rule.title[lang], lang), max(style.columns, 40), head)
        lines += [f"{paint(rule.id, 'bold')}  {paint(severity, rule.severity)} {first[len(head) :]}", *rest]
    return report_of_lines(lines, colour=style.colour)


def rules_as_json(rules: Iterable[Rule]) -> Report:
    """A JSON array; texts are by language."""
    listed = [
        {
            "id": rule.id,
            "name": rule.name,
            "severity": rule.severity,
            "confidence": rule.confidence,
            "cause": rule.cause or None,
            "subjects": list(rule.subjects),
            "title": rule.title,
            "why": rule.why,
            "fix": [fix.words for fix in rule.fix],
            "edits": bool(rule.edits),
            "sources": [source_of(reference, "en").url for reference in rule.sources],
        }
        for rule in rules
    ]
    return report_of_json(listed)
