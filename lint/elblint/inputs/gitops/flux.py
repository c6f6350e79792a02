"""HelmReleases and Kustomizations of Flux."""

from __future__ import annotations

from elblint.inputs.gitops.config_values import ConfigData, ConfigValues, NotOne
from elblint.inputs.gitops.deployment import Deployment, Destination, Found, Tree
from elblint.inputs.gitops.overlays import asked_of_flux, asked_of_metadata, asked_of_renderer
from elblint.inputs.gitops.release_values import ReleaseValues, at, plain
from elblint.inputs.helm import is_chart
from elblint.inputs.kustomize.kustomization import is_kustomized
from elblint.inputs.kustomize.variables import NAME, Variable, Variables
from elblint.syntax.nodes import Mapping, Node, Scalar, child, items, text_at
from elblint.text.diagnostics import because
from elblint.text.source import SourceText

_FILES = ("GitRepository", "")


class FluxReader:
    """Reads the objects of Flux in one file."""

    def __init__(self, source: SourceText, tree: Tree, found: Found, config_values: ConfigValues) -> None:
        self.source = source
        self.tree = tree
        self.found = found
        self.config_values = config_values

    def read_release(self, owner: tuple[str, str], metadata: Node | None, spec: Node | None) -> None:
        """Add what a HelmRelease deploys, if its chart is in the repository."""
        chart = child(spec, "chart", "spec")
        entry = child(chart, "chart")
        path = plain(entry)
        folder = None
        if text_at(chart, "sourceRef", "kind") == "GitRepository":
            folder = self.tree.folder(path)
        if folder is None or not is_chart(folder):
            name = path or plain(child(spec, "chartRef", "name"))
            if name:
                self.found.elsewhere(name, self.source.path, owner)
            return
        own, target = plain(child(metadata, "namespace")), plain(child(spec, "targetNamespace"))
        name = text_at(spec, "releaseName") or "-".join(filter(None, [target, text_at(metadata, "name")]))
        made = Deployment(owner, self.source.path, folder, Destination(_cluster(spec), target or own), name)
        values = ReleaseValues(self.source, self.tree, self.found, made)
        if values.has_names(at(entry)) and self._read_values(chart, spec, values, own):
            self._read_renderers(spec, made)
            self.found.add(self.source, at(entry), made)

    def _read_values(
        self, chart: Node | None, spec: Node | None, values: ReleaseValues, namespace: str
    ) -> bool:
        """Take in the values of a release, the last ones winning; return whether all of them are known."""
        files = items(child(chart, "valuesFiles")) or [
            one for one in [child(chart, "valuesFile")] if one is not None
        ]
        may_be_missing = text_at(chart, "ignoreMissingValuesFiles") == "true"
        for entry in files:
            if not values.file(entry, self.tree.read(plain(entry)), may_be_missing=may_be_missing):
                return False
        if not all(
            self._read_reference(entry, values, namespace) for entry in items(child(spec, "valuesFrom"))
        ):
            return False
        inline = child(spec, "values")
        return not isinstance(inline, Mapping) or values.nodes(inline)

    def _read_reference(self, entry: Node, values: ReleaseValues, namespace: str) -> bool:
        key = text_at(entry, "valuesKey") or "values.yaml"
        is_optional = text_at(entry, "optional") == "true"
        data = self._data(entry, namespace, "values")
        if data is None:
            # Of what may be missing, the release can do without.
            return is_optional
        if key not in data:
            if not is_optional:
                self.found.unread(self.source, entry, because("no-key", key=key))
            return is_optional
        is_literal = text_at(entry, "literal") == "true"
        return values.reference(entry, data[key], text_at(entry, "targetPath"), is_literal=is_literal)

    def _data(self, entry: Node, namespace: str, kind: str) -> ConfigData | None:
        """Return the data of the ConfigMap that an entry names; None for what is not known, which is said."""
        source = "secret"
        if text_at(entry, "kind") == "ConfigMap":
            try:
                return self.config_values(namespace, plain(child(entry, "name")), self.tree.here)
            except NotOne as not_one:
                source = str(not_one)
        self.found.unread(self.source, entry, because(f"{kind}-of-{source}"))
        return None

    def _read_renderers(self, spec: Node | None, made: Deployment) -> None:
        """Take in what changes the objects that the chart renders to, in the order of Flux."""
        asked = [
            asked_of_renderer(self.source, one)
            for one in items(child(spec, "postRenderers"))
            if isinstance(one, Mapping)
        ]
        metadata = spec.entry("commonMetadata") if isinstance(spec, Mapping) else None
        if metadata is not None:
            asked.append(asked_of_metadata(self.source, metadata))
        for one in asked:
            self.found.unread_parts(self.source, one.unread)
            if one.changes is not None:
                made.renderers.append(one.changes)

    def read_kustomization(self, owner: tuple[str, str], metadata: Node | None, spec: Node | None) -> None:
        """Add the folder that a Kustomization deploys."""
        path = plain(child(spec, "path"))
        if text_at(spec, "sourceRef", "kind") not in _FILES or not isinstance(spec, Mapping):
            return
        folder = self.tree.folder(path.removeprefix("./") or ".")
        if folder is None:
            self.found.elsewhere(path or ".", self.source.path, owner)
            return
        where = Destination(_cluster(spec), plain(child(spec, "targetNamespace")))
        made = Deployment(owner, self.source.path, folder, where, is_recursive=True)
        asked = asked_of_flux(self.source, spec, lambda one: self.tree.folder(one, folder) is not None)
        self.found.unread_parts(self.source, asked.unread)
        made.changes = asked.changes
        made.variables = self._variables(child(spec, "postBuild"), plain(child(metadata, "namespace")))
        if not is_kustomized(folder):
            if folder in {self.tree.root, self.tree.here} and not made.is_changed:
                # A folder of Flux's own objects: nothing is said of them.
                return
            if made.changes is not None and set(made.changes.fields) == {"namespace"}:
                made.changes = None
        self.found.add(self.source, at(child(spec, "path")), made)

    def _variables(self, node: Node | None, namespace: str) -> Variables | None:
        """Return what replaces variables in all that a folder makes; None without any."""
        if node is None:
            return None
        known: dict[str, Variable] = {}
        is_complete = True
        for entry in items(child(node, "substituteFrom")):
            data = self._data(entry, namespace, "variables")
            if data is None:
                # Each of them may have another value there.
                known.clear()
                is_complete = False
            else:
                known.update({name: Variable(*place) for name, place in data.items()})
        inline = child(node, "substitute")
        for name in inline.keys() if isinstance(inline, Mapping) else ():
            value = inline.get(name) if isinstance(inline, Mapping) else None
            if isinstance(value, Scalar):
                known[name] = Variable(self.source, value)
        wrong = next((name for name in known if NAME.match(name) is None), None)
        if wrong is not None:
            self.found.unread(self.source, node, because("no-variable-name"))
            return None
        return Variables(known, is_complete)


def _cluster(spec: Node | None) -> str:
    """Return the name of the Secret with the access to another cluster; empty for Flux's own cluster."""
    return text_at(spec, "kubeConfig", "secretRef", "name") or ""
