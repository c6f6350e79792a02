"""The typed view of one Kubernetes object: what rules may ask about, and where each answer stands."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import cached_property

from elblint.model.cluster import Cluster
from elblint.model.placeholder import is_template
from elblint.model.subject import Field, FieldPath, Subject
from elblint.model.unknown import Unknown
from elblint.syntax.documents import read_again
from elblint.syntax.nodes import Mapping, Node, Scalar, child, items, text_at, texts
from elblint.syntax.scalar_offsets import location_inside
from elblint.syntax.scalars import resolve_plain
from elblint.system.type_names import TYPE_CHECKING, Any, ClassVar, Protocol, TypeAlias
from elblint.text.diagnostics import Diagnostic
from elblint.text.printable import brief, printable
from elblint.text.source import Location, SourceText

# The beginnings of all names that the annotation catalogue may hold, and of elblint's own.
CCE_FAMILIES = ("kubernetes.io/", "cce.io/", "service.protal.kubernetes.io/")
OWN_FAMILIES = (*CCE_FAMILIES, "elblint.io/")


Remains: TypeAlias = "list[Any]"
"""The span of an object's document, its own beginning, its kind, name and namespace, and what it is matched by."""


class Origin(Protocol):
    """Leads fields of objects that a tool built back to the files they were built from."""

    changes_objects: bool
    """True if adopting an object takes something out of it."""

    def adopt(self, built: KubeObject) -> None:
        """Lead an object's fields back from now on."""
        ...

    def diagnostic(self, diagnostic: Diagnostic) -> Diagnostic:
        """Return a diagnostic of the built text, at its origin if that is known."""
        ...

    def texts(self) -> Iterable[SourceText]:
        """The texts that it was built from, as far as people wrote them."""
        ...

    def field(self, built: KubeObject, path: FieldPath, here: Field) -> Field:
        """Return the origin of ``path``, found at ``here`` in the built text."""
        ...

    def key(self, built: KubeObject, path: FieldPath, here: Field) -> Field:
        """Return the origin of an entry's key, which is at ``here`` in the built text."""
        ...


