"""From a field of a built object back to the file that holds it.

A builder says of each object which file it came from and which kustomizations changed it, but not which of
them supplied a field. That is proven here: the last one in the order of application that holds the field, with
the very value that was built, supplied it. What cannot be proven leads to the kustomization that was built.
"""

from __future__ import annotations

import fnmatch
import os
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property, partial

from elblint.inputs.kustomize.added_lines import CHANGES, ORIGIN, added_lines
from elblint.inputs.kustomize.build import Build
from elblint.inputs.kustomize.field_origins import SuppliedText, Supplier, settings_of
from elblint.inputs.kustomize.generators import Generators
from elblint.inputs.kustomize.kustomization import Kustomization, Patch
from elblint.inputs.kustomize.patch_index import PatchIndex
from elblint.inputs.kustomize.text_inputs import TextInputs
from elblint.model.objects import KubeObject
from elblint.model.subject import Field, FieldPath
from elblint.syntax.documents import read_documents
from elblint.syntax.nodes import Mapping, Node, Scalar, Sequence, child, items, text, text_at
from elblint.syntax.yaml_parser import parse_yaml
from elblint.system.boundary import relative_path
from elblint.system.named_tuple import NamedTuple
from elblint.text.diagnostics import Diagnostic, ParseError
from elblint.text.reader import read_source
from elblint.text.source import GeneratedLocation, SourceText


class _History(NamedTuple):
    """A builder's record of one object: its file, if it has one, and what changed it."""

    file: str | None
    names: list[str]
    """The names that it had from first to last."""
    changed_by: list[Kustomization]
    """The kustomizations that changed it, the last one first."""
    is_moved: bool
    """Return whether one of them gave it a namespace."""


