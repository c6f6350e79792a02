"""Facts about the annotation ``kubernetes.io/elb.pass-through``."""

from __future__ import annotations

from elblint.model.cluster import parse_version
from elblint.model.context import LintContext
from elblint.model.elb_users import ELB_PREFIX
from elblint.model.facts.registry import FactValue, fact, never_known, value_of
from elblint.model.placeholder import is_template
from elblint.model.services import Service
from elblint.model.unknown import Unknown
from elblint.syntax.nodes import items, text_at


@fact(
    "service.pass-through.written",
    "the annotation's text, or null",
    hint="fill in the placeholder in the annotation kubernetes.io/elb.pass-through",
)
def _pass_through_written(service: Service, context: LintContext) -> FactValue:
    """The annotation kubernetes.io/elb.pass-through as its author wrote it; null if absent.

    On a live Local Service onlyLocal is absent as well, unless the manifest that was applied has the annotation:
    CCE writes it by itself (cce_faq_00390).
    """
    written = service.annotation(ELB_PREFIX + "pass-through")
    if written is not None and is_template(written):
        return Unknown("service.pass-through.written")
    if (
        written == "onlyLocal"
        and service.is_live
        and service.text_at("spec", "externalTrafficPolicy") == "Local"
    ):
        applied = service.annotation("kubectl.kubernetes.io/last-applied-configuration") or ""
        return written if ELB_PREFIX + "pass-through" in applied else None
    return written


@fact(
    "service.pass-through.setting",
    "true | false",
    hint="set the annotation kubernetes.io/elb.pass-through to a documented value",
)
def _setting(service: Service, context: LintContext) -> FactValue:
    """True if pass-through is set: "true" or "onlyLocal", or absent on a Local Service (CCE completes it)."""
    return _on(service, context, believe_automatic=True)


@fact(
    "service.pass-through.in-force",
    "true | false",
    hint='the sources do not say: they disagree on clusters between 1.16 and 1.18, and none tells what "false" '
    "does on a Local Service",
)
def _in_force(service: Service, context: LintContext) -> FactValue:
    """True if pass-through really works: it is set, and the cluster's version has it.

    Where the version is not known, a written "true" is believed, the onlyLocal that CCE sets by itself is not.
    """
    return _on(service, context, believe_automatic=False)


never_known(
    "service.pass-through.automatic-counts",
    'True if the onlyLocal that CCE sets by itself counts as "true" beside other Services of the ELB.',
    'no page says that an onlyLocal which CCE sets by itself counts as "true": write the annotation on both',
)


def _on(service: Service, context: LintContext, *, believe_automatic: bool) -> FactValue:
    """Not up to 1.15, certainly from 1.19; between these the sources disagree (cce_faq_00390, cce_10_0385)."""
    modes = {text_at(entry, "ipMode") for entry in items(service.at("status", "loadBalancer", "ingress"))}
    if "Proxy" in modes:
        # Then kube-proxy leaves the address to the load balancer (KEP-1860), whatever made it so.
        return True if modes == {"Proxy"} else Unknown("service.pass-through.in-force")
    written = value_of("service.pass-through.written", service, context)
    policy = value_of("service.external-traffic-policy", service, context)
    for value in (written, policy):
        if isinstance(value, Unknown):
            return value
    version = None if service.cluster.version is None else parse_version(service.cluster.version)
    if version is not None and version < (1, 16):
        return False
    if policy == "Cluster" and written in {None, "false"}:
        return False
    if written == "false":
        return Unknown("service.pass-through.in-force")
    if written not in {None, "true", "onlyLocal"}:
        return Unknown("service.pass-through.setting")
    if version is None:
        # On a live object onlyLocal proves that this cluster's CCE sets it.
        completed = service.annotation(ELB_PREFIX + "pass-through") == "onlyLocal"
        return True if written is not None or completed or believe_automatic else Unknown("cluster.version")
    return True if version >= (1, 19) else Unknown("service.pass-through.in-force")
