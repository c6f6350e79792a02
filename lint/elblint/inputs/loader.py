"""The input of a run: from paths to objects, files, kustomizations and charts alike."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from elblint.config.chart_release import ReleaseOptions
from elblint.config.settings import ClusterOfPath, Config
from elblint.errors import UsageError
from elblint.inputs.discovery import CODE, Discovery, discover
from elblint.inputs.emptiness import diagnostics_of_file, holds_something, nothing_to_lint
from elblint.inputs.helm import CHART_FILE, has_charts
from elblint.inputs.kustomize.kustomization import NamedFiles, has_kustomization, named_files
from elblint.inputs.loaded import LoadedInputs, ReadText, add_documents, add_text_sources
from elblint.model.objects import Origin
from elblint.system.boundary import Boundary
from elblint.system.named_tuple import NamedTuple
from elblint.system.progress import Progress, silent
from elblint.system.type_names import TYPE_CHECKING
from elblint.text.diagnostics import Diagnostic
from elblint.text.reader import STDIN, read_source
from elblint.text.source import Location, SourceText

if TYPE_CHECKING:
    from elblint.inputs.helm.source_comments import ChartsBelow

_SOURCE_COMMENT = "# Source: "
# The first entries of what ``terraform show -json`` prints.
_PLAN_MARKS = ('"format_version"', '"terraform_version"')
_PLAN_HEAD = 500


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
    kept_in: str = ""
    """The folder for results of builders from earlier runs; empty if none are kept."""


def files_of(request: Request, config: Config) -> Discovery:
    """The files that a request stands for. Raises UsageError for a path that does not exist."""
    return request.found or discover(
        request.paths, config.exclude, config.root, force_exclude=request.force_exclude
    )


def load_inputs(
    request: Request, config: Config, released: Callable[[str], bool] = lambda kind: False
) -> LoadedInputs:
    """Read all that ``request`` names. Raises UsageError for a path that does not exist.

    Plain objects of which ``released`` says so by their kind are not kept in memory: they are parsed again if
    somebody asks.
    """
    loaded = LoadedInputs(released)
    if config.facts_from or any(entry.facts_from for entry in config.clusters):
        from elblint.inputs.evidence.completion import complete

        config, loaded.diagnostics = complete(config)
    loaded.config = config
    counts = loaded.counts
    found = files_of(request, config)
    counts.ignored, counts.excluded = found.ignored, found.excluded
    for path, reason in found.unreadable:
        location = Location(SourceText(path, ""), 0, 0)
        loaded.diagnostics.append(Diagnostic("unreadable-file", location, reason, unreadable=True))
    cluster_of = ClusterOfPath(config)
    files = [path for path in found.files if path != STDIN]
    boundary = Boundary.around(request.paths, config.root)
    named = named_files([] if request.is_in_memory else files, boundary)
    reader = _FileReader(loaded, request, config, cluster_of, named)
    built = _add_builds(loaded, request, files, cluster_of, boundary)
    built |= _add_charts(loaded, request, files, config, boundary)
    for number, path in enumerate(found.files, 1):
        request.progress("reading-files", number, len(found.files))
        if path != STDIN and built and os.path.realpath(path) in built:
            counts.files += 1
        else:
            reader.read(path)
    if reader.code:
        from elblint.inputs.terraform.code import add_code

        add_code(loaded, reader.code, reader.given, cluster_of, is_in_memory=request.is_in_memory)
    loaded.led_to_charts = reader.origin_of.led_to_charts
    add_text_sources(loaded, config.elbs)
    for one in loaded.read:
        to_source = one.origin.diagnostic if one.origin is not None else lambda diagnostic: diagnostic
        loaded.diagnostics.extend(map(to_source, one.documents.diagnostics))
        counts.skipped_documents += len(one.documents.skipped)
    met = reader.met or bool(loaded.objects or counts.built or counts.rendered or built)
    if not met and not request.allow_empty and not any(one.unreadable for one in loaded.diagnostics):
        loaded.diagnostics.append(nothing_to_lint(request.paths, counts.files))
    counts.unread = sum(diagnostic.unreadable for diagnostic in loaded.diagnostics)
    return loaded


class _FileReader:
    """Reads files as they are: those that no chart or kustomization takes."""

    def __init__(
        self,
        loaded: LoadedInputs,
        request: Request,
        config: Config,
        cluster_of: ClusterOfPath,
        named: NamedFiles,
    ) -> None:
        self.loaded = loaded
        self.request = request
        self.cluster_of = cluster_of
        self.named = named
        self.given = frozenset(path for path in request.paths if not os.path.isdir(path))
        self.origin_of = _CommentOrigins(config.root)
        self.met = False
        """True once a file seems to hold something to lint."""
        self.code: list[SourceText] = []
        """Files of Terraform's code, of which those in one folder are read together."""

    def read(self, path: str) -> None:
        """Read one file, and add what it holds."""
        loaded, request = self.loaded, self.request
        source: SourceText | Diagnostic
        if path in request.changed:
            source = SourceText(path, request.changed[path])
        else:
            source = read_source(path, request.stdin_filename)
        if isinstance(source, Diagnostic):
            loaded.diagnostics.append(source)
            return
        loaded.counts.files += 1
        if path.endswith(CODE):
            self.code.append(source)
            return
        if path.endswith(".json") and all(mark in source.text[:_PLAN_HEAD] for mark in _PLAN_MARKS):
            from elblint.inputs.terraform.plan import add_plan

            add_plan(loaded, source, self.cluster_of(source.path))
            return
        self.met = self.met or holds_something(source.text)
        loaded.diagnostics.extend(diagnostics_of_file(source, path, self.given))
        origin = None if request.is_in_memory else self.origin_of(source)
        one = ReadText(source, self.cluster_of(source.path), origin)
        real = os.path.realpath(path) if self.named.patches or self.named.secrets else path
        is_patch = real in self.named.patches
        if real in self.named.secrets:
            source.hide(0, len(source.text))
        loaded.counts.patches += is_patch
        add_documents(loaded, one, parse_all=request.parse_all, is_patch=is_patch)
        loaded.counts.templates += one.documents.is_template
        if one.documents.diagnostics and not request.is_in_memory and _is_values_file(path):
            # A chart may put any value into a Secret.
            source.hide(0, len(source.text))


