"""Facts about an Ingress."""

from __future__ import annotations

from elblint.model.elb_users import Ingress
from elblint.model.facts.registry import FactValue, fact
from elblint.model.placeholder import is_template
from elblint.model.unknown import Unknown
from elblint.model.world import World


@fact(
    "ingress.class",
    "cce, nginx, ...",
    zh="Ingress 类（ingressClassName 或旧注解）",
    tell="set spec.ingressClassName",
    tell_zh="设置 spec.ingressClassName",
)
def _ingress_class(ingress: Ingress, world: World) -> FactValue:
    """The Ingress class, from spec.ingressClassName or the annotation before it."""
    written = ingress.ingress_class
    return Unknown("ingress.class") if written is None or is_template(written) else written
