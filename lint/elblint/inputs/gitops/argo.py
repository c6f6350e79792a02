"""Applications of Argo CD: the charts, kustomizations and folders that they deploy."""

from __future__ import annotations

from elblint.config.chart_release import SetValue
from elblint.inputs.gitops.deployment import SET_PATH, Deployment, Destination, Found, Tree, is_name, sets_of
from elblint.inputs.gitops.overlays import changes_of
from elblint.inputs.gitops.parameters import written_as
from elblint.inputs.gitops.values_text import TooManyValues, text_of_nodes, text_of_scalar
from elblint.inputs.helm import is_chart
from elblint.inputs.kustomize.kustomization import is_kustomized
from elblint.syntax.nodes import Mapping, Node, Scalar, child, items, text
from elblint.text.source import SourceText


class ApplicationReader:
    """Reads the Applications of one file."""

    def __init__(self, source: SourceText, tree: Tree, found: Found) -> None:
        self.source = source
        self.tree = tree
        self.found = found

    def read(self, owner: tuple[str, str], metadata: Node | None, spec: Node | None) -> None:
        """Add what an Application deploys; ``owner`` is the object that it is, or comes from."""
        name = text(child(metadata, "name")) or ""
        several = items(child(spec, "sources"))
        sources = several or [one for one in [child(spec, "source")] if one is not None]
        refs = {ref for one in sources if (ref := text(child(one, "ref")))}
        where = child(spec, "destination")
        destination = Destination(
            text(child(where, "server")) or text(child(where, "name")) or "",
            text(child(where, "namespace")) or "",
        )
        for one in sources:
            self._read_source(one, Deployment(owner, self.source.path, "", destination, name), refs)

    def _read_source(self, node: Node, made: Deployment, refs: set[str]) -> None:
        path, chart = text(child(node, "path")), text(child(node, "chart"))
        if chart or not path:
            if chart:
                self.found.elsewhere(chart, self.source.path, made.owner)
            return
        folder = self.tree.folder(path)
        entry = child(node, "path")
        assert entry is not None
        if folder is None:
            self.found.elsewhere(path, self.source.path, made.owner)
            return
        if child(node, "plugin") is not None:
            self.found.unread(self.source, entry, "a plugin of Argo CD makes the manifests")
            return
        made.folder = folder
        if is_chart(folder):
            if self._read_helm(child(node, "helm"), made, refs):
                self.found.add(self.source, entry, made)
        elif is_kustomized(folder):
            changes = child(node, "kustomize")
            if isinstance(changes, Mapping):
                made.changes, unread = changes_of(changes)
                made.changed_in = self.source, changes
                for part, reason in unread:
                    self.found.unread(self.source, part, reason)
            self.found.add(self.source, entry, made)
        else:
            made.is_recursive = text(child(node, "directory", "recurse")) == "true"
            jsonnet = child(node, "directory", "jsonnet")
            if jsonnet is not None:
                self.found.unread(self.source, jsonnet, "Jsonnet")
            self.found.add(self.source, entry, made)

    def _read_helm(self, helm: Node | None, made: Deployment, refs: set[str]) -> bool:
        """Take in the values of a source; return whether the chart can be rendered with all of them."""
        release, namespace = text(child(helm, "releaseName")), text(child(helm, "namespace"))
        made.name = release or made.name
        if namespace:
            made.destination = made.destination._replace(namespace=namespace)
        for entry in items(child(helm, "valueFiles")):
            values = self._values_file(entry, made.folder, refs)
            if values is not None:
                made.values.append(values)
            elif text(child(helm, "ignoreMissingValueFiles")) != "true":
                self.found.unread(self.source, entry, "this values file is not in the repository")
                return False
        inline, written = child(helm, "valuesObject"), child(helm, "values")
        try:
            if isinstance(inline, Mapping):
                made.values.append(text_of_nodes(self.source, inline))
            elif isinstance(written, Scalar) and written.text.strip():
                made.values.append(text_of_scalar(self.source, written, written_as(written)))
        except TooManyValues as too_many:
            self.found.unread(self.source, inline or made_at(helm), str(too_many))
            return False
        sets, wrong = sets_of(
            (
                (child(one, "name"), child(one, "value"), _is_text(one))
                for one in items(child(helm, "parameters"))
            ),
            self.source,
        )
        made.sets += sets
        for name in wrong:
            self.found.unread(self.source, name, "this is no path of a value")
        for one in items(child(helm, "fileParameters")):
            self._read_file_parameter(one, made)
        if not is_name(made.name) or (made.destination.namespace and not is_name(made.destination.namespace)):
            self.found.unread(self.source, made_at(helm), "its name is no name of a release")
            return False
        return True

    def _values_file(self, entry: Node, folder: str, refs: set[str]) -> SourceText | None:
        path = text(entry) or ""
        if path.startswith("$"):
            ref, _, inner = path[1:].partition("/")
            return self.tree.read(inner) if ref in refs else None
        return self.tree.read(path, None if path.startswith("/") else folder)

    def _read_file_parameter(self, node: Node, made: Deployment) -> None:
        name, path = text(child(node, "name")) or "", text(child(node, "path")) or ""
        content = self.tree.read(path, None if path.startswith("/") else made.folder)
        if content is None or SET_PATH.match(name) is None:
            self.found.unread(self.source, node, "this file is not in the repository")
            return
        whole = Scalar(content.text, 0, len(content.text), plain=False)
        made.sets.append(SetValue(name, content.text, content, whole))


def made_at(node: Node | None) -> Node:
    """Return a node to point at."""
    return node if node is not None else Mapping(0)


def _is_text(node: Node) -> bool:
    return text(child(node, "forceString")) == "true"
