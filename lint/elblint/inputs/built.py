"""Objects that tools make of the input: charts that are rendered, and kustomizations that are built."""

from __future__ import annotations

import os

from elblint.config.settings import ClusterOfPath, Config
from elblint.errors import UsageError
from elblint.i18n.localized import localized
from elblint.inputs.first_look import FirstLook
from elblint.inputs.gitops import files_that_deploy
from elblint.inputs.helm import has_charts
from elblint.inputs.kustomize.kustomization import has_kustomization
from elblint.inputs.loaded import LoadedInputs, ReadText, add_text
from elblint.inputs.request import Request, files_of
from elblint.system.boundary import Boundary
from elblint.system.type_names import TYPE_CHECKING
from elblint.text.reader import STDIN

if TYPE_CHECKING:
    from elblint.inputs.build_cache import BuildCache
    from elblint.inputs.gitops.plan import Plan
    from elblint.inputs.helm.engine import Engine
    from elblint.inputs.helm.rendering import Charts
    from elblint.inputs.kept_files import Rendered
    from elblint.inputs.kustomize.build import Build
    from elblint.inputs.kustomize.builder import Builder


def render(request: Request, config: Config) -> Rendered:
    """Build the kustomizations and render the charts that a request names, with what tools the machine has."""
    from elblint.inputs.kept_files import Rendered
    from elblint.inputs.kustomize.kustomization import named_files

    files = [path for path in files_of(request, config).files if path != STDIN]
    boundary = Boundary.around(request.paths, config.root)
    plan = planned(request, files, config, boundary, named_files(files, boundary).patches, FirstLook())
    charts, builds = _made(request, files, config, boundary, plan)
    return Rendered(builds, charts, plan)


def _made(
    request: Request, files: list[str], config: Config, boundary: Boundary, plan: Plan | None
) -> tuple[Charts | None, list[Build]]:
    """Render the charts and build the kustomizations among the files, and those that GitOps objects deploy."""
    builder = None
    if plan is not None and plan.changed:
        # What an object deploys that a kustomization changes is known once that is built.
        builder = _builder(request, files, config, boundary, plan)
        changed = {os.path.realpath(one.file) for one in plan.changed}
        plan.read_built(_builds(builder, files, plan, changed))
    charts = _charts(request, files, config, boundary, plan)
    builder = builder or _builder(request, files, config, boundary, plan)
    builds = _builds(builder, files, plan)
    if plan is not None:
        plan.say_changed()
        if not request.kustomize:
            plan.say_not_built()
    return charts, builds


def planned(
    request: Request,
    files: list[str],
    config: Config,
    boundary: Boundary,
    patches: set[str],
    look: FirstLook,
) -> Plan | None:
    """Return what GitOps objects in the files deploy; None without any."""
    if request.kept is not None and request.kept.rendered is not None:
        return request.kept.rendered.plan
    marked = [] if request.is_in_memory else _files_that_deploy(request, files, look)
    if not marked:
        return None
    from elblint.inputs.gitops.plan import plan_of

    return plan_of(marked, files, request.changed, config, boundary, patches)


def _files_that_deploy(request: Request, files: list[str], look: FirstLook) -> list[str]:
    outlines = request.outlines
    if outlines is None:
        return files_that_deploy(files, request.changed, look)
    found = files_that_deploy(files, request.changed, look, outlines.deploys)
    outlines.deploying.update(found)
    return found


def _builder(
    request: Request, files: list[str], config: Config, boundary: Boundary, plan: Plan | None
) -> Builder | None:
    """Return what builds kustomizations; None if there are none, or if they are not to be built."""
    if not request.kustomize or not ((plan is not None and plan.overlays) or has_kustomization(files)):
        return None
    from elblint.inputs.kustomize.builder import Builder, find_builder

    cache = _cache(request, config)
    return Builder(find_builder(), boundary, request.progress, cache)


def _cache(request: Request, config: Config) -> BuildCache:
    """Return the results of builders from earlier runs."""
    from elblint.inputs.build_cache import BuildCache

    return request.builds or BuildCache(request.kept_in, config.root)


def _builds(
    builder: Builder | None, files: list[str], plan: Plan | None, only: set[str] | None = None
) -> list[Build]:
    """Build the kustomizations among the files, and those that GitOps objects deploy."""
    if builder is None:
        return []
    deployed = plan.kustomizations() if plan is not None else []
    return builder.build(dict.fromkeys([*files, *deployed]), plan.overlays if plan is not None else {}, only)


def add_built(
    loaded: LoadedInputs,
    request: Request,
    files: list[str],
    cluster_of: ClusterOfPath,
    boundary: Boundary,
    plan: Plan | None,
) -> dict[str, str]:
    """Add the objects of all charts and kustomizations; the real paths of their parts, with what they are.

    Raises UsageError for options of a release without a chart.
    """
    kept = None if request.kept is None else request.kept.rendered
    config = cluster_of.config
    if kept is None:
        charts, builds = _made(request, files, config, boundary, plan)
    else:
        charts, builds = kept.charts, kept.builds
    if charts is None and request.release:
        raise UsageError(localized("options-without-chart"))
    if plan is not None:
        rendered = [] if charts is None else charts.renderings
        loaded.rendered = plan.rendered_owners(
            [
                *(one.release for one in rendered if one.rendered is not None),
                *(one.overlay for one in builds if one.overlay is not None and one.built is not None),
            ]
        )
    parts = {} if charts is None else _add_charts(loaded, request, charts)
    parts |= _add_builds(loaded, request, builds, cluster_of)
    if kept is not None:
        loaded.diagnostics += kept.faults
        parts = {real: part for real, part in parts.items() if real not in kept.faulty}
    return parts


