"""The reachability of one object on a page: premises, table, pictures and the calls in the input."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from elblint.engine.premises import premise_words
from elblint.engine.reach_model import ReachCell, ReachObject
from elblint.i18n.words import word
from elblint.report.html_text import shown
from elblint.report.reach.drawing import addresses_to_draw, draw
from elblint.report.reach.text import verdict_words

_KINDS = {"reachable": "good", "unreachable": "error", "unknown": "warning"}
_SIGNS = {"reachable": "✓", "unreachable": "✕", "unknown": "?"}
_MOST_CALLS = 100


def verdict_chip(one: ReachObject, lang: str) -> str:
    """Return a chip with the worst verdict of an object."""
    words = {"unreachable": "html-some-fail", "unknown": "html-some-unknown", "reachable": "html-all-reach"}
    return f'<span class="chip {_KINDS[one.verdict]}">{word(words[one.verdict], lang)}</span>'


def reach_parts(one: ReachObject, key: str, lang: str) -> Iterator[str]:
    """Yield all that a page says of the reachability of an object; ``key`` makes ids."""
    known = premise_words(one.premises, lang)
    yield f'<p class="faint">{word("premises", lang)}{word("colon", lang)}{shown(known)}</p>'
    yield from _table(one, lang)
    yield from pictures(one, key, lang)
    yield from _calls(one, lang)


def pictures(one: ReachObject, key: str, lang: str) -> Iterator[str]:
    """Yield a figure for each address that is worth one, with its cause in words below it."""
    for number, address in enumerate(addresses_to_draw(one)):
        picture = draw(one, address, f"{key}-{number}", lang)
        yield '<figure><div class="wide" tabindex="0">'
        yield from picture.markup
        yield "</div>"
        causes = dict.fromkeys(
            cause for cell in one.cells if cell.address == address for cause in cell.causes
        )
        of_node = "-node" in address
        for cause in causes:
            name = (
                "html-no-local-endpoint-node" if of_node and cause == "no-local-endpoint" else f"html-{cause}"
            )
            yield (
                f'<figcaption><span class="chip error">{word(cause, lang)}</span> {word(name, lang)}</figcaption>'
            )
        yield "</figure>"


def _table(one: ReachObject, lang: str) -> Iterator[str]:
    heads = "".join(f'<th scope="col">{escape(words)}</th>' for words in one.addresses.values())
    yield f'<div class="wide" tabindex="0"><table><caption>{word("html-table", lang)}</caption>'
    yield f'<thead><tr><th scope="col">{word("caller", lang)}</th>{heads}</tr></thead><tbody>'
    for caller, words in one.callers.items():
        cells = "".join(_cell(one.cell(caller, address), lang) for address in one.addresses)
        yield f'<tr><th scope="row">{escape(words)}</th>{cells}</tr>'
    yield "</tbody></table></div>"
    for remark in one.remarks:
        yield f'<p class="faint">{shown(remark)}</p>'


def _cell(cell: ReachCell | None, lang: str) -> str:
    if cell is None:
        return '<td class="faint">–</td>'
    words = word("unknown", lang) if cell.verdict == "unknown" else verdict_words(cell, lang)
    notes = "".join(f"<br><small>{shown(note)}</small>" for note in cell.notes)
    return f'<td class="{_KINDS[cell.verdict]}">{_SIGNS[cell.verdict]} {escape(words)}{notes}</td>'


def _calls(one: ReachObject, lang: str) -> Iterator[str]:
    if not one.calls:
        return
    yield f'<div class="faint">{word("callers", lang)}</div><ul>'
    for call in one.calls[:_MOST_CALLS]:
        words = {"reachable": "reachable", "unreachable": "not-reachable", "unknown": "unknown"}[call.verdict]
        chip = f'<span class="chip {_KINDS[call.verdict]}">{word(words, lang)}</span>'
        who = shown(f"{call.caller}, {call.where}, {call.address}")
        notes = f"<br><small>{shown('; '.join(call.notes))}</small>" if call.notes else ""
        yield f'<li>{chip} {who} <code class="faint">{shown(str(call.location))}</code>{notes}</li>'
    if len(one.calls) > _MOST_CALLS:
        yield f'<li class="faint">{word("html-more", lang, n=len(one.calls) - _MOST_CALLS)}</li>'
    yield "</ul>"
