"""One ``kustomization.yaml``: what it takes in, and what it changes."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator

from elblint.syntax.nodes import Mapping, Node, Scalar, child, child_in_any_case, items, text, text_at
from elblint.syntax.yaml_parser import parse_yaml
from elblint.system.boundary import Boundary
from elblint.system.lazy import lazy_pattern
from elblint.system.named_tuple import NamedTuple
from elblint.text.diagnostics import Diagnostic, ParseError
from elblint.text.reader import read_source
from elblint.text.secrets import may_hold_secret
from elblint.text.source import Location, SourceText

FILE_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
PLUGINS = ("generators", "transformers", "validators")
_FILE_NAME = lazy_pattern(r"[\w./@+=-]{1,255}")
_TAKEN_IN = ("resources", "bases", "components", *PLUGINS)
_GENERATORS = ("configMapGenerator", "secretGenerator")


class Patch(NamedTuple):
    """One patch: a file, or a text inside the kustomization. ``target`` is its ``target``, if it has one.

    ``nodes`` is a patch that stands as it is among an object's fields, as in old objects of Flux.
    """

    path: str | None
    inline: Scalar | None
    target: Node | None
    nodes: Node | None = None

    def aims_at(self, kinds: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield kind and name of what its target may mean, of some kinds; an empty name stands for any."""
        kind, name = text_at(self.target, "kind") or "", text_at(self.target, "name") or ""
        # A target's fields are patterns, and those that are left out fit anything.
        plain = name if all(one.isalnum() or one == "-" for one in name) else ""
        yield from ((one, plain) for one in kinds if kind in {"", one} or not kind.isalpha())

    @property
    def may_aim_at_secret(self) -> bool:
        """True unless its target names another kind; kustomize takes a kind for a pattern."""
        kind = text_at(self.target, "kind") or ""
        return not kind.isalpha() or kind.lower() in {"secret", "secretlist"}


class Kustomization(NamedTuple):
    """A kustomization file; ``path`` is as it was opened, other paths are joined to its folder."""

    path: str
    source: SourceText
    root: Mapping
    is_generated: bool = False
    """True if no such file is there: Flux makes one for a folder without it."""

    @property
    def folder(self) -> str:
        """The folder that its entries are relative to."""
        return os.path.dirname(self.path)

    def get(self, name: str) -> Node | None:
        """The value of a field; kustomize does not mind how its name is capitalised."""
        return child_in_any_case(self.root, name)

    @property
    def is_component(self) -> bool:
        """True if it is a Component, which is built only as a part of others."""
        return text(self.get("kind")) == "Component"

    def joined(self, entry: str) -> str:
        """An entry's path as seen from the working folder."""
        return os.path.normpath(os.path.join(self.folder, entry))

    def taken_in(self) -> Iterator[tuple[Scalar, str]]:
        """The files and folders of its resources, bases and components, each with the entry that names it."""
        for field in _TAKEN_IN:
            for entry in items(self.get(field)):
                if isinstance(entry, Scalar) and is_path(entry.text):
                    yield entry, self.joined(entry.text)

    def patches(self) -> Iterator[Patch]:
        """Its patches, in the order in which they are applied."""
        for entry in items(self.get("patchesStrategicMerge")):
            if isinstance(entry, Scalar) and ("\n" in entry.text or is_path(entry.text)):
                is_text = "\n" in entry.text
                yield Patch(
                    None if is_text else self.joined(entry.text), entry if is_text else None, target=None
                )
            elif isinstance(entry, Mapping):
                yield Patch(None, None, None, entry)
        for field in ("patches", "patchesJson6902"):
            for entry in items(self.get(field)):
                path, inline = text_at(entry, "path"), child(entry, "patch")
                yield Patch(
                    self.joined(path) if path and is_path(path) else None,
                    inline if isinstance(inline, Scalar) else None,
                    child(entry, "target"),
                    None if isinstance(inline, Scalar) else inline,
                )

    def generators(self) -> Iterator[tuple[str, Node]]:
        """Its ConfigMap and Secret generators, each with the kind that it makes."""
        for field, kind in zip(_GENERATORS, ("ConfigMap", "Secret"), strict=True):
            for generator in items(self.get(field)):
                yield kind, generator

    def secret_files(self) -> Iterator[str]:
        """Yield the files that its generators of Secrets read."""
        settings = [one for kind, one in self.generators() if kind == "Secret"]
        for entry in items(self.get("generators")):
            settings += self._settings(text(entry) or "")
        for generator in settings:
            names = [text_at(generator, "env") or ""]
            for listed in ("files", "envs"):
                names += [text(one) or "" for one in items(child(generator, listed))]
            for name in names:
                path = name.partition("=")[2] or name
                if path and is_path(path):
                    yield self.joined(path)

    def _settings(self, entry: str) -> Iterator[Node]:
        """Yield the settings of generators of Secrets that an entry of ``generators`` holds, or names a file of."""
        if ":" not in entry:
            read = read_source(self.joined(entry)) if is_path(entry) else None
            entry = read.text if isinstance(read, SourceText) else ""
        with contextlib.suppress(ParseError):
            for root in parse_yaml(entry, 0, lambda first, repeated: None):
                if (text_at(root, "kind") or "").lower() != "configmapgenerator":
                    yield root

    def hide_secrets(self) -> None:
        """Hide from reports what it makes Secrets of, and what may change some."""
        for kind, generator in self.generators():
            for literal in items(child(generator, "literals")) if kind == "Secret" else ():
                self.source.hide(literal.start, literal.end)
        for patch in self.patches():
            node = patch.inline or patch.nodes
            if node is None:
                continue
            written = node.text if isinstance(node, Scalar) else self.source.text[node.start : node.end]
            # Without a target the patch itself says which kind it is for; escapes may hide that.
            if (
                "Secret" in written
                or "\\" in written
                or (patch.target is not None and patch.may_aim_at_secret)
            ):
                self.source.hide(node.start, node.end)

    def location(self, node: Node | None = None) -> Location:
        """The place of an entry, or of the first key."""
        first = next(iter(self.root.entries.values()), None)
        at = node or (first[0] if first else self.root)
        return self.source.located(at.start, max(at.end, at.start + 1))


