"""Ingresses."""

from __future__ import annotations

from functools import cached_property

from elblint.model.elb_users import ELB_PREFIX, ElbUser
from elblint.model.placeholder import is_template
from elblint.model.subject import FieldPath
from elblint.syntax.nodes import Node, child, items, port_number, text, text_at

# Settings of the listener with CCE's defaults: those of the first Ingress on it count, the others' are
# ignored (OTC's FAQ on which Ingress owns the listener).
LISTENER_SETTINGS = {
    "keepalive_timeout": "60",
    "client_timeout": "60",
    "member_timeout": "60",
    "acl-id": "",
    "acl-status": "",
    "acl-type": "",
    "gzip-enabled": "false",
    "x-forwarded-port": "",
    "x-forwarded-for-port": "",
    "x-forwarded-host": "",
    "x-real-ip": "",
}
# Those that only HTTPS listeners have.
HTTPS_SETTINGS = {"tls-ciphers-policy": "tls-1-2", "security_policy_id": "", "http2-enable": "false"}


class Ingress(ElbUser):
    """An Ingress of any API version."""

    kind = "Ingress"
    ID_FIELDS = (("metadata", "annotations", ELB_PREFIX + "ip"),)

    @property
    def is_unrelated(self) -> bool:
        """True if it is of another class than CCE's, without any annotation that CCE would look at."""
        written = self.text_at("spec", "ingressClassName")
        return (
            written is not None
            and written != "cce"
            and not is_template(written)
            and not self.has_own_annotations()
            and not self.unquoted_name
        )

    @property
    def ingress_class(self) -> str | None:
        """``spec.ingressClassName``, or the annotation that came before it."""
        written = self.text_at("spec", "ingressClassName")
        return written if written is not None else self.annotation("kubernetes.io/ingress.class")

    @cached_property
    def uses_elb(self) -> bool:  # type: ignore[override]
        """True if CCE's own ELB Ingress controller serves it, or may serve it for want of a class."""
        if self.span is not None:
            return False
        if self.ingress_class == "cce":
            return True
        return self.has_elb_annotations and (self.ingress_class is None or self.has_custom_class)

    @property
    def has_custom_class(self) -> bool:
        """True for a class that may be one of CCE's controller: elb annotations, and no other controller's name."""
        written = self.ingress_class
        if written in {None, "cce"} or not self.has_elb_annotations:
            return False
        from elblint.model.controllers import known_controllers

        name = str(written).lower()
        return not any(word in name for known in known_controllers() for word in known.class_words)

    def ends_tls(self, port: int | None) -> bool:
        """Return whether its backends always get plain HTTP: unless ``elb.pool-protocol`` is https."""
        return self.annotation(ELB_PREFIX + "pool-protocol") != "https"

    @property
    def listen_ports(self) -> list[tuple[str, object]]:
        """The protocols, in lower case, and ports of ``elb.listen-ports``; what cannot be read is left out."""
        written = self.annotation(ELB_PREFIX + "listen-ports")
        if not written:
            return []
        import json

        try:
            listed = json.loads(written)
        except (ValueError, RecursionError):
            return []
        entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
        return [(name.lower(), port) for entry in entries for name, port in entry.items()]

    @property
    def hides_protocols(self) -> bool:
        """True if a placeholder stands in ``elb.listen-ports``."""
        return is_template(self.annotation(ELB_PREFIX + "listen-ports") or "")

    def protocols(self) -> set[str]:
        """The protocols in ``elb.listen-ports``; without it https if there is a certificate, else http."""
        found = {name for name, _ in self.listen_ports}
        if self.at("spec", "tls") is not None or self.annotation(ELB_PREFIX + "tls-certificate-ids"):
            found.add("https")
        return found or {"http"}

    def listener_ports(self) -> set[int]:
        """The ports that it listens on: ``elb.listen-ports``, else ``elb.port``, else 80, or 443 with TLS.

        None that is known if a placeholder stands in one of these.
        """
        if any(is_template(self.annotation(ELB_PREFIX + name) or "") for name in ("listen-ports", "port")):
            return set()
        ports = {port for _, port in self.listen_ports if isinstance(port, int)}
        if not ports:
            port = port_number(self.node, "metadata", "annotations", ELB_PREFIX + "port")
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

    def backend_services(self, host: str | None = None) -> set[tuple[str, str]]:
        """Name and port (number or name, empty if not written) of the Services behind it.

        With a hostname, only those that its rules send the host to; the default backend if none does.
        """
        every = items(self.at("spec", "rules"))
        rules = [rule for rule in every if host is None or _serves(text_at(rule, "host"), host)]
        backends = [child(path, "backend") for rule in rules for path in items(child(rule, "http", "paths"))]
        if host is None or not backends:
            backends += [self.at("spec", "defaultBackend"), self.at("spec", "backend")]
        return {found for backend in backends if (found := _service_of(backend))[0]}


def _serves(pattern: str | None, host: str) -> bool:
    """Return whether a rule's host, which may start with a wildcard, is for ``host``."""
    if not pattern:
        return True
    pattern = pattern.lower()
    return pattern == host or (pattern.startswith("*.") and pattern[2:] == host.partition(".")[2])


def _service_of(backend: Node | None) -> tuple[str, str]:
    """The Service of a backend, as the API has it today or as v1beta1 had it."""
    service = child(backend, "service")
    if service is None:
        return text_at(backend, "serviceName") or "", text_at(backend, "servicePort") or ""
    port = text_at(service, "port", "number") or text_at(service, "port", "name")
    return text_at(service, "name") or "", port or ""


def listener_settings(ingress: Ingress) -> dict[str, str]:
    """Return the value of each setting that applies to the listener; without values that a template will fill in."""
    settings = dict(LISTENER_SETTINGS)
    if "https" in ingress.protocols():
        settings.update(HTTPS_SETTINGS)
    found = {}
    for name, default in settings.items():
        written = ingress.annotation(ELB_PREFIX + name)
        if written is None or not is_template(written):
            found[name] = default if written is None else written
    return found


def differing_settings(one: Ingress, other: Ingress) -> list[str]:
    """The annotations for the listener in which two Ingresses on it differ."""
    mine, theirs = listener_settings(one), listener_settings(other)
    return [ELB_PREFIX + name for name in mine if name in theirs and mine[name] != theirs[name]]


def certificates_by_host(ingress: Ingress) -> dict[str, tuple[str, ...]]:
    """For each host of the Ingress, what names the certificate for it."""
    ids = ingress.annotation(ELB_PREFIX + "tls-certificate-ids")
    found: dict[str, tuple[str, ...]] = {}
    for tls in items(ingress.at("spec", "tls")):
        secret = text_at(tls, "secretName")
        for host in items(child(tls, "hosts")):
            name = text(host)
            if name and secret and not is_template(secret):
                found[name.lower()] = ("secret", ingress.namespace, secret)
    if ids and not is_template(ids):
        for rule in items(ingress.at("spec", "rules")):
            name = text_at(rule, "host")
            if name:
                # The first is the server's certificate, the others are for further hosts.
                found[name.lower()] = ("ids", ids.partition(",")[0].strip())
    return found


def shared_host(one: Ingress, other: Ingress) -> str | None:
    """A host for which the two name different certificates."""
    mine, theirs = certificates_by_host(one), certificates_by_host(other)
    return next(
        (
            host
            for host in mine
            if host in theirs and mine[host][:-1] == theirs[host][:-1] and mine[host] != theirs[host]
        ),
        None,
    )
