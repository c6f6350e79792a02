"""The kinds of objects that rules know, by API group, and the making of an object of its parsed text."""

from __future__ import annotations

from elblint.model.addresses.sources import Endpoints, TextSource
from elblint.model.cluster import Cluster
from elblint.model.gateways import Gateway, GatewayClass
from elblint.model.ingresses import Ingress
from elblint.model.issuers import Issuer
from elblint.model.objects import KubeObject
from elblint.model.routes import IngressClass, IstioGateway, Route
from elblint.model.services import Service
from elblint.model.workloads import Autoscaler, Namespace, Workload
from elblint.syntax.nodes import Mapping, text_at
from elblint.text.source import SourceText

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
    version = text_at(node, "apiVersion")
    group = version.rpartition("/")[0] if version is not None and "/" in version else ""
    if version is not None and group not in groups:
        other = _OF_OTHER_GROUPS.get((group, kind))
        return None if other is None else other(node, kind, source, cluster)
    return make(node, kind, source, cluster)
