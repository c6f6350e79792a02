"""The input of a run: from paths to objects, files, kustomizations and charts alike."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from elblint.config.chart_release import ReleaseOptions
from elblint.config.settings import ClusterOfPath, Config
from elblint.errors import UsageError
from elblint.inputs.discovery import Discovery, discover
from elblint.inputs.emptiness import diagnostics_of_file, holds_something, nothing_to_lint
from elblint.inputs.helm import CHART_FILE, has_charts
from elblint.inputs.kustomize.kustomization import NamedFiles, has_kustomization, named_files
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
from elblint.system.progress import Progress, silent
from elblint.text.diagnostics import Diagnostic
from elblint.text.reader import STDIN, digest_of, read_source
from elblint.text.source import Location, SourceText

if TYPE_CHECKING:
    from elblint.inputs.helm.rendering import Charts
    from elblint.inputs.helm.source_comments import ChartsBelow
    from elblint.inputs.kept_files import KeptFiles, Rendered
    from elblint.inputs.kustomize.builder import Build

_SOURCE_COMMENT = "# Source: "


class LoadedInputs:
    """The input of a run: its objects, and what was wrong with the text."""

    def __init__(self, released: frozenset[str]) -> None:
        self.released = released
        self.objects: list[KubeObject] = []
        self.targets: TargetIndex | None = None
        self.diagnostics: list[Diagnostic] = []
        self.counts = Summary()
        self.read: list[_Read] = []
        self.is_as_expected = True
        """False once a file had other content than the request expects."""

    def take(self, part: LoadedInputs) -> None:
        """Add the objects of one text, which an earlier run may have had as well."""
        for one in part.objects:
            one.unassign()
        self.objects += part.objects
        for kind, number in part.counts.objects.items():
            self.counts.objects[kind] += number
        self.counts.skipped_documents += part.counts.skipped_documents
        self.counts.values += part.counts.values

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
    digests: Mapping[str, bytes] = MappingProxyType({})
    """Of the content that files are expected to have, by path."""
    kept: KeptFiles[LoadedInputs] | None = None
    """The files of the same input as earlier runs have read them."""


def files_of(request: Request, config: Config) -> Discovery:
    """The files that a request stands for. Raises UsageError for a path that does not exist."""
    return request.found or discover(
        request.paths, config.exclude, config.root, force_exclude=request.force_exclude
    )


def load_inputs(request: Request, config: Config, released: frozenset[str] = frozenset()) -> LoadedInputs:
    """Read all that ``request`` names. Raises UsageError for a path that does not exist.

    Plain objects of the kinds ``released`` are not kept in memory: they are parsed again if somebody asks.
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
    named = _named(request, files, boundary)
    origin_of = _origins(request, config)
    real_path = os.path.realpath if request.kept is None else request.kept.real
    built = _add_builds(loaded, request, files, cluster_of, boundary)
    built |= _add_charts(loaded, request, files, config, boundary)
    for number, path in enumerate(found.files, 1):
        request.progress("reading-files", number, len(found.files))
        if request.kept is not None and path not in given and _resume(loaded, request, path):
            met = met or holds_something(request.changed[path])
            continue
        if path != STDIN and built and real_path(path) in built:
            counts.files += 1
            continue
        real = real_path(path) if named.patches or named.secrets else path
        is_secret = real in named.secrets
        source = _source(loaded, request, path, is_secret=is_secret)
        if isinstance(source, Diagnostic):
            loaded.diagnostics.append(source)
            continue
        counts.files += 1
        met = met or holds_something(source.text)
        loaded.diagnostics.extend(diagnostics_of_file(source, path, given))
        origin = None if request.is_in_memory else origin_of(source)
        one = _Read(source, cluster_of(source.path), origin)
        is_patch = real in named.patches
        source.hide(0, len(source.text) if is_secret else 0)
        counts.patches += is_patch
        _add_text(loaded, request, one, path, is_patch=is_patch, is_secret=is_secret)
        counts.templates += one.documents.is_template
        if one.documents.diagnostics and not request.is_in_memory and _is_values_file(path):
            # A chart may put any value into a Secret.
            source.hide(0, len(source.text))
    _add_text_sources(loaded, config.elbs, request.kept)
    for one in loaded.read:
        to_source = one.origin.diagnostic if one.origin is not None else lambda diagnostic: diagnostic
        loaded.diagnostics.extend(map(to_source, one.documents.diagnostics))
        counts.skipped_documents += len(one.documents.skipped)
    met = met or bool(loaded.objects or counts.built or counts.rendered or built)
    if not met and not request.allow_empty and not any(one.unreadable for one in loaded.diagnostics):
        loaded.diagnostics.append(nothing_to_lint(request.paths, counts.files))
    counts.unread = sum(diagnostic.unreadable for diagnostic in loaded.diagnostics)
    return loaded


