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
from elblint.model.routes import IngressClass, IstioGateway, Route
from elblint.model.services import Service
from elblint.model.unknown import Unknown
from elblint.model.workloads import Workload
from elblint.syntax.nodes import child, items, text
from elblint.system.lazy import lazy_pattern
from elblint.system.named_tuple import NamedTuple

EXTERNAL_DNS = "external-dns.alpha.kubernetes.io/hostname"
_GATEWAY_LABEL = "gateway.networking.k8s.io/gateway-name"


class _Family(NamedTuple):
    """An ingress controller: part of its image's name, usual class, name in IngressClasses, kinds of routes."""

    image: str
    usual_class: str
    controller: str
    routes: frozenset[str] = frozenset()


# From the controllers' own documentation: default class, and the controller of the IngressClass that they install.
_FAMILIES = (
    _Family("ingress-nginx", "nginx", "k8s.io/ingress-nginx"),
    _Family("nginx-ingress", "nginx", "nginx.org/ingress-controller"),
    _Family(
        "traefik", "traefik", "traefik.io/ingress-controller",
        frozenset({"IngressRoute", "IngressRouteTCP", "IngressRouteUDP"}),
    ),
    _Family("kong", "kong", "ingress-controllers.konghq.com/kong"),
    _Family("haproxy", "haproxy", "haproxy.org/ingress-controller"),
    _Family("envoy", "contour", "projectcontour.io/ingress-controller", frozenset({"HTTPProxy"})),
    _Family("apisix", "apisix", "apisix.apache.org/apisix-ingress"),
    _Family("higress", "higress", "higress.io/higress-controller"),
)  # fmt: skip
_OPTION = lazy_pattern(r"--(publish-service|ingress-class|controller-class)[= ]([\w./-]{1,253})")
_HINTS = ("publish-service", *(family.image for family in _FAMILIES))


class _Controller(NamedTuple):
    """An ingress controller in the input: the Services in front of it, its classes and what it says of its own."""

    services: list[Service]
    classes: frozenset[str]
    controller: str
    routes: frozenset[str]


class PublishedName(NamedTuple):
    """A hostname that leads to a Service on an ELB, and the object that publishes it."""

    cluster: str
    host: str
    service: Service
    publisher: KubeObject


def published_names(objects: Iterable[KubeObject]) -> Iterator[PublishedName]:
    """Yield each hostname that leads to a Service on an ELB by way of something behind that Service."""
    listed = list(objects)
    fronts = [one for one in listed if isinstance(one, Service) and one.span is None and one.uses_elb]
    if not fronts:
        return
    controllers = list(_controllers(listed, fronts))
    classes = [one for one in listed if isinstance(one, IngressClass)]
    by_address = {
        (service.cluster.name, address): service for service in fronts for address in service.every_address
    }
    gateways = {**_istio_gateways(listed, fronts), **_gateways(listed, fronts, by_address)}
    if controllers or by_address:
        for ingress in (one for one in listed if isinstance(one, Ingress)):
            if ingress.span is None and ingress.uses_elb:
                continue
            services = _behind_class(ingress, controllers, classes)
            if not services and ingress.may_hold(_has_status):
                shown = (by_address.get((ingress.cluster.name, one)) for one in ingress.elb_addresses)
                services = [one for one in shown if one is not None]
            yield from _names(ingress, hosts_of(ingress) if services else (), services)
    for route in (one for one in listed if isinstance(one, Route)):
        services = [
            service
            for namespace, name in route.parents
            for service in gateways.get((route.cluster.name, namespace, name), [])
        ]
        if isinstance(route, IstioGateway):
            services += gateways.get((*route.scope, route.name), [])
        services += [
            service
            for one in controllers
            if route.manifest_kind in one.routes
            for service in one.services
            if service.cluster.name == route.cluster.name
        ]
        yield from _names(route, sorted(route.hosts), services)


