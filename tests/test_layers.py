"""The architecture, read from the imports: data flows one way, and no two modules need each other."""

from __future__ import annotations

import ast
from pathlib import Path

from conftest import CHECKOUT

PACKAGE = CHECKOUT / "lint" / "elblint"
LAYERS = (
    "cli", "api", "fixes", "run", "report", "triage", "engine", "inputs", "config", "model", "syntax", "text", "i18n",
    "system", "errors", "version",
)  # fmt: skip
"""From top to bottom: a layer imports only itself and what stands further right."""


def _name(file: Path) -> str:
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {_name(file): file for file in sorted(PACKAGE.rglob("*.py"))}


def imports_of(file: Path) -> set[str]:
    """Return the modules of elblint that a file imports: at its top, in functions, and for types alone."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name in MODULES}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (inner & MODULES.keys()) or ({node.module} & MODULES.keys())
    return found


IMPORTS = {name: imports_of(file) for name, file in MODULES.items()}


def layer(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def test_every_package_is_a_layer() -> None:
    assert {layer(name) for name in MODULES} <= {*LAYERS, "", "__main__"}


def test_no_import_leads_up() -> None:
    rank = {name: number for number, name in enumerate(LAYERS)}
    led_up = [
        f"{importer} imports {imported}"
        for importer, every in IMPORTS.items()
        for imported in every
        if layer(importer) in rank and layer(imported) in rank
        if rank[layer(imported)] < rank[layer(importer)]
    ]
    assert not led_up


def test_no_module_needs_itself() -> None:
    for start in IMPORTS:
        reached: set[str] = set()
        pending = [*IMPORTS[start]]
        while pending:
            name = pending.pop()
            if name not in reached:
                reached.add(name)
                pending += IMPORTS[name]
        assert start not in reached, f"{start} is part of a cycle"
