"""The picture of one address: nodes with callers and kube-proxy, the ELB, the backends, and where a path breaks.

It is drawn in lanes, one for each caller. A stylesheet beside it gives the colours of light, dark and print.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from elblint.engine.reach_model import EVERYWHERE, ReachCall, ReachCell, ReachObject
from elblint.i18n.words import word
from elblint.report.layout import width, wrap
from elblint.report.reach.text import verdict_words
from elblint.text.printable import printable

WIDTH = 836
_LANE, _HEAD, _GAP, _TOP = 40, 24, 14, 34
_MOST_CALLS = 4
_MOST_PICTURES = 3
_LONGEST = 27


class _Column(NamedTuple):
    left: int
    width: int

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def middle(self) -> int:
        return self.left + self.width // 2


_CALLERS, _PROXY = _Column(20, 176), _Column(236, 96)
_TARGET, _BACKEND = _Column(482, 104), _Column(724, 104)
_FRAME = _Column(8, 336)


class _Lane(NamedTuple):
    label: str
    full: str
    judged: ReachCell | ReachCall


class Picture(NamedTuple):
    """A drawing: its height in pixels, and an ``svg`` element that needs a stylesheet."""

    height: int
    markup: list[str]


def addresses_to_draw(one: ReachObject) -> list[str]:
    """Return the addresses of an object that are worth a picture: those that fail, else the first one."""
    verdicts: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for cell in one.cells:
        verdicts.setdefault(cell.address, []).append((cell.verdict, cell.causes))
    for wanted in ("unreachable", "unknown"):
        found = [name for name, listed in verdicts.items() if any(verdict == wanted for verdict, _ in listed)]
        if found:
            return found[:_MOST_PICTURES]
    return list(verdicts)[:1]


def draw(one: ReachObject, address: str, key: str, lang: str) -> Picture:
    """Return the picture of one address of an object; ``key`` tells its ids from those of other pictures."""
    groups = list(_groups(one, address, lang))
    height = _TOP + sum(_HEAD + _LANE * len(lanes) + _GAP for _, lanes in groups)
    words = one.addresses[address]
    title = printable(f"{one.user}{word('colon', lang)}{words}")
    sentences = [
        f"{lane.full}{word('colon', lang)}{verdict_words(lane.judged, lang)}{word('full-stop', lang)}"
        for _, lanes in groups
        for lane in lanes
    ]
    lines = [
        f'<svg class="picture" xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" aria-labelledby="{key}-title {key}-desc">',
        f'<title id="{key}-title">{escape(title)}</title>',
        f'<desc id="{key}-desc">{escape(printable(" ".join(sentences)))}</desc>',
        f'<text class="title" x="{_FRAME.left}" y="20">{escape(title)}</text>',
    ]
    of_node = "-node" in address
    target = wrap(word("html-asked-node", lang), 14) if of_node else ["ELB", *wrap(words, 16)]
    lines += _box(_TARGET, _TOP, height - _GAP - _TOP, target)
    lines += _box(_BACKEND, _TOP, height - _GAP - _TOP, [word("html-backend-pods", lang)])
    top = _TOP
    for label, lanes in groups:
        lines += _group(label, lanes, top, address, lang)
        top += _HEAD + _LANE * len(lanes) + _GAP
    return Picture(height, [*lines, "</svg>"])


def _groups(one: ReachObject, address: str, lang: str) -> Iterator[tuple[str, list[_Lane]]]:
    """Yield the boxes on the left: a kind of node with its callers, and the callers that the input holds."""
    for suffix in ("-with-backend", "-without-backend"):
        lanes = [
            _Lane(word("html-on-node" if caller.startswith("node") else "html-container", lang), words, cell)
            for caller, words in one.callers.items()
            if caller.endswith(suffix) and (cell := one.cell(caller, address)) is not None
        ]
        if lanes:
            yield word(f"html-node{suffix}", lang), lanes
    everywhere = one.cell(EVERYWHERE, address)
    if everywhere is not None:
        words = one.callers[EVERYWHERE]
        yield word("html-node", lang), [_Lane(word("html-every-caller", lang), words, everywhere)]
    calls = [call for call in one.calls if not call.rows or address in {name for _, name in call.rows}]
    if calls:
        lanes = [_Lane(_short(call.caller), call.caller, call) for call in calls[:_MOST_CALLS]]
        more = word("html-more", lang, n=len(calls) - _MOST_CALLS) if len(calls) > _MOST_CALLS else ""
        label = word("callers", lang) + (f"{word('comma', lang)}{more}" if more else "")
        yield label, lanes


def _short(text: str) -> str:
    shown = printable(text)
    if width(shown) <= _LONGEST:
        return shown
    while width(shown) >= _LONGEST:
        shown = shown[:-1]  # type: ignore[assignment]
    return shown + "…"


def _group(label: str, lanes: list[_Lane], top: int, address: str, lang: str) -> Iterator[str]:
    inner = top + _HEAD
    height = _LANE * len(lanes)
    size = f'width="{_FRAME.width}" height="{_HEAD + height + 4}"'
    yield f'<rect class="frame" x="{_FRAME.left}" y="{top}" {size} rx="8"/>'
    yield f'<text class="label" x="{_FRAME.left + 10}" y="{top + 16}">{escape(label)}</text>'
    for number, lane in enumerate(lanes):
        y = inner + _LANE * number + _LANE // 2
        yield from _path(lane, y, address, lang)
        yield f'<rect class="box" x="{_CALLERS.left}" y="{y - 14}" width="{_CALLERS.width}" height="28" rx="14"/>'
        yield f'<text class="middle" x="{_CALLERS.middle}" y="{y + 4}">{escape(lane.label)}</text>'
    yield from _box(_PROXY, inner + 2, height - 4, ["kube-proxy"])


def _box(column: _Column, top: int, height: int, words: list[str]) -> Iterator[str]:
    """Yield a box with lines of text in its middle, the first one stronger."""
    yield f'<rect class="box" x="{column.left}" y="{top}" width="{column.width}" height="{height}" rx="8"/>'
    y = top + height // 2 + 4 - 8 * (len(words) - 1)
    for number, text in enumerate(words):
        style = "middle strong" if number == 0 else "middle small"
        yield f'<text class="{style}" x="{column.middle}" y="{y + 16 * number}">{escape(printable(text))}</text>'


def _path(lane: _Lane, y: int, address: str, lang: str) -> Iterator[str]:
    """Yield the hops of one lane; behind the one that breaks, nothing is reached."""
    gaps = [(_CALLERS.right, _PROXY.left), (_PROXY.right, _TARGET.left), (_TARGET.right, _BACKEND.left)]
    verdict = lane.judged.verdict
    broken = _broken_hop(lane.judged.causes, address) if verdict == "unreachable" else None
    for number, (start, end) in enumerate(gaps):
        if broken is None:
            style = "works" if verdict == "reachable" else "doubt"
        else:
            style = "works" if number < broken else "fails" if number == broken else "never"
        yield f'<line class="hop {style}" x1="{start}" y1="{y}" x2="{end - 6}" y2="{y}"/>'
        if style != "fails":
            yield f'<path class="head {style}" d="M{end} {y}l-8 -4v8z"/>'
    if broken is not None:
        start, end = gaps[broken]
        middle = (start + end) // 2
        causes = word("comma", lang).join(word(cause, lang) for cause in lane.judged.causes)
        yield f'<path class="cross" d="M{middle - 5} {y - 5}l10 10m0 -10l-10 10"/>'
        yield f'<text class="cause" x="{middle}" y="{y - 9}">{escape(causes)}</text>'
    elif verdict == "unknown":
        start, end = gaps[1]
        yield f'<text class="question" x="{(start + end) // 2}" y="{y - 7}">? {escape(word("unknown", lang))}</text>'


def _broken_hop(causes: tuple[str, ...], address: str) -> int:
    """Return the hop that breaks: behind kube-proxy on the caller's node, or the last one."""
    if "hairpin" in causes and len(causes) == 1:
        return 2
    return 2 if address == "other-node" else 1
