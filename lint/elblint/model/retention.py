"""Objects that have nothing to do with an ELB, and what is known of all of them.

If no rule of a run can be true of objects whose ``is_unrelated`` is true, such objects
need not be kept, and nobody needs to ask about them.
"""

from __future__ import annotations

from elblint.model.elb_users import PLAIN_TYPE
from elblint.model.facts import FactValue
from elblint.model.unknown import Unknown

_ANOTHER = "(another class)"
UNRELATED: dict[str, dict[str, FactValue]] = {
    "Service": {
        "service.type": PLAIN_TYPE,
        "service.uses-elb": False,
        "service.unquoted-name": "",
        "service.elb.class": None,
        "service.elb.port-ranges": False,
        "service.pass-through.written": None,
        "service.multicluster": False,
        "service.has-external-ips": False,
        "service.has-idle-annotations": False,
    },
    "Ingress": {
        "ingress.class": _ANOTHER,
        "ingress.written-class": _ANOTHER,
        "ingress.uses-elb": False,
        "ingress.unquoted-name": "",
        "ingress.elb.class": None,
    },
    "Workload": {"workload.is-gated": False},
}
"""The facts that are the same for all unrelated objects of a kind; a test holds them against ``is_unrelated``."""


def unrelated_value(name: str, kind: str) -> FactValue:
    """The value of a fact for an unrelated object of a kind; unknown if unrelated ones differ in it."""
    _, annotation, written = name.partition(".annotation.")
    if annotation and "/" not in written and kind in {"Service", "Ingress"}:
        return None
    return UNRELATED[kind].get(name, Unknown(name))
