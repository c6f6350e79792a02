"""Values in ConfigMaps of the input."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from elblint.syntax.documents import read_documents
from elblint.syntax.nodes import Mapping as MappingNode
from elblint.syntax.nodes import Scalar, child, text
from elblint.text.reader import read_source
from elblint.text.source import SourceText


def text_of(path: str, changed: Mapping[str, str]) -> SourceText | None:
    """Return the text of a file, or the one that stands for it; None if it cannot be read."""
    read = SourceText(path, changed[path]) if path in changed else read_source(path)
    return read if isinstance(read, SourceText) else None


class ConfigValues:
    """The texts of ConfigMaps among the input, read when the first values come from one."""

    def __init__(self, files: Iterable[str], changed: Mapping[str, str]) -> None:
        """``changed`` holds texts that stand for those of files, by path."""
        self.files = files
        self.changed = changed
        self._found: dict[tuple[str, str, str], tuple[SourceText, Scalar]] | None = None

    def __call__(self, namespace: str, name: str, key: str) -> tuple[SourceText, Scalar] | None:
        """Return the text under a key; of a ConfigMap without a namespace if there is none with it."""
        if self._found is None:
            self._found = {}
            for path in self.files:
                self._read(path, self._found)
        found = self._found.get((namespace, name, key))
        return found if found is not None else self._found.get(("", name, key))

    def _read(self, path: str, into: dict[tuple[str, str, str], tuple[SourceText, Scalar]]) -> None:
        source = text_of(path, self.changed)
        if source is None or "ConfigMap" not in source.text:
            return
        for root in read_documents(source, frozenset({"ConfigMap"})).roots:
            if text(child(root, "kind")) != "ConfigMap":
                continue
            data = child(root, "data")
            for key in data.keys() if isinstance(data, MappingNode) else ():
                value = child(data, key)
                if isinstance(value, Scalar):
                    namespace = text(child(root, "metadata", "namespace")) or ""
                    into[namespace, text(child(root, "metadata", "name")) or "", key] = source, value
