"""Fields that an object of Argo CD or Flux puts into a kustomization, or over what a chart renders to."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

from elblint.inputs.kustomize.kustomization import Kustomization
from elblint.inputs.kustomize.overlay import Changes
from elblint.syntax.nodes import Mapping, Node, Scalar, child, items, python_data, text, text_at
from elblint.text.diagnostics import Reason, because
from elblint.text.source import SourceText

_MOST_VALUES = 20_000
_DIGITS = 8
_PATCH_FIELDS = frozenset({"patch", "path", "target", "options"})
# Nothing of these changes a Service, an Ingress or what calls them, or they only say how the others are meant.
_OF_ARGO = frozenset(
    {"version", "forceCommonLabels", "forceCommonAnnotations", "kubeVersion", "apiVersions"}
    | {"labelWithoutSelector", "labelIncludeTemplates", "commonAnnotationsEnvsubst"}
    | {"ignoreMissingComponents"}
)
_OF_FLUX = ("namePrefix", "nameSuffix", "patches", "patchesStrategicMerge", "patchesJson6902", "images")


class Asked(NamedTuple):
    """The changes that an object asks for, None without any, and the parts that are not read, with reasons."""

    changes: Changes | None
    unread: list[tuple[Node, Reason]]


class _Asked:
    """Gathers changes from the fields of one object."""

    def __init__(self, source: SourceText, at: Node, *, may_name_files: bool) -> None:
        self.source = source
        self.fields: dict[str, object] = {}
        self.root = Mapping(at.start)
        self.root.end = at.end
        self.unread: list[tuple[Node, Reason]] = []
        self.may_name_files = may_name_files

    def take(self, name: str, entry: tuple[Scalar, Node], made: object) -> None:
        """Take in a field as data, and the key and value that say so."""
        if made:
            self.fields[name] = made
            self.root.entries[name] = entry

    def take_usual(self, name: str, entry: tuple[Scalar, Node]) -> bool:
        """Take in a field that is called and meant as in a kustomization; return whether it is one."""
        value = entry[1]
        if name in {"namePrefix", "nameSuffix", "namespace"}:
            self.take(name, entry, text(value))
        elif name == "images":
            self.take(name, entry, [one for each in items(value) if (one := _image(each)) is not None])
        elif name in {"patches", "patchesStrategicMerge", "patchesJson6902"}:
            self.take(name, entry, self._patches(name, items(value)))
        else:
            return False
        return True

    def _patches(self, field: str, entries: list[Node]) -> list[object]:
        made: list[object] = []
        for entry in entries:
            try:
                data = python_data(entry, budget=_MOST_VALUES)
            except (ValueError, RecursionError):
                self.unread.append((entry, because("large-patch")))
                continue
            if field == "patchesStrategicMerge" and isinstance(data, str) and not self.may_name_files:
                # Flux takes an object; kustomize would take a text for the path or address of a file.
                self.unread.append((entry, because("no-patch")))
            elif field == "patchesStrategicMerge":
                made.append(data if isinstance(data, str) else json.dumps(data, default=str))
            elif not isinstance(data, dict) or set(data) - _PATCH_FIELDS:
                self.unread.append((entry, because("no-patch")))
            elif "path" in data and not self.may_name_files:
                self.unread.append((entry, because("patch-in-file")))
            else:
                if "patch" in data and not isinstance(data["patch"], str):
                    data["patch"] = json.dumps(data["patch"], default=str)
                made.append(data)
        return made

    def take_replicas(self, entry: tuple[Scalar, Node]) -> None:
        """Take in numbers of Pods; what is no number, a variable of Argo CD say, is not read."""
        made: list[object] = []
        for one in items(entry[1]):
            count = text_at(one, "count") or ""
            if count.isdecimal() and len(count) < _DIGITS:
                made.append({"name": text_at(one, "name") or "", "count": int(count)})
            else:
                self.unread.append((one, because("no-field")))
        self.take("replicas", entry, made)

    def done(self) -> Asked:
        """Return what was gathered, with what may be a Secret's hidden."""
        Kustomization("", self.source, self.root).hide_secrets()
        return Asked(Changes(self.fields, self.source, self.root) if self.fields else None, self.unread)


