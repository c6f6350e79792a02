"""HCL text to blocks and attributes that know their places. The grammar is that of the package python-hcl2."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from elblint.syntax.nodes import Scalar
from elblint.text.diagnostics import ParseError
from elblint.text.source import SourceText

if TYPE_CHECKING:
    from lark import Token, Tree

    Expression = Tree[Token]

_MOST_BLOCKS = 200


class Attribute(NamedTuple):
    """``name = expression``; the name as a node at its place."""

    name: Scalar
    value: Expression
    source: SourceText


class Block(NamedTuple):
    """``type "label" { ... }`` with its attributes and blocks, in order; offsets are 0-based, the end exclusive."""

    type: Scalar
    labels: tuple[Scalar, ...]
    body: Body
    start: int
    end: int


class Body:
    """Attributes by name, and blocks in their order."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.attributes: dict[str, Attribute] = {}
        self.blocks: list[Block] = []

    def named(self, name: str) -> Iterator[Block]:
        """Yield the blocks of one type."""
        return (block for block in self.blocks if block.type.text == name)


def can_read_hcl() -> bool:
    """Return whether the package that reads HCL is installed."""
    return importlib.util.find_spec("hcl2") is not None


def parse_hcl(source: SourceText) -> Body:
    """Return the blocks and attributes of a text. Raises ParseError at the place of what is no HCL."""
    import hcl2
    from lark.exceptions import UnexpectedInput

    try:
        tree: Expression = hcl2.parses_to_tree(source.text)
    except UnexpectedInput as error:
        at = min(max(error.pos_in_stream or 0, 0), max(len(source.text) - 1, 0))
        raise ParseError("syntax-error", "this is not expected in Terraform's language", at, at + 1) from None
    return _body(trees_in(tree)[0], source, 0)


def trees_in(node: Expression) -> list[Expression]:
    """Return the trees right below one, without those of line breaks and comments."""
    return [one for one in node.children if hasattr(one, "data") and one.data != "new_line_or_comment"]  # type: ignore[misc]


def token_of(node: Expression) -> Token:
    """Return the first token of a tree."""
    while hasattr(node, "data"):
        node = node.children[0]  # type: ignore[assignment]
    return node  # type: ignore[return-value]


def span_of(node: Expression) -> tuple[int, int]:
    """Return the 0-based offsets of a tree, the end exclusive."""
    return node.meta.start_pos, node.meta.end_pos


def _body(tree: Expression, source: SourceText, depth: int) -> Body:
    found = Body(source)
    if depth > _MOST_BLOCKS:
        start, end = span_of(tree)
        raise ParseError("too-deep", f"more than {_MOST_BLOCKS} blocks in one another", start, end)
    for node in trees_in(tree):
        if node.data == "attribute":
            name, value = trees_in(node)[0], trees_in(node)[-1]
            found.attributes[_name(name).text] = Attribute(_name(name), value, source)
        elif node.data == "block":
            *heads, inner = trees_in(node)
            names = [_name(one) for one in heads]
            start, end = span_of(node)
            found.blocks.append(
                Block(names[0], tuple(names[1:]), _body(inner, source, depth + 1), start, end)
            )
    return found


def _name(node: Expression) -> Scalar:
    """Return the name of an attribute, a block or a label; of one in quotes the text between them."""
    if node.data == "string":
        start, end = span_of(node)
        parts = "".join(str(token_of(part)) for part in trees_in(node))
        return Scalar(parts, start, end, plain=False)
    token = token_of(node)
    start = token.start_pos or 0
    return Scalar(str(token), start, start + len(token), plain=True)
