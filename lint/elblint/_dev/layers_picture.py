"""A picture of the layers as SVG: a box for each, from top to bottom, and an arrow for each import between two."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from elblint._dev.imports import LAYERS
from elblint.i18n.words import word

_WIDTH, _HEIGHT, _STEP = 330, 34, 50
_MARGIN, _BULGE = 10, 15
_HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" \
font-family="sans-serif" font-size="13">
<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">\
<path d="M0 0 8 4 0 8z" fill="#7a8899"/></marker></defs>
"""


def layers_picture(arrows: Mapping[str, set[str]], lang: str) -> str:
    """Return the picture; an arrow that others imply by way of a third layer is left out."""
    shown = [name for name in LAYERS if name != "_dev"]
    rows = {name: _MARGIN + number * _STEP for number, name in enumerate(shown)}
    longest = 0
    lines = []
    for name in shown:
        implied = {further for one in arrows[name] for further in _reached(one, arrows)}
        for other in sorted(rows.keys() & (arrows[name] - implied), key=shown.index):
            steps = shown.index(other) - shown.index(name)
            longest = max(longest, steps)
            lines.append(f'<path d="{_way(rows[name], rows[other], steps)}" {_LINE}/>')
    for name, top in rows.items():
        middle = top + _HEIGHT // 2 + 5
        job = escape(word(f"layer-{name}", lang))
        lines += [
            f'<rect x="{_MARGIN}" y="{top}" {_BOX}/>',
            f'<text x="{_MARGIN + 10}" y="{middle}" fill="#1b2733"><tspan font-weight="bold">{name}</tspan></text>',
            f'<text x="{_MARGIN + 90}" y="{middle}" fill="#1b2733">{job}</text>',
        ]
    head = _HEAD.format(
        width=2 * _MARGIN + _WIDTH + _BULGE * longest, height=2 * _MARGIN + (len(rows) - 1) * _STEP + _HEIGHT
    )
    return head + "\n".join(lines) + "\n</svg>\n"


_BOX = f'width="{_WIDTH}" height="{_HEIGHT}" rx="5" fill="#eef3f9" stroke="#7a8899"'
_LINE = 'fill="none" stroke="#7a8899" stroke-width="1.5" marker-end="url(#head)"'


def _way(start: int, end: int, steps: int) -> str:
    """Return the path of an arrow: straight to the next box, in a bow to the right of those between."""
    if steps == 1:
        middle = _MARGIN + _WIDTH // 2
        return f"M{middle} {start + _HEIGHT}V{end}"
    right = _MARGIN + _WIDTH
    bow = right + _BULGE * steps * 4 // 3
    return f"M{right} {start + 22}C{bow} {start + 22} {bow} {end + 12} {right} {end + 12}"


def _reached(start: str, arrows: Mapping[str, set[str]]) -> set[str]:
    return {one for other in arrows[start] for one in {other, *_reached(other, arrows)}}