def _is_values_file(path: str) -> bool:
    folder, name = os.path.split(path)
    return name != CHART_FILE and os.path.isfile(os.path.join(folder, CHART_FILE))


def _add_builds(
    loaded: LoadedInputs, request: Request, files: list[str], cluster_of: ClusterOfPath, boundary: Boundary
) -> set[str]:
    """Build the kustomizations among the files and add their objects; the real paths of what was built in."""
    reached: set[str] = set()
    if not request.kustomize or not has_kustomization(files):
        return reached
    from elblint.inputs.build_cache import BuildCache
    from elblint.inputs.kustomize.builder import build_kustomizations, find_builder
    from elblint.inputs.kustomize.provenance import KustomizeOrigin

    cache = BuildCache(request.kept_in, cluster_of.config.root)
    for build in build_kustomizations(files, find_builder(), boundary, request.progress, cache):
        if build.diagnostic is not None:
            loaded.diagnostics.append(build.diagnostic)
        loaded.ran_out |= build.ran_out
        if build.built is None:
            continue
        reached |= build.files
        loaded.counts.built += 1
        add_documents(loaded, ReadText(build.built, cluster_of(build.top.path), KustomizeOrigin(build)))
    return reached


def _add_charts(
    loaded: LoadedInputs, request: Request, files: list[str], config: Config, boundary: Boundary
) -> set[str]:
    """Render the charts among the files and add their objects; the real paths of the files that are their parts."""
    if not request.helm or not has_charts(files):
        if request.release:
            raise UsageError("--values, --set, --release and --namespace are for a chart, and there is none")
        return set()
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
    releases = ChartReleases(config, request.release)
    charts = render_charts(files, releases, engine, boundary, request.progress)
    loaded.diagnostics.extend(charts.diagnostics)
    loaded.counts.templates += charts.templates
    for one in charts.renderings:
        loaded.ran_out |= one.ran_out
        if one.rendered is None or engine is None:
            continue
        origin = ChartOrigin(one.chart, one.release, engine, one.rendered)
        loaded.counts.rendered += 1
        add_documents(loaded, ReadText(one.rendered, one.release.cluster, origin))
    return charts.parts


class _CommentOrigins:
    """Leads text that Helm has rendered somewhere back to the charts below a folder."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._charts: ChartsBelow | None = None

    @property
    def led_to_charts(self) -> bool:
        """True if charts were looked for, all over the folder, and there are some."""
        return self._charts is not None and self._charts.were_found

    def __call__(self, source: SourceText) -> Origin | None:
        """The origin of a text with Helm's comments; None for any other."""
        if _SOURCE_COMMENT not in source.text:
            return None
        from elblint.inputs.helm.source_comments import ChartsBelow, CommentOrigin

        self._charts = self._charts or ChartsBelow(self.root)
        return CommentOrigin(source, self._charts)
