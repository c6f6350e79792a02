"""The typed view of one Kubernetes object: what rules may ask about, and where each answer stands."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from elblint.manifest.nodes import Mapping, Node, Scalar, child, items, text
from elblint.manifest.text import Place, SourceText
from elblint.model.cluster import Cluster
from elblint.model.placeholder import is_placeholder
from elblint.model.unknown import Unknown

if TYPE_CHECKING:
    from elblint.model.elb import Elb

ELB_PREFIX = "kubernetes.io/elb."
# Classes that only the open-source cloud provider for self-managed clusters knows, never CCE.
FOREIGN_ELB_CLASSES = frozenset({"shared", "dedicated"})

FieldPath = tuple["str | int", ...]


class KubeObject:
    """One object of the input. ``cluster`` is the cluster that its file is meant for."""

    kind: ClassVar[str] = ""
    """The name under which rules know objects of this class."""

    def __init__(self, node: Mapping, manifest_kind: str, source: SourceText, cluster: Cluster) -> None:
        self.node = node
        self.manifest_kind = manifest_kind
        self.source = source
        self.cluster = cluster
        self.name = (
            text(child(node, "metadata", "name")) or text(child(node, "metadata", "generateName")) or ""
        )
        self.namespace = text(child(node, "metadata", "namespace")) or ""
        self.memo: dict[str, object] = {}

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """Cluster, kind, namespace, name: what the API server would tell objects apart by."""
        return self.cluster.name, self.manifest_kind, self.namespace or "default", self.name

    @property
    def order(self) -> tuple[str, str, str, str, str, int]:
        """A total order that does not depend on the order in which files were read."""
        return *self.identity, self.source.path, self.node.start

    def __str__(self) -> str:
        name = self.name or "(unnamed)"
        shown = f"{self.namespace}/{name}" if self.namespace else name
        cluster = f" ({self.cluster.name})" if self.cluster.name else ""
        return f"{self.manifest_kind} {shown}{cluster}"

    def under(self: _Self, cluster: Cluster) -> _Self:
        """The same object as if it were meant for ``cluster``; nothing worked out so far is carried over."""
        other = copy.copy(self)
        other.cluster = cluster
        other.memo = {}
        return other

    def at(self, *keys: str) -> Node | None:
        """The node at a path of mapping keys, or None."""
        return child(self.node, *keys)

    def annotation(self, name: str) -> str | None:
        """An annotation's value as text, or None."""
        return text(self.at("metadata", "annotations", name))

    @property
    def annotation_names(self) -> list[str]:
        """The names of all annotations."""
        annotations = self.at("metadata", "annotations")
        return list(annotations.keys()) if isinstance(annotations, Mapping) else []

    def named_path(self, name: str) -> FieldPath | None:
        """The field that a rule's ``at`` means by a name (such as ``elb``); None if the name is not known."""
        return None

    def place(self, path: FieldPath) -> Place:
        """Where to point for a field: at its value, or at its key if the value is no one-line scalar.

        A field that is absent is shown at the key of its nearest parent that is there.
        """
        node: Node = self.node
        start, end = self._first_key()
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
            if isinstance(node, Scalar) and node.end > node.start and not self._breaks(node):
                start, end = node.start, node.end
            elif key is not None:
                start, end = key.start, key.end
        return Place(self.source, start, end)

    def _first_key(self) -> tuple[int, int]:
        """The key to show for the object as a whole: ``kind``, or whatever comes first."""
        entry = self.node.entry("kind") or next(iter(self.node.entries.values()), None)
        if entry is None:
            return self.node.start, self.node.start + 1
        return entry[0].start, entry[0].end

    def _breaks(self, node: Scalar) -> bool:
        return any(character in "\r\n" for character in self.source.text[node.start : node.end])


class ElbUser(KubeObject):
    """What a Service and an Ingress have in common: both may use an ELB."""

    _ID_FIELDS: ClassVar[tuple[tuple[str, ...], ...]] = ()

    uses_elb: bool = False
    """Whether an ELB stands behind the object at all."""
    elb: Elb | None = None
    """The load balancer, set once all objects are known; None if none is identified."""

    @property
    def has_elb_annotations(self) -> bool:
        """Whether it carries any annotation of CCE's ELB integration."""
        return any(name.startswith(ELB_PREFIX) for name in self.annotation_names)

    @property
    def written_class(self) -> str | None:
        """The annotation ``elb.class`` as written."""
        return self.annotation(ELB_PREFIX + "class")

    @property
    def elb_id(self) -> str | None:
        """The ELB's id as written, unless it is a placeholder."""
        return _filled(self.annotation(ELB_PREFIX + "id"))

    @property
    def elb_addresses(self) -> list[str]:
        """The ELB's addresses, as far as the object shows any."""
        shown: list[str | None] = [text(self.at(*path)) for path in self._ID_FIELDS]
        shown += [text(child(entry, "ip")) for entry in items(self.at("status", "loadBalancer", "ingress"))]
        return [address for address in map(_filled, shown) if address is not None]

    def named_path(self, name: str) -> FieldPath | None:
        """``elb``: the field that says which ELB is used, or that an ELB is used at all."""
        if name != "elb":
            return None
        for path in (
            ("metadata", "annotations", ELB_PREFIX + "id"),
            *self._ID_FIELDS,
            ("metadata", "annotations", ELB_PREFIX + "autocreate"),
            ("metadata", "annotations", ELB_PREFIX + "class"),
            ("status", "loadBalancer", "ingress"),
            ("spec", "type"),
            ("spec", "ingressClassName"),
        ):
            if self.at(*path) is not None:
                return path
        return ("metadata", "name")


