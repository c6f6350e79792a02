"""The resources in what ``terraform show -json`` prints of a plan or a state.

A state has ``values``, a plan ``planned_values`` and, for what is there already, ``prior_state``; each holds a
``root_module`` with ``resources`` and ``child_modules``. Only the arguments that tell a fact are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from elblint.inputs.evidence.evidence import Evidence
from elblint.inputs.evidence.terraform_resources import Resource, add_resources
from elblint.syntax.nodes import Mapping, Node, child, items, text_at
from elblint.text.source import SourceText

_ROOTS = (("values",), ("planned_values",), ("prior_state", "values"))


def facts_of_terraform_json(root: Node, source: SourceText, found: Evidence) -> bool:
    """Add the clusters and load balancers of a plan or state; False if a document is neither."""
    if child(root, "format_version") is None:
        return False
    add_resources(resources_in(root, source), found)
    return True


def resources_in(root: Node, source: SourceText) -> Iterator[Resource]:
    """Yield the resources and data sources of a plan or state, each once: planned values come before prior ones."""
    seen: set[str] = set()
    for path in _ROOTS:
        for one in _of_module(child(root, *path, "root_module"), source):
            if one.address not in seen:
                seen.add(one.address)
                yield one


def _of_module(module: Node | None, source: SourceText) -> Iterator[Resource]:
    stack = [module]
    while stack:
        current = stack.pop()
        for one in items(child(current, "resources")):
            values = child(one, "values")
            if isinstance(values, Mapping):
                yield Resource(text_at(one, "type") or "", text_at(one, "address") or "", values, source)
        stack.extend(reversed(items(child(current, "child_modules"))))
