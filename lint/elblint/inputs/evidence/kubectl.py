"""Facts in what kubectl prints: nodes, the configuration of kube-proxy, the server's version, live Services.

A control plane is never older than its nodes' kubelets (Kubernetes version skew policy), so the newest of them
counts. The ConfigMap kube-proxy in kube-system holds a KubeProxyConfiguration, whose ``mode`` is read.
"""

from __future__ import annotations

import re

from elblint.inputs.evidence.evidence import ClusterEvidence, ElbEvidence, Evidence, normalized
from elblint.model.cluster import FactSource, KnownElb, parse_version
from elblint.syntax.documents import objects_in
from elblint.syntax.nodes import Mapping, Node, Scalar, child, items, text, text_at
from elblint.syntax.scalar_offsets import location_inside
from elblint.text.source import Location, SourceText

_MODE = re.compile(r"""^mode:[ \t]*["']?([A-Za-z]+)""", re.MULTILINE)
_ID = "kubernetes.io/elb.id"
_CLASS = "kubernetes.io/elb.class"


def facts_of_kubectl(root: Node, source: SourceText, found: Evidence) -> bool:
    """Add what a document of kubectl tells; False if it holds nothing of that kind."""
    cluster = ClusterEvidence()
    server = child(root, "serverVersion", "gitVersion")
    is_known = server is not None
    found.tell(cluster, "version", server, source)
    newest: Scalar | None = None
    for node, kind in objects_in(root):
        if kind == "Node":
            is_known = True
            newest = _newer(newest, child(node, "status", "nodeInfo", "kubeletVersion"))
        elif kind == "ConfigMap" and text_at(node, "metadata", "name") == "kube-proxy":
            is_known = True
            _add_mode(node, source, cluster, found)
        elif kind in {"Service", "Ingress"} and isinstance(child(node, "status", "loadBalancer"), Mapping):
            is_known = True
            _add_elb(node, source, found)
    if server is None:
        found.tell(cluster, "version", newest, source)
    found.add(cluster)
    return is_known


def _newer(one: Scalar | None, other: Node | None) -> Scalar | None:
    if not isinstance(other, Scalar):
        return one
    mine = normalized("version", one.text) if one is not None else None
    theirs = normalized("version", other.text)
    if mine is None or theirs is None:
        return one if theirs is None else other
    return other if parse_version(theirs) > parse_version(mine) else one


def _add_mode(node: Mapping, source: SourceText, cluster: ClusterEvidence, found: Evidence) -> None:
    data = child(node, "data")
    for name in data.keys() if isinstance(data, Mapping) else ():
        value = child(data, name)
        written = _MODE.search(value.text) if isinstance(value, Scalar) else None
        if written is None or not isinstance(value, Scalar):
            continue
        here = location_inside(source, value, *written.span(1))
        start, end = (here.start, here.end) if here is not None else (value.start, value.end)
        found.tell(cluster, "proxy", Scalar(written[1], start, end, plain=True), source)


def _add_elb(node: Mapping, source: SourceText, found: Evidence) -> None:
    """Add the load balancer that a live object has; its id and its addresses belong together."""
    annotations = child(node, "metadata", "annotations")
    key = annotations.get(_ID) if isinstance(annotations, Mapping) else None
    entries = items(child(node, "status", "loadBalancer", "ingress"))
    addresses = tuple(address for one in entries if (address := text_at(one, "ip")))
    if isinstance(annotations, Mapping) and isinstance(key, Scalar) and addresses:
        location = Location(source, key.start, key.end)
        elb_class = text(annotations.get(_CLASS))
        origin = FactSource("elb", location.path, location.line)
        known = KnownElb(
            key.text, elb_class if elb_class in {"union", "performance"} else None, addresses, source=origin
        )
        found.elbs.append(ElbEvidence(known, location))
