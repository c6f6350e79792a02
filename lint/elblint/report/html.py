"""Findings as one page that needs nothing else: filters, and each ELB with its users and the paths to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path

from elblint.engine.finding import SEVERITIES, Finding
from elblint.i18n.words import count, word
from elblint.report.html_elbs import elb_sections
from elblint.report.html_text import shown
from elblint.report.layout import built_words
from elblint.report.registry import RenderOptions
from elblint.report.summary_text import hidden_words, read_words, skipped_words
from elblint.text.printable import Report, printable_lines, report_of_markup
from elblint.text.source import Location
from elblint.triage.result import Result
from elblint.version import __version__

_ASSETS = Path(__file__).parent / "html_assets"
_POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "script-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
)
_CONTEXT = 1
_LONGEST = 400


def render(result: Result, options: RenderOptions) -> Report:
    """The page, in the language of the run."""
    lang = result.lang
    title = word("html-title", lang)
    style, script = ((_ASSETS / name).read_text(encoding="utf-8") for name in ("style.css", "script.js"))
    elbs = list(elb_sections(result))
    body = [*_head(result, title, has_elbs=bool(elbs)), "<main>", *_findings(result), *elbs, "</main>"]
    return report_of_markup(
        [
            "<!doctype html>",
            f'<html lang="{"zh-CN" if lang == "zh" else "en"}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            f'<meta name="generator" content="elblint {__version__}">',
            f"<title>{title}</title>",
            f"<style>\n{style}</style>",
            "</head>",
            "<body>",
            *body,
            f"<script>\n{script}</script>",
            "</body>",
            "</html>",
        ]
    )


def _head(result: Result, title: str, *, has_elbs: bool) -> Iterator[str]:
    lang, counts = result.lang, result.counts
    yield f'<header>\n<div class="row"><h1>{title}</h1>'
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
    links = [("findings", "html-findings"), *([("elbs", "html-elbs")] if has_elbs else [])]
    shown_links = "".join(f'<a href="#{anchor}">{word(name, lang)}</a>' for anchor, name in links)
    yield f'<nav class="row">{shown_links}</nav>\n</header>'


def _findings(result: Result) -> Iterator[str]:
    lang, found = result.lang, result.findings
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
    yield f'<span id="shown" class="faint" role="status" data-words="{word("html-shown", lang)}"></span></div>'
    for number, finding in enumerate(found, 1):
        yield from _finding(finding, number, lang)
    yield f'<p id="nothing" class="card nothing" hidden>{word("html-nothing-fits", lang)}</p>'


def _finding(finding: Finding, number: int, lang: str) -> Iterator[str]:
    text = " ".join(
        [finding.rule, finding.name, finding.title, finding.message, finding.subject, finding.location.path]
    )
    yield (
        f'<article id="finding-{number}" class="card finding is-{finding.severity}" tabindex="0" '
        f'data-severity="{finding.severity}" '
        f'data-rule="{escape(finding.rule)}" data-text="{escape(printable_lines(text).lower())}">'
    )
    label = f"{word(finding.severity, lang)} {escape(finding.rule)}"
    yield f'<div class="row"><span class="chip {finding.severity}">{label}</span>'
    yield f"<h3>{shown(finding.title)}</h3></div>"
    subject = f" · <span>{shown(finding.subject)}</span>" if finding.subject else ""
    yield f'<p class="where"><code>{shown(str(finding.location))}</code>{subject}'
    if finding.location.generated is not None:
        yield f'<br><span class="faint">{shown(built_words(finding.location.generated, lang))}</span>'
    yield "</p>"
    yield from _snippets(finding)
    yield f"<p>{shown(finding.message.rstrip())}</p>"
    if finding.cause:
        label = f"{word('cause', lang)}{word('colon', lang)}"
        yield f'<p><span class="faint">{label}</span> {word(finding.cause, lang)}</p>'
    if finding.certainty == "possible":
        facts = [f"{name}: {hint}" if hint else name for name, hint in finding.unknown_facts]
        inner = "".join(f"<li>{shown(text)}</li>" for text in [*facts, *finding.reasons])
        yield f'<div class="faint">{word("possible", lang)}</div><ul>{inner}</ul>'
    if finding.fixes:
        advice = "".join(
            f"<li>{shown(fix)}{_block(snippet) if snippet else ''}</li>" for fix, snippet in finding.advice
        )
        yield f'<div class="faint">{word("fix", lang)}</div><ol>{advice}</ol>'
    links = [
        f'<a href="{escape(source.url)}" rel="noreferrer">{shown(source.title)}</a>'
        + (f"{word('clause', lang)}{shown(source.section)}" if source.section else "")
        for source in finding.sources
        if source.url.startswith("https://")
    ]
    if links:
        yield f'<p class="faint">{word("source", lang)}{word("colon", lang)} {word("comma", lang).join(links)}</p>'
    yield "</article>"


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
