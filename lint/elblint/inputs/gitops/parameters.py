"""Placeholders of an ApplicationSet's template, and what replaces them."""

from __future__ import annotations

import re
from collections.abc import Mapping as Parameters
from typing import Any

from elblint.syntax.nodes import Mapping, Node, Scalar, Sequence

_PLAIN = re.compile(r"\{\{\s*([\w.\[\]/-]{1,200})\s*\}\}")
_GO = re.compile(r"\{\{-?\s*(?:index\s+)?\.([\w.]{1,200}?)(?:\s+(\d{1,3}))?\s*-?\}\}")
_MOST_VALUES, _DEEPEST = 50_000, 200
_ANY = re.compile(r"\{\{.*?\}\}", re.DOTALL)


class NotKnown(Exception):
    """Raised for a placeholder that files do not tell the value of; the text is the placeholder."""


def flat(values: Any, prefix: str = "") -> dict[str, str]:
    """Return nested parameters by their paths: ``path.basename``, ``path[0]``."""
    found: dict[str, str] = {}
    if isinstance(values, dict):
        for key, value in values.items():
            found.update(flat(value, f"{prefix}.{key}" if prefix else str(key)))
    elif isinstance(values, list):
        for number, value in enumerate(values):
            found.update(flat(value, f"{prefix}[{number}]"))
    elif prefix:
        found[prefix] = _as_text(values)
    return found


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


class Filler:
    """Replaces the placeholders of one set of parameters; ``is_go`` is ``goTemplate``. Raises NotKnown."""

    def __init__(self, parameters: Parameters[str, Any], *, is_go: bool) -> None:
        self.by_path = flat(dict(parameters))
        self.is_go = is_go
        self._left = _MOST_VALUES

    def text(self, written: str) -> str:
        """Return a text with its placeholders replaced."""
        if "{{" not in written:
            return written
        return (self._go if self.is_go else self._plain)(written)

    def _plain(self, written: str) -> str:
        # Argo CD leaves what it does not know as it is: other programs have braces of their own.
        return _PLAIN.sub(lambda found: self.by_path.get(found[1], found[0]), written)

    def _go(self, written: str) -> str:
        def value(found: re.Match[str]) -> str:
            simple = _GO.fullmatch(found[0])
            if simple is None:
                raise NotKnown(found[0])
            known = self.by_path.get(simple[1] if simple[2] is None else f"{simple[1]}[{simple[2]}]")
            if known is None:
                raise NotKnown(found[0])
            return known

        return _ANY.sub(value, written)

    def node(self, node: Node, depth: int = 0) -> Node:
        """Return a node with the placeholders in its texts replaced; all places stay as they are."""
        # Aliases may stand for any number of values, at any depth.
        self._left -= 1
        if self._left < 0 or depth > _DEEPEST:
            raise NotKnown("(more values than elblint reads)")
        if isinstance(node, Scalar):
            filled = self.text(node.text)
            return node if filled == node.text else Filled(node, filled)
        if isinstance(node, Sequence):
            return Sequence(node.start, node.end, [self.node(item, depth + 1) for item in node.items])
        made = Mapping(node.start)
        made.end = node.end
        for name in node.keys():  # noqa: SIM118
            entry = node.entry(name)
            assert entry is not None
            made.entries[self.text(name)] = entry[0], self.node(entry[1], depth + 1)
        return made


class Filled(Scalar):
    """A scalar whose placeholders were replaced; ``written`` is how the file has it."""

    __slots__ = ("written",)

    def __init__(self, written: Scalar, text: str) -> None:
        super().__init__(text, written.start, written.end, plain=False)
        self.written = written


def written_as(scalar: Scalar) -> Scalar:
    """Return a scalar as the file has it."""
    return scalar.written if isinstance(scalar, Filled) else scalar
