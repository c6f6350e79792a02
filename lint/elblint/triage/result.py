"""What a run hands to the reports."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from elblint.engine.finding import Finding
from elblint.engine.rule import Rule
from elblint.engine.shared import Library
from elblint.model.world import World


@dataclass
class Counts:
    """What a run did, in numbers."""

    files: int = 0
    objects: Counter[str] = field(default_factory=Counter)
    """By the kinds that rules know: Service, Ingress, Workload."""
    skipped_documents: int = 0
    templates: int = 0
    patches: int = 0
    """Files with kustomize patches, which are parts of objects and not judged."""
    built: int = 0
    """Kustomizations that were built."""
    rendered: int = 0
    """Releases of charts that were rendered."""
    ignored: int = 0
    excluded: int = 0
    links: int = 0
    suppressed: int = 0
    baselined: int = 0
    unread: int = 0


@dataclass
class Result:
    """The outcome of a run; ``findings`` are in the order of their places."""

    findings: list[Finding]
    counts: Counts
    rules: list[Rule]
    library: Library
    world: World
    lang: str
