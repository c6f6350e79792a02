"""The facts that a verdict on reachability rests on, each with its source."""

from __future__ import annotations

from elblint.i18n.words import word
from elblint.model.cluster import FACTS, Cluster
from elblint.model.context import LintContext
from elblint.model.elb_users import ElbUser
from elblint.model.facts import value_of
from elblint.model.services import Service
from elblint.model.unknown import Unknown
from elblint.system.named_tuple import NamedTuple

_OF_SERVICES = ("service.type", "service.external-traffic-policy")
_OF_ELB_SERVICES = ("service.elb.class", "service.pass-through.in-force")


class Premise(NamedTuple):
    """One fact; ``value`` is None if nobody gave it, ``source`` is empty if its place is not kept."""

    fact: str
    value: str | None
    source: str = ""
    is_evidence: bool = False
    """True if it is from a file that describes the cluster."""


def cluster_premises(cluster: Cluster) -> tuple[Premise, ...]:
    """Return the facts about a cluster, known or not."""
    return tuple(_premise(cluster, fact) for fact in FACTS)


def _premise(cluster: Cluster, fact: str) -> Premise:
    value, source = getattr(cluster, fact), cluster.source_of(fact)
    if source is None:
        return Premise(f"cluster.{fact}", value)
    return Premise(f"cluster.{fact}", value, str(source), source.is_evidence)


def premises_of(user: ElbUser, context: LintContext) -> tuple[Premise, ...]:
    """Return what the verdicts on an object rest on: the facts of its cluster, and its own that count."""
    names: tuple[str, ...] = ()
    if isinstance(user, Service):
        names = _OF_SERVICES + (_OF_ELB_SERVICES if user.uses_elb else ())
    own = (Premise(name, _shown(value_of(name, user, context))) for name in names)
    return (*cluster_premises(user.cluster), *own)


def premise_words(premises: tuple[Premise, ...], lang: str) -> str:
    """Return the facts of the cluster and those of the ELB on one line; a question mark for what is not known."""
    parts = []
    for fact, value, source, _ in premises:
        if fact not in _OF_SERVICES:
            place = word("premise-source", lang, source=source) if source else ""
            parts.append(f"{word(f'premise-{fact}', lang)} {value or '?'}{place}")
    return word("comma", lang).join(parts)


def _shown(value: object) -> str | None:
    if value is None or isinstance(value, Unknown):
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
