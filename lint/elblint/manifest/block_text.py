"""The plain part of YAML, read line by line: block mappings and lists, as tools print and people write them.

Several times faster than building nodes from the parser's events. It never guesses: whatever is not of the plainest
form is left to the parser, a value (a flow collection, a block of text) or the whole document. What it reads it reads
as the parser would, to the last offset; tests hold the two against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from sys import intern
from typing import TypeAlias

from elblint.manifest.limits import limits
from elblint.manifest.nodes import DuplicateKey, Mapping, Node, Scalar, Sequence, key_of

ReadValue: TypeAlias = "Callable[[str, int, DuplicateKey], Node | None]"
"""Reads one value that is not plain, from a text whose offsets start at a base; None if it is not that simple."""

# Indentation, dash, key, colon and the blanks after it, and the rest of the line.
_LINE = re.compile(
    r"( *)(- +)?"
    r"(?:([A-Za-z0-9_./$][A-Za-z0-9_./$-]{0,200}|\"[^\"\\]{0,200}\"|'[^']{0,200}')(:(?= |\Z) *))?(.*)"
)
_MARKER = re.compile(r"--- *(?:\n|\Z| #[^\n]*(?:\n|\Z))")
_FLOW_SCALAR = re.compile(
    r"\"[^\"\\]*\"(?= *[,:\]}])|'[^']*'(?= *[,:\]}])"
    r"|[^\x00-#%-\x2d:-@\[-^`{-\u00a0](?:[^,\[\]{}:#\"?]*[^,\[\]{}:#\"? ])?"
)
_MOST_FLOWS = 20
_BLOCK = re.compile(r"[|>][+-]?(?: +#.*)? *\Z")
_PLAIN_START = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./$(+~=<;^")
# What a line can be: an entry of a mapping, an item of a list that is one, any other item, nothing, anything else.
_ENTRY, _ITEM_ENTRY, _ITEM, _NOTHING, _OTHER = range(5)
_KnownLine: TypeAlias = "tuple[int, int, int, str, str, bool, int, int, str, bool]"
"""What a line is; its column; that of its key or item; the key's text, what Kubernetes makes of it, whether it is
plain, its width as written; the column of the value, the value as written, whether it is a plain one."""
# Manifests repeat many of their lines, which are looked at once. Equal keys and values share one text.
_LINES: dict[str, _KnownLine] = {}
_MOST_LINES = 5_000
_LONG_LINE = 100
_MOST_VALUES = 100_000
# With these a value is not plain: anchors, aliases, tags, directives, and what YAML reserves.
_INDICATORS = frozenset("&*!%@`,?:]}#")


def _known_line(line: str) -> _KnownLine:
    """What a line is, remembered if it is short."""
    match = _LINE.match(line)
    assert match is not None
    indent, dash, written, colon, rest = match.groups("")
    column, here = len(indent), match.end(2) if dash else len(indent)
    if not written:
        is_nothing = not dash and (not rest or rest[0] == "#")
        sort = _ITEM if dash else _NOTHING if is_nothing else _OTHER
        known = sort, column, here, "", "", False, 0, here, rest, False
    else:
        plain = written[0] not in "\"'"
        key = written if plain else written[1:-1]
        if rest.startswith("#"):
            rest = ""
        is_simple = (
            rest != ""
            and rest[0] in _PLAIN_START
            and " #" not in rest
            and ": " not in rest
            and rest[-1] not in ": "
        )
        known = (
            _ITEM_ENTRY if dash else _ENTRY, column, here, intern(key), intern(key_of(Scalar(key, 0, 0, plain))),
            plain, len(written), here + len(written) + len(colon), rest, is_simple,
        )  # fmt: skip
    if len(line) < _LONG_LINE:
        if len(_LINES) >= _MOST_LINES:
            _LINES.clear()
        _LINES[line] = known
    return known


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
        self.enclosing: list[tuple[Mapping | Sequence | None, int]] = []

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
        # The innermost open collection, its column, and the key in it that waits for a value.
        node: Mapping | Sequence | None = None
        top = -1
        waiting: Scalar | None = None
        waiting_name = ""
        enclosing = self.enclosing
        # Where the next line begins that is not the text of a block.
        following = 0
        scalar, known_lines = Scalar, _LINES.get
        for line in text[at:].split("\n"):
            here = at
            at += len(line) + 1
            if here < following:
                continue
            sort, column, dash, key, name, is_plain, width, value_at, rest, is_simple = known_lines(
                line
            ) or _known_line(line)
            if sort is _ENTRY:
                if top != column or node.__class__ is not Mapping:
                    offset = base + here + column
                    while top > column or (top == column and node.__class__ is Sequence):
                        node, top, waiting = self.close(node, waiting, waiting_name, offset)
                    if top == column:
                        if waiting is not None:
                            self.put(node, waiting, waiting_name, _nothing(waiting))
                            waiting = None
                    else:
                        opened = Mapping(offset)
                        if node is None:
                            if root is not None:
                                return None
                            root = opened
                        elif waiting is None:
                            return None
                        else:
                            self.put(node, waiting, waiting_name, opened)
                        enclosing.append((node, top))
                        node, top, waiting = opened, column, None
                        if len(enclosing) > most_levels:
                            return None
                elif waiting is not None:
                    self.put(node, waiting, waiting_name, _nothing(waiting))
                    waiting = None
            elif sort is _NOTHING:
                continue
            elif sort is _OTHER:
                return None
            else:
                offset = base + here + column
                while top > column:
                    node, top, waiting = self.close(node, waiting, waiting_name, offset)
                if node.__class__ is Mapping:
                    if waiting is None:
                        return None
                    listed = Sequence(offset, offset, [])
                    self.put(node, waiting, waiting_name, listed)
                    enclosing.append((node, top))
                    node, top, waiting = listed, column, None
                elif top != column or node is None:
                    return None
                items = node.items  # type: ignore[union-attr]
                if sort is _ITEM:
                    value = self.value(rest, here + value_at, column)
                    if value is None:
                        return None
                    if value.__class__ is _Block:
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
            start = base + here + dash
            mine = scalar(key, start, start + width, is_plain)
            if is_simple:
                start = base + here + value_at
                value = scalar(rest, start, start + len(rest), True)
            elif not rest:
                waiting, waiting_name = mine, name
                continue
            else:
                value = self.value(rest, here + value_at, column)
                if value is None:
                    return None
                if value.__class__ is _Block:
                    value, following = value.node, value.end
            entries = node.entries  # type: ignore[union-attr]
            if name in entries:
                self.duplicates.append((entries[name][0], mine))
            entries[name] = (mine, value)  # type: ignore[assignment]
        while node is not None:
            node, top, waiting = self.close(node, waiting, waiting_name, base + len(text))
        return root

    def close(
        self, node: Mapping | Sequence | None, waiting: Scalar | None, name: str, end: int
    ) -> tuple[Mapping | Sequence | None, int, None]:
        """Close the innermost collection, whose last key may still wait for a value; the one around it."""
        if waiting is not None:
            self.put(node, waiting, name, _nothing(waiting))
        assert node is not None
        node.end = end
        return *self.enclosing.pop(), None

    def put(self, mapping: Mapping | Sequence | None, key: Scalar, name: str, value: Node) -> None:
        """Give a waiting key its value."""
        entries = mapping.entries  # type: ignore[union-attr]
        if name in entries:
            self.duplicates.append((entries[name][0], key))
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
    listed = lines[:-1].split("\n")
    first = listed[0]
    if not lines.endswith("\n") or not first.strip(" "):
        return None
    indent = first[: len(first) - len(first.lstrip(" "))]
    width = len(indent)
    content = []
    for line in listed:
        if not line.startswith(indent) and line.strip(" "):
            return None
        content.append(line[width:])
    breaks = 1
    while not content[-1]:
        content.pop()
        breaks += 1
    if head[0] == ">":
        # In folded text, lines that are indented further have rules of their own.
        if any(line[:1] == " " for line in content):
            return None
        text = _folded(content)
    else:
        text = "\n".join(content)
    chomping = head[1:2]
    return text if chomping == "-" else text + "\n" * (breaks if chomping == "+" else 1)


def _folded(lines: list[str]) -> str:
    """The lines of a folded text: joined by a space, but for blank lines, each of which is a line break."""
    if "" not in lines:
        return " ".join(lines)
    text = lines[0]
    breaks = 0
    for line in lines[1:]:
        if not line:
            breaks += 1
            continue
        text += "\n" * breaks + line if breaks else f" {line}"
        breaks = 0
    return text


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
