"""Places inside a scalar: where in the source each character of its value was written.

Quotes, escapes, folded lines and block indentation stand between a value and its text. What is found inside a
value (an address in a command line, a key of the JSON in an annotation) can be pointed at all the same.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from elblint.syntax.nodes import Scalar
from elblint.system.lazy import lazy_pattern
from elblint.text.source import Location, SourceText

_BLANKS = lazy_pattern(r"[ \t]+")
_FOLD = lazy_pattern(r"[ \t]*(?:\r\n|\r|\n)[ \t\r\n]*")
_ESCAPE = lazy_pattern(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.S)
_CONTINUED = lazy_pattern(r"\\(?:\r\n|\r|\n)[ \t]*")
_SURROGATES = lazy_pattern(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_LINE = lazy_pattern(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_BREAK = lazy_pattern(r"\r\n|\r|\n")


def location_inside(source: SourceText, scalar: Scalar, start: int, end: int) -> Location | None:
    """Return the location of characters ``start`` to ``end`` (0-based, exclusive) of a scalar's value.

    None if that is unknown, so that the whole scalar must be shown.
    """
    spans = _spans(source, scalar)
    if spans is None or not 0 <= start < end <= len(spans):
        return None
    return Location(source, spans[start][0], spans[end - 1][1])


def offset_inside(source: SourceText, scalar: Scalar, at: int) -> int | None:
    """Return the 0-based place in a scalar's value of the character that begins at an offset of the source."""
    spans = _spans(source, scalar) or []
    number = bisect_left(spans, (at, at))
    return number if number < len(spans) and spans[number][0] == at else None


@lru_cache(maxsize=8)
def _spans(source: SourceText, scalar: Scalar) -> list[tuple[int, int]] | None:
    """For each character of the value, the span of the source that it came from."""
    raw = source.text
    if raw[scalar.start : scalar.end] == scalar.text:
        return [(at, at + 1) for at in range(scalar.start, scalar.end)]
    opening = raw[scalar.start : scalar.start + 1]
    if opening in {"|", ">"}:
        spans = _block_spans(raw, scalar)
    else:
        is_quoted = opening in {"'", '"'}
        end = scalar.end - is_quoted
        spans = _flow_spans(raw, scalar.start + is_quoted, end, opening if is_quoted else "")
    # The value has the last word: what does not agree with it is not shown.
    if len(spans) != len(scalar.text):
        return None
    for (start, end), character in zip(spans, scalar.text, strict=True):
        if end - start == 1 and not character.isspace() and raw[start] != character:
            return None
    return spans


def _flow_spans(raw: str, at: int, end: int, quote: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    while at < end:
        blanks = _BLANKS.match(raw, at, end)
        fold = _FOLD.match(raw, at if blanks is None else blanks.end(), end)
        if fold is None and blanks is not None:
            spans.extend((blank, blank + 1) for blank in range(at, blanks.end()))
            at = blanks.end()
        elif fold is not None:
            fold = _FOLD.match(raw, at, end) or fold
            breaks = len(_BREAK.findall(fold[0]))
            spans.extend([(fold.start(), fold.end())] * max(breaks - 1, 1))
            at = fold.end()
        elif quote == "'" and raw.startswith("''", at):
            spans.append((at, at + 2))
            at += 2
        elif quote == '"' and raw[at] == "\\":
            skipped = _CONTINUED.match(raw, at, end)
            if skipped is not None:
                at = skipped.end()
                continue
            escape = _SURROGATES.match(raw, at, end) or _ESCAPE.match(raw, at, end)
            width = 1 if escape is None else escape.end() - at
            spans.append((at, at + width))
            at += width
        else:
            spans.append((at, at + 1))
            at += 1
    return spans


def _block_spans(raw: str, scalar: Scalar) -> list[tuple[int, int]]:
    """The spans of a block scalar: its lines stand in the value as they are, but for their indentation."""
    value = scalar.text
    header = _LINE.match(raw, scalar.start)
    at = scalar.end if header is None else header.end()
    indent = _indentation(raw[at : scalar.end], value)
    spans: list[tuple[int, int]] = []
    while at < scalar.end and len(spans) < len(value):
        line = _LINE.match(raw, at)
        if line is None or line.end() == at:
            break
        content = line[1]
        shown = content[indent:]
        start = at + len(content) - len(shown)
        # Between two lines the value holds a break, or a blank where they are folded, or neither yet.
        while (
            shown and not value.startswith(shown, len(spans)) and value[len(spans) : len(spans) + 1].isspace()
        ):
            spans.append((max(at - 1, scalar.start), at))
        if not value.startswith(shown, len(spans)):
            return []
        spans.extend((start + offset, start + offset + 1) for offset in range(len(shown)))
        if raw[scalar.start] == "|" and line[2]:
            spans.append((line.start(2), line.end(2)))
        at = line.end()
    while len(spans) < len(value) and value[len(spans)].isspace():
        spans.append((max(scalar.end - 1, 0), scalar.end))
    return spans[: len(value)]


def _indentation(raw: str, value: str) -> int:
    """Return the width of the lines' indentation: that of the first line with content, less the value's own."""
    first, shown = (
        next((line for line in lines.splitlines() if line.strip(" ")), "") for lines in (raw, value)
    )
    return (len(first) - len(first.lstrip(" "))) - (len(shown) - len(shown.lstrip(" ")))
