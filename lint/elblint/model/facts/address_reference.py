"""Facts about a call: an address in a text that software in the cluster reads."""

from __future__ import annotations

from elblint.model.addresses.references import AddressReference
from elblint.model.context import LintContext
from elblint.model.facts.registry import FactValue, fact, never_known
from elblint.model.ingresses import Ingress
from elblint.model.unknown import Unknown


@fact("call.via", "address | hostname | node-port | own-node", zh="地址的识别方式")
def _via(call: AddressReference, context: LintContext) -> FactValue:
    """The kind of the address: an ELB's IP, a published hostname, or a node address with a nodePort."""
    return call.target.via


@fact("call.target", "Service | Ingress", zh="被访问的对象类型")
def _target(call: AddressReference, context: LintContext) -> FactValue:
    """The object that answers to the address."""
    return "Ingress" if isinstance(call.target.user, Ingress) else "Service"


@fact("call.in-range", "true | false", zh="端口是否只在区间端口内而不在 spec.ports 中")
def _in_range(call: AddressReference, context: LintContext) -> FactValue:
    """True if the port is one of a range only, not one of spec.ports."""
    return call.target.in_range


@fact("call.address", "the address as written", zh="文本中的地址")
def _address(call: AddressReference, context: LintContext) -> FactValue:
    """The address, with its port if one is written."""
    return call.address


@fact("call.replacement", "an address inside the cluster", zh="集群内应使用的地址")
def _replacement(call: AddressReference, context: LintContext) -> FactValue:
    """The address to use instead: the Service's name, with scheme and port; its ClusterIP where no name may stand."""
    from elblint.model.addresses.remedies import replacement

    return replacement(call, context.selection)


@fact("call.host", "a hostname or an address", zh="被访问的域名或地址")
def _host(call: AddressReference, context: LintContext) -> FactValue:
    """The called host without its port; nothing of what a Secret holds."""
    return "***" if call.text_field.secret else call.literal.host


@fact("call.inside-name", "a name inside the cluster", zh="Service 在集群内的完整域名")
def _inside_name(call: AddressReference, context: LintContext) -> FactValue:
    """The whole name inside the cluster of the Service that the address leads to."""
    from elblint.model.addresses.remedies import inside_name

    return inside_name(call)


@fact("call.inside-address", "an IP address, or words for it", zh="Service 的 ClusterIP")
def _inside_address(call: AddressReference, context: LintContext) -> FactValue:
    """The ClusterIP of the Service that the address leads to, or words that stand for it."""
    from elblint.model.addresses.remedies import inside_address

    return inside_address(call)


@fact("call.name-works-inside", "true | false", zh="Service 是否能以该域名在集群内应答（ELB 不终结 TLS）")
def _name_works_inside(call: AddressReference, context: LintContext) -> FactValue:
    """True if the Service answers under the name as the ELB does: the ELB ends no TLS in front of it."""
    from elblint.model.addresses.remedies import name_works_inside

    return name_works_inside(call)


@fact("call.name-must-stay", "true | false", zh="证书或虚拟主机是否绑定该域名")
def _name_must_stay(call: AddressReference, context: LintContext) -> FactValue:
    """True if a certificate or a virtual host is bound to the name: behind a controller or a gateway, or with TLS."""
    from elblint.model.addresses.remedies import name_must_stay

    return name_must_stay(call)


@fact("call.behind-ingress", "true | false", zh="域名是否由该 Service 后面控制器的 Ingress 发布")
def _behind_ingress(call: AddressReference, context: LintContext) -> FactValue:
    """True if the name is published by an Ingress of the controller behind the Service."""
    return isinstance(call.target.publisher, Ingress)


@fact("call.asks-cluster-dns", "true | false", zh="调用方是否使用集群的 DNS")
def _asks_cluster_dns(call: AddressReference, context: LintContext) -> FactValue:
    """True if all callers resolve names by the cluster's DNS, and not by that of their nodes."""
    return all(caller.name_servers for caller in call.callers)


@fact("call.where", "env | args | ConfigMap | ...", zh="地址所在的位置")
def _where(call: AddressReference, context: LintContext) -> FactValue:
    """The kind of place that holds the address."""
    return call.text_field.where


@fact(
    "call.resolves",
    "true | false",
    zh="该域名在集群内是否解析为 ELB 地址",
    hint="a hostname may resolve to another address inside the cluster",
    hint_zh="该域名在集群内可能解析为其他地址",
)
def _resolves(call: AddressReference, context: LintContext) -> FactValue:
    """True if the callers are surely led to the ELB: by its address, or by a hostname that the input maps to it."""
    return Unknown(call.resolution) if call.resolution else True


never_known(
    "call.role",
    "True if the software calls the address, and does not only hand it to others as its own.",
    "该软件是否会访问该地址，而不仅是将其作为自身地址提供给他人",
    "the setting holds the software's own address by its name; nothing says that the software calls it itself",
    "从名称看，该设置是软件自身的对外地址，无法确定软件自己是否会访问它",
)
never_known(
    "call.position",
    "True if the caller runs on a backend's node.",
    "调用方与后端是否在同一节点",
    "say where the caller runs, for example with a required podAntiAffinity to the backends",
    "例如通过必需的 podAntiAffinity 说明调用方与后端是否同节点",
)
never_known(
    "call.address-class",
    "Public or private.",
    "该地址是公网还是私网地址",
    "list the ELB with its addresses in .elblint.yaml",
    "在 .elblint.yaml 的 elbs 中列出该 ELB 及其地址",
)
never_known(
    "call.forwarded",
    "True if the server to which CoreDNS hands the name on answers with the ELB's address.",
    "CoreDNS 转发到的服务器是否将该域名解析为 ELB 地址",
    "CoreDNS hands names of this zone on to another server or file, whose answers are not in the input",
    "CoreDNS 将该区域的域名转发到其他服务器或文件，其解析结果不在输入中",
)
never_known(
    "call.rewritten",
    "True if the name that CoreDNS puts in place of the called one leads to the ELB.",
    "CoreDNS 改写后的域名是否指向 ELB",
    "CoreDNS puts another name or address in its place, and nothing in the input says where that leads",
    "CoreDNS 将该域名改写为其他域名或地址，输入中没有说明其指向",
)
never_known(
    "call.local-dns",
    "True if the caller's Pods ask the DNS cache on their node.",
    "调用方的 Pod 是否使用节点上的 DNS 缓存",
    "NodeLocal DNS and CoreDNS answer differently; say which of them these Pods ask (dnsConfig.nameservers)",
    "NodeLocal DNS 与 CoreDNS 的解析结果不同，请说明这些 Pod 使用哪一个（dnsConfig.nameservers）",
)
never_known(
    "call.mesh",
    "True if the caller's Pods have no sidecar.",
    "调用方的 Pod 是否没有 Sidecar",
    "a ServiceEntry sends the name elsewhere for Pods with a sidecar; say whether these have one",
    "ServiceEntry 会将带 Sidecar 的 Pod 的访问转到别处，请说明这些 Pod 是否注入 Sidecar",
)
never_known(
    "call.is-node-address",
    "True if the address is one of the cluster's nodes.",
    "该地址是否为集群节点的地址",
    "the port is a Service's nodePort, but nothing tells whether the address is a node's",
    "端口是某个 Service 的 NodePort，但无法确定该地址是否为节点地址",
)
never_known(
    "call.port",
    "The port that is called.",
    "访问的端口",
    "no port stands beside the address",
    "地址旁没有写明端口",
)
