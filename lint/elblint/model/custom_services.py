"""Services that operators make of custom resources, by where each kind has their settings.

The table is data: ``rules/services.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from elblint.model.elb_users import ELB_PREFIX
from elblint.model.objects import KubeObject
from elblint.model.services import Service
from elblint.model.subject import FieldPath
from elblint.syntax.nodes import Mapping as MappingNode
from elblint.syntax.nodes import Node, Scalar, Sequence, child, items, text, text_at
from elblint.system.named_tuple import NamedTuple

ANY = "*"
"""The step of a path that stands for every item of a list."""
ABSENT = "absent"
"""The value of a condition that stands for a field that is not there."""
_PLACEHOLDER = re.compile(r"\{(name|item\.[\w.-]+)\}")


class Steps(NamedTuple):
    """A path to a field: from the settings of the Service, or from the object itself."""

    steps: tuple[str, ...]
    from_root: bool = False


class ServiceTemplate(NamedTuple):
    """The settings of one Service in objects of a kind."""

    at: tuple[str, ...]
    """The path of the settings."""
    name: str = ""
    """The Service's name: ``{name}`` is the object's, ``{item.x}`` a field of the list's item; empty if unknown."""
    namespace: str = ""
    """Its namespace, likewise; the object's if empty."""
    annotations: Steps = Steps(("annotations",))
    spec: Steps | None = None
    """A mapping that becomes the Service's spec as it is."""
    fields: Mapping[str, tuple[Steps, ...]] = {}
    """Fields of its spec, each at the first of several paths that leads somewhere."""
    values: Mapping[str, Mapping[str, str]] = {}
    """The values of such fields that the Service has in other words."""
    defaults: Mapping[str, str] = {}
    """Fields of its spec that the operator sets where nothing is written."""
    when: tuple[tuple[Steps, tuple[str, ...]], ...] = ()
    """Fields that must have one of some values for the Service to be made."""
    is_list: bool = False
    """True if the settings are a list of entries with ``name`` and ``value``."""


class MadeService(NamedTuple):
    """A Service that will be made, and the settings that it is made of."""

    service: Service
    settings: Node


class CustomServices:
    """The templates by API group and kind, as in ``apps.emqx.io/EMQX``."""

    def __init__(self, by_kind: Mapping[str, list[ServiceTemplate]]) -> None:
        self.by_kind = by_kind

    def of(self, owner: KubeObject) -> Iterator[MadeService]:
        """Yield the Services with ELB annotations that an operator makes of an object."""
        group, slash, _ = (owner.text_at("apiVersion") or "").partition("/")
        for template in self.by_kind.get(f"{group}/{owner.manifest_kind}", ()) if slash else ():
            for place in _settings(owner.node, template.at):
                made = _made(owner, template, place)
                if made is not None:
                    yield MadeService(made, place.node)


class _Place(NamedTuple):
    """The settings of a Service: their path, node and key, and the item of a list that they are in."""

    path: FieldPath
    node: Node
    key: Scalar
    item: Node | None


def _settings(root: MappingNode, at: tuple[str, ...]) -> Iterator[_Place]:
    start = Scalar("", root.start, root.start, plain=True)
    places = [_Place((), root, start, None)]
    for step in at:
        after: list[_Place] = []
        for place in places:
            if step == ANY:
                after += [
                    _Place((*place.path, number), item, place.key, item)
                    for number, item in enumerate(items(place.node))
                ]
            elif isinstance(place.node, MappingNode) and (entry := place.node.entry(step)) is not None:
                after.append(_Place((*place.path, step), entry[1], entry[0], place.item))
        places = after
    yield from places


def _made(owner: KubeObject, template: ServiceTemplate, place: _Place) -> Service | None:
    settings = _as_mapping(place.node) if template.is_list else place.node
    if not isinstance(settings, MappingNode):
        return None

    def entry(where: Steps) -> tuple[Scalar, Node] | None:
        inside: Node | None = owner.node if where.from_root else settings
        found: tuple[Scalar, Node] | None = (place.key, settings)
        for step in where.steps:
            found = inside.entry(step) if isinstance(inside, MappingNode) else None
            inside = None if found is None else found[1]
        return found

    for where, wanted in template.when:
        found = entry(where)
        if (text(found[1]) if found is not None else ABSENT) not in wanted:
            return None
    annotations = entry(template.annotations)
    if annotations is None or not _has_elb(annotations[1]):
        return None
    spec = _spec(template, place, entry)
    whole, metadata = MappingNode(settings.start), MappingNode(settings.start)
    whole.end = metadata.end = settings.end
    for key, inner in (("metadata", metadata), ("spec", spec)):
        whole.entries[key] = place.key.moved(place.key.start, place.key.end), inner
    metadata.entries["annotations"] = annotations
    service = Service(whole, "Service", owner.source, owner.cluster)
    service.name = _filled(template.name, owner, place) or ".".join(map(str, place.path))
    service.namespace = _filled(template.namespace, owner, place) or owner.namespace
    # Annotations in a mapping of that name are judged with the object.
    service.is_of_values = not template.is_list
    service.made_by = f"{owner.manifest_kind} {owner.name}"
    policy = spec.entries.get("externalTrafficPolicy")
    if policy is not None and policy[1].start == policy[1].end and text(policy[1]) == "Local":
        # Nobody would find it in the text.
        service.made_by += ", Local by default"
    return service


def _spec(
    template: ServiceTemplate, place: _Place, entry: Callable[[Steps], tuple[Scalar, Node] | None]
) -> MappingNode:
    spec = MappingNode(place.node.start)
    spec.end = place.node.end
    whole = None if template.spec is None else entry(template.spec)
    if whole is not None and isinstance(whole[1], MappingNode):
        for name in whole[1].keys():  # noqa: SIM118
            own = whole[1].entry(name)
            if own is not None:
                spec.entries[name] = own
    for name, paths in template.fields.items():
        found = next((one for path in paths if (one := entry(path)) is not None), None)
        if found is not None:
            key, value = found
            other = template.values.get(name, {}).get(text(value) or "")
            if other is not None and isinstance(value, Scalar):
                value = Scalar(other, value.start, value.end, plain=value.plain)
            spec.entries[name] = key, value
    for name, default in template.defaults.items():
        # Nobody wrote it: the settings as a whole are shown.
        spec.entries.setdefault(name, (place.key, Scalar(default, place.key.end, place.key.end, plain=True)))
    return spec


def _as_mapping(listed: Node) -> MappingNode | None:
    """Return a list of entries with ``name`` and ``value`` as a mapping; None if it is no list."""
    if not isinstance(listed, Sequence):
        return None
    tree = MappingNode(listed.start)
    tree.end = listed.end
    for one in listed.items:
        name, value = child(one, "name"), child(one, "value")
        if isinstance(name, Scalar) and value is not None:
            tree.entries[name.text] = name, value
    return tree


def _has_elb(annotations: Node) -> bool:
    return isinstance(annotations, MappingNode) and any(
        name.startswith(ELB_PREFIX)
        for name in annotations.keys()  # noqa: SIM118
    )


def _filled(pattern: str, owner: KubeObject, place: _Place) -> str:
    """Return a name with its placeholders replaced; empty if one of them stands for nothing."""
    is_whole = True

    def value(found: re.Match[str]) -> str:
        nonlocal is_whole
        what = found[1]
        known = owner.name if what == "name" else text_at(place.item, *what.split(".")[1:])
        is_whole = is_whole and bool(known)
        return known or ""

    filled = _PLACEHOLDER.sub(value, pattern)
    return filled if is_whole else ""