def hosts_of(user: ElbUser) -> set[str]:
    """The hostnames under which an object is published: those for external-dns, and an Ingress's own."""
    found = {part.strip() for part in (user.annotation(EXTERNAL_DNS) or "").split(",")}
    if isinstance(user, Ingress):
        found |= {text(child(rule, "host")) or "" for rule in items(user.at("spec", "rules"))}
        for tls in items(user.at("spec", "tls")):
            found |= {text(host) or "" for host in items(child(tls, "hosts"))}
    return {host.lower() for host in found if "." in host}


def _names(one: KubeObject, hosts: Iterable[str], services: Iterable[Service]) -> Iterator[PublishedName]:
    for service in dict.fromkeys(services):
        for host in sorted(hosts):
            yield PublishedName(one.cluster.name, host, service, one)


def _has_status(text: str, start: int, end: int) -> bool:
    return text.find("status", start, end) >= 0


def _has_controller(text: str, start: int, end: int) -> bool:
    return any(text.find(hint, start, end) >= 0 for hint in _HINTS)


def _controllers(objects: list[KubeObject], fronts: list[Service]) -> Iterator[_Controller]:
    by_name = {(*one.scope, one.name): one for one in fronts}
    for workload in objects:
        if not isinstance(workload, Workload) or not workload.may_hold(_has_controller):
            continue
        for _, container in workload.every_container:
            image = (text(child(container, "image")) or "").lower()
            family = next((one for one in _FAMILIES if one.image in image), None)
            words = [
                text(one) or "" for field in ("command", "args") for one in items(child(container, field))
            ]
            options = dict(_OPTION.findall(" ".join(words)))
            if family is None and "publish-service" not in options:
                continue
            namespace, _, name = options.get("publish-service", "").rpartition("/")
            published = by_name.get((workload.cluster.name, namespace, name))
            services = (
                [published] if published is not None else [one for one in fronts if one.selects(workload)]
            )
            usual = family.usual_class if family is not None else ""
            classes = {options.get("ingress-class", usual)} - {""}
            controller = options.get("controller-class", family.controller if family is not None else "")
            routes = family.routes if family is not None else frozenset()
            yield _Controller(services, frozenset(classes), controller, routes)


def _behind_class(
    ingress: Ingress, controllers: list[_Controller], classes: list[IngressClass]
) -> list[Service]:
    written = ingress.ingress_class
    if written is None:
        return []
    named = {
        one.controller for one in classes if one.name == written and one.cluster.name == ingress.cluster.name
    }
    return [
        service
        for one in controllers
        if (one.controller in named if named else written in one.classes)
        for service in one.services
        if service.cluster.name == ingress.cluster.name
    ]


def _istio_gateways(
    objects: list[KubeObject], fronts: list[Service]
) -> dict[tuple[str, str, str], list[Service]]:
    found: dict[tuple[str, str, str], list[Service]] = {}
    for gateway in (one for one in objects if isinstance(one, IstioGateway)):
        wanted = gateway.selector
        key = (*gateway.scope, gateway.name)
        found[key] = [
            one
            for one in fronts
            if wanted
            and one.cluster.name == gateway.cluster.name
            and not isinstance(one.selector, Unknown)
            and one.selector
            and (wanted.items() <= one.selector.items() or one.selector.items() <= wanted.items())
        ]
    return found


def _gateways(
    objects: list[KubeObject], fronts: list[Service], by_address: dict[tuple[str, str], Service]
) -> dict[tuple[str, str, str], list[Service]]:
    found: dict[tuple[str, str, str], list[Service]] = {}
    for gateway in (one for one in objects if isinstance(one, Gateway) and one.span is None):
        beside = [one for one in fronts if one.scope == gateway.scope]
        services = [
            one
            for one in beside
            if gateway.name == text(one.at("metadata", "labels", _GATEWAY_LABEL))
            or one.name in {gateway.name, f"{gateway.name}-{gateway.class_name}"}
        ]
        shown = (by_address.get((gateway.cluster.name, address)) for address in gateway.elb_addresses)
        services += [one for one in shown if one is not None]
        if services:
            key = (*gateway.scope, gateway.name)
            found[key] = services
    return found
