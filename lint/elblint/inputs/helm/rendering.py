"""Charts among the input to rendered texts, and to faults that point at the line to correct."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from elblint.config.chart_release import Release
from elblint.inputs.helm import CHART_FILE, PACKAGE
from elblint.inputs.helm.archive import Room
from elblint.inputs.helm.chart import (
    VALUES_FILE,
    Chart,
    below,
    chart_folders,
    load_chart,
    load_package,
    no_chart,
)
from elblint.inputs.helm.engine import Engine, NotRendered
from elblint.inputs.helm.environments import environments_of
from elblint.inputs.helm.snapshot import ChartRefused
from elblint.inputs.helm.template import TemplateError, actions_of
from elblint.system.boundary import Boundary
from elblint.system.child import builders_at_once, end_children
from elblint.system.lazy import lazy_pattern
from elblint.system.progress import Progress, silent
from elblint.system.type_names import TYPE_CHECKING
from elblint.text.diagnostics import Diagnostic
from elblint.text.source import Location, SourceText
from elblint.text.standing import in_context

if TYPE_CHECKING:
    from elblint.inputs.kustomize.build import Build
    from elblint.model.objects import Origin

_PLACE = lazy_pattern(r"(?<![^\s()<>\"])([^\s()<>\"]{1,500}/templates/[^\s()<>\":]{1,500}):(\d+)(?::(\d+))?")
_FILE = lazy_pattern(r"(?<![^\s()<>\"])([^\s()<>\"]{1,500}/templates/[^\s()<>\":]{1,500})")
_WORD = lazy_pattern(r"\w+")
_SCHEMA = lazy_pattern(r"at '(/[\w./-]*)'")
# Complaints that quote nothing but the template, and what its author says with fail and required.
_HARMLESS = [
    re.compile(known)
    for known in (
        r"execution error at \([^)]*\): .*",
        r'function "\w+" not defined',
        r"nil pointer evaluating [\w{}. ]+",
        r"can't evaluate field \w+ in type [\w.{}\[\]]+",
        r"wrong number of args for \w+: want [\w ]+ got \d+",
        r'no template "[\w./-]+" associated with template "[\w./-]+"',
        r"wrong type for value; expected [\w.\[\]{}]+; got [\w.\[\]{}]+",
        r"parse error at \([^\s()]+/templates/[^\s()]+\): [^\"'`]*(?:\"[^\"]{0,40}\")?",
        r"[^\s()]+/templates/[^\s():]+:\d+:?\d*:? ?(?:unexpected|unclosed|missing|unterminated|bad) [^\"'`]*",
        r"chart requires kubeVersion: [^ ]+ which is incompatible with Kubernetes \S+",
        r"yaml: line \d+: (?:did not find expected [\w' -]+|mapping values are not allowed in this context"
        r"|could not find expected ':'|found character that cannot start any token|block sequence entries are not"
        r" allowed in this context)",
        r"found in Chart.yaml, but missing in charts/ directory: .*",
        r"too many levels of symbolic links|no such file or directory",
        r"missing value for [^:]*|unexpected EOF|unclosed action|unexpected \S+ in \w+",
    )
]
_GO_TYPES = frozenset(
    {"interface", "map", "string", "int", "float64", "bool", "nil", "list", "slice", "chartutil", "Values"}
)
_LONGEST = 500
_NOT_VENDORED = "charts that they depend on are not in charts/; run helm dependency build for each"
_NEEDS_VALUES = "they do not render with their own values alone"


@dataclass
class Rendering:
    """One chart with one release: what it renders to, or why it does not."""

    chart: Chart
    release: Release
    rendered: SourceText | None = None
    diagnostic: Diagnostic | None = None
    ran_out: bool = False
    """True if the engine could not be started, or took too much time or memory."""
    origin: Origin | None = None
    """Leads back to the chart, once somebody has asked."""


@dataclass
class Charts:
    """The outcome of rendering the charts among the input."""

    renderings: list[Rendering] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    parts: set[str] = field(default_factory=set)
    """The real paths of files that are parts of charts, and no manifests of their own."""
    unrendered: set[str] = field(default_factory=set)
    """The real paths of templates that were not rendered."""
    built: dict[int, Build] = field(default_factory=dict)
    """The texts that post-renderers made of renderings, by the ``id`` of each."""
    engine: Engine | None = None
    """The engine that rendered them."""


def render_charts(
    files: Iterable[str],
    releases: Callable[[Chart], list[Release]],
    engine: Engine | None,
    boundary: Boundary,
    progress: Progress = silent,
) -> Charts:
    """Render every chart that a file belongs to, or is, with each of its releases. Raises what ``releases`` does."""
    found = Charts(engine=engine)
    files = list(files)
    charts = list(_charts(files, found, boundary))
    for chart in charts:
        if chart.is_library:
            continue
        diagnostic = _missing(chart)
        if diagnostic is None and engine is None:
            diagnostic = Diagnostic("no-helm", chart.location())
        if diagnostic is None:
            found.renderings += [Rendering(chart, release) for release in releases(chart)]
        else:
            found.diagnostics.append(diagnostic)
    if engine is not None:
        with ThreadPoolExecutor(builders_at_once()) as pool:
            try:
                rendered = pool.map(in_context(partial(_render, engine)), found.renderings)
                for number, _ in enumerate(rendered, 1):
                    progress("rendering-charts", number, len(found.renderings))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                end_children()
                raise
    found.diagnostics += [one.diagnostic for one in found.renderings if one.diagnostic is not None]
    done = {id(one.chart) for one in found.renderings if one.rendered is not None}
    _take_parts(found, charts, files, done)
    return found


def _take_parts(found: Charts, charts: Iterable[Chart], files: Iterable[str], done: set[int]) -> None:
    """Note which files are rendered, or say how. All others, such as those in ``crds/``, are manifests.

    So is a file among the templates of a chart that was not rendered, if it is no template. ``done`` are the ids of
    the charts that were.
    """
    by_folder = {os.path.realpath(chart.folder): chart for chart in charts}
    for file in files:
        real = os.path.realpath(file)
        folder = os.path.dirname(real)
        while folder != (above := os.path.dirname(folder)):
            if folder in by_folder:
                _take_part(found, by_folder[folder], real, folder, done)
            folder = above


def _take_part(found: Charts, chart: Chart, real: str, folder: str, done: set[int]) -> None:
    """Note what one file, by its real path, is to a chart that it lies in."""
    inside = os.path.relpath(real, folder).replace(os.sep, "/")
    if inside in {CHART_FILE, VALUES_FILE} or inside.startswith("charts/"):
        found.parts.add(real)
    elif inside.startswith("templates/"):
        rendered = id(chart) in done or chart.is_library
        if rendered or "{{" in chart.text(inside).text:
            found.parts.add(real)
            if not rendered:
                found.unrendered.add(real)


def _charts(files: list[str], found: Charts, boundary: Boundary) -> Iterator[Chart]:
    room = Room()
    for folder in chart_folders(files):
        chart = load_chart(folder, boundary, room)
        if chart is not None:
            yield chart
        elif (diagnostic := no_chart(folder)) is not None:
            found.diagnostics.append(diagnostic)
    for file in files:
        if file.endswith(PACKAGE):
            loaded = load_package(file, room)
            found.parts.add(os.path.realpath(file))
            if isinstance(loaded, Diagnostic):
                found.diagnostics.append(loaded)
            else:
                yield loaded


def _missing(chart: Chart) -> Diagnostic | None:
    for one in chart.all():
        if one.diagnostics:
            return one.diagnostics[0]
        for entry, name in one.missing():
            detail = (
                f"the chart '{name}' is not in charts/; run: helm dependency build {shlex.quote(one.shown)}"
            )
            return Diagnostic(
                "chart-not-rendered", one.location(entry), detail, unreadable=True, cause=_NOT_VENDORED
            )
    return None


def _render(engine: Engine, one: Rendering) -> None:
    chart, release = one.chart, one.release
    try:
        text = engine.render(chart.copied(), release)
    except ChartRefused as refused:
        location = Location(SourceText(below(chart.shown, refused.path), ""), 0, 0)
        one.diagnostic = Diagnostic(
            "chart-not-rendered", location, f"{location.path}: {refused}", unreadable=True
        )
        return
    except NotRendered as error:
        one.diagnostic = _diagnostic(chart, release, error)
        one.ran_out = error.is_own
        return
    label = f", {release.label}" if release.label else ""
    one.rendered = SourceText(f"{chart.shown} ({engine.name}{label})", text)


def _diagnostic(chart: Chart, release: Release, error: NotRendered) -> Diagnostic:
    """The fault for what the engine says, at the deepest line of a template that it names."""
    location, message = chart.location(), str(error)
    named = list(_PLACE.finditer(message))
    source = None
    for found in reversed(named):
        source = chart.template(found[1])
        if source is not None:
            location = _action_at(source, int(found[2]), int(found[3] or 0))
            break
    if source is None and (mentioned := _FILE.search(message)) is not None:
        source = chart.template(mentioned[1])
        if source is not None:
            location = Location(source, *source.line_around(0))
    words = message.replace(chart.copied(), chart.shown)
    words = words if error.is_own else harmless(words, _own_text(chart))
    if release.label:
        words = f"{release.label}: {words}"
    elif not release.values and not release.sets and (environments := environments_of(chart.folder)):
        words += f"; elblint init lists {environments[0][0]} and the like as its environments"
    cause = "" if release.label or release.values or release.sets else _NEEDS_VALUES
    return Diagnostic("chart-not-rendered", location, words[:_LONGEST], unreadable=True, cause=cause)


def harmless(message: str, templates: str) -> str:
    """Return what an engine reports, if it quotes nothing but the chart's own ``templates``.

    A message may also quote a value, and values may be secret: each word of it that is not the engine's must
    stand in the templates, outside of what may be a Secret there.
    """
    words = " ".join(message.replace("Use --debug flag to render out invalid YAML", "").split())
    known_words = _words(templates)
    for known in _HARMLESS:
        found = list(known.finditer(words))
        if found and _words(_PLACE.sub("", found[-1][0])) <= known_words | _words(known.pattern) | _GO_TYPES:
            return found[-1][0].strip()
    pointers = list(dict.fromkeys(_SCHEMA.findall(words)))
    if "specifications of the schema" in words:
        shown = [one for one in pointers if _words(one) <= known_words]
        return f"the values do not fit the chart's schema: {', '.join(shown[:10]) or 'at the top'}"
    return "the engine's words are left out, for they may quote a value that is secret"


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text))


def _own_text(chart: Chart) -> str:
    """Return all that a chart's author wrote, without the values and without what may be a Secret."""
    parts = [chart.shown, chart.file.text]
    for one in chart.all():
        paths = ["values.schema.json", *one.templates()]
        parts += [f"{path}\n{_shown(one.text(path))}" for path in paths]
        parts += [one.name, one.file.text]
    return "\n".join(parts)


def _shown(source: SourceText) -> str:
    start, parts = 0, []
    for first, last in sorted(source.hidden):
        parts.append(source.text[start:first])
        start = max(start, last)
    return "".join([*parts, source.text[start:]])


def _action_at(source: SourceText, line: int, column: int) -> Location:
    """The action at a 1-based line and a 0-based column; the line if there is none."""
    start = source.offset_of(line)
    first, last = source.line_around(start)
    try:
        for action in actions_of(source.text):
            if action.start <= start + column < action.end:
                return Location(source, action.start, action.end)
    except TemplateError:
        pass
    shown = source.text[first:last]
    return Location(source, first + len(shown) - len(shown.lstrip()), first + max(len(shown.rstrip()), 1))
