"""Facts about a call: an address in a text that software in the cluster reads."""

from __future__ import annotations

from elblint.model.addresses.references import AddressReference
from elblint.model.context import LintContext
from elblint.model.facts.registry import FactValue, fact, never_known
from elblint.model.ingresses import Ingress
from elblint.model.unknown import Unknown


@fact("call.via", "address | hostname | node-port | own-node")
def _via(call: AddressReference, context: LintContext) -> FactValue:
    """The kind of the address: an ELB's IP, a published hostname, or a node address with a nodePort."""
    return call.target.via


@fact("call.target", "Service | Ingress")
def _target(call: AddressReference, context: LintContext) -> FactValue:
    """The object that answers to the address."""
    return "Ingress" if isinstance(call.target.user, Ingress) else "Service"


@fact("call.in-range", "true | false")
def _in_range(call: AddressReference, context: LintContext) -> FactValue:
    """True if the port is one of a range only, not one of spec.ports."""
    return call.target.in_range


@fact("call.address", "the address as written")
def _address(call: AddressReference, context: LintContext) -> FactValue:
    """The address, with its port if one is written."""
    return call.address


@fact("call.replacement", "an address inside the cluster")
def _replacement(call: AddressReference, context: LintContext) -> FactValue:
    """The address to use instead: the Service's name, with scheme and port; its ClusterIP where no name may stand."""
    from elblint.model.addresses.remedies import replacement

    return replacement(call, context.selection)


@fact("call.host", "a hostname or an address")
def _host(call: AddressReference, context: LintContext) -> FactValue:
    """The called host without its port; nothing of what a Secret holds."""
    return "***" if call.text_field.secret else call.literal.host


@fact("call.inside-name", "a name inside the cluster")
def _inside_name(call: AddressReference, context: LintContext) -> FactValue:
    """The whole name inside the cluster of the Service that the address leads to."""
    from elblint.model.addresses.remedies import inside_name

    return inside_name(call)


@fact("call.inside-address", "an IP address, or words for it")
def _inside_address(call: AddressReference, context: LintContext) -> FactValue:
    """The ClusterIP of the Service that the address leads to, or words that stand for it."""
    from elblint.model.addresses.remedies import inside_address

    return inside_address(call)


@fact("call.name-works-inside", "true | false")
def _name_works_inside(call: AddressReference, context: LintContext) -> FactValue:
    """True if the Service answers under the name as the ELB does: the ELB ends no TLS in front of it."""
    from elblint.model.addresses.remedies import name_works_inside

    return name_works_inside(call)


@fact("call.name-must-stay", "true | false")
def _name_must_stay(call: AddressReference, context: LintContext) -> FactValue:
    """True if a certificate or a virtual host is bound to the name: behind a controller or a gateway, or with TLS."""
    from elblint.model.addresses.remedies import name_must_stay

    return name_must_stay(call)


@fact("call.behind-ingress", "true | false")
def _behind_ingress(call: AddressReference, context: LintContext) -> FactValue:
    """True if the name is published by an Ingress of the controller behind the Service."""
    return isinstance(call.target.publisher, Ingress)


@fact("call.asks-cluster-dns", "true | false")
def _asks_cluster_dns(call: AddressReference, context: LintContext) -> FactValue:
    """True if all callers resolve names by the cluster's DNS, and not by that of their nodes."""
    return all(caller.name_servers for caller in call.callers)


@fact("call.where", "env | args | ConfigMap | ...")
def _where(call: AddressReference, context: LintContext) -> FactValue:
    """The kind of place that holds the address."""
    return call.text_field.where


@fact(
    "call.resolves",
    "true | false",
    hint="a hostname may resolve to another address inside the cluster",
)
def _resolves(call: AddressReference, context: LintContext) -> FactValue:
    """True if the callers are surely led to the ELB: by its address, or by a hostname that the input maps to it."""
    return Unknown(call.resolution) if call.resolution else True


never_known(
    "call.role",
    "True if the software calls the address, and does not only hand it to others as its own.",
    "the setting holds the software's own address by its name; nothing says that the software calls it itself",
)
never_known(
    "call.position",
    "True if the caller runs on a backend's node.",
    "say where the caller runs, for example with a required podAntiAffinity to the backends",
)
never_known(
    "call.address-class",
    "Public or private.",
    "list the ELB with its addresses in .elblint.yaml",
)
never_known(
    "call.forwarded",
    "True if the server to which CoreDNS hands the name on answers with the ELB's address.",
    "CoreDNS hands names of this zone on to another server or file, whose answers are not in the input",
)
never_known(
    "call.rewritten",
    "True if the name that CoreDNS puts in place of the called one leads to the ELB.",
    "CoreDNS puts another name or address in its place, and nothing in the input says where that leads",
)
never_known(
    "call.local-dns",
    "True if the caller's Pods ask the DNS cache on their node.",
    "NodeLocal DNS and CoreDNS answer differently; say which of them these Pods ask (dnsConfig.nameservers)",
)
never_known(
    "call.mesh",
    "True if the caller's Pods have no sidecar.",
    "a ServiceEntry sends the name elsewhere for Pods with a sidecar; say whether these have one",
)
never_known(
    "call.is-node-address",
    "True if the address is one of the cluster's nodes.",
    "the port is a Service's nodePort, but nothing tells whether the address is a node's",
)
never_known(
    "call.port",
    "The port that is called.",
    "no port stands beside the address",
)
