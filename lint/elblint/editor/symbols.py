"""The outline of a manifest, and the places that belong to an object: users of its ELB, its Service, its target."""

from __future__ import annotations

from typing import NamedTuple

from elblint.editor.places import Place, objects_of
from elblint.model.addresses.references import AddressReference
from elblint.model.context import LintContext
from elblint.model.elb_users import ELB_PREFIX, ElbUser
from elblint.model.ingresses import Ingress
from elblint.model.objects import CCE_FAMILIES, KubeObject
from elblint.model.pointers import location_of
from elblint.syntax.nodes import Mapping, Node, child, items, text, text_at
from elblint.text.printable import brief, printable
from elblint.text.source import Location, SourceText

_MOST = 2_000


class Symbol(NamedTuple):
    """An object, or a part of one: ``kind`` is the object's kind, or ``annotation`` or ``port``."""

    name: str
    detail: str
    kind: str
    start: int
    end: int
    name_start: int
    name_end: int
    children: tuple[Symbol, ...] = ()


def outline(source: SourceText) -> list[Symbol]:
    """Return the objects of a text, with the annotations and ports of each; values are not shown."""
    found = []
    for root, kind in objects_of(source)[:_MOST]:
        name = child(root, "metadata", "name")
        at = _node_of(root, "metadata", "name") or _node_of(root, "kind") or root
        namespace = text_at(root, "metadata", "namespace")
        detail = f"{kind}{f' in {namespace}' if namespace else ''}"
        inner = (*_annotations(root), *_ports(root))
        shown = brief(printable(text(name) or "(unnamed)"))
        end = max(root.end, at.end)
        found.append(Symbol(shown, brief(printable(detail)), kind, root.start, end, at.start, at.end, inner))
    return found


def _node_of(root: Mapping, *path: str) -> Node | None:
    node = child(root, *path)
    # What an alias brings stands elsewhere.
    return node if node is not None and root.start <= node.start and node.end <= root.end else None


def _annotations(root: Mapping) -> list[Symbol]:
    node = child(root, "metadata", "annotations")
    entries = node.entries.values() if isinstance(node, Mapping) else ()
    return [
        Symbol(
            brief(printable(key.text.removeprefix(ELB_PREFIX))),
            "",
            "annotation",
            key.start,
            max(key.end, value.end),
            key.start,
            key.end,
        )
        for key, value in entries
        if key.text.startswith(CCE_FAMILIES) and root.start <= key.start and value.end <= root.end
    ]


def _ports(root: Mapping) -> list[Symbol]:
    found = []
    for port in items(child(root, "spec", "ports")):
        number = child(port, "port")
        if isinstance(port, Mapping) and number is not None and root.start <= port.start:
            name = brief(printable(f"{text_at(port, 'name') or ''} {text(number) or ''}".strip()))
            end = max(port.end, number.end)
            found.append(Symbol(name, "", "port", port.start, end, number.start, number.end))
    return found


def targets_of(place: Place, source: SourceText, context: LintContext) -> list[Location]:
    """Return the places that a value leads to.

    Those are from an ELB's id or address all of its users, from the name of an Ingress's backend the Service, and
    from an address that software is told the object that answers to it.
    """
    owner = _owner(place, source, context)
    if owner is None:
        return []
    names = [step for step in place.path if isinstance(step, str)]
    last = names[-1] if names else ""
    if isinstance(owner, Ingress) and "backend" in names and last in {"name", "serviceName"}:
        service = context.selection.service_named(owner, text(place.value) or "")
        return [] if service is None else [_name_of(service)]
    if isinstance(owner, ElbUser) and owner.elb is not None and last in _IDENTIFYING:
        return [location_of(other, "elb") for other in owner.elb.users if other is not owner]
    return [
        _name_of(call.target.publisher or call.target.user)
        for call in context.subjects("Call")
        if isinstance(call, AddressReference)
        and call.source is source
        and place.node.start <= call.location(call.text_field.path).start <= place.node.end
    ]


_IDENTIFYING = frozenset({ELB_PREFIX + "id", ELB_PREFIX + "ip", ELB_PREFIX + "class", "loadBalancerIP"})


def callers_of(place: Place, source: SourceText, context: LintContext) -> list[Location]:
    """Return the places in the input that lead to the object at a place: callers, and the users of its ELB."""
    owner = _owner(place, source, context)
    if not isinstance(owner, ElbUser):
        return []
    found = [call.location(call.text_field.path) for call in context.calls_to(owner)]
    if owner.elb is not None:
        found += [location_of(other, "elb") for other in owner.elb.users]
    return found + [
        ingress.location(("spec", "rules"))
        for ingress in context.by_kind.get("Ingress", [])
        if isinstance(ingress, Ingress)
        and owner.name in {name for name, _ in ingress.backend_services()}
        and context.selection.service_named(ingress, owner.name) is owner
    ]


def _name_of(one: KubeObject) -> Location:
    return one.location(("metadata", "name"))


def _owner(place: Place, source: SourceText, context: LintContext) -> KubeObject | None:
    return _owner_of(place.node.start, place.node.end, source, context)


def owner_at(source: SourceText, offset: int, context: LintContext) -> KubeObject | None:
    """Return the object of a run that an offset lies in; None if there is none."""
    return _owner_of(offset, offset, source, context)


def _owner_of(start: int, end: int, source: SourceText, context: LintContext) -> KubeObject | None:
    """Return the object of a run that a span lies in: of several in a list, the innermost."""
    around = [
        one for one in context.objects if one.source is source and one.start <= start and one.node.end >= end
    ]
    return max(around, key=lambda one: one.start, default=None)
