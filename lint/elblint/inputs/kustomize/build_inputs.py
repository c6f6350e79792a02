"""All that a build takes in, copied into a folder of its own; a builder sees nothing else.

Everything is collected from the parsed kustomizations: all fields, after YAML's decoding, merge keys and aliases
included. What is no path of this tree, or leads out of it, is refused before a builder starts.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

from elblint.inputs.kustomize.kustomization import (
    FILE_NAMES,
    PLUGINS,
    Kustomization,
    chain,
    is_path,
    load_kustomization,
)
from elblint.inputs.read_files import FileContent, FileContents, ReadFiles
from elblint.syntax.nodes import Mapping, Node, Scalar, Sequence
from elblint.syntax.yaml_parser import parse_yaml
from elblint.system.boundary import Boundary, relative_path
from elblint.system.lazy import lazy_pattern
from elblint.text.diagnostics import ParseError
from elblint.text.reader import MAX_BYTES, read_source
from elblint.text.source import SourceText

# An address as kustomize takes one: with a scheme, a user, git's prefix, or GitHub's name.
_ADDRESS = lazy_pattern(
    r"\s*(?:git::|[a-z][a-z0-9+.-]*:/|[a-z][a-z0-9-]*@|github\.com[/:]|[^\s]*\?ref=)", re.IGNORECASE
)
_USER = lazy_pattern(r"//[^/@\s]*@")
_STRINGS = frozenset(
    {None, "!", *(f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null"))}
)
# Fields whose texts are no paths: they may hold an address without anybody fetching it.
_WORDS = frozenset(
    {"apiversion", "kind", "metadata", "namespace", "nameprefix", "namesuffix", "buildmetadata", "images"}
    | {"imagetags", "vars", "replicas", "labels", "commonlabels", "commonannotations", "generatoroptions"}
)
_GENERATOR_WORDS = frozenset({"literals", "options", "name", "namespace", "behavior", "type"})
_PATCH_WORDS = frozenset({"patch", "target", "options"})
_MUST_EXIST = frozenset({"resources", "bases", "components", "crds", "configurations", *PLUGINS})
# A kustomization that makes settings of plugins may do nothing but list them.
_PLAIN_FIELDS = frozenset({"apiversion", "kind", "metadata", "resources"})
_MOST_FILES = 20_000
_MOST_DIGITS = 6


class BuildRefused(Exception):
    """Raised for an entry that a builder may not see."""

    def __init__(self, part: Kustomization, node: Node | None, reason: str) -> None:
        super().__init__(reason)
        self.part = part
        self.node = node


class BuildInputs(FileContents):
    """The files and folders of one build, by their real paths."""

    def __init__(self, parts: Iterable[Kustomization], boundary: Boundary) -> None:
        """Collect what the kustomizations of a build name; nothing else is read. Raises BuildRefused."""
        super().__init__()
        self.boundary = boundary
        self.files: set[str] = set()
        self.folders: set[str] = set()
        checked = list(parts)
        for part in checked:
            self._add_part(part)
        self._check_kustomizations(checked)

    def _add_part(self, part: Kustomization) -> None:
        if not part.is_generated:
            self._take(part, None, part.path)
        self._take(part, None, part.folder or ".")
        spelt: dict[str, str] = {}
        for key in part.root.keys():  # noqa: SIM118
            if spelt.setdefault(key.casefold(), key) != key:
                raise BuildRefused(part, None, f"'{key}' is there as '{spelt[key.casefold()]}' too; keep one")
        for keys, scalar in _scalars(part.root):
            if "\0" in scalar.text:
                raise BuildRefused(part, scalar, "a NUL character cannot be meant here; take it out")
            if scalar.tag not in _STRINGS:
                raise BuildRefused(part, scalar, f"{scalar.tag}: elblint does not decode this tag")
            if _is_words(keys, scalar):
                continue
            if keys[0] in PLUGINS:
                self._add_plugin(part, scalar)
                continue
            self._add_entry(part, scalar, must_exist=keys[0] in _MUST_EXIST)

    def _check_kustomizations(self, checked: list[Kustomization]) -> None:
        """Refuse a folder whose kustomization would reach the builder without having been checked."""
        paths = {os.path.realpath(part.path) for part in checked}
        names = {name.casefold() for name in FILE_NAMES}
        for file in sorted(self.files - paths):
            folder, name = os.path.split(file)
            if name.casefold() in names and folder in self.folders:
                message = (
                    f"{relative_path(file)}: elblint cannot read it as a kustomization, and a builder might"
                )
                raise BuildRefused(checked[0], None, message)

    def _add_entry(self, part: Kustomization, scalar: Scalar, *, must_exist: bool) -> None:
        """Take in the file or folder that an entry names, if it names one."""
        if _names_address(scalar.text):
            shown = "an address" if "\n" in scalar.text else _USER.sub("//", scalar.text)
            raise BuildRefused(part, scalar, f"{shown}: elblint fetches nothing")
        is_there = self._take_named(part, scalar, scalar.text)
        if must_exist and not is_there and "\n" not in scalar.text:
            message = f"{scalar.text}: no such file or folder, and elblint fetches nothing"
            raise BuildRefused(part, scalar, message)

    def _take_named(self, part: Kustomization, node: Node, text: str) -> bool:
        """Take in what a text names, as a whole or behind an equals sign; return whether it names anything."""
        names = [name for name in (text, text.partition("=")[2]) if name and is_path(name)]
        paths = [path for path in map(part.joined, names) if os.path.lexists(path)]
        for path in paths:
            self._take(part, node, path)
        return bool(paths)

    def _take(self, part: Kustomization, node: Node | None, path: str) -> None:
        real = os.path.realpath(path)
        if not self.boundary.holds(real):
            message = f"{os.path.normpath(path)}: it lies outside of the repository; name that folder too"
            raise BuildRefused(part, node, message)
        if os.path.isdir(real):
            self.folders.add(real)
        elif os.path.isfile(real):
            self.files.add(real)
        else:
            raise BuildRefused(part, node, f"{os.path.normpath(path)}: it is no file and no folder")
        if len(self.files) + len(self.folders) > _MOST_FILES:
            raise BuildRefused(part, node, f"it takes in more than {_MOST_FILES} files")

    def _add_plugin(self, part: Kustomization, entry: Scalar) -> None:
        """Take in settings of a generator, transformer or validator: a text, a file, or a folder that lists some."""
        # A builder takes a text for settings if it can, and for a path only if it cannot.
        is_settings = ":" in entry.text or "\n" in entry.text
        path = part.joined(entry.text) if is_path(entry.text) and not is_settings else ""
        if _names_address(entry.text) and "\n" not in entry.text and "{" not in entry.text:
            self._add_entry(part, entry, must_exist=True)
        elif path and os.path.isdir(path):
            self._add_entry(part, entry, must_exist=True)
            self._add_plugin_folder(part, entry, path)
        elif path and os.path.lexists(path):
            self._add_entry(part, entry, must_exist=True)
            read = read_source(path)
            if not isinstance(read, SourceText):
                raise BuildRefused(part, entry, f"{path}: {read.detail}")
            self._add_settings(part, entry, read.text, f"{path}: ")
        elif is_settings:
            self._add_settings(part, entry, entry.text, "")
        else:
            self._add_entry(part, entry, must_exist=True)

    def _add_plugin_folder(self, part: Kustomization, entry: Scalar, path: str) -> None:
        inner = load_kustomization(path, self.boundary)
        for one in chain(inner, self.boundary) if inner is not None else ():
            odd = next((key for key in one.root.keys() if key.casefold() not in _PLAIN_FIELDS), None)  # noqa: SIM118
            if odd is not None:
                message = (
                    f"{one.path}: '{odd}' would change settings of a plugin, which elblint then cannot check"
                )
                raise BuildRefused(part, entry, message)
            self._take(part, entry, one.path)
            for keys, scalar in _scalars(one.root):
                if keys[0] == "resources" and not os.path.isdir(one.joined(scalar.text)):
                    self._add_plugin(one, scalar)
                elif keys[0] == "resources":
                    self._add_entry(one, scalar, must_exist=True)

    def _add_settings(self, part: Kustomization, entry: Scalar, text: str, where: str) -> None:
        """Check the settings of a plugin: each of their texts may be an address, or name a file."""
        try:
            roots = parse_yaml(text, 0, lambda first, repeated: None)
        except ParseError as diagnostic:
            raise BuildRefused(part, entry, f"{where}settings of a plugin: {diagnostic.kind}") from None
        for root in roots:
            for _, scalar in _scalars(root):
                if scalar.tag not in _STRINGS or "\0" in scalar.text:
                    message = f"{where}a value that elblint does not decode, in settings of a plugin"
                    raise BuildRefused(part, entry, message)
                if _names_address(scalar.text):
                    message = f"{where}an address in a plugin's settings, and elblint fetches nothing"
                    raise BuildRefused(part, entry, message)
                self._take_named(part, entry, scalar.text)

    def write(self, part: Kustomization, text: str) -> None:
        """Let a builder see a text in place of the file of a kustomization."""
        self.contents[os.path.realpath(part.path)] = FileContent(text.encode("utf-8", "surrogatepass"))

    def read(self, top: Kustomization, read: ReadFiles) -> None:
        """Read all files. Raises BuildRefused for what cannot be read, or is too much."""
        size = 0
        for file in sorted(self.files):
            content = read(file)
            if content is None:
                raise BuildRefused(top, None, f"{relative_path(file)}: it cannot be read")
            size += len(content.data)
            if size > MAX_BYTES:
                raise BuildRefused(top, None, f"it takes in more than {MAX_BYTES // 2**20} MiB")
            self.contents[file] = content

    def described(self) -> Iterator[bytes]:
        """Yield all that a builder can see: the paths in the copy, and the files' content."""
        for folder in sorted(self.folders):
            yield os.fsencode(self.copied(folder, os.sep))
        for file, content in self.contents.items():
            yield os.fsencode(self.copied(file, os.sep))
            yield content.digest

    def copy(self, into: str) -> None:
        """Copy all of it below the folder ``into``, each at its path from the root of its tree."""
        for folder in sorted(self.folders):
            os.makedirs(self.copied(folder, into), exist_ok=True)
        for file, content in self.contents.items():
            target = self.copied(file, into)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as copy:
                copy.write(content.data)

    def copied(self, real: str, into: str) -> str:
        """Return the path in the copy of a file or folder, by its real path."""
        root = self.boundary.root_of(real) or os.path.dirname(real)
        number = self.boundary.roots.index(root)
        return os.path.join(into, str(number), relative_path(real, root))

    def original(self, copied: str, into: str) -> str:
        """Return the real path of a file, by its path in the copy."""
        number, _, inner = relative_path(copied, into).replace(os.sep, "/").partition("/")
        roots = self.boundary.roots
        # The tree may hold annotations of the same name, with any path.
        is_root = number.isdecimal() and len(number) < _MOST_DIGITS and int(number) < len(roots)
        root = roots[int(number)] if is_root else into
        return os.path.normpath(os.path.join(root, inner))


