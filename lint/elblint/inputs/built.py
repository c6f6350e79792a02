"""Objects that tools make of the input: charts that are rendered, and kustomizations that are built."""

from __future__ import annotations

import os

from elblint.config.settings import ClusterOfPath, Config
from elblint.errors import UsageError
from elblint.inputs.helm import has_charts
from elblint.inputs.kustomize.kustomization import has_kustomization
from elblint.inputs.loaded import LoadedInputs, ReadText, add_documents
from elblint.inputs.request import Request
from elblint.system.boundary import Boundary
from elblint.system.type_names import TYPE_CHECKING

if TYPE_CHECKING:
    from elblint.inputs.gitops.plan import Plan
    from elblint.inputs.helm.rendering import Charts


def add_builds(
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
    from elblint.inputs.build_cache import BuildCache
    from elblint.inputs.kustomize.builder import build_kustomizations, find_builder
    from elblint.inputs.kustomize.provenance import KustomizeOrigin

    overlays = plan.overlays if plan is not None else {}
    folders = dict.fromkeys([*files, *deployed])
    cache = BuildCache(request.kept_in, cluster_of.config.root)
    builds = build_kustomizations(
        folders, find_builder(), boundary, request.progress, cache, overlays=overlays
    )
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
        add_documents(loaded, ReadText(build.built, cluster, KustomizeOrigin(build), namespace))
    return reached


def add_charts(
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
    from elblint.inputs.build_cache import BuildCache
    from elblint.inputs.helm.chart_releases import ChartReleases
    from elblint.inputs.helm.engine import Engine, find_engine
    from elblint.inputs.helm.kept_engine import KeptEngine
    from elblint.inputs.helm.provenance import ChartOrigin
    from elblint.inputs.helm.rendering import render_charts

    engine: Engine | None = find_engine()
    cache = BuildCache(request.kept_in, config.root)
    if engine is not None and cache.is_kept:
        engine = KeptEngine(engine, cache)
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
        loaded.ran_out |= one.ran_out
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
