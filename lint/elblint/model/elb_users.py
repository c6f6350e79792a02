"""The objects behind which an ELB may stand: Services and Ingresses."""

from __future__ import annotations

import json
from functools import cached_property
from typing import ClassVar

from elblint.manifest.nodes import Node, child, items, port_number, text
from elblint.model.cluster import KnownElb
from elblint.model.objects import FieldPath, KubeObject, labels_of
from elblint.model.placeholder import is_placeholder, is_template
from elblint.model.unknown import Unknown
from elblint.model.workloads import Workload

ELB_PREFIX = "kubernetes.io/elb."
PLAIN_TYPE = "ClusterIP"
# The beginnings of those that also mean something on a Service behind an ELB Ingress.
FOR_BACKENDS = ("lb-algorithm", "session-affinity", "health-check", "pool-protocol", "adaptive-weight")
# Annotations by which other clouds' load balancers are told what to do.
FOREIGN_MARKS = (
    "service.beta.kubernetes.io/",
    "service.kubernetes.io/aws-",
    "cloud.google.com/",
    "networking.gke.io/",
    "loadbalancer.openstack.org/",
    "service.cloud.tencent.com/",
    "metallb.universe.tf/",
    "metallb.io/",
)
# Classes that only the open-source cloud provider for self-managed clusters knows, never CCE.
FOREIGN_ELB_CLASSES = frozenset({"shared", "dedicated"})


class ElbUser(KubeObject):
    """What a Service and an Ingress have in common: both may use an ELB."""

    _ID_FIELDS: ClassVar[tuple[tuple[str, ...], ...]] = ()

    uses_elb: bool = False
    """Whether an ELB stands behind the object at all."""
    elb: Elb | None = None
    """The load balancer, set once all objects are known; None if none is identified."""

    def let_go(self, start: int, end: int) -> None:
        """Forget the nodes; no ELB is behind what is plain."""
        super().let_go(start, end)
        assert not self.uses_elb

    @property
    def has_elb_annotations(self) -> bool:
        """Whether it carries any annotation of CCE's ELB integration."""
        return any(name.startswith(ELB_PREFIX) for name in self.annotation_names)

    @property
    def is_for_another_cloud(self) -> bool:
        """Whether it carries another cloud's annotations and none of CCE's."""
        return not self.has_elb_annotations and any(
            name.startswith(FOREIGN_MARKS) for name in self.annotation_names
        )

    @property
    def written_class(self) -> str | None:
        """The annotation ``elb.class`` as written."""
        return self.annotation(ELB_PREFIX + "class")

    @property
    def elb_id(self) -> str | None:
        """The ELB's id as written, unless it is a placeholder."""
        return _filled(self.annotation(ELB_PREFIX + "id"))

    @property
    def elb_addresses(self) -> list[str]:
        """The ELB's addresses, as far as the object shows any."""
        shown: list[str | None] = [text(self.at(*path)) for path in self._ID_FIELDS]
        shown += [text(child(entry, "ip")) for entry in items(self.at("status", "loadBalancer", "ingress"))]
        return [address for address in map(_filled, shown) if address is not None]

    @property
    def every_address(self) -> list[str]:
        """The ELB's addresses: those that the object shows, and those of the known ELB that it uses."""
        known = self.elb.known.addresses if self.elb is not None and self.elb.known is not None else ()
        return [*self.elb_addresses, *known]

    def ends_tls(self, port: int | None) -> bool:
        """Whether TLS ends at the ELB for a listener's port, so that its backends speak plain HTTP."""
        return False

    @cached_property
    def listeners(self) -> list[tuple[str, int, FieldPath]]:
        """The listeners that it asks the ELB for: protocol, port, and the field that says so."""
        return self._find_listeners()

    @cached_property
    def listener_keys(self) -> frozenset[tuple[str, int]]:
        """Protocol and port of each of them."""
        return frozenset((protocol, port) for protocol, port, _ in self.listeners)

    def _find_listeners(self) -> list[tuple[str, int, FieldPath]]:
        return []

    def protocols(self) -> set[str]:
        """The protocols of its listeners on the ELB: tcp, udp, http, https, tls, quic."""
        return set()

    def named_path(self, name: str, partner: KubeObject | None = None) -> FieldPath | None:
        """Fields by name.

        ``elb``: the one that says which ELB is used, or that an ELB is used at all; ``shared-listener``: the
        port of the first listener that the partner asks for as well;
        ``named-target-port``: the first ``targetPort`` that is no name of a port of the partner, a workload;
        ``unmatched-label``: the first part of the selector that the partner's Pods do not have as a label;
        ``differing-setting`` and ``shared-host``: where two Ingresses on one listener disagree.
        """
        if name == "unmatched-label" and isinstance(self, Service) and isinstance(partner, Workload):
            return "spec", "selector", *partner.lacks(self.selector)[:1]
        if name == "shared-listener" and isinstance(partner, ElbUser):
            theirs = partner.listener_keys
            mine = (path for protocol, port, path in self.listeners if (protocol, port) in theirs)
            return next(mine, None)
        if name == "named-target-port" and isinstance(partner, Workload):
            names = partner.port_names
            for index, entry in enumerate(items(self.at("spec", "ports"))):
                written = text(child(entry, "targetPort")) or "0"
                if not written.isdecimal() and written not in names:
                    return "spec", "ports", index, "targetPort"
        if (
            name in {"differing-setting", "shared-host"}
            and isinstance(self, Ingress)
            and isinstance(partner, Ingress)
        ):
            return self.clash_path(name, partner)
        if name != "elb":
            return None
        others = (
            ("metadata", "annotations", one) for one in self.annotation_names if one.startswith(ELB_PREFIX)
        )
        for path in (
            ("metadata", "annotations", ELB_PREFIX + "id"),
            *self._ID_FIELDS,
            ("metadata", "annotations", ELB_PREFIX + "autocreate"),
            ("metadata", "annotations", ELB_PREFIX + "class"),
            ("status", "loadBalancer", "ingress"),
            *others,
            ("spec", "type"),
            ("spec", "ingressClassName"),
        ):
            if self.at(*path) is not None:
                return path
        return ("metadata", "name")


