"""The values that stand on a line of block YAML, or begin there: quoted texts, flow collections, blocks of text."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from sys import intern

from elblint.syntax.nodes import DuplicateKey, Mapping, Node, Scalar, Sequence, key_of, scalar_of
from elblint.syntax.scalars import canonical_key
from elblint.system.lazy import lazy_pattern
from elblint.system.type_names import TypeAlias

ReadValue: TypeAlias = "Callable[[str, int, DuplicateKey], Node | None]"
"""Reads one value that is not plain, from a text whose offsets start at a base; None if it is not that simple."""

_SCALAR = (
    r"\"[^\"\\]*\"(?= *[,:\]}])|'[^']*'(?= *[,:\]}])"
    r"|[^\x00-#%-\x2d:-@\[-^`{-\u00a0](?:[^,\[\]{}:#\"?]*[^,\[\]{}:#\"? ])?"
)
_FLOW_SCALAR = lazy_pattern(_SCALAR)
_FLOW_LIST = lazy_pattern(rf"\[(?:(?:{_SCALAR}), )*(?:{_SCALAR})\]\Z")
_FLOW_ENTRY = rf"[A-Za-z_][A-Za-z0-9_./-]*: (?:{_SCALAR})"
_FLOW_MAPPING = lazy_pattern(rf"\{{(?:{_FLOW_ENTRY}, )*{_FLOW_ENTRY}\}}\Z")
_MOST_FLOWS = 20
_BLOCK = lazy_pattern(r"[|>][+-]?(?: +#.*)? *\Z")
# With these a value is not plain: anchors, aliases, tags, directives, and what YAML reserves.
_INDICATORS = frozenset("&*!%@`,?:]}#")


@cache
def _dedent(column: int) -> re.Pattern[str]:
    """Return a pattern for the end of a block below a key at a column: a line that is not indented further."""
    return re.compile(rf"\n {{0,{column}}}[^ \n]")


class LineValues:
    """Reads the values of one text, whose offsets start at a base.

    ``duplicates`` takes the first and the repeated key of those that flow collections have twice.
    """

    def __init__(
        self, text: str, base: int, read_value: ReadValue, duplicates: list[tuple[Scalar, Scalar]]
    ) -> None:
        self.text = text
        self.base = base
        self.read_value = read_value
        self.duplicates = duplicates

    def value(self, rest: str, at: int, column: int) -> Node | Block | None:
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
            return self._flow(rest, start) or self.read_value(rest, start, self._repeated)
        if first in "|>":
            return self._block(rest, at, column)
        if first in _INDICATORS or (first == "-" and rest[1:2] in {"", " "}):
            return None
        cut = rest.find(" #")
        if cut >= 0:
            rest = rest[:cut]
        rest = rest.rstrip(" ")
        if ": " in rest or rest[-1] == ":":
            return None
        return Scalar(rest, start, start + len(rest), True)

    def _repeated(self, first: Scalar, again: Scalar) -> None:
        self.duplicates.append((first, again))

    def _flow(self, rest: str, start: int) -> Node | None:
        """A flow collection, if that is all of ``rest`` and of the plainest form; ``start`` is its offset."""
        if _FLOW_LIST.match(rest):
            listed: list[Node] = [
                scalar_of(one[0], start + one.start()) for one in _FLOW_SCALAR.finditer(rest, 1)
            ]
            return Sequence(start, start + len(rest), listed)
        if _FLOW_MAPPING.match(rest) and (mapping := _flow_mapping(rest, start)) is not None:
            return mapping
        found = self._flow_node(rest, 0, start, 0)
        return found[0] if found is not None and found[1] == len(rest) else None

    def _flow_node(self, rest: str, at: int, start: int, depth: int) -> tuple[Node, int] | None:
        """The value at an offset of a line that begins at ``start``, and where it ends."""
        first = rest[at : at + 1]
        if first not in {"{", "["}:
            match = _FLOW_SCALAR.match(rest, at)
            return None if match is None else (scalar_of(match[0], start + at), match.end())
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
                    key = scalar_of(match[0], start + at)
                    at = _past_blanks(rest, match.end() + 1)
                found = self._flow_node(rest, at, start, depth + 1)
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

    def _block(self, rest: str, at: int, column: int) -> Block | None:
        """The block of text whose head stands at an offset, below a key or dash in a column."""
        if _BLOCK.match(rest) is None:
            return None
        found = _dedent(column).search(self.text, at + len(rest))
        end = len(self.text) if found is None else found.start() + 1
        content = _block_content(self.text[at + len(rest) + 1 : end], rest)
        if content is not None:
            return Block(Scalar(content, self.base + at, self.base + end, False), end)
        node = self.read_value(self.text[at:end], self.base + at, self._repeated)
        return None if node is None else Block(node, end)


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


class Block:
    """A block of text, and where the lines after it begin."""

    __slots__ = ("end", "node")

    def __init__(self, node: Node, end: int) -> None:
        self.node = node
        self.end = end


def _past_blanks(rest: str, at: int) -> int:
    while rest.startswith(" ", at):
        at += 1
    return at


def _flow_mapping(rest: str, start: int) -> Mapping | None:
    """The mapping that a line of ``_FLOW_MAPPING`` is; None if Kubernetes sees other keys, or one of them twice."""
    mapping = Mapping(start)
    mapping.end = start + len(rest)
    held, starts = mapping.held, mapping.key_starts
    assert starts is not None
    found = _FLOW_SCALAR.finditer(rest, 1)
    for key, value in zip(found, found, strict=True):
        name = intern(key[0])
        if name in held or canonical_key(name) != name:
            return None
        held[name] = value[0]
        starts.append(key.start())
    return mapping
