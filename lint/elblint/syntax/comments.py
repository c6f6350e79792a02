"""Comments that speak to elblint: found as a lexer would, never inside a string or a block of text."""

from __future__ import annotations

from bisect import bisect_right

from elblint.syntax.documents import read_documents
from elblint.syntax.nodes import Scalar, every_node
from elblint.system.lazy import lazy_pattern
from elblint.system.named_tuple import NamedTuple
from elblint.text.source import SPEAKS, SourceText

_COMMENT = lazy_pattern(r"(?:^|(?<=[ \t\r\n]))#[ \t]*elblint:[ \t]*([^\r\n]*)")
# In Terraform's code, at the end of a line that is no comment only behind an even number of quotes.
_IN_CODE = lazy_pattern(
    r"(?m)^(?:[^\r\n\"#/]|\"(?:[^\"\\\r\n]|\\.)*\"|/(?!/))*?(?:#|//)[ \t]*elblint:[ \t]*([^\r\n]*)"
)
_IN_TEMPLATE = lazy_pattern(
    r"\{\{-?\s*/\*\s*elblint:(?=(\s*))\1(?P<directive>[^\r\n]{0,500}?)\s{0,20}\*/\s*-?\}\}"
)
_HEAD = lazy_pattern(r"[|>][^\r\n]*")


class Comment(NamedTuple):
    """A comment: its 0-based offsets, the end exclusive, and what it says after ``elblint:``."""

    start: int
    end: int
    directive: str


def comments_of(source: SourceText) -> list[Comment]:
    """The comments of a YAML text, or of a Go template, that begin with ``elblint:``; in order."""
    if source.comments is None:
        source.comments = _comments_of(source)
    return source.comments


def _comments_of(source: SourceText) -> list[Comment]:
    text = source.text
    if SPEAKS not in text:
        return []
    if source.path.endswith(".tf"):
        return [Comment(match.start(1), match.end(1), match[1].strip()) for match in _IN_CODE.finditer(text)]
    found = [Comment(*match.span(), match[1].strip()) for match in _COMMENT.finditer(text)]
    if found:
        scalars = _scalars(source)
        starts = [start for start, _ in scalars]
        found = [comment for comment in found if not _is_inside(comment.start, scalars, starts)]
    found += [Comment(*match.span(), match["directive"].strip()) for match in _IN_TEMPLATE.finditer(text)]
    return sorted(found)


def _is_inside(offset: int, scalars: list[tuple[int, int]], starts: list[int]) -> bool:
    at = bisect_right(starts, offset) - 1
    return at >= 0 and offset < scalars[at][1]


def _scalars(source: SourceText) -> list[tuple[int, int]]:
    """The spans of all scalars with a hash sign in them, without the heads of blocks; in order.

    A document that cannot be parsed, a template say, has none.
    """
    found: list[tuple[int, int]] = []
    text = source.text
    for node in every_node(read_documents(source, frozenset(), parse_all=True).roots):
        if isinstance(node, Scalar) and "#" in text[node.start : node.end]:
            head = _HEAD.match(text, node.start, node.end)
            found.append((node.start if head is None else head.end(), node.end))
    return sorted(found)
