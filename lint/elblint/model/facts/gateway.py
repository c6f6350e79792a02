"""Facts about a Gateway."""

from __future__ import annotations

from elblint.model.context import LintContext
from elblint.model.facts.ingress import is_captured
from elblint.model.facts.registry import FactValue, fact
from elblint.model.gateways import Gateway
from elblint.model.unknown import Unknown


@fact(
    "gateway.on-elb",
    "true | false",
    hint="lint it together with its GatewayClass, whose controllerName says which controller serves it",
)
def _on_elb(gateway: Gateway, context: LintContext) -> FactValue:
    """True if its class, or its own parameters, are of CCE's controller, which makes listeners of an ELB from it."""
    return Unknown("gateway.on-elb") if gateway.is_of_cce is None else gateway.is_of_cce


@fact("gateway.captured", "true | false")
def _captured(gateway: Gateway, context: LintContext) -> FactValue:
    """True if a Service on the same ELB holds the address on every node, so that the Gateway is never reached."""
    return is_captured(gateway, context)
