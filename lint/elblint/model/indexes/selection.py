"""The workloads behind Services: by full selectors, and by endpoints where there is no selector."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from elblint.model.addresses.sources import Endpoints
from elblint.model.objects import KubeObject, labels_of
from elblint.model.services import Service
from elblint.model.unknown import Unknown
from elblint.model.workloads import Workload
from elblint.syntax.nodes import items, text_at
from elblint.system.type_names import TypeAlias

# Cluster and namespace.
_Scope: TypeAlias = tuple[str, str]
_LabelKey: TypeAlias = "tuple[str, ...]"
_ByLabel: TypeAlias = "dict[tuple[str, str], list[tuple[Workload, dict[str, str]]]]"
Place: TypeAlias = "str | int"
_LEAST = 3
"""The fewest letters in which a slip can be distinguished from another word."""
_ENOUGH = 20


CONTROLLER_LABELS = frozenset(
    {
        "statefulset.kubernetes.io/pod-name",
        "apps.kubernetes.io/pod-index",
        "controller-revision-hash",
        "pod-template-hash",
        "pod-template-generation",
        "job-name",
        "batch.kubernetes.io/job-name",
        "batch.kubernetes.io/job-completion-index",
        "batch.kubernetes.io/controller-uid",
        "controller-uid",
    }
)
"""Labels that controllers add to Pods: no template has them, and a selector may ask for them all the same."""

ONE_POD_LABELS = frozenset({"statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index"})
"""Labels that tell one Pod of a workload from its others."""


class _Fitting:
    """The workloads that one selector fits in one namespace, by the places where they are written."""

    __slots__ = ("by_place",)

    def __init__(self, workloads: Iterable[Workload]) -> None:
        self.by_place: dict[Place, list[Workload]] = {}
        for workload in workloads:
            self.by_place.setdefault(workload.place, []).append(workload)

    def of(self, place: Place) -> Place | None:
        """Return the place of the workloads that belong to a Service at ``place``; None if that is not certain.

        They stand beside it, or are the only ones of the input.
        """
        if place in self.by_place:
            return place
        return next(iter(self.by_place)) if len(self.by_place) == 1 else None


class Selection:
    """The Services and workloads of a run. A selector looks up one label and compares only what has it."""

    def __init__(self, objects: Iterable[KubeObject]) -> None:
        self._by_label: dict[_Scope, _ByLabel] = {}
        self._pods: dict[tuple[_Scope, str], Workload] = {}
        self._services: dict[tuple[_Scope, tuple[str, str]], list[tuple[Service, dict[str, str]]]] = {}
        self._by_name: dict[tuple[_Scope, str], dict[Place, Service]] = {}
        self._endpoints: dict[tuple[_Scope, str], list[Endpoints]] = {}
        self._unknown_labels: set[_Scope] = set()
        selecting: list[tuple[Service, dict[str, str]]] = []
        for item in objects:
            if isinstance(item, Workload):
                self._add_workload(item)
            elif isinstance(item, Service) and not item.is_patch:
                self._by_name.setdefault((item.scope, item.name), {})[item.place] = item
                selector = _of_templates(item.selector)
                if not isinstance(selector, Unknown) and selector:
                    selecting.append((item, selector))
            elif isinstance(item, Endpoints):
                self._endpoints.setdefault((item.scope, item.service_name), []).append(item)
        # Each Service stands under the rarest of its labels: all of a release may share the others.
        common = Counter(label for _, selector in selecting for label in selector.items())
        for service, selector in selecting:
            key = service.scope, min(selector.items(), key=lambda label: (common[label], label))
            self._services.setdefault(key, []).append((service, selector))
        self._fitting: dict[_LabelKey, _Fitting] = {}
        self._selecting: dict[_LabelKey, dict[Place | None, list[KubeObject]]] = {}
        self._slips: _SlipIndex | None = None
        self._near: dict[tuple[str, Place, _LabelKey], list[Workload]] = {}

    def _add_workload(self, workload: Workload) -> None:
        scope = workload.scope
        if workload.manifest_kind == "Pod":
            self._pods[scope, workload.name] = workload
        labels = workload.pod_labels
        if isinstance(labels, Unknown):
            self._unknown_labels.add(scope)
            return
        by_label = self._by_label.setdefault(scope, {})
        entry = workload, labels
        for label in labels.items():
            by_label.setdefault(label, []).append(entry)

    def backends(self, service: Service) -> list[Workload] | Unknown:
        """The workloads whose Pods stand behind a Service.

        Unknown if the input holds none of them, or several in other places of which any may be meant. Labels that
        controllers add are left out of the comparison.
        """
        selector = _of_templates(service.selector)
        if isinstance(selector, Unknown):
            return selector
        scope = service.scope
        if not selector:
            found = [] if service.selector else self._by_endpoints(scope, service.name)
            return found or Unknown("service.backends")
        fitting = self._fitting_in(scope, selector)
        if not fitting.by_place:
            return Unknown("service.backends")
        place = fitting.of(service.place)
        return Unknown("service.backends.belonging") if place is None else fitting.by_place[place]

    def _fitting_in(self, scope: _Scope, selector: dict[str, str]) -> _Fitting:
        key = _label_key(scope, selector)
        found = self._fitting.get(key)
        if found is None:
            by_label = self._by_label.get(scope, {})
            candidates = [by_label.get(label, []) for label in selector.items()]
            fewest = min(candidates, key=len)
            found = self._fitting[key] = _Fitting(
                workload for workload, labels in fewest if selector.items() <= labels.items()
            )
        return found

    def may_select_more(self, service: Service) -> bool:
        """Return whether a template fills in the labels of workloads, which a Service may select beside others."""
        return service.scope in self._unknown_labels

    def _by_endpoints(self, scope: _Scope, service_name: str) -> list[Workload]:
        """The Pods that hand-written Endpoints or EndpointSlices of a Service without selector name."""
        names = dict.fromkeys(
            name
            for endpoints in self._endpoints.get((scope, service_name), [])
            for name in endpoints.pod_names
        )
        return [self._pods[scope, name] for name in names if (scope, name) in self._pods]

    def selecting(self, workload: Workload) -> list[KubeObject]:
        """The Services whose backend a workload is; workloads with the same labels in one place get the same list."""
        return self._selecting_by_place(workload).get(workload.place, [])

    def perhaps_selecting(self, workload: Workload) -> list[KubeObject]:
        """Some Services whose selector a workload fits, as do others elsewhere, so that any of them may be meant."""
        return self._selecting_by_place(workload).get(None, [])[:_ENOUGH]

    def _selecting_by_place(self, workload: Workload) -> dict[Place | None, list[KubeObject]]:
        labels = workload.pod_labels
        if isinstance(labels, Unknown):
            return {}
        scope = workload.scope
        key = _label_key(scope, labels)
        found = self._selecting.get(key)
        if found is None:
            found = self._selecting[key] = {}
            fitting = (
                (service, selector)
                for label in labels.items()
                for service, selector in self._services.get((scope, label), [])
                if selector.items() <= labels.items()
            )
            for service, selector in sorted(fitting, key=lambda pair: pair[0].order):
                place = self._fitting_in(scope, selector).of(service.place)
                found.setdefault(place, []).append(service)
        return found

    def service_named(self, beside: KubeObject, name: str) -> Service | None:
        """The Service of a name in the namespace of an object: beside it, else the only one; None if unclear."""
        found = self._by_name.get((beside.scope, name), {})
        return found.get(beside.place) or (next(iter(found.values())) if len(found) == 1 else None)

    def port_named(self, beside: KubeObject, service: str, port: str) -> str:
        """The number of a named port of a Service in the namespace of an object; empty if nobody tells."""
        found = self.service_named(beside, service)
        for entry in items(found.at("spec", "ports")) if found else ():
            if text_at(entry, "name") == port:
                return text_at(entry, "port") or ""
        return ""

    def nearly_selected(self, service: Service) -> list[Workload]:
        """The workloads that a Service probably means but does not select, if it selects none at all.

        That is one of its own name, or one that differs in a single label, by a slip of the pen. Services of one
        name and selector get the same list.
        """
        selector = service.selector
        if isinstance(selector, Unknown) or not selector or not isinstance(self.backends(service), Unknown):
            return []
        key = service.name, service.place, _label_key(service.scope, selector)
        if key not in self._near:
            self._near[key] = self._find_near(service, selector)
        return self._near[key]

    def _find_near(self, service: Service, selector: dict[str, str]) -> list[Workload]:
        by_label = self._by_label.get(service.scope, {})
        if self._slips is None or self._slips.by_label is not by_label:
            # Services are asked about by namespace, and an index of all is larger than what it is made of.
            self._slips = _SlipIndex(by_label)
        found = list(self._slips.named.get(service.name, []))
        agreeing = _Agreement(selector)
        # All labels but one are those of the workload that is meant, so that at most one is nobody's.
        unmatched = [label for label in selector.items() if label not in by_label]
        doubtful = () if len(unmatched) > 1 else unmatched or selector.items()
        for key, value in doubtful:
            by_slip = self._slips.by_key.get(key, {})
            near = {one for slip in _slips(value) for one in by_slip.get(slip, ())}
            for other in sorted(near - {value}):
                if _are_siblings(value, other):
                    continue
                candidates = by_label.get((key, other), [])[:_ENOUGH]
                # The label in question differs, so that all others are the same if but one is missing.
                found.extend(
                    workload
                    for workload, labels in candidates
                    if agreeing.with_labels(labels) == len(selector) - 1
                )
        meant = [workload for workload in dict.fromkeys(found) if _is_meant(service, selector, workload)]
        return sorted(meant, key=lambda workload: workload.order)


class _SlipIndex:
    """The labelled workloads of one namespace by name, and the values of each label's key by what slips leave."""

    def __init__(self, by_label: _ByLabel) -> None:
        self.by_label = by_label
        self.named: dict[str, dict[Workload, None]] = {}
        self.by_key: dict[str, dict[str, list[str]]] = {}
        for (key, value), listed in by_label.items():
            for workload, _ in listed:
                self.named.setdefault(workload.name, {})[workload] = None
            by_slip = self.by_key.setdefault(key, {})
            for slip in _slips(value):
                by_slip.setdefault(slip, []).append(value)


