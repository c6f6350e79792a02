"""Settings that stand outside of a kustomization and are put over it, as Argo CD and Flux do."""

from __future__ import annotations

from typing import NamedTuple

from elblint.model.cluster import Cluster
from elblint.syntax.nodes import Mapping
from elblint.text.source import SourceText


class Overlay(NamedTuple):
    """One deployment of a kustomization: its cluster, the namespace of what names none, and fields put over it.

    ``changes`` are fields of a kustomization; ``changed_in`` is the text and the mapping that they stand in.
    """

    cluster: Cluster
    namespace: str = ""
    changes: dict[str, object] = {}  # noqa: RUF012
    changed_in: tuple[SourceText, Mapping] | None = None
    label: str = ""

    def is_same(self, other: Overlay) -> bool:
        """Return whether the two make the same objects for the same cluster."""
        return (self.cluster, self.namespace, self.changes) == (other.cluster, other.namespace, other.changes)
