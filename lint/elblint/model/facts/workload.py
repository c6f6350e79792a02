"""Facts about workloads."""

from __future__ import annotations

from elblint.model.context import LintContext
from elblint.model.facts.registry import FactValue, fact, value_of
from elblint.model.placeholder import is_template
from elblint.model.unknown import Unknown
from elblint.model.workloads import Workload
from elblint.syntax.nodes import Mapping, Scalar, child, items, text_at


@fact(
    "workload.host-network",
    "true | false",
    hint="fill in the placeholder in the Pod's hostNetwork",
)
def _host_network(workload: Workload, context: LintContext) -> FactValue:
    """True if the Pods use the host network."""
    answer = workload.host_network
    return Unknown("workload.host-network") if answer is None else answer


@fact(
    "workload.several-replicas",
    "true | false",
    hint="fill in the placeholder in spec.replicas",
)
def _several(workload: Workload, context: LintContext) -> FactValue:
    """True if it runs more than one Pod: by its replicas, its autoscaler's, or one on each node (DaemonSet)."""
    if workload.manifest_kind == "DaemonSet":
        return True
    if workload.manifest_kind in {"Pod", "PodTemplate", "Job", "CronJob"}:
        return False
    least = context.autoscaling.least_replicas(workload)
    if isinstance(least, Unknown):
        return Unknown("workload.several-replicas")
    if least is not None and least > 1:
        return True
    node = workload.at("spec", "replicas")
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, str):
        return Unknown("workload.several-replicas")
    return value is not None and value > 1


@fact("workload.kind", "Deployment | StatefulSet | Pod | ...")
def _kind(workload: Workload, context: LintContext) -> FactValue:
    """The kind of workload."""
    return workload.manifest_kind


@fact(
    "workload.replicas",
    "a number, or null",
    hint="fill in the placeholder in spec.replicas",
)
def _replicas(workload: Workload, context: LintContext) -> FactValue:
    """spec.replicas, 1 if absent, or what its autoscaler keeps at least; null for kinds without."""
    if workload.manifest_kind not in {"Deployment", "StatefulSet", "ReplicaSet", "CloneSet", "Rollout"}:
        return None
    least = context.autoscaling.least_replicas(workload)
    if least is not None:
        return least
    node = workload.at("spec", "replicas")
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, str):
        return Unknown("workload.replicas")
    return value if isinstance(value, int) else 1


@fact("workload.pod-labels", "list of labels")
def _pod_labels(workload: Workload, context: LintContext) -> FactValue:
    """The labels of its Pods, as "app=web"."""
    labels = workload.pod_labels
    return labels if isinstance(labels, Unknown) else [f"{key}={value}" for key, value in labels.items()]


@fact("workload.readiness-probe", "true | false")
def _readiness(workload: Workload, context: LintContext) -> FactValue:
    """True if any container has a readiness probe, or the Pod a readiness gate."""
    if items(workload.at(*workload.pod_spec_path, "readinessGates")):
        return True
    return any(isinstance(child(item, "readinessProbe"), Mapping) for item in workload.containers)


@fact(
    "workload.gated-services",
    "list of Services",
)
def _gated_services(workload: Workload, context: LintContext) -> FactValue:
    """The Services named in readiness gates of the type target-health.elb.k8s.cce/<Service>."""
    return _gates(workload)


def _gates(workload: Workload) -> list[str]:
    gates = items(workload.at(*workload.pod_spec_path, "readinessGates"))
    names = (text_at(gate, "conditionType") or "" for gate in gates)
    return [
        name.removeprefix("target-health.elb.k8s.cce/")
        for name in names
        if name.startswith("target-health.elb.k8s.cce/") and not is_template(name)
    ]


@fact("workload.is-gated", "true | false")
def _is_gated(workload: Workload, context: LintContext) -> FactValue:
    """True if it has such a readiness gate."""
    return bool(_gates(workload))


@fact(
    "workload.gates-fit",
    "true | false",
    hint="lint the Service that the readiness gate names together with it",
)
def _gates_fit(workload: Workload, context: LintContext) -> FactValue:
    """True if every Service that a gate names is a LoadBalancer on a dedicated ELB."""
    unknown: Unknown | None = None
    for name in _gates(workload):
        service = context.selection.service_named(workload, name)
        if service is None:
            unknown = Unknown("workload.gates-fit")
            continue
        kind = value_of("service.type", service, context)
        if isinstance(kind, Unknown):
            unknown = kind
            continue
        if not service.uses_elb:
            return False
        elb_class = value_of("service.elb.class", service, context)
        if isinstance(elb_class, Unknown):
            unknown = elb_class
        elif elb_class != "performance":
            return False
    return True if unknown is None else unknown
