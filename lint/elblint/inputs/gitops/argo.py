"""Applications of Argo CD: the charts, kustomizations and folders that they deploy."""

from __future__ import annotations

from elblint.inputs.gitops.deployment import Deployment, Destination, Found, Tree
from elblint.inputs.gitops.overlays import asked_of_argo
from elblint.inputs.gitops.release_values import ReleaseValues, at, plain
from elblint.inputs.helm import is_chart
from elblint.inputs.kustomize.kustomization import is_kustomized
from elblint.syntax.nodes import Mapping, Node, Scalar, child, items, text_at
from elblint.text.diagnostics import because
from elblint.text.source import SourceText


class ApplicationReader:
    """Reads the Applications of one file."""

    def __init__(self, source: SourceText, tree: Tree, found: Found) -> None:
        self.source = source
        self.tree = tree
        self.found = found

    def read(self, owner: tuple[str, str], metadata: Node | None, spec: Node | None) -> None:
        """Add what an Application deploys; ``owner`` is the object that it is, or comes from."""
        name = plain(child(metadata, "name"))
        several = items(child(spec, "sources"))
        sources = several or [one for one in [child(spec, "source")] if one is not None]
        refs = {ref for one in sources if (ref := text_at(one, "ref"))}
        where = child(spec, "destination")
        destination = Destination(
            text_at(where, "server") or plain(child(where, "name")), plain(child(where, "namespace"))
        )
        for one in sources:
            self._read_source(one, Deployment(owner, self.source.path, "", destination, name), refs)

    def _read_source(self, node: Node, made: Deployment, refs: set[str]) -> None:
        path, chart = text_at(node, "path"), text_at(node, "chart")
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
            self.found.unread(self.source, entry, because("plugin"))
            return
        made.folder = folder
        block = child(node, "kustomize")
        if isinstance(block, Mapping) and block.keys() and not is_kustomized(folder):
            self.found.unread(self.source, block, because("no-kustomization"))
        if is_chart(folder):
            if self._read_helm(child(node, "helm"), made, refs):
                self.found.add(self.source, entry, made)
        elif is_kustomized(folder):
            if isinstance(block, Mapping):
                asked = asked_of_argo(
                    self.source, block, lambda one: self.tree.folder(one, folder) is not None
                )
                made.changes = asked.changes
                self.found.unread_parts(self.source, asked.unread)
            self.found.add(self.source, entry, made)
        else:
            made.is_recursive = text_at(node, "directory", "recurse") == "true"
            jsonnet = child(node, "directory", "jsonnet")
            if jsonnet is not None:
                self.found.unread(self.source, jsonnet, because("jsonnet"))
            self.found.add(self.source, entry, made)

    def _read_helm(self, helm: Node | None, made: Deployment, refs: set[str]) -> bool:
        """Take in the values of a source; return whether the chart can be rendered with all of them."""
        made.name = text_at(helm, "releaseName") or made.name
        namespace = text_at(helm, "namespace")
        if namespace:
            made.destination = made.destination._replace(namespace=namespace)
        values = ReleaseValues(self.source, self.tree, self.found, made)
        may_be_missing = text_at(helm, "ignoreMissingValueFiles") == "true"
        for entry in items(child(helm, "valueFiles")):
            file = self._values_file(entry, made.folder, refs)
            if not values.file(entry, file, may_be_missing=may_be_missing):
                return False
        inline, written = child(helm, "valuesObject"), child(helm, "values")
        if isinstance(inline, Mapping):
            if not values.nodes(inline):
                return False
        elif isinstance(written, Scalar) and written.text.strip():
            values.text(written)
        values.sets(
            (child(one, "name"), child(one, "value"), text_at(one, "forceString") == "true")
            for one in items(child(helm, "parameters"))
        )
        for one in items(child(helm, "fileParameters")):
            path = plain(child(one, "path"))
            values.whole_file(plain(child(one, "name")), self._file(path, made.folder), one)
        return values.has_names(at(helm))

    def _values_file(self, entry: Node, folder: str, refs: set[str]) -> SourceText | None:
        path = plain(entry)
        if path.startswith("$"):
            ref, _, inner = path[1:].partition("/")
            return self.tree.read(inner) if ref in refs else None
        return self._file(path, folder)

    def _file(self, path: str, folder: str) -> SourceText | None:
        """Return the text of a file, given from the root or from a folder."""
        return self.tree.read(path, None if path.startswith("/") else folder)
