"""Values of charts in Terraform's code: those of a ``helm_release``, and of an add-on of CCE."""

from __future__ import annotations

from collections.abc import Iterator

from elblint.inputs.terraform.expressions import Scope
from elblint.inputs.terraform.hcl import Block
from elblint.inputs.terraform.module import attributes_of
from elblint.inputs.terraform.yaml_texts import mappings_in
from elblint.inputs.values import tree_of_parameters
from elblint.syntax.nodes import Mapping, Sequence, items

_ADDON = "cce_addon"


def values_of(block: Block, scope: Scope) -> Iterator[Mapping]:
    """Yield the mappings of values that a resource gives to a chart; none for other resources."""
    written = block.labels[0].text
    if written == "helm_release":
        yield from _of_release(block, scope)
    elif written.partition("_")[2].startswith(_ADDON):
        for inner in block.body.named("values"):
            for attribute in inner.body.attributes.values():
                yield from mappings_in(scope.value(attribute.value), scope, is_yaml=False)


def _of_release(block: Block, scope: Scope) -> Iterator[Mapping]:
    listed = block.body.attributes.get("values")
    if listed is not None:
        for one in items(scope.value(listed.value)):
            yield from mappings_in(one, scope)
    # Version 2 of the provider has blocks, version 3 a list.
    parameters = Sequence(block.start, block.end, [])
    for inner in block.body.named("set"):
        parameters.items.append(attributes_of(inner, scope))
    newer = block.body.attributes.get("set")
    parameters.items += items(scope.value(newer.value)) if newer is not None else []
    tree = tree_of_parameters(parameters)
    if tree is not None:
        yield tree
