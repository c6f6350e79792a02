"""The facts that conditions in rule files may name. Adding one here is all it takes to make it usable.

A fact is a function of one object (or of a cluster). It answers with a string, a boolean, a number, a list of
strings, None for "not there", or an Unknown that names the facts which would decide it. Answers are kept on
the object.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from elblint.manifest.nodes import Mapping, Scalar, child, items, text
from elblint.model.cluster import Cluster, parse_version
from elblint.model.elb import DEDICATED_AUTOCREATE_FIELDS
from elblint.model.objects import (
    ELB_PREFIX,
    FOREIGN_ELB_CLASSES,
    ElbUser,
    Ingress,
    KubeObject,
    Service,
    Workload,
)
from elblint.model.placeholder import is_placeholder
from elblint.model.port_ranges import dead_ports
from elblint.model.unknown import Unknown
from elblint.model.world import World

FactValue: TypeAlias = "str | bool | int | list[str] | Unknown | None"


@dataclass(frozen=True)
class Fact:
    """One fact: what it says, and how a user can tell elblint when the input does not."""

    name: str
    values: str
    means: dict[str, str]
    tell: dict[str, str]
    answer: Callable[..., FactValue]


FACTS: dict[str, Fact] = {}
"""All facts by name. The part before the first dot is the kind of object in lower case."""


def _fact(
    name: str, values: str, *, zh: str, tell: str = "", tell_zh: str = ""
) -> Callable[[Callable[..., FactValue]], Callable[..., FactValue]]:
    """Register a function as a fact; its docstring is the English meaning, ``zh`` the Chinese one."""

    def register(answer: Callable[..., FactValue]) -> Callable[..., FactValue]:
        meaning = " ".join((answer.__doc__ or "").split())
        FACTS[name] = Fact(name, values, {"en": meaning, "zh": zh}, {"en": tell, "zh": tell_zh}, answer)
        return answer

    return register


def value_of(name: str, subject: KubeObject, world: World) -> FactValue:
    """The value of a fact for an object. ``name`` is a key of FACTS that fits the object's kind."""
    memo = subject.memo
    if name not in memo:
        memo[name] = FACTS[name].answer(subject, world)
    return memo[name]  # type: ignore[return-value]


def cluster_value(name: str, cluster: Cluster) -> FactValue:
    """The value of a ``cluster.`` fact."""
    return FACTS[name].answer(cluster)


# --- cluster ---------------------------------------------------------------------------------------


def _told(fact: str, value: str | None) -> FactValue:
    return Unknown(fact) if value is None else value


@_fact(
    "cluster.category",
    "standard | turbo",
    zh="集群类型",
    tell="say --category standard or turbo, or cluster.category in .elblint.yaml",
    tell_zh="用 --category standard 或 turbo 说明,或写入 .elblint.yaml 的 cluster.category",
)
def _category(cluster: Cluster) -> FactValue:
    """The kind of cluster: CCE Standard or CCE Turbo."""
    return _told("cluster.category", cluster.category)


@_fact(
    "cluster.network",
    "tunnel | vpc | cloud-native-2.0",
    zh="容器网络模型",
    tell="say --network tunnel, vpc or cloud-native-2.0, or cluster.network in .elblint.yaml",
    tell_zh="用 --network tunnel、vpc 或 cloud-native-2.0 说明,或写入 .elblint.yaml 的 cluster.network",
)
def _network(cluster: Cluster) -> FactValue:
    """The container network model."""
    return _told("cluster.network", cluster.network)


@_fact(
    "cluster.proxy",
    "iptables | ipvs",
    zh="kube-proxy 的服务转发模式",
    tell="say --proxy iptables or ipvs, or cluster.proxy in .elblint.yaml",
    tell_zh="用 --proxy iptables 或 ipvs 说明,或写入 .elblint.yaml 的 cluster.proxy",
)
def _proxy(cluster: Cluster) -> FactValue:
    """kube-proxy's forwarding mode."""
    return _told("cluster.proxy", cluster.proxy)


