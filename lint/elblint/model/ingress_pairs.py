"""What Ingresses on one listener may not differ in, and the Services that an Ingress sends to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from elblint.manifest.nodes import child, items, text
from elblint.model.elb_users import ELB_PREFIX
from elblint.model.ingresses import Ingress
from elblint.model.objects import KubeObject
from elblint.model.placeholder import is_template

ClashIndex: TypeAlias = "dict[str, dict[object, KubeObject]]"
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


def clash_index(point: str, others: Sequence[KubeObject]) -> ClashIndex:
    """What the Ingresses of one listener say in one of POINTS: by key and value, the first that says it."""
    index: ClashIndex = {}
    for other in others:
        for key, value in _said_by(other, point):
            index.setdefault(key, {}).setdefault(value, other)
    return index


def earlier_clash(ingress: KubeObject, point: str, index: ClashIndex) -> KubeObject | None:
    """The first Ingress before this one on a listener that disagrees with it in one of POINTS.

    Two disagree if they have one key with different values. The listener's index keeps that linear.
    """
    for key, value in _said_by(ingress, point):
        for other_value, first in index.get(key, {}).items():
            if first.order >= ingress.order:
                break
            if other_value != value and not first.may_be(ingress):
                return first
    return None


def _said_by(ingress: KubeObject, point: str) -> list[tuple[str, object]]:
    """What one Ingress says in a point, kept on it: it may stand on several listeners."""
    key = f"says of {point}"
    if key not in ingress.memo:
        ingress.memo[key] = list(POINTS[point](ingress)) if isinstance(ingress, Ingress) else []
    return ingress.memo[key]  # type: ignore[return-value]


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


POINTS: dict[str, Callable[[Ingress], Iterable[tuple[str, object]]]] = {
    "settings": _settings,
    "certificate": _certificates,
    "order": _orders,
}
"""What Ingresses on one listener may disagree in: keys, and what each says of them."""
