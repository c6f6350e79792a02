"""Rendering a chart again with marks in it, and finding each rendered character's origin in what comes out.

Nothing is taken from a marked rendering but where its text, without the marks, is the text that was linted: where
a mark got in the way of a condition, a comparison or a hash, other marks are tried, and else nothing is proven.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from bisect import bisect_right
from collections.abc import Iterable, Mapping

from elblint.config.chart_release import Release
from elblint.inputs.helm.chart import VALUES_FILE, Chart
from elblint.inputs.helm.definitions import definitions, sensitive_definitions
from elblint.inputs.helm.engine import Engine, NotRendered
from elblint.inputs.helm.marks import Origin, Reading, has_marks, mark_template
from elblint.inputs.helm.rendered_documents import Documents
from elblint.inputs.helm.template import TemplateError
from elblint.system.lazy import lazy_pattern
from elblint.system.named_tuple import NamedTuple
from elblint.system.scratch import Scratch
from elblint.text.lines import NewlineLines
from elblint.text.source import SourceText

_PREFIX = "_elblint_"
# What is marked: all definitions, those that nothing looks at, none.
_EVERYTHING, _HARMLESS_ONLY, _NO_DEFINITIONS = range(3)
_WRAPPED = lazy_pattern(r"^# Source: (.+)\n(\{.*\})$", re.M)
_HEAD = lazy_pattern(r"^(?:---[ \t]*\r?\n|\A)# Source: (.+)\n", re.M)
_NOT_COPIED = frozenset({"templates", "charts", VALUES_FILE, "values.schema.json"})


class MarkedChart:
    """A copy of a chart with marks in its templates; ``values`` are where its values files stand in it."""

    def __init__(self, chart: Chart, left_out: Iterable[str] | None) -> None:
        """``left_out`` are the definitions without marks, None for all of them."""
        self.table: list[Origin] = []
        self.values: dict[SourceText, str] = {}
        self._left_out = None if left_out is None else frozenset(left_out)
        self._home = Scratch()
        copied = chart.copied()
        self.folder = os.path.join(self._home.path, os.path.basename(copied))
        # Of two definitions of one name the last one counts, and the copy would change which that is.
        self.is_faithful = all(
            len(files) == 1 or all(name.startswith("_") for name in files)
            for files in definitions(chart).values()
        )
        self._copy(chart, copied, self.folder)

    def render(
        self, engine: Engine, release: Release, edited: Mapping[SourceText, str] | None = None
    ) -> dict[str, Reading]:
        """Render each template, by Helm's name for it; ``edited`` values files replace their own.

        Empty if it does not render.
        """
        if not self.is_faithful:
            return {}
        edited = edited or {}
        for source, path in self.values.items():
            self._write(path, edited.get(source, source.text))
        values = (SourceText(given.path, edited.get(given, given.text)) for given in release.values)
        release = release._replace(values=tuple(values))
        try:
            rendered = engine.render(self.folder, release)
        except NotRendered:
            return {}
        return {
            found[1]: Reading(json.loads(found[2])["text"], self.table)
            for found in _WRAPPED.finditer(rendered)
        }

    def _copy(self, chart: Chart, copied: str, into: str) -> None:
        os.makedirs(into)
        for entry in os.listdir(copied):
            if entry not in _NOT_COPIED:
                _link(os.path.join(copied, entry), os.path.join(into, entry))
        self.values[chart.text(VALUES_FILE)] = os.path.join(into, VALUES_FILE)
        for path in chart.templates():
            folder, name = os.path.split(path)
            target = os.path.join(into, folder)
            os.makedirs(target, exist_ok=True)
            if name == "NOTES.txt":
                continue
            if name.startswith("_"):
                self._write(os.path.join(target, name), self._marked(chart.text(path)))
                continue
            self._write(os.path.join(target, _PREFIX + name), self._marked(chart.text(path)))
            # Helm names templates with ``/`` on each system.
            inner = json.dumps("/" + f"{folder}/{_PREFIX}{name}".partition("/")[2])
            self._write(
                os.path.join(target, name),
                '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "elblint"}, "text": '
                f"{{{{ include (print $.Template.BasePath {inner}) . | toJson }}}}}}",
            )
        for number, subchart in enumerate(chart.subcharts):
            name = os.path.basename(subchart.folder)
            inner = subchart.folder if subchart.unpacked else os.path.join(copied, "charts", name)
            self._copy(subchart, inner, os.path.join(into, "charts", f"{number}-{name}"))

    def _marked(self, source: SourceText) -> str:
        try:
            if has_marks(source.text):
                return source.text
            return mark_template(source, self.table, self._may_mark)
        except TemplateError:
            return source.text

    def _may_mark(self, define: str) -> bool:
        return not define or (self._left_out is not None and define not in self._left_out)

    def _write(self, path: str, text: str) -> None:
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)


def _link(source: str, target: str) -> None:
    try:
        os.symlink(source, target)
    except OSError:
        # Windows lets few people make links. What is copied is a copy of the chart already, of regular files only.
        if os.path.isdir(source):
            shutil.copytree(source, target)
        else:
            shutil.copyfile(source, target)


class MappedSpan(NamedTuple):
    """A span of linted text, found again in the marked rendering of a template."""

    marked: MarkedChart
    path: str
    reading: Reading
    """That of the template ``path``."""
    start: int
    end: int


class Section(NamedTuple):
    """The part of a rendered text that stands under one ``# Source:`` line: its offsets and the template's name."""

    start: int
    end: int
    path: str


