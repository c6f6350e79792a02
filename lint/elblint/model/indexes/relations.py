"""Relations between two objects that a rule's ``relation`` can name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from elblint.model.context import LintContext
from elblint.model.ingresses import Ingress
from elblint.model.objects import KubeObject
from elblint.model.services import Service
from elblint.model.subject import Subject
from elblint.model.unknown import Unknown
from elblint.model.workloads import Workload
from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import TypeAlias

# The partners of an object, of one kind: in lists that are made once, so that what is worked out of a list
# can be kept.
Partners: TypeAlias = Sequence[Sequence[KubeObject]]

_ELB_USERS = ("Service", "Ingress", "Gateway")


# Without an ELB there are no partners; they are found by labels, which are kept; the object itself must be read.
NEVER, BY_LABELS, BY_NODES = "never", "by labels", "by nodes"


class Relation(NamedTuple):
    """One relation: the kinds of its subjects, the kinds that it leads to, and how to get there."""

    subjects: tuple[str, ...]
    partners: tuple[str, ...]
    find: Callable[[LintContext, Subject, str], Partners]
    between_copies: bool = False
    """True if it is between what may be one object seen twice, where all others are between two objects."""
    between_clusters: bool = False
    """Return whether it is between objects of two clusters; what it finds may be of the object's own as well."""
    is_mutual: bool = False
    """True if two objects of one kind stand in it both ways: only the later one is reported, with both locations."""
    doubt: Callable[[LintContext, Subject, Subject], Unknown | None] | None = None
    """The reason for which a subject and its partner may not belong together; None if they do."""
    when_unrelated: str = NEVER
    """The condition under which partners of an unrelated object must be known, see ``KubeObject.is_unrelated``."""


def _selecting(context: LintContext, workload: Subject) -> Partners:
    if not isinstance(workload, Workload):
        return []
    return [context.selection.selecting(workload), context.selection.perhaps_selecting(workload)]


def _backed_by(context: LintContext, service: Subject) -> Partners:
    found = context.backends(service) if isinstance(service, Service) else Unknown()
    return [] if isinstance(found, Unknown) else [found]


def _doubt(context: LintContext, service: Subject) -> Unknown | None:
    found = context.backends(service) if isinstance(service, Service) else None
    return found if isinstance(found, Unknown) else None


def _sends_to(context: LintContext, ingress: Subject) -> Partners:
    if not isinstance(ingress, Ingress):
        return []
    names = ingress.backend_services()
    found = (context.selection.service_named(ingress, name) for name in sorted({name for name, _ in names}))
    return [[service for service in found if service is not None]]


def _nearly_selected(context: LintContext, service: Subject) -> Partners:
    return [context.selection.nearly_selected(service)] if isinstance(service, Service) else []


RELATIONS = {
    "same-elb": Relation(
        _ELB_USERS, _ELB_USERS, lambda context, one, kind: context.neighbours.on_same_elb(one, kind)
    ),
    "same-elb-in-another-cluster": Relation(
        _ELB_USERS,
        _ELB_USERS,
        lambda context, one, kind: context.neighbours.on_same_elb(one, kind, across_clusters=True),
        between_clusters=True,
    ),
    "same-listener": Relation(
        _ELB_USERS,
        _ELB_USERS,
        lambda context, one, kind: context.neighbours.on_same_listener(one, kind),
        is_mutual=True,
    ),
    "same-listener-in-another-cluster": Relation(
        _ELB_USERS,
        _ELB_USERS,
        lambda context, one, kind: context.neighbours.on_same_listener(one, kind, across_clusters=True),
        between_clusters=True,
        is_mutual=True,
    ),
    "earlier-version": Relation(
        _ELB_USERS, _ELB_USERS, lambda context, one, kind: context.earlier_versions(one), between_copies=True
    ),
    "selects": Relation(
        ("Workload",),
        ("Service",),
        lambda context, one, kind: _selecting(context, one),
        doubt=lambda context, workload, service: _doubt(context, service),
        when_unrelated=BY_LABELS,
    ),
    "backed-by": Relation(
        ("Service",),
        ("Workload",),
        lambda context, one, kind: _backed_by(context, one),
        when_unrelated=BY_LABELS,
    ),
    "nearly-selects": Relation(
        ("Service",),
        ("Workload",),
        lambda context, one, kind: _nearly_selected(context, one),
        when_unrelated=BY_LABELS,
    ),
    "sends-to": Relation(
        ("Ingress",),
        ("Service",),
        lambda context, one, kind: _sends_to(context, one),
        when_unrelated=BY_NODES,
    ),
    "earlier-with-other-settings": Relation(
        ("Ingress",), ("Ingress",), lambda context, one, kind: context.earlier_conflict(one, "settings")
    ),
    "earlier-with-other-certificate": Relation(
        ("Ingress",), ("Ingress",), lambda context, one, kind: context.earlier_conflict(one, "certificate")
    ),
    "earlier-with-same-order": Relation(
        ("Ingress",), ("Ingress",), lambda context, one, kind: context.earlier_conflict(one, "order")
    ),
    "calls": Relation(("Call",), _ELB_USERS, lambda context, one, kind: context.called(one, kind)),
}
"""All relations by name."""
