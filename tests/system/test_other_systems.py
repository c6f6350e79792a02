"""Paths, names and programs as Windows has them, asked of the functions that know of them."""

from __future__ import annotations

import ntpath
import os
import posixpath
from pathlib import Path

import pytest

from elblint.cli.run_settings import paths_to_lint
from elblint.config.settings import Config
from elblint.engine.library import is_rule
from elblint.engine.rule_store import stored_files
from elblint.inputs.git_revision import fits_windows
from elblint.inputs.helm import has_charts
from elblint.system import child, ownership, writer
from elblint.system.boundary import relative_path
from elblint.system.package_data import built_in_rules
from support.project import LOCAL, Project

pytestmark = pytest.mark.unix


@pytest.mark.parametrize(
    ("path", "folders"),
    [
        ("C:\\src\\shop\\a.yaml", ["C:\\", "C:\\src", "C:\\src\\shop"]),
        ("\\\\server\\share\\shop\\a.yaml", ["\\\\server\\share\\", "\\\\server\\share\\shop"]),
        ("/src/shop/a.yaml", ["/", "/src", "/src/shop"]),
    ],
)
def test_folders_above_begin_with_the_root_of_the_drive(
    monkeypatch: pytest.MonkeyPatch, path: str, folders: list[str]
) -> None:
    flavour = posixpath if path.startswith("/") else ntpath
    monkeypatch.setattr(os, "path", flavour)
    monkeypatch.setattr(os, "sep", flavour.sep)
    found = list(dict.fromkeys(writer.folders_above(path)))
    monkeypatch.undo()
    assert found == folders


def test_a_path_on_another_drive_is_absolute(project: Project) -> None:
    file = project.write("drive-d/a.yaml", LOCAL)
    project.write("drive-c/b.yaml", LOCAL)
    drive, way = str(file.parent), os.path.relpath

    def relpath(path: str, start: str = ".") -> str:
        if os.path.abspath(path).startswith(drive) != os.path.abspath(start).startswith(drive):
            raise ValueError("path is on mount 'D:', start on mount 'C:'")
        return way(path, start)

    project.monkeypatch.chdir("drive-c")
    project.monkeypatch.setattr(os.path, "relpath", relpath)
    assert relative_path(str(file)) == str(file)
    done = project.run("--exclude", "b/", "-f", "sarif", str(file))
    assert (done.exit_code, done.stderr) == (1, "")


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("values.yaml", True),
        ("服务.yaml", True),
        ("console.yaml", True),
        ("com10", True),
        ("nul", False),
        ("AUX.yaml", False),
        ("com1.tar.gz", False),
        ("a:b", False),
        ("a\\b", False),
        ("ends. ", False),
        ("ends.", False),
        ("bell\x07", False),
    ],
)
def test_names_that_windows_would_take_for_something_else(name: str, fits: bool) -> None:
    assert fits_windows(name) is fits


def test_patterns_are_expanded_where_no_shell_does_it(project: Project) -> None:
    for name in ("b.yaml", "a.yaml", "sub/c.yaml", "[x].yaml", "note.txt"):
        project.write(name, LOCAL)
    with project.monkeypatch.context() as patch:
        patch.setattr(os, "name", "nt")
        found = paths_to_lint(["?.yaml", "**/c.yaml", "[x].yaml", "none*.yaml"], Config())
    assert found == ["a.yaml", "b.yaml", "sub/c.yaml", "[x].yaml", "none*.yaml"]


def test_the_store_of_a_wheel_is_one_for_all_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    names = stored_files(built_in_rules())
    monkeypatch.setattr(os, "sep", "\\")
    found = stored_files(built_in_rules()), [name for name in names if not is_rule(name)]
    monkeypatch.undo()
    assert found[0] == names
    assert "catalogue/listener.yaml" in found[1]


def test_templates_are_a_charts_however_their_path_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sep", "\\")
    found = [has_charts([path]) for path in ("web/templates/a.yaml", "web\\templates\\a.yaml", "web/a.yaml")]
    monkeypatch.undo()
    assert found == [True, True, False]


def test_no_batch_file_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("helm.bat", "helm.cmd", "helm", "kubectl.exe", "git.com"):
        (tmp_path / name).write_text("")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PATHEXT", ".BAT:.CMD:.EXE")
    monkeypatch.setattr(os, "name", "nt")
    found = [child.find_program(name) for name in ("helm", "kubectl", "git")]
    monkeypatch.undo()
    assert found == [None, str(tmp_path) + "/kubectl.exe", str(tmp_path) + "/git.com"]


def test_modes_of_windows_say_nothing_about_owners(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "key"
    file.write_text("")
    file.chmod(0o666)
    status = os.stat(file)
    assert ownership.is_open_to_others(status)
    monkeypatch.setattr(os, "name", "nt")
    is_open = ownership.is_open_to_others(status)
    monkeypatch.undo()
    assert not is_open
