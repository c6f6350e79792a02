"""``elblint reach``."""

from __future__ import annotations

import typer

from elblint.cli import options as opt
from elblint.cli.exit_codes import CLEAN, FAILURE
from elblint.cli.output import complain, style, write


def reach(
    paths: opt.Paths = None,
    cluster: opt.ClusterWords = "",
    category: opt.Category = "",
    network: opt.Network = "",
    proxy: opt.Proxy = "",
    cluster_version: opt.ClusterVersion = "",
    config: opt.ConfigFile = "",
    no_config: opt.NoConfig = False,
    exclude: opt.Excludes = None,
    no_kustomize: opt.NoKustomize = False,
    no_helm: opt.NoHelm = False,
    values: opt.Values = None,
    sets: opt.Sets = None,
    release: opt.ReleaseName = "",
    namespace: opt.Namespace = "",
    stdin_filename: opt.StdinName = "",
    lang: opt.Lang = None,
    color: opt.Colour = opt.When.auto,
) -> None:
    """Print who inside the cluster reaches which address of each Service in the input."""
    from dataclasses import replace

    from elblint.engine.library import built_in_rules
    from elblint.engine.shared import Library
    from elblint.environments import ReleaseOptions
    from elblint.language import choose_language
    from elblint.model.elb_users import Service
    from elblint.model.world import World
    from elblint.report.reach_text import reach_report
    from elblint.run import Request, read_bundle

    told = opt.told(cluster, category, network, proxy, cluster_version)
    chosen = opt.configured(paths, config, no_config, told)
    chosen = replace(chosen, exclude=chosen.exclude + tuple(exclude or ()))
    language = choose_language(lang.value if lang else chosen.lang)
    request = Request(
        opt.paths_to_lint(paths, chosen),
        stdin_filename or "<stdin>",
        kustomize=not no_kustomize,
        helm=not no_helm,
        release=ReleaseOptions(tuple(values or ()), tuple(sets or ()), release, namespace),
    )
    bundle = read_bundle(request, chosen)
    world = World(bundle.objects, chosen.elbs)
    services = [found for found in world.by_kind.get("Service", []) if isinstance(found, Service)]
    table = Library(built_in_rules()).table
    write(reach_report(services, table, world, language, style(color, "-")).encode(), "-")
    fatal = [fault for fault in bundle.faults if fault.fatal]
    for fault in fatal:
        complain(f"{fault.place}: {fault.kind}: {fault.detail}")
    raise typer.Exit(FAILURE if fatal else CLEAN)
