"""What Ingresses on one listener may not differ in, and the Services that an Ingress sends to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from elblint.manifest.nodes import child, items, text
from elblint.model.elb_users import ELB_PREFIX
from elblint.model.ingresses import Ingress
from elblint.model.objects import KubeObject
from elblint.model.placeholder import is_template

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
}
# Those that only HTTPS listeners have.
HTTPS_SETTINGS = {"tls-ciphers-policy": "tls-1-2", "security_policy_id": "", "http2-enable": "false"}


def _listener_settings(ingress: Ingress) -> dict[str, str]:
    """What counts of each setting; what a template will fill in is left out."""
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
    mine, theirs = _listener_settings(one), _listener_settings(other)
    return [ELB_PREFIX + name for name in mine if name in theirs and mine[name] != theirs[name]]


def certificates_by_host(ingress: Ingress) -> dict[str, tuple[str, ...]]:
    """For each host of the Ingress, what names the certificate for it."""
    ids = ingress.annotation(ELB_PREFIX + "tls-certificate-ids")
    found: dict[str, tuple[str, ...]] = {}
    for tls in items(ingress.at("spec", "tls")):
        secret = text(child(tls, "secretName"))
        for host in items(child(tls, "hosts")):
            name = text(host)
            if name and secret and not is_template(secret):
                found[name.lower()] = ("secret", ingress.namespace, secret)
    if ids and not is_template(ids):
        for rule in items(ingress.at("spec", "rules")):
            name = text(child(rule, "host"))
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


class EarlierClash:
    """Finds, for an Ingress, the first one before it on the same listener that disagrees with it in one point.

    Each point has a key; two Ingresses disagree if they have the same key with different values. An index for
    each listener keeps that linear.
    """

    def __init__(self, points: Callable[[Ingress], Iterable[tuple[str, object]]]) -> None:
        self.points = points
        self.said: dict[int, list[tuple[str, object]]] = {}
        self.indices: dict[int, tuple[list[KubeObject], _Index]] = {}

    def find(self, ingress: KubeObject, listeners: list[list[KubeObject]]) -> list[list[KubeObject]]:
        """The other Ingress, in a list of lists as rules take it."""
        assert isinstance(ingress, Ingress)
        for others in listeners:
            index = self._index(others)
            for key, value in self._points_of(ingress):
                for other_value, first in index.get(key, {}).items():
                    if first.order >= ingress.order:
                        break
                    if other_value != value and not first.may_be(ingress):
                        return [[first]]
        return []

    def _points_of(self, ingress: Ingress) -> list[tuple[str, object]]:
        """The points of one Ingress, worked out once for all of its listeners."""
        if id(ingress) not in self.said:
            self.said[id(ingress)] = list(self.points(ingress))
        return self.said[id(ingress)]

    def _index(self, others: list[KubeObject]) -> _Index:
        if id(others) not in self.indices:
            index: _Index = {}
            for other in others:
                if isinstance(other, Ingress):
                    for key, value in self._points_of(other):
                        index.setdefault(key, {}).setdefault(value, other)
            # With the list itself, so that its id means no other.
            self.indices[id(others)] = others, index
        return self.indices[id(others)][1]


_Index: TypeAlias = "dict[str, dict[object, Ingress]]"


def _settings(ingress: Ingress) -> Iterator[tuple[str, object]]:
    yield from _listener_settings(ingress).items()


def _certificates(ingress: Ingress) -> Iterator[tuple[str, object]]:
    for host, certificate in certificates_by_host(ingress).items():
        # Secrets of two namespaces are often copies of one certificate, and ids say nothing of a Secret.
        yield f"{host} {certificate[:-1]}", certificate


def _orders(ingress: Ingress) -> Iterator[tuple[str, object]]:
    written = ingress.annotation(ELB_PREFIX + "ingress-order")
    if written is not None and not is_template(written):
        yield written, ingress.identity


POINTS = {"settings": _settings, "certificate": _certificates, "order": _orders}
"""What Ingresses on one listener may disagree in."""
