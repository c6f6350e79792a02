"""The plain part of YAML, read line by line: block mappings and lists, as tools print and people write them.

Several times faster than building nodes from the parser's events. It never guesses: whatever is not of the plainest
form is left to the parser, a value (a flow collection, a block of text) or the whole document. What it reads it reads
as the parser would, to the last offset; tests hold the two against each other.
"""

from __future__ import annotations

from elblint.syntax.line_classifier import (
    ENTRY,
    ITEM,
    KNOWN_LINES,
    NOTHING,
    OTHER,
    KnownLine,
    known_line,
)
from elblint.syntax.line_values import Block, LineValues, ReadValue
from elblint.syntax.nodes import DuplicateKey, Mapping, Node, Scalar, Sequence, scalar_of
from elblint.system.lazy import lazy_pattern
from elblint.text.limits import limits

_MARKER = lazy_pattern(r"--- *(?:\n|\Z| #[^\n]*(?:\n|\Z))")
_MOST_VALUES = 100_000


def read_block(
    text: str, base: int, on_duplicate_key: DuplicateKey, read_value: ReadValue
) -> list[Node] | None:
    """The one document of ``text``, a mapping, as a node whose offsets start at ``base``; None if it is not plain.

    ``on_duplicate_key`` is called with the first and the repeated key, and only if the document is plain.
    """
    if not text.replace("\n", "").isprintable() or text.count("\n") + text.count(",") > _MOST_VALUES:
        return None
    reader = _Reader(text, base, read_value)
    root = reader.read()
    if root is None:
        return None
    for first, repeated in reader.duplicates:
        on_duplicate_key(first, repeated)
    return [root]


class _Reader:
    def __init__(self, text: str, base: int, read_value: ReadValue) -> None:
        self.text = text
        self.base = base
        self.duplicates: list[tuple[Scalar, Scalar]] = []
        self.values = LineValues(text, base, read_value, self.duplicates)
        self.enclosing: list[tuple[Mapping | Sequence | None, int]] = []

    # One loop for all lines: a call for each would cost more than all else in it.
    def read(self) -> Mapping | None:  # noqa: PLR0915
        text, base = self.text, self.base
        most_levels = limits().depth // 2
        at = 0
        if text.startswith("---\n"):
            at = len("---\n")
        elif text.startswith("---"):
            marker = _MARKER.match(text)
            if marker is None:
                return None
            at = marker.end()
        root: Mapping | None = None
        # The innermost open collection, its column, and the key in it that waits for a value.
        node: Mapping | Sequence | None = None
        top = -1
        waiting: KnownLine | None = None
        waiting_at = 0
        enclosing = self.enclosing
        # Where the next line begins that is not the text of a block.
        following = 0
        known_lines, read_value = KNOWN_LINES.get, self.values.value
        for line in text[at:].split("\n"):
            here = at
            at += len(line) + 1
            if here < following:
                continue
            known = known_lines(line) or known_line(line)
            kind, column, dash, key, name, is_plain, _, value_at, rest, is_simple = known
            if kind is ENTRY:
                if top != column or node.__class__ is not Mapping:
                    offset = base + here + column
                    while top > column or (top == column and node.__class__ is Sequence):
                        if waiting is not None:
                            self.put_nothing(node, waiting, waiting_at)
                            waiting = None
                        node.end = offset  # type: ignore[union-attr]
                        node, top = enclosing.pop()
                if top != column:
                    opened = Mapping(offset)
                    if node is None:
                        if root is not None:
                            return None
                        root = opened
                    elif waiting is None:
                        return None
                    else:
                        self.put(node, waiting, waiting_at, opened)
                    enclosing.append((node, top))
                    node, top, waiting = opened, column, None
                    if len(enclosing) > most_levels:
                        return None
                elif waiting is not None:
                    self.put_nothing(node, waiting, waiting_at)
                    waiting = None
            elif kind is NOTHING:
                continue
            elif kind is OTHER:
                return None
            else:
                offset = base + here + column
                while top > column:
                    if waiting is not None:
                        self.put_nothing(node, waiting, waiting_at)
                        waiting = None
                    node.end = offset  # type: ignore[union-attr]
                    node, top = enclosing.pop()
                if node.__class__ is Mapping:
                    if waiting is None:
                        return None
                    listed = Sequence(offset, offset, [])
                    self.put(node, waiting, waiting_at, listed)
                    enclosing.append((node, top))
                    node, top, waiting = listed, column, None
                elif top != column or node is None:
                    return None
                items = node.items  # type: ignore[union-attr]
                if kind is ITEM:
                    value = read_value(rest, here + value_at, column)
                    if value is None:
                        return None
                    if value.__class__ is Block:
                        value, following = value.node, value.end
                    items.append(value)  # type: ignore[arg-type]
                    continue
                opened = Mapping(base + here + dash)
                items.append(opened)
                enclosing.append((node, top))
                node, top = opened, dash
                column = dash
                if len(enclosing) > most_levels:
                    return None
            key_start = base + here + dash
            if is_simple:
                starts = node.key_starts  # type: ignore[union-attr]
                if starts is not None and name not in node.held:  # type: ignore[union-attr]
                    node.held[name] = rest  # type: ignore[union-attr]
                    starts.append(key_start - node.start)  # type: ignore[union-attr]
                    continue
                value = scalar_of(rest, base + here + value_at)
            elif not rest:
                waiting, waiting_at = known, key_start
                continue
            else:
                value = read_value(rest, here + value_at, column)
                if value is None:
                    return None
                if value.__class__ is Block:
                    value, following = value.node, value.end
            starts = node.key_starts  # type: ignore[union-attr]
            if starts is not None and is_plain and key is name and name not in node.held:  # type: ignore[union-attr]
                node.held[name] = value  # type: ignore[union-attr]
                starts.append(key_start - node.start)  # type: ignore[union-attr]
            else:
                self.put(node, known, key_start, value)  # type: ignore[arg-type]
        while node is not None:
            if waiting is not None:
                self.put_nothing(node, waiting, waiting_at)
                waiting = None
            node.end = base + len(text)
            node, top = enclosing.pop()
        return root

    def put(self, mapping: Mapping | Sequence | None, line: KnownLine, at: int, value: Node) -> None:
        """Add the key of a line, which stands at an offset, with its value."""
        _, _, _, text, name, is_plain, width, _, _, _ = line
        starts = mapping.key_starts  # type: ignore[union-attr]
        if starts is not None and is_plain and text is name and name not in mapping.held:  # type: ignore[union-attr]
            mapping.held[name] = value  # type: ignore[union-attr]
            starts.append(at - mapping.start)  # type: ignore[union-attr]
            return
        entries, key = mapping.entries, Scalar(text, at, at + width, is_plain)  # type: ignore[union-attr]
        if name in entries:
            self.duplicates.append((entries[name][0], key))
        entries[name] = (key, value)

    def put_nothing(self, mapping: Mapping | Sequence | None, line: KnownLine, at: int) -> None:
        """Add the key of a line, which stands at an offset, without a value."""
        end = at + line[6]
        self.put(mapping, line, at, Scalar("", end, end, True))
