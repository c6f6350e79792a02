"""Values that other objects of a document share with its Secrets, by aliases and merge keys."""

from __future__ import annotations

from elblint.syntax.nodes import Mapping, Node, Scalar, Sequence

WITHHELD = "***"
"""Text that stands for a value which is not shown; rules take it for a placeholder, whose value is unknown."""


def withhold_shared(objects: list[tuple[Mapping, str]], text: str) -> None:
    """Let objects have asterisks for what they share with a Secret of their document.

    ``objects`` are nodes of ``text`` with their kinds. Mappings of a Secret that they merge in are left out, and so
    are keys that are aliases. Nothing changes in the Secrets themselves.
    """
    secrets = [(node.start, node.end) for node, kind in objects if kind == "Secret"]
    if not secrets or len(secrets) == len(objects):
        return

    def is_shared(node: Node) -> bool:
        return any(start <= node.start < end for start, end in secrets)

    seen: set[int] = set()
    pending: list[Node] = [node for node, kind in objects if kind != "Secret"]
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Mapping):
            node.merged = [layer for layer in node.merged if not is_shared(layer)]
            pending += node.merged
            for name, (key, value) in list(node.entries.items()):
                if text.startswith("*", key.start):
                    del node.entries[name]
                elif is_shared(value):
                    node.entries[name] = key, Scalar(WITHHELD, key.start, key.end, plain=False)
                else:
                    pending.append(value)
        elif isinstance(node, Sequence):
            node.items = [
                Scalar(WITHHELD, node.start, node.start + 1, plain=False) if is_shared(item) else item
                for item in node.items
            ]
            pending += node.items
