"""Facts about the cluster, which no manifest tells."""

from __future__ import annotations

from elblint.model.cluster import Cluster
from elblint.model.facts.registry import FactValue, fact
from elblint.model.unknown import Unknown


def _given(fact: str, value: str | None) -> FactValue:
    return Unknown(fact) if value is None else value


@fact(
    "cluster.category",
    "standard | turbo | autopilot",
    hint="say --category standard, turbo or autopilot, or cluster.category in .elblint.yaml",
)
def _category(cluster: Cluster) -> FactValue:
    """The kind of cluster: CCE Standard, CCE Turbo or CCE Autopilot."""
    return _given("cluster.category", cluster.category)


@fact(
    "cluster.network",
    "tunnel | vpc | cloud-native-2.0",
    hint="say --network tunnel, vpc or cloud-native-2.0, or cluster.network in .elblint.yaml",
)
def _network(cluster: Cluster) -> FactValue:
    """The container network model."""
    return _given("cluster.network", cluster.network)


@fact(
    "cluster.proxy",
    "iptables | ipvs | nftables",
    hint="say --proxy iptables, ipvs or nftables, or cluster.proxy in .elblint.yaml",
)
def _proxy(cluster: Cluster) -> FactValue:
    """kube-proxy's forwarding mode."""
    return _given("cluster.proxy", cluster.proxy)


@fact(
    "cluster.version",
    "such as 1.29 or v1.29.4-r0",
    hint="say --cluster-version 1.29, or cluster.version in .elblint.yaml",
)
def _version(cluster: Cluster) -> FactValue:
    """The cluster's version."""
    return _given("cluster.version", cluster.version)


@fact(
    "cluster.captures-elb-addresses",
    "true | false",
    hint="in a CCE Turbo cluster containers go to the ELB by themselves and nodes do not; the source document "
    "does not tell them apart",
)
def _captures(cluster: Cluster) -> FactValue:
    """True if every caller in the cluster is answered by its node instead of the ELB: in IPVS mode."""
    if cluster.proxy is None:
        return Unknown("cluster.proxy")
    if cluster.proxy != "ipvs":
        return False
    open_question = cluster.category in {"turbo", "autopilot"}
    return Unknown("cluster.captures-elb-addresses") if open_question else True
