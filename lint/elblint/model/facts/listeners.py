"""Facts about what a Service or an Ingress asks of its listeners, health checks and backends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from elblint.model.addresses.literals import is_private
from elblint.model.context import LintContext
from elblint.model.elb_users import ELB_PREFIX
from elblint.model.facts.registry import FactValue, fact, value_of
from elblint.model.ingresses import Ingress
from elblint.model.placeholder import is_template
from elblint.model.services import Service
from elblint.model.unknown import Unknown
from elblint.syntax.nodes import items, text, text_at


@fact(
    "service.ports",
    "list of ports",
    hint="fill in the placeholders in spec.ports",
)
def _ports(service: Service, context: LintContext) -> FactValue:
    """Its ports as "TCP:80"; unknown if a template fills some of them in."""
    listed = service.at("spec", "ports")
    entries = items(listed)
    if (
        (listed is not None and not entries)
        or any(is_template(text(entry) or "") for entry in entries)
        or service.hides_ports
    ):
        return Unknown("service.ports")
    return [f"{protocol.upper()}:{port}" for protocol, port, _ in service.listeners]


def _known_ports(service: Service, context: LintContext) -> list[str] | Unknown:
    ports = value_of("service.ports", service, context)
    if isinstance(ports, Unknown):
        return ports
    assert isinstance(ports, list)
    return [str(port) for port in ports]


@fact("service.load-balancer-ip", "text, or null")
def _load_balancer_ip(service: Service, context: LintContext) -> FactValue:
    """spec.loadBalancerIP."""
    return service.text_at("spec", "loadBalancerIP")


@fact("service.has-external-ips", "true | false")
def _external_ips(service: Service, context: LintContext) -> FactValue:
    """True if it has spec.externalIPs."""
    return bool(items(service.at("spec", "externalIPs")))


@fact("service.has-udp-port", "true | false")
def _udp(service: Service, context: LintContext) -> FactValue:
    """True if some port is UDP."""
    ports = _known_ports(service, context)
    return ports if isinstance(ports, Unknown) else any(port.startswith("UDP:") for port in ports)


@fact("service.protocol-port.unmatched", "list of ports")
def _unmatched(service: Service, context: LintContext) -> FactValue:
    """The http, https and tls entries of elb.protocol-port whose port is no TCP port of the Service."""
    written = service.annotation(ELB_PREFIX + "protocol-port") or ""
    ports = _known_ports(service, context)
    if isinstance(ports, Unknown):
        return ports
    found = []
    for part in filter(None, (part.strip() for part in written.split(","))):
        protocol, _, port = part.partition(":")
        # How quic is written is not known well enough.
        if protocol.lower() in {"http", "https", "tls"} and port.isdecimal() and f"TCP:{port}" not in ports:
            found.append(part)
    return found


@fact("service.protocol-port.fits", "true | false")
def _protocol_port_fits(service: Service, context: LintContext) -> FactValue:
    """True if every port of elb.protocol-port is a port of the Service with the right protocol."""
    unmatched = value_of("service.protocol-port.unmatched", service, context)
    return unmatched if isinstance(unmatched, Unknown) else not unmatched


def _health_options(service: Service) -> Iterator[dict[str, object]]:
    for name in ("health-check-options", "health-check-option"):
        annotation = service.annotation(ELB_PREFIX + name)
        if not annotation:
            continue
        import json

        try:
            written = json.loads(annotation)
        except (ValueError, RecursionError):
            continue
        listed = written if isinstance(written, list) else [written]
        yield from (one for one in listed if isinstance(one, dict))


@fact("service.health.unmatched-ports", "list of ports")
def _health_ports(service: Service, context: LintContext) -> FactValue:
    """The ports in target_service_port that are no port of the Service, or are named twice."""
    named = [
        str(one["target_service_port"]) for one in _health_options(service) if "target_service_port" in one
    ]
    ports = _known_ports(service, context)
    if isinstance(ports, Unknown):
        return ports
    known, often = set(ports), Counter(named)
    return [port for port in often if port not in known or often[port] > 1]


@fact("service.health.fits-ports", "true | false")
def _health_fits(service: Service, context: LintContext) -> FactValue:
    """True if every target_service_port is a port of the Service, and named once."""
    unmatched = value_of("service.health.unmatched-ports", service, context)
    return unmatched if isinstance(unmatched, Unknown) else not unmatched


@fact("service.health.protocol-differs", "true | false")
def _health_protocol(service: Service, context: LintContext) -> FactValue:
    """True if a UDP check is for a TCP port, or a TCP or HTTP check for a UDP port."""
    known = _known_ports(service, context)
    if isinstance(known, Unknown):
        return known
    ports = {port.partition(":")[0] for port in known}
    for one in _health_options(service):
        check = str(one.get("protocol", "")).upper()
        target = str(one.get("target_service_port", "")).partition(":")[0].upper()
        transports = {target} if target else ports
        if check == "UDP" and transports == {"TCP"}:
            return True
        if check in {"TCP", "HTTP"} and transports == {"UDP"}:
            return True
    return False


@fact("service.elb.port-ranges.on-http", "true | false")
def _ranges_on_http(service: Service, context: LintContext) -> FactValue:
    """True if elb.port-ranges names a port that elb.protocol-port makes HTTP or HTTPS."""
    written = service.annotation(ELB_PREFIX + "port-ranges") or "{}"
    if is_template(written):
        return Unknown("service.elb.port-ranges")
    import json

    try:
        ranges = json.loads(written)
    except (ValueError, RecursionError):
        return False
    http = {port for protocol, port in service.protocol_ports if protocol in {"http", "https"}}
    names = {
        text_at(entry, "name")
        for entry in items(service.at("spec", "ports"))
        if text_at(entry, "port") in http
    }
    return isinstance(ranges, dict) and bool(names & set(ranges))


@fact(
    "ingress.has-certificate",
    "true | false",
    hint="fill in the placeholder in spec.tls",
)
def _has_certificate(ingress: Ingress, context: LintContext) -> FactValue:
    """True if it has spec.tls or the annotation elb.tls-certificate-ids."""
    if is_template(ingress.text_at("spec", "tls") or ""):
        return Unknown("ingress.has-certificate")
    return bool(items(ingress.at("spec", "tls")) or ingress.annotation(ELB_PREFIX + "tls-certificate-ids"))


@fact("ingress.asks-for-https", "true | false")
def _asks_for_https(ingress: Ingress, context: LintContext) -> FactValue:
    """True if elb.listen-ports names HTTPS."""
    return "https" in dict(ingress.listen_ports)


@fact("ingress.asks-for-http-and-https", "true | false")
def _asks_for_both(ingress: Ingress, context: LintContext) -> FactValue:
    """True if elb.listen-ports names HTTP and HTTPS."""
    return {"http", "https"} <= set(dict(ingress.listen_ports))


@fact("ingress.address-is-public", "true | false, or null")
def _address_is_public(ingress: Ingress, context: LintContext) -> FactValue:
    """True if the annotation elb.ip is a public address; null without one."""
    written = ingress.annotation(ELB_PREFIX + "ip")
    private = None if written is None else is_private(written)
    return None if private is None else not private


@fact("ingress.has-rules-for-cce", "true | false")
def _has_annotations(ingress: Ingress, context: LintContext) -> FactValue:
    """True if it carries any annotation kubernetes.io/elb.*."""
    return ingress.has_elb_annotations


@fact("ingress.written-class", "text, or null")
def _written_class(ingress: Ingress, context: LintContext) -> FactValue:
    """The Ingress class as written, null if none is."""
    return ingress.ingress_class


@fact("ingress.api-version", "text, or null")
def _api_version(ingress: Ingress, context: LintContext) -> FactValue:
    """The API version, such as networking.k8s.io/v1."""
    return ingress.text_at("apiVersion")


@fact("ingress.legacy-class", "true | false")
def _legacy_class(ingress: Ingress, context: LintContext) -> FactValue:
    """True if its class stands in the annotation kubernetes.io/ingress.class only."""
    return ingress.at("spec", "ingressClassName") is None and (
        ingress.annotation("kubernetes.io/ingress.class") is not None
    )
