"""The values of one release, taken in alike from Argo CD, Flux and helmfile; what is not known is said."""

from __future__ import annotations

from collections.abc import Iterable

from elblint.config.chart_release import SetValue
from elblint.inputs.gitops.deployment import SET_PATH, Deployment, Found, Tree, is_name
from elblint.inputs.gitops.parameters import written_as
from elblint.inputs.gitops.values_text import TooManyValues, text_of_nodes, text_of_scalar
from elblint.syntax.nodes import Mapping, Node, Scalar, text
from elblint.text.diagnostics import because
from elblint.text.source import SourceText

_NO_PATH = because("no-value-path")
_QUOTES = "'\""
# Helm's own parser would make lists, mappings or several values of them.
_SYNTAX = frozenset(",{}[]\\")


class ReleaseValues:
    """Takes in values, the last ones winning; each call returns whether they are known."""

    def __init__(self, source: SourceText, tree: Tree, found: Found, made: Deployment) -> None:
        """``source`` is the object's text; values go to the deployment ``made``."""
        self.source = source
        self.tree = tree
        self.found = found
        self.made = made

    def has_names(self, at: Node) -> bool:
        """Return whether release and namespace can be called so; ``at`` is pointed at if not."""
        namespace = self.made.destination.namespace
        if is_name(self.made.name) and (not namespace or is_name(namespace)):
            return True
        self.found.unread(self.source, at, because("no-release-name"))
        return False

    def nodes(self, node: Mapping) -> bool:
        """Take in values that stand as nodes in the object."""
        try:
            self.made.values.append(text_of_nodes(self.source, node))
        except TooManyValues as too_many:
            self.found.unread(self.source, node, too_many.reason)
            return False
        return True

    def text(self, scalar: Scalar) -> None:
        """Take in values that stand as one text in the object."""
        self.made.values.append(text_of_scalar(self.source, scalar, written_as(scalar)))

    def file(self, entry: Node, file: SourceText | None, *, may_be_missing: bool = False) -> bool:
        """Take in a values file that an entry names; None if it is not there."""
        if file is not None:
            self.made.values.append(file)
        elif not may_be_missing:
            self.found.unread(self.source, entry, because("no-values-file"))
            return False
        return True

    def sets(self, entries: Iterable[tuple[Node | None, Node | None, bool]]) -> None:
        """Take in single values: the path, the value, and whether it stays a text whatever it looks like."""
        for name, value, is_text in entries:
            if not isinstance(name, Scalar) or not isinstance(value, Scalar):
                continue
            if SET_PATH.match(name.text) is None:
                self.found.unread(self.source, name, _NO_PATH)
            else:
                self.made.sets.append(
                    SetValue(name.text, value.text, self.source, value, is_typed=not is_text)
                )

    def whole_file(self, path: str, file: SourceText | None, node: Node) -> None:
        """Take in the content of a file as one value."""
        if file is None or SET_PATH.match(path) is None:
            self.found.unread(self.source, node, because("no-file"))
            return
        whole = Scalar(file.text, 0, len(file.text), plain=False)
        self.made.sets.append(SetValue(path, file.text, file, whole))

    def reference(
        self, entry: Node, known: tuple[SourceText, Scalar], path: str | None, *, is_literal: bool
    ) -> bool:
        """Take in the text under a key of a ConfigMap: as values, or as the one value at a path."""
        source, scalar = known
        if path is None:
            is_file = (scalar.start, scalar.end) == (0, len(source.text))
            self.made.values.append(source if is_file else text_of_scalar(source, scalar))
            return True
        value = scalar.text
        is_quoted = len(value) > 1 and value[0] in _QUOTES and value[-1] == value[0]
        if SET_PATH.match(path) is None:
            self.found.unread(self.source, entry, _NO_PATH)
            return False
        if is_quoted and not is_literal:
            value = value.strip(_QUOTES)
        if not is_literal and not _SYNTAX.isdisjoint(value):
            self.found.unread(self.source, entry, because("several-values"))
            return False
        is_typed = not is_literal and not is_quoted
        self.made.sets.append(SetValue(path, value, source, scalar, is_typed=is_typed))
        return True


def at(node: Node | None) -> Node:
    """Return a node to point at."""
    return node if node is not None else Mapping(0)


def plain(node: Node | None) -> str:
    """Return the text of a node; empty without one."""
    return text(node) or ""