def is_path(text: str) -> bool:
    """Return whether the system can take a text for a path at all."""
    try:
        return b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False


def load_kustomization(folder: str, boundary: Boundary) -> Kustomization | None:
    """Return the kustomization of a folder; None if it has none, or one that cannot or may not be read.

    What generates Secrets is hidden from reports.
    """
    for name in FILE_NAMES:
        path = name if folder in {"", "."} else os.path.join(folder, name)
        if not os.path.isfile(path) or not boundary.holds(path):
            continue
        source = read_source(path)
        if isinstance(source, Diagnostic):
            return None
        try:
            documents = parse_yaml(source.text, 0, lambda first, repeated: None)
        except ParseError:
            return None
        root = documents[0] if documents else None
        if not isinstance(root, Mapping) or not _is_kustomize(root):
            return None
        found = Kustomization(path, source, root)
        found.hide_secrets()
        return found
    return None


def _is_kustomize(root: Mapping) -> bool:
    """Return whether it is kustomize's own file, and not Flux's object of the same name."""
    group = (text(child_in_any_case(root, "apiVersion")) or "").partition("/")[0]
    return group in {"", "kustomize.config.k8s.io"}


def chain(
    top: Kustomization, boundary: Boundary, changes: Kustomization | None = None
) -> list[Kustomization]:
    """The kustomization and all that it takes in, in folders below or beside it; each once, itself first.

    ``changes`` are fields that are put into it, which may take in more.
    """
    found: dict[str, Kustomization] = {}
    pending = [top]
    while pending:
        current = pending.pop()
        key = os.path.realpath(current.path)
        if key in found:
            continue
        found[key] = current
        pending.extend(reversed(inner_ones(current, boundary, changes if current is top else None)))
    return list(found.values())


def inner_ones(
    outer: Kustomization, boundary: Boundary, changes: Kustomization | None = None
) -> list[Kustomization]:
    """The kustomizations of the folders that one takes in, or that ``changes`` put into it."""
    more = changes.taken_in() if changes is not None else ()
    folders = [path for _, path in (*outer.taken_in(), *more) if os.path.isdir(path)]
    inner = [load_kustomization(path, boundary) for path in folders]
    return [one for one in inner if one is not None]


def is_kustomized(folder: str) -> bool:
    """Return whether a folder has a kustomization."""
    return any(os.path.isfile(os.path.join(folder, name)) for name in FILE_NAMES)


def has_kustomization(files: Iterable[str]) -> bool:
    """Return whether one of the files is a kustomization, by its name."""
    return any(os.path.basename(file) in FILE_NAMES for file in files)


class NamedFiles(NamedTuple):
    """Files that kustomizations give a meaning, by their real paths."""

    patches: set[str]
    secrets: set[str]
    """The files that generators of Secrets read."""


def named_files(files: Iterable[str], boundary: Boundary) -> NamedFiles:
    """Return the files that a kustomization beside or above one of ``files`` names as patches, or puts into Secrets.

    Kustomizations are looked for in the folders of the files and their parents up to the working folder, so
    that a hook which hands in a patch alone knows it for one. What cannot be read names nothing.
    """
    named = NamedFiles(set(), set())
    for folder in sorted(_folders(files)):
        found = load_kustomization(folder, boundary)
        if found is None:
            named.secrets.update(_named_by_unreadable(folder))
            continue
        named.patches.update(
            os.path.realpath(patch.path) for patch in found.patches() if patch.path is not None
        )
        named.secrets.update(map(os.path.realpath, found.secret_files()))
        named.secrets.update(
            os.path.realpath(patch.path)
            for patch in found.patches()
            if patch.path is not None and patch.target is not None and patch.may_aim_at_secret
        )
    return named


def _named_by_unreadable(folder: str) -> Iterator[str]:
    """Yield the real paths of all files that a kustomization names which cannot be parsed and may make Secrets."""
    for name in FILE_NAMES:
        read = read_source(os.path.join(folder, name)) if os.path.isfile(os.path.join(folder, name)) else None
        if isinstance(read, SourceText) and may_hold_secret(read.text):
            for word in set(_FILE_NAME.findall(read.text)):
                path = os.path.join(folder, word.partition("=")[2] or word)
                if os.path.isfile(path):
                    yield os.path.realpath(path)


def kustomizations_around(files: Iterable[str]) -> list[str]:
    """Return the paths of the kustomizations beside and above files, as ``named_files`` looks for them."""
    paths = (os.path.join(folder, name) for folder in sorted(_folders(files)) for name in FILE_NAMES)
    return [path for path in paths if os.path.lexists(path)]


def _folders(files: Iterable[str]) -> set[str]:
    """The folders of the files and those above them, no further up than the working folder."""
    top = os.path.realpath(".")
    found: set[str] = set()
    for written in {os.path.dirname(file) for file in files}:
        folder = os.path.realpath(written or ".")
        while folder not in found:
            found.add(folder)
            if folder == top or not folder.startswith(top + os.sep):
                break
            folder = os.path.dirname(folder)
    return found
