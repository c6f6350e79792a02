"""Rendered text with Helm's ``# Source:`` comments: its charts are looked for below the working folder.

The comments are anybody's words: a template is taken for the source only if a chart of that name has it, and a
line of it only if it alone can have given the rendered text.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from functools import cached_property

from elblint.inputs.discovery import SKIPPED_FOLDERS
from elblint.inputs.helm import CHART_FILE
from elblint.model.objects import KubeObject
from elblint.model.subject import Field, FieldPath
from elblint.syntax.nodes import Scalar
from elblint.system.boundary import Boundary, tree_root
from elblint.system.type_names import TYPE_CHECKING
from elblint.text.diagnostics import Diagnostic
from elblint.text.lines import NewlineLines
from elblint.text.source import GeneratedLocation, Location, SourceText

if TYPE_CHECKING:
    from elblint.inputs.helm.alignment import Alignment
    from elblint.inputs.helm.chart import Chart
    from elblint.inputs.helm.line_index import LineIndex
    from elblint.inputs.helm.source_map import Section

_MOST_FOLDERS = 2_000
"""The folders that are looked through, the nearest first: charts do not lie deep, and any file may name one."""


class ChartsBelow:
    """The charts below a folder, by name; they are looked for when somebody asks, and once."""

    def __init__(self, root: str) -> None:
        self.root = root or "."
        self._by_name: dict[str, list[Chart]] | None = None

    def template(self, path: str) -> tuple[Chart, SourceText] | None:
        """The only template of Helm's name ``path``, with its chart; None if there is none, or more than one."""
        name, _, rest = path.partition("/")
        found = [
            (chart, source)
            for chart in self._charts().get(name, ())
            if rest and (source := chart.template(path)) is not None
        ]
        return found[0] if len(found) == 1 else None

    @property
    def is_empty(self) -> bool:
        """True if there is no chart below the folder."""
        return not self._charts()

    @property
    def were_found(self) -> bool:
        """True if charts were looked for, and there are some."""
        return bool(self._by_name)

    def _charts(self) -> dict[str, list[Chart]]:
        if self._by_name is None:
            self._by_name = {}
            boundary, room = Boundary([tree_root(self.root)]), None
            for folder in _folders_of_charts(self.root):
                # Most rendered text is linted where there is no chart at all.
                from elblint.inputs.helm.archive import Room
                from elblint.inputs.helm.chart import load_chart

                room = room or Room()
                chart = load_chart(os.path.normpath(folder), boundary, room)
                if chart is not None:
                    self._by_name.setdefault(chart.name, []).append(chart)
        return self._by_name


def _folders_of_charts(root: str) -> Iterator[str]:
    """Yield the folders below one, and itself, that hold a chart."""
    pending = deque([root])
    for _ in range(_MOST_FOLDERS):
        if not pending:
            return
        folder = pending.popleft()
        try:
            with os.scandir(folder) as entries:
                listed = list(entries)
        except OSError:
            continue
        inner = sorted(entry.name for entry in listed if entry.is_dir(follow_symlinks=False))
        pending += [
            os.path.join(folder, name)
            for name in inner
            if not name.startswith(".") and name not in SKIPPED_FOLDERS
        ]
        if any(entry.name == CHART_FILE and not entry.is_dir() for entry in listed):
            yield folder


