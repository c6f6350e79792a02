"""Facts that Services and Ingresses have alike: their ELB, their annotations, their listeners."""

from __future__ import annotations

from elblint.model.context import LintContext
from elblint.model.elb_users import ELB_PREFIX, ElbUser
from elblint.model.facts.registry import FactValue, fact, value_of
from elblint.model.indexes.shared_elbs import DEDICATED_AUTOCREATE_FIELDS
from elblint.model.placeholder import is_template
from elblint.model.services import Service
from elblint.model.unknown import Unknown
from elblint.syntax.nodes import Mapping


def _uses_elb(user: ElbUser, context: LintContext) -> FactValue:
    """Return whether an ELB serves it.

    A Service: type LoadBalancer, not by DNAT, not by another controller's class; an Ingress: class cce.
    """
    if isinstance(user, Service) and user.is_part and not user.is_of_another_provider:
        return Unknown("service.is-whole")
    return user.uses_elb


def _elb_class(user: ElbUser, context: LintContext) -> FactValue:
    """The class of the ELB: union (shared) or performance (dedicated).

    From the annotation, else from a known ELB, else from what elb.autocreate asks for; CCE's default, union,
    is assumed only for an ELB that CCE creates.
    """
    unknown = Unknown(f"{user.kind.lower()}.elb.class")
    if value_of(f"{user.kind.lower()}.uses-elb", user, context) is False and user.written_class != "dnat":
        return None
    written = user.written_class
    if written in {"union", "performance", "dnat"}:
        return written
    if user.elb is not None and user.elb.known is not None and user.elb.known.elb_class:
        return user.elb.known.elb_class
    created = user.annotation(ELB_PREFIX + "autocreate")
    if written is None and created is not None and user.elb_id is None:
        import json

        try:
            asked = json.loads(created)
        except (ValueError, RecursionError):
            return unknown
        if isinstance(asked, dict):
            return "performance" if any(key in asked for key in DEDICATED_AUTOCREATE_FIELDS) else "union"
    return unknown


def _annotation(user: ElbUser, name: str, context: LintContext) -> FactValue:
    """The value of one annotation, without kubernetes.io/ in front (annotation.elb.id); null if absent.

    Unknown if it stands there misspelt, or among the labels: rules about the name report that. Unknown as well if a
    part of a Service does not have it.
    """
    full = name if "/" in name else f"kubernetes.io/{name}"
    # An empty one says nothing, and a template may fill in all annotations at once.
    written = user.annotation(full) or None
    if written is None and not user.annotations:
        written = user.text_at("metadata", "annotations")
    if written is None and (full in _meant(user, context) or (isinstance(user, Service) and user.is_part)):
        return Unknown(f"{user.kind.lower()}.annotation")
    return (
        Unknown(f"{user.kind.lower()}.annotation")
        if written is not None and is_template(written)
        else written
    )


def _meant(user: ElbUser, context: LintContext) -> frozenset[str]:
    """Return the ELB annotations that an object probably means by a misspelt one, or by a label."""
    key = "annotations meant"
    if key not in user.memo:
        labels = user.at("metadata", "labels")
        meant = set(labels.keys()) if isinstance(labels, Mapping) else set()
        for written in user.annotation_names:
            if written.startswith(ELB_PREFIX) and context.catalogue.find(written) is None:
                meant.add(context.catalogue.nearest(written) or "")
        user.memo[key] = frozenset(meant)
    return user.memo[key]  # type: ignore[return-value]


def _is_live(user: ElbUser, context: LintContext) -> FactValue:
    """Return whether it was read from a cluster: it has a load balancer's status, a uid or a resource version."""
    return user.is_live


def _listeners(user: ElbUser, context: LintContext) -> FactValue:
    """The protocols of its listeners: tcp, udp, http, https, tls, quic."""
    return Unknown(f"{user.kind.lower()}.listeners") if user.hides_protocols else sorted(user.protocols())


def _listens(user: ElbUser, context: LintContext, protocols: set[str]) -> FactValue:
    spoken = value_of(f"{user.kind.lower()}.listeners", user, context)
    return not protocols.isdisjoint(spoken) if isinstance(spoken, list) else spoken


def _listens_https(user: ElbUser, context: LintContext) -> FactValue:
    """Return whether some listener ends TLS at the ELB: https, tls or quic."""
    return _listens(user, context, {"https", "tls", "quic"})


def _listens_http(user: ElbUser, context: LintContext) -> FactValue:
    """Return whether some listener speaks HTTP: http or https."""
    return _listens(user, context, {"http", "https"})


def _listens_l4(user: ElbUser, context: LintContext) -> FactValue:
    """Return whether some listener passes TCP or UDP on as it is."""
    return _listens(user, context, {"tcp", "udp"})


for _kind, _zh in (("service", "Service"), ("ingress", "Ingress")):
    fact(f"{_kind}.uses-elb", "true | false")(_uses_elb)
    fact(
        f"{_kind}.elb.class",
        "union | performance | dnat",
        hint="set the annotation kubernetes.io/elb.class to union or performance, or list the ELB with its class "
        "in .elblint.yaml",
    )(_elb_class)
    fact(
        f"{_kind}.annotation",
        "text, or null",
        hint="fill in the placeholder in the annotation; of a part of a Service, lint the whole",
    )(_annotation)
    fact(f"{_kind}.is-live", "true | false")(_is_live)
    fact(
        f"{_kind}.listeners",
        "list of protocols",
        hint="fill in the placeholders in the ports and in the annotation that says what they speak",
    )(_listeners)
    fact(f"{_kind}.listens-https", "true | false")(_listens_https)
    fact(f"{_kind}.listens-l4", "true | false")(_listens_l4)
    fact(f"{_kind}.listens-http", "true | false")(_listens_http)
