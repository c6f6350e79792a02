"""Possible origins of a field of a built object: a file's object, a patch, or a setting of a kustomization."""

from __future__ import annotations

from elblint.inputs.kustomize.kustomization import Kustomization
from elblint.model.objects import KubeObject, follow
from elblint.model.subject import Field, FieldPath
from elblint.syntax.nodes import Mapping, Node, Scalar, child, items, text
from elblint.syntax.scalar_offsets import location_inside
from elblint.system.named_tuple import NamedTuple
from elblint.text.source import Location, SourceText


class SuppliedText(NamedTuple):
    """A text with objects or patches in it. ``inside`` is the scalar that holds it, for an inline patch."""

    source: SourceText
    roots: list[Node]
    inside: Scalar | None = None


class Supplier(NamedTuple):
    """One object, patch or setting that may have supplied a field."""

    text: SuppliedText
    root: Node
    is_setting: bool = False
    is_doubtful: bool = False
    """True if it is unknown whether it is for this object at all."""

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
        location = location_inside(self.text.source, inside, found.location.start, found.location.end)
        if location is None:
            location = Location(self.text.source, inside.start, inside.end)
        node = found.node
        if isinstance(node, Scalar):
            exact = location_inside(self.text.source, inside, node.start, node.end)
            node = None if exact is None else node.moved(exact.start, exact.end)
        return Field(location, node, len(path))


def _inner(patch: SuppliedText) -> SourceText:
    assert patch.inside is not None
    return SourceText(patch.source.path, patch.inside.text)


def _agree(found: Node | None, value: Node | None) -> bool:
    if isinstance(value, Scalar):
        return isinstance(found, Scalar) and found.value == value.value
    return type(found) is type(value)


def _own_path(root: Mapping, built: Mapping, path: FieldPath) -> FieldPath | None:
    """Return the path in ``root`` of the built object's ``path``: lists may be in another order, or be shorter.

    ``root`` may also be one operation of a JSON patch, whose value stands for what is below its path.
    """
    if "op" in root.entries and "path" in root.entries:
        if text(root.get("op")) not in {"add", "replace"}:
            return None
        pointer = (text(root.get("path")) or "").removeprefix("/").split("/")
        steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer]
        if len(steps) > len(path):
            return None
        parent: Node | None = built
        for pointed, own in zip(steps, path, strict=False):
            if isinstance(own, int):
                # What was put at the end is the last one.
                if pointed != str(own) and not (pointed == "-" and own == len(items(parent)) - 1):
                    return None
                parent = items(parent)[own]
            else:
                if pointed != own:
                    return None
                parent = child(parent, own)
        inner, rest = root.get("value"), path[len(steps) :]
        below = _matching(inner, parent, rest)
        return None if below is None else ("value", *below)
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
    """Return whether one element of a list became the other: what it says outright is still there."""
    if isinstance(own, Mapping) and isinstance(built, Mapping):
        return all(
            _agree(node, built.get(key)) for key, (_, node) in own.entries.items() if isinstance(node, Scalar)
        )
    return _agree(own, built)


def settings_of(part: Kustomization, built: KubeObject, replicas: Node | None) -> Mapping:
    """Return the settings of a kustomization's plain fields, laid out as the object that they set it in.

    ``replicas`` is what it says of the object's replicas, if it does.
    """
    laid_out, metadata, spec = Mapping(0), Mapping(0), Mapping(0)

    def put(into: Mapping, name: str, node: Node | None) -> None:
        if node is not None:
            into.entries[name] = (Scalar(name, node.start, node.start + 1, plain=True), node)

    put(metadata, "annotations", part.get("commonAnnotations"))
    put(metadata, "labels", part.get("commonLabels"))
    for name in ("annotations", "labels"):
        # Flux's own field.
        put(metadata, name, child(part.get("commonMetadata"), name))
    put(metadata, "namespace", part.get("namespace"))
    put(spec, "replicas", replicas)
    if built.manifest_kind == "Service":
        put(spec, "selector", part.get("commonLabels"))
    put(laid_out, "metadata", metadata)
    put(laid_out, "spec", spec)
    return laid_out
