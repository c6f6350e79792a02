"""The architecture, read from the imports of a checkout: layers, and the arrows between them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

LAYERS = (
    "_dev",
    "cli",
    "lsp",
    "api",
    "editor",
    "fixes",
    "what_if",
    "run",
    "report",
    "triage",
    "engine",
    "inputs",
    "config",
    "model",
    "syntax",
    "text",
    "i18n",
    "system",
    "errors",
    "version",
)
"""The packages from top to bottom: a layer imports itself and what is below. Their jobs are words: ``layer-NAME``."""


class Imports:
    """The imports between the modules of a package at ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.files = {_name(file, folder): file for file in sorted(folder.rglob("*.py"))}
        self.of = {name: self._imports_of(file) for name, file in self.files.items()}

    def _imports_of(self, file: Path) -> set[str]:
        """Return the modules that a file imports: at its top, in functions, and for types alone."""
        found: set[str] = set()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names if alias.name in self.files}
            elif isinstance(node, ast.ImportFrom) and node.module:
                inner = {f"{node.module}.{alias.name}" for alias in node.names}
                found |= (inner & self.files.keys()) or ({node.module} & self.files.keys())
        return found

    def between_layers(self) -> dict[str, set[str]]:
        """Return for each layer the other layers that it imports."""
        arrows: dict[str, set[str]] = {name: set() for name in LAYERS}
        for importer, imported in self.of.items():
            if layer_of(importer) in arrows:
                arrows[layer_of(importer)] |= {layer_of(one) for one in imported} & set(LAYERS)
        return {name: others - {name} for name, others in arrows.items()}

    def upward(self) -> Iterator[str]:
        """Yield a line for each import that leads up, from a layer to one above it."""
        rank = {name: number for number, name in enumerate(LAYERS)}
        for importer, imported in self.of.items():
            for one in imported:
                if rank.get(layer_of(one), len(rank)) < rank.get(layer_of(importer), -1):
                    yield f"{importer} imports {one}"

    def in_cycles(self) -> Iterator[str]:
        """Yield each module that imports itself by way of others."""
        for start in self.of:
            reached: set[str] = set()
            pending = [*self.of[start]]
            while pending:
                name = pending.pop()
                if name not in reached:
                    reached.add(name)
                    pending += self.of[name]
            if start in reached:
                yield start


def layer_of(module: str) -> str:
    """Return the layer of a module, ``engine`` for ``elblint.engine.rule``; empty for the package itself."""
    return module.split(".")[1] if "." in module else ""


def _name(file: Path, folder: Path) -> str:
    parts = file.relative_to(folder.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
