"""Services."""

from __future__ import annotations

from functools import cached_property

from elblint.model.elb_users import ELB_PREFIX, PLAIN_TYPE, ElbUser
from elblint.model.objects import labels_of
from elblint.model.placeholder import is_template
from elblint.model.subject import FieldPath
from elblint.model.unknown import Unknown
from elblint.model.workloads import Workload
from elblint.syntax.nodes import items, port_number, text_at
from elblint.text.source import Location

# Fields that mean something on a Service of the type LoadBalancer or NodePort only.
_LOAD_BALANCER_FIELDS = (
    "externalTrafficPolicy",
    "healthCheckNodePort",
    "loadBalancerIP",
    "loadBalancerSourceRanges",
    "loadBalancerClass",
    "allocateLoadBalancerNodePorts",
)


class Service(ElbUser):
    """A core ``v1`` Service."""

    kind = "Service"
    ID_FIELDS = (("spec", "loadBalancerIP"), ("metadata", "annotations", ELB_PREFIX + "ip"))
    _MATCHED_BY = "selector"

    is_seen_at_node_port: bool = False

    @property
    def type(self) -> str:
        """``spec.type``, ClusterIP if absent."""
        if self.is_seen_at_node_port:
            return "NodePort"
        if self.span is not None:
            return PLAIN_TYPE
        return self.text_at("spec", "type") or PLAIN_TYPE

    def selects(self, workload: Workload) -> bool:
        """Return whether its selector fits the labels that a workload's Pods surely have."""
        selector, labels = self.selector, workload.pod_labels
        return (
            not isinstance(selector, Unknown)
            and not isinstance(labels, Unknown)
            and bool(selector)
            and self.scope == workload.scope
            and selector.items() <= labels.items()
        )

    def at_node_port(self) -> Service:
        """The Service as those see it who call a node's address and its nodePort: like one of the type NodePort.

        A LoadBalancer Service is built upon a NodePort one (OTC cce_10_0681).
        """
        seen = self.under(self.cluster)
        seen.is_seen_at_node_port = True
        return seen

    @property
    def is_part(self) -> bool:
        """True if parts of it stand elsewhere: a patch, or no type beside fields of a LoadBalancer, or no ports."""
        return self.is_patch or (
            self.span is None
            and self.text_at("spec", "type") is None
            and self.at("spec", "type") is None
            and (
                any(self.at("spec", name) is not None for name in _LOAD_BALANCER_FIELDS)
                or all(self.at("spec", name) is None for name in ("ports", "clusterIP", "clusterIPs"))
            )
        )

    @cached_property
    def uses_elb(self) -> bool:  # type: ignore[override]
        """True if an ELB stands behind it: a LoadBalancer that neither DNAT nor another controller serves."""
        return (
            self.type == "LoadBalancer"
            and self.written_class != "dnat"
            and not self.text_at("spec", "loadBalancerClass")
            and not self.is_of_another_provider
            and not self.is_patch
        )

    @property
    def is_unrelated(self) -> bool:
        """True if it is of type ClusterIP, without any annotation or address that CCE would look at."""
        return (
            self.type == PLAIN_TYPE
            and not self.is_part
            and self.at("spec", "externalIPs") is None
            and not self.has_own_annotations()
            and not self.unquoted_name
        )

    @cached_property
    def selector(self) -> dict[str, str] | Unknown:
        """``spec.selector``; empty if absent; unknown if a part of it is a placeholder, or a chart sets it."""
        if (self.is_of_values or self.made_by) and self.at("spec", "selector") is None:
            return Unknown("service.backends")
        return labels_of(self.at("spec", "selector"))

    proxy_protocol: Location | None = None
    """The setting by which a backend expects PROXY protocol, once somebody has asked for it."""

    def ends_tls(self, port: int | None) -> bool:
        """Return whether ``elb.protocol-port`` makes a port an HTTPS listener, so that the Pods get plain HTTP."""
        return f"https:{port}" in (self.annotation(ELB_PREFIX + "protocol-port") or "").replace(
            " ", ""
        ).split(",")

    def _find_listeners(self) -> list[tuple[str, int, FieldPath]]:
        """One for each entry of ``spec.ports``."""
        found: list[tuple[str, int, FieldPath]] = []
        for index, entry in enumerate(items(self.at("spec", "ports"))):
            port = port_number(entry, "port")
            if port is not None:
                protocol = text_at(entry, "protocol") or "TCP"
                found.append((protocol, port, ("spec", "ports", index, "port")))
        return found

    @property
    def protocol_ports(self) -> list[tuple[str, str]]:
        """The protocols, in lower case, and ports that ``elb.protocol-port`` lists."""
        parts = (self.annotation(ELB_PREFIX + "protocol-port") or "").split(",")
        pairs = (part.strip().partition(":") for part in parts)
        return [(protocol.strip().lower(), port.strip()) for protocol, _, port in pairs if port]

    @cached_property
    def hides_ports(self) -> bool:
        """True if a placeholder stands for the number or the protocol of a port."""
        return any(
            is_template(text_at(entry, name) or "")
            for entry in items(self.at("spec", "ports"))
            for name in ("port", "protocol")
        )

    @property
    def hides_protocols(self) -> bool:
        """True if a placeholder stands in ``elb.protocol-port``, or in a port that it may be about."""
        return is_template(self.annotation(ELB_PREFIX + "protocol-port") or "") or self.hides_ports

    def protocols(self) -> set[str]:
        """The protocols that ``elb.protocol-port`` gives to ports; of other ports their own."""
        by_port = {port: protocol for protocol, port in self.protocol_ports}
        return {
            by_port.get(text_at(entry, "port") or "", (text_at(entry, "protocol") or "TCP").lower())
            for entry in items(self.at("spec", "ports"))
        }
