"""All objects of a run, and how they belong together. They meet here once, before any rule is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from elblint.model.addresses.addressed_texts import KeptTexts
from elblint.model.addresses.calls import find_calls
from elblint.model.addresses.placement import Backends, Position, position
from elblint.model.addresses.references import AddressReference
from elblint.model.addresses.resolver import TargetIndex, what_answers
from elblint.model.addresses.roles import Roles
from elblint.model.addresses.sources import Endpoints, TextSource
from elblint.model.annotations.annotation import Annotation, find_annotations
from elblint.model.annotations.catalogue import Catalogue
from elblint.model.annotations.value_issues import find_values
from elblint.model.cluster import Cluster, KnownElb
from elblint.model.elb_users import ElbUser
from elblint.model.gateways import Gateway, GatewayClass
from elblint.model.indexes.duplicate_objects import DuplicateObjects
from elblint.model.indexes.ingress_conflicts import conflict_index, earlier_conflict
from elblint.model.indexes.selection import Selection
from elblint.model.ingresses import Ingress
from elblint.model.issuers import Issuer
from elblint.model.objects import KubeObject
from elblint.model.placeholder import is_template
from elblint.model.routes import IngressClass, IstioGateway, Route
from elblint.model.services import Service
from elblint.model.subject import Subject
from elblint.model.unknown import Unknown
from elblint.model.workloads import Autoscaler, Namespace, Workload
from elblint.syntax.nodes import Mapping, text
from elblint.system.type_names import Any, TypeVar
from elblint.text.source import SourceText

_T = TypeVar("_T")
_Shared = TypeVar("_Shared", bound=Sequence[Subject])
# API groups by kind; "" is the core group. An object of the same kind in another group is something else:
# Knative too has a kind named Service.
_ROUTES: dict[str, frozenset[str] | None] = {
    "VirtualService": frozenset({"networking.istio.io"}),
    "HTTPRoute": frozenset({"gateway.networking.k8s.io"}),
    "GRPCRoute": frozenset({"gateway.networking.k8s.io"}),
    "TLSRoute": frozenset({"gateway.networking.k8s.io"}),
    "TCPRoute": frozenset({"gateway.networking.k8s.io"}),
    "UDPRoute": frozenset({"gateway.networking.k8s.io"}),
    "IngressRoute": frozenset({"traefik.io", "traefik.containo.us"}),
    "IngressRouteTCP": frozenset({"traefik.io", "traefik.containo.us"}),
    "HTTPProxy": frozenset({"projectcontour.io"}),
    "TCPIngress": frozenset({"configuration.konghq.com"}),
    "ApisixRoute": frozenset({"apisix.apache.org"}),
    "VirtualServer": frozenset({"k8s.nginx.org"}),
    "TransportServer": frozenset({"k8s.nginx.org"}),
}
_GROUPS: dict[str, tuple[type[KubeObject], frozenset[str] | None]] = {
    "Service": (Service, frozenset({""})),
    "Gateway": (Gateway, frozenset({"gateway.networking.k8s.io"})),
    "GatewayClass": (GatewayClass, frozenset({"gateway.networking.k8s.io"})),
    "Ingress": (Ingress, frozenset({"networking.k8s.io", "extensions"})),
    "Issuer": (Issuer, frozenset({"cert-manager.io"})),
    "ClusterIssuer": (Issuer, frozenset({"cert-manager.io"})),
    "IngressClass": (IngressClass, frozenset({"networking.k8s.io"})),
    **{kind: (Route, groups) for kind, groups in _ROUTES.items()},
    "Namespace": (Namespace, frozenset({""})),
    "Pod": (Workload, frozenset({""})),
    "PodTemplate": (Workload, frozenset({""})),
    "ReplicationController": (Workload, frozenset({""})),
    "Deployment": (Workload, frozenset({"apps", "extensions"})),
    "ReplicaSet": (Workload, frozenset({"apps", "extensions"})),
    "DaemonSet": (Workload, frozenset({"apps", "extensions", "apps.kruise.io"})),
    "StatefulSet": (Workload, frozenset({"apps", "apps.kruise.io"})),
    "CloneSet": (Workload, frozenset({"apps.kruise.io"})),
    "Rollout": (Workload, frozenset({"argoproj.io"})),
    "Job": (Workload, frozenset({"batch"})),
    "CronJob": (Workload, frozenset({"batch"})),
    "Endpoints": (Endpoints, frozenset({""})),
    "EndpointSlice": (Endpoints, frozenset({"discovery.k8s.io"})),
    "HorizontalPodAutoscaler": (Autoscaler, frozenset({"autoscaling"})),
}

# Kinds of which another API group has one of the same name.
_OF_OTHER_GROUPS: dict[tuple[str, str], type[KubeObject]] = {("networking.istio.io", "Gateway"): IstioGateway}

KINDS = frozenset(_GROUPS)
"""The kinds that some rule may ask about; documents of other kinds need not be parsed."""


def make_object(node: Mapping, kind: str, source: SourceText, cluster: Cluster) -> KubeObject | None:
    """The typed view of a parsed object; None if its kind is of interest, but of another API group.

    Kinds that no rule asks about become TextHolders: software may read addresses in them.
    """
    make, groups = _GROUPS.get(kind, (TextSource, None))
    if groups is None:
        return TextSource(node, kind, source, cluster)
    version = text(node.get("apiVersion"))
    group = version.rpartition("/")[0] if version is not None and "/" in version else ""
    if version is not None and group not in groups:
        other = _OF_OTHER_GROUPS.get((group, kind))
        return None if other is None else other(node, kind, source, cluster)
    return make(node, kind, source, cluster)


# The key for the objects of all named clusters; no cluster can be called this.
_EVERY_NAMED = "\0"


class LintContext:
    """Every object of the run. ``objects`` are in a fixed order, whatever order the files were read in."""

    def __init__(
        self,
        objects: Iterable[KubeObject],
        known_elbs: Iterable[KnownElb] = (),
        catalogue: Callable[[], Catalogue] = Catalogue,
        targets: TargetIndex | None = None,
        roles: Roles | None = None,
        kept_texts: KeptTexts | None = None,
    ) -> None:
        """``catalogue`` is called when a rule first asks about annotations.

        ``targets`` is what answers to which address, if that was found out already, with the known ELBs;
        ``kept_texts`` what an earlier run has found in the texts of objects.
        """
        self._catalogue = catalogue
        self._kept_texts = kept_texts
        self._roles = roles or Roles()
        self.objects = sorted(objects, key=lambda item: item.order)
        self.has_released = any(item.span is not None for item in self.objects)
        """True if some objects were released: no rule of the run can be true of them by themselves."""
        self.by_kind: dict[str, list[KubeObject]] = {}
        for item in self.objects:
            self.by_kind.setdefault(item.kind, []).append(item)
        self.parts: dict[str, Sequence[Subject]] = {}
        """Calls, annotations and the mistakes in their values, by kind, as far as somebody asked."""
        self.targets = what_answers(self.objects, known_elbs) if targets is None else targets
        self.selection = Selection(self.objects)
        self._least: dict[tuple[str, str, str, str], int | Unknown] | None = None
        self._hides_scaled = False
        self._config_maps: dict[tuple[str, str], list[KubeObject]] | None = None
        self._listeners: dict[tuple[int, str, int, str], dict[str, list[KubeObject]]] | None = None
        self._all_calls: list[AddressReference] = []
        self._calls_to: dict[int, list[AddressReference]] | None = None
        self._backends: dict[int, Backends] = {}
        self._positions: dict[tuple[int, int], list[Position]] = {}
        self._once: dict[tuple[str, int], tuple[Sequence[Subject], Any]] = {}
        self._called: dict[int, list[KubeObject]] = {}
        self._elb_users: dict[tuple[int, str], dict[str, list[KubeObject]]] = {}

    def subjects(self, kind: str) -> Sequence[Subject]:
        """All objects of a kind that rules know; calls and annotations are looked for when somebody asks."""
        if kind in self.by_kind:
            return self.by_kind[kind]
        if kind not in self.parts:
            if kind == "Call":
                self.keep_calls(find_calls(self.objects, self.targets, self._roles, self._kept_texts))
            elif kind == "Annotation":
                self.parts[kind] = find_annotations(self.objects, self._catalogue)
            elif kind == "Value":
                annotations = [one for one in self.subjects("Annotation") if isinstance(one, Annotation)]
                self.parts[kind] = find_values(annotations)
        return self.parts.get(kind, [])

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue of annotations."""
        return self._catalogue()

    def on_same_listener(
        self, user: Subject, kind: str, *, across_clusters: bool = False
    ) -> list[list[KubeObject]]:
        """The objects of ``kind`` that ask the ELB of ``user`` for a listener that it asks for.

        A list for each of its listeners: those of its own cluster (itself among them if it is of that kind), or
        of all named ones, its own too. Made once for all.
        """
        if not isinstance(user, ElbUser) or user.elb is None:
            return []
        if self._listeners is None:
            self._listeners = {}
            for item in self.objects:
                if isinstance(item, ElbUser) and item.elb is not None:
                    for protocol, port, _ in item.listeners:
                        key = id(item.elb), protocol, port, item.kind
                        by_cluster = self._listeners.setdefault(key, {})
                        by_cluster.setdefault(item.cluster.name, []).append(item)
        found: list[list[KubeObject]] = []
        for protocol, port, _ in user.listeners:
            listed = self._listeners.get((id(user.elb), protocol, port, kind), {})
            found.extend(_of_clusters(listed, user.cluster.name, across_clusters=across_clusters))
        return found

    def earlier_conflict(self, ingress: Subject, point: str) -> list[list[KubeObject]]:
        """The Ingress before this one, on a listener of both, that disagrees with it in one of POINTS."""
        for others in self.on_same_listener(ingress, "Ingress"):
            index = self.once(f"clashes in {point}", others, partial(conflict_index, point))
            found = earlier_conflict(ingress, point, index)
            if found is not None:
                return [[found]]
        return []

    def earlier_versions(self, user: Subject) -> list[list[KubeObject]]:
        """Return the objects before ``user`` that may be the same object and differ from it."""
        found = []
        for others in self.on_same_elb(user, user.kind):
            earlier = self.once("earlier versions", others, DuplicateObjects).of(user)
            if earlier is not None:
                found.append([earlier])
        return found

    def once(self, what: str, shared: _Shared, work: Callable[[_Shared], _T]) -> _T:
        """Return the result of a computation on a list that several objects share, computed for the first of them."""
        key = what, id(shared)
        if key not in self._once:
            # With the list itself, so that its id means no other.
            self._once[key] = shared, work(shared)
        found: _T = self._once[key][1]
        return found

    @property
    def every_call(self) -> list[AddressReference]:
        """All calls, those too of which nobody knows who answers."""
        self.subjects("Call")
        return self._all_calls

    def keep_calls(self, calls: list[AddressReference]) -> None:
        """Take the calls of an earlier run, equal to those of this one and in their order, in place of them."""
        self._all_calls = calls
        self.parts["Call"] = [call for call in calls if not call.target.is_undecided]
        self._calls_to = None

    def calls_to(self, user: ElbUser) -> list[AddressReference]:
        """The calls in the input that mean to reach a Service or Ingress, or may mean to."""
        if self._calls_to is None:
            calls_to: dict[int, list[AddressReference]] = {}
            for call in self.every_call:
                calls_to.setdefault(id(call.target.user), []).append(call)
            self._calls_to = calls_to
        return self._calls_to.get(id(user), [])

    def called(self, call: Subject, kind: str) -> list[list[KubeObject]]:
        """The object of ``kind`` that a call means to reach, in a list of lists as rules take it."""
        if not isinstance(call, AddressReference) or call.target.user.kind != kind:
            return []
        return [self._called.setdefault(id(call.target.user), [call.target.user])]

    def backends(self, service: Service) -> list[Workload] | Unknown:
        """The workloads whose Pods stand behind a Service; unknown if the input holds none of them."""
        return self.selection.backends(service)

    def positions(self, callers: list[Workload], service: Service) -> list[Position]:
        """Return the possible positions of a call's callers, relative to the backends; equal ones only once."""
        backends = self._backends_of(service)
        key = id(callers), id(backends)
        found = self._positions.get(key)
        if found is None:
            everyone: list[Workload | None] = [*callers]
            each = dict.fromkeys(position(caller, backends) for caller in everyone or [None])
            found = self._positions[key] = list(each)
        return found

    def _backends_of(self, service: Service) -> Backends:
        """Return what is common to the backends of a Service; Services with one selector share it."""
        found = self._backends.get(id(service))
        if found is None:
            workloads = self.backends(service)
            if isinstance(workloads, Unknown) or not service.selector:
                found = Backends(workloads, service)
            else:
                # The list is the same one for each Service of the namespace with the same selector.
                found = self._backends.get(id(workloads)) or Backends(workloads, service)
                self._backends[id(workloads)] = found
            self._backends[id(service)] = found
        return found

    def config_maps(self, scope: tuple[str, str]) -> list[KubeObject]:
        """Return the ConfigMaps of a namespace, by the names of its cluster and its own."""
        if self._config_maps is None:
            self._config_maps = {}
            for one in self.by_kind.get("TextHolder", []):
                if one.manifest_kind == "ConfigMap":
                    self._config_maps.setdefault(one.scope, []).append(one)
        return self._config_maps.get(scope, [])

    @property
    def hides_scaled(self) -> bool:
        """True if a template fills in what an autoscaler is for: it may be for any workload."""
        return self._scaled()[1]

    def least_replicas(self, workload: KubeObject) -> int | Unknown | None:
        """Return the lower limit of the workload's autoscaler; None without an autoscaler."""
        least, hides_scaled = self._scaled()
        return least.get(workload.identity, Unknown("workload.replicas") if hides_scaled else None)

    def _scaled(self) -> tuple[dict[tuple[str, str, str, str], int | Unknown], bool]:
        """Return the lower limits of autoscalers, and whether one may be for any workload."""
        if self._least is None:
            self._least = {}
            for scaler in self.by_kind.get("Autoscaler", []):
                assert isinstance(scaler, Autoscaler)
                kind, name = scaler.target
                self._least[scaler.cluster.name, kind, scaler.namespace or "default", name] = scaler.least
                self._hides_scaled |= any(map(is_template, (kind, name, scaler.namespace)))
        return self._least, self._hides_scaled

    def on_same_elb(
        self, user: Subject, kind: str, *, across_clusters: bool = False
    ) -> list[list[KubeObject]]:
        """The objects of ``kind`` on the ELB of ``user``, in one list.

        Those of its own cluster (itself among them), or of all named ones, its own too. The lists are made once and
        handed out to every user of the ELB, so that what is worked out of one can be kept.
        """
        elb = user.elb if isinstance(user, ElbUser) else None
        if elb is None:
            return []
        listed = self._elb_users.get((id(elb), kind))
        if listed is None:
            listed = {}
            for other in elb.users:
                if other.kind == kind:
                    listed.setdefault(other.cluster.name, []).append(other)
            self._elb_users[id(elb), kind] = listed
        return _of_clusters(listed, user.cluster.name, across_clusters=across_clusters)


def _of_clusters(
    listed: dict[str, list[KubeObject]], own: str, *, across_clusters: bool
) -> list[list[KubeObject]]:
    if not across_clusters:
        return [listed[own]] if own in listed else []
    # Files that the configuration gives to no cluster may be meant for any, this one too.
    if not own:
        return []
    if _EVERY_NAMED not in listed:
        named = [one for cluster, others in sorted(listed.items()) if cluster for one in others]
        listed[_EVERY_NAMED] = named
    return [listed[_EVERY_NAMED]]
