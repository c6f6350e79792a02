"""Hostnames that lead to a LoadBalancer Service by way of what stands behind it: an ingress controller or a gateway.

The chain is from the host's rule to its class, from the class to the controller's Pods, and from these to the Service
that they publish. Whether DNS inside the cluster leads to the same ELB is left open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from elblint.model.elb_users import ElbUser
from elblint.model.gateways import Gateway
from elblint.model.ingresses import Ingress
from elblint.model.objects import KubeObject
from elblint.model.routes import IngressClass, IstioGateway, Route, hosts_for_external_dns
from elblint.model.services import Service
from elblint.model.unknown import Unknown
from elblint.syntax.nodes import child, items, text, text_at
from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import TYPE_CHECKING, TypeAlias
from elblint.text.text_test import Occurrence

if TYPE_CHECKING:
    from elblint.model.addresses.ingress_controllers import RunningController

_GATEWAY_LABEL = "gateway.networking.k8s.io/gateway-name"
_INSIDE = (".svc", ".cluster.local")
_STATUS = Occurrence("status")


class PublishedName(NamedTuple):
    """A hostname that leads to a Service on an ELB, and the object that publishes it."""

    cluster: str
    host: str
    service: Service
    publisher: KubeObject
    through: KubeObject | None = None
    """The gateway, or the controller's workload, between the two."""


def published_names(objects: Iterable[KubeObject]) -> Iterator[PublishedName]:
    """Yield each hostname that leads to a Service on an ELB by way of something behind that Service."""
    listed = list(objects)
    fronts = [one for one in listed if isinstance(one, Service) and one.span is None and one.uses_elb]
    if not fronts:
        return
    others = [
        one for one in listed if isinstance(one, Ingress) and (one.span is not None or not one.uses_elb)
    ]
    routes = [one for one in listed if isinstance(one, Route)]
    controllers: list[RunningController] = []
    if others or routes:
        from elblint.model.addresses.ingress_controllers import running_controllers

        controllers = running_controllers(listed, fronts)
    classes = [one for one in listed if isinstance(one, IngressClass)]
    by_address = {
        (service.cluster.name, address): service for service in fronts for address in service.every_address
    }
    gateways = {**_istio_gateways(listed, fronts), **_gateways(listed, fronts, by_address)}
    if controllers or by_address:
        for ingress in others:
            serving = [one for one in controllers if one.serves_ingress(ingress, classes)]
            services: list[_Behind] = [(service, one.found) for one in serving for service in one.services]
            if not services and ingress.may_hold(_STATUS):
                shown = (by_address.get((ingress.cluster.name, one)) for one in ingress.elb_addresses)
                services = [(one, None) for one in shown if one is not None]
            yield from _names(ingress, hosts_of(ingress) if services else (), services)
    for route in routes:
        yield from _names(route, route.hosts, _behind(route, gateways, controllers))
    for gateway, bound in gateways.values():
        yield from _names(gateway, _hosts_of_gateway(gateway), [(one, None) for one in bound])


_Behind: TypeAlias = "tuple[Service, KubeObject | None]"
_Gateways: TypeAlias = "dict[tuple[str, str, str], tuple[KubeObject, list[Service]]]"


def _behind(route: Route, gateways: _Gateways, controllers: list[RunningController]) -> Iterator[_Behind]:
    """Yield the Services that a route's hostnames lead to, each with the gateway or controller behind it."""
    for namespace, name in route.parents:
        if (bound := gateways.get((route.cluster.name, namespace, name))) is not None:
            yield from ((service, bound[0]) for service in bound[1])
    for one in controllers:
        if one.serves_route(route):
            yield from ((service, one.found) for service in one.services)


def _hosts_of_gateway(gateway: KubeObject) -> Iterable[str]:
    if isinstance(gateway, Route):
        return gateway.hosts
    listeners = items(gateway.at("spec", "listeners"))
    written = {(text_at(one, "hostname") or "").lower() for one in listeners} - {""}
    return written | hosts_for_external_dns(gateway)


def hosts_of(user: ElbUser) -> set[str]:
    """The hostnames under which an object is published: those for external-dns, and an Ingress's own."""
    found = hosts_for_external_dns(user)
    if isinstance(user, Ingress):
        found |= {text_at(rule, "host") or "" for rule in items(user.at("spec", "rules"))}
        for tls in items(user.at("spec", "tls")):
            found |= {text(host) or "" for host in items(child(tls, "hosts"))}
    return {host.lower() for host in found if "." in host}


def _names(
    publisher: KubeObject, hosts: Iterable[str], services: Iterable[_Behind]
) -> Iterator[PublishedName]:
    for service, through in dict(services).items():
        for host in sorted(hosts):
            if not host.endswith(_INSIDE):
                yield PublishedName(publisher.cluster.name, host, service, publisher, through)


def _istio_gateways(objects: list[KubeObject], fronts: list[Service]) -> _Gateways:
    found: _Gateways = {}
    for gateway in (one for one in objects if isinstance(one, IstioGateway)):
        wanted = gateway.selector
        key = (*gateway.scope, gateway.name)
        services = [
            one
            for one in fronts
            if wanted
            and one.cluster.name == gateway.cluster.name
            and not isinstance(one.selector, Unknown)
            and one.selector
            and (wanted.items() <= one.selector.items() or one.selector.items() <= wanted.items())
        ]
        found[key] = gateway, services
    return found


def _gateways(
    objects: list[KubeObject], fronts: list[Service], by_address: dict[tuple[str, str], Service]
) -> _Gateways:
    found: _Gateways = {}
    for gateway in (one for one in objects if isinstance(one, Gateway) and one.span is None):
        beside = [one for one in fronts if one.scope == gateway.scope]
        services = [
            one
            for one in beside
            if gateway.name == one.text_at("metadata", "labels", _GATEWAY_LABEL)
            or one.name in {gateway.name, f"{gateway.name}-{gateway.class_name}"}
        ]
        shown = (by_address.get((gateway.cluster.name, address)) for address in gateway.elb_addresses)
        services += [one for one in shown if one is not None]
        if services:
            key = (*gateway.scope, gateway.name)
            found[key] = gateway, services
    return found
