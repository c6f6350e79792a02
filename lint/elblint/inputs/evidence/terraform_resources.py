"""Clusters and load balancers as Terraform's providers for Huawei Cloud and its siblings describe them.

The arguments are those of the providers' documentation: ``cce_cluster`` (container_network_type, kube_proxy_mode,
cluster_version), ``cce_autopilot_cluster``, ``elb_loadbalancer`` and ``lb_loadbalancer_v3`` (dedicated),
``lb_loadbalancer`` and ``lb_loadbalancer_v2`` (shared), and the resources that bind an EIP to a port.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from elblint.inputs.evidence.evidence import ClusterEvidence, ElbEvidence, Evidence
from elblint.model.cluster import FactSource, KnownElb
from elblint.model.placeholder import is_template
from elblint.syntax.nodes import Mapping, Node, Scalar, child, items, text
from elblint.text.source import Location, SourceText

PROVIDERS = ("huaweicloud", "opentelekomcloud", "flexibleengine", "sbercloud")
_CLUSTERS = frozenset({"cce_cluster", "cce_cluster_v3", "cce_autopilot_cluster"})
_CLASSES = {
    "elb_loadbalancer": "performance",
    "elb_loadbalancer_v3": "performance",
    "lb_loadbalancer_v3": "performance",
    "lb_loadbalancer": "union",
    "lb_loadbalancer_v2": "union",
    "lb_loadbalancer_v1": "union",
}
_ADDRESSES = ("ipv4_address", "vip_address", "ipv4_eip", "ipv6_address", "ipv6_eip", "public_ip")
_PORTS = ("ipv4_port_id", "vip_port_id")
_EIP_BINDINGS = frozenset(
    {"vpc_eip_associate", "networking_eip_associate", "vpc_eip_v1", "networking_floatingip_associate_v2"}
)


class Resource(NamedTuple):
    """A resource or data source: its type, its address in the code, its arguments and the text they stand in."""

    type: str
    address: str
    values: Mapping
    source: SourceText
    reference: str = ""
    """The name by which other code of the same folder knows it; empty in a plan or state, which have real values."""


def add_resources(resources: Iterable[Resource], found: Evidence) -> bool:
    """Add the clusters and load balancers among some resources; False if there are none."""
    listed = [(one, name) for one in resources if (name := _without_provider(one.type))]
    bound = list(_bound_addresses(listed))
    is_known = False
    for one, name in listed:
        if name in _CLUSTERS:
            is_known = True
            _add_cluster(one, found, is_autopilot="autopilot" in name)
        elif name in _CLASSES:
            is_known = True
            _add_elb(one, _CLASSES[name], bound, found)
    return is_known


def _without_provider(resource_type: str) -> str:
    provider, _, name = resource_type.partition("_")
    return name if provider in PROVIDERS else ""


def _add_cluster(one: Resource, found: Evidence, *, is_autopilot: bool) -> None:
    cluster = ClusterEvidence(_known_text(one.values.get("name")) or "")

    def tell(fact: str, argument: str, word: str = "") -> None:
        node = one.values.get(argument)
        if _known_text(node):
            found.tell(cluster, fact, node, one.source, word)

    if is_autopilot:
        tell("category", "name", "autopilot")
        tell("version", "version")
    else:
        tell("network", "container_network_type")
        tell("version", "cluster_version")
    tell("proxy", "kube_proxy_mode")
    found.add(cluster)


def _known_text(node: Node | None) -> str | None:
    """Return a text that is there and does not have to be computed first."""
    written = text(node)
    return None if not written or is_template(written) else written


def _add_elb(one: Resource, elb_class: str, bound: list[tuple[str, str]], found: Evidence) -> None:
    ports = {_known_text(one.values.get(name)) for name in _PORTS} - {None}
    addresses = [address for name in _ADDRESSES for address in _texts(one.values.get(name))]
    addresses += [address for port, address in bound if port in ports or one.address == _owner(port)]
    key = _known_text(one.values.get("id"))
    location = Location(one.source, one.values.start, one.values.start + len("resource"))
    place = one.values.get("id") if key else one.values.get("name")
    if isinstance(place, Scalar):
        location = Location(one.source, place.start, place.end)
    known = KnownElb(
        key,
        elb_class,
        tuple(dict.fromkeys(addresses)),
        one.reference,
        FactSource("elb", location.path, location.line),
    )
    found.elbs.append(ElbEvidence(known, location))


def _owner(port: str) -> str:
    """Return the resource that a reference to a port means: ``${huaweicloud_elb_loadbalancer.a.ipv4_port_id}``."""
    inner = port.removeprefix("${").removesuffix("}")
    return inner.rpartition(".")[0] if inner != port else ""


def _texts(node: Node | None) -> Iterator[str]:
    """Yield the addresses of an argument: a text, or blocks with one each."""
    written = _known_text(node)
    if written:
        yield written
    for inner in [node, *items(node)]:
        address = _known_text(child(inner, "address"))
        if address:
            yield address


def _bound_addresses(listed: list[tuple[Resource, str]]) -> Iterator[tuple[str, str]]:
    """Yield the ports that EIPs are bound to, each with the address."""
    for one, name in listed:
        if name in _EIP_BINDINGS:
            port, address = text(one.values.get("port_id")), _known_text(one.values.get("public_ip"))
            address = address or _known_text(one.values.get("floating_ip"))
            if port and address:
                yield port, address
