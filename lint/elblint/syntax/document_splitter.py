"""Splitting of a YAML text into documents without a parser, and a first look at whether each can matter."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from elblint.system.lazy import lazy_pattern

_AFTER_MARKER = frozenset({" ", "\t", "\r", "\n", ""})
_KIND = lazy_pattern(
    r"""^(?:kind|["']kind["'])[ \t]*:[ \t]*(?:["']?([A-Za-z0-9.]+)["']?[ \t]*)?(?:\#.*)?\r?$""", re.M
)
# Whatever else at the start of a line may be a key named "kind".
_KIND_OF_SORTS = lazy_pattern(r"""^(?:[{?"'][ \t"']*)?kind\b""", re.M)
_REST_IS_BLANK = lazy_pattern(r"(?:---)?[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|\Z)")
_CONTENT = lazy_pattern(r"[\r\n][ \t]*[^\s#]")


def pieces(whole: str) -> list[tuple[int, int]]:
    """The spans between document markers; each starts with its marker, but for the first."""
    starts = list(_markers(whole))
    if not starts:
        return [(0, len(whole))]
    if "\n%" in whole or whole.startswith("%"):
        starts = [_with_directives(whole, start) for start in starts]
    if starts[0] == 0 or is_blank(whole, 0, starts[0]):
        starts[0] = 0
    else:
        starts.insert(0, 0)
    return list(zip(starts, [*starts[1:], len(whole)], strict=True))


def _markers(whole: str) -> Iterator[int]:
    """The offsets of the lines that begin a document: three dashes, and a blank after them."""
    # Searching for a text is several times faster than a pattern of lines.
    if whole.startswith("---") and whole[3:4] in _AFTER_MARKER:
        yield 0
    at = whole.find("\n---")
    while at >= 0:
        if whole[at + 4 : at + 5] in _AFTER_MARKER:
            yield at + 1
        at = whole.find("\n---", at + 1)


def _with_directives(whole: str, marker: int) -> int:
    """Return the offset of the directives (``%YAML``, ``%TAG``) that belong to the document at ``marker``."""
    first = at = marker
    while at > 0:
        line = whole.rfind("\n", 0, at - 1) + 1
        if whole.startswith("%", line):
            first = line
        elif whole[line:at].strip() and not whole.startswith("#", line):
            break
        at = line
    return first


def is_blank(whole: str, start: int, end: int) -> bool:
    """Return whether there is nothing but comments, after a marker perhaps."""
    rest = _REST_IS_BLANK.match(whole, start, end)
    return rest is not None and _CONTENT.search(whole, rest.end(), end) is None


def is_of_no_interest(whole: str, start: int, end: int, kinds: frozenset[str]) -> bool:
    """Return whether a span is surely blank, or one document of a kind that is neither in ``kinds`` nor a list."""
    lines = list(itertools.islice(_lines_of_kind(whole, start, end), 2))
    if len(lines) != 1:
        return not lines and is_blank(whole, start, end)
    kind = _kind_on_line(whole, lines[0], end)
    return kind is not None and kind not in kinds and not kind.endswith("List")


def _kind_on_line(whole: str, start: int, end: int) -> str | None:
    """Return the kind that a line names, which begins at ``start``; None if that is not certain."""
    if whole.startswith("kind: ", start):
        line_end = whole.find("\n", start, end)
        kind = whole[start + len("kind: ") : end if line_end < 0 else line_end]
        if kind.isalnum() and kind.isascii():
            return kind
    match = _KIND.match(whole, start, end)
    return None if match is None else match[1]


def _lines_of_kind(whole: str, start: int, end: int) -> Iterator[int]:
    """The offsets of the lines of a span that may begin with a key named "kind"."""
    # Searching for a text is several times faster than a pattern of lines.
    after = start
    at = whole.find("kind", start, end)
    while at >= 0:
        # Only the first of a line can be at its beginning.
        break_before = whole.rfind("\n", after, at)
        begins = break_before + 1 if break_before >= 0 else start
        if (break_before >= 0 or after == start) and (
            whole.startswith("kind:", begins) or _KIND_OF_SORTS.match(whole, begins, end)
        ):
            yield begins
        after = at + 4
        at = whole.find("kind", after, end)
