"""A chart on disk: its files, its subcharts, and what its ``Chart.yaml`` asks for that is not there."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from elblint.inputs.helm import CHART_FILE, PACKAGE, is_chart
from elblint.inputs.helm.archive import ArchiveError, Room, unpack
from elblint.inputs.helm.snapshot import copy_chart
from elblint.syntax.nodes import Mapping, Node, child, child_in_any_case, items, text, text_at
from elblint.syntax.yaml_parser import parse_yaml
from elblint.system.boundary import Boundary
from elblint.system.scratch import Scratch
from elblint.text.diagnostics import Diagnostic, ParseError
from elblint.text.reader import read_bytes, read_source
from elblint.text.source import Location, SourceText

VALUES_FILE = "values.yaml"
_DEEPEST = 3
_MOST_SUBCHARTS = 100
# Releases of one chart are rendered at the same time.
_copying = threading.Lock()


@dataclass
class Chart:
    """A chart in a folder. ``shown`` is the folder's name in reports; files of a package stand below its name."""

    folder: str
    shown: str
    name: str
    given: str
    """The folder, or the package that it was unpacked from."""
    file: SourceText
    root: Mapping
    boundary: Boundary
    subcharts: list[Chart] = field(default_factory=list)
    texts: dict[str, SourceText] = field(default_factory=dict)
    """The texts of its files that were read, by the path within the chart."""
    unpacked: Scratch | None = None
    diagnostics: list[Diagnostic] = field(default_factory=list)
    """The faults of packages in it that cannot be unpacked."""
    _copy: Scratch | None = None

    def copied(self) -> str:
        """Return a folder with the chart's files and nothing else, for the engine. Raises ChartRefused."""
        if self.unpacked is not None:
            return self.folder
        with _copying:
            if self._copy is None:
                self._copy = copy_chart(self.folder, self.boundary)
        (name,) = os.listdir(self._copy.path)
        return os.path.join(self._copy.path, name)

    @property
    def is_library(self) -> bool:
        """True if it only holds definitions for others, and is not rendered by itself."""
        return text(child_in_any_case(self.root, "type")) == "library"

    def dependencies(self) -> Iterator[tuple[Node, str, str]]:
        """Yield each dependency: its entry, the chart's name, and the name under which it is used."""
        listed = items(child_in_any_case(self.root, "dependencies"))
        if not listed:
            source = self.text("requirements.yaml")
            listed = items(child(parsed(source), "dependencies"))
        for entry in listed:
            name = text_at(entry, "name") or ""
            yield entry, name, text_at(entry, "alias") or name

    def missing(self) -> list[tuple[Node, str]]:
        """The dependencies that are not among its subcharts, each with its name."""
        there = {chart.name for chart in self.subcharts}
        return [(entry, name) for entry, name, _ in self.dependencies() if name not in there]

    def names_of(self, subchart: Chart) -> list[str]:
        """The names under which it uses a subchart: its aliases, else its own."""
        aliases = [alias for _, name, alias in self.dependencies() if name == subchart.name]
        return aliases or [subchart.name]

    def templates(self) -> Iterator[str]:
        """The files below ``templates/``, as paths within the chart, in order."""
        top = os.path.join(self.folder, "templates")
        for folder, inner, files in os.walk(top):
            inner.sort()
            for name in sorted(files):
                yield os.path.relpath(os.path.join(folder, name), self.folder).replace(os.sep, "/")

    def text(self, path: str) -> SourceText:
        """Return the text of a file within the chart; empty if it cannot be read, or leads out of the trees.

        Each is read once.
        """
        if path not in self.texts:
            file = os.path.join(self.folder, path)
            read = read_source(file) if self.boundary.holds(file) else None
            content = read.text if isinstance(read, SourceText) else ""
            self.texts[path] = SourceText(below(self.shown, path), content)
        return self.texts[path]

    def all(self) -> Iterator[Chart]:
        """Itself, and all charts in it."""
        yield self
        for subchart in self.subcharts:
            yield from subchart.all()

    def template(self, path: str) -> SourceText | None:
        """The text of a template by Helm's name for it: ``chart/charts/sub/templates/file.yaml``; None if none."""
        name, _, rest = path.partition("/")
        if name != self.name and not rest:
            return None
        if rest.startswith("charts/"):
            used, _, inner = rest[len("charts/") :].partition("/")
            named = [one for one in self.subcharts if used in {*self.names_of(one), one.name}]
            return named[0].template(f"{named[0].name}/{inner}") if len(named) == 1 else None
        is_inside = rest.startswith("templates/") and ".." not in rest.split("/")
        file = os.path.join(self.folder, rest)
        is_file = is_inside and os.path.isfile(file) and self.boundary.holds(file)
        return self.text(rest) if is_file else None

    def location(self, node: Node | None = None) -> Location:
        """The place of an entry of ``Chart.yaml``, or of its name."""
        entry = self.root.entry("name")
        at = node or (entry[1] if entry else self.root)
        return Location(self.file, at.start, max(at.end, at.start + 1))


