"""From a field of a built object back to the file that holds it.

A builder says of each object which file it came from and which kustomizations changed it, but not which of
them supplied a field. That is proven here: the last one in the order of application that holds the field, with
the very value that was built, supplied it. What cannot be proven leads to the kustomization that was built.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from elblint.manifest.documents import read_documents
from elblint.manifest.faults import Fault, SyntaxFault
from elblint.manifest.inside import place_inside
from elblint.manifest.nodes import Mapping, Node, Scalar, Sequence, child, items, text
from elblint.manifest.text import Built, Place, SourceText
from elblint.manifest.yaml_text import parse_yaml
from elblint.model.objects import Field, FieldPath, KubeObject, follow
from elblint.source.kustomization import Kustomization, Patch
from elblint.source.kustomize import Build
from elblint.source.read import read_source

_ORIGIN = "config.kubernetes.io/origin"
_CHANGES = "alpha.config.kubernetes.io/transformations"


class _Text(NamedTuple):
    """A text with objects or patches in it. ``inside`` is the scalar that holds it, for an inline patch."""

    source: SourceText
    roots: list[Node]
    inside: Scalar | None = None


class KustomizeOrigin:
    """Leads back to the files of one build; they are read when somebody asks."""

    def __init__(self, build: Build) -> None:
        self.build = build
        self.parts = {os.path.realpath(part.path): part for part in build.parts}
        self._texts: dict[str, _Text] = {}

    def field(self, built: KubeObject, path: FieldPath, here: Field) -> Field:
        """The field in the file, or the entry of a kustomization, that supplied it."""
        found = self._supplied(built, path, here)
        if found is None:
            found = Field(self.build.top.place(), None, here.depth)
            proven = False
        else:
            proven = True
        mark = Built(built.source, here.place.start, proven)
        return found._replace(place=found.place._replace(built=mark))

    def _supplied(self, built: KubeObject, path: FieldPath, here: Field) -> Field | None:
        origin = _parsed(built.annotation(_ORIGIN))
        file = text(child(origin, "path"))
        if file is None:
            part = self._part(text(child(origin, "configuredIn")))
            return None if part is None else self._generated(part, built, path)
        raw = self._text(self._path(file))
        source_object = next(_namesakes(raw.roots, built), None)
        if source_object is None:
            return None
        suppliers = [*self._changes(built, source_object), _Supplier(raw, source_object)]
        value = here.node
        # Of an object or a list, parts may come from anywhere: it is shown where it was first written.
        for supplier in suppliers if isinstance(value, Scalar) else reversed(suppliers):
            found = supplier.find(built.node, path, value)
            if found is not None:
                return found
        return None

    def _changes(self, built: KubeObject, raw: Mapping) -> Iterator[_Supplier]:
        """What may have supplied a field after the object's own file: the last one applied comes first."""
        listed = [text(child(item, "configuredIn")) for item in items(_parsed(built.annotation(_CHANGES)))]
        for name in dict.fromkeys(reversed(listed)):
            part = self._part(name)
            if part is None:
                continue
            yield _Supplier(_Text(part.source, []), _settings(part.root, built, raw), is_setting=True)
            for patch in reversed(list(part.patches())):
                if not _aims_at(patch.target, built, raw):
                    continue
                patch_text = self._patch_text(part, patch)
                for root in patch_text.roots:
                    if isinstance(root, Sequence):
                        yield from (_Supplier(patch_text, operation) for operation in reversed(root.items))
                    elif patch.target is not None or _is_namesake(root, built, raw):
                        yield _Supplier(patch_text, root)

    def _path(self, shown: str) -> str:
        """A path of an origin, which is relative to where the build ran, as seen from the working folder."""
        real = os.path.realpath(os.path.join(self.build.base, shown))
        return os.path.relpath(real)

    def _part(self, shown: str | None) -> Kustomization | None:
        return None if shown is None else self.parts.get(os.path.realpath(self._path(shown)))

    def _text(self, path: str) -> _Text:
        if path not in self._texts:
            source = read_source(path)
            if isinstance(source, Fault):
                source = SourceText(path, "")
            roots = read_documents(source, frozenset(), parse_all=True).roots
            self._texts[path] = _Text(source, [item for root in roots for item in _objects(root)])
            for item in self._texts[path].roots:
                if text(child(item, "kind")) == "Secret":
                    source.hide(item.start, max(item.end, item.start))
        return self._texts[path]

    def _patch_text(self, part: Kustomization, patch: Patch) -> _Text:
        if patch.path is not None:
            return self._text(patch.path)
        if patch.inline is None:
            return _Text(part.source, [])
        try:
            roots = parse_yaml(patch.inline.text, 0, lambda first, repeated: None)
        except SyntaxFault:
            roots = []
        return _Text(part.source, roots, patch.inline)

    def _generated(self, part: Kustomization, built: KubeObject, path: FieldPath) -> Field | None:
        """The generator that made a ConfigMap or Secret; for one key of a ConfigMap, its literal or file."""
        for kind, generator in part.generators():
            name = child(generator, "name")
            if kind != built.manifest_kind or not isinstance(name, Scalar) or name.text not in built.name:
                continue
            if kind == "ConfigMap" and len(path) == 2 and path[0] == "data":
                found = self._generated_key(
                    part, generator, str(path[1]), text(built.at(*map(str, path))) or ""
                )
                if found is not None:
                    return found
            return Field(part.place(name), None, 0)
        return None

    def _generated_key(self, part: Kustomization, generator: Node, key: str, value: str) -> Field | None:
        for literal in items(child(generator, "literals")):
            if isinstance(literal, Scalar) and literal.text == f"{key}={value}":
                place = place_inside(part.source, literal, len(key) + 1, len(literal.text))
                if place is not None:
                    return Field(place, Scalar(value, place.start, place.end, plain=False), 2)
        for entry in items(child(generator, "files")):
            written = text(entry) or ""
            named, _, path = written.rpartition("=")
            if (named or os.path.basename(path)) != key:
                continue
            source = read_source(os.path.relpath(part.joined(path)))
            if not isinstance(source, Fault) and source.text == value:
                whole = Scalar(value, 0, len(value), plain=False)
                return Field(Place(source, 0, min(len(value), 1)), whole, 2)
        return None


