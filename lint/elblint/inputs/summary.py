"""Numbers of one run: what was read, left out, suppressed."""

from __future__ import annotations

from collections import Counter


class Summary:
    """Counts of files, documents and objects of a run; ``objects`` are counted by the kinds that rules know."""

    files = 0
    skipped_documents = 0
    templates = 0
    patches = 0
    """Files with kustomize patches, which are parts of objects and not judged."""
    built = 0
    """Kustomizations that were built."""
    values = 0
    """Values of charts, kept without their chart, that hold ELB annotations."""
    rendered = 0
    """Releases of charts that were rendered."""
    ignored = 0
    excluded = 0
    suppressed = 0
    baselined = 0
    unread = 0

    def __init__(self) -> None:
        self.objects: Counter[str] = Counter()
