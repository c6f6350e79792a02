"""The input of a run: from paths to objects, files, kustomizations and charts alike."""

from __future__ import annotations

from collections.abc import Callable

from elblint.config.settings import ClusterOfPath, Config
from elblint.inputs.built import add_built, planned
from elblint.inputs.emptiness import nothing_to_lint
from elblint.inputs.file_reader import FileReader
from elblint.inputs.first_look import FirstLook
from elblint.inputs.kustomize.kustomization import NamedFiles, named_files
from elblint.inputs.loaded import LoadedInputs, add_text_sources, take_diagnostics
from elblint.inputs.request import Request, files_of
from elblint.system.boundary import Boundary
from elblint.system.type_names import TYPE_CHECKING
from elblint.text.diagnostics import Diagnostic
from elblint.text.reader import STDIN
from elblint.text.source import Location, SourceText

if TYPE_CHECKING:
    from elblint.model.custom_services import CustomServices


def load_inputs(
    request: Request,
    config: Config,
    released: Callable[[str], bool] = lambda kind: False,
    custom_services: Callable[[], CustomServices] | None = None,
) -> LoadedInputs:
    """Read all that ``request`` names. Raises UsageError for a path that does not exist.

    Plain objects of which ``released`` says so by their kind are not kept in memory: they are parsed again if
    somebody asks. ``custom_services`` tells which Services operators make of custom resources.
    """
    loaded = LoadedInputs(released, custom_services)
    loaded.config = config = _completed(request, config, loaded)
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
    named = _named(request, files, boundary)
    look = FirstLook()
    plan = planned(request, files, config, boundary, named.patches, look)
    built = add_built(loaded, request, files, cluster_of, boundary, plan)
    if plan is not None:
        loaded.diagnostics += plan.found.diagnostics
        for name, file in sorted(set(plan.found.remote)):
            counts.note("elsewhere", name, file)
    reader = FileReader(loaded, request, config, cluster_of, named, plan, look)
    for number, path in enumerate(found.files, 1):
        request.progress("reading-files", number, len(found.files))
        part = built.get(reader.real(path)) if built and path != STDIN else None
        if part is None:
            reader.read(path)
        else:
            counts.file(part, path)
    if reader.code:
        from elblint.inputs.terraform.code import add_code

        add_code(loaded, reader.code, reader.given, cluster_of, is_in_memory=request.is_in_memory)
    # Folders that are deployed, and charts that comments lead to, may lie outside of the input.
    loaded.led_elsewhere = plan is not None or reader.comment_origins.led_to_charts
    add_text_sources(loaded, config.elbs, request.kept)
    take_diagnostics(loaded)
    met = reader.met or bool(loaded.objects or counts.built or counts.rendered or built)
    if not met and not request.allow_empty and not any(one.unreadable for one in loaded.diagnostics):
        loaded.diagnostics.append(nothing_to_lint(request.paths, counts.files))
    for one in loaded.diagnostics:
        if one.unreadable and one.is_acceptable:
            counts.note("unread", str(one.location), one.shown_detail)
    counts.unread = sum(diagnostic.unreadable for diagnostic in loaded.diagnostics)
    return loaded


def _completed(request: Request, config: Config, loaded: LoadedInputs) -> Config:
    """Return the configuration with the facts that evidence adds. Raises UsageError for a file that is missing."""
    if not config.facts_from and not any(entry.facts_from for entry in config.clusters):
        return config
    from elblint.inputs.evidence.completion import complete

    kept = request.kept
    completed = kept.completed if kept is not None else None
    if completed is None:
        completed = complete(config)
        if kept is not None:
            kept.completed = completed
    loaded.diagnostics += completed[1]
    return completed[0]


def _named(request: Request, files: list[str], boundary: Boundary) -> NamedFiles:
    """Return the files that kustomizations give a meaning; looked for once if something is kept between runs."""
    kept = request.kept
    if kept is not None:
        kept.begin()
        if kept.named is not None:
            return kept.named
    named = named_files([] if request.is_in_memory else files, boundary)
    if kept is not None:
        kept.take_named(named)
    return named
