"""The annotations of CCE's ELB integration, wherever they are written, and what each needs around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar

from elblint.manifest.nodes import Mapping, Node, Scalar, at_path, child, children, text
from elblint.manifest.text import Place
from elblint.model.catalogue import Catalogue, Entry, Need
from elblint.model.elb_users import ELB_PREFIX, FOREIGN_ELB_CLASSES, ElbUser
from elblint.model.objects import FieldPath, KubeObject
from elblint.model.tellers import TextHolder
from elblint.model.workloads import Workload

# The beginnings of all names that the catalogue may hold.
FAMILIES = ("kubernetes.io/", "cce.io/", "service.protal.kubernetes.io/")
# Values by which an annotation says that it is not there.
OFF = frozenset({"false", "off", "", "[]"})
# What a word of evidence lets a finding be at most.
EVIDENCE = {
    "doc": "error",
    "excerpt": "warning",
    "field": "warning",
    "inferred": "note",
    "unverified": "note",
}


class Annotation(KubeObject):
    """One annotation (or label that should be one).

    ``where`` is annotations, labels, or embedded: in an object from which something else makes the Service.
    """

    kind: ClassVar[str] = "Annotation"

    def __init__(self, holder: KubeObject, path: FieldPath, key: Scalar, value: Node, where: str) -> None:
        super().__init__(holder.node, holder.manifest_kind, holder.source, holder.cluster)
        self.holder = holder
        self.path = path
        self.key = key
        self.value = value
        self.where = where
        self.annotation_name = str(path[-1])
        self.namespace = holder.namespace
        self.entry: Entry | None = None
        # It is not known what becomes of one in an object from which something else makes a Service.
        self.is_lowered = where == "embedded"

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """Of the object that carries it, with its own name."""
        cluster, kind, namespace, name = self.holder.identity
        return cluster, kind, namespace, f"{name} {self.annotation_name}"

    @property
    def order(self) -> tuple[str, str, str, str, str, int]:
        """By the object that carries it, then by its place."""
        return *self.holder.identity, self.source.path, self.key.start

    def __str__(self) -> str:
        return str(self.holder)

    @property
    def documents(self) -> tuple[str, ...]:
        """Those that its entry in the catalogue names."""
        return () if self.entry is None else self.entry.sources

    @property
    def written(self) -> str | None:
        """Its value, if that is a text as the API wants it."""
        node = self.value
        return node.text if isinstance(node, Scalar) and isinstance(node.value, str) else None

    def place(self, path: FieldPath) -> Place:
        """Of its carrier: the same fields."""
        return self.holder.place(path)

    def named_path(self, name: str, partner: KubeObject | None = None) -> FieldPath | None:
        """``annotation-value`` and ``annotation-name``; ``annotation-excluded``: the first that it excludes."""
        if name == "annotation-excluded":
            found = next((other for need in self.exclusions() for other in self.siblings_of(need)), None)
            return None if found is None else (*self.path[:-1], found)
        return self.path if name in {"annotation-value", "annotation-name"} else None

    def named_place(self, name: str, partner: KubeObject | None = None) -> Place:
        """The value, or the key."""
        if name != "annotation-name":
            return super().named_place(name, partner)
        return self.holder.key_place(self.path)

    def moved(self, target: FieldPath) -> tuple[tuple[Place, str], ...]:
        """Its line out of one mapping and into another, if both are written with one entry on a line."""
        if self.holder.origin is not None or not isinstance(self.value, Scalar):
            return ()
        source = self.holder.source
        line = source.line_around(self.key.start)
        entry = source.text[self.key.start : self.value.end]
        if "\n" in entry or source.text[line[0] : line[1]].strip() != entry:
            return ()
        taken = (Place(source, *line), "")
        into = self.holder.field(target)
        if into.depth == len(target) and child(into.node, self.annotation_name) is not None:
            return ()  # it is there already
        first = next(iter(into.node.entries.values()), None) if isinstance(into.node, Mapping) else None
        if into.depth == len(target) and first is not None:
            before = source.line_around(first[0].start)[0]
            indent = source.text[before : first[0].start]
            text = f"{indent}{entry}\n"
        else:
            # The mapping is not there: it is put in front of the one that the entry stands in.
            own = self.holder.field(self.path[:-1]).place.start
            before = source.line_around(own)[0]
            indent = source.text[before:own]
            text = f"{indent}{target[-1]}:\n{indent}  {entry}\n"
        if indent.strip() or into.depth not in {len(target), len(target) - 1}:
            return ()
        return taken, (Place(source, before, before), text)

    def sibling(self, name: str) -> str | None:
        """The value of another annotation beside it."""
        return text(child(self._around, name))

    def siblings(self) -> list[str]:
        """The names of all annotations beside it, itself among them."""
        return list(self._around.keys()) if isinstance(self._around, Mapping) else []

    @property
    def _around(self) -> Node | None:
        """The mapping that it stands in."""
        return at_path(self.holder.node, self.path[:-1])

    def holds(self, need: Need) -> bool:
        """Whether its object has what an entry requires or excludes."""
        if need.listeners:
            return self.has_listener(need.listeners)
        if need.field:
            return (text(self.holder.at(*need.field)) or "") in need.values
        values = self.values_of(need)
        return any(value in need.values if need.values else value not in OFF for value in values)

    def has_listener(self, protocols: Iterable[str]) -> bool:
        """Whether its object has a listener of one of some protocols."""
        return isinstance(self.holder, ElbUser) and bool(self.holder.protocols() & set(protocols))

    def values_of(self, need: Need) -> list[str]:
        """The values of the annotations beside it that a need names."""
        values = (self.sibling(name) for name in self.siblings_of(need))
        return [value for value in values if value is not None]

    def siblings_of(self, need: Need) -> list[str]:
        """The names of the annotations beside it that a need names."""
        return [name for name in self.siblings() if need.names(name)]

    def exclusions(self) -> list[Need]:
        """What the catalogue says that it excludes, and its object has."""
        return [] if self.entry is None else [need for need in self.entry.excludes if self.holds(need)]


def find_annotations(objects: list[KubeObject], catalogue: Callable[[], Catalogue]) -> list[Annotation]:
    """All annotations of the catalogue, or with its prefix, in a fixed order.

    The catalogue is asked for only if some object has an annotation that may be in it.
    """
    found = [one for item in objects for one in _written_on(item)]
    if not found:
        return []
    known = catalogue()
    for one in found:
        one.entry = known.find(one.annotation_name)
        if one.entry is not None:
            one.at_most = EVIDENCE[one.entry.grade]
        if _is_of_another_dialect(one):
            one.at_most = "note"
    return [one for one in found if one.entry is not None or one.annotation_name.startswith(ELB_PREFIX)]


def _is_of_another_dialect(one: Annotation) -> bool:
    """Whether the class beside it is one that only the provider for self-managed clusters knows.

    Then that is what there is to say, unless a cluster of CCE is described.
    """
    written = one.sibling(ELB_PREFIX + "class")
    return (
        written in FOREIGN_ELB_CLASSES
        and not one.cluster.is_described
        and one.annotation_name != ELB_PREFIX + "class"
    )


def _written_on(holder: KubeObject) -> Iterator[Annotation]:
    if isinstance(holder, ElbUser):
        for where in ("annotations", "labels"):
            yield from _in(holder, ("metadata", where), where)
    elif isinstance(holder, Workload):
        yield from _in(holder, ("metadata", "annotations"), "annotations")
    elif isinstance(holder, TextHolder) and holder.manifest_kind not in {"ConfigMap", "Secret"}:
        yield from _embedded(holder)


def _in(holder: KubeObject, path: FieldPath, where: str) -> Iterator[Annotation]:
    node = at_path(holder.node, path)
    for name in node.keys() if isinstance(node, Mapping) else ():
        if name.startswith(FAMILIES):
            entry = node.entry(name) if isinstance(node, Mapping) else None
            if entry is not None:
                yield Annotation(holder, (*path, name), entry[0], entry[1], where)


def _embedded(holder: TextHolder) -> Iterator[Annotation]:
    """In every mapping named ``annotations`` that carries ELB annotations, at any depth, each once."""
    stack: list[tuple[FieldPath, Node]] = [((), holder.node)]
    seen: set[int] = set()
    while stack:
        path, node = stack.pop()
        if isinstance(node, Scalar) or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Mapping) and path and str(path[-1]).lower().endswith("annotations"):
            if any(name.startswith(ELB_PREFIX) for name in node.keys()):  # noqa: SIM118
                yield from _in(holder, path, "embedded")
            continue
        stack.extend(reversed(children(path, node)))
