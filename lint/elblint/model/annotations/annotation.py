"""The annotations of CCE's ELB integration, wherever they are written, and what each needs around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from elblint.model.addresses.sources import DATA_KINDS, TextSource
from elblint.model.annotations.catalogue import GRADES, Catalogue, Entry, Need
from elblint.model.elb_users import ELB_PREFIX, FOREIGN_ELB_CLASSES, ElbUser
from elblint.model.objects import CCE_FAMILIES, KubeObject
from elblint.model.part import Part
from elblint.model.subject import FieldPath
from elblint.model.workloads import Workload
from elblint.syntax.nodes import Mapping, Node, Scalar, at_path, child, children, text_at
from elblint.system.lazy import lazy_pattern
from elblint.system.type_names import ClassVar
from elblint.text.source import Location, SourceText

# What stands between a key and a value of its own: a colon.
VALUE_OF_ITS_OWN = lazy_pattern(r"""["']?[ \t]*:[ \t]+""")
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


class Annotation(Part):
    """One annotation (or label that should be one).

    ``where`` is annotations, labels, or embedded: in an object from which something else makes the Service.
    """

    kind: ClassVar[str] = "Annotation"

    def __init__(
        self, owner: KubeObject, path: FieldPath, key: Scalar, value: Node, where: str, around: Mapping
    ) -> None:
        """``around`` is the mapping that it stands in."""
        super().__init__(owner)
        self.around = around
        self.path = path
        self.key = key
        self.value = value
        self.where = where
        self.annotation_name = str(path[-1])
        self.entry: Entry | None = None
        self.catalogue = Catalogue()
        # It is not known what becomes of one in an object from which something else makes a Service.
        self.is_lowered = where == "embedded"

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """Of the object that carries it, with its own name."""
        cluster, kind, namespace, name = self.owner.identity
        return cluster, kind, namespace, f"{name} {self.annotation_name}"

    @property
    def order(self) -> tuple[str, str, str, str, str, int]:
        """By the object that carries it, then by its place."""
        return *self.owner.identity, self.source.path, self.key.start

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that its entry in the catalogue names."""
        return () if self.entry is None else self.entry.sources

    @property
    def written(self) -> str | None:
        """Its value, if that is a text as the API wants it."""
        node = self.value
        return node.text if isinstance(node, Scalar) and isinstance(node.value, str) else None

    def moved(self, target: FieldPath) -> tuple[tuple[Location, str], ...]:
        """Its line out of one mapping and into another, if both are written with one entry on a line.

        Nothing if the value is no text, or if something else hangs on one of the mappings: an anchor, an alias.
        """
        source, owner = self.owner.source, self.owner
        if owner.origin is not None or self.written is None or not isinstance(self.value, Scalar):
            return ()
        line = source.line_around(self.key.start)
        whole = source.text[line[0] : line[1]]
        entry = source.text[self.key.start : self.value.end]
        line_break = "\r\n" if whole.endswith("\r\n") else "\n"
        is_plain = VALUE_OF_ITS_OWN.fullmatch(source.text, self.key.end, max(self.value.start, self.key.end))
        if is_plain is None or whole.strip() != entry or not whole.endswith("\n") or entry.startswith('"'):
            return ()
        own, into = _block(owner, self.path[:-1]), _block(owner, target)
        if own is None or child(at_path(owner.node, target), self.annotation_name) is not None:
            return ()
        taken = Location(source, *line)
        if at_path(owner.node, target) is not None:
            if into is None:
                return ()
            first = next(iter(into.entries.values()))[0]
            before, indent, text = _line_of(source, first.start, entry, line_break)
        else:
            # The mapping is not there: it is put in front of the one that the entry stands in.
            head = owner.key_location(self.path[:-1])
            before, indent, _ = _line_of(source, head.start, entry, line_break)
            text = f"{indent}{target[-1]}:{line_break}{indent}  {entry}{line_break}"
            if len(own.entries) == 1:
                taken = Location(source, before, line[1])
                return (
                    () if source.text[before : line[0]].strip() != f"{self.path[-2]}:" else ((taken, text),)
                )
        if indent.strip():
            return ()
        if len(own.entries) == 1:
            head = owner.key_location(self.path[:-1])
            start = source.line_around(head.start)[0]
            if source.text[start : line[0]].strip() != f"{self.path[-2]}:":
                return ()
            taken = Location(source, start, line[1])
        return (taken, ""), (Location(source, before, before), text)

    def sibling(self, name: str) -> str | None:
        """The value of another annotation beside it."""
        return text_at(self.around, name)

    def siblings(self) -> list[str]:
        """The names of all annotations beside it, itself among them."""
        return list(self.around.keys())

    def holds(self, need: Need) -> bool:
        """Return whether its object has what an entry requires or excludes."""
        if need.listeners:
            return self.has_listener(need.listeners)
        if need.field:
            return (self.owner.text_at(*need.field) or "") in need.values
        values = self.values_of(need)
        return any(value in need.values if need.values else value not in OFF for value in values)

    def has_listener(self, protocols: Iterable[str]) -> bool:
        """Return whether its object has a listener of one of some protocols."""
        return isinstance(self.owner, ElbUser) and bool(self.owner.protocols() & set(protocols))

    def values_of(self, need: Need) -> list[str]:
        """The values of the annotations beside it that a need names."""
        values = (self.sibling(name) for name in self.siblings_of(need))
        return [value for value in values if value is not None]

    def siblings_of(self, need: Need) -> list[str]:
        """The names of the annotations beside it that a need names."""
        return [name for name in self.siblings() if need.names(name)]

    def conflicts(self) -> list[tuple[Need, list[str]]]:
        """Return the requirements that its object violates by having something, with the annotations concerned.

        What another annotation says of this one, on better evidence or first by name, is left to that one.
        """
        found = []
        for need in self.entry.excludes if self.entry is not None else ():
            names = self.siblings_of(need)
            if self.holds(need) and not any(self._claims(name) for name in names):
                found.append((need, names))
        return found

    def _claims(self, name: str) -> bool:
        """Return whether an annotation beside it excludes this one, and is the one to say so."""
        other = self.catalogue.find(name)
        if other is None or self.entry is None:
            return False
        rank = GRADES.index(other.grade), name
        return rank < (GRADES.index(self.entry.grade), self.annotation_name) and any(
            need.names(self.annotation_name) for need in other.excludes
        )


def _block(owner: KubeObject, path: FieldPath) -> Mapping | None:
    """A mapping with entries of its own, in block style, that nothing else refers to; None for any other."""
    node, parent = at_path(owner.node, path), at_path(owner.node, path[:-1])
    entry = parent.entry(str(path[-1])) if isinstance(parent, Mapping) else None
    if not isinstance(node, Mapping) or not node.entries or entry is None:
        return None
    text, first = owner.source.text, next(iter(node.entries.values()))[0]
    between = text[entry[0].end : first.start]
    return node if entry[0].end <= first.start and re.fullmatch(r":[ \t]*\r?\n[ \t]*", between) else None


def _line_of(source: SourceText, offset: int, entry: str, line_break: str) -> tuple[int, str, str]:
    """Return the start of a line, its indentation, and the same line with another entry in front of it."""
    before = source.line_around(offset)[0]
    indent = source.text[before:offset]
    return before, indent, f"{indent}{entry}{line_break}"


def find_annotations(objects: list[KubeObject], catalogue: Callable[[], Catalogue]) -> list[Annotation]:
    """All annotations of the catalogue, or with its prefix, in a fixed order.

    The catalogue is asked for only if some object has an annotation that may be in it.
    """
    found = [one for item in objects for one in _written_on(item)]
    if not found:
        return []
    known = catalogue()
    for one in found:
        one.catalogue, one.entry = known, known.find(one.annotation_name)
        if one.entry is not None:
            one.at_most = EVIDENCE[one.entry.grade]
        if _is_of_another_dialect(one):
            one.at_most = "note"
    return [one for one in found if one.entry is not None or one.annotation_name.startswith(ELB_PREFIX)]


# Annotations that CCE reads and that provider does not know.
_ONLY_CCE = ("autocreate", "pass-through", "protocol-port", "listen-ports", "port-ranges", "cert-id", "mark")


def _is_of_another_dialect(one: Annotation) -> bool:
    """Return whether the class beside it is one that only the provider for self-managed clusters knows.

    Then the object is probably meant for that provider, unless a cluster of CCE is described.
    """
    written = one.sibling(ELB_PREFIX + "class")
    return (
        written in FOREIGN_ELB_CLASSES
        and not one.cluster.is_described
        and not any(one.sibling(ELB_PREFIX + name) is not None for name in _ONLY_CCE)
    )


def _written_on(owner: KubeObject) -> Iterator[Annotation]:
    if owner.span is not None or owner.is_of_values:
        return
    if isinstance(owner, ElbUser):
        for where in ("annotations", "labels"):
            yield from _in(owner, ("metadata", where), where)
    elif isinstance(owner, Workload):
        yield from _in(owner, ("metadata", "annotations"), "annotations")
    elif isinstance(owner, TextSource) and owner.manifest_kind not in DATA_KINDS:
        yield from _embedded(owner)


def _in(owner: KubeObject, path: FieldPath, where: str) -> Iterator[Annotation]:
    node = at_path(owner.node, path)
    if not isinstance(node, Mapping):
        return
    for name in list(node.keys()):
        if name.startswith(CCE_FAMILIES) and (entry := node.entry(name)) is not None:
            yield Annotation(owner, (*path, name), *entry, where, node)


def _embedded(owner: TextSource) -> Iterator[Annotation]:
    """In every mapping named ``annotations`` that carries ELB annotations, at any depth, each once."""
    stack: list[tuple[FieldPath, Node]] = [((), owner.node)]
    seen: set[int] = set()
    while stack:
        path, node = stack.pop()
        if isinstance(node, Scalar) or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Mapping) and path and str(path[-1]).lower().endswith("annotations"):
            if any(name.startswith(ELB_PREFIX) for name in node.keys()):  # noqa: SIM118
                yield from _in(owner, path, "embedded")
            continue
        stack.extend(reversed(children(path, node)))