class KustomizeOrigin:
    """Leads back to the files of one build; they are read when somebody asks."""

    def __init__(self, build: Build) -> None:
        self.build = build
        self.parts = {os.path.realpath(part.path): part for part in build.parts}
        self.changes = build.changes
        self._texts: dict[str, SuppliedText] = {}
        self._named: dict[str, dict[tuple[str, str, str | None], list[Mapping]]] = {}
        self._indexes: dict[int, PatchIndex] = {}
        self._shown: dict[str, list[Kustomization]] = {}
        self._read_files: dict[str, SourceText | None] = {}
        self._generators = Generators(build.parts, self._read)
        self._records: dict[int, tuple[str | None, str | None]] = {}
        self._histories: dict[int, _History] = {}
        self._inline: dict[int, SuppliedText] = {}
        self._added: list[int] | None = None

    changes_objects = True

    def adopt(self, built: KubeObject) -> None:
        """Take the builder's records out of an object's annotations, and lead its fields back from now on."""
        metadata = built.at("metadata")
        annotations = child(metadata, "annotations")
        if isinstance(annotations, Mapping) and isinstance(metadata, Mapping):
            records = [annotations.entries.pop(name, None) for name in (ORIGIN, CHANGES)]
            origin, changes = (None if record is None else text(record[1]) for record in records)
            self._records[id(built.node)] = origin, changes
            if not annotations.entries:
                metadata.entries.pop("annotations", None)
        built.origin = self

    def texts(self) -> Iterator[SourceText]:
        """Yield the texts of the kustomizations, and of all that they take in."""
        for part in self.build.parts:
            yield part.source
        for path in sorted(self.build.files - set(self.parts)):
            yield self._text(relative_path(path)).source

    def diagnostic(self, diagnostic: Diagnostic) -> Diagnostic:
        """As it is: a builder writes text of its own, which has no faults of a file."""
        return diagnostic

    def field(self, built: KubeObject, path: FieldPath, here: Field) -> Field:
        """The field in the file, or the entry of a kustomization, that supplied it."""
        found = self._supplied(built, path, here)
        proven = found is not None
        if found is None:
            found = Field(self.build.location, None, here.depth)
        start, end = found.location.start, found.location.end
        # Of an object that a chart made, a field stands in the chart.
        location = found.location.source.located(start, end)
        if location.start != start and isinstance(found.node, Scalar):
            found = found._replace(node=found.node.moved(location.start, location.end))
        if built.manifest_kind == "Secret":
            location.source.hide(*location.source.line_around(location.start))
        start = here.location.start
        mark = GeneratedLocation(built.source, start, proven, added=self.added_before(built.source, start))
        return found._replace(location=location._replace(generated=mark))

    def added_before(self, source: SourceText, offset: int) -> int:
        """Return the number of lines before an offset of the built text that hold the builder's records."""
        if self._added is None:
            self._added = added_lines(source.text)
        return bisect_left(self._added, source.line_and_column(offset)[0])

    def key(self, built: KubeObject, path: FieldPath, here: Field) -> Field:
        """The key in the mapping that the file, or the kustomization, holds."""
        parent = built.field(path[:-1])
        entry = parent.node.entry(str(path[-1])) if isinstance(parent.node, Mapping) else None
        location = parent.location
        if entry is not None:
            location = location._replace(start=entry[0].start, end=entry[0].end)
        return Field(location, None if entry is None else entry[0], here.depth)

    def _history(self, built: KubeObject) -> _History:
        """An object's history, read from its records the first time that somebody asks."""
        known = self._histories.get(id(built.node))
        if known is None:
            origin, changed = map(_parsed, self._records.get(id(built.node), (None, None)))
            file = text_at(origin, "path")
            changes = [
                (text_at(item, "configuredIn") or "", text_at(item, "configuredBy", "kind") or "")
                for item in items(changed)
            ]
            named = dict.fromkeys(name for name, _ in reversed(changes))
            known = _History(
                None if file is None else self._path(file),
                self._names(built.name, changes),
                [part for name in named for part in self._parts(name)],
                any(kind == "NamespaceTransformer" for _, kind in changes),
            )
            self._histories[id(built.node)] = known
        return known

    def _supplied(self, built: KubeObject, path: FieldPath, here: Field) -> Field | None:
        history = self._history(built)
        if history.file is None:
            generated = self._generated(built, path, history.names)
            if generated is not None or not isinstance(here.node, Scalar):
                return generated
            # A patch that replaces all annotations takes the builder's record of the file with it.
            suppliers = [*self._changes(built, built.node, history, path)]
        else:
            source_object = self._namesake(history.file, built, history)
            if source_object is None:
                return None
            own = Supplier(self._text(history.file), source_object)
            suppliers = [*self._changes(built, source_object, history, path), own]
        value = here.node
        # Of an object or a list, parts may come from anywhere: it is shown where it was first written.
        for supplier in suppliers if isinstance(value, Scalar) else reversed(suppliers):
            found = supplier.find(built.node, path, value)
            if found is not None:
                return None if supplier.is_doubtful else found
        return None

    def file_of(self, built: KubeObject) -> str | None:
        """Return the path of the file that an object comes from; None if the builder does not say."""
        return self._history(built).file

    def own_object(self, built: KubeObject) -> Mapping | None:
        """Return the object of a file that a built one comes from; None if that is not one."""
        history = self._history(built)
        return None if history.file is None else self._namesake(history.file, built, history)

    def _names(self, name: str, changes: list[tuple[str, str]]) -> list[str]:
        """The names that an object had from first to last, found backwards from its last one."""
        names = [name]
        for configured_in, kind in reversed(changes):
            field = "namePrefix" if kind == "PrefixTransformer" else "nameSuffix"
            affix = next(filter(None, (text(part.get(field)) for part in self._parts(configured_in))), "")
            if kind == "PrefixTransformer" and affix and names[0].startswith(affix):
                names.insert(0, names[0][len(affix) :])
            elif kind == "SuffixTransformer" and affix and names[0].endswith(affix):
                names.insert(0, names[0][: -len(affix)])
        return names

    def _namesake(self, path: str, built: KubeObject, history: _History) -> Mapping | None:
        """The object of a file that the built one comes from."""
        named = self._named.get(path)
        if named is None:
            named = self._named[path] = {}
            for root in self._text(path).roots:
                if isinstance(root, Mapping):
                    kind, name = text(root.get("kind")) or "", _name(root)
                    own = text_at(root, "metadata", "namespace") or "default"
                    # With its namespace, and as one of all that are called so.
                    named.setdefault((kind, name, own), []).append(root)
                    named.setdefault((kind, name, None), []).append(root)
        # The built text's own: where it is deployed to is no part of it.
        written = built.text_at("metadata", "namespace")
        namespace = None if history.is_moved else written or "default"
        fitting = named.get((built.manifest_kind, history.names[0], namespace), [])
        return fitting[0] if len(fitting) == 1 else None

    def _changes(
        self, built: KubeObject, raw: Mapping, history: _History, path: FieldPath
    ) -> Iterator[Supplier]:
        """Yield possible origins of a field other than the object's own file; the last one applied comes first."""
        for part in history.changed_by:
            index = self._index(part)
            replicas = index.replicas({_raw_name(raw), built.name})
            settings = settings_of(part, built, replicas)
            yield Supplier(SuppliedText(part.source, []), settings, is_setting=True)
            for patch, patch_text, root in index.patches(built.manifest_kind, history.names):
                aims = _aims_at(patch.target, built, history.names)
                if aims is False:
                    continue
                if isinstance(root, Sequence):
                    for operation in index.operations(root, path):
                        yield Supplier(patch_text, operation, is_doubtful=aims is None)
                else:
                    yield Supplier(patch_text, root, is_doubtful=aims is None)

    def _index(self, part: Kustomization) -> PatchIndex:
        if id(part) not in self._indexes:
            self._indexes[id(part)] = PatchIndex(part, partial(self._patch_text, part))
        return self._indexes[id(part)]

    def _path(self, shown: str) -> str:
        """A path of an origin, as the user names paths: absolute, or as seen from the working folder."""
        original = self.build.original(shown)
        return original if os.path.isabs(self.build.top.path) else relative_path(original)

    def _parts(self, shown: str) -> list[Kustomization]:
        """The kustomization at a path of a record, behind what an object has put into it."""
        if shown not in self._shown:
            part = self.parts.get(os.path.realpath(self._path(shown)))
            put_in = [self.changes] if self.changes is not None and part is self.build.top else []
            self._shown[shown] = [*put_in, *([part] if part is not None else [])]
        return self._shown[shown]

    def _text(self, path: str) -> SuppliedText:
        if path not in self._texts:
            source = self._read(path) or SourceText(path, "")
            roots = read_documents(source, frozenset(), parse_all=True).roots
            self._texts[path] = SuppliedText(source, [item for root in roots for item in _objects(root)])
            for item in self._texts[path].roots:
                if text_at(item, "kind") == "Secret":
                    source.hide(item.start, max(item.end, item.start))
        return self._texts[path]

    def _read(self, path: str) -> SourceText | None:
        """Return the text of a file that went into the build, read once; None for any other."""
        if isinstance(self.build.inputs, TextInputs) and path == self.build.inputs.path:
            return self.build.inputs.rendered
        if path not in self._read_files:
            real = os.path.realpath(path)
            source = read_source(path) if real in self.build.files else None
            self._read_files[path] = source if isinstance(source, SourceText) else None
            if isinstance(source, SourceText) and real in self._secret_files:
                source.hide(0, len(source.text))
        return self._read_files[path]

    @cached_property
    def _secret_files(self) -> set[str]:
        """The files that generators of Secrets read, by their real paths."""
        return {os.path.realpath(file) for part in self.build.parts for file in part.secret_files()}

    def _patch_text(self, part: Kustomization, patch: Patch) -> SuppliedText:
        if patch.path is not None:
            return self._text(patch.path)
        if patch.nodes is not None:
            return SuppliedText(part.source, [patch.nodes])
        if patch.inline is None:
            return SuppliedText(part.source, [])
        if id(patch.inline) not in self._inline:
            try:
                roots = parse_yaml(patch.inline.text, 0, lambda first, repeated: None)
            except ParseError:
                roots = []
            self._inline[id(patch.inline)] = SuppliedText(part.source, roots, patch.inline)
        return self._inline[id(patch.inline)]

    def _generated(self, built: KubeObject, path: FieldPath, names: list[str]) -> Field | None:
        """The generator's entry for one key of a ConfigMap."""
        if built.manifest_kind != "ConfigMap" or len(path) != 2 or path[0] != "data":
            return None
        value = built.text_at(*map(str, path)) or ""
        return self._generators.field(built.manifest_kind, names, str(path[1]), value)


