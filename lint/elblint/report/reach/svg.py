"""Reachability as one SVG image: a picture for each address that is worth one, below each other."""

from __future__ import annotations

from elblint.engine.reach_model import ReachModel
from elblint.i18n.words import word
from elblint.report.html_page import asset
from elblint.report.reach.drawing import WIDTH, addresses_to_draw, draw
from elblint.report.registry import RenderOptions
from elblint.text.printable import Report, report_of_markup

_MARGIN = 16
_MOST = 100


def render(model: ReachModel, options: RenderOptions) -> Report:
    """Return an image that needs nothing else, and follows the reader's light or dark scheme."""
    wanted = [(one, address) for one in model.objects for address in addresses_to_draw(one)]
    top = _MARGIN
    lines: list[str] = []
    for number, (one, address) in enumerate(wanted[:_MOST]):
        picture = draw(one, address, f"p{number}", model.lang)
        lines += [f'<g transform="translate({_MARGIN} {top})">', *picture.markup, "</g>"]
        top += picture.height + _MARGIN
    rest = ""
    if not wanted:
        rest = word("no-services", model.lang)
    elif len(wanted) > _MOST:
        rest = word("html-more", model.lang, n=len(wanted) - _MOST)
    if rest:
        top += 24
        lines.append(f'<g class="picture"><text x="{_MARGIN}" y="{top - 16}">{rest}</text></g>')
    full = WIDTH + 2 * _MARGIN
    return report_of_markup(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {full} {top}" width="{full}" height="{top}">',
            f"<style>\n{asset('palette.css')}{asset('picture.css')}</style>",
            f'<rect width="{full}" height="{top}" style="fill: var(--ground)"/>',
            *lines,
            "</svg>",
        ]
    )
