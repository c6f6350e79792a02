"""What Ingresses on one listener may not differ in, and the Services that an Ingress sends to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from elblint.manifest.nodes import child, items, text
from elblint.model.catalogue import PREFIX
from elblint.model.elb_users import Ingress
from elblint.model.objects import KubeObject
from elblint.model.placeholder import is_template

# Settings of the listener: those of the first Ingress on it count, the others' are ignored (cce_faq_00460).
LISTENER_SETTINGS = (
    "tls-ciphers-policy",
    "security_policy_id",
    "http2-enable",
    "keepalive_timeout",
    "client_timeout",
    "member_timeout",
    "acl-id",
    "acl-status",
    "acl-type",
    "gzip-enabled",
    "x-forwarded-port",
    "x-forwarded-for-port",
    "x-forwarded-host",
)


def differing_settings(one: Ingress, other: Ingress) -> list[str]:
    """The annotations for the listener that both write, or only one, with different values."""
    found = []
    for name in LISTENER_SETTINGS:
        values = [user.annotation(PREFIX + name) for user in (one, other)]
        if values[0] != values[1] and not any(value is not None and is_template(value) for value in values):
            found.append(PREFIX + name)
    return found


def certificates_by_host(ingress: Ingress) -> dict[str, tuple[str, ...]]:
    """For each host of the Ingress, what names the certificate for it."""
    ids = ingress.annotation(PREFIX + "tls-certificate-ids")
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
                found[name.lower()] = ("ids", ids.replace(" ", ""))
    return found


def shared_host(one: Ingress, other: Ingress) -> str | None:
    """A host for which the two name different certificates."""
    mine, theirs = certificates_by_host(one), certificates_by_host(other)
    return next((host for host in mine if host in theirs and mine[host] != theirs[host]), None)


class EarlierClash:
    """Finds, for an Ingress, the first one before it on the same listener that disagrees with it in one point.

    Each point has a key; two Ingresses disagree if they have the same key with different values. An index for
    each listener keeps that linear.
    """

    def __init__(self, points: Callable[[Ingress], Iterable[tuple[str, object]]]) -> None:
        self.points = points
        self.indices: dict[int, tuple[list[KubeObject], _Index]] = {}

    def find(self, ingress: KubeObject, listeners: list[list[KubeObject]]) -> list[list[KubeObject]]:
        """The other Ingress, in a list of lists as rules take it."""
        assert isinstance(ingress, Ingress)
        for others in listeners:
            index = self._index(others)
            for key, value in self.points(ingress):
                for other_value, first in index.get(key, {}).items():
                    if first.order >= ingress.order:
                        break
                    if other_value != value and not first.may_be(ingress):
                        return [[first]]
        return []

    def _index(self, others: list[KubeObject]) -> _Index:
        if id(others) not in self.indices:
            index: _Index = {}
            for other in others:
                if isinstance(other, Ingress):
                    for key, value in self.points(other):
                        index.setdefault(key, {}).setdefault(value, other)
            # With the list itself, so that its id means no other.
            self.indices[id(others)] = others, index
        return self.indices[id(others)][1]


_Index: TypeAlias = "dict[str, dict[object, Ingress]]"


def _settings(ingress: Ingress) -> Iterator[tuple[str, object]]:
    for name in LISTENER_SETTINGS:
        written = ingress.annotation(PREFIX + name)
        if written is None or not is_template(written):
            yield name, written


def _certificates(ingress: Ingress) -> Iterator[tuple[str, object]]:
    yield from certificates_by_host(ingress).items()


def _orders(ingress: Ingress) -> Iterator[tuple[str, object]]:
    written = ingress.annotation(PREFIX + "ingress-order")
    if written is not None and not is_template(written):
        yield written, ingress.identity


POINTS = {"settings": _settings, "certificate": _certificates, "order": _orders}
"""What Ingresses on one listener may disagree in."""
