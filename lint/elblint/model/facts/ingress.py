"""Facts about an Ingress."""

from __future__ import annotations

from elblint.model.context import LintContext
from elblint.model.elb_users import ElbUser
from elblint.model.facts.registry import FactValue, cluster_value, fact, value_of
from elblint.model.ingresses import Ingress
from elblint.model.placeholder import is_template
from elblint.model.unknown import Unknown


@fact(
    "ingress.class",
    "cce, nginx, ...",
    hint="set spec.ingressClassName to cce, if CCE's ELB controller is meant",
)
def _ingress_class(ingress: Ingress, context: LintContext) -> FactValue:
    """The Ingress class, from spec.ingressClassName or the annotation before it.

    Unknown for a class of one's own beside ELB annotations: it may be one of CCE's controller.
    """
    written = ingress.ingress_class
    hidden = written is None or is_template(written) or ingress.has_custom_class
    return Unknown("ingress.class") if hidden else written


@fact("ingress.captured", "true | false")
def _captured(ingress: Ingress, context: LintContext) -> FactValue:
    """True if a Service on the same ELB holds the address on every node, so that the Ingress is never reached."""
    return is_captured(ingress, context)


def is_captured(user: ElbUser, context: LintContext) -> FactValue:
    """Return whether a Service on the ELB of a user holds its address on every node of the cluster."""
    captures = cluster_value("cluster.captures-elb-addresses", user.cluster)
    if captures is False:
        return False
    unknown: Unknown | None = None
    for services in context.neighbours.on_same_elb(user, "Service", across_clusters=False):
        for service in services:
            in_force = value_of("service.pass-through.in-force", service, context)
            if in_force is False:
                return captures
            if isinstance(in_force, Unknown):
                unknown = in_force
    return False if unknown is None else unknown