def _scalars(root: Node) -> Iterator[tuple[tuple[str, ...], Scalar]]:
    """Yield all values below a node, each with the two outermost keys that lead to it.

    The keys' letters are all small, for kustomize takes either. Merged mappings are walked like any other; what
    aliases repeat is walked once for each pair of keys.
    """
    seen: set[tuple[tuple[str, ...], int]] = set()
    stack: list[tuple[tuple[str, ...], Node]] = [((), root)]
    while stack:
        keys, node = stack.pop()
        if isinstance(node, Scalar):
            yield keys or ("",), node
            continue
        mark = keys, id(node)
        if mark in seen:
            continue
        seen.add(mark)
        if isinstance(node, Mapping):
            stack.extend(((*keys, key.casefold())[:2], entry[1]) for key, entry in node.entries.items())
            stack.extend((keys, merged) for merged in node.merged)
        elif isinstance(node, Sequence):
            stack.extend((keys, item) for item in node.items)


def _is_words(keys: tuple[str, ...], scalar: Scalar) -> bool:
    """Return whether a value of a kustomization is surely no path and no address to fetch."""
    field, inner = keys[0], keys[1] if len(keys) > 1 else ""
    if field in {"configmapgenerator", "secretgenerator"}:
        return inner in _GENERATOR_WORDS
    if field in {"patches", "patchesjson6902"}:
        return inner in _PATCH_WORDS
    if field == "patchesstrategicmerge":
        # A patch that stands as a mapping is put into the kustomization as one text.
        return len(keys) > 1 or ("\n" in scalar.text and not _is_address(scalar.text))
    return field in _WORDS


def _is_address(text: str) -> bool:
    return "://" in text or _ADDRESS.match(text) is not None


def _names_address(text: str) -> bool:
    """Return whether a text, as a whole or behind an equals sign, is an address."""
    return _is_address(text) or _is_address(text.partition("=")[2])