class Service(ElbUser):
    """A core ``v1`` Service."""

    kind = "Service"
    _ID_FIELDS = (("spec", "loadBalancerIP"),)

    @property
    def type(self) -> str:
        """``spec.type``, ClusterIP if absent."""
        if self.stretch is not None:
            return PLAIN_TYPE
        return text(self.at("spec", "type")) or PLAIN_TYPE

    @property
    def uses_elb(self) -> bool:  # type: ignore[override]
        """Whether an ELB stands behind it: a LoadBalancer that neither DNAT nor another controller serves."""
        return (
            self.type == "LoadBalancer"
            and self.written_class != "dnat"
            and self.at("spec", "loadBalancerClass") is None
        )

    @property
    def is_plain(self) -> bool:
        """Whether it is of type ClusterIP, without any annotation or address that CCE would look at."""
        return (
            self.type == PLAIN_TYPE
            and self.at("spec", "externalIPs") is None
            and not self.has_own_annotations()
        )

    def let_go(self, start: int, end: int) -> None:
        """Forget the nodes, and keep what other objects are matched by."""
        self.selector  # noqa: B018
        super().let_go(start, end)

    @cached_property
    def selector(self) -> dict[str, str] | Unknown:
        """``spec.selector``; empty if absent; unknown if a part of it is a placeholder."""
        return labels_of(self.at("spec", "selector"))

    def ends_tls(self, port: int | None) -> bool:
        """Whether ``elb.protocol-port`` makes a port an HTTPS listener, so that the Pods get plain HTTP."""
        return f"https:{port}" in (self.annotation(ELB_PREFIX + "protocol-port") or "").replace(
            " ", ""
        ).split(",")

    def _find_listeners(self) -> list[tuple[str, int, FieldPath]]:
        """One for each entry of ``spec.ports``."""
        found: list[tuple[str, int, FieldPath]] = []
        for index, entry in enumerate(items(self.at("spec", "ports"))):
            port = port_number(child(entry, "port"))
            if port is not None:
                protocol = text(child(entry, "protocol")) or "TCP"
                found.append((protocol, port, ("spec", "ports", index, "port")))
        return found

    @property
    def protocol_ports(self) -> list[tuple[str, str]]:
        """The protocols, in lower case, and ports that ``elb.protocol-port`` lists."""
        parts = (self.annotation(ELB_PREFIX + "protocol-port") or "").split(",")
        pairs = (part.strip().partition(":") for part in parts)
        return [(protocol.strip().lower(), port.strip()) for protocol, _, port in pairs if port]

    def protocols(self) -> set[str]:
        """What ``elb.protocol-port`` says of each port, else the port's own protocol."""
        by_port = {port: protocol for protocol, port in self.protocol_ports}
        return {
            by_port.get(text(child(entry, "port")) or "", (text(child(entry, "protocol")) or "TCP").lower())
            for entry in items(self.at("spec", "ports"))
        }


