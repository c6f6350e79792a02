"""The kustomization that Flux makes for a folder without one: all manifests below it are its resources."""

from __future__ import annotations

import os
from collections.abc import Iterator

from elblint.inputs.discovery import SKIPPED_FOLDERS
from elblint.inputs.kustomize.kustomization import FILE_NAMES, Kustomization, is_kustomized
from elblint.syntax.nodes import Mapping
from elblint.syntax.yaml_parser import parse_yaml
from elblint.system.boundary import relative_path
from elblint.text.source import SourceText

_MANIFESTS = (".yaml", ".yml")
_MOST_RESOURCES = 20_000


def generated_kustomization(folder: str) -> Kustomization | None:
    """Return the kustomization for a folder, by its real path; None if it has one, or holds no manifests."""
    import json

    if is_kustomized(folder):
        return None
    resources = list(_resources(folder))
    if not resources or len(resources) > _MOST_RESOURCES:
        return None
    path = os.path.join(relative_path(folder), FILE_NAMES[0])
    source = SourceText(path, f"resources: {json.dumps(resources)}\n")
    (root,) = parse_yaml(source.text, 0, lambda first, repeated: None)
    assert isinstance(root, Mapping)
    return Kustomization(path, source, root, is_generated=True)


def _resources(folder: str) -> Iterator[str]:
    """Yield the manifests below a folder, and the folders with kustomizations of their own, as paths from it."""
    for inner, below, files in os.walk(folder):
        for name in sorted(below):
            path = os.path.join(inner, name)
            if name.startswith(".") or name in SKIPPED_FOLDERS:
                below.remove(name)
            elif is_kustomized(path):
                below.remove(name)
                yield _from(folder, path)
        below.sort()
        for name in sorted(files):
            if name.endswith(_MANIFESTS):
                yield _from(folder, os.path.join(inner, name))


def _from(folder: str, path: str) -> str:
    return os.path.relpath(path, folder).replace(os.sep, "/")
