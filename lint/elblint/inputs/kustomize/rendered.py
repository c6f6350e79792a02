"""From a field of an object that a chart made and kustomize changed back to the patch, or the chart's file."""

from __future__ import annotations

from collections.abc import Iterator

from elblint.inputs.kustomize.build import Build
from elblint.inputs.kustomize.provenance import KustomizeOrigin
from elblint.model.object_kinds import make_object
from elblint.model.objects import KubeObject, Origin, follow
from elblint.model.subject import Field, FieldPath
from elblint.syntax.nodes import Mapping
from elblint.text.diagnostics import Diagnostic
from elblint.text.source import Location, SourceText


class RenderedOrigin:
    """Leads back to a patch, or through the rendered text to the files of the chart."""

    changes_objects = True

    def __init__(self, build: Build, rendered: SourceText, chart: Origin) -> None:
        """``rendered`` is the chart's text, and ``chart`` leads its fields back."""
        self.inner = KustomizeOrigin(build)
        self.rendered = rendered
        self.chart = chart

    def adopt(self, built: KubeObject) -> None:
        """Lead an object's fields back from now on."""
        self.chart.adopt(built)
        self.inner.adopt(built)
        built.origin = self

    def texts(self) -> Iterator[SourceText]:
        """Yield the texts of the chart."""
        yield from self.chart.texts()

    def diagnostic(self, diagnostic: Diagnostic) -> Diagnostic:
        """Return a diagnostic as it is: the text is the builder's own."""
        return diagnostic

    def field(self, built: KubeObject, path: FieldPath, here: Field) -> Field:
        """The field in the patch or in the chart's file that supplied it."""
        found = self.inner.field(built, path, here)
        if found.location.source is not self.rendered:
            return found
        place = Location(self.rendered, found.location.start, found.location.end)
        return self._marked(found, self.chart.field(built, path, Field(place, found.node, found.depth)))

    def key(self, built: KubeObject, path: FieldPath, here: Field) -> Field:
        """The key of an entry in the patch or in the chart's file."""
        value = self.inner.field(built, path, follow(built.node, path, built.source))
        raw = self.inner.own_object(built)
        parent = None if raw is None else follow(raw, path[:-1], self.rendered).node
        entry = parent.entry(str(path[-1])) if isinstance(parent, Mapping) else None
        if value.location.source is not self.rendered or raw is None or entry is None:
            return Field(value.location, None, here.depth)
        before = make_object(raw, built.manifest_kind, self.rendered, built.cluster) or built
        place = Location(self.rendered, entry[0].start, entry[0].end)
        return self._marked(value, self.chart.key(before, path, Field(place, entry[0], here.depth)))

    def _marked(self, changed: Field, found: Field) -> Field:
        """Return a place in the chart with the line of the text that was linted."""
        mark, other = changed.location.generated, found.location.generated
        if mark is not None and other is not None:
            mark = mark._replace(proven=mark.proven and other.proven, exact=mark.exact and other.exact)
        return found._replace(location=found.location._replace(generated=mark))
