"""Ingress controllers and gateways that people run beside CCE's own, read from the data file when somebody asks."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from elblint.syntax.nodes import Mapping, Node, Scalar, child, items
from elblint.system.package_data import CONTROLLERS, built_in_rules


class Controller(NamedTuple):
    """One controller; the fields are those of the data file, which explains them."""

    name: str
    source: str = ""
    images: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    classes: frozenset[str] = frozenset()
    controllers: frozenset[str] = frozenset()
    routes: frozenset[str] = frozenset()
    class_options: frozenset[str] = frozenset()
    controller_options: frozenset[str] = frozenset()
    publish_options: frozenset[str] = frozenset()
    class_words: tuple[str, ...] = ()
    annotation_words: tuple[str, ...] = ()


@cache
def known_controllers() -> tuple[Controller, ...]:
    """Return the controllers in the file's order. Raises RuleError if the file is missing."""
    from elblint.syntax.yaml_parser import parse_yaml

    (root,) = parse_yaml(_written(), 0, lambda first, repeated: None)
    assert isinstance(root, Mapping)
    return tuple(_controller(name, entry) for name, (_, entry) in root.entries.items())


@cache
def _written() -> str:
    with open(os.path.join(built_in_rules(), CONTROLLERS), encoding="utf-8") as file:
        return file.read()


def may_name_a_controller(label: str) -> bool:
    """Return whether the value of a label may be a known controller's; a quick test, before the file is parsed."""
    return bool(label) and f" {label}" in _written()


def _controller(name: str, entry: Node) -> Controller:
    def names(field: str) -> frozenset[str]:
        return frozenset(_texts(child(entry, field)))

    labels = child(entry, "labels")
    return Controller(
        name,
        source=_text(child(entry, "source")),
        images=_texts(child(entry, "images")),
        labels=tuple((key, _text(child(labels, key))) for key in _keys(labels)),
        classes=names("classes"),
        controllers=names("controllers"),
        routes=names("routes"),
        class_options=names("class-options"),
        controller_options=names("controller-options"),
        publish_options=names("publish-options"),
        class_words=_texts(child(entry, "class-words")),
        annotation_words=_texts(child(entry, "annotation-words")),
    )


def _texts(listed: Node | None) -> tuple[str, ...]:
    return tuple(map(_text, items(listed)))


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""


def _keys(node: Node | None) -> Iterable[str]:
    return node.keys() if isinstance(node, Mapping) else ()
