"""Values that stand in an object, as texts for Helm whose places are those in the object's file."""

from __future__ import annotations

import json
from bisect import bisect_right
from functools import partial

from elblint.syntax.nodes import Node, Scalar, Sequence
from elblint.syntax.scalar_offsets import location_inside
from elblint.text.diagnostics import Reason, because
from elblint.text.source import Excerpt, Location, SourceText

_MOST_VALUES, _DEEPEST = 20_000, 200


class TooManyValues(ValueError):
    """Raised for values that take too much room once their aliases are written out."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.name)
        self.reason = reason


def text_of_nodes(source: SourceText, root: Node) -> Excerpt:
    """Return values that stand as nodes in a file: as JSON, with the place of each key and value.

    Raises TooManyValues.
    """
    writer = _Writer()
    writer.write(root)
    return Excerpt(
        source.path, "".join(writer.parts), partial(_piece, source, writer.starts, writer.nodes, root)
    )


class _Writer:
    """Writes nodes as JSON, and remembers where each scalar begins."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.starts: list[int] = []
        self.nodes: list[Scalar] = []

    def write(self, node: Node, depth: int = 0) -> None:
        if depth > _DEEPEST:
            raise TooManyValues(because("too-many-levels", n=_DEEPEST))
        if isinstance(node, Scalar):
            value = node.value
            if isinstance(value, float) and not abs(value) < float("inf"):
                value = node.text
            self._add(json.dumps(value, ensure_ascii=False), node)
        elif isinstance(node, Sequence):
            self._add("[")
            for number, item in enumerate(node.items):
                self._add(", " if number else "")
                self.write(item, depth + 1)
            self._add("]")
        else:
            self._add("{")
            for number, name in enumerate(node.keys()):
                entry = node.entry(name)
                assert entry is not None
                self._add(", " if number else "")
                self._add(json.dumps(name, ensure_ascii=False), entry[0])
                self._add(": ")
                self.write(entry[1], depth + 1)
            self._add("}")

    def _add(self, text: str, node: Scalar | None = None) -> None:
        if node is not None:
            if len(self.nodes) == _MOST_VALUES:
                raise TooManyValues(because("too-many-values", n=_MOST_VALUES))
            self.starts.append(self.length)
            self.nodes.append(node)
        self.parts.append(text)
        self.length += len(text)


def _piece(
    source: SourceText, starts: list[int], nodes: list[Scalar], root: Node, start: int, _end: int
) -> Location:
    at = bisect_right(starts, start) - 1
    node: Node = nodes[at] if at >= 0 else root
    return source.located(node.start, max(node.end, node.start + 1))


def text_of_scalar(source: SourceText, scalar: Scalar, written: Scalar | None = None) -> Excerpt:
    """Return values that stand as one text in a file.

    ``written`` is the scalar as the file has it, if placeholders in it were replaced since.
    """
    return Excerpt(source.path, scalar.text, partial(_inside, source, scalar, written or scalar))


def _inside(source: SourceText, scalar: Scalar, written: Scalar, start: int, end: int) -> Location:
    if scalar.text == written.text:
        exact = location_inside(source, written, start, end)
        if exact is not None:
            return source.located(exact.start, exact.end)
    elif scalar.text.count("\n") == written.text.count("\n"):
        # Line by line, for a placeholder may be longer or shorter than what replaced it.
        number = scalar.text.count("\n", 0, start)
        column = start - (scalar.text.rfind("\n", 0, start) + 1)
        lines = written.text.split("\n")
        first, last = _in_line(scalar.text.split("\n")[number], lines[number], column, column + end - start)
        at = sum(len(line) + 1 for line in lines[:number])
        exact = location_inside(source, written, at + first, at + last)
        if exact is not None:
            return source.located(exact.start, exact.end)
    return source.located(written.start, written.end)


def _in_line(filled: str, written: str, start: int, end: int) -> tuple[int, int]:
    """Return the columns in a written line of a span of the line that placeholders were replaced in."""
    head = _same(filled, written)
    tail = _same(filled[head:][::-1], written[head:][::-1])
    if end <= head:
        return start, end
    if start >= len(filled) - tail:
        return start + len(written) - len(filled), end + len(written) - len(filled)
    return min(start, head), len(written) - tail


def _same(one: str, other: str) -> int:
    """Return how many characters two texts begin with in common."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
