"""The input of a run: from paths to objects, files, kustomizations and charts alike."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from elblint.config.chart_release import ReleaseOptions
from elblint.config.settings import ClusterOfPath, Config
from elblint.errors import UsageError
from elblint.inputs.discovery import Discovery, discover
from elblint.inputs.emptiness import diagnostics_of_file, holds_something, nothing_to_lint
from elblint.inputs.gitops import files_that_deploy
from elblint.inputs.helm import CHART_FILE, has_charts
from elblint.inputs.kustomize.kustomization import has_kustomization, named_files
from elblint.inputs.loaded import (
    LoadedInputs,
    ReadText,
    add_documents,
    add_file,
    add_text_sources,
    take_diagnostics,
)
from elblint.model.objects import Origin
from elblint.system.boundary import Boundary
from elblint.system.progress import Progress, silent
from elblint.text.diagnostics import Diagnostic
from elblint.text.reader import STDIN, digest_of, read_source
from elblint.text.source import Location, SourceText

if TYPE_CHECKING:
    from elblint.inputs.gitops.plan import Plan
    from elblint.inputs.helm.rendering import Charts
    from elblint.inputs.helm.source_comments import ChartsBelow
    from elblint.model.custom_services import CustomServices

_SOURCE_COMMENT = "# Source: "


class Request(NamedTuple):
    """The paths to lint and the releases that options describe."""

    paths: Sequence[str]
    stdin_filename: str = "<stdin>"
    force_exclude: bool = False
    parse_all: bool = False
    kustomize: bool = True
    """True if kustomizations are built; else their files are read as they are."""
    changed: Mapping[str, str] = MappingProxyType({})
    """Texts that stand for those of files, by path."""
    baseline: str = ""
    """The file with the findings that are known already; empty for none."""
    suppress: bool = True
    """True if suppressions hide findings."""
    helm: bool = True
    """True if charts are rendered; else only their static files are read."""
    release: ReleaseOptions = ReleaseOptions()
    """The release that options describe, for the one chart among the paths."""
    found: Discovery | None = None
    """The files that the paths stand for, where somebody has looked already."""
    progress: Progress = silent
    """Told how far the run has come."""
    allow_empty: bool = False
    """True if a run that meets nothing to lint is no error."""
    is_in_memory: bool = False
    """True if there are texts only (``changed``), and nothing beside them is looked for on the disk."""
    digests: Mapping[str, bytes] = MappingProxyType({})
    """Of the content that files are expected to have, by path."""


def files_of(request: Request, config: Config) -> Discovery:
    """The files that a request stands for. Raises UsageError for a path that does not exist."""
    return request.found or discover(
        request.paths, config.exclude, config.root, force_exclude=request.force_exclude
    )


def load_inputs(
    request: Request,
    config: Config,
    released: frozenset[str] = frozenset(),
    custom_services: Callable[[], CustomServices] | None = None,
) -> LoadedInputs:
    """Read all that ``request`` names. Raises UsageError for a path that does not exist.

    Plain objects of the kinds ``released`` are not kept in memory: they are parsed again if somebody asks.
    ``custom_services`` tells which Services operators make of custom resources.
    """
    loaded = LoadedInputs(released, custom_services)
    counts = loaded.counts
    found = files_of(request, config)
    counts.ignored, counts.excluded = found.ignored, found.excluded
    for path, reason in found.unreadable:
        counts.note("unread", path, reason)
        location = Location(SourceText(path, ""), 0, 0)
        loaded.diagnostics.append(Diagnostic("unreadable-file", location, reason, unreadable=True))
    cluster_of = ClusterOfPath(config)
    files = [path for path in found.files if path != STDIN]
    boundary = Boundary.around(request.paths, config.root)
    given = frozenset(path for path in request.paths if not os.path.isdir(path))
    met = False
    named = named_files([] if request.is_in_memory else files, boundary)
    origin_of = _CommentOrigins(config.root)
    plan = _plan(request, files, config, boundary, named.patches)
    built = _add_charts(loaded, request, files, config, boundary, plan)
    built |= _add_builds(loaded, request, files, cluster_of, boundary, plan)
    if plan is not None:
        loaded.diagnostics += plan.found.diagnostics
        for name, file in sorted(set(plan.found.remote)):
            counts.note("elsewhere", name, file)
    for number, path in enumerate(found.files, 1):
        request.progress("reading-files", number, len(found.files))
        part = built.get(os.path.realpath(path)) if built and path != STDIN else None
        if part is not None:
            counts.file(part, path)
            continue
        source = _read(loaded, request, path)
        if isinstance(source, Diagnostic):
            loaded.diagnostics.append(source)
            counts.note("unread", path)
            continue
        met = met or holds_something(source.text)
        loaded.diagnostics.extend(diagnostics_of_file(source, path, given))
        one = _as_read(source, cluster_of, plan, None if request.is_in_memory else origin_of(source))
        real = os.path.realpath(path) if named.patches or named.secrets else path
        is_patch = real in named.patches
        if real in named.secrets:
            source.hide(0, len(source.text))
        deploys = plan is not None and path in plan.files
        add_file(loaded, one, path, parse_all=request.parse_all, is_patch=is_patch, deploys=deploys)
        if one.documents.diagnostics and not request.is_in_memory and _is_values_file(path):
            # A chart may put any value into a Secret.
            source.hide(0, len(source.text))
    add_text_sources(loaded, config.elbs)
    take_diagnostics(loaded)
    met = met or bool(loaded.objects or counts.built or counts.rendered or built)
    if not met and not request.allow_empty and not any(one.unreadable for one in loaded.diagnostics):
        loaded.diagnostics.append(nothing_to_lint(request.paths, counts.files))
    counts.unread = sum(diagnostic.unreadable for diagnostic in loaded.diagnostics)
    return loaded


def _as_read(
    source: SourceText, cluster_of: ClusterOfPath, plan: Plan | None, origin: Origin | None
) -> ReadText:
    """Return the text of a file with the cluster and namespace that it is deployed to."""
    place = plan.place_of(source.path) if plan is not None else None
    if place is None:
        return ReadText(source, cluster_of(source.path), origin)
    return ReadText(source, place.cluster, origin, place.namespace)


def _is_values_file(path: str) -> bool:
    folder, name = os.path.split(path)
    return name != CHART_FILE and os.path.isfile(os.path.join(folder, CHART_FILE))


def _read(loaded: LoadedInputs, request: Request, path: str) -> SourceText | Diagnostic:
    """Return the text of a file, or the one that stands for it."""
    if path in request.changed:
        return SourceText(path, request.changed[path])
    return read_source(path, request.stdin_filename, _expected(loaded, request, path))


def _expected(loaded: LoadedInputs, request: Request, path: str) -> Callable[[bytes], None] | None:
    """Return what notes that a file's content is not the expected one; None if any is expected."""
    digest = request.digests.get(path)
    if digest is None:
        return None

    def check(data: bytes) -> None:
        loaded.is_as_expected &= digest_of(data) == digest

    return check