@_fact(
    "cluster.version",
    "such as 1.29 or v1.29.4-r0",
    zh="集群版本",
    tell="say --cluster-version 1.29, or cluster.version in .elblint.yaml",
    tell_zh="用 --cluster-version 1.29 说明,或写入 .elblint.yaml 的 cluster.version",
)
def _version(cluster: Cluster) -> FactValue:
    """The cluster's version."""
    return _told("cluster.version", cluster.version)


# --- Service and Ingress ----------------------------------------------------------------------------


def _on_cce(user: ElbUser, world: World) -> FactValue:
    if user.written_class in FOREIGN_ELB_CLASSES and not user.cluster.is_described:
        return Unknown(f"{user.kind.lower()}.on-cce")
    marked = user.has_elb_annotations or (isinstance(user, Ingress) and user.ingress_class == "cce")
    return True if marked or user.cluster.is_described else Unknown(f"{user.kind.lower()}.on-cce")


_ON_CCE_TELL = {
    "tell": "nothing in it says that it runs on CCE: describe the cluster, for example --category standard",
    "tell_zh": "其中没有任何内容表明它运行在 CCE 上:请说明集群信息,例如 --category standard",
}


@_fact("service.on-cce", "true", zh="Service 是否运行在 CCE 上", **_ON_CCE_TELL)
def _service_on_cce(service: Service, world: World) -> FactValue:
    """Whether the Service is meant for CCE: it has an ELB annotation of CCE, or a cluster is described."""
    return _on_cce(service, world)


@_fact("ingress.on-cce", "true", zh="Ingress 是否运行在 CCE 上", **_ON_CCE_TELL)
def _ingress_on_cce(ingress: Ingress, world: World) -> FactValue:
    """Whether the Ingress is meant for CCE: ELB annotations, the class cce, or a described cluster."""
    return _on_cce(ingress, world)


@_fact(
    "service.type",
    "ClusterIP | NodePort | LoadBalancer | ExternalName",
    zh="Service 类型",
    tell="fill in the placeholder in spec.type",
    tell_zh="填写 spec.type 中的占位符",
)
def _service_type(service: Service, world: World) -> FactValue:
    """The Service's type."""
    return Unknown("service.type") if is_placeholder(service.type) else service.type


@_fact(
    "service.external-traffic-policy",
    "Cluster | Local",
    zh="服务亲和(externalTrafficPolicy),默认为 Cluster",
    tell="fill in the placeholder in spec.externalTrafficPolicy",
    tell_zh="填写 spec.externalTrafficPolicy 中的占位符",
)
def _policy(service: Service, world: World) -> FactValue:
    """spec.externalTrafficPolicy; Cluster if absent."""
    written = text(service.at("spec", "externalTrafficPolicy")) or "Cluster"
    return Unknown("service.external-traffic-policy") if is_placeholder(written) else written


@_fact("service.uses-elb", "true | false", zh="Service 是否使用 ELB")
def _uses_elb(service: Service, world: World) -> FactValue:
    """Whether an ELB serves it: type LoadBalancer, not by DNAT, not by another controller's class."""
    return service.uses_elb


@_fact(
    "service.elb.class",
    "union | performance | dnat",
    zh="负载均衡器类型:union 共享型,performance 独享型",
    tell="set the annotation kubernetes.io/elb.class, or list the ELB with its class in .elblint.yaml",
    tell_zh="设置注解 kubernetes.io/elb.class,或在 .elblint.yaml 的 elbs 中列出该 ELB 及其类型",
)
def _elb_class(service: Service, world: World) -> FactValue:
    """The class of the ELB: union (shared) or performance (dedicated).

    From the annotation, else from a known ELB, else from what elb.autocreate asks for; CCE's default, union,
    is assumed only for an ELB that CCE creates.
    """
    if not service.uses_elb and service.written_class != "dnat":
        return None
    written = service.written_class
    if written in {"union", "performance", "dnat"}:
        return written
    if service.elb is not None and service.elb.known is not None and service.elb.known.elb_class:
        return service.elb.known.elb_class
    created = service.annotation(ELB_PREFIX + "autocreate")
    if written is None and created is not None and service.elb_id is None:
        try:
            asked = json.loads(created)
        except (ValueError, RecursionError):
            return Unknown("service.elb.class")
        if isinstance(asked, dict):
            return "performance" if any(key in asked for key in DEDICATED_AUTOCREATE_FIELDS) else "union"
    return Unknown("service.elb.class")


