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
from elblint.syntax.nodes import Node, child, text
from elblint.syntax.yaml_parser import parse_yaml
from elblint.system.boundary import Boundary, relative_path
from elblint.text.diagnostics import ParseError
from elblint.text.reader import read_source
from elblint.text.source import SourceText

_Objects = dict[str, set[tuple[str, str]]]


class PatchedObjects:
    """The objects that patches name, by kind and name, and by the files that the patches reach."""

    def __init__(self, files: Iterable[str], kinds: frozenset[str], boundary: Boundary) -> None:
        """``kinds`` are the kinds that are asked about."""
        self.files = files
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
                read = read_source(path) if os.path.isfile(path) and self.boundary.holds(path) else None
                if isinstance(read, SourceText) and "${" in read.text:
                    objects = self._deployed.setdefault(os.path.realpath(path), set())
                    objects.update((kind, "") for kind in self.kinds)

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
        if not any(one.get(field) for one in patching for field in ("patches", "components", *_OLD_FIELDS)):
            return
        parts = chain(top, self.boundary, changes)
        patching += [part for part in parts[1:] if part.is_component]
        objects = {one for part in patching for patch in part.patches() for one in self._objects(patch)}
        if not objects:
            return
        for part in [*parts, *patching]:
            for _, path in part.taken_in():
                named.setdefault(os.path.realpath(path), set()).update(objects)

    def _objects(self, patch: Patch) -> Iterator[tuple[str, str]]:
        """Yield kind and name of the objects that a patch may be for; an empty name stands for any."""
        if patch.target is not None:
            kind, name = text(child(patch.target, "kind")) or "", text(child(patch.target, "name")) or ""
            # A target's fields are patterns, and those that are left out fit anything.
            plain = name if all(one.isalnum() or one == "-" for one in name) else ""
            yield from ((one, plain) for one in self.kinds if kind in {"", one} or not kind.isalpha())
            return
        for root in self._roots(patch):
            kind = text(child(root, "kind")) or ""
            if kind in self.kinds:
                yield kind, text(child(root, "metadata", "name")) or ""

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


_OLD_FIELDS = ("patchesStrategicMerge", "patchesJson6902")