class CommentOrigin:
    """Leads back from a rendered text by its comments."""

    def __init__(self, rendered: SourceText, charts: ChartsBelow) -> None:
        self.rendered = rendered
        self.charts = charts

    changes_objects = False
    _is_mapped = False
    """True once something was mapped to a template. Most texts are never looked at, and there are many."""

    @cached_property
    def _alignments(self) -> dict[int, Alignment | None]:
        return {}

    @cached_property
    def _templates(self) -> dict[int, SourceText]:
        return {}

    @cached_property
    def _indexes(self) -> dict[int, LineIndex]:
        return {}

    @cached_property
    def sections(self) -> list[Section]:
        """The spans of the rendered text that Helm's comments mark."""
        from elblint.inputs.helm.source_map import sections_of

        return sections_of(self.rendered.text)

    @cached_property
    def _section_starts(self) -> list[int]:
        return [section.start for section in self.sections]

    @cached_property
    def _breaks(self) -> NewlineLines:
        return NewlineLines(self.rendered.text)

    def adopt(self, built: KubeObject) -> None:
        """Lead an object's fields back from now on."""
        built.origin = self

    def texts(self) -> list[SourceText]:
        """The templates that something was mapped to; the rendered text itself, if nothing was."""
        return list(self._templates.values()) if self._is_mapped else [self.rendered]

    def diagnostic(self, diagnostic: Diagnostic) -> Diagnostic:
        """As it is: what is wrong with the text is wrong here."""
        return diagnostic

    def field(self, built: KubeObject, path: FieldPath, here: Field) -> Field:
        """The field in the template, else in the rendered text."""
        location = self._location(here.location, is_secret=built.manifest_kind == "Secret")
        node = here.node if location.source is self.rendered else None
        if isinstance(here.node, Scalar) and node is None:
            text = location.source.text[location.start : location.end]
            same = text == self.rendered.text[here.node.start : here.node.end]
            node = here.node.moved(location.start, location.end) if same else None
        return Field(location, node, here.depth)

    def key(self, built: KubeObject, path: FieldPath, here: Field) -> Field:
        """The key in the template, else in the rendered text."""
        return self.field(built, path, here)

    def _location(self, here: Location, *, is_secret: bool) -> Location:
        if self.charts.is_empty:
            return here
        at = bisect_right(self._section_starts, here.start) - 1
        if at < 0 or self._alignment(at) is None:
            return here
        section, alignment = self.sections[at], self._alignment(at)
        assert alignment is not None
        line = self._breaks.at(here.start) - self._breaks.at(section.start)
        begin = self.rendered.text.rfind("\n", 0, here.start) + 1
        found = alignment.location(line, here.start - begin, here.end - begin)
        template = self._templates[at]
        location = found or Location(template, *template.line_around(0))
        if is_secret:
            location.source.hide(*location.source.line_around(location.start))
        return location._replace(
            generated=GeneratedLocation(
                self.rendered, here.start, found is not None, exact=False, is_file=True
            )
        )

    def _alignment(self, at: int) -> Alignment | None:
        if at not in self._alignments:
            section = self.sections[at]
            found = self.charts.template(section.path)
            if found is None:
                self._alignments[at] = None
            else:
                from elblint.inputs.helm.alignment import Alignment

                chart, template = found
                self._templates[at] = template
                self._is_mapped = True
                body = self.rendered.text[section.start : section.end]
                alignment = Alignment(body, self._lines(template), self._partials(chart))
                # A chart may have the name by chance, or be another version of the one that made the text.
                self._alignments[at] = alignment if alignment.is_possible else None
        return self._alignments[at]

    def _lines(self, template: SourceText) -> LineIndex:
        from elblint.inputs.helm.line_index import LineIndex
        from elblint.inputs.helm.template_lines import lines_of

        if id(template) not in self._indexes:
            self._indexes[id(template)] = LineIndex(lines_of(template))
        return self._indexes[id(template)]

    def _partials(self, chart: Chart) -> LineIndex:
        """The lines of the files with definitions of a chart, and of all charts in it."""
        from elblint.inputs.helm.line_index import LineIndex
        from elblint.inputs.helm.template_lines import lines_of

        if id(chart) not in self._indexes:
            self._indexes[id(chart)] = LineIndex(
                [
                    line
                    for one in chart.all()
                    for path in one.templates()
                    if path.rpartition("/")[2].startswith("_")
                    for line in lines_of(one.text(path))
                ]
            )
        return self._indexes[id(chart)]
