"""GitOps objects that kustomizations of the input change: what they deploy is not what their own file says."""

from __future__ import annotations

import os
from collections.abc import Iterable

from elblint.inputs.kustomize.kustomization import FILE_NAMES, Patch, load_kustomization
from elblint.syntax.nodes import Node, child, text
from elblint.syntax.yaml_parser import parse_yaml
from elblint.system.boundary import Boundary
from elblint.text.diagnostics import ParseError
from elblint.text.reader import read_source
from elblint.text.source import SourceText


class PatchedObjects:
    """The objects that patches name, by kind and name."""

    def __init__(self, files: Iterable[str], kinds: frozenset[str], boundary: Boundary) -> None:
        """``kinds`` are the kinds that are asked about."""
        self.kinds = kinds
        self.boundary = boundary
        self._named: set[tuple[str, str]] = set()
        for file in files:
            if os.path.basename(file) in FILE_NAMES:
                found = load_kustomization(os.path.dirname(file) or ".", boundary)
                for patch in found.patches() if found is not None else ():
                    self._add(patch)

    def holds(self, owner: tuple[str, str]) -> bool:
        """Return whether some patch may change an object."""
        return owner in self._named or (owner[0], "") in self._named

    def _add(self, patch: Patch) -> None:
        if patch.target is not None:
            kind, name = text(child(patch.target, "kind")) or "", text(child(patch.target, "name")) or ""
            # A target's fields are patterns, and those that are left out fit anything.
            plain = name if all(one.isalnum() or one == "-" for one in name) else ""
            self._named.update((one, plain) for one in self.kinds if kind in {"", one} or not kind.isalpha())
            return
        for root in self._roots(patch):
            kind = text(child(root, "kind")) or ""
            if kind in self.kinds:
                self._named.add((kind, text(child(root, "metadata", "name")) or ""))

    def _roots(self, patch: Patch) -> list[Node]:
        written = patch.inline.text if patch.inline is not None else ""
        if patch.path is not None and self.boundary.holds(patch.path):
            read = read_source(patch.path)
            written = read.text if isinstance(read, SourceText) else ""
        try:
            return parse_yaml(written, 0, lambda first, repeated: None)
        except ParseError:
            return []