def _label_key(scope: _Scope, labels: dict[str, str]) -> _LabelKey:
    """Return labels in a scope, in the order in which they are written, as a key. It is flat, as there are many."""
    return *scope, *labels, *labels.values()


def _of_templates(selector: dict[str, str] | Unknown) -> dict[str, str] | Unknown:
    """Return the part of a selector that templates of Pods can answer."""
    if isinstance(selector, Unknown) or CONTROLLER_LABELS.isdisjoint(selector):
        return selector
    return {name: value for name, value in selector.items() if name not in CONTROLLER_LABELS}


def _is_meant(service: Service, selector: dict[str, str], workload: Workload) -> bool:
    """Return whether a Service may mean a workload that it does not select: alike in name, and side by side.

    A label of both has to differ: a Service for Pods that nobody here describes is no slip.
    """
    labels = workload.pod_labels
    if isinstance(labels, Unknown):
        return False
    is_beside = workload.place == service.place or bool(
        service.namespace and service.namespace == workload.namespace
    )
    parts = [set(re.split(r"[-._]", one.name)) for one in (service, workload)]
    alike = bool(parts[0] & parts[1]) or bool(_slips(service.name) & _slips(workload.name))
    differs = any(name in labels and labels[name] != value for name, value in selector.items())
    # Labels of the workload itself that should be those of its Pods.
    own = labels_of(workload.at("metadata", "labels"))
    is_misplaced = not isinstance(own, Unknown) and selector.items() <= own.items()
    return is_beside and alike and (differs or is_misplaced)