def _plan(
    request: Request, files: list[str], config: Config, boundary: Boundary, patches: set[str]
) -> Plan | None:
    """Return what GitOps objects in the files deploy; None without any."""
    marked = [] if request.is_in_memory else files_that_deploy(files, request.changed)
    if not marked:
        return None
    from elblint.inputs.gitops.plan import plan_of

    return plan_of(marked, files, request.changed, config, boundary, patches)


def _add_builds(
    loaded: LoadedInputs,
    request: Request,
    files: list[str],
    cluster_of: ClusterOfPath,
    boundary: Boundary,
    plan: Plan | None,
) -> dict[str, str]:
    """Build the kustomizations among the files and add their objects; the real paths of what was built in."""
    reached: dict[str, str] = {}
    deployed = plan.kustomizations() if plan is not None else []
    if not request.kustomize or not has_kustomization(files + deployed):
        return reached
    from elblint.inputs.kustomize.builder import build_kustomizations, find_builder
    from elblint.inputs.kustomize.provenance import KustomizeOrigin

    overlays = plan.overlays if plan is not None else {}
    folders = dict.fromkeys([*files, *deployed])
    for build in build_kustomizations(folders, find_builder(), boundary, request.progress, overlays):
        if build.diagnostic is not None:
            loaded.diagnostics.append(build.diagnostic)
        if build.built is None:
            continue
        reached.update(dict.fromkeys(build.files, "kustomization"))
        loaded.counts.built += 1
        loaded.counts.note("built", build.built.path)
        overlay = build.overlay
        cluster = cluster_of(build.top.path) if overlay is None else overlay.cluster
        namespace = "" if overlay is None else overlay.namespace
        add_documents(loaded, ReadText(build.built, cluster, KustomizeOrigin(build), namespace))
    return reached


def _add_charts(
    loaded: LoadedInputs,
    request: Request,
    files: list[str],
    config: Config,
    boundary: Boundary,
    plan: Plan | None,
) -> dict[str, str]:
    """Render the charts among the files and add their objects; the real paths of their parts, with what they are."""
    # What options say of the one chart among the paths wins over all else.
    deployed = plan.charts() if plan is not None and not request.release else []
    if not request.helm or not has_charts(files + deployed):
        if request.release:
            raise UsageError("--values, --set, --release and --namespace are for a chart, and there is none")
        return {}
    from elblint.inputs.helm.chart_releases import ChartReleases
    from elblint.inputs.helm.engine import find_engine
    from elblint.inputs.helm.provenance import ChartOrigin
    from elblint.inputs.helm.rendering import render_charts

    engine = find_engine()
    releases = ChartReleases(config, request.release, plan.releases if plan is not None else {})

    def render(chosen: list[str]) -> Charts:
        return render_charts(chosen, releases, engine, boundary, request.progress)

    charts = render([*files, *deployed])
    if plan is not None and engine is not None:
        from elblint.inputs.gitops.nested import render_nested

        if not request.release:
            render_nested(plan, charts, engine, render)
        loaded.rendered = plan.rendered_owners(
            one.release for one in charts.renderings if one.rendered is not None
        )
    loaded.diagnostics.extend(charts.diagnostics)
    loaded.counts.templates += len(charts.unrendered)
    for one in charts.renderings:
        if one.rendered is None or engine is None:
            continue
        origin = ChartOrigin(one.chart, one.release, engine, one.rendered)
        loaded.counts.rendered += 1
        # Values files were judged with what they make.
        charts.parts.update(os.path.realpath(file.path) for file in one.release.files())
        loaded.counts.note("rendered", one.rendered.path)
        add_documents(loaded, ReadText(one.rendered, one.release.cluster, origin))
    parts = dict.fromkeys(charts.parts, "chart")
    parts.update(dict.fromkeys(charts.unrendered & charts.parts, "template"))
    return parts


class _CommentOrigins:
    """Leads text that Helm has rendered somewhere back to the charts below a folder."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._charts: ChartsBelow | None = None

    def __call__(self, source: SourceText) -> Origin | None:
        """The origin of a text with Helm's comments; None for any other."""
        if _SOURCE_COMMENT not in source.text:
            return None
        from elblint.inputs.helm.source_comments import ChartsBelow, CommentOrigin

        self._charts = self._charts or ChartsBelow(self.root)
        return CommentOrigin(source, self._charts)
