"""The fields of Kubernetes' objects as the provider hashicorp/kubernetes names them.

Its arguments are the fields in snake case. A block that may be repeated makes a list, any other block a mapping.
"""

from __future__ import annotations

import re

from elblint.inputs.terraform.expressions import is_unknown
from elblint.syntax.nodes import Mapping, Node, Scalar, child

_PREFIX = "kubernetes_"
# The kinds that some rule looks at, by the resource's type without prefix and version.
_KINDS = {
    "service": ("v1", "Service"),
    "ingress": ("networking.k8s.io/v1", "Ingress"),
    "ingress_class": ("networking.k8s.io/v1", "IngressClass"),
    "deployment": ("apps/v1", "Deployment"),
    "daemonset": ("apps/v1", "DaemonSet"),
    "daemon_set": ("apps/v1", "DaemonSet"),
    "stateful_set": ("apps/v1", "StatefulSet"),
    "pod": ("v1", "Pod"),
    "job": ("batch/v1", "Job"),
    "cron_job": ("batch/v1", "CronJob"),
    "config_map": ("v1", "ConfigMap"),
    "namespace": ("v1", "Namespace"),
    "endpoints": ("v1", "Endpoints"),
    "horizontal_pod_autoscaler": ("autoscaling/v2", "HorizontalPodAutoscaler"),
    "replication_controller": ("v1", "ReplicationController"),
}
_OLD_INGRESS = ("networking.k8s.io/v1beta1", "Ingress")
_VERSION = re.compile(r"_v\d+(?:(?:alpha|beta)\d+)?\Z")
# Blocks of which there may be several, with the name of the list that they make.
_LISTS = {
    "container": "containers",
    "node_selector_term": "nodeSelectorTerms",
    "init_container": "initContainers",
    "env": "env",
    "env_from": "envFrom",
    "volume": "volumes",
    "volume_mount": "volumeMounts",
    "rule": "rules",
    "path": "paths",
    "tls": "tls",
    "port": "ports",
    "host_aliases": "hostAliases",
    "image_pull_secrets": "imagePullSecrets",
    "toleration": "tolerations",
    "match_expressions": "matchExpressions",
    "topology_spread_constraint": "topologySpreadConstraints",
    "required_during_scheduling_ignored_during_execution": "requiredDuringSchedulingIgnoredDuringExecution",
    "preferred_during_scheduling_ignored_during_execution": "preferredDuringSchedulingIgnoredDuringExecution",
    "subset": "subsets",
    "address": "addresses",
    "http_header": "httpHeaders",
    "items": "items",
    "ingress": "ingress",
    "metric": "metrics",
}
# Where such a block stands once: the port of an Ingress's backend, node affinity's required terms.
_SINGLE = frozenset(
    {("service", "port"), ("node_affinity", "required_during_scheduling_ignored_during_execution")}
)
# Fields with an acronym in their names.
_FIELDS = {
    "cluster_ip": "clusterIP",
    "cluster_ips": "clusterIPs",
    "external_ips": "externalIPs",
    "load_balancer_ip": "loadBalancerIP",
    "host_ip": "hostIP",
    "host_pid": "hostPID",
    "host_ipc": "hostIPC",
}
# Mappings from texts to texts: Terraform makes a text of any value in them.
_OF_TEXTS = frozenset({"annotations", "labels", "match_labels", "selector", "node_selector", "data"})


def object_kind(resource_type: str) -> tuple[str, str] | None:
    """Return ``apiVersion`` and ``kind`` of what a type of resource makes; None if no rule looks at it."""
    if resource_type == "kubernetes_ingress":
        return _OLD_INGRESS
    if not resource_type.startswith(_PREFIX):
        return None
    return _KINDS.get(_VERSION.sub("", resource_type.removeprefix(_PREFIX)))


def list_name(parent: str, block: str) -> str | None:
    """Return the name of the list that a block inside of another makes; None for one that stands once."""
    if (parent, block) in _SINGLE:
        return None
    return _LISTS.get(block)


def field_name(name: str) -> str:
    """Return the name of a field for that of an argument: ``target_port`` is ``targetPort``."""
    first, *rest = name.split("_")
    return _FIELDS.get(name) or first + "".join(word.capitalize() for word in rest)


def as_texts(name: str, node: Node) -> Node:
    """Return the value of an argument; of a mapping from texts to texts with all values as texts."""
    if name not in _OF_TEXTS or not isinstance(node, Mapping):
        return node
    texts = Mapping(node.start)
    texts.end = node.end
    for key, (written, value) in node.entries.items():
        is_plain = isinstance(value, Scalar) and value.plain and value.text != "null"
        texts.entries[key] = (
            written,
            Scalar(value.text, value.start, value.end, plain=False)
            if is_plain and isinstance(value, Scalar)
            else value,
        )
    return texts


def is_whole(node: Mapping) -> bool:
    """Return False if the metadata, the annotations, the spec or a part of it are not known."""
    inner = [child(node, name) for name in ("metadata", "spec")]
    inner += [child(node, "metadata", "annotations"), child(node, "metadata", "labels")]
    inner += [child(node, "spec", name) for name in ("ports", "selector", "type", "rules")]
    return not any(is_unknown(one) for one in inner)
