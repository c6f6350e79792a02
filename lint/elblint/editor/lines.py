"""The place of a cursor in text that is being typed: by indentation alone, for such text can seldom be parsed."""

from __future__ import annotations

import re
from typing import NamedTuple

_HEAD = re.compile(r"([ \t]*)((?:-[ \t]+)*)")
_KEY = re.compile(
    r"""(?P<quote>["']?)(?P<key>[^"'\s#&*!|>%@`{\[,][^"'#]*?)(?P=quote)[ \t]*:(?P<after>[ \t]+|\Z)"""
)
_NOTHING = re.compile(r"[ \t]*(#.*)?\Z")
_OPENS = re.compile(r"(?:&\S+[ \t]*)?(?:[|>][^#]*)?(?:#.*)?\Z")
_KIND = re.compile(r"""^([ \t]*(?:-[ \t]+)?)["']?kind["']?[ \t]*:[ \t]*["']?([A-Za-z]+)""", re.M)
_MOST_LINES = 5_000


class LineContext(NamedTuple):
    """The place of a cursor.

    ``path`` are the keys above the line, ``[]`` for a list. ``key`` is the key on the line if the cursor stands in
    its value, else None. ``typed`` is what was typed of the key or value, from ``start`` to the cursor; ``end`` is
    where the rest of that word ends. ``siblings`` are the keys beside the line, with the texts of their values.
    """

    path: tuple[str, ...]
    key: str | None
    typed: str
    start: int
    end: int
    kind: str
    siblings: dict[str, str]
    indent: int


def line_context(text: str, offset: int) -> LineContext:
    """Return the place of a 0-based offset."""
    begin = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    before = text[begin:offset]
    head = _HEAD.match(before)
    assert head is not None
    content = before[head.end() :]
    match = _KEY.match(content)
    if match is not None and match["after"]:
        key: str | None = match["key"].strip()
        start = begin + head.end() + match.end()
        end = _line_end(text, offset)
    else:
        key, start, end = None, begin + head.end(), _word_end(text, offset)
    lines = _lines_above(text, begin)
    column = head.end()
    dashes = [len(head[1]) + found.start() for found in re.finditer("-", head[2])]
    path = _path(lines, column, dashes)
    siblings = _siblings(text, begin, column) if not dashes else {}
    return LineContext(path, key, text[start:offset], start, end, _kind(text, offset), siblings, column)


def document_span(text: str, offset: int) -> tuple[int, int]:
    """Return the document that an offset lies in, by its markers."""
    start = text.rfind("\n---", 0, offset)
    end = text.find("\n---", offset)
    return (0 if start < 0 else start + 4), (len(text) if end < 0 else end)


def _line_end(text: str, offset: int) -> int:
    found = re.compile(r"[\r\n]|[ \t]#").search(text, offset)
    return len(text) if found is None else found.start()


def _word_end(text: str, offset: int) -> int:
    found = re.compile(r"""[^\w./-]""").search(text, offset)
    return len(text) if found is None else found.start()


def _lines_above(text: str, begin: int) -> list[str]:
    """Return the lines of the document above one, the nearest first."""
    start, _ = document_span(text, max(begin - 1, 0))
    return list(reversed(text[start:begin].splitlines()[-_MOST_LINES:]))


def _path(lines: list[str], column: int, dashes: list[int]) -> tuple[str, ...]:
    found = ["[]"] * len(dashes)
    in_list = bool(dashes)
    column = dashes[0] if dashes else column
    for line in lines:
        if _NOTHING.match(line):
            continue
        head = _HEAD.match(line)
        assert head is not None
        own = head.end()
        marks = [len(head[1]) + one.start() for one in re.finditer("-", head[2])]
        if own < column or (in_list and own == column):
            # A list may begin right below its key.
            match = _KEY.match(line[own:])
            if match is None or not _OPENS.match(line[own + match.end() :]):
                # Text of several lines, or a value that cannot hold this line.
                break
            found.append(match["key"].strip())
        elif own > column or not marks:
            continue
        column, in_list = own, False
        if marks:
            found += ["[]"] * len(marks)
            column, in_list = marks[0], True
        if column == 0 and not in_list:
            break
    return tuple(reversed(found))


def _siblings(text: str, begin: int, column: int) -> dict[str, str]:
    """Return the entries of the block that a line belongs to, in both directions, without its own."""
    found: dict[str, str] = {}
    start, end = document_span(text, begin)
    above = reversed(text[start:begin].splitlines()[-_MOST_LINES:])
    below = text[begin:end].splitlines()[:_MOST_LINES]
    for number, lines in enumerate((above, below)):
        for at, line in enumerate(lines):
            if _NOTHING.match(line):
                continue
            indent = len(line) - len(line.lstrip(" \t"))
            if number == 1 and at == 0:
                continue
            if indent < column:
                break
            match = _KEY.match(line[indent:]) if indent == column else None
            if match is not None:
                value = line[indent + match.end() :].strip()
                found.setdefault(match["key"].strip(), value.strip("\"'"))
    return found


def _kind(text: str, offset: int) -> str:
    """Return the kind of the object around an offset: of a list's items the nearest one above."""
    start, end = document_span(text, offset)
    found = [*_KIND.finditer(text, start, end)]
    if not found:
        return ""
    if found[0][2].endswith("List") and len(found) > 1:
        before = [one for one in found[1:] if one.start() <= offset]
        return (before[-1] if before else found[1])[2]
    return found[0][2]
