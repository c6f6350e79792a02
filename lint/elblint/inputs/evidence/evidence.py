"""Evidence: the facts that one file tells about clusters and load balancers, each with its place."""

from __future__ import annotations

from typing import NamedTuple

from elblint.model.cluster import (
    CATEGORY_OF_NETWORK,
    SYNONYMS,
    VALUES,
    FactSource,
    KnownElb,
    parse_version,
)
from elblint.syntax.nodes import Node, Scalar
from elblint.text.diagnostics import Diagnostic
from elblint.text.source import Location, SourceText


class Fact(NamedTuple):
    """A fact about a cluster and the place that tells it."""

    fact: str
    value: str
    location: Location

    @property
    def source(self) -> FactSource:
        """The place as a cluster remembers it."""
        return FactSource(self.fact, self.location.path, self.location.line, is_evidence=True)


class ClusterEvidence:
    """The facts about one cluster; ``name`` is empty if the file does not tell it."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.facts: list[Fact] = []


class ElbEvidence(NamedTuple):
    """A load balancer and the place that describes it."""

    elb: KnownElb
    location: Location


class Evidence:
    """All that some files tell."""

    def __init__(self) -> None:
        self.clusters: list[ClusterEvidence] = []
        self.elbs: list[ElbEvidence] = []
        self.diagnostics: list[Diagnostic] = []

    def add(self, cluster: ClusterEvidence) -> None:
        """Add a cluster if anything is told about it."""
        if cluster.facts:
            self.clusters.append(cluster)

    def tell(
        self, cluster: ClusterEvidence, fact: str, node: Node | None, source: SourceText, word: str = ""
    ) -> None:
        """Add a fact from a node; ``word`` stands for the node's text where that says it in another way.

        A value that elblint does not know becomes a diagnostic, and no fact. Nothing is added without a node that
        has a text.
        """
        if not isinstance(node, Scalar) or not (word or node.text.strip()):
            return
        location = Location(source, node.start, node.end)
        value = normalized(fact, word or node.text)
        if value is None:
            detail = f"cluster.{fact} is '{node.text.strip()}', which elblint does not know"
            self.diagnostics.append(Diagnostic("unknown-fact", location, detail))
            return
        cluster.facts.append(Fact(fact, value, location))
        if fact == "network" and not any(one.fact == "category" for one in cluster.facts):
            cluster.facts.append(Fact("category", CATEGORY_OF_NETWORK[value], location))


def normalized(fact: str, written: str) -> str | None:
    """Return the value of a cluster fact as elblint writes it; None for one that elblint does not know."""
    word = written.strip()
    if fact == "version":
        # A node's kubelet adds a build to the version: v1.29.4-r0-29.0.6.
        head = "-".join(word.split("-")[:2])
        try:
            parse_version(head)
        except ValueError:
            return None
        return head
    word = SYNONYMS.get(word.lower(), word.lower())
    return word if word in VALUES[fact] else None
