"""Workloads, and what belongs to them."""

from __future__ import annotations

from functools import cached_property

from elblint.model.objects import KubeObject, labels_of
from elblint.model.placeholder import is_template
from elblint.model.subject import FieldPath
from elblint.model.unknown import Unknown
from elblint.syntax.nodes import Mapping, Node, Scalar, child, items, text, text_at
from elblint.system.type_names import ClassVar

_NODE_NAME = "spec.nodeName"


class Workload(KubeObject):
    """Anything that holds a Pod template, and the Pod itself."""

    kind = "Workload"
    _MATCHED_BY = "pod_labels"
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
    def is_unrelated(self) -> bool:
        """True if it has no readiness gate, and no annotation that CCE would look at."""
        return self.at(*self.pod_spec_path, "readinessGates") is None and not self.has_own_annotations()

    @cached_property
    def pod_labels(self) -> dict[str, str] | Unknown:
        """The labels of its Pods; unknown if a part of them is a placeholder."""
        return labels_of(self.at(*self.template_path, "metadata", "labels"))

    def lacks(self, selector: dict[str, str] | Unknown) -> list[str]:
        """The keys of a selector whose values its Pods do not have as labels."""
        labels = self.pod_labels
        if isinstance(selector, Unknown) or isinstance(labels, Unknown):
            return []
        return [key for key, value in selector.items() if labels.get(key) != value]

    @property
    def pod_spec_path(self) -> tuple[str, ...]:
        """The path of the Pod's spec."""
        return (*self.template_path, "spec")

    @property
    def containers(self) -> list[Node]:
        """The containers, init containers left out."""
        return items(self.at(*self.pod_spec_path, "containers"))

    @cached_property
    def software(self) -> str:
        """The images of its containers, one a line, in lower case: names by which its software is known."""
        images = (text_at(container, "image") or "" for _, container in self.every_container)
        return "\n".join(images).lower()

    @property
    def every_container(self) -> list[tuple[FieldPath, Node]]:
        """The containers and init containers, each with its path."""
        return [
            ((*self.pod_spec_path, group, index), container)
            for group in ("containers", "initContainers")
            for index, container in enumerate(items(self.at(*self.pod_spec_path, group)))
        ]

    is_node: bool = False
    """True if the nodes are meant on which its Pods run."""

    def as_its_node(self) -> Workload:
        """The nodes on which its Pods run, as callers: they pull its images, from the host network."""
        seen = self.under(self.cluster)
        seen.is_node = True
        return seen

    @property
    def host_network(self) -> bool | None:
        """True if its Pods use the host network; None if a placeholder stands for the answer."""
        if self.is_node:
            return True
        node = self.at(*self.pod_spec_path, "hostNetwork")
        value = node.value if isinstance(node, Scalar) else None
        return value if isinstance(value, bool) else (None if value else False)

    @property
    def port_names(self) -> set[str]:
        """The names of all container ports, those of init containers that keep running, or may, among them."""
        sidecars = [
            item
            for item in items(self.at(*self.pod_spec_path, "initContainers"))
            if (policy := text_at(item, "restartPolicy") or "") == "Always" or is_template(policy)
        ]
        return {
            text_at(port, "name") or ""
            for item in [*self.containers, *sidecars]
            for port in items(child(item, "ports"))
        }

    @property
    def host_aliases(self) -> list[tuple[str, set[str]]]:
        """The addresses in ``hostAliases``, each with its hostnames in lower case."""
        return [
            (
                text_at(alias, "ip") or "",
                {(text(name) or "").lower() for name in items(child(alias, "hostnames"))},
            )
            for alias in items(self.at(*self.pod_spec_path, "hostAliases"))
        ]

    @property
    def name_servers(self) -> tuple[str, ...]:
        """The DNS servers that its Pods ask: an empty text for the cluster's own, nothing for those of the node."""
        policy = self.text_at(*self.pod_spec_path, "dnsPolicy") or "ClusterFirst"
        if self.is_node or policy == "Default" or (policy == "ClusterFirst" and self.host_network):
            return ()
        if policy != "None":
            return ("",)
        servers = items(self.at(*self.pod_spec_path, "dnsConfig", "nameservers"))
        return tuple(text(server) or "" for server in servers)

    @property
    def gets_containers(self) -> bool:
        """True if something is asked to put further containers into its Pods."""
        metadata = self.at(*self.template_path, "metadata")
        names = [
            name
            for field in (child(metadata, "annotations"), child(metadata, "labels"))
            for name in (field.keys() if isinstance(field, Mapping) else ())
        ]
        return any("inject" in name.lower() or "sidecar" in name.lower() for name in names)

    @property
    def is_job(self) -> bool:
        """True if its Pods end by themselves."""
        return self.manifest_kind in {"Job", "CronJob"}

    @property
    def allowed_nodes(self) -> dict[str, frozenset[str]]:
        """For node labels that it must have, the values that it takes: ``nodeSelector`` and required nodeAffinity.

        Alternatives of the affinity are put together; what is no plain list of values proves nothing here.
        """
        labels = labels_of(self.at(*self.pod_spec_path, "nodeSelector"))
        written = {} if isinstance(labels, Unknown) else labels
        allowed = {key: frozenset({value}) for key, value in written.items() if not _is_placeholder(value)}
        name = self.text_at(*self.pod_spec_path, "nodeName")
        if name:
            allowed[_NODE_NAME] = frozenset({name})
        required = self.at(
            *self.pod_spec_path, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"
        )
        terms = [_values_in(term) for term in items(child(required, "nodeSelectorTerms"))]
        for key in set.intersection(*(set(term) for term in terms)) if terms else ():
            values = frozenset().union(*(term[key] for term in terms))
            allowed[key] = allowed[key] & values if key in allowed else values
        return allowed

    @property
    def required_anti_affinity(self) -> list[dict[str, str]]:
        """The ``matchLabels`` of the required terms of ``podAntiAffinity`` by hostname."""
        return self._required_terms("podAntiAffinity")

    @property
    def required_affinity(self) -> list[dict[str, str]]:
        """The ``matchLabels`` of the required terms of ``podAffinity`` by hostname."""
        return self._required_terms("podAffinity")

    def _required_terms(self, name: str) -> list[dict[str, str]]:
        """Terms with expressions or for other namespaces are left out: they prove nothing here."""
        affinity = self.at(*self.pod_spec_path, "affinity", name)
        found = []
        for term in items(child(affinity, "requiredDuringSchedulingIgnoredDuringExecution")):
            selector = child(term, "labelSelector")
            plain = not any(
                child(part, name) is not None
                for part in (selector, term)
                for name in ("matchExpressions", "matchLabelKeys", "mismatchLabelKeys")
            )
            own_namespace = child(term, "namespaces") is None and child(term, "namespaceSelector") is None
            labels = labels_of(child(selector, "matchLabels"))
            by_host = text_at(term, "topologyKey") == "kubernetes.io/hostname"
            if plain and own_namespace and by_host and not isinstance(labels, Unknown) and labels:
                found.append(labels)
        return found


