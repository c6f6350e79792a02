"""Values in ConfigMaps of the input: in plain ones, and in those that kustomizations generate."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from elblint.inputs.kustomize.kustomization import (
    FILE_NAMES,
    Kustomization,
    chain,
    is_path,
    load_kustomization,
)
from elblint.syntax.documents import read_documents
from elblint.syntax.nodes import Mapping as MappingNode
from elblint.syntax.nodes import Node, Scalar, child, items, text, text_at
from elblint.syntax.scalar_offsets import location_inside
from elblint.system.boundary import Boundary, relative_path
from elblint.system.lazy import lazy_pattern
from elblint.text.reader import read_source
from elblint.text.source import SourceText

_KIND = "ConfigMap"
_HASH = lazy_pattern(r"-[2456789bcdfghkmt]{10}\Z")
ConfigData = dict[str, tuple[SourceText, Scalar]]
"""The texts of a ConfigMap by their keys, each with the file that it stands in."""


class NotOne(Exception):
    """Raised for a ConfigMap of which the input has none (``config``), or ``several``; the text says which."""


class _Declared(NamedTuple):
    """One ConfigMap as a file of the input declares it.

    ``is_partial`` says that it changes one that stands elsewhere, or that a file with some of its keys is not read.
    """

    namespace: str
    file: str
    data: ConfigData
    is_partial: bool = False


def text_of(path: str, changed: Mapping[str, str]) -> SourceText | None:
    """Return the text of a file, or the one that stands for it; None if it cannot be read."""
    read = SourceText(path, changed[path]) if path in changed else read_source(path)
    return read if isinstance(read, SourceText) else None


class ConfigValues:
    """The ConfigMaps among the input, read when the first values come from one."""

    def __init__(self, files: Iterable[str], changed: Mapping[str, str], boundary: Boundary) -> None:
        """``changed`` holds texts that stand for those of files, by path."""
        self.files = files
        self.changed = changed
        self.boundary = boundary
        self._declared: dict[str, list[_Declared]] | None = None
        self._patched: dict[str, set[str]] = {}
        """The files of ConfigMaps that patches in kustomizations change, by the name; an empty one stands for any."""

    def __call__(self, namespace: str, name: str, here: str) -> ConfigData:
        """Return the data of a ConfigMap; of several, that in the folder nearest to ``here``. Raises NotOne.

        One that names no namespace may be of any.
        """
        if self._declared is None:
            self._declared = {}
            for path in self.files:
                for declared_name, one in self._read(path):
                    self._declared.setdefault(declared_name, []).append(one)
        # An object that was built names a generated one with the hash of its content.
        listed = self._declared.get(name) or self._declared.get(_HASH.sub("", name), [])
        found = [one for one in listed if one.namespace == namespace] or [
            one for one in listed if not one.namespace
        ]
        if not found:
            raise NotOne("config")
        patched = self._patched.get(name, set()) | self._patched.get("", set())
        if not patched.isdisjoint(one.file for one in found):
            raise NotOne("several")
        if len(found) > 1 and not any(one.is_partial for one in found):
            near = [len(os.path.commonpath([os.path.dirname(one.file), here])) for one in found]
            found = [one for one, depth in zip(found, near, strict=True) if depth == max(near)]
        if any(one.is_partial or _texts(one) != _texts(found[0]) for one in found):
            raise NotOne("several")
        return found[0].data

    def _read(self, path: str) -> Iterator[tuple[str, _Declared]]:
        real = os.path.realpath(path)
        if os.path.basename(path) in FILE_NAMES:
            top = load_kustomization(os.path.dirname(path) or ".", self.boundary)
            if top is None:
                return
            self._note_patches(top)
            for kind, generator in top.generators():
                name = text_at(generator, "name")
                if kind == _KIND and name:
                    namespace = text_at(generator, "namespace") or text(top.get("namespace")) or ""
                    is_partial = text_at(generator, "behavior") in {"merge", "replace"}
                    is_partial |= any(self._file(top, one) is None for one in _files_of(generator))
                    data = dict(self._generated(top, generator))
                    yield name, _Declared(namespace, real, data, is_partial)
            return
        source = text_of(path, self.changed)
        if source is None or _KIND not in source.text:
            return
        for root in read_documents(source, frozenset({_KIND})).roots:
            name = text_at(root, "metadata", "name")
            if text_at(root, "kind") == _KIND and name:
                namespace = text_at(root, "metadata", "namespace") or ""
                yield name, _Declared(namespace, real, dict(_plain(source, child(root, "data"))))

    def _note_patches(self, top: Kustomization) -> None:
        names = set(_patched_by(top))
        parts = chain(top, self.boundary) if names else []
        taken_in = {os.path.realpath(one) for part in parts for _, one in part.taken_in()}
        taken_in.update(os.path.realpath(part.path) for part in parts)
        for name in names:
            self._patched.setdefault(name, set()).update(taken_in)

    def _generated(
        self, top: Kustomization, generator: Node
    ) -> Iterator[tuple[str, tuple[SourceText, Scalar]]]:
        """Yield the keys that a generator makes, each with its text: lines of env files, files, literals."""
        for entry in [*items(child(generator, "envs")), child(generator, "env")]:
            source = self._file(top, text(entry) or "")
            at = 0
            for line in source.text.splitlines(keepends=True) if source is not None else ():
                key, equals, value = line.rstrip("\r\n").partition("=")
                if source is not None and equals and not key.lstrip().startswith("#"):
                    start = at + len(key) + 1
                    yield key.strip(), (source, Scalar(value, start, start + len(value), plain=False))
                at += len(line)
        for entry in items(child(generator, "files")):
            named, _, path = (text(entry) or "").rpartition("=")
            source = self._file(top, path)
            if source is not None:
                whole = Scalar(source.text, 0, len(source.text), plain=False)
                yield named or os.path.basename(path), (source, whole)
        for entry in items(child(generator, "literals")):
            if not isinstance(entry, Scalar):
                continue
            key, _, written = entry.text.partition("=")
            value = written.strip("\"'")
            start = len(key) + 1 + (len(written) - len(written.lstrip("\"'")))
            place = location_inside(top.source, entry, start, start + len(value))
            at_start, at_end = (place.start, place.end) if place is not None else (entry.start, entry.end)
            yield key, (top.source, Scalar(value, at_start, at_end, plain=False))

    def _file(self, top: Kustomization, path: str) -> SourceText | None:
        if not path or not is_path(path) or not self.boundary.holds(top.joined(path)):
            return None
        return text_of(relative_path(os.path.realpath(top.joined(path))), self.changed)


def _files_of(generator: Node) -> Iterator[str]:
    """Yield the paths that a generator names."""
    for entry in [*items(child(generator, "envs")), child(generator, "env")]:
        if entry is not None:
            yield text(entry) or ""
    for entry in items(child(generator, "files")):
        yield (text(entry) or "").rpartition("=")[2]


def _patched_by(top: Kustomization) -> Iterator[str]:
    """Yield the names of the ConfigMaps that patches change which stand in a kustomization, or have a target."""
    for patch in top.patches():
        if patch.target is not None:
            yield from (name for _, name in patch.aims_at([_KIND]))
        elif patch.inline is not None and _KIND in patch.inline.text:
            inline = SourceText(top.path, patch.inline.text)
            for root in read_documents(inline, frozenset({_KIND})).roots:
                yield text_at(root, "metadata", "name") or ""


def _plain(source: SourceText, data: Node | None) -> Iterator[tuple[str, tuple[SourceText, Scalar]]]:
    for key in data.keys() if isinstance(data, MappingNode) else ():
        value = child(data, key)
        if isinstance(value, Scalar):
            yield key, (source, value)


def _texts(one: _Declared) -> dict[str, str]:
    return {key: scalar.text for key, (_, scalar) in one.data.items()}