class _Supplier(NamedTuple):
    """One object, patch or setting that may have supplied a field."""

    text: _Text
    root: Node
    is_setting: bool = False

    def find(self, built: Mapping, path: FieldPath, value: Node | None) -> Field | None:
        """The field in it, if it holds the value that was built."""
        if not isinstance(self.root, Mapping) or (self.is_setting and not isinstance(value, Scalar)):
            return None
        root, own_path = self.root, _own_path(self.root, built, path)
        if own_path is None:
            return None
        found = follow(root, own_path, self.text.source if self.text.inside is None else _inner(self.text))
        if found.depth != len(own_path) or not _agree(found.node, value):
            return None
        inside = self.text.inside
        if inside is None:
            return found._replace(depth=len(path))
        place = place_inside(self.text.source, inside, found.place.start, found.place.end)
        if place is None:
            place = Place(self.text.source, inside.start, inside.end)
        node = found.node
        if isinstance(node, Scalar):
            exact = place_inside(self.text.source, inside, node.start, node.end)
            node = None if exact is None else Scalar(node.text, exact.start, exact.end, node.plain)
        return Field(place, node, len(path))


def _inner(patch: _Text) -> SourceText:
    assert patch.inside is not None
    return SourceText(patch.source.path, patch.inside.text)


def _agree(found: Node | None, value: Node | None) -> bool:
    if isinstance(value, Scalar):
        return isinstance(found, Scalar) and found.value == value.value
    return type(found) is type(value)


def _own_path(root: Mapping, built: Mapping, path: FieldPath) -> FieldPath | None:
    """Where ``path`` of the built object is in ``root``: lists may be in another order, or be shorter.

    ``root`` may also be one operation of a JSON patch, whose value stands for what is below its path.
    """
    if "op" in root.entries and "path" in root.entries:
        pointer = (text(root.get("path")) or "").removeprefix("/").split("/")
        steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer]
        fits = len(steps) <= len(path) and all(
            step in {str(own), "-"} if isinstance(own, int) else step == own
            for step, own in zip(steps, path, strict=False)
        )
        if not fits:
            return None
        inner, rest = root.get("value"), path[len(steps) :]
        start: FieldPath = ("value",)
        target: Node | None = built
        for step in path[: len(steps)]:
            target = items(target)[step] if isinstance(step, int) else child(target, step)
        below = _matching(inner, target, rest)
        return None if below is None else (*start, *below)
    return _matching(root, built, path)