def _parsed(written: str | None) -> Node | None:
    try:
        documents = parse_yaml(written or "", 0, lambda first, repeated: None)
    except ParseError:
        return None
    return documents[0] if documents else None


def _objects(root: Node) -> Iterator[Node]:
    if isinstance(root, Mapping) and isinstance(root.get("items"), Sequence):
        yield from items(root.get("items"))
    else:
        yield root


def _name(node: Node) -> str:
    return text_at(node, "metadata", "name") or ""


def _raw_name(node: Node) -> str | None:
    return text_at(node, "metadata", "name")


def _aims_at(target: Node | None, built: KubeObject, names: list[str]) -> bool | None:
    """Return whether a patch's target means the object; None if that is unknown.

    Its names are regular expressions: of those, only letters and ``.*`` are tried, for others can take for ever.
    """
    if not isinstance(target, Mapping):
        return True
    doubtful = bool(set(target.entries) - {"kind", "name", "group", "version", "namespace"})
    for field, known in (("kind", [built.manifest_kind]), ("name", names)):
        wanted = text(target.get(field))
        if wanted is None:
            continue
        plain = wanted.strip("^$").replace(".*", "*")
        if not all(character.isalnum() or character in "-.*" for character in plain):
            doubtful = True
        elif not any(fnmatch.fnmatchcase(one, plain) for one in known):
            return False
    namespace = text(target.get("namespace"))
    if namespace is not None and namespace != (built.namespace or "default"):
        doubtful = True
    return None if doubtful else True
