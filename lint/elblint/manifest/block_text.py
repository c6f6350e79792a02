"""The plain part of YAML, read line by line: block mappings and lists, as tools print and people write them.

Several times faster than building nodes from the parser's events. It never guesses: whatever is not of the plainest
form is left to the parser, a value (a flow collection, a block of text) or the whole document. What it reads it reads
as the parser would, to the last offset; tests hold the two against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TypeAlias

from elblint.manifest.limits import limits
from elblint.manifest.nodes import DuplicateKey, Mapping, Node, Scalar, Sequence, key_of

ReadValue: TypeAlias = "Callable[[str, int, DuplicateKey], Node | None]"
"""Reads one value that is not plain, from a text whose offsets start at a base; None if it is not that simple."""

# Indentation, dash, key, colon and the blanks after it, and the rest of the line.
_LINE = re.compile(
    r"( *)(- +)?"
    r"(?:([A-Za-z0-9_./$][A-Za-z0-9_./$-]{0,200}|\"[^\"\\\n]{0,200}\"|'[^'\n]{0,200}')(:(?=[ \n]|\Z) *))?"
    r"([^\n]*)(?:\n|\Z)"
)
_MARKER = re.compile(r"--- *(?:\n|\Z| #[^\n]*(?:\n|\Z))")
_FLOW_SCALAR = re.compile(
    r"\"[^\"\\]*\"(?= *[,:\]}])|'[^']*'(?= *[,:\]}])"
    r"|[A-Za-z0-9_./$\u00a1-\U0010ffff](?:[^,\[\]{}:#\"?]*[^,\[\]{}:#\"? ])?"
)
_MOST_FLOWS = 20
_BLOCK = re.compile(r"[|>][+-]?(?: +#.*)? *\Z")
_PLAIN_START = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./$(+~=<;^")
# Keys as they are written, with their quotes: their text, what Kubernetes makes of it, whether they are plain.
# Equal keys of a run share one text, for there may be a million.
_KEYS: dict[str, tuple[str, str, bool]] = {}
_MOST_KEYS = 10_000
_MOST_VALUES = 100_000
# With these a value is not plain: anchors, aliases, tags, directives, and what YAML reserves.
_INDICATORS = frozenset("&*!%@`,?:]}#")


@cache
def _dedent(column: int) -> re.Pattern[str]:
    """What ends a block of text below a key at a column: a line that is not indented further."""
    return re.compile(rf"\n {{0,{column}}}[^ \n]")


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
        self.read_value = read_value
        self.duplicates: list[tuple[Scalar, Scalar]] = []

    # One loop for all lines: a call for each would cost more than all else in it.
    def read(self) -> Mapping | None:  # noqa: PLR0915
        text, base = self.text, self.base
        most_levels = limits().depth // 2
        at = 0
        if text.startswith("---"):
            marker = _MARKER.match(text)
            if marker is None:
                return None
            at = marker.end()
        root: Mapping | None = None
        # The open collections, the columns that they stand in, and the keys that wait for a value.
        columns: list[int] = []
        nodes: list[Mapping | Sequence] = []
        keys: list[Scalar | None] = []
        # Where the next line begins; what stands in front of that is the text of a block.
        following = at
        for indent, dash, key, colon, rest in _LINE.findall(text, at):
            column = len(indent)
            offset = base + at + column
            here = at + column + len(dash)
            skipped = at < following
            at = here + len(key) + len(colon) + len(rest) + 1
            if skipped:
                continue
            following = at
            if not key and not dash:
                if rest and rest[0] != "#":
                    return None
                continue
            if dash:
                while columns and columns[-1] > column:
                    self.close(columns, nodes, keys, offset)
                if not columns:
                    return None
                parent = nodes[-1]
                if parent.__class__ is Mapping:
                    if keys[-1] is None:
                        return None
                    opened = Sequence(offset, offset, [])
                    self.put(parent, keys, opened)
                    nodes.append(opened)
                    columns.append(column)
                    keys.append(None)
                    items = opened.items
                elif columns[-1] != column:
                    return None
                else:
                    items = parent.items  # type: ignore[union-attr]
                if not key:
                    value = self.value(rest, here, column)
                    if value is None:
                        return None
                    if value.__class__ is _Block:
                        value, following = value.node, value.end
                    items.append(value)  # type: ignore[arg-type]
                    continue
                column += len(dash)
                mapping = Mapping(base + here)
                items.append(mapping)
                nodes.append(mapping)
                columns.append(column)
                keys.append(None)
                if len(columns) > most_levels:
                    return None
            else:
                while columns and (
                    columns[-1] > column or (columns[-1] == column and nodes[-1].__class__ is Sequence)
                ):
                    self.close(columns, nodes, keys, offset)
                if columns and columns[-1] == column:
                    mapping = nodes[-1]  # type: ignore[assignment]
                    waiting = keys[-1]
                    if waiting is not None:
                        self.put(mapping, keys, _nothing(waiting))
                else:
                    mapping = Mapping(offset)
                    if columns:
                        if keys[-1] is None:
                            return None
                        self.put(nodes[-1], keys, mapping)
                    elif root is None:
                        root = mapping
                    else:
                        return None
                    nodes.append(mapping)
                    columns.append(column)
                    keys.append(None)
                    if len(columns) > most_levels:
                        return None
            start = base + here
            end = start + len(key)
            known = _KEYS.get(key)
            if known is None:
                plain = key[0] not in "\"'"
                inner = key if plain else key[1:-1]
                known = inner, key_of(Scalar(inner, 0, 0, plain)), plain
                if len(_KEYS) < _MOST_KEYS:
                    _KEYS[key] = known
            name = Scalar(known[0], start, end, known[2])
            if not rest:
                keys[-1] = name
                continue
            if rest[0] in _PLAIN_START and " #" not in rest and ": " not in rest and rest[-1] not in ": ":
                start = end + len(colon)
                value = Scalar(rest, start, start + len(rest), True)
            else:
                keys[-1] = name
                value = self.value(rest, here + len(key) + len(colon), column)
                if value is None:
                    if rest[0] == "#" and len(colon) > 1:
                        continue
                    return None
                if value.__class__ is _Block:
                    value, following = value.node, value.end
                keys[-1] = None
            entries = mapping.entries
            canonical = known[1]
            if canonical in entries:
                self.duplicates.append((entries[canonical][0], name))
            entries[canonical] = (name, value)  # type: ignore[assignment]
        while columns:
            self.close(columns, nodes, keys, base + len(text))
        return root

    def close(
        self, columns: list[int], nodes: list[Mapping | Sequence], keys: list[Scalar | None], end: int
    ) -> None:
        """Close the innermost collection, whose last key may still wait for a value."""
        waiting = keys[-1]
        if waiting is not None:
            self.put(nodes[-1], keys, _nothing(waiting))
        keys.pop()
        columns.pop()
        nodes.pop().end = end

    def put(self, mapping: Mapping | Sequence, keys: list[Scalar | None], value: Node) -> None:
        """Give the waiting key its value."""
        key = keys[-1]
        keys[-1] = None
        assert key is not None
        entries = mapping.entries  # type: ignore[union-attr]
        name = key_of(key)
        before = entries.get(name)
        if before is not None:
            self.duplicates.append((before[0], key))
        entries[name] = (key, value)

    def value(self, rest: str, at: int, column: int) -> Node | _Block | None:
        """The value that the rest of a line is, or begins; None if it is not plain."""
        first = rest[0] if rest else "#"
        start = self.base + at
        if first in "\"'":
            close = rest.find(first, 1)
            after = rest[close + 1 :].strip(" ")
            if close < 0 or (after and (after[0] != "#" or rest[close + 1] != " ")):
                return None
            inner = rest[1:close]
            if first == '"' and "\\" in inner:
                return None
            return Scalar(inner, start, start + close + 1, False)
        if first in "{[":
            if rest == "{}":
                node = Mapping(start)
                node.end = start + 2
                return node
            if rest == "[]":
                return Sequence(start, start + 2, [])
            return self.flow(rest, start) or self.read_value(rest, start, self.repeated)
        if first in "|>":
            return self.block(rest, at, column)
        if first in _INDICATORS or (first == "-" and rest[1:2] in {"", " "}):
            return None
        cut = rest.find(" #")
        if cut >= 0:
            rest = rest[:cut]
        rest = rest.rstrip(" ")
        if ": " in rest or rest[-1] == ":":
            return None
        return Scalar(rest, start, start + len(rest), True)

    def repeated(self, first: Scalar, again: Scalar) -> None:
        self.duplicates.append((first, again))

    def flow(self, rest: str, start: int) -> Node | None:
        """A flow collection, if that is all of ``rest`` and of the plainest form; ``start`` is its offset."""
        found = self.flow_node(rest, 0, start, 0)
        return found[0] if found is not None and found[1] == len(rest) else None

    def flow_node(self, rest: str, at: int, start: int, depth: int) -> tuple[Node, int] | None:
        """The value at an offset of a line that begins at ``start``, and where it ends."""
        first = rest[at : at + 1]
        if first not in {"{", "["}:
            match = _FLOW_SCALAR.match(rest, at)
            return None if match is None else (_flow_scalar(match[0], start + at), match.end())
        if depth > _MOST_FLOWS:
            return None
        is_mapping = first == "{"
        close = "}" if is_mapping else "]"
        mapping = Mapping(start + at)
        items: list[Node] = []
        at = _past_blanks(rest, at + 1)
        if rest.startswith(close, at):
            at += 1
        else:
            while True:
                if is_mapping:
                    match = _FLOW_SCALAR.match(rest, at)
                    if match is None or not rest.startswith(": ", match.end()):
                        return None
                    key = _flow_scalar(match[0], start + at)
                    at = _past_blanks(rest, match.end() + 1)
                found = self.flow_node(rest, at, start, depth + 1)
                if found is None:
                    return None
                value, at = found
                if is_mapping:
                    name = key_of(key)
                    if name in mapping.entries:
                        self.duplicates.append((mapping.entries[name][0], key))
                    mapping.entries[name] = (key, value)
                else:
                    items.append(value)
                at = _past_blanks(rest, at)
                after = rest[at : at + 1]
                at += 1
                if after == close:
                    break
                if after != ",":
                    return None
                at = _past_blanks(rest, at)
        if is_mapping:
            mapping.end = start + at
            return mapping, at
        return Sequence(mapping.start, start + at, items), at

    def block(self, rest: str, at: int, column: int) -> _Block | None:
        """The block of text whose head stands at an offset, below a key or dash in a column."""
        if _BLOCK.match(rest) is None:
            return None
        found = _dedent(column).search(self.text, at + len(rest))
        end = len(self.text) if found is None else found.start() + 1
        content = _block_content(self.text[at + len(rest) + 1 : end], rest)
        if content is not None:
            return _Block(Scalar(content, self.base + at, self.base + end, False), end)
        node = self.read_value(self.text[at:end], self.base + at, self.repeated)
        return None if node is None else _Block(node, end)


def _block_content(lines: str, head: str) -> str | None:
    """The text of a block, by its lines and its head; None if it is not of the plainest form."""
    if not lines.endswith("\n") or lines.startswith((" \n", "\n")) or head[1:2] == "+":
        return None
    listed = lines[:-1].split("\n")
    first = listed[0]
    indent = first[: len(first) - len(first.lstrip(" "))]
    width = len(indent)
    is_folded = head[0] == ">"
    content = []
    for line in listed:
        # Blank lines, and in folded text lines that are indented further, have rules of their own.
        is_deeper = line[width : width + 1] == " "
        if not line.startswith(indent) or not line.strip(" ") or (is_folded and is_deeper):
            return None
        content.append(line[width:])
    text = (" " if is_folded else "\n").join(content)
    return text if head[1:2] == "-" else text + "\n"


class _Block:
    """A block of text, and where the lines after it begin."""

    __slots__ = ("end", "node")

    def __init__(self, node: Node, end: int) -> None:
        self.node = node
        self.end = end


def _past_blanks(rest: str, at: int) -> int:
    while rest.startswith(" ", at):
        at += 1
    return at


def _flow_scalar(written: str, start: int) -> Scalar:
    if written[0] in "\"'":
        return Scalar(written[1:-1], start, start + len(written), False)
    return Scalar(written, start, start + len(written), True)


def _nothing(key: Scalar) -> Scalar:
    """The value of a key that has none."""
    return Scalar("", key.end, key.end, True)
