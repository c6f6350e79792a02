"""Reachability as one page: a section for each object, with its table and its pictures."""

from __future__ import annotations

from collections.abc import Iterator

from elblint.engine.reach_model import ReachModel, ReachObject
from elblint.i18n.words import word
from elblint.report.html_page import page
from elblint.report.html_reach import reach_parts, verdict_chip
from elblint.report.html_text import shown
from elblint.report.registry import RenderOptions
from elblint.text.printable import Report
from elblint.version import __version__

_MOST = 300


def render(model: ReachModel, options: RenderOptions) -> Report:
    """Return the page, in the language of the run."""
    return page(word("html-elbs", model.lang), model.lang, _body(model))


def _body(model: ReachModel) -> Iterator[str]:
    lang = model.lang
    yield f'<header>\n<div class="row"><h1>{word("html-elbs", lang)}</h1>'
    yield f'<button id="theme" type="button">{word("html-theme", lang)}</button></div>'
    yield f'<p class="faint">elblint {__version__}</p>\n</header>\n<main>'
    listed = [one for one in model.objects if one.cells]
    for number, one in enumerate(listed[:_MOST]):
        yield from _section(one, number, lang)
    if not listed:
        yield f'<p class="card nothing">{word("no-services", lang)}</p>'
    if len(listed) > _MOST:
        yield f'<p class="faint">{word("html-more", lang, n=len(listed) - _MOST)}</p>'
    yield "</main>"


def _section(one: ReachObject, number: int, lang: str) -> Iterator[str]:
    place = shown(str(one.user.location(("metadata", "name"))))
    yield f'<section class="card"><h2>{shown(str(one.user))} {verdict_chip(one, lang)}</h2>'
    yield f'<p class="faint">{shown(one.summary)} · <code>{place}</code></p>'
    yield from reach_parts(one, f"p{number}", lang)
    yield "</section>"
