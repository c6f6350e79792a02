"""Facts about the names of objects."""

from __future__ import annotations

from elblint.model.context import LintContext
from elblint.model.facts.registry import FactValue, fact
from elblint.model.objects import KubeObject


def _unquoted_name(found: KubeObject, context: LintContext) -> FactValue:
    """The field, name or namespace, whose value YAML takes for no text but a boolean, number or null; else empty."""
    return found.unquoted_name


for _kind in ("service", "ingress"):
    fact(f"{_kind}.unquoted-name", "name | namespace | empty")(_unquoted_name)
