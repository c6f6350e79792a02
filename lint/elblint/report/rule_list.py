"""The rules as a list, for people and for programs, and as pages of documentation."""

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
    return report_of_json(listed, indent=2)


def rule_page(
    rule: Rule, examples: Iterable[tuple[str, str]], lang: str, verify: list[str], symptoms: list[str]
) -> str:
    """The page of one rule, in Markdown."""
    colon = word("colon", lang)

    def prose(words: str) -> str:
        return without_values(words, lang).replace("<", "\\<").strip()

    facts = [f"`{rule.name}`", word(rule.severity, lang), word(f"confidence-{rule.confidence}", lang)]
    if rule.cause:
        facts.append(f"{word('cause', lang)}{colon}{word(rule.cause, lang)}")
    lines = [
        f"# {rule.id}{colon}{prose(rule.title[lang])}",
        "",
        " · ".join(facts),
        "",
        prose(rule.why[lang]),
        "",
    ]
    if symptoms:
        seen = [f"- {one}".replace("<", "\\<") for one in symptoms]
        lines += [f"## {word('symptoms', lang)}", "", *seen, ""]
    lines += [f"## {word('fix', lang)}", ""]
    for number, fix in enumerate(rule.fix, 1):
        lines.append(f"{number}. {prose(fix.words[lang])}")
        if fix.snippet:
            shown = without_values(fix.snippet.rstrip(), "en")
            lines += ["", *(f"   {line}".rstrip() for line in ("```", *shown.splitlines(), "```")), ""]
    if verify:
        lines += ["", f"## {word('verify', lang)}", "", "```sh", *verify, "```"]
    for says, manifest in examples:
        lines += ["", f"## {word(says, lang)}", "", "```yaml", manifest.rstrip(), "```"]
    lines += ["", f"## {word('source', lang)}", ""]
    for reference in rule.sources:
        source = source_of(reference, lang)
        section = f"{word('clause', lang)}{source.section}" if source.section else ""
        lines.append(f"- [{source.title}]({source.url}){section}")
    return "\n".join(lines) + "\n"


def rule_index(rules: Iterable[Rule], lang: str) -> str:
    """The page that lists all rules, in Markdown."""
    lines = [f"# {word('rules', lang)}", "", f"| {word('html-rule', lang)} | | |", "| --- | --- | --- |"]
    for rule in rules:
        title = without_values(rule.title[lang], lang).replace("<", "\\<")
        lines.append(f"| [{rule.id}]({rule.id}.md) | {word(rule.severity, lang)} | {title} |")
    return "\n".join(lines) + "\n"