def _matching(own: Node | None, built: Node | None, path: FieldPath) -> FieldPath | None:
    found: list[str | int] = []
    for step in path:
        if isinstance(step, str):
            own, built = child(own, step), child(built, step)
            found.append(step)
        else:
            element = items(built)[step] if step < len(items(built)) else None
            fitting = [number for number, item in enumerate(items(own)) if _is_part_of(item, element)]
            if not fitting or (len(fitting) > 1 and step not in fitting):
                return None
            number = fitting[0] if len(fitting) == 1 else step
            own, built = items(own)[number], element
            found.append(number)
        if own is None:
            return None
    return tuple(found)


def _is_part_of(own: Node, built: Node | None) -> bool:
    """Whether one element of a list became the other: what it says outright is still there."""
    if isinstance(own, Mapping) and isinstance(built, Mapping):
        return all(
            _agree(node, built.get(key)) for key, (_, node) in own.entries.items() if isinstance(node, Scalar)
        )
    return _agree(own, built)


def _parsed(written: str | None) -> Node | None:
    try:
        documents = parse_yaml(written or "", 0, lambda first, repeated: None)
    except SyntaxFault:
        return None
    return documents[0] if documents else None


def _objects(root: Node) -> Iterator[Node]:
    if isinstance(root, Mapping) and isinstance(root.get("items"), Sequence):
        yield from items(root.get("items"))
    else:
        yield root


def _name(node: Node) -> str:
    return text(child(node, "metadata", "name")) or ""


def _namesakes(roots: list[Node], built: KubeObject) -> Iterator[Mapping]:
    """The objects of a file that the built one may come from, the likeliest name first."""
    fitting = [
        root
        for root in roots
        if isinstance(root, Mapping)
        and text(root.get("kind")) == built.manifest_kind
        and _name(root)
        and _name(root) in built.name
    ]
    yield from sorted(fitting, key=lambda root: -len(_name(root)))


def _is_namesake(root: Node, built: KubeObject, raw: Mapping) -> bool:
    """Whether a patch names the object, by its first name or by one that it got on the way."""
    name = _name(root)
    same_kind = text(child(root, "kind")) == built.manifest_kind
    return same_kind and _name(raw) in name and name in built.name


def _aims_at(target: Node | None, built: KubeObject, raw: Mapping) -> bool:
    """Whether a patch's target may mean the object; its names are regular expressions."""
    kind, name = text(child(target, "kind")), text(child(target, "name"))
    if kind not in {None, built.manifest_kind}:
        return False
    # What is no plain name is left to the value: hostile expressions can take for ever to match.
    is_plain = name is not None and all(character.isalnum() or character in "-." for character in name)
    return not is_plain or name in {_name(raw), built.name}


def _settings(root: Mapping, built: KubeObject, raw: Mapping) -> Mapping:
    """What the plain fields of a kustomization set, laid out as the object that they set it in."""
    laid_out, metadata, spec = Mapping(0), Mapping(0), Mapping(0)

    def put(into: Mapping, name: str, node: Node | None) -> None:
        if node is not None:
            into.entries[name] = (Scalar(name, node.start, node.start + 1, plain=True), node)

    put(metadata, "annotations", root.get("commonAnnotations"))
    put(metadata, "labels", root.get("commonLabels"))
    put(metadata, "namespace", root.get("namespace"))
    for entry in items(root.get("replicas")):
        if text(child(entry, "name")) in {_name(raw), built.name}:
            put(spec, "replicas", child(entry, "count"))
    if built.manifest_kind == "Service":
        put(spec, "selector", root.get("commonLabels"))
    put(laid_out, "metadata", metadata)
    put(laid_out, "spec", spec)
    return laid_out