class Service(ElbUser):
    """A core ``v1`` Service."""

    kind = "Service"
    _ID_FIELDS = (("spec", "loadBalancerIP"),)

    @property
    def type(self) -> str:
        """``spec.type``, ClusterIP if absent."""
        return text(self.at("spec", "type")) or "ClusterIP"

    @property
    def uses_elb(self) -> bool:  # type: ignore[override]
        """Whether an ELB stands behind it: a LoadBalancer that neither DNAT nor another controller serves."""
        return (
            self.type == "LoadBalancer"
            and self.written_class != "dnat"
            and self.at("spec", "loadBalancerClass") is None
        )

    @property
    def selector(self) -> dict[str, str] | Unknown:
        """``spec.selector``; empty if absent; unknown if a part of it is a placeholder."""
        return _labels(self.at("spec", "selector"))


class Ingress(ElbUser):
    """An Ingress of any API version."""

    kind = "Ingress"
    _ID_FIELDS = (("metadata", "annotations", ELB_PREFIX + "ip"),)

    @property
    def ingress_class(self) -> str | None:
        """``spec.ingressClassName``, or the annotation that came before it."""
        written = text(self.at("spec", "ingressClassName"))
        return written if written is not None else self.annotation("kubernetes.io/ingress.class")

    @property
    def uses_elb(self) -> bool:  # type: ignore[override]
        """Whether CCE's own ELB Ingress controller serves it, or may serve it for want of a class."""
        return self.ingress_class == "cce" or (self.ingress_class is None and self.has_elb_annotations)


class Workload(KubeObject):
    """Anything that holds a Pod template, and the Pod itself."""

    kind = "Workload"
    _TEMPLATES: ClassVar[dict[str, tuple[str, ...]]] = {
        "Pod": (),
        "PodTemplate": ("template",),
        "CronJob": ("spec", "jobTemplate", "spec", "template"),
    }

    @property
    def template_path(self) -> tuple[str, ...]:
        """The path of the Pod template (of the Pod itself, for a Pod)."""
        return self._TEMPLATES.get(self.manifest_kind, ("spec", "template"))

    @property
    def pod_labels(self) -> dict[str, str] | Unknown:
        """The labels of its Pods; unknown if a part of them is a placeholder."""
        return _labels(self.at(*self.template_path, "metadata", "labels"))

    @property
    def pod_spec_path(self) -> tuple[str, ...]:
        """The path of the Pod's spec."""
        return (*self.template_path, "spec")

    @property
    def containers(self) -> list[Node]:
        """The containers, init containers left out."""
        return items(self.at(*self.pod_spec_path, "containers"))

    def named_path(self, name: str) -> FieldPath | None:
        """``containers`` and ``replicas``."""
        if name == "containers":
            return (*self.pod_spec_path, "containers")
        return ("spec", "replicas") if name == "replicas" else None


class Autoscaler(KubeObject):
    """A HorizontalPodAutoscaler."""

    kind = "Autoscaler"

    @property
    def target(self) -> tuple[str, str]:
        """The kind and name of the workload that it scales."""
        reference = self.at("spec", "scaleTargetRef")
        return text(child(reference, "kind")) or "", text(child(reference, "name")) or ""

    @property
    def least(self) -> int:
        """``spec.minReplicas``, 1 if absent."""
        node = self.at("spec", "minReplicas")
        value = node.value if isinstance(node, Scalar) else None
        return value if isinstance(value, int) else 1


class Namespace(KubeObject):
    """A Namespace."""

    kind = "Namespace"


if TYPE_CHECKING:
    from typing import TypeVar

    _Self = TypeVar("_Self", bound=KubeObject)


def _filled(value: str | None) -> str | None:
    return None if value is None or is_placeholder(value) else value.strip()


def _labels(node: Node | None) -> dict[str, str] | Unknown:
    if not isinstance(node, Mapping):
        return {}
    labels: dict[str, str] = {}
    for key, value in _entries(node):
        if value is None:
            continue
        if "{{" in value or "${" in value:
            return Unknown("service.backends")
        labels[key] = value
    return labels


def _entries(node: Mapping) -> Iterator[tuple[str, str | None]]:
    for key in node.keys():  # noqa: SIM118
        yield key, text(node.get(key))