def _is_placeholder(value: str) -> bool:
    """Return whether a label's value is one that somebody is meant to fill in."""
    return is_template(value) or "placeholder" in value.lower() or value.startswith("$")


def _values_in(term: Node) -> dict[str, frozenset[str]]:
    """The values that a term of a nodeAffinity lists for each label."""
    found: dict[str, frozenset[str]] = {}
    for expression in items(child(term, "matchExpressions")):
        key = text_at(expression, "key")
        values = frozenset(text(value) or "" for value in items(child(expression, "values")))
        if key and text_at(expression, "operator") == "In" and not any(map(_is_placeholder, values)):
            found[key] = found[key] & values if key in found else values
    return found


class Autoscaler(KubeObject):
    """A HorizontalPodAutoscaler."""

    kind = "Autoscaler"

    @property
    def target(self) -> tuple[str, str]:
        """The kind and name of the workload that it scales."""
        reference = self.at("spec", "scaleTargetRef")
        return text_at(reference, "kind") or "", text_at(reference, "name") or ""

    @property
    def least(self) -> int | Unknown:
        """``spec.minReplicas``, 1 if absent; unknown if a placeholder stands for it."""
        node = self.at("spec", "minReplicas")
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, str):
            return Unknown("workload.replicas")
        return value if isinstance(value, int) else 1


class Namespace(KubeObject):
    """A Namespace."""

    kind = "Namespace"