def _named(request: Request, files: list[str], boundary: Boundary) -> NamedFiles:
    """The files that kustomizations give a meaning; looked for once if something is kept between runs."""
    kept = request.kept
    if kept is not None:
        kept.begin()
        if kept.named is not None:
            return kept.named
    named = named_files([] if request.is_in_memory else files, boundary)
    if kept is not None:
        kept.named = named
    return named


def _origins(request: Request, config: Config) -> Callable[[SourceText], Origin | None]:
    origins = _CommentOrigins(config.root)
    if request.kept is None:
        return origins
    request.kept.origin_of = request.kept.origin_of or origins
    return request.kept.origin


def _resume(loaded: LoadedInputs, request: Request, path: str) -> bool:
    """Add a file as the last run read it, if its text is the very same; whether that was done."""
    assert request.kept is not None
    part = request.kept.unchanged(path, request.changed.get(path))
    if part is None:
        return False
    loaded.counts.files += 1
    loaded.counts.patches += part.is_patch
    loaded.counts.templates += part.read.documents.is_template
    loaded.take(part.loaded)
    # Only what is left unparsed may change in a run.
    loaded.read.append(part.read.copy() if part.read.documents.skipped else part.read)
    return True


def _source(loaded: LoadedInputs, request: Request, path: str, *, is_secret: bool) -> SourceText | Diagnostic:
    """The text of one file: the one that stands for it, or its own."""
    text = request.changed.get(path)
    if text is None:
        return read_source(path, request.stdin_filename, _expected(loaded, request, path))
    return SourceText(path, text) if request.kept is None else request.kept.source(path, text, is_secret)


def _is_values_file(path: str) -> bool:
    folder, name = os.path.split(path)
    return name != CHART_FILE and os.path.isfile(os.path.join(folder, CHART_FILE))


def _expected(loaded: LoadedInputs, request: Request, path: str) -> Callable[[bytes], None] | None:
    """Return what notes that a file's content is not the expected one; None if any is expected."""
    digest = request.digests.get(path)
    if digest is None:
        return None

    def check(data: bytes) -> None:
        loaded.is_as_expected &= digest_of(data) == digest

    return check


class _Read:
    """One text that was read, the cluster that it is meant for, and what it was built from."""

    def __init__(self, source: SourceText, cluster: Cluster, origin: Origin | None = None) -> None:
        self.source = source
        self.cluster = cluster
        self.origin = origin
        self.documents = Documents()
        self.mentions: dict[tuple[int, int], LoadedInputs] | None = None
        """The objects of documents that are read only if they mention an address; None to keep none."""

    def copy(self) -> _Read:
        """Return the same, for the next run to resume."""
        other = _Read(self.source, self.cluster)
        other.resume(self)
        return other

    def resume(self, before: _Read) -> None:
        """Let all be as it was before."""
        self.origin, self.mentions = before.origin, before.mentions
        self.documents = Documents()
        self.documents.diagnostics = [*before.documents.diagnostics]
        self.documents.skipped = [*before.documents.skipped]
        self.documents.is_template = before.documents.is_template


def render(request: Request, config: Config) -> Rendered:
    """Build the kustomizations and render the charts that a request names, with what tools the machine has."""
    from elblint.inputs.kept_files import Rendered

    files = [path for path in files_of(request, config).files if path != STDIN]
    boundary = Boundary.around(request.paths, config.root)
    return Rendered(_builds(request, files, boundary), _charts(request, files, config, boundary))


def _builds(request: Request, files: list[str], boundary: Boundary) -> list[Build]:
    if not request.kustomize or not has_kustomization(files):
        return []
    from elblint.inputs.kustomize.builder import build_kustomizations, find_builder

    return build_kustomizations(files, find_builder(), boundary, request.progress)


def _charts(request: Request, files: list[str], config: Config, boundary: Boundary) -> Charts | None:
    if not request.helm or not has_charts(files):
        return None
    from elblint.inputs.helm.chart_releases import ChartReleases
    from elblint.inputs.helm.engine import find_engine
    from elblint.inputs.helm.rendering import render_charts

    releases = ChartReleases(config, request.release)
    return render_charts(files, releases, find_engine(), boundary, request.progress)