class Ingress(ElbUser):
    """An Ingress of any API version."""

    kind = "Ingress"
    _ID_FIELDS = (("metadata", "annotations", ELB_PREFIX + "ip"),)

    @property
    def is_plain(self) -> bool:
        """Whether it is of another class than CCE's, without any annotation that CCE would look at."""
        written = text(self.at("spec", "ingressClassName"))
        return (
            written is not None
            and written != "cce"
            and not is_template(written)
            and not self.has_own_annotations()
        )

    @property
    def ingress_class(self) -> str | None:
        """``spec.ingressClassName``, or the annotation that came before it."""
        written = text(self.at("spec", "ingressClassName"))
        return written if written is not None else self.annotation("kubernetes.io/ingress.class")

    @property
    def uses_elb(self) -> bool:  # type: ignore[override]
        """Whether CCE's own ELB Ingress controller serves it, or may serve it for want of a class."""
        if self.stretch is not None:
            return False
        return self.ingress_class == "cce" or (self.ingress_class is None and self.has_elb_annotations)

    def ends_tls(self, port: int | None) -> bool:
        """Whether its backends get plain HTTP whatever the client speaks: unless ``elb.pool-protocol`` is https."""
        return self.annotation(ELB_PREFIX + "pool-protocol") != "https"

    @property
    def listen_ports(self) -> list[tuple[str, object]]:
        """The protocols, in lower case, and ports of ``elb.listen-ports``; what cannot be read is left out."""
        try:
            listed = json.loads(self.annotation(ELB_PREFIX + "listen-ports") or "[]")
        except (ValueError, RecursionError):
            return []
        entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
        return [(name.lower(), port) for entry in entries for name, port in entry.items()]

    def protocols(self) -> set[str]:
        """What ``elb.listen-ports`` says, https with a certificate, else http."""
        found = {name for name, _ in self.listen_ports}
        if self.at("spec", "tls") is not None or self.annotation(ELB_PREFIX + "tls-certificate-ids"):
            found.add("https")
        return found or {"http"}

    def listener_ports(self) -> set[int]:
        """The ports that it listens on: ``elb.listen-ports``, else ``elb.port``, else 80, or 443 with TLS."""
        ports = {port for _, port in self.listen_ports if isinstance(port, int)}
        if not ports:
            port = port_number(self.at("metadata", "annotations", ELB_PREFIX + "port"))
            secure = self.at("spec", "tls") is not None or self.annotation(ELB_PREFIX + "tls-certificate-ids")
            ports = {port or (443 if secure else 80)}
        return ports

    def _find_listeners(self) -> list[tuple[str, int, FieldPath]]:
        """One for each listening port."""
        for name in ("listen-ports", "port"):
            path = ("metadata", "annotations", ELB_PREFIX + name)
            if self.at(*path) is not None:
                return [("TCP", port, path) for port in sorted(self.listener_ports())]
        return [("TCP", port, ("spec",)) for port in sorted(self.listener_ports())]

    def clash_path(self, name: str, other: Ingress) -> FieldPath:
        """``differing-setting``: the first listener setting that differs; ``shared-host``: the host in both."""
        from elblint.model.ingress_pairs import differing_settings, shared_host

        if name == "differing-setting":
            written = [one for one in differing_settings(self, other) if self.annotation(one) is not None]
            return ("metadata", "annotations", *written[:1])
        host = shared_host(self, other)
        for index, rule in enumerate(items(self.at("spec", "rules"))):
            if (text(child(rule, "host")) or "").lower() == host:
                return ("spec", "rules", index, "host")
        return ("spec", "tls")

    def backend_services(self, host: str | None = None) -> set[tuple[str, str]]:
        """Name and port (number or name, empty if not written) of the Services behind it.

        With a hostname, only those that its rules send the host to; the default backend if none does.
        """
        every = items(self.at("spec", "rules"))
        rules = [rule for rule in every if host is None or _serves(text(child(rule, "host")), host)]
        backends = [child(path, "backend") for rule in rules for path in items(child(rule, "http", "paths"))]
        if host is None or not backends:
            backends += [self.at("spec", "defaultBackend"), self.at("spec", "backend")]
        return {found for backend in backends if (found := _service_of(backend))[0]}


def _serves(pattern: str | None, host: str) -> bool:
    """Whether a rule's host, which may start with a wildcard, is for ``host``."""
    if not pattern:
        return True
    pattern = pattern.lower()
    return pattern == host or (pattern.startswith("*.") and pattern[2:] == host.partition(".")[2])


def _service_of(backend: Node | None) -> tuple[str, str]:
    """The Service of a backend, as the API has it today or as v1beta1 had it."""
    service = child(backend, "service")
    if service is None:
        return text(child(backend, "serviceName")) or "", text(child(backend, "servicePort")) or ""
    port = text(child(service, "port", "number")) or text(child(service, "port", "name"))
    return text(child(service, "name")) or "", port or ""


class Elb:
    """One load balancer and the objects that use it, in a fixed order."""

    def __init__(self, users: list[ElbUser], known: KnownElb | None) -> None:
        self.users = users
        self.known = known


def _filled(value: str | None) -> str | None:
    return None if value is None or is_placeholder(value) else value.strip()
