"""Discovery of the files to read."""

from __future__ import annotations

import os

import pytest

from elblint.inputs.discovery import discover
from support.project import Project


def test_folders_are_searched_in_name_order(project: Project) -> None:
    for name in ("b.yaml", "a/z.yml", "a.yaml", "c.json", "d.txt", "a/b/c.yaml"):
        project.write(name, "")
    assert discover(["."]).files == ["a/b/c.yaml", "a/z.yml", "a.yaml", "b.yaml", "c.json"]
    assert discover(["a/", "b.yaml", "./b.yaml"]).files == ["a/b/c.yaml", "a/z.yml", "b.yaml"]


def test_hidden_folders_and_node_modules_are_left_out(project: Project) -> None:
    for name in (
        ".github/a.yaml",
        "node_modules/x/a.yaml",
        "sub/node_modules/a.yaml",
        ".hidden.yaml",
        "ok.yaml",
    ):
        project.write(name, "")
    assert discover(["."]).files == [".hidden.yaml", "ok.yaml"]
    assert discover([".github"]).files == [".github/a.yaml"]


def test_gitignored_paths_are_left_out_inside_a_repository(project: Project) -> None:
    project.write(".gitignore", "*.gen.yaml\n/out/\n")
    project.write("sub/.gitignore", "!keep.gen.yaml\nlocal.yaml\n")
    names = (
        "a.gen.yaml",
        "out/a.yaml",
        "sub/out/a.yaml",
        "sub/keep.gen.yaml",
        "sub/local.yaml",
        "local.yaml",
    )
    for name in names:
        project.write(name, "")
    assert len(discover(["."]).files) == len(names)
    (project.folder / ".git").mkdir()
    found = discover(["."])
    assert found.files == ["local.yaml", "sub/keep.gen.yaml", "sub/out/a.yaml"]
    assert found.ignored == 3
    assert discover(["sub"]).files == ["sub/keep.gen.yaml", "sub/out/a.yaml"]
    assert discover(["a.gen.yaml"]).files == ["a.gen.yaml"]


def test_excludes(project: Project) -> None:
    for name in ("a.yaml", "vendor/b.yaml", "vendor/c/d.yaml", "x/vendor/e.yaml"):
        project.write(name, "")
    assert discover(["."], ["/vendor/"]).files == ["a.yaml", "x/vendor/e.yaml"]
    assert discover(["vendor/b.yaml"], ["/vendor/"]).files == ["vendor/b.yaml"]
    forced = discover(["vendor/b.yaml"], ["/vendor/"], force_exclude=True)
    assert (forced.files, forced.excluded) == ([], 1)
    assert discover(["vendor"], ["c/"], root="vendor").files == ["vendor/b.yaml"]


def test_loops_and_links(project: Project) -> None:
    project.write("a/a.yaml", "")
    os.symlink("..", project.folder / "a" / "loop")
    os.symlink("a.yaml", project.folder / "a" / "link.yaml")
    os.symlink("loop.yaml", project.folder / "a" / "loop.yaml")
    found = discover(["."]).files
    assert found == ["a/a.yaml", "a/loop.yaml"]
    outcome = project.run(".")
    assert outcome.exit_code == 2
    assert "error[ELB001]" in outcome.stdout


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_what_is_no_regular_file_is_not_waited_for(project: Project) -> None:
    os.mkfifo(project.folder / "pipe.yaml")
    project.write("folder.yaml/x.txt", "")
    outcome = project.run(".")
    assert outcome.exit_code == 2
    assert "pipe.yaml was not linted: it is not a regular file" in outcome.stdout


def test_a_file_that_is_too_large_is_refused_unread(project: Project) -> None:
    with project.write("big.yaml", "").open("wb") as file:
        file.truncate(1 << 30)
    outcome = project.run("big.yaml")
    assert outcome.exit_code == 2
    assert "1024 MiB; the limit is 100 MiB" in outcome.stdout


def test_unreadable_files(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write("a.yaml", "")

    opened = os.open

    def refuse(path: str, flags: int) -> int:
        if path == "a.yaml":
            raise PermissionError(13, "Permission denied")
        return opened(path, flags)

    monkeypatch.setattr("elblint.text.reader.os.open", refuse)
    outcome = project.run("a.yaml")
    assert outcome.exit_code == 2
    assert "a.yaml was not linted: Permission denied." in outcome.stdout


@pytest.mark.parametrize(
    "name", ["new\nline.yaml", "co:lon.yaml", "per%cent.yaml", "😀.yaml", "\u202ertl.yaml"]
)
def test_strange_file_names(project: Project, name: str) -> None:
    project.write(name, "kind: Service\nspec: [\n")
    outcome = project.run(".")
    assert outcome.exit_code == 2
    assert "\u202e" not in outcome.stdout
    assert project.run("-f", "sarif", ".").exit_code == 2


PATCH = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: NodePort, externalTrafficPolicy: Local}\n"


@pytest.mark.parametrize(
    "kustomization",
    [
        "patches: [{path: patch.yaml, target: {kind: Service}}]",
        "patchesStrategicMerge: [patch.yaml]",
        "kind: Kustomization\npatchesStrategicMerge:\n- |-\n  kind: Service\n- ./patch.yaml\n",
    ],
)
def test_kustomize_patches_are_parts_and_judged_as_possible(project: Project, kustomization: str) -> None:
    project.write("overlay/patch.yaml", PATCH)
    assert project.run("--cluster", "standard", ".").exit_code == 1
    project.write("overlay/kustomization.yaml", kustomization)
    for paths in (["."], ["overlay"], ["overlay/patch.yaml"]):
        outcome = project.run("--cluster", "standard", "--no-kustomize", *paths)
        assert outcome.exit_code == 0
        assert "note[ELB101]" in outcome.stdout
        assert "service.is-whole: lint the whole Service" in outcome.stdout
        assert "files with kustomize patches: 1" in outcome.stdout


def test_a_broken_kustomization_names_no_patch(project: Project) -> None:
    project.write("patch.yaml", PATCH)
    project.write("kustomization.yaml", "patches: [")
    assert project.run("--cluster", "standard", "patch.yaml").exit_code == 1
