"""Which files kustomize takes for patches: they hold parts of objects, which nobody should judge as wholes."""

from __future__ import annotations

import os
from collections.abc import Iterable

from elblint.manifest.faults import Fault, SyntaxFault
from elblint.manifest.nodes import Node, Scalar, child, items, text
from elblint.manifest.yaml_text import parse_yaml
from elblint.source.read import read_source

KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")


def patch_files(files: Iterable[str]) -> set[str]:
    """The real paths of all files that a kustomization beside or above one of ``files`` names as a patch.

    Kustomizations are looked for in the folders of the files and their parents up to the working folder, so
    that a hook which hands in a patch alone knows it for one. What cannot be read names nothing.
    """
    patches: set[str] = set()
    for folder in sorted(_folders(files)):
        for name in KUSTOMIZATIONS:
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                patches.update(os.path.realpath(os.path.join(folder, patch)) for patch in _patches(path))
    return patches


def _folders(files: Iterable[str]) -> set[str]:
    """The folders of the files and those above them, no further up than the working folder."""
    top = os.path.realpath(".")
    found: set[str] = set()
    for file in files:
        folder = os.path.realpath(os.path.dirname(file) or ".")
        while folder not in found:
            found.add(folder)
            if folder == top or not folder.startswith(top + os.sep):
                break
            folder = os.path.dirname(folder)
    return found


def _patches(path: str) -> list[str]:
    source = read_source(path)
    if isinstance(source, Fault):
        return []
    try:
        documents = parse_yaml(source.text, 0, lambda first, repeated: None)
    except SyntaxFault:
        return []
    return [name for document in documents for name in _named(document)]


def _named(document: Node) -> list[str]:
    """The files in ``patches[].path``, ``patchesStrategicMerge`` and ``patchesJson6902[].path``."""
    named = [text(child(entry, "path")) for entry in items(child(document, "patches"))]
    named += [text(child(entry, "path")) for entry in items(child(document, "patchesJson6902"))]
    for entry in items(child(document, "patchesStrategicMerge")):
        # An entry may hold the patch itself instead of a file's name.
        named.append(entry.text if isinstance(entry, Scalar) and "\n" not in entry.text else None)
    return [name for name in named if name]