def _add_builds(
    loaded: LoadedInputs, request: Request, builds: list[Build], cluster_of: ClusterOfPath
) -> dict[str, str]:
    """Add the objects of kustomizations; the real paths of what was built in."""
    reached: dict[str, str] = {}
    for build in builds:
        if build.diagnostic is not None:
            loaded.diagnostics.append(build.diagnostic)
        loaded.ran_out |= build.ran_out
        if build.built is None:
            continue
        reached.update(dict.fromkeys(build.files, "kustomization"))
        loaded.counts.built += 1
        loaded.counts.note("built", build.built.path)
        overlay = build.overlay
        cluster = cluster_of(build.top.path) if overlay is None else overlay.cluster
        namespace = "" if overlay is None else overlay.namespace
        from elblint.inputs.gitops.built_objects import origin_of

        read = ReadText(build.built, cluster, origin_of(build), namespace)
        add_text(loaded, request.kept, read, f"{build.built.path}//{cluster.name}/{namespace}")
    return reached


def _engine(request: Request, config: Config) -> Engine | None:
    """Return Helm's engine, with the results that earlier runs kept; None without an engine."""
    from elblint.inputs.helm.engine import find_engine
    from elblint.inputs.helm.kept_engine import KeptEngine

    engine: Engine | None = find_engine()
    cache = _cache(request, config)
    return KeptEngine(engine, cache) if engine is not None and cache.is_kept else engine


def _charts(
    request: Request, files: list[str], config: Config, boundary: Boundary, plan: Plan | None
) -> Charts | None:
    """Render the charts among the files, and those that GitOps objects deploy; None without any."""
    # What options say of the one chart among the paths wins over all else.
    deployed = plan.charts() if plan is not None and not request.release else []
    if not request.helm or not has_charts(files + deployed):
        return None
    from elblint.inputs.helm.chart_releases import ChartReleases
    from elblint.inputs.helm.rendering import render_charts

    engine = _engine(request, config)
    releases = ChartReleases(config, request.release, plan.releases if plan is not None else {})

    def render(chosen: list[str]) -> Charts:
        return render_charts(chosen, releases, engine, boundary, request.progress)

    charts = render([*files, *deployed])
    if plan is not None and engine is not None and not request.release:
        from elblint.inputs.gitops.nested import render_nested

        render_nested(plan, charts, engine, render)
        if request.kustomize and any(plan.renderers.values()):
            _post_render(request, config, plan, charts)
    return charts


def _post_render(request: Request, config: Config, plan: Plan, charts: Charts) -> None:
    """Change what charts were rendered to, as the post-renderers of their releases say."""
    from elblint.inputs.kustomize.builder import build_rendered, find_builder

    changed = [
        (one, one.rendered, layers)
        for one in charts.renderings
        if one.rendered is not None and (layers := plan.renderers.get(id(one.release)))
    ]
    cache = _cache(request, config)
    texts = [(rendered, layers) for _, rendered, layers in changed]
    for (one, _, _), build in zip(
        changed, build_rendered(texts, find_builder(), request.progress, cache), strict=True
    ):
        charts.built[id(one)] = build


def _add_charts(loaded: LoadedInputs, request: Request, charts: Charts) -> dict[str, str]:
    """Add the objects of rendered charts; the real paths of their parts, with what they are."""
    from elblint.inputs.helm.provenance import ChartOrigin

    loaded.diagnostics.extend(charts.diagnostics)
    loaded.counts.templates += len(charts.unrendered)
    for number, one in enumerate(charts.renderings):
        loaded.ran_out |= one.ran_out
        if one.rendered is None or charts.engine is None:
            continue
        if one.origin is None:
            one.origin = ChartOrigin(one.chart, one.release, charts.engine, one.rendered)
        origin = one.origin
        text, build = one.rendered, charts.built.get(id(one))
        if build is not None and build.diagnostic is not None:
            loaded.diagnostics.append(build.diagnostic)
            loaded.ran_out |= build.ran_out
        if build is not None and build.built is not None:
            from elblint.inputs.kustomize.rendered import RenderedOrigin

            text, origin = build.built, RenderedOrigin(build, one.rendered, origin)
        loaded.counts.rendered += 1
        # Values files were judged with what they make.
        charts.parts.update(os.path.realpath(file.path) for file in one.release.files())
        loaded.counts.note("rendered", one.rendered.path)
        read = ReadText(text, one.release.cluster, origin)
        add_text(loaded, request.kept, read, f"{number}//{one.chart.folder}")
    parts = dict.fromkeys(charts.parts, "chart")
    parts.update(dict.fromkeys(charts.unrendered & charts.parts, "template"))
    return parts
