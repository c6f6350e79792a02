"""The input of a run: from paths to objects, files, kustomizations and charts alike."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from elblint.config.chart_release import ReleaseOptions
from elblint.config.settings import ClusterOfPath, Config
from elblint.errors import UsageError
from elblint.inputs.discovery import Discovery, discover
from elblint.inputs.emptiness import diagnostics_of_file, holds_something, nothing_to_lint
from elblint.inputs.helm import CHART_FILE, has_charts
from elblint.inputs.kustomize.kustomization import has_kustomization, named_files
from elblint.inputs.shared_secrets import withhold_shared
from elblint.inputs.summary import Summary
from elblint.inputs.values import objects_of_values, parts_in
from elblint.model.addresses.resolver import TargetIndex, what_answers
from elblint.model.addresses.sources import DATA_KINDS, TextSource
from elblint.model.cluster import Cluster, KnownElb
from elblint.model.context import KINDS, make_object
from elblint.model.objects import KubeObject, Origin
from elblint.model.services import Service
from elblint.syntax.documents import Documents, each_document, objects_in, read_document
from elblint.syntax.nodes import Node
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


class LoadedInputs:
    """The input of a run: its objects, and what was wrong with the text."""

    def __init__(self, released: Callable[[str], bool]) -> None:
        self.released = released
        self.objects: list[KubeObject] = []
        self.targets: TargetIndex | None = None
        self.diagnostics: list[Diagnostic] = []
        self.counts = Summary()
        self.read: list[_Read] = []
        self.ran_out = False
        """True if something was not built for want of time or memory."""
        self.comment_origins: _CommentOrigins | None = None

    @property
    def is_repeatable(self) -> bool:
        """False if another run over the same files may find something else."""
        origins = self.comment_origins
        return not self.ran_out and (origins is None or not origins.led_to_charts)

    def texts(self) -> Iterator[SourceText]:
        """The texts that people wrote, in which a comment may speak to elblint."""
        for one in self.read:
            yield from [one.source] if one.origin is None else one.origin.texts()


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
    counts = loaded.counts
    found = files_of(request, config)
    counts.ignored, counts.excluded = found.ignored, found.excluded
    for path, reason in found.unreadable:
        location = Location(SourceText(path, ""), 0, 0)
        loaded.diagnostics.append(Diagnostic("unreadable-file", location, reason, unreadable=True))
    cluster_of = ClusterOfPath(config)
    files = [path for path in found.files if path != STDIN]
    boundary = Boundary.around(request.paths, config.root)
    given = frozenset(path for path in request.paths if not os.path.isdir(path))
    met = False
    named = named_files([] if request.is_in_memory else files, boundary)
    origin_of = loaded.comment_origins = _CommentOrigins(config.root)
    built = _add_builds(loaded, request, files, cluster_of, boundary) | _add_charts(
        loaded, request, files, config, boundary
    )
    for number, path in enumerate(found.files, 1):
        request.progress("reading-files", number, len(found.files))
        if path != STDIN and built and os.path.realpath(path) in built:
            counts.files += 1
            continue
        source: SourceText | Diagnostic
        if path in request.changed:
            source = SourceText(path, request.changed[path])
        else:
            source = read_source(path, request.stdin_filename)
        if isinstance(source, Diagnostic):
            loaded.diagnostics.append(source)
            continue
        counts.files += 1
        met = met or holds_something(source.text)
        loaded.diagnostics.extend(diagnostics_of_file(source, path, given))
        origin = None if request.is_in_memory else origin_of(source)
        one = _Read(source, cluster_of(source.path), origin)
        real = os.path.realpath(path) if named.patches or named.secrets else path
        is_patch = real in named.patches
        if real in named.secrets:
            source.hide(0, len(source.text))
        counts.patches += is_patch
        _add_documents(loaded, one, parse_all=request.parse_all, is_patch=is_patch)
        counts.templates += one.documents.is_template
        if one.documents.diagnostics and not request.is_in_memory and _is_values_file(path):
            # A chart may put any value into a Secret.
            source.hide(0, len(source.text))
    _add_text_sources(loaded, config.elbs)
    for one in loaded.read:
        to_source = one.origin.diagnostic if one.origin is not None else lambda diagnostic: diagnostic
        loaded.diagnostics.extend(map(to_source, one.documents.diagnostics))
        counts.skipped_documents += len(one.documents.skipped)
    met = met or bool(loaded.objects or counts.built or counts.rendered or built)
    if not met and not request.allow_empty and not any(one.unreadable for one in loaded.diagnostics):
        loaded.diagnostics.append(nothing_to_lint(request.paths, counts.files))
    counts.unread = sum(diagnostic.unreadable for diagnostic in loaded.diagnostics)
    return loaded


def _is_values_file(path: str) -> bool:
    folder, name = os.path.split(path)
    return name != CHART_FILE and os.path.isfile(os.path.join(folder, CHART_FILE))


class _Read:
    """One text that was read, the cluster that it is meant for, and what it was built from."""

    def __init__(self, source: SourceText, cluster: Cluster, origin: Origin | None = None) -> None:
        self.source = source
        self.cluster = cluster
        self.origin = origin
        self.documents = Documents()


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
        _add_documents(loaded, _Read(build.built, cluster_of(build.top.path), KustomizeOrigin(build)))
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
        _add_documents(loaded, _Read(one.rendered, one.release.cluster, origin))
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


def _add_documents(
    loaded: LoadedInputs, read: _Read, *, parse_all: bool = False, is_patch: bool = False
) -> None:
    """Add the objects of a text; of a patch only Services, as parts, for what it leaves out stands elsewhere."""
    loaded.read.append(read)
    for roots, start, end in each_document(read.source, KINDS, read.documents, parse_all=parse_all):
        if is_patch:
            _add_parts(loaded, roots, read)
        else:
            made = _add_objects(loaded, roots, read)
            if len(made) == len(roots) == 1 and _can_be_released(loaded, made[0], roots[0], start, end):
                made[0].release(start, end)


def _can_be_released(loaded: LoadedInputs, made: KubeObject, root: Node, start: int, end: int) -> bool:
    """Return whether an object, the only one of its document, need not be kept.

    What a tool changes after reading cannot be read again; nor do escapes let a text be searched.
    """
    return (
        made.node is root
        and (made.origin is None or not made.origin.changes_objects)
        and made.is_unrelated
        and loaded.released(made.kind)
        and made.source.text.find("\\", start, end) < 0
    )


def _add_objects(loaded: LoadedInputs, roots: list[Node], read: _Read) -> list[KubeObject]:
    added: list[KubeObject] = []
    for root in roots:
        objects = list(objects_in(root))
        if len(objects) > 1:
            withhold_shared(objects, read.source.text)
        if not objects:
            of_values = list(objects_of_values(root, read.source, read.cluster))
            loaded.counts.skipped_documents += not of_values
            loaded.counts.values += bool(of_values)
            added += _adopted(of_values, read)
        for node, kind in objects:
            made = make_object(node, kind, read.source, read.cluster)
            if made is None:
                loaded.counts.skipped_documents += 1
            else:
                if read.origin is not None:
                    read.origin.adopt(made)
                loaded.counts.objects[made.kind] += 1
                added.append(made)
                if isinstance(made, TextSource) and made.manifest_kind not in DATA_KINDS:
                    added += _adopted(parts_in(made.node, read.source, read.cluster), read)
    loaded.objects += added
    return added


def _adopted(objects: Iterable[KubeObject], read: _Read) -> list[KubeObject]:
    listed = list(objects)
    if read.origin is not None:
        for one in listed:
            read.origin.adopt(one)
    return listed


def _add_parts(loaded: LoadedInputs, roots: list[Node], read: _Read) -> None:
    for node, kind in (found for root in roots for found in objects_in(root)):
        made = make_object(node, kind, read.source, read.cluster)
        if isinstance(made, Service):
            made.is_patch = True
            loaded.objects.append(made)


def _add_text_sources(loaded: LoadedInputs, known_elbs: Iterable[KnownElb]) -> None:
    """Parse those of the skipped documents that mention an address which some object answers to, or an ELB."""
    loaded.targets = what_answers(loaded.objects, known_elbs)
    prefilter = loaded.targets.prefilter()
    for one in loaded.read:
        left: list[tuple[int, int]] = []
        for start, end in one.documents.skipped:
            if prefilter.occur_in(one.source.text, start, end):
                _add_objects(loaded, read_document(one.source, one.documents, start, end), one)
            else:
                left.append((start, end))
        one.documents.skipped = left