class SourceMap:
    """Finds rendered text again in renderings of the same release with marks, which are made when somebody asks."""

    def __init__(self, chart: Chart, release: Release, engine: Engine, rendered: str) -> None:
        self.chart = chart
        self.release = release
        self.engine = engine
        self.rendered = rendered
        self.sections = sections_of(rendered)
        self._section_starts = [section.start for section in self.sections]
        self._tries: dict[int, tuple[MarkedChart, dict[str, Reading]]] = {}
        self._breaks = NewlineLines(rendered)
        self._documents: dict[int, Documents] = {}
        self._lines: dict[tuple[int, int], dict[int, int]] = {}

    def section(self, offset: int) -> Section | None:
        """The section that an offset of the rendered text is in."""
        at = bisect_right(self._section_starts, offset) - 1
        found = self.sections[at] if at >= 0 else None
        return found if found is not None and offset < found.end else None

    def mapped(self, start: int, end: int, *, everything: bool = False) -> MappedSpan | None:
        """Return the place of a span of the rendered text in a marked rendering; None if it is not certain.

        With ``everything``, what conditions look at is marked as well, so that they may have gone another way.
        """
        section = self.section(start)
        if section is None:
            return None
        head, at = self._breaks.at(section.start), self._breaks.at
        first, last = at(start) - head, at(max(start, end - 1)) - head
        for level in (_EVERYTHING,) if everything else (_HARMLESS_ONLY, _NO_DEFINITIONS):
            marked, readings = self._rendered(level)
            reading = readings.get(section.path)
            if reading is None:
                continue
            lines = self._matched(level, section, reading)
            if all(line in lines for line in range(first, last + 1)):
                column = start - (self.rendered.rfind("\n", 0, start) + 1)
                begin = lines[first] + column
                return MappedSpan(marked, section.path, reading, begin, begin + end - start)
        return None

    def _rendered(self, level: int) -> tuple[MarkedChart, dict[str, Reading]]:
        if level not in self._tries:
            left_out: dict[int, set[str] | None] = {_EVERYTHING: set(), _NO_DEFINITIONS: None}
            chosen = left_out[level] if level in left_out else sensitive_definitions(self.chart)
            marked = MarkedChart(self.chart, chosen)
            self._tries[level] = marked, marked.render(self.engine, self.release)
        return self._tries[level]

    def _matched(self, level: int, section: Section, reading: Reading) -> dict[int, int]:
        """For each line of a section that the reading has as well: where it begins there."""
        key = level, section.start
        if key not in self._lines:
            body = self.rendered[section.start : section.end].rstrip()
            if id(reading) not in self._documents:
                self._documents[id(reading)] = Documents(reading.text)
            self._lines[key] = self._documents[id(reading)].line_starts(body)
        return self._lines[key]


def sections_of(rendered: str) -> list[Section]:
    """The sections of a rendered text, in order."""
    heads = list(_HEAD.finditer(rendered))
    ends = [head.start() for head in heads[1:]] + [len(rendered)] * bool(heads)
    return [Section(head.end(), end, head[1].strip()) for head, end in zip(heads, ends, strict=True)]