class _Agreement:
    """The number of a selector's labels that workloads have, counted once for each of them."""

    def __init__(self, selector: dict[str, str]) -> None:
        self.selector = selector
        self._counted: dict[int, int] = {}

    def with_labels(self, labels: dict[str, str]) -> int:
        """Return how many of the labels are the selector's."""
        key = id(labels)
        if key not in self._counted:
            fewer, more = sorted((self.selector, labels), key=len)
            self._counted[key] = sum(more.get(name) == value for name, value in fewer.items())
        return self._counted[key]


@lru_cache(maxsize=256)
def _slips(value: str) -> frozenset[str]:
    """The value without each of its letters: two values that share one differ by a single slip."""
    plain = value.lower().replace("-", "").replace("_", "")
    if len(plain) < _LEAST:
        return frozenset({plain})
    return frozenset({plain, *(plain[:at] + plain[at + 1 :] for at in range(min(len(plain), 63)))})


def _are_siblings(one: str, other: str) -> bool:
    """Return whether two similar values are both meant: two versions, two letters, two words of one length."""
    if one.strip("0123456789.-v") == other.strip("0123456789.-v"):
        return True
    # A slip of equal length is two letters changed around; with another letter it is another word.
    return len(one) == len(other) and sorted(one.lower()) != sorted(other.lower())
