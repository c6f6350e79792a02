"""The objects of Kubernetes that Terraform's resources make, as nodes at their places in the code.

The resources are those of the providers hashicorp/kubernetes (``kubernetes_service_v1``, ``kubernetes_manifest``),
gavinbunney/kubectl and alekc/kubectl (``kubectl_manifest``). Their arguments are the fields of the objects in snake
case; a block that may be repeated is a list.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from elblint.inputs.terraform.expressions import Scope
from elblint.inputs.terraform.hcl import Block
from elblint.inputs.terraform.module import bindings_of
from elblint.inputs.terraform.object_fields import as_texts, field_name, is_whole, list_name, object_kind
from elblint.inputs.terraform.yaml_texts import mappings_in, say_unknown
from elblint.syntax.nodes import Mapping, Scalar, Sequence


class Manifest(NamedTuple):
    """An object of Kubernetes; ``is_whole`` is False if parts of it are known only when Terraform runs."""

    node: Mapping
    is_whole: bool


def manifests_of(block: Block, scope: Scope) -> Iterator[Manifest]:
    """Yield the objects that one instance of a resource makes; none for other resources."""
    written = block.labels[0].text
    if written == "kubernetes_manifest":
        attribute = block.body.attributes.get("manifest")
        node = scope.value(attribute.value) if attribute is not None else None
        if isinstance(node, Mapping):
            yield Manifest(node, is_whole(node) and not scope.is_incomplete)
        elif node is not None:
            say_unknown(node, scope)
    elif written == "kubectl_manifest":
        attribute = block.body.attributes.get("yaml_body")
        if attribute is not None:
            for node in mappings_in(scope.value(attribute.value), scope):
                yield Manifest(node, is_whole(node) and not scope.is_incomplete)
    elif (kind := object_kind(written)) is not None:
        yield _of_blocks(block, scope, kind)


def _of_blocks(block: Block, scope: Scope, kind: tuple[str, str]) -> Manifest:
    node = _fields(block, scope)
    for name, value in zip(("apiVersion", "kind"), kind, strict=True):
        place = block.labels[0]
        node.entries[name] = place, Scalar(value, place.start, place.end, plain=False)
    return Manifest(node, is_whole(node) and not scope.is_incomplete)


def _fields(block: Block, scope: Scope) -> Mapping:
    """Return the fields that the attributes and blocks of a block stand for."""
    found = Mapping(block.start)
    found.end = block.end
    parent = block.type.text if block.type.text != "content" else ""
    for name, attribute in block.body.attributes.items():
        value = scope.value(attribute.value)
        found.entries[field_name(name)] = attribute.name, as_texts(name, value)
    for inner in block.body.blocks:
        name, contents = inner.type.text, [(inner, scope)]
        if name == "dynamic" and inner.labels:
            name = inner.labels[0].text
            contents = list(_generated(inner, scope))
        for content, seen in contents:
            _add(found, parent, name, content, _fields(content, seen))
            scope.is_incomplete |= seen.is_incomplete
    return found


def _add(found: Mapping, parent: str, name: str, block: Block, fields: Mapping) -> None:
    several = list_name(parent, name)
    if several is None:
        found.entries[field_name(name)] = block.type, fields
        return
    listed = found.entries.get(several)
    if listed is None or not isinstance(listed[1], Sequence):
        found.entries[several] = listed = block.type, Sequence(fields.start, fields.end, [])
    assert isinstance(listed[1], Sequence)
    listed[1].items.append(fields)
    listed[1].end = fields.end


def _generated(block: Block, scope: Scope) -> Iterator[tuple[Block, Scope]]:
    """Yield the content of a ``dynamic`` block for each value, with the scope that it sees."""
    iterator = block.body.attributes.get("iterator")
    label = block.labels[0].text
    if iterator is not None:
        written = scope.source.text[iterator.value.meta.start_pos : iterator.value.meta.end_pos]
        label = written if written.isidentifier() else label
    for names in bindings_of(block, scope, label):
        for content in block.body.named("content"):
            yield content, scope.within(names)
