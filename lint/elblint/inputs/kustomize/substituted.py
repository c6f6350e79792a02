"""From a field whose variables Flux has replaced back to the variable, or to the file that uses it."""

from __future__ import annotations

from collections.abc import Iterator

from elblint.inputs.kustomize.build import Build
from elblint.inputs.kustomize.provenance import KustomizeOrigin
from elblint.inputs.kustomize.variables import Substituted, Use
from elblint.model.object_kinds import make_object
from elblint.model.objects import KubeObject, follow
from elblint.model.subject import Field, FieldPath
from elblint.syntax.documents import objects_in, read_documents
from elblint.syntax.nodes import Scalar
from elblint.text.diagnostics import Diagnostic
from elblint.text.source import GeneratedLocation, Location, SourceText


class SubstitutedOrigin:
    """Leads back through the text that a builder wrote, in which the variables still stand."""

    changes_objects = True

    def __init__(self, build: Build, substituted: Substituted) -> None:
        assert build.written is not None
        self.inner = KustomizeOrigin(build)
        self.written: SourceText = build.written
        self.substituted = substituted
        self._before: dict[int, KubeObject | None] = {}
        self._objects: dict[int, KubeObject] | None = None

    def adopt(self, built: KubeObject) -> None:
        """Lead an object's fields back from now on."""
        self.inner.adopt(built)
        built.origin = self

    def file_of(self, built: KubeObject) -> str | None:
        """Return the path of the file that an object comes from; None if the builder does not say."""
        return self.inner.file_of(built)

    def texts(self) -> Iterator[SourceText]:
        """Return the texts of the build."""
        return self.inner.texts()

    def diagnostic(self, diagnostic: Diagnostic) -> Diagnostic:
        """Return a diagnostic as it is: the text is the builder's own, and no file is at fault for variables."""
        return diagnostic

    def field(self, built: KubeObject, path: FieldPath, here: Field) -> Field:
        """The variable that a field's value is, else the field in the file that supplied it."""
        uses = self._uses(here)
        if len(uses) == 1 and isinstance(here.node, Scalar):
            variable = uses[0].variable
            if variable is not None and variable.value == here.node.text:
                node = variable.node
                place = variable.source.located(node.start, node.end)
                if built.manifest_kind == "Secret":
                    place.source.hide(*place.source.line_around(place.start))
                is_whole = node.text == here.node.text
                moved = node.moved(place.start, place.end) if is_whole else None
                return Field(self._marked(place, here, proven=True, exact=False), moved, here.depth)
        before = self._object_before(built)
        if before is None:
            return Field(self._marked(self.inner.build.location, here, proven=False), None, here.depth)
        found = self.inner.field(before, path, follow(before.node, path, self.written))
        generated = found.location.generated
        proven = generated is not None and generated.proven
        location = self._marked(found.location, here, proven=proven, exact=not uses)
        return Field(location, found.node if not uses else None, here.depth)

    def key(self, built: KubeObject, path: FieldPath, here: Field) -> Field:
        """The key in the mapping that the file, or the kustomization, holds."""
        before = self._object_before(built)
        if before is None:
            return self.field(built, path, here)
        inside = follow(before.node, path, self.written)
        parent = follow(before.node, path[:-1], self.written).node
        entry = getattr(parent, "entries", {}).get(path[-1])
        if entry is not None:
            inside = Field(Location(self.written, entry[0].start, entry[0].end), entry[0], len(path))
        found = self.inner.key(before, path, inside)
        generated = found.location.generated
        proven = generated is not None and generated.proven
        return Field(self._marked(found.location, here, proven=proven), found.node, here.depth)

    def _uses(self, here: Field) -> list[Use]:
        node = here.node if isinstance(here.node, Scalar) else None
        start, end = (node.start, node.end) if node is not None else (here.location.start, here.location.end)
        return self.substituted.used_in(start, end)

    def _marked(self, place: Location, here: Field, *, proven: bool, exact: bool = True) -> Location:
        source, start = here.location.source, here.location.start
        added = self.inner.added_before(self.written, self.substituted.before(start))
        mark = GeneratedLocation(source, start, proven, exact, added=added)
        return place._replace(generated=mark)

    def _object_before(self, built: KubeObject) -> KubeObject | None:
        """Return an object as it was before its variables were replaced."""
        known = self._before.get(id(built.node))
        if known is None:
            if self._objects is None:
                self._objects = {}
                for root in read_documents(self.written, frozenset(), parse_all=True).roots:
                    for node, kind in objects_in(root):
                        one = make_object(node, kind, self.written, built.cluster)
                        if one is not None:
                            self.inner.adopt(one)
                            self._objects[node.start] = one
            known = self._objects.get(self.substituted.before(built.node.start))
            self._before[id(built.node)] = known
        return known