def load_chart(
    folder: str, boundary: Boundary, room: Room, shown: str | None = None, depth: int = 0
) -> Chart | None:
    """Return the chart in a folder, or None if its ``Chart.yaml`` is none or cannot be read.

    ``boundary`` holds all that may be read; ``room`` is left for unpacking.
    """
    shown = folder if shown is None else shown
    path = os.path.join(folder, CHART_FILE)
    if not os.path.isfile(path) or not boundary.holds(path):
        return None
    file = read_source(path)
    if isinstance(file, Diagnostic):
        return None
    file = SourceText(below(shown, CHART_FILE), file.text)
    root = parsed(file)
    name = text(child_in_any_case(root, "name"))
    if not isinstance(root, Mapping) or not name or not text(child_in_any_case(root, "apiVersion")):
        return None
    chart = Chart(folder, shown, name, folder, file, root, boundary)
    inner = os.path.join(folder, "charts")
    is_read = os.path.isdir(inner) and boundary.holds(inner) and depth < _DEEPEST
    listed = sorted(os.listdir(inner)) if is_read else []
    for entry in listed[:_MOST_SUBCHARTS]:
        inside = os.path.join(inner, entry)
        subchart: Chart | Diagnostic | None = None
        if entry.startswith(("_", ".")) or os.path.islink(inside):
            continue
        if os.path.isdir(inside):
            subchart = load_chart(inside, boundary, room, below(shown, f"charts/{entry}"), depth + 1)
        elif entry.endswith(PACKAGE):
            subchart = load_package(inside, room, below(shown, f"charts/{entry}"), depth + 1)
        if isinstance(subchart, Chart):
            chart.subcharts.append(subchart)
        elif isinstance(subchart, Diagnostic):
            chart.diagnostics.append(subchart)
    return chart


def no_chart(folder: str) -> Diagnostic | None:
    """Return the fault of a ``Chart.yaml`` that names no chart; None where there are no templates beside it."""
    if not os.path.isdir(os.path.join(folder, "templates")):
        return None
    location = Location(SourceText(below(folder, CHART_FILE), ""), 0, 0)
    return Diagnostic("chart-not-rendered", location, "it names no chart: name and apiVersion are expected")


def below(folder: str, path: str) -> str:
    """Return a path in a folder, as reports show it: of a folder above the working one, the shortest."""
    if folder == ".":
        return path
    return os.path.relpath(f"{folder}/{path}") if folder.startswith("..") else f"{folder}/{path}"


def load_package(path: str, room: Room, shown: str | None = None, depth: int = 0) -> Chart | Diagnostic:
    """Unpack a package into a folder that lasts as long as its chart; return the chart, or what is wrong."""
    shown = path if shown is None else shown
    folder = Scratch()
    # For the record of what was read.
    read_bytes(path)
    try:
        top = unpack(path, folder.path, room)
    except ArchiveError as diagnostic:
        return Diagnostic(
            "chart-not-rendered", Location(SourceText(shown, ""), 0, 0), str(diagnostic), unreadable=True
        )
    chart = load_chart(top, Boundary([folder.path]), room, f"{shown}/{os.path.basename(top)}", depth)
    if chart is None:
        detail = "its Chart.yaml names no chart"
        return Diagnostic(
            "chart-not-rendered", Location(SourceText(shown, ""), 0, 0), detail, unreadable=True
        )
    chart.given, chart.unpacked = path, folder
    return chart


def chart_folders(files: Iterable[str]) -> list[str]:
    """The folders of the charts that files are the ``Chart.yaml``, the values or a template of, each once.

    A chart in the ``charts`` folder of another one is a part of that one.
    """
    found: dict[str, str] = {}
    for file in files:
        folder = _folder_of(file)
        if folder is not None:
            folder = _outermost(folder)
            found.setdefault(os.path.realpath(folder), folder)
    return list(found.values())


def _folder_of(file: str) -> str | None:
    folder, name = os.path.split(file)
    if name in {CHART_FILE, VALUES_FILE}:
        return folder or "." if is_chart(folder) else None
    current = os.path.abspath(folder)
    while "templates" in current.split(os.sep):
        current, last = os.path.split(current)
        if last == "templates" and is_chart(current):
            return current if os.path.isabs(file) else os.path.relpath(current)
    return None


def _outermost(folder: str) -> str:
    above, name = os.path.split(os.path.dirname(os.path.abspath(folder)))
    if name == "charts" and is_chart(above):
        return _outermost(os.path.normpath(os.path.join(folder, os.pardir, os.pardir)))
    return folder


def parsed(source: SourceText) -> Node | None:
    """The first document of a file; None if it is empty or cannot be parsed."""
    try:
        documents = parse_yaml(source.text, 0, lambda first, repeated: None)
    except ParseError:
        return None
    return documents[0] if documents else None
