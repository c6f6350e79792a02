"""Facts about an Ingress."""

from __future__ import annotations

from elblint.model.context import LintContext
from elblint.model.facts.registry import FactValue, cluster_value, fact, value_of
from elblint.model.ingresses import Ingress
from elblint.model.placeholder import is_template
from elblint.model.unknown import Unknown


@fact(
    "ingress.class",
    "cce, nginx, ...",
    zh="Ingress 类（ingressClassName 或旧注解）",
    hint="set spec.ingressClassName",
    hint_zh="设置 spec.ingressClassName",
)
def _ingress_class(ingress: Ingress, context: LintContext) -> FactValue:
    """The Ingress class, from spec.ingressClassName or the annotation before it."""
    written = ingress.ingress_class
    return Unknown("ingress.class") if written is None or is_template(written) else written


@fact("ingress.captured", "true | false", zh="同一 ELB 上是否有 Service 劫持该 Ingress 的地址")
def _captured(ingress: Ingress, context: LintContext) -> FactValue:
    """True if a Service on the same ELB holds the address on every node, so that the Ingress is never reached."""
    captures = cluster_value("cluster.captures-elb-addresses", ingress.cluster)
    if captures is False:
        return False
    unknown: Unknown | None = None
    for services in context.on_same_elb(ingress, "Service", across_clusters=False):
        for service in services:
            in_force = value_of("service.pass-through.in-force", service, context)
            if in_force is False:
                return captures
            if isinstance(in_force, Unknown):
                unknown = in_force
    return False if unknown is None else unknown
