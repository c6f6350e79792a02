"""From a field of a rendered object back to the line of the template, or of the values file, that supplied it."""

from __future__ import annotations

from collections.abc import Iterator

from elblint.config.chart_release import USUAL_NAME, Release
from elblint.inputs.build_cache import holds_secret
from elblint.inputs.helm.chart import VALUES_FILE, Chart
from elblint.inputs.helm.engine import Engine
from elblint.inputs.helm.marks import Span, Step
from elblint.inputs.helm.source_map import MappedSpan, SourceMap
from elblint.inputs.helm.values_entries import Leaf
from elblint.inputs.helm.values_origins import ValuesTrail
from elblint.model.objects import KubeObject
from elblint.model.subject import Field, FieldPath
from elblint.syntax.nodes import Node, Scalar, at_path
from elblint.system.named_tuple import NamedTuple
from elblint.text.diagnostics import Diagnostic
from elblint.text.secret_scan import secret_words
from elblint.text.source import GeneratedLocation, Location, SourceText

_BREAKS = ("\n", "\r")


class _Found(NamedTuple):
    """A place in a chart; ``node`` is the scalar there, ``exact`` whether just that was rendered."""

    location: Location
    node: Scalar | None = None
    exact: bool = False

    @classmethod
    def of(cls, location: Location, node: Scalar | None) -> _Found:
        """The literal text that was rendered as a scalar."""
        return cls(location, None if node is None else node.moved(location.start, location.end), exact=True)


class ChartOrigin:
    """Leads back to the files of one chart, rendered with one release."""

    def __init__(self, chart: Chart, release: Release, engine: Engine, rendered: SourceText) -> None:
        self.chart = chart
        self.release = release
        self.rendered = rendered
        if holds_secret(rendered.text):
            engine = engine.keeping_nothing()
        self.proof = SourceMap(chart, release, engine, rendered.text)
        files = [one.text(VALUES_FILE) for one in chart.all()]
        secrets = secret_words(rendered.text)
        self.trail = ValuesTrail(engine, release, [*files, *release.values], secrets)

    changes_objects = False

    def adopt(self, built: KubeObject) -> None:
        """Lead an object's fields back from now on; what has no namespace goes to that of the release."""
        built.origin = self
        built.invented_release = USUAL_NAME if self.release.name == USUAL_NAME else ""
        built.namespace = built.namespace or self.release.namespace

    def field(self, built: KubeObject, path: FieldPath, here: Field) -> Field:
        """The field in the file that a person would edit."""
        return self._shown(built, here, self._value(here.location, here.node))

    def key(self, built: KubeObject, path: FieldPath, here: Field) -> Field:
        """The key of a field; ``here`` is the key in the rendered text."""
        found = self._text(here.location, None)
        value = at_path(built.node, path)
        if found is not None and not found.exact and isinstance(value, Scalar):
            # A key that an action wrote by itself came with its value, if with anything.
            leaf = self._leaf(Location(self.rendered, value.start, value.end), value)
            if leaf is not None and leaf.key is not None and leaf.key.text == path[-1]:
                found = _Found(leaf.source.located(leaf.key.start, leaf.key.end))
        return self._shown(built, here, found)

    def texts(self) -> Iterator[SourceText]:
        """The templates and values of the chart and of all charts in it, and the values files of the release."""
        for chart in self.chart.all():
            yield chart.text(VALUES_FILE)
            for path in chart.templates():
                yield chart.text(path)
        yield from self.release.values

    def diagnostic(self, diagnostic: Diagnostic) -> Diagnostic:
        """Return a diagnostic of the rendered text with its locations in the chart."""
        return diagnostic._replace(
            location=self.location(diagnostic.location),
            related=tuple(self.location(location) for location in diagnostic.related),
        )

    def location(self, here: Location, node: Scalar | None = None) -> Location:
        """Return the origin of a span of the rendered text; ``node`` is the scalar that it is, if it is one."""
        return self._marked(here, self._text(here, node), is_secret=False)

    def _shown(self, built: KubeObject, here: Field, found: _Found | None) -> Field:
        location = self._marked(here.location, found, is_secret=built.manifest_kind == "Secret")
        return Field(location, None if found is None else found.node, here.depth)

    def _marked(self, here: Location, found: _Found | None, *, is_secret: bool) -> Location:
        """The place that was found, else the template's first line, with the rendered line that it is for."""
        if found is not None:
            location = found.location
        else:
            section = self.proof.section(here.start)
            template = None if section is None else self.chart.template(section.path)
            location = (
                self.chart.location() if template is None else Location(template, *template.line_around(0))
            )
        if is_secret:
            location.source.hide(*location.source.line_around(location.start))
        exact = found is not None and found.exact
        return location._replace(
            generated=GeneratedLocation(self.rendered, here.start, found is not None, exact)
        )

    def _value(self, location: Location, node: Node | None) -> _Found | None:
        """Of a field: its value, or its key if the value is no scalar on one line."""
        if not isinstance(node, Scalar):
            return self._text(location, None)
        if (location.start, location.end) == (node.start, node.end):
            return self._text(location, node)
        value = self._text(Location(self.rendered, node.start, node.end), node)
        if value is not None and value.node is not None and not value.exact:
            return value  # The whole entry of a values file.
        key = self._text(location, None)
        if (
            key is None
            or value is None
            or value.node is None
            or value.location.source is not key.location.source
        ):
            return key
        return key._replace(node=value.node)

    def _text(self, location: Location, node: Scalar | None) -> _Found | None:
        """A span of the rendered text; ``node`` is the scalar that it is, if it is one."""
        mapped = self.proof.mapped(location.start, location.end)
        if mapped is None:
            return None
        literal = _literal(mapped)
        if literal is not None:
            return _Found.of(literal, node)
        leaf = self._leaf(location, node)
        if leaf is not None:
            is_whole = node is not None and leaf.node.text == node.text
            place = leaf.source.located(leaf.node.start, leaf.node.end)
            moved = leaf.node.moved(place.start, place.end) if is_whole else None
            return _Found(_one_line(place, leaf), moved)
        start, end = _content(self.rendered.text, location.start, location.end)
        mapped = self.proof.mapped(start, end) or mapped
        parts = mapped.reading.between(mapped.start, mapped.end)
        if not parts:
            return None
        common = _common(parts)
        if not common and _is_whole(parts, common):
            return None  # Of a template that could not be marked.
        return self._inside(location, node, mapped, common) or _around(
            mapped, parts, len(common) - _is_whole(parts, common)
        )

    def _inside(
        self, location: Location, node: Scalar | None, mapped: MappedSpan, steps: tuple[Step, ...]
    ) -> _Found | None:
        """The literal text of a definition that conditions look at, if it was written through the same actions."""
        all_marked = self.proof.mapped(location.start, location.end, everything=True) if steps else None
        literal = None if all_marked is None else _literal(all_marked)
        if all_marked is None or literal is None:
            return None
        (first, *_) = all_marked.reading.between(all_marked.start, all_marked.end)
        outer = [mapped.reading.table[step.number] for step in steps]
        same = [all_marked.reading.table[step.number] for step in first.steps[: len(steps)]]
        if outer != same or len(first.steps) != len(steps):
            return None
        return _Found.of(literal, node)

    def _leaf(self, location: Location, node: Scalar | None) -> Leaf | None:
        """The entry of a values file that supplied a span of the rendered text, if it is one action's output."""
        text = self.rendered.text
        start, end = _content(text, location.start, location.end)
        mapped = self.proof.mapped(start, end)
        parts = [] if mapped is None else mapped.reading.between(mapped.start, mapped.end)
        common = _common(parts) if parts else ()
        if mapped is None or node is None or not common or not _is_whole(parts, common):
            return None
        return self.trail.supplier(mapped, common[-1], node.text)


