"""Nodes as plain data for JSON, and back. What they were written like, and where, is not kept."""

from __future__ import annotations

from elblint.syntax.nodes import Mapping, Node, Scalar, Sequence
from elblint.system.type_names import TypeAlias

NodeData: TypeAlias = "str | list[NodeData] | dict[str, NodeData]"

_PLAIN = ""
"""The key of a mapping that stands for a scalar which is more than its text: a number, a truth value, null."""


def data_of(node: Node) -> NodeData:
    """Return the data of a node. Raises ValueError for merge keys, tags, and keys that are no plain texts."""
    if isinstance(node, Sequence):
        return [data_of(item) for item in node.items]
    if isinstance(node, Scalar):
        if node.tag is not None:
            raise ValueError(f"a scalar with the tag {node.tag}")
        return node.text if node.value == node.text else {_PLAIN: node.text}
    if node.merged or any(key.text != name or not name for name, (key, _) in node.entries.items()):
        raise ValueError("a mapping with merge keys, or with a key that is no plain text")
    return {name: data_of(value) for name, (_, value) in node.entries.items()}


def node_of(data: NodeData) -> Node:
    """Return the node of some data; it stands at the offset 0, and so does all that is in it."""
    if isinstance(data, str):
        return Scalar(data, 0, 0, plain=False)
    if isinstance(data, list):
        return Sequence(0, 0, [node_of(item) for item in data])
    if _PLAIN in data:
        return Scalar(str(data[_PLAIN]), 0, 0, plain=True)
    mapping = Mapping(0)
    mapping.entries = {name: entry_of(name, value) for name, value in data.items()}
    return mapping


def entry_of(name: str, data: NodeData) -> tuple[Scalar, Node]:
    """Return key and value of a mapping's entry."""
    return Scalar(name, 0, 0, plain=False), node_of(data)
