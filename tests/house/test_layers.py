"""The architecture, read from the imports: data flows one way, and no two modules need each other."""

from __future__ import annotations

from pathlib import Path

from elblint._dev.imports import LAYERS, Imports, layer_of
from support.project import CHECKOUT

IMPORTS = Imports(CHECKOUT / "lint" / "elblint")


def test_every_package_is_a_layer() -> None:
    assert {layer_of(name) for name in IMPORTS.of} <= {*LAYERS, "", "__main__"}


def test_no_import_leads_up() -> None:
    assert [*IMPORTS.upward()] == []


def test_no_module_needs_itself() -> None:
    assert [*IMPORTS.in_cycles()] == []


def test_an_upward_import_and_a_cycle_would_be_found(tmp_path: Path) -> None:
    package = tmp_path / "elblint"
    for name, content in {
        "__init__": "",
        "text/__init__": "",
        "text/a": "from elblint.text import b\n",
        "text/b": "def f() -> None:\n    from elblint.text.a import x\n    from elblint.engine.rule import y\n",
        "engine/__init__": "",
        "engine/rule": "",
    }.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / f"{name}.py").write_text(content)
    found = Imports(package)
    assert [*found.upward()] == ["elblint.text.b imports elblint.engine.rule"]
    assert [*found.in_cycles()] == ["elblint.text.a", "elblint.text.b"]
