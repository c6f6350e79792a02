"""Clusters in the answers of the CCE API, which KooCLI prints as they are.

Fields: metadata.name, spec.category (CCE, Turbo), spec.flavor, spec.version, spec.kubeProxyMode,
spec.containerNetwork.mode (overlay_l2, vpc-router, eni), as ShowCluster and ListClusters give them in the API's
reference.
"""

from __future__ import annotations

from collections.abc import Iterator

from elblint.inputs.evidence.evidence import ClusterEvidence, Evidence
from elblint.syntax.nodes import Mapping, Node, Scalar, child, items, text, text_at
from elblint.text.source import SourceText

_AUTOPILOT = "cce.autopilot"
_CATEGORIES = {"CCE": "standard", "Turbo": "turbo"}


def clusters_of_api(root: Node, source: SourceText, found: Evidence) -> bool:
    """Add the clusters of an answer; False if a document is no such answer."""
    described = list(_clusters(root))
    for node in described:
        cluster = ClusterEvidence(text_at(node, "metadata", "name") or "")
        spec = child(node, "spec")
        flavor, category = child(spec, "flavor"), child(spec, "category")
        is_autopilot = (text(flavor) or "").startswith(_AUTOPILOT)
        if is_autopilot:
            found.tell(cluster, "category", flavor, source, "autopilot")
        elif category is not None:
            found.tell(cluster, "category", category, source, _CATEGORIES.get(text(category) or "", ""))
        if not is_autopilot:
            found.tell(cluster, "network", child(spec, "containerNetwork", "mode"), source)
        found.tell(cluster, "proxy", child(spec, "kubeProxyMode"), source)
        found.tell(cluster, "version", child(spec, "version"), source)
        found.add(cluster)
    return bool(described)


def _clusters(root: Node) -> Iterator[Mapping]:
    """Yield the clusters in a document: itself, its items, or those of a list."""
    for node in [root, *items(child(root, "items")), *items(root)]:
        kind, version = child(node, "kind"), child(node, "apiVersion")
        is_cluster = isinstance(kind, Scalar) and kind.text.lower() == "cluster" and text(version) == "v3"
        if is_cluster and isinstance(node, Mapping) and isinstance(node.get("spec"), Mapping):
            yield node