class KubeObject(Subject):
    """One object of the input. ``cluster`` is the cluster that its file is meant for."""

    # What all have; a dictionary holds what was worked out of one. Of a released object little is left but these.
    __slots__ = (
        "_node",
        "_order",
        "cluster",
        "manifest_kind",
        "memo",
        "name",
        "namespace",
        "origin",
        "source",
        "span",
        "start",
    )
    invented_release: str = ""
    """The name that Helm invents for a release, if the object was rendered with it; else empty."""
    is_of_values: bool = False
    """True if it is a part of what a chart makes of values; its annotations are judged with the values."""
    made_by: str = ""
    """Kind and name of the custom resource that an operator makes it of; empty for all that stand in the input."""

    def __init__(self, node: Mapping, manifest_kind: str, source: SourceText, cluster: Cluster) -> None:
        self._node: Mapping | None = node
        self.start = node.start
        self.name = text_at(node, "metadata", "name") or text_at(node, "metadata", "generateName") or ""
        self.namespace = text_at(node, "metadata", "namespace") or ""
        self._belong(manifest_kind, source, cluster)

    def _belong(self, manifest_kind: str, source: SourceText, cluster: Cluster) -> None:
        self.manifest_kind = manifest_kind
        self.span: tuple[int, int] | None = None
        self._order: tuple[str, str, str, str, str, int] | None = None
        self.source = source
        self.cluster = cluster
        self.memo: dict[str, object] = {}
        self.origin: Origin | None = None

    @property
    def node(self) -> Mapping:
        """The parsed object; parsed once more if it was released."""
        if self._node is None:
            assert self.span is not None
            self._node = read_again(self.source, *self.span)
        return self._node

    @property
    def is_unrelated(self) -> bool:
        """True if it has nothing to do with an ELB by itself, see ``model/retention.py``."""
        return False

    def unassign(self) -> None:
        """Forget what other objects of a run have assigned to it, for another run assigns it anew."""

    _MATCHED_BY: ClassVar[str] = ""
    """The property by which other objects are matched with it, kept when it is released; empty if there is none."""

    def release(self, start: int, end: int) -> None:
        """Forget the nodes, which are parsed again from ``start`` to ``end`` of the source if somebody asks."""
        if self._MATCHED_BY:
            getattr(self, self._MATCHED_BY)
        self.span = start, end
        self._node = None
        self.__dict__.pop("annotations", None)

    def remains(self) -> Remains | None:
        """Return what is left of an object that was released, as data for JSON; None if that cannot be written."""
        matched_by = self.__dict__.get(self._MATCHED_BY)
        if self.span is None or isinstance(matched_by, Unknown):
            return None
        return [*self.span, self.start, self.manifest_kind, self.name, self.namespace, matched_by]

    @classmethod
    def of_remains(cls: type[_Self], remains: Remains, source: SourceText, cluster: Cluster) -> _Self:
        """Return the object of which this is left, as if it had been read from ``source`` and released."""
        one = cls.__new__(cls)
        start, end, one.start, kind, one.name, one.namespace, matched_by = remains
        one._node = None
        one._belong(kind, source, cluster)
        one.span = start, end
        if cls._MATCHED_BY:
            one.__dict__[cls._MATCHED_BY] = matched_by
        return one

    def may_hold(self, test: TextTest) -> bool:
        """Return whether a test of text holds for an object that was released; true for all others."""
        return self.span is None or self.source.passes(test, *self.span)

    def has_own_annotations(self) -> bool:
        """Return whether an annotation or a label of it is meant for CCE or for elblint, or may be."""
        for field in ("annotations", "labels"):
            node = self.at("metadata", field)
            if isinstance(node, Mapping):
                # Asked of every object: a generator would cost as much again.
                for name in node.keys():  # noqa: SIM118
                    if name.startswith(OWN_FAMILIES):
                        return True
            elif node is not None:
                return True
        return False

    @property
    def scope(self) -> tuple[str, str]:
        """The cluster's name and the namespace, in which names and selectors mean something."""
        return self.cluster.name, self.namespace or "default"

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """Cluster, kind, namespace, name: what the API server would tell objects apart by."""
        return self.cluster.name, self.manifest_kind, self.namespace or "default", self.name

    def may_be(self, other: Subject) -> bool:
        """Return whether the two may be one object of one cluster, seen twice: an unwritten namespace may be any."""
        return (
            isinstance(other, KubeObject)
            and (self.name == other.name or self._is_named_like(other) or other._is_named_like(self))
            and self.manifest_kind == other.manifest_kind
            and self.cluster.name == other.cluster.name
            and (not self.namespace or not other.namespace or self.namespace == other.namespace)
        )

    def _is_named_like(self, other: KubeObject) -> bool:
        """Return whether a name with an invented release in it may be the other one with a real release."""
        rest = self.name.removeprefix(self.invented_release)
        return bool(self.invented_release) and rest != self.name and other.name.endswith(rest)

    @property
    def place(self) -> str | int:
        """The rendering or build that made it, else the folder of its file: what stands together belongs together."""
        return id(self.source) if self.origin is not None else os.path.dirname(self.source.path)

    @property
    def order(self) -> tuple[str, str, str, str, str, int]:
        """A total order that does not depend on the order in which files were read."""
        if self._order is None:
            self._order = *self.identity, self.source.path, self.start
        return self._order

    def __str__(self) -> str:
        name = self.name or "(unnamed)"
        shown = f"{self.namespace}/{name}" if self.namespace else name
        more = ", ".join(filter(None, (self.made_by, self.cluster.name)))
        return brief(printable(f"{self.manifest_kind} {shown}" + (f" ({more})" if more else "")))

    def at(self, *keys: str) -> Node | None:
        """The node at a path of mapping keys, or None."""
        return child(self.node, *keys)

    def text_at(self, *keys: str) -> str | None:
        """The content of the scalar at a path of mapping keys, as ``nodes.text`` gives it."""
        return text_at(self.node, *keys)

    @cached_property
    def annotations(self) -> dict[str, str | None]:
        """All annotations by name, each with its value as text, or None; nothing if they are no mapping."""
        return texts(self.at("metadata", "annotations"))

    def annotation(self, name: str) -> str | None:
        """An annotation's value as text, or None."""
        return self.annotations.get(name)

    @property
    def annotation_names(self) -> list[str]:
        """The names of all annotations."""
        return list(self.annotations)

    @cached_property
    def is_live(self) -> bool:
        """True if it was read from a cluster: it has a load balancer's status, a uid or a resource version."""
        return isinstance(self.at("status", "loadBalancer"), Mapping) or any(
            self.text_at("metadata", name) for name in ("uid", "resourceVersion")
        )

    @cached_property
    def unquoted_name(self) -> str:
        """The field, ``name`` or ``namespace``, that YAML takes for a boolean, a number or null; else empty."""
        for field in ("name", "namespace"):
            written = text_at(self.node, "metadata", field)
            if written is not None and isinstance(resolve_plain(written), str):
                continue
            node = child(self.node, "metadata", field)
            if isinstance(node, Scalar) and node.plain and node.text and not isinstance(node.value, str):
                return field
        return ""

    def location_in_value(self, path: FieldPath, value: str, start: int, end: int) -> Location:
        """The characters ``start`` to ``end`` (0-based, exclusive) of the text in a field; the field if hidden."""
        field = self.field(path)
        if isinstance(field.node, Scalar) and field.node.text == value:
            inside = location_inside(field.location.source, field.node, start, end)
            if inside is not None:
                return inside._replace(generated=field.location.generated)
        return field.location

    def key_location(self, path: FieldPath) -> Location:
        """Return the location of an entry's key in a mapping; of the mapping's own key if it has no such entry."""
        parent = follow(self.node, path[:-1], self.source).node
        entry = parent.entry(str(path[-1])) if isinstance(parent, Mapping) else None
        if entry is None:
            return self.location(path)
        here = Field(Location(self.source, entry[0].start, entry[0].end), entry[0], len(path))
        return here.location if self.origin is None else self.origin.key(self, path, here).location

    def field(self, path: FieldPath) -> Field:
        """A field, or its nearest parent that is there, in the file that a person would edit."""
        here = follow(self.node, path, self.source)
        return here if self.origin is None else self.origin.field(self, path[: here.depth], here)


