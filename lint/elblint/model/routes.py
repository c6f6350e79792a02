"""Objects that publish hostnames through a gateway or an ingress controller in the cluster, or by external-dns."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from elblint.model.objects import KubeObject, labels_of
from elblint.model.unknown import Unknown
from elblint.syntax.nodes import child, items, text, text_at
from elblint.system.lazy import lazy_pattern
from elblint.system.type_names import ClassVar

_TRAEFIK_HOSTS = lazy_pattern(r"Host(?:SNI)?\(([^)]{0,2000})\)")
EXTERNAL_DNS = "external-dns.alpha.kubernetes.io/hostname"
_QUOTED = lazy_pattern(r"[`\"']([^`\"']{1,255})[`\"']")


class IngressClass(KubeObject):
    """An IngressClass: the controller that serves the Ingresses of its name."""

    kind: ClassVar[str] = "IngressClass"

    @property
    def controller(self) -> str:
        """``spec.controller``; empty if absent."""
        return self.text_at("spec", "controller") or ""

    @property
    def is_default(self) -> bool:
        """True if it is the class of Ingresses that name none."""
        return self.annotation("ingressclass.kubernetes.io/is-default-class") == "true"


def hosts_for_external_dns(found: KubeObject) -> set[str]:
    """Return the hostnames that external-dns publishes for an object, as its annotation lists them."""
    written = found.annotation(EXTERNAL_DNS)
    return (
        {name for part in written.split(",") if "." in (name := part.strip().lower())} if written else set()
    )


class Route(KubeObject):
    """Hostnames and the gateways that they are bound to: routes of the Gateway API, of Istio, and of controllers."""

    kind: ClassVar[str] = "Route"

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The hostnames that it publishes, in lower case."""
        return frozenset(host.lower().rpartition("/")[2] for host in self._hosts() if "." in host)

    def _hosts(self) -> Iterator[str]:
        yield from hosts_for_external_dns(self)
        for field in ("hosts", "hostnames"):
            yield from (text(item) or "" for item in items(self.at("spec", field)))
        yield self.text_at("spec", "virtualhost", "fqdn") or ""
        yield self.text_at("spec", "host") or ""
        for rule in items(self.at("spec", "rules")):
            yield text_at(rule, "host") or ""
        for rule in items(self.at("spec", "http")):
            yield from (text(item) or "" for item in items(child(rule, "match", "hosts")))
        for server in items(self.at("spec", "servers")):
            yield from (text(item) or "" for item in items(child(server, "hosts")))
        for route in items(self.at("spec", "routes")):
            for listed in _TRAEFIK_HOSTS.findall(text_at(route, "match") or ""):
                yield from _QUOTED.findall(listed)

    @property
    def written_class(self) -> str | None:
        """The class that it names, of those that a controller may be told to serve; None without."""
        return self.text_at("spec", "ingressClassName") or self.annotation("kubernetes.io/ingress.class")

    @property
    def backend_services(self) -> set[tuple[str, str]]:
        """Namespace and name of the Services that it sends its hostnames to, of whatever paths and ports."""
        own = self.namespace or "default"
        found: set[tuple[str, str]] = set()
        for group in ("rules", "routes", "http", "tcp", "tls"):
            for rule in items(self.at("spec", group)):
                fields = ("backendRefs", "services", "backends")
                listed = [one for field in fields for one in items(child(rule, field))]
                for one in (*listed, child(rule, "backend")):
                    name = text_at(one, "name") or text_at(one, "serviceName") or ""
                    found.add((text_at(one, "namespace") or own, name))
                for one in items(child(rule, "route")):
                    name, _, rest = (text_at(one, "destination", "host") or "").partition(".")
                    found.add((rest.partition(".")[0] or own, name))
        return found

    @property
    def parents(self) -> list[tuple[str, str]]:
        """Namespace and name of the gateways that it is bound to."""
        own = self.namespace or "default"
        found = [
            (text_at(one, "namespace") or own, text_at(one, "name") or "")
            for one in items(self.at("spec", "parentRefs"))
        ]
        for one in items(self.at("spec", "gateways")):
            namespace, slash, name = (text(one) or "").rpartition("/")
            found.append((namespace if slash else own, name))
        return found


class IstioGateway(Route):
    """A Gateway of Istio: the hostnames of its servers, served by the Pods that its selector means."""

    @property
    def selector(self) -> dict[str, str]:
        """``spec.selector``; empty if absent or hidden by a placeholder."""
        found = labels_of(self.at("spec", "selector"))
        return {} if isinstance(found, Unknown) else found
