"""Clusters and load balancers that the code of a folder makes or looks up."""

from __future__ import annotations

from elblint.errors import UsageError
from elblint.inputs.evidence.evidence import Evidence
from elblint.inputs.evidence.terraform_resources import PROVIDERS, Resource, add_resources
from elblint.inputs.terraform.expressions import Scope
from elblint.inputs.terraform.folder import CodeReader
from elblint.inputs.terraform.hcl import Block, can_read_hcl
from elblint.inputs.terraform.module import Module, attributes_of, read_module
from elblint.syntax.nodes import Mapping


def needs_extra() -> str:
    """Return the words for code that cannot be read, with the command that changes it."""
    from elblint.system.installation import how_to_add

    return f"Terraform's code is read with the package python-hcl2: {how_to_add('terraform')}"


def facts_of_code(folder: str, found: Evidence) -> None:
    """Add what the code of a folder tells. Raises UsageError if no package is there to read it."""
    if not can_read_hcl():
        raise UsageError(needs_extra())
    outer = read_module(folder, CodeReader())
    modules = list(outer.everything())
    for code in {module.code.path: module.code for module in modules}.values():
        found.diagnostics += code.diagnostics
    add_resources([one for module in modules for one in _resources_of(module)], found)


def _resources_of(module: Module) -> list[Resource]:
    """Return the resources and data sources of Huawei Cloud's providers, with what is known of their arguments."""
    listed = []
    for kind in ("resource", "data"):
        for block in module.resources(kind):
            written, name = (label.text for label in block.labels[:2])
            if not written.startswith(PROVIDERS):
                continue
            reference = f"{'data.' if kind == 'data' else ''}{written}.{name}"
            for scope in module.instances(block):
                values = _arguments(block, scope)
                listed.append(
                    Resource(written, reference, values, block.body.source, module.reference_to(reference))
                )
    return listed


def _arguments(block: Block, scope: Scope) -> Mapping:
    """Return the attributes of a block as a mapping, each with its value; the block's type and name stand for it."""
    values = attributes_of(block, scope)
    for inner in block.body.blocks:
        nested = _arguments(inner, scope)
        values.entries.setdefault(inner.type.text, (inner.type, nested))
    return values
