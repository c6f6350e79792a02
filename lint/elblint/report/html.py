"""Findings as one page that needs nothing else: filters, and each ELB with its users and the paths to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape

from elblint.engine.finding import SEVERITIES, Finding, Source
from elblint.engine.premises import premise_words
from elblint.engine.reach_judge import reach_model
from elblint.engine.rule_words import source_of, without_values
from elblint.i18n.words import count, word
from elblint.report.html_elbs import elb_sections
from elblint.report.html_page import page
from elblint.report.html_text import prose, shown
from elblint.report.layout import built_words
from elblint.report.registry import RenderOptions
from elblint.report.summary_text import hidden_words, read_words, run_words, skipped_words
from elblint.text.printable import Report, printable_lines
from elblint.text.source import Location
from elblint.triage.result import Result

_CONTEXT = 1
_LONGEST = 400


def render(result: Result, options: RenderOptions) -> Report:
    """The page, in the language of the run."""
    lang = result.lang
    model = reach_model(result.context, result.library.table, lang)
    by_weight = sorted(
        range(len(result.findings)),
        key=lambda at: (-SEVERITIES.index(result.findings[at].severity), result.findings[at].order),
    )
    numbers = {at: number for number, at in enumerate(by_weight, 1)}
    elbs = list(elb_sections(result, model, numbers))
    found = [result.findings[at] for at in by_weight]
    head = _head(result, options.revision, has_elbs=bool(elbs))
    body = [*head, "<main>", *_findings(found, lang), *elbs, *_rules(result), "</main>"]
    return page(word("html-title", lang), lang, body)


def _head(result: Result, revision: str, *, has_elbs: bool) -> Iterator[str]:
    lang, counts = result.lang, result.counts
    yield f'<header>\n<div class="row"><h1>{word("html-title", lang)}</h1>'
    yield f'<button id="theme" type="button">{word("html-theme", lang)}</button></div>'
    by_severity = Counter(finding.severity for finding in result.findings)
    chips = [
        f'<span class="chip {severity}">{escape(count(by_severity[severity], severity, lang))}</span>'
        for severity in reversed(SEVERITIES)
        if by_severity[severity]
    ] or [f'<span class="chip good">{word("clean", lang)}</span>']
    yield f'<p class="row">{"".join(chips)}<span class="faint">{hidden_words(counts, lang)}</span></p>'
    read = " ".join(filter(None, [read_words(counts, lang), skipped_words(counts, lang)]))
    yield f'<p class="faint">{escape(read)}</p>'
    of_commit = f" · {word('html-revision', lang, revision=revision)}" if revision else ""
    yield f'<p class="faint">{shown(run_words(result) + of_commit)}</p>'
    links = [("findings", "html-findings"), *([("elbs", "html-elbs")] if has_elbs else [])]
    links += [("rules", "html-rules")] if result.findings else []
    shown_links = "".join(f'<a href="#{anchor}">{word(name, lang)}</a>' for anchor, name in links)
    yield f'<nav class="row">{shown_links}</nav>\n</header>'


def _findings(found: list[Finding], lang: str) -> Iterator[str]:
    yield f'<h2 id="findings">{word("html-findings", lang)}</h2>'
    if not found:
        yield f'<p class="card nothing">{word("clean", lang)}</p>'
        return
    yield f'<div id="filters" class="row" role="search" aria-label="{word("html-filter", lang)}">'
    yield f'<label>{word("html-search", lang)} <input id="search" type="search" aria-keyshortcuts="/"></label>'
    for severity in reversed(SEVERITIES):
        box = f'<input type="checkbox" checked data-severity-filter value="{severity}">'
        yield f"<label>{box} {word(severity, lang)}</label>"
    rules = sorted({(finding.rule, finding.name) for finding in found})
    options = "".join(
        f'<option value="{escape(rule)}">{escape(f"{rule} {name}")}</option>' for rule, name in rules
    )
    every = f'<option value="">{word("html-every-rule", lang)}</option>'
    yield f'<label>{word("html-rule", lang)} <select id="rule">{every}{options}</select></label>'
    groups = "".join(
        f'<option value="{name}">{word(f"html-by-{name}", lang)}</option>'
        for name in ("severity", "file", "rule", "object")
    )
    yield f'<label>{word("html-group", lang)} <select id="group">{groups}</select></label>'
    yield f'<span id="shown" class="faint" role="status" data-words="{word("html-shown", lang)}"></span></div>'
    yield '<div id="list">'
    for number, finding in enumerate(found, 1):
        yield from _finding(finding, number, lang)
    yield "</div>"
    yield f'<p id="nothing" class="card nothing" hidden>{word("html-nothing-fits", lang)}</p>'


def _finding(finding: Finding, number: int, lang: str) -> Iterator[str]:
    text = " ".join(
        [finding.rule, finding.name, finding.title, finding.message, finding.subject, finding.location.path]
    )
    yield (
        f'<article id="finding-{number}" class="card finding is-{finding.severity}" tabindex="0" '
        f'data-severity="{finding.severity}" '
        f'data-rule="{escape(finding.rule)}" data-file="{shown(finding.location.path)}" '
        f'data-object="{shown(finding.subject)}" data-text="{escape(printable_lines(text).lower())}">'
    )
    label = f"{word(finding.severity, lang)} {escape(finding.rule)}"
    link = f'<a class="chip {finding.severity}" href="#rule-{escape(finding.rule)}">{label}</a>'
    yield f'<div class="row">{link}'
    yield f"<h3>{shown(finding.title)}</h3></div>"
    subject = f" · <span>{shown(finding.subject)}</span>" if finding.subject else ""
    yield f'<p class="where"><code>{shown(str(finding.location))}</code>{subject}'
    if finding.location.generated is not None:
        yield f'<br><span class="faint">{shown(built_words(finding.location.generated, lang))}</span>'
    yield "</p>"
    yield from _snippets(finding)
    yield from prose(finding.message.rstrip())
    if finding.cause:
        label = f"{word('cause', lang)}{word('colon', lang)}"
        yield f'<p><span class="faint">{label}</span> {word(finding.cause, lang)}</p>'
    told = tuple(premise for premise in finding.premises if premise.is_evidence)
    if told:
        label = f"{word('premises', lang)}{word('colon', lang)}"
        yield f'<p><span class="faint">{label}</span> {shown(premise_words(told, lang))}</p>'
    if finding.certainty == "possible":
        facts = [f"{name}: {hint}" if hint else name for name, hint in finding.unknown_facts]
        yield from _listed(word("possible", lang), [*facts, *finding.reasons], "ul")
    if finding.fixes:
        advice = "".join(
            f"<li>{shown(fix)}{_block(snippet) if snippet else ''}</li>" for fix, snippet in finding.advice
        )
        yield f'<div class="faint">{word("fix", lang)}</div><ol>{advice}</ol>'
    yield from _sources(finding.sources, lang)
    yield "</article>"


def _rules(result: Result) -> Iterator[str]:
    """Yield the pages of the rules that found something, so that nothing has to be fetched."""
    lang = result.lang
    named = {finding.rule for finding in result.findings}
    rules = [rule for rule in result.rules if rule.id in named]
    if not rules:
        return
    yield f'<h2 id="rules">{word("html-rules", lang)}</h2>'
    for rule in rules:
        yield f'<section id="rule-{escape(rule.id)}" class="card rule" tabindex="-1">'
        label = f"{word(rule.severity, lang)} {escape(rule.id)}"
        yield f'<div class="row"><span class="chip {rule.severity}">{label}</span>'
        yield f"<h3>{shown(without_values(rule.title[lang], lang))}</h3> <code>{escape(rule.name)}</code></div>"
        yield from prose(without_values(rule.why[lang], lang).rstrip())
        yield from _listed(
            word("fix", lang), [without_values(fix.words[lang], lang) for fix in rule.fix], "ol"
        )
        yield from _sources([source_of(reference, lang) for reference in rule.sources], lang)
        yield "</section>"


def _sources(sources: Iterable[Source], lang: str) -> Iterator[str]:
    links = [
        f'<a href="{escape(source.url)}" rel="noreferrer">{shown(source.title)}</a>'
        + (f"{word('clause', lang)}{shown(source.section)}" if source.section else "")
        for source in sources
        if source.url.startswith("https://")
    ]
    if links:
        yield f'<p class="faint">{word("source", lang)}{word("colon", lang)} {word("comma", lang).join(links)}</p>'


def _listed(label: str, texts: list[str], kind: str) -> Iterator[str]:
    if texts:
        inner = "".join(f"<li>{shown(text)}</li>" for text in texts)
        yield f'<div class="faint">{label}</div><{kind}>{inner}</{kind}>'


def _block(snippet: str) -> str:
    return "<pre>" + "\n".join(map(shown, snippet.split("\n"))) + "</pre>"


def _snippets(finding: Finding) -> Iterator[str]:
    yield from _snippet(finding.location, "", _CONTEXT)
    for related in finding.related:
        yield from _snippet(related.location, related.label, 0, name=True)


def _snippet(location: Location, label: str, context: int, *, name: bool = False) -> Iterator[str]:
    source = location.source
    if not source.text:
        return
    last = source.line_and_column(len(source.text))[0]
    rows = []
    for number in range(max(location.line - context, 1), min(location.line + context, last) + 1):
        line = source.line(number)
        if number == location.line:
            end = location.end_column - 1 if location.end_line == number else len(line)
            cut = max(location.column - 1 - _LONGEST // 2, 0)
            parts = (
                line[cut : location.column - 1],
                line[location.column - 1 : end][:_LONGEST],
                line[end:][:_LONGEST],
            )
            before, marked, after = (shown(part) for part in parts)
            line = f"{'…' if cut else ''}{before}<mark>{marked}</mark>{after}"
        else:
            line = shown(line[:_LONGEST])
        rows.append(f'<span class="number">{number}</span>{line}')
    if label:
        rows.append(f'<span class="number"></span><span class="label">{shown(label)}</span>')
    head = f'<div class="faint where"><code>{shown(str(location))}</code></div>' if name else ""
    yield head + "<pre>" + "\n".join(rows) + "</pre>"