@_fact(
    "service.elb.keeps-client-address",
    "true | false",
    zh="ELB 转发时是否保持客户端源地址",
    tell="with IP backends or HTTP(S) listeners only, an ELB does not keep the client's address; the source "
    "document does not say whether that makes a difference",
    tell_zh="仅使用 IP 类型后端或 HTTP(S) 监听器时 ELB 不保持客户端源地址,源文档未说明此时是否可以访问",
)
def _keeps_client_address(service: Service, world: World) -> FactValue:
    """Whether the ELB hands packets on with the client's own source address: a dedicated ELB does.

    elb.ip-target-enabled switches that off, and HTTP and HTTPS listeners never do it, but the source document
    makes no exception for either: then it is unknown.
    """
    elb_class = value_of("service.elb.class", service, world)
    if isinstance(elb_class, Unknown) or elb_class != "performance":
        return elb_class if isinstance(elb_class, Unknown) else False
    if service.annotation(ELB_PREFIX + "ip-target-enabled") == "true" or _only_http_listeners(service):
        return Unknown("service.elb.keeps-client-address")
    return True


def _only_http_listeners(service: Service) -> bool:
    """Whether elb.protocol-port makes every port of the Service an HTTP or HTTPS listener."""
    written = service.annotation(ELB_PREFIX + "protocol-port") or ""
    pairs = [part.strip().partition(":") for part in written.split(",")]
    http = {port.strip() for protocol, _, port in pairs if protocol.strip().lower() in {"http", "https"}}
    ports = {text(child(port, "port")) for port in items(service.at("spec", "ports"))}
    return bool(ports) and ports <= http


@_fact(
    "service.pass-through.written",
    "the annotation's text, or null",
    zh="注解 elb.pass-through 的原文",
    tell="fill in the placeholder in the annotation kubernetes.io/elb.pass-through",
    tell_zh="填写注解 kubernetes.io/elb.pass-through 中的占位符",
)
def _pass_through_written(service: Service, world: World) -> FactValue:
    """The annotation kubernetes.io/elb.pass-through as written; null if absent."""
    written = service.annotation(ELB_PREFIX + "pass-through")
    if written is not None and written and is_placeholder(written):
        return Unknown("service.pass-through.written")
    return written


@_fact(
    "service.pass-through.setting",
    "true | false",
    zh="pass-through 设置:显式的 true 或 onlyLocal,或 Local Service 自动获得的 onlyLocal",
    tell="set the annotation kubernetes.io/elb.pass-through to a documented value",
    tell_zh="将注解 kubernetes.io/elb.pass-through 设为文档中列出的取值",
)
def _pass_through_setting(service: Service, world: World) -> FactValue:
    """Whether pass-through is set: "true" or "onlyLocal", or absent on a Local Service (CCE completes it)."""
    written = value_of("service.pass-through.written", service, world)
    if isinstance(written, Unknown):
        return written
    if written is None:
        policy = value_of("service.external-traffic-policy", service, world)
        return policy if isinstance(policy, Unknown) else policy == "Local"
    if written in {"true", "onlyLocal"}:
        return True
    return False if written == "false" else Unknown("service.pass-through.setting")


@_fact(
    "service.pass-through.in-force",
    "true | false",
    zh="pass-through 在该集群版本中是否真正生效",
    tell="the sources disagree on pass-through for clusters between 1.16 and 1.18",
    tell_zh="对于 1.16 至 1.18 的集群是否支持 pass-through,资料说法不一",
)
def _pass_through_in_force(service: Service, world: World) -> FactValue:
    """Whether pass-through really works: it is set, and the cluster's version has it.

    Not up to 1.15; certainly from 1.19; between these the sources disagree. Where the version is not known, a
    written "true" is believed, the onlyLocal that CCE sets by itself is not.
    """
    setting = value_of("service.pass-through.setting", service, world)
    if setting is not True:
        return setting
    version = service.cluster.version
    if version is None:
        written = value_of("service.pass-through.written", service, world)
        return True if written is not None else Unknown("cluster.version")
    known = parse_version(version)
    if known < (1, 16):
        return False
    return True if known >= (1, 19) else Unknown("service.pass-through.in-force")


