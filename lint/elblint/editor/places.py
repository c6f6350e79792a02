"""The node of a parsed text that a cursor stands on, and the field of the JSON inside its value."""

from __future__ import annotations

from typing import NamedTuple

from elblint.syntax.documents import objects_in, read_documents
from elblint.syntax.json_parser import parse_json
from elblint.syntax.nodes import Mapping, Node, Scalar, Sequence
from elblint.syntax.scalar_offsets import location_inside
from elblint.text.diagnostics import ParseError
from elblint.text.source import SourceText

Path = tuple["str | int", ...]
_DEEPEST = 200


class Place(NamedTuple):
    """A key or a value at an offset. ``root`` is the document, ``path`` leads to the entry from there."""

    root: Mapping
    path: Path
    node: Scalar
    is_key: bool
    value: Node


class JsonPlace(NamedTuple):
    """A key or value of the JSON in a scalar: its path (``[]`` for any element), and its span in the source."""

    path: tuple[str, ...]
    start: int
    end: int


def roots_of(source: SourceText) -> list[Mapping]:
    """Return the documents of a text that are mappings, as far as it can be parsed."""
    found = read_documents(source, frozenset(), parse_all=True)
    return [root for root in found.roots if isinstance(root, Mapping)]


def objects_of(source: SourceText) -> list[tuple[Mapping, str]]:
    """Return the objects of a text, each with its kind; the items of a list one by one."""
    return [found for root in roots_of(source) for found in objects_in(root)]


def place_at(source: SourceText, offset: int) -> Place | None:
    """Return what stands at an offset; None for blanks, comments and what cannot be parsed."""
    for root in roots_of(source):
        # What anchors and merge keys lead to lies elsewhere.
        if root.start <= offset <= root.end:
            return _inside(root, root, (), offset)
    return None


def _inside(root: Mapping, node: Node, path: Path, offset: int) -> Place | None:
    if len(path) > _DEEPEST:
        return None
    if isinstance(node, Mapping):
        for name, (key, value) in node.entries.items():
            if key.start <= offset <= key.end:
                return Place(root, (*path, name), key, is_key=True, value=value)
            if value.start <= offset <= value.end:
                if isinstance(value, Scalar):
                    return Place(root, (*path, name), value, is_key=False, value=value)
                return _inside(root, value, (*path, name), offset)
    elif isinstance(node, Sequence):
        for number, item in enumerate(node.items):
            if item.start <= offset <= item.end:
                if isinstance(item, Scalar):
                    return Place(root, (*path, number), item, is_key=False, value=item)
                return _inside(root, item, (*path, number), offset)
    return None


def json_place_at(source: SourceText, scalar: Scalar, offset: int) -> JsonPlace | None:
    """Return the innermost key or value of the JSON in a scalar that stands at an offset of the source."""
    try:
        roots = parse_json(scalar.text, 0, lambda first, again: None)
    except ParseError:
        return None
    pending: list[tuple[tuple[str, ...], Node]] = [((), root) for root in roots]
    while pending:
        path, node = pending.pop()
        inner: list[tuple[tuple[str, ...], Scalar | None, Node]] = []
        if isinstance(node, Mapping):
            inner = [((*path, name), key, value) for name, (key, value) in node.entries.items()]
        elif isinstance(node, Sequence):
            inner = [((*path, "[]"), None, item) for item in node.items]
        for child_path, key, value in inner:
            for one in (key, value):
                if not isinstance(one, Scalar):
                    continue
                here = location_inside(source, scalar, one.start, max(one.end, one.start + 1))
                if here is not None and here.start <= offset <= here.end:
                    return JsonPlace(child_path, here.start, here.end)
            pending.append((child_path, value))
    return None
