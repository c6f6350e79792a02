"""Facts about workloads."""

from __future__ import annotations

from elblint.manifest.nodes import Mapping, Scalar, child, items
from elblint.model.facts.registry import FactValue, fact
from elblint.model.unknown import Unknown
from elblint.model.workloads import Workload
from elblint.model.world import World


@fact(
    "workload.host-network",
    "true | false",
    zh="Pod 是否使用主机网络",
    tell="fill in the placeholder in the Pod's hostNetwork",
    tell_zh="填写 Pod 的 hostNetwork 中的占位符",
)
def _host_network(workload: Workload, world: World) -> FactValue:
    """Whether the Pods use the host network."""
    answer = workload.host_network
    return Unknown("workload.host-network") if answer is None else answer


@fact(
    "workload.several-replicas",
    "true | false",
    zh="是否有多个实例",
    tell="fill in the placeholder in spec.replicas",
    tell_zh="填写 spec.replicas 中的占位符",
)
def _several(workload: Workload, world: World) -> FactValue:
    """Whether it runs more than one Pod: by its replicas, its autoscaler's, or one on each node (DaemonSet)."""
    if workload.manifest_kind == "DaemonSet":
        return True
    if workload.manifest_kind in {"Pod", "PodTemplate", "Job", "CronJob"}:
        return False
    least = world.least_replicas(workload)
    if least is not None and least > 1:
        return True
    node = workload.at("spec", "replicas")
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, str):
        return Unknown("workload.several-replicas")
    return value is not None and value > 1


@fact("workload.kind", "Deployment | StatefulSet | Pod | ...", zh="工作负载类型")
def _kind(workload: Workload, world: World) -> FactValue:
    """The kind of workload."""
    return workload.manifest_kind


@fact(
    "workload.replicas",
    "a number, or null",
    zh="实例数",
    tell="fill in the placeholder in spec.replicas",
    tell_zh="填写 spec.replicas 中的占位符",
)
def _replicas(workload: Workload, world: World) -> FactValue:
    """spec.replicas, 1 if absent, or what its autoscaler keeps at least; null for kinds without."""
    if workload.manifest_kind not in {"Deployment", "StatefulSet", "ReplicaSet", "CloneSet", "Rollout"}:
        return None
    least = world.least_replicas(workload)
    if least is not None:
        return least
    node = workload.at("spec", "replicas")
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, str):
        return Unknown("workload.replicas")
    return value if isinstance(value, int) else 1


@fact("workload.pod-labels", "list of labels", zh="Pod 的标签")
def _pod_labels(workload: Workload, world: World) -> FactValue:
    """The labels of its Pods, as "app=web"."""
    labels = workload.pod_labels
    return labels if isinstance(labels, Unknown) else [f"{key}={value}" for key, value in labels.items()]


@fact("workload.readiness-probe", "true | false", zh="是否至少有一个容器带就绪探针，或设置了 readinessGates")
def _readiness(workload: Workload, world: World) -> FactValue:
    """Whether any container has a readiness probe, or the Pod a readiness gate."""
    if items(workload.at(*workload.pod_spec_path, "readinessGates")):
        return True
    return any(isinstance(child(item, "readinessProbe"), Mapping) for item in workload.containers)