def asked_of_argo(source: SourceText, node: Mapping, is_folder: Callable[[str], bool]) -> Asked:
    """Return the changes that the ``kustomize`` block of an Application asks for.

    ``is_folder`` says whether a path from the kustomization is a folder.
    """
    asked = _Asked(source, node, may_name_files=True)
    for name in node.keys():  # noqa: SIM118
        entry = node.entry(name)
        assert entry is not None
        value = entry[1]
        if asked.take_usual(name, entry) or name in _OF_ARGO:
            continue
        if name == "commonLabels" and text_at(node, "labelWithoutSelector") == "true":
            in_templates = text_at(node, "labelIncludeTemplates") == "true"
            pairs = _texts(value)
            asked.take("labels", entry, [{"pairs": pairs, "includeTemplates": in_templates}] if pairs else [])
        elif name in {"commonLabels", "commonAnnotations"}:
            asked.take(name, entry, _texts(value))
        elif name == "replicas":
            asked.take_replicas(entry)
        elif name == "components":
            asked.take(name, entry, _components(value, node, is_folder))
        else:
            asked.unread.append((value, because("no-field")))
    return asked.done()


def asked_of_flux(source: SourceText, spec: Mapping, is_folder: Callable[[str], bool]) -> Asked:
    """Return the changes that a Kustomization of Flux asks for; ``is_folder`` is as for Argo CD."""
    asked = _Asked(source, spec, may_name_files=False)
    for name in spec.keys():  # noqa: SIM118
        entry = spec.entry(name)
        assert entry is not None
        if name in _OF_FLUX:
            asked.take_usual(name, entry)
        elif name == "targetNamespace":
            asked.take("namespace", entry, text(entry[1]))
        elif name == "components":
            asked.take(name, entry, _components(entry[1], spec, is_folder))
        elif name == "commonMetadata":
            _take_metadata(asked, entry)
    return asked.done()


def asked_of_renderer(source: SourceText, node: Mapping) -> Asked:
    """Return the changes that one of the ``postRenderers`` of a HelmRelease asks for."""
    asked = _Asked(source, node, may_name_files=False)
    for name in node.keys():  # noqa: SIM118
        inner = node.get(name)
        if name != "kustomize" or not isinstance(inner, Mapping):
            asked.unread.append((inner or node, because("other-renderer")))
            continue
        for field in inner.keys():  # noqa: SIM118
            entry = inner.entry(field)
            assert entry is not None
            if field not in _OF_FLUX or not asked.take_usual(field, entry):
                asked.unread.append((entry[1], because("no-renderer-field")))
    return asked.done()


def asked_of_metadata(source: SourceText, entry: tuple[Scalar, Node]) -> Asked:
    """Return the changes that the ``commonMetadata`` of a HelmRelease asks for."""
    asked = _Asked(source, entry[1], may_name_files=False)
    _take_metadata(asked, entry)
    return asked.done()


def _take_metadata(asked: _Asked, entry: tuple[Scalar, Node]) -> None:
    """Take in labels and annotations for objects alone, and not for the Pods that they make, as Flux means them."""
    transformers = []
    for field, kind in (("annotations", "AnnotationsTransformer"), ("labels", "LabelTransformer")):
        values = _texts(child(entry[1], field))
        if values:
            transformers.append(
                json.dumps(
                    {
                        "apiVersion": "builtin",
                        "kind": kind,
                        "metadata": {"name": f"common-{field}"},
                        field: values,
                        "fieldSpecs": [{"path": f"metadata/{field}", "create": True}],
                    }
                )
            )
    if transformers:
        asked.fields["transformers"] = transformers
        asked.root.entries["commonMetadata"] = entry


def _components(value: Node, node: Node, is_folder: Callable[[str], bool]) -> list[object]:
    # What is no text is handed on, for kustomize says that it is wrong.
    named = [text(entry) or "" for entry in items(value)]
    if text_at(node, "ignoreMissingComponents") == "true":
        named = [one for one in named if is_folder(one)]
    return list(named)


def _texts(node: Node | None) -> dict[str, str]:
    return {key: text(node.get(key)) or "" for key in node.keys()} if isinstance(node, Mapping) else {}  # noqa: SIM118


def _image(entry: Node) -> dict[str, str] | None:
    """Return an image as kustomize has it: a mapping, or Argo CD's text ``name=new:tag``."""
    if isinstance(entry, Mapping):
        return {
            name: text(entry.get(name)) or ""
            for name in ("name", "newName", "newTag", "digest")
            if entry.get(name) is not None
        }
    written = text(entry) or ""
    name, equals, new = written.partition("=")
    new = new if equals else name
    image, at, digest = new.partition("@")
    base, colon, tag = image.rpartition(":")
    if colon and "/" not in tag:
        image = base
    else:
        tag = ""
    if not image:
        return None
    old = name.partition("@")[0]
    if not equals and ":" in old.rpartition("/")[2]:
        old = old.rpartition(":")[0]
    made = {"name": old, "newName": image}
    if at:
        made["digest"] = digest
    elif tag:
        made["newTag"] = tag
    return made
