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
    zh="集群类型",
    hint="say --category standard, turbo or autopilot, or cluster.category in .elblint.yaml",
    hint_zh="用 --category standard、turbo 或 autopilot 说明，或写入 .elblint.yaml 的 cluster.category",
)
def _category(cluster: Cluster) -> FactValue:
    """The kind of cluster: CCE Standard, CCE Turbo or CCE Autopilot."""
    return _given("cluster.category", cluster.category)


@fact(
    "cluster.network",
    "tunnel | vpc | cloud-native-2.0",
    zh="容器网络模型",
    hint="say --network tunnel, vpc or cloud-native-2.0, or cluster.network in .elblint.yaml",
    hint_zh="用 --network tunnel、vpc 或 cloud-native-2.0 说明，或写入 .elblint.yaml 的 cluster.network",
)
def _network(cluster: Cluster) -> FactValue:
    """The container network model."""
    return _given("cluster.network", cluster.network)


@fact(
    "cluster.proxy",
    "iptables | ipvs | nftables",
    zh="kube-proxy 的服务转发模式",
    hint="say --proxy iptables, ipvs or nftables, or cluster.proxy in .elblint.yaml",
    hint_zh="用 --proxy iptables、ipvs 或 nftables 说明，或写入 .elblint.yaml 的 cluster.proxy",
)
def _proxy(cluster: Cluster) -> FactValue:
    """kube-proxy's forwarding mode."""
    return _given("cluster.proxy", cluster.proxy)


@fact(
    "cluster.version",
    "such as 1.29 or v1.29.4-r0",
    zh="集群版本",
    hint="say --cluster-version 1.29, or cluster.version in .elblint.yaml",
    hint_zh="用 --cluster-version 1.29 说明，或写入 .elblint.yaml 的 cluster.version",
)
def _version(cluster: Cluster) -> FactValue:
    """The cluster's version."""
    return _given("cluster.version", cluster.version)


@fact(
    "cluster.captures-elb-addresses",
    "true | false",
    zh="kube-proxy 是否在节点上占用整个 ELB 地址（IPVS 模式）",
    hint="in a CCE Turbo cluster containers go to the ELB by themselves and nodes do not; the source document "
    "does not tell them apart",
    hint_zh="CCE Turbo 集群中容器访问 ELB 地址会直接经过 ELB，而节点不会；源文档未区分两者",
)
def _captures(cluster: Cluster) -> FactValue:
    """True if every caller in the cluster is answered by its node instead of the ELB: in IPVS mode."""
    if cluster.proxy is None:
        return Unknown("cluster.proxy")
    if cluster.proxy != "ipvs":
        return False
    open_question = cluster.category in {"turbo", "autopilot"}
    return Unknown("cluster.captures-elb-addresses") if open_question else True