@_fact("service.elb.port-ranges", "true | false", zh="是否使用区间端口监听(elb.port-ranges)")
def _has_port_ranges(service: Service, world: World) -> FactValue:
    """Whether elb.port-ranges adds ports to the listeners."""
    return bool(value_of("service.elb.port-ranges.dead-ports", service, world))


@_fact(
    "service.elb.port-ranges.dead-ports",
    "list of ports and ranges",
    zh="区间中不在 spec.ports 里的端口",
)
def _dead_ports(service: Service, world: World) -> FactValue:
    """The ports of elb.port-ranges that are not spec.ports[].port of their entry, as "30001-30005"."""
    return dead_ports(service)


@_fact(
    "service.backends",
    "list of workloads",
    zh="Service 选中的工作负载",
    tell="lint the workload that the Service selects together with it",
    tell_zh="将该 Service 选中的工作负载与它一起检查",
)
def _backends(service: Service, world: World) -> FactValue:
    """The workloads that the Service selects."""
    found = world.backends(service)
    return found if isinstance(found, Unknown) else [str(workload) for workload in found]


@_fact("service.backends.host-network", "true | false", zh="后端 Pod 是否全部使用主机网络")
def _backends_host_network(service: Service, world: World) -> FactValue:
    """Whether every backend Pod uses the host network."""
    found = world.backends(service)
    if isinstance(found, Unknown):
        return found
    answers = [value_of("workload.host-network", workload, world) for workload in found]
    if False in answers:
        return False
    unknown = next((answer for answer in answers if isinstance(answer, Unknown)), None)
    return True if unknown is None else unknown


@_fact(
    "ingress.class",
    "cce, nginx, ...",
    zh="Ingress 类(ingressClassName 或旧注解)",
    tell="set spec.ingressClassName",
    tell_zh="设置 spec.ingressClassName",
)
def _ingress_class(ingress: Ingress, world: World) -> FactValue:
    """The Ingress class, from spec.ingressClassName or the annotation before it."""
    written = ingress.ingress_class
    return Unknown("ingress.class") if written is None or is_placeholder(written) else written


# --- workloads --------------------------------------------------------------------------------------


@_fact(
    "workload.host-network",
    "true | false",
    zh="Pod 是否使用主机网络",
    tell="fill in the placeholder in the Pod's hostNetwork",
    tell_zh="填写 Pod 的 hostNetwork 中的占位符",
)
def _host_network(workload: Workload, world: World) -> FactValue:
    """Whether the Pods use the host network."""
    node = workload.at(*workload.pod_spec_path, "hostNetwork")
    value = node.value if isinstance(node, Scalar) else None
    return value if isinstance(value, bool) else (Unknown("workload.host-network") if value else False)


@_fact(
    "workload.several-replicas",
    "true | false",
    zh="是否有多个实例",
    tell="fill in the placeholder in spec.replicas",
    tell_zh="填写 spec.replicas 中的占位符",
)
def _several(workload: Workload, world: World) -> FactValue:
    """Whether it runs more than one Pod. A DaemonSet does: one on each node."""
    if workload.manifest_kind == "DaemonSet":
        return True
    if workload.manifest_kind in {"Pod", "PodTemplate", "Job", "CronJob"}:
        return False
    node = workload.at("spec", "replicas")
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, str):
        return Unknown("workload.several-replicas")
    return value is not None and value > 1


@_fact("workload.readiness-probe", "true | false", zh="是否至少有一个容器带就绪探针,或设置了 readinessGates")
def _readiness(workload: Workload, world: World) -> FactValue:
    """Whether any container has a readiness probe, or the Pod a readiness gate."""
    if items(workload.at(*workload.pod_spec_path, "readinessGates")):
        return True
    return any(isinstance(child(item, "readinessProbe"), Mapping) for item in workload.containers)
