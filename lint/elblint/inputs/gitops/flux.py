"""HelmReleases and Kustomizations of Flux."""

from __future__ import annotations

from collections.abc import Callable

from elblint.config.chart_release import SetValue
from elblint.inputs.gitops.deployment import SET_PATH, Deployment, Destination, Found, Tree, is_name
from elblint.inputs.gitops.overlays import changes_of
from elblint.inputs.gitops.values_text import TooManyValues, text_of_nodes, text_of_scalar
from elblint.inputs.helm import is_chart
from elblint.inputs.kustomize.kustomization import is_kustomized
from elblint.syntax.nodes import Mapping, Node, Scalar, child, items, text
from elblint.text.source import SourceText

ConfigValue = Callable[[str, str, str], "tuple[SourceText, Scalar] | None"]
"""The text under a key of a ConfigMap of the input, by namespace, name and key."""

_FILES = ("GitRepository", "")
_KUSTOMIZATION_FIELDS = ("patches", "patchesStrategicMerge", "patchesJson6902", "images", "commonMetadata")


class FluxReader:
    """Reads the objects of Flux in one file."""

    def __init__(self, source: SourceText, tree: Tree, found: Found, config_value: ConfigValue) -> None:
        self.source = source
        self.tree = tree
        self.found = found
        self.config_value = config_value

    def read_release(self, owner: tuple[str, str], metadata: Node | None, spec: Node | None) -> None:
        """Add what a HelmRelease deploys, if its chart is in the repository."""
        chart = child(spec, "chart", "spec")
        entry = child(chart, "chart")
        path = text(entry) or ""
        folder = None
        if text(child(chart, "sourceRef", "kind")) == "GitRepository":
            folder = self.tree.folder(path)
        if folder is None or not is_chart(folder):
            name = path or text(child(spec, "chartRef", "name")) or ""
            if name:
                self.found.elsewhere(name, self.source.path, owner)
            return
        own = text(child(metadata, "namespace")) or ""
        target = text(child(spec, "targetNamespace")) or ""
        name = text(child(spec, "releaseName")) or "-".join(
            filter(None, [target, text(child(metadata, "name"))])
        )
        made = Deployment(owner, self.source.path, folder, Destination(_cluster(spec), target or own), name)
        if not is_name(name) or (made.destination.namespace and not is_name(made.destination.namespace)):
            self.found.unread(self.source, entry or Mapping(0), "its name is no name of a release")
            return
        if entry is not None and self._read_values(chart, spec, made, own):
            self.found.add(self.source, entry, made)
        for renderer in items(child(spec, "postRenderers")):
            self.found.unread(self.source, renderer, "a post-renderer changes what the chart gives")

    def _read_values(self, chart: Node | None, spec: Node | None, made: Deployment, namespace: str) -> bool:
        """Take in the values of a release, the last ones winning; return whether all of them are known."""
        files = items(child(chart, "valuesFiles")) or [
            one for one in [child(chart, "valuesFile")] if one is not None
        ]
        for entry in files:
            values = self.tree.read(text(entry) or "")
            if values is None:
                self.found.unread(self.source, entry, "this values file is not in the repository")
                return False
            made.values.append(values)
        for entry in items(child(spec, "valuesFrom")):
            if not self._read_reference(entry, made, namespace):
                return False
        values_node = child(spec, "values")
        if isinstance(values_node, Mapping):
            try:
                made.values.append(text_of_nodes(self.source, values_node))
            except TooManyValues as too_many:
                self.found.unread(self.source, values_node, str(too_many))
                return False
        return True

    def _read_reference(self, entry: Node, made: Deployment, namespace: str) -> bool:
        name, key = text(child(entry, "name")) or "", text(child(entry, "valuesKey")) or "values.yaml"
        is_config = text(child(entry, "kind")) == "ConfigMap"
        known = self.config_value(namespace, name, key) if is_config else None
        if known is None:
            what = "the input has no such ConfigMap" if is_config else "nothing of a Secret is read"
            self.found.unread(self.source, entry, f"values come from elsewhere: {what}")
            return False
        source, scalar = known
        path = text(child(entry, "targetPath"))
        if path is None:
            made.values.append(text_of_scalar(source, scalar))
        elif SET_PATH.match(path):
            made.sets.append(SetValue(path, scalar.text, source, scalar, is_typed=True))
        else:
            self.found.unread(self.source, entry, "this is no path of a value")
            return False
        return True

    def read_kustomization(self, owner: tuple[str, str], metadata: Node | None, spec: Node | None) -> None:
        """Add the folder that a Kustomization deploys."""
        path = text(child(spec, "path")) or ""
        if text(child(spec, "sourceRef", "kind")) not in _FILES:
            return
        folder = self.tree.folder(path.removeprefix("./") or ".")
        if folder is None:
            self.found.elsewhere(path or ".", self.source.path, owner)
            return
        namespace = text(child(spec, "targetNamespace")) or ""
        made = Deployment(
            owner, self.source.path, folder, Destination(_cluster(spec), namespace), is_recursive=True
        )
        if is_kustomized(folder) and isinstance(spec, Mapping):
            over = Mapping(spec.start)
            over.end = spec.end
            for name in _KUSTOMIZATION_FIELDS:
                entry = spec.entry(name)
                if entry is not None:
                    over.entries[name] = entry
            made.changes, unread = changes_of(over)
            made.changed_in = self.source, over
            for part, reason in unread:
                self.found.unread(self.source, part, reason)
            if namespace:
                made.changes["namespace"] = namespace
        elif folder in {self.tree.root, self.tree.here}:
            # A folder of Flux's own objects: nothing is said of them.
            return
        for field in ("postBuild", "components"):
            node = child(spec, field)
            if node is not None:
                self.found.unread(self.source, node, f"'{field}' of a Kustomization")
        self.found.add(self.source, child(spec, "path") or Mapping(0), made)


def _cluster(spec: Node | None) -> str:
    """Return the name of the Secret with the access to another cluster; empty for Flux's own cluster."""
    return text(child(spec, "kubeConfig", "secretRef", "name")) or ""