def _is_whole(parts: list[Span], common: tuple[Step, ...]) -> bool:
    """Return whether the innermost of the common actions wrote all of it."""
    return all(len(part.steps) == len(common) and part.literal is None for part in parts)


def _content(text: str, start: int, end: int) -> tuple[int, int]:
    """The offsets of a scalar's content: without quotes, or below the head of a block."""
    opening = text[start : start + 1]
    if opening in {"'", '"'} and end - start > 2:
        return start + 1, end - 1
    if opening in {"|", ">"} and "\n" in text[start:end]:
        start = text.index("\n", start) + 1
        inner = text[start:end]
        return start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())
    return start, end


def _literal(mapped: MappedSpan) -> Location | None:
    """The span of a template's own text that was rendered as it is; None if it was not."""
    parts = mapped.reading.between(mapped.start, mapped.end)
    literals = [part.literal for part in parts]
    if not parts or literals[0] is None or literals[-1] is None:
        return None
    source, start = literals[0]
    end = literals[-1][1] + parts[-1].end - parts[-1].start
    if any(literal is None or literal[0] is not source for literal in literals):
        return None
    same = source.text[start:end].split() == mapped.reading.text[mapped.start : mapped.end].split()
    return Location(source, start, end) if same else None


def _common(parts: list[Span]) -> tuple[Step, ...]:
    """The actions that all parts were written through."""
    first, common = parts[0].steps, len(parts[0].steps)
    for part in parts[1:]:
        same = 0
        while same < min(common, len(part.steps)) and part.steps[same] == first[same]:
            same += 1
        common = same
    return first[:common]


def _around(mapped: MappedSpan, parts: list[Span], level: int) -> _Found | None:
    """From the first to the last place that parts were written from, ``level`` actions deep, in one file."""
    locations: list[tuple[SourceText, int, int]] = []
    for part in parts:
        if len(part.steps) > level:
            locations.append(mapped.reading.table[part.steps[level].number])
        elif part.literal is not None:
            source, start = part.literal
            locations.append((source, start, start + part.end - part.start))
        else:
            return None
    source = locations[0][0]
    if any(location[0] is not source for location in locations):
        return None
    start, end = min(location[1] for location in locations), max(location[2] for location in locations)
    if any(character in source.text[start:end] for character in _BREAKS) and len(locations) > 1:
        _, start, end = locations[0]
    return _Found(Location(source, start, end))


def _one_line(place: Location, leaf: Leaf) -> Location:
    """The place of an entry's value; of its key if the value takes several lines."""
    is_long = any(character in place.source.text[place.start : place.end] for character in _BREAKS)
    return leaf.source.located(leaf.key.start, leaf.key.end) if is_long and leaf.key is not None else place
