"""The facts that a verdict on reachability rests on, each with its source."""

from __future__ import annotations

from typing import NamedTuple

from elblint.i18n.words import word
from elblint.model.cluster import Cluster
from elblint.model.context import LintContext
from elblint.model.elb_users import ElbUser
from elblint.model.facts import value_of
from elblint.model.services import Service
from elblint.model.unknown import Unknown

CLUSTER_FACTS = ("category", "network", "proxy", "version")
_OF_SERVICES = ("service.type", "service.external-traffic-policy")
_OF_ELB_SERVICES = ("service.elb.class", "service.pass-through.in-force")


class Premise(NamedTuple):
    """One fact; ``value`` is None if nobody gave it, ``source`` is empty if its place is not kept."""

    fact: str
    value: str | None
    source: str = ""


def cluster_premises(cluster: Cluster) -> tuple[Premise, ...]:
    """Return the facts about a cluster, known or not."""
    return tuple(
        Premise(f"cluster.{fact}", getattr(cluster, fact), source_of_fact(cluster, fact))
        for fact in CLUSTER_FACTS
    )


def source_of_fact(cluster: Cluster, fact: str) -> str:
    """Return the place that a fact about a cluster is from, such as a file or an option; empty if it is not kept."""
    return ""


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
    for fact, value, source in premises:
        if fact not in _OF_SERVICES:
            place = word("premise-source", lang, source=source) if source else ""
            parts.append(f"{word(f'premise-{fact}', lang)} {value or '?'}{place}")
    return word("comma", lang).join(parts)


def _shown(value: object) -> str | None:
    if value is None or isinstance(value, Unknown):
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
