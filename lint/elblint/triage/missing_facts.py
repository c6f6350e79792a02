"""Facts about clusters that nobody gave, and the findings that they would decide."""

from __future__ import annotations

from typing import NamedTuple

from elblint.engine.finding import Finding
from elblint.model.cluster import FACTS
from elblint.triage.result import Result

_PREFIX = "cluster."


class Effect(NamedTuple):
    """The findings that a value of a fact would decide."""

    fact: str
    value: str
    certain: list[Finding]
    """As they would be reported."""
    gone: list[Finding]
    """As they are reported now."""


class MissingFact(NamedTuple):
    """A fact that some cluster lacks, and the possible findings that depend on it."""

    fact: str
    findings: list[Finding]


def missing_facts(result: Result) -> list[MissingFact]:
    """Return the facts that some cluster of a run lacks, in the order of FACTS."""
    clusters = [result.config.cluster, *(entry.cluster for entry in result.config.clusters)]
    found = []
    for fact in FACTS:
        depend = [one for one in result.findings if _PREFIX + fact in dict(one.unknown_facts)]
        if depend or any(getattr(cluster, fact) is None for cluster in clusters):
            found.append(MissingFact(fact, depend))
    return found
