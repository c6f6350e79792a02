"""GitOps objects that kustomizations of the input change: what they deploy is not what their own file says."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cached_property

from elblint.inputs.gitops.deployment import Deployment
from elblint.inputs.kustomize.generated import generated_kustomization
from elblint.inputs.kustomize.kustomization import (
    FILE_NAMES,
    Kustomization,
    Patch,
    chain,
    load_kustomization,
)
from elblint.syntax.nodes import Node, text, text_at
from elblint.syntax.yaml_parser import parse_yaml
from elblint.system.boundary import Boundary, relative_path
from elblint.text.diagnostics import ParseError
from elblint.text.reader import read_source
from elblint.text.source import SourceText

_Objects = dict[str, set[tuple[str, str]]]


class PatchedObjects:
    """The objects that patches name, by kind and name, and by the files that the patches reach."""

    def __init__(
        self, files: Iterable[str], marked: Iterable[str], kinds: frozenset[str], boundary: Boundary
    ) -> None:
        """``kinds`` are the kinds that are asked about, ``marked`` are the files that may hold some."""
        self.files = files
        self.marked = set(map(os.path.realpath, marked))
        self.kinds = kinds
        self.boundary = boundary
        self._deployed: _Objects = {}

    def holds(self, owner: tuple[str, str], file: str) -> bool:
        """Return whether some patch may change an object of a file."""
        real = os.path.realpath(file)
        named = self._named.get(real, set()) | self._deployed.get(real, set())
        return owner in named or (owner[0], "") in named

    def expect(self, deployments: Iterable[Deployment]) -> None:
        """Take note of deployments: their objects may have patches for what a folder holds."""
        for one in deployments:
            top = None
            if one.is_changed:
                folder = relative_path(one.folder)
                top = load_kustomization(folder, self.boundary) or generated_kustomization(one.folder)
            if top is None:
                continue
            changes = None if one.changes is None else one.changes.beside(top)
            if changes is not None:
                self._add(self._deployed, top, changes)
            if one.variables is not None:
                self._add_users(top, changes)

    def _add_users(self, top: Kustomization, changes: Kustomization | None) -> None:
        """Add the files of a folder in which variables are used: an object there is not what it says."""
        for part in chain(top, self.boundary, changes):
            for _, path in part.taken_in():
                real = os.path.realpath(path)
                read = read_source(path) if real in self.marked and self.boundary.holds(path) else None
                if isinstance(read, SourceText) and "${" in read.text:
                    self._deployed.setdefault(real, set()).update((kind, "") for kind in self.kinds)

    @cached_property
    def _named(self) -> _Objects:
        named: _Objects = {}
        for file in self.files:
            if os.path.basename(file) not in FILE_NAMES:
                continue
            found = load_kustomization(os.path.dirname(file) or ".", self.boundary)
            if found is not None:
                self._add(named, found, None)
        return named

    def _add(self, named: _Objects, top: Kustomization, changes: Kustomization | None) -> None:
        """Add the objects that a kustomization, and the components in it, change."""
        # Components are the only parts whose patches reach what stands beside them.
        patching = [top, *([changes] if changes is not None else [])]
        if not any(one.get(field) for one in patching for field in _CHANGING):
            return
        parts = chain(top, self.boundary, changes)
        patching += [part for part in parts[1:] if part.is_component]
        objects = {one for part in patching for patch in part.patches() for one in self._objects(patch)}
        every = {(kind, "") for kind in self.kinds}
        if any(part.get(field) for part in patching for field in _RENAMING):
            objects |= every
        namespaces = {found for part in patching if (found := text(part.get("namespace")))}
        for part in [*parts, *patching]:
            for _, path in part.taken_in():
                real = os.path.realpath(path)
                if real in self.marked:
                    is_moved = namespaces and not self._is_in(path, namespaces)
                    named.setdefault(real, set()).update(objects | every if is_moved else objects)

    def _is_in(self, path: str, namespaces: set[str]) -> bool:
        """Return whether the objects of a file seem to say that they are in one of some namespaces."""
        read = read_source(path) if self.boundary.holds(path) else None
        written = read.text if isinstance(read, SourceText) else ""
        return any(f"namespace: {one}" in written for one in namespaces)

    def _objects(self, patch: Patch) -> Iterator[tuple[str, str]]:
        """Yield kind and name of the objects that a patch may be for; an empty name stands for any."""
        if patch.target is not None:
            yield from patch.aims_at(self.kinds)
            return
        for root in self._roots(patch):
            kind = text_at(root, "kind") or ""
            if kind in self.kinds:
                yield kind, text_at(root, "metadata", "name") or ""

    def _roots(self, patch: Patch) -> list[Node]:
        if patch.nodes is not None:
            return [patch.nodes]
        written = patch.inline.text if patch.inline is not None else ""
        if patch.path is not None and self.boundary.holds(patch.path):
            read = read_source(patch.path)
            written = read.text if isinstance(read, SourceText) else ""
        try:
            return parse_yaml(written, 0, lambda first, repeated: None)
        except ParseError:
            return []


_RENAMING = ("namePrefix", "nameSuffix", "replacements")
_CHANGING = ("patches", "patchesStrategicMerge", "patchesJson6902", "components", "namespace", *_RENAMING)
