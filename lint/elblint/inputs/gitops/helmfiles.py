"""Releases of a helmfile."""

from __future__ import annotations

from elblint.inputs.gitops.deployment import Deployment, Destination, Found, Tree, is_name, sets_of
from elblint.inputs.gitops.values_text import TooManyValues, text_of_nodes
from elblint.inputs.helm import is_chart
from elblint.syntax.nodes import Mapping, Node, child, items, text
from elblint.text.source import SourceText


class HelmfileReader:
    """Reads one helmfile; templates in it are not read."""

    def __init__(self, source: SourceText, tree: Tree, found: Found) -> None:
        self.source = source
        self.tree = tree
        self.found = found

    def read(self, root: Node) -> None:
        """Add what its releases deploy, of charts in the repository."""
        owner = "helmfile", self.source.path
        for release in items(child(root, "releases")):
            name, entry = text(child(release, "name")) or "", child(release, "chart")
            chart = text(entry) or ""
            folder = self.tree.folder(chart, self.tree.here) if chart.startswith(".") else None
            if entry is None or text(child(release, "installed")) == "false":
                continue
            if folder is None or not is_chart(folder):
                if "{{" in chart:
                    self.found.unread(self.source, entry, "a template of helmfile")
                else:
                    self.found.elsewhere(chart, self.source.path, owner)
                continue
            namespace = text(child(release, "namespace")) or ""
            where = Destination(text(child(release, "kubeContext")) or "", namespace)
            made = Deployment(owner, self.source.path, folder, where, name)
            if not is_name(name) or (namespace and not is_name(namespace)):
                self.found.unread(self.source, entry, "its name is no name of a release")
            elif self._read_values(release, made):
                self.found.add(self.source, entry, made)

    def _read_values(self, release: Node, made: Deployment) -> bool:
        for value in items(child(release, "values")):
            if isinstance(value, Mapping):
                if _has_template(self.source, value):
                    self.found.unread(self.source, value, "a template of helmfile")
                    return False
                try:
                    made.values.append(text_of_nodes(self.source, value))
                except TooManyValues as too_many:
                    self.found.unread(self.source, value, str(too_many))
                    return False
                continue
            path = text(value) or ""
            if "{{" in path or path.endswith(".gotmpl"):
                self.found.unread(self.source, value, "a template of helmfile")
                return False
            file = self.tree.read(path, self.tree.here)
            if file is None:
                self.found.unread(self.source, value, "this values file is not in the repository")
                return False
            made.values.append(file)
        for field, is_text in (("set", False), ("setString", True)):
            entries = [
                (child(one, "name"), child(one, "value"), is_text) for one in items(child(release, field))
            ]
            sets, wrong = sets_of(entries, self.source)
            for name in wrong:
                self.found.unread(self.source, name, "this is no path of a value")
            made.sets += sets
        for field in ("secrets", "strategicMergePatches", "jsonPatches", "transformers"):
            node = child(release, field)
            if node is not None:
                self.found.unread(self.source, node, f"'{field}' of a release in a helmfile")
        return True


def _has_template(source: SourceText, node: Node) -> bool:
    return source.text.find("{{", node.start, node.end) >= 0
