"""Releases of a helmfile."""

from __future__ import annotations

from elblint.inputs.gitops.deployment import Deployment, Destination, Found, Tree
from elblint.inputs.gitops.release_values import ReleaseValues, plain
from elblint.inputs.helm import is_chart
from elblint.syntax.nodes import Mapping, Node, child, items, text_at
from elblint.text.diagnostics import because
from elblint.text.source import SourceText

_TEMPLATE = because("helmfile-template")


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
            name, entry = plain(child(release, "name")), child(release, "chart")
            chart = plain(entry)
            folder = self.tree.folder(chart, self.tree.here) if chart.startswith(".") else None
            if entry is None or text_at(release, "installed") == "false":
                continue
            if folder is None or not is_chart(folder):
                if "{{" in chart:
                    self.found.unread(self.source, entry, _TEMPLATE)
                else:
                    self.found.elsewhere(chart, self.source.path, owner)
                continue
            where = Destination(plain(child(release, "kubeContext")), plain(child(release, "namespace")))
            made = Deployment(owner, self.source.path, folder, where, name)
            values = ReleaseValues(self.source, self.tree, self.found, made)
            if values.has_names(entry) and self._read_values(release, values):
                self.found.add(self.source, entry, made)

    def _read_values(self, release: Node, values: ReleaseValues) -> bool:
        for value in items(child(release, "values")):
            if isinstance(value, Mapping):
                if _has_template(self.source, value):
                    self.found.unread(self.source, value, _TEMPLATE)
                    return False
                if not values.nodes(value):
                    return False
                continue
            path = plain(value)
            if "{{" in path or path.endswith(".gotmpl"):
                self.found.unread(self.source, value, _TEMPLATE)
                return False
            if not values.file(value, self.tree.read(path, self.tree.here)):
                return False
        for field, is_text in (("set", False), ("setString", True)):
            values.sets(
                (child(one, "name"), child(one, "value"), is_text) for one in items(child(release, field))
            )
        for field in ("secrets", "strategicMergePatches", "jsonPatches", "transformers"):
            node = child(release, field)
            if node is not None:
                self.found.unread(self.source, node, because("helmfile-field", field=field))
        return True


def _has_template(source: SourceText, node: Node) -> bool:
    return source.text.find("{{", node.start, node.end) >= 0