def _add_builds(
    loaded: LoadedInputs, request: Request, files: list[str], cluster_of: ClusterOfPath, boundary: Boundary
) -> set[str]:
    """Build the kustomizations among the files and add their objects; the real paths of what was built in."""
    reached: set[str] = set()
    rendered = None if request.kept is None else request.kept.rendered
    for build in _builds(request, files, boundary) if rendered is None else rendered.builds:
        from elblint.inputs.kustomize.provenance import KustomizeOrigin

        if build.diagnostic is not None:
            loaded.diagnostics.append(build.diagnostic)
        if build.built is None:
            continue
        reached |= build.files
        loaded.counts.built += 1
        read = _Read(build.built, cluster_of(build.top.path), KustomizeOrigin(build))
        _add_text(loaded, request, read, f"{build.top.path}//", parse_all=False)
    return reached


def _add_charts(
    loaded: LoadedInputs, request: Request, files: list[str], config: Config, boundary: Boundary
) -> set[str]:
    """Render the charts among the files and add their objects; the real paths of the files that are their parts."""
    if not request.helm or not has_charts(files):
        if request.release:
            raise UsageError("--values, --set, --release and --namespace are for a chart, and there is none")
        return set()
    from elblint.inputs.helm.engine import find_engine
    from elblint.inputs.helm.provenance import ChartOrigin

    rendered = None if request.kept is None else request.kept.rendered
    charts = _charts(request, files, config, boundary) if rendered is None else rendered.charts
    if charts is None:
        return set()
    engine = find_engine()
    loaded.diagnostics.extend(charts.diagnostics)
    loaded.counts.templates += charts.templates
    for number, one in enumerate(charts.renderings):
        if one.rendered is None or engine is None:
            continue
        origin = ChartOrigin(one.chart, one.release, engine, one.rendered)
        loaded.counts.rendered += 1
        read = _Read(one.rendered, one.release.cluster, origin)
        _add_text(loaded, request, read, f"{number}//{one.chart.folder}", parse_all=False)
    return charts.parts


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


def _add_text(
    loaded: LoadedInputs,
    request: Request,
    read: _Read,
    key: str,
    *,
    parse_all: bool | None = None,
    is_patch: bool = False,
    is_secret: bool = False,
) -> None:
    """Add the objects of a text, as they were made before if that is known."""
    every = request.parse_all if parse_all is None else parse_all
    if request.kept is None:
        _add_documents(loaded, read, parse_all=every, is_patch=is_patch)
        return

    def made() -> LoadedInputs:
        part = LoadedInputs(loaded.released)
        _add_documents(part, read, parse_all=every, is_patch=is_patch)
        return part

    loaded.take(request.kept.part(key, read, made, is_patch=is_patch, is_secret=is_secret))
    loaded.read.append(read)


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
        made.kind in loaded.released
        and made.node is root
        and (made.origin is None or not made.origin.changes_objects)
        and made.is_unrelated
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


def _add_text_sources(
    loaded: LoadedInputs, known_elbs: Iterable[KnownElb], kept: KeptFiles[LoadedInputs] | None
) -> None:
    """Parse those of the skipped documents that mention an address which some object answers to, or an ELB."""
    loaded.targets = what_answers(loaded.objects, known_elbs)
    if kept is not None:
        loaded.targets.earlier_prefilter = kept.prefilter
    prefilter = loaded.targets.prefilter()
    if kept is not None:
        loaded.targets.earlier_prefilter = kept.prefilter = prefilter.keep()
    for one in loaded.read:
        left: list[tuple[int, int]] = []
        for start, end in one.documents.skipped:
            if prefilter.occur_in(one.source.text, start, end):
                _add_mention(loaded, one, start, end)
            else:
                left.append((start, end))
        one.documents.skipped = left


def _add_mention(loaded: LoadedInputs, read: _Read, start: int, end: int) -> None:
    """Add the objects of a document that was left unparsed at first."""
    if read.mentions is None:
        _add_objects(loaded, read_document(read.source, read.documents, start, end), read)
        return
    part = read.mentions.get((start, end))
    if part is None:
        part = read.mentions[start, end] = LoadedInputs(loaded.released)
        documents = Documents()
        _add_objects(part, read_document(read.source, documents, start, end), read)
        part.diagnostics = documents.diagnostics
    loaded.take(part)
    for one in part.diagnostics:
        if one.kind == "unrendered-template":
            # One for each text is enough.
            if read.documents.is_template:
                continue
            read.documents.is_template = True
        read.documents.diagnostics.append(one)