def that_may_hold(objects: Sequence[_Self], test: TextTest) -> list[_Self]:
    """Return the objects of which a test of text may hold, in their order. Each text is looked at once."""
    by_text: dict[int, list[int]] = {}
    for number, one in enumerate(objects):
        by_text.setdefault(id(one.source), []).append(number)
    if len(by_text) == 1:
        return [one for one in objects if one.may_hold(test)]
    numbers = (number for listed in by_text.values() for number in listed if objects[number].may_hold(test))
    return [objects[number] for number in sorted(numbers)]


_LONG = 500
"""Characters of a value that are searched each time somebody asks about it."""


def follow(root: Mapping, path: FieldPath, source: SourceText) -> Field:
    """Walk down from ``root`` as far as ``path`` leads."""
    node: Node = root
    start, end = _first_key(root)
    depth = 0
    for step in path:
        key: Scalar | None = None
        inner: Node | None = None
        if isinstance(node, Mapping) and isinstance(step, str):
            found = node.entry(step)
            if found is not None:
                key, inner = found
        elif isinstance(step, int):
            elements = items(node)
            inner = elements[step] if step < len(elements) else None
        if inner is None:
            break
        node = inner
        depth += 1
        if isinstance(node, Scalar) and node.end > node.start and not _breaks(node, source):
            start, end = node.start, node.end
        elif key is not None:
            start, end = key.start, key.end
    return Field(Location(source, start, end), node, depth)


def _first_key(root: Mapping) -> tuple[int, int]:
    """The key to show for an object as a whole: ``kind``, or whatever comes first."""
    entry = root.entry("kind") or next(iter(root.entries.values()), None)
    if entry is None:
        return root.start, root.start + 1
    return entry[0].start, entry[0].end


def _breaks(node: Scalar, source: SourceText) -> bool:
    """Return whether a scalar takes more than one line."""
    if node.end - node.start - len(node.text) in {0, 2} and node.text.split() == [node.text]:
        # A word, quoted perhaps: the text of its file need not be at hand.
        return False
    if node.end - node.start > _LONG:
        # A thousand findings may stand in one value, and each asks.
        return source.lines.at(node.start) != source.lines.at(node.end - 1)
    return any(source.text.find(character, node.start, node.end) >= 0 for character in "\r\n")


def labels_of(node: Node | None) -> dict[str, str] | Unknown:
    """Labels, or a selector, as a dictionary; unknown if a part of them is a template's variable."""
    labels: dict[str, str] = {}
    for key, value in texts(node).items():
        if value is None:
            continue
        if is_template(value):
            return Unknown("service.backends")
        labels[key] = value
    return labels


if TYPE_CHECKING:
    from typing import TypeVar

    from elblint.text.text_test import TextTest

    _Self = TypeVar("_Self", bound=KubeObject)
