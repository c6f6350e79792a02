"""Fields that an object of Argo CD or Flux puts over those of a kustomization."""

from __future__ import annotations

from elblint.syntax.nodes import Mapping, Node, Scalar, child, items, python_data, text

_MOST_VALUES = 20_000
_PLAIN = ("namePrefix", "nameSuffix", "namespace")
_PATCH_FIELDS = frozenset({"patch", "target", "options"})
# Nothing of these changes a Service, an Ingress or what calls them.
_HARMLESS = frozenset(
    {"version", "forceCommonLabels", "forceCommonAnnotations", "kubeVersion", "apiVersions"}
)


def changes_of(node: Mapping) -> tuple[dict[str, object], list[tuple[Node, str]]]:
    """Return the fields of a kustomization that an object asks for, and the parts that are not read, with reasons."""
    changes: dict[str, object] = {}
    unread: list[tuple[Node, str]] = []
    for name in node.keys():  # noqa: SIM118
        value = node.get(name)
        assert value is not None
        made: object = None
        field = "patches" if name.startswith("patches") else name
        if name in _PLAIN and isinstance(value, Scalar):
            made = text(value)
        elif name in {"commonLabels", "commonAnnotations"} and isinstance(value, Mapping):
            made = {key: text(value.get(key)) or "" for key in value.keys()}  # noqa: SIM118
        elif name == "images":
            made = [one for entry in items(value) if (one := _image(entry)) is not None]
        elif name == "replicas":
            made = [
                {"name": text(child(one, "name")) or "", "count": int(count)}
                for one in items(value)
                if (count := text(child(one, "count")) or "").isdecimal() and len(count) < 8
            ]
        elif name in {"patches", "patchesStrategicMerge", "patchesJson6902"}:
            made = _patches(items(value), unread)
        elif name in _HARMLESS:
            continue
        else:
            unread.append((value, "this field is not put over the kustomization"))
        if made:
            before = changes.get(field)
            changes[field] = [*before, *made] if isinstance(before, list) and isinstance(made, list) else made
    return changes, unread


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


def _patches(entries: list[Node], unread: list[tuple[Node, str]]) -> list[object]:
    made: list[object] = []
    for entry in entries:
        data: object = None
        if isinstance(entry, Scalar):
            data = {"patch": entry.text}
        elif isinstance(entry, Mapping):
            if child(entry, "path") is not None or set(entry.keys()) - _PATCH_FIELDS:
                unread.append((entry, "a patch in a file of its own is not put over the kustomization"))
                continue
            try:
                data = python_data(entry, budget=_MOST_VALUES)
            except (ValueError, RecursionError):
                unread.append((entry, "this patch is too large"))
                continue
            if isinstance(data, dict) and not isinstance(data.get("patch"), str):
                # Flux's own older form holds the patch as nodes.
                import json

                data["patch"] = json.dumps(data.get("patch"))
        if data is not None:
            made.append(data)
    return made
