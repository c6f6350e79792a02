"""Facts that tell whether an object is meant for CCE at all."""

from __future__ import annotations

from elblint.model.context import LintContext
from elblint.model.elb_users import FOREIGN_ELB_CLASSES, ElbUser
from elblint.model.facts.registry import FactValue, fact
from elblint.model.ingresses import Ingress
from elblint.model.services import Service
from elblint.model.unknown import Unknown


def _on_cce(user: ElbUser, context: LintContext) -> FactValue:
    if user.written_class in FOREIGN_ELB_CLASSES and not user.cluster.is_described:
        return Unknown(f"{user.kind.lower()}.on-cce")
    if user.is_of_another_provider:
        return False
    marked = user.has_elb_annotations or (isinstance(user, Ingress) and user.ingress_class == "cce")
    return True if marked or user.cluster.is_described else Unknown(f"{user.kind.lower()}.on-cce")


_ON_CCE_HINT = "nothing in it says that it runs on CCE: describe the cluster, for example --category standard"


@fact("service.on-cce", "true | false", hint=_ON_CCE_HINT)
def _service_on_cce(service: Service, context: LintContext) -> FactValue:
    """True if the Service is meant for CCE: it has an ELB annotation of CCE, or a cluster is described.

    Not if an annotation speaks for another load balancer, and none for CCE.
    """
    return _on_cce(service, context)


@fact("ingress.on-cce", "true | false", hint=_ON_CCE_HINT)
def _ingress_on_cce(ingress: Ingress, context: LintContext) -> FactValue:
    """True if the Ingress is meant for CCE: ELB annotations, the class cce, or a described cluster."""
    return _on_cce(ingress, context)
