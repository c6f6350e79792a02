"""What a run hands to the reports."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from elblint.engine.finding import Finding
from elblint.engine.rule import Rule
from elblint.engine.shared import Library
from elblint.model.world import World


class Counts:
    """What a run did, in numbers; ``objects`` are counted by the kinds that rules know."""

    files = 0
    skipped_documents = 0
    templates = 0
    patches = 0
    """Files with kustomize patches, which are parts of objects and not judged."""
    built = 0
    """Kustomizations that were built."""
    rendered = 0
    """Releases of charts that were rendered."""
    ignored = 0
    excluded = 0
    suppressed = 0
    baselined = 0
    unread = 0

    def __init__(self) -> None:
        self.objects: Counter[str] = Counter()


class Result(NamedTuple):
    """The outcome of a run; ``findings`` are in the order of their places."""

    findings: list[Finding]
    counts: Counts
    rules: list[Rule]
    library: Library
    world: World
    lang: str
    is_complete: bool = True
    """False for a run that did not get to its end, or read files that changed meanwhile."""
