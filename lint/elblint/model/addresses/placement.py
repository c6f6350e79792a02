"""The position of a caller relative to the backends: on one of their nodes or on another."""

from __future__ import annotations

from elblint.model.services import Service
from elblint.model.unknown import Unknown
from elblint.model.workloads import Workload
from elblint.system.named_tuple import NamedTuple


class Position(NamedTuple):
    """The rows of the reachability table that a caller's Pods may be in.

    ``certain`` holds those in which some Pod of it surely is, ``possible`` all that it may be in.
    """

    certain: frozenset[str]
    possible: frozenset[str]


class Backends:
    """Properties of a Service's backends that decide the position of callers, computed once for all callers."""

    def __init__(self, workloads: list[Workload] | Unknown, service: Service) -> None:
        selector = service.selector
        self.selector = {} if isinstance(selector, Unknown) else selector
        self.namespace = service.namespace or "default"
        self.known = not isinstance(workloads, Unknown)
        listed = [] if isinstance(workloads, Unknown) else workloads
        self.ids = {id(workload) for workload in listed}
        self.some_everywhere = any(_is_everywhere(workload) for workload in listed)
        self.some_tolerate = any(_tolerates(workload) for workload in listed)
        # Workloads that nothing here tells apart need one look.
        alike: dict[str, Workload] = {}
        for workload in listed:
            labels = workload.pod_labels
            kind = (workload.namespace, workload.allowed_nodes, workload.required_anti_affinity, labels)
            alike.setdefault(repr(kind), workload)
        self.kinds = list(alike.values())


def position(caller: Workload | None, backends: Backends) -> Position:
    """Place a caller (None if nobody knows who calls) among the backends of a Service.

    A DaemonSet that may run on every node is on the backends' nodes too; a required anti-affinity
    by hostname, or node selectors that contradict each other, prove the same node or another one.
    """
    if caller is None:
        kinds: tuple[str, ...] = ("node", "container")
    else:
        kinds = ("node",) if caller.host_network else ("container",)
    sides = _sides(caller, backends)
    possible = frozenset(f"{kind}-{side}" for kind in kinds for side in sides)
    certain = possible if len(kinds) == 1 and len(sides) == 1 else frozenset()
    plain = backends.known and not backends.some_tolerate
    if caller is not None and len(kinds) == 1 and plain and _is_everywhere(caller):
        certain = frozenset({f"{kinds[0]}-with-backend"}) & possible
    return Position(certain, possible)


def _tolerates(workload: Workload) -> bool:
    """Return whether it may run on tainted nodes, where others that select no nodes may not."""
    return workload.at(*workload.pod_spec_path, "tolerations") is not None


def _is_everywhere(workload: Workload) -> bool:
    spec = workload.pod_spec_path
    return (
        workload.manifest_kind == "DaemonSet"
        and not workload.allowed_nodes
        and workload.at(*spec, "affinity") is None
        and workload.at(*spec, "nodeName") is None
    )


def _sides(caller: Workload | None, backends: Backends) -> tuple[str, ...]:
    both = ("with-backend", "without-backend")
    if caller is None or not backends.known:
        return both
    if backends.some_everywhere and not _tolerates(caller):
        return ("with-backend",)
    # A caller that is a backend itself has one on its node: itself.
    if id(caller) in backends.ids or _keeps_company(caller, backends):
        return ("with-backend",)
    if all(_must_part(caller, backend) for backend in backends.kinds):
        return ("without-backend",)
    return both


def _keeps_company(caller: Workload, backends: Backends) -> bool:
    """Return whether a required affinity of the caller asks for Pods that can only be the Service's."""
    return (
        bool(backends.selector)
        and (caller.namespace or "default") == backends.namespace
        and any(backends.selector.items() <= term.items() for term in caller.required_affinity)
    )


def _must_part(caller: Workload, backend: Workload) -> bool:
    if _repels(caller, backend) or _repels(backend, caller):
        return True
    theirs = backend.allowed_nodes
    return any(key in theirs and not theirs[key] & values for key, values in caller.allowed_nodes.items())


def _repels(workload: Workload, other: Workload) -> bool:
    """Return whether a required anti-affinity of one keeps it off the other's nodes."""
    labels = other.pod_labels
    if isinstance(labels, Unknown) or (workload.namespace or "default") != (other.namespace or "default"):
        return False
    return any(term.items() <= labels.items() for term in workload.required_anti_affinity)
