"""The texts of a run, and the objects that stand in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from elblint.config.settings import Config
from elblint.inputs.shared_secrets import withhold_shared
from elblint.inputs.summary import Summary
from elblint.inputs.values import KIND, objects_of_values, parts_in
from elblint.model.addresses.resolver import TargetIndex, what_answers
from elblint.model.addresses.sources import DATA_KINDS, TextSource
from elblint.model.cluster import Cluster, KnownElb
from elblint.model.object_kinds import KINDS, make_object
from elblint.model.objects import KubeObject, Origin
from elblint.model.services import Service
from elblint.syntax.documents import Documents, each_document, objects_in, read_document
from elblint.syntax.nodes import Node
from elblint.system.type_names import TYPE_CHECKING
from elblint.text.diagnostics import Diagnostic
from elblint.text.source import SourceText

if TYPE_CHECKING:
    from elblint.inputs.kept_files import KeptFiles
    from elblint.model.custom_services import CustomServices


class Outline:
    """The documents of one text: spans left unparsed, and all others in their order.

    Each of the others is the object that was released, or a span whose objects are kept.
    """

    __slots__ = ("others", "skipped")

    def __init__(self, skipped: list[tuple[int, int]], others: list[KubeObject | tuple[int, int]]) -> None:
        self.skipped = skipped
        self.others = others


class ReadText:
    """One text that was read, the cluster that it is meant for, and what it was built from."""

    def __init__(
        self, source: SourceText, cluster: Cluster, origin: Origin | None = None, namespace: str = ""
    ) -> None:
        """``namespace`` is that of objects which name none."""
        self.source = source
        self.cluster = cluster
        self.origin = origin
        self.namespace = namespace
        self.documents = Documents()
        self.mentions: dict[tuple[int, int], LoadedInputs] | None = None
        """The objects of documents that are read only if they mention an address; None to keep none."""
        self.outline: Outline | None = None
        """Filled as the text is read; None if nobody asks for it."""

    def copy(self) -> ReadText:
        """Return the same, for the next run to resume."""
        other = ReadText(self.source, self.cluster, namespace=self.namespace)
        other.resume(self)
        return other

    def resume(self, before: ReadText) -> None:
        """Let all be as it was before."""
        self.origin, self.mentions = before.origin, before.mentions
        self.documents = Documents()
        self.documents.diagnostics = [*before.documents.diagnostics]
        self.documents.skipped = [*before.documents.skipped]
        self.documents.is_template = before.documents.is_template


class LoadedInputs:
    """The input of a run: its objects, and what was wrong with the text."""

    def __init__(
        self, released: Callable[[str], bool], custom_services: Callable[[], CustomServices] | None = None
    ) -> None:
        """``custom_services`` is called once a custom resource is met in which an operator may find Services."""
        self.released = released
        self.custom_services = custom_services
        self.objects: list[KubeObject] = []
        self.targets: TargetIndex | None = None
        self.diagnostics: list[Diagnostic] = []
        self.counts = Summary()
        self.read: list[ReadText] = []
        self.config = Config()
        """The configuration, with the facts that evidence adds."""
        self.ran_out = False
        """True if something was not built for want of time or memory."""
        self.led_elsewhere = False
        """True if what was read led to files that lie outside of the input."""
        self.rendered: frozenset[tuple[str, str]] = frozenset()
        """Kind and name of objects whose values were judged as the chart renders them."""

    @property
    def is_repeatable(self) -> bool:
        """False if another run over the same files may find something else."""
        return not self.ran_out and not self.led_elsewhere

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


def add_documents(
    loaded: LoadedInputs, read: ReadText, *, parse_all: bool = False, is_patch: bool = False
) -> None:
    """Add the objects of a text; of a patch only Services, as parts, for what it leaves out stands elsewhere."""
    loaded.read.append(read)
    outline = read.outline
    for roots, start, end in each_document(read.source, KINDS, read.documents, parse_all=parse_all):
        if is_patch:
            _add_parts(loaded, roots, read)
            continue
        made = add_nodes(loaded, roots, read)
        is_released = len(made) == len(roots) == 1 and _can_be_released(loaded, made[0], roots[0], start, end)
        if is_released:
            made[0].release(start, end)
        if outline is not None:
            outline.others.append(made[0] if is_released else (start, end))
    if outline is not None:
        outline.skipped = [*read.documents.skipped]


def add_text(
    loaded: LoadedInputs,
    kept: KeptFiles[LoadedInputs] | None,
    read: ReadText,
    key: str,
    *,
    parse_all: bool = False,
    is_patch: bool = False,
    is_secret: bool = False,
) -> None:
    """Add the objects of a text, as an earlier run made them if ``kept`` has the very same text under its key."""
    if kept is None:
        add_documents(loaded, read, parse_all=parse_all, is_patch=is_patch)
        return

    def made() -> LoadedInputs:
        part = LoadedInputs(loaded.released, loaded.custom_services)
        part.rendered = loaded.rendered
        add_documents(part, read, parse_all=parse_all, is_patch=is_patch)
        return part

    loaded.take(kept.part(key, read, made, is_patch=is_patch, is_secret=is_secret))
    loaded.read.append(read)


def resume_file(loaded: LoadedInputs, kept: KeptFiles[LoadedInputs], path: str, text: str | None) -> bool:
    """Add a file as the last run read it, if its text is the very same; return whether that was done."""
    part = kept.unchanged(path, text)
    if part is None:
        return False
    before = FileCount(loaded)
    loaded.take(part.loaded)
    # Only what is left unparsed may change in a run.
    loaded.read.append(part.read.copy() if part.read.documents.skipped else part.read)
    before.count(part.read, path, is_patch=part.is_patch, deploys=False)
    return True


class FileCount:
    """Counts a file by what was added since."""

    def __init__(self, loaded: LoadedInputs) -> None:
        self.loaded = loaded
        self.objects, self.values = len(loaded.objects), loaded.counts.values

    def count(self, read: ReadText, path: str, *, is_patch: bool, deploys: bool) -> None:
        """Count the file as what it is; ``deploys`` says that it holds deployments."""
        counts = self.loaded.counts
        counts.patches += is_patch
        counts.templates += read.documents.is_template
        if is_patch:
            what = "patch"
        elif read.documents.is_template:
            what = "template"
        elif any(one.unreadable for one in read.documents.diagnostics):
            what = "faulty"
        elif deploys:
            what = "deployment"
        elif counts.values > self.values:
            what = "values"
        else:
            what = "objects" if len(self.loaded.objects) > self.objects else "nothing"
        counts.file(what, path)


def take_diagnostics(loaded: LoadedInputs) -> None:
    """Add what is wrong with the texts that were read, and count what was skipped in them."""
    for one in loaded.read:
        found = one.documents.diagnostics
        if found:
            loaded.diagnostics += found if one.origin is None else map(one.origin.diagnostic, found)
        loaded.counts.skipped_documents += len(one.documents.skipped)


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


def add_nodes(loaded: LoadedInputs, roots: list[Node], read: ReadText) -> list[KubeObject]:
    """Add the objects, or the values without their chart, that some documents hold; return them."""
    added: list[KubeObject] = []
    for root in roots:
        objects = list(objects_in(root))
        if len(objects) > 1:
            withhold_shared(objects, read.source.text)
        if not objects:
            is_rendered = ("helmfile", read.source.path) in loaded.rendered
            faults = read.documents.diagnostics
            of_values = (
                [] if is_rendered else list(objects_of_values(root, read.source, read.cluster, faults))
            )
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
                made.namespace = made.namespace or read.namespace
                if (made.manifest_kind, made.name) in loaded.rendered:
                    continue
                loaded.counts.objects[made.kind] += 1
                added.append(made)
                if isinstance(made, TextSource) and made.manifest_kind not in DATA_KINDS:
                    added += _adopted(_made_of(loaded, made, read), read)
    loaded.objects += added
    return added


def _made_of(loaded: LoadedInputs, owner: TextSource, read: ReadText) -> Iterator[KubeObject]:
    """Yield the Services that an operator makes of a custom resource, and parts of others in it."""
    table = loaded.custom_services if owner.manifest_kind != KIND else None
    known = [] if table is None else list(table().of(owner))
    loaded.counts.objects[Service.kind] += len(known)
    yield from (one.service for one in known)
    done = frozenset(id(one.settings) for one in known)
    yield from parts_in(owner.node, read.source, read.cluster, read.documents.diagnostics, done)


def _adopted(objects: Iterable[KubeObject], read: ReadText) -> list[KubeObject]:
    listed = list(objects)
    if read.origin is not None:
        for one in listed:
            read.origin.adopt(one)
    return listed


def _add_parts(loaded: LoadedInputs, roots: list[Node], read: ReadText) -> None:
    for node, kind in (found for root in roots for found in objects_in(root)):
        made = make_object(node, kind, read.source, read.cluster)
        if isinstance(made, Service):
            made.is_patch = True
            loaded.objects.append(made)


def add_text_sources(
    loaded: LoadedInputs, known_elbs: Iterable[KnownElb], kept: KeptFiles[LoadedInputs] | None = None
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
            if one.source.passes(prefilter, start, end):
                _add_mention(loaded, one, start, end)
            else:
                left.append((start, end))
        one.documents.skipped = left


def _add_mention(loaded: LoadedInputs, read: ReadText, start: int, end: int) -> None:
    """Add the objects of a document that was left unparsed at first."""
    if read.mentions is None:
        add_nodes(loaded, read_document(read.source, read.documents, start, end), read)
        return
    part = read.mentions.get((start, end))
    if part is None:
        part = read.mentions[start, end] = LoadedInputs(loaded.released, loaded.custom_services)
        part.rendered = loaded.rendered
        documents = Documents()
        add_nodes(part, read_document(read.source, documents, start, end), read)
        part.diagnostics = documents.diagnostics
    loaded.take(part)
    for one in part.diagnostics:
        if one.kind == "unrendered-template":
            # One for each text is enough.
            if read.documents.is_template:
                continue
            read.documents.is_template = True
        read.documents.diagnostics.append(one)
