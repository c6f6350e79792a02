"""GitOps objects as kustomizations build them, with the places of the files that supplied each value."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from elblint.inputs.kustomize.build import Build
from elblint.inputs.kustomize.provenance import KustomizeOrigin
from elblint.inputs.kustomize.substituted import SubstitutedOrigin
from elblint.model.cluster import Cluster
from elblint.model.object_kinds import make_object
from elblint.model.objects import KubeObject, follow
from elblint.model.subject import FieldPath
from elblint.syntax.documents import read_documents
from elblint.syntax.nodes import Mapping, Node, Scalar, at_path, children, text
from elblint.syntax.scalar_offsets import location_inside, offset_inside
from elblint.text.source import Excerpt, Location, SourceText


class BuiltObject(NamedTuple):
    """An object in what was built: its text, its node, and the folder of the kustomization."""

    source: SourceText
    root: Mapping
    folder: str


def origin_of(build: Build) -> KustomizeOrigin | SubstitutedOrigin:
    """Return what leads the fields of what was built back to the files."""
    if build.substituted is not None:
        return SubstitutedOrigin(build, build.substituted)
    return KustomizeOrigin(build)


def built_objects(
    builds: Iterable[Build], files: set[str], is_wanted: Callable[[Node], bool], kinds: frozenset[str]
) -> Iterator[BuiltObject]:
    """Yield the objects of some kinds that come from one of ``files`` (real paths), as each build has them."""
    for build in builds:
        if build.built is None or files.isdisjoint(build.files):
            continue
        origin = origin_of(build)
        for root in read_documents(build.built, kinds).roots:
            made = _made(root, build.built) if is_wanted(root) else None
            if made is None:
                continue
            origin.adopt(made)
            file = origin.file_of(made)
            if file is not None and os.path.realpath(file) in files and isinstance(root, Mapping):
                place = _Places(made)
                source = Excerpt(build.top.path, build.built.text, place.exactly, place.roughly)
                yield BuiltObject(source, root, build.top.folder or ".")


def _made(root: Node, source: SourceText) -> KubeObject | None:
    kind = text(root.get("kind")) if isinstance(root, Mapping) else None
    return make_object(root, kind, source, Cluster()) if isinstance(root, Mapping) and kind else None


class _Places:
    """The places in files of the parts of one built object."""

    def __init__(self, made: KubeObject) -> None:
        self.made = made
        self._paths: list[tuple[int, FieldPath]] | None = None

    def exactly(self, start: int, end: int) -> Location:
        """Return the place of a span of the built text."""
        path = self._path(start)
        field = self.made.field(path)
        built, node = at_path(self.made.node, path), field.node
        if isinstance(built, Scalar) and isinstance(node, Scalar) and built.text == node.text:
            first = offset_inside(self.made.source, built, start)
            if first is not None:
                inside = location_inside(field.location.source, node, first, first + end - start)
                if inside is not None:
                    return inside
        return field.location._replace(generated=None)

    def roughly(self, start: int, end: int) -> Location:
        """Return the place of the part that a span begins in."""
        return self.made.field(self._path(start)).location._replace(generated=None)

    def _path(self, start: int) -> FieldPath:
        """Return the path of the innermost part that begins at an offset or before it."""
        if self._paths is None:
            found: list[tuple[int, int, FieldPath]] = []
            stack: list[tuple[FieldPath, Node]] = [((), self.made.node)]
            seen: set[int] = set()
            while stack:
                path, node = stack.pop()
                if id(node) in seen:
                    continue
                seen.add(id(node))
                if path:
                    key = follow(self.made.node, path, self.made.source).location.start
                    found.append((min(key, node.start), len(path), path))
                stack += children(path, node)
            self._paths = [(at, path) for at, _, path in sorted(found)]
        number = bisect_right(self._paths, start, key=lambda one: one[0]) - 1
        return self._paths[number][1] if number >= 0 else ()
