"""Large trees that did not change are not linted again."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from elblint.cli import report_cache as cache
from elblint.cli import run_check as checking
from elblint.config.settings import CACHE_FOLDER
from elblint.run import lint
from elblint.system.signed_cache import SignedCache
from elblint.text import read_record
from elblint.text.reader import note_read
from support.project import CHECKOUT, LOCAL, Project

FACTS = ("--cluster", "standard,vpc,ipvs,1.29")


@pytest.fixture
def tree(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Project:
    monkeypatch.setattr(checking, "_MANY_FILES", 3)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    for number in range(4):
        project.write(f"m/{number}.yaml", LOCAL.replace("name: web", f"name: web{number}"))
    return project


def entries() -> list[Path]:
    return sorted(Path(CACHE_FOLDER).glob("run-*.json"))


def forge(entry: Path) -> None:
    """Let a kept run say that all is well, signature or not."""
    signature, written = entry.read_text().split("\n")
    kept = json.loads(written)
    kept.update(code=0, reports=[base64.b64encode(b"nothing to see\n").decode()])
    entry.write_text(f"{signature}\n{json.dumps(kept)}")


def test_the_second_run_says_the_same(tree: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    first = tree.run(*FACTS, "m")
    assert (first.exit_code, len(entries())) == (1, 1)
    monkeypatch.setattr("elblint.run.lint", lambda *_: pytest.fail("linted again"))
    assert tree.run(*FACTS, "m") == first
    assert (Path(CACHE_FOLDER) / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize("what", ["file", "new file", "facts", "configuration", "language", "format", "rule"])
def test_whatever_changes_is_linted_again(tree: Project, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.write(".elblint.yaml", "rules: [own]\n")
    rule = CHECKOUT / "rules/local"
    tree.write("own/OWN101.yaml", next(rule.glob("ELB101-*.yaml")).read_text().replace("id: ELB", "id: OWN"))
    tree.run(*FACTS, "m")
    arguments = [*FACTS, "m"]
    if what == "file":
        tree.write("m/0.yaml", LOCAL.replace("name: web", "name: webx"))
    elif what == "new file":
        tree.write("m/new.yaml", "kind: ConfigMap\n")
    elif what == "facts":
        arguments = ["--cluster", "turbo", "m"]
    elif what == "configuration":
        tree.write(".elblint.yaml", "rules: [own]\nignore: [ELB102]\n")
    elif what == "language":
        arguments += ["--lang", "zh"]
    elif what == "format":
        arguments += ["-f", "json"]
    else:
        own = Path("own/OWN101.yaml")
        own.write_text(own.read_text() + "# changed\n")
    linted = 0

    def counted(*given: Any) -> object:
        nonlocal linted
        linted += 1
        return lint(*given)

    monkeypatch.setattr("elblint.run.lint", counted)
    tree.run(*arguments)
    assert linted == 1


def test_a_forged_entry_is_worth_nothing(tree: Project) -> None:
    first = tree.run(*FACTS, "m")
    forge(entries()[0])
    assert tree.run(*FACTS, "m") == first


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"code": 0, "reports": [1], "signature": ""}', "[" * 100_000]
)
def test_a_broken_entry_is_made_anew(tree: Project, content: str) -> None:
    first = tree.run(*FACTS, "m")
    entries()[0].write_text(content)
    assert tree.run(*FACTS, "m") == first


def test_a_cache_of_somebody_else_is_worth_nothing(
    tree: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = tree.run(*FACTS, "m")
    forge(entries()[0])
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
    assert tree.run(*FACTS, "m") == first


def test_nothing_is_signed_with_a_part_of_a_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    put_in_place = os.replace

    def and_another_run_begins(made: str, place: Path) -> None:
        put_in_place(made, place)
        Path(place).write_bytes(b"")

    monkeypatch.setattr(os, "replace", and_another_run_begins)
    root = str(tmp_path / "tree")
    assert SignedCache.open(str(tmp_path / "kept"), root, "run-", 1) is None
    monkeypatch.setattr(os, "replace", put_in_place)
    assert SignedCache.open(str(tmp_path / "kept"), root, "run-", 1) is not None
    assert [one.name for one in (tmp_path / "cache/elblint").iterdir()] == ["key"]


SAME_SIZE = LOCAL.replace("name: web", "name: wex0")


def settled(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the times of all files be old enough to tell one state from another."""
    monkeypatch.setattr(read_record, "_MOMENT", 0)
    project.run(*FACTS, "m")


def touch() -> None:
    os.utime("m/0.yaml", (1, 1))


def same_time() -> None:
    """Change a file to one of the same size, and put its time back."""
    before = os.stat("m/0.yaml")
    Path("m/0.yaml").write_text(SAME_SIZE)
    os.utime("m/0.yaml", ns=(before.st_atime_ns, before.st_mtime_ns))


def replaced() -> None:
    """Move another file of the same size and time into the place."""
    before = os.stat("m/0.yaml")
    Path("new").write_text(SAME_SIZE)
    os.utime("new", ns=(before.st_atime_ns, before.st_mtime_ns))
    os.replace("new", "m/0.yaml")


@pytest.mark.parametrize("is_settled", [True, False])
@pytest.mark.parametrize(("change", "says_the_same"), [(touch, True), (same_time, False), (replaced, False)])
def test_times_do_not_decide_alone(
    tree: Project,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[], None],
    says_the_same: bool,
    is_settled: bool,
) -> None:
    tree.write("m/0.yaml", LOCAL.replace("name: web", "name: web0"))
    if is_settled:
        settled(tree, monkeypatch)
    first = tree.run(*FACTS, "m")
    change()
    second = tree.run(*FACTS, "m")
    assert (second == first) is says_the_same
    assert second == tree.run(*FACTS, "--no-cache", "m")


def test_of_an_unchanged_tree_no_content_is_read(tree: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    settled(tree, monkeypatch)
    monkeypatch.setattr(read_record, "read_bytes", lambda path: pytest.fail(f"{path} was read"))
    monkeypatch.setattr("elblint.run.lint", lambda *_: pytest.fail("linted again"))
    assert tree.run(*FACTS, "m").exit_code == 1


def test_what_changes_while_it_is_read_is_not_kept(tree: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def changed(*given: Any) -> object:
        note_read("m/0.yaml", b"other")
        return lint(*given)

    monkeypatch.setattr("elblint.run.lint", changed)
    tree.run(*FACTS, "m")
    assert entries() == []


@pytest.mark.parametrize("why", ["option", "few files", "no home", "a link", "standard input"])
def test_where_nothing_is_kept(
    tree: Project, monkeypatch: pytest.MonkeyPatch, why: str, tmp_path: Path
) -> None:
    arguments = [*FACTS, "m"]
    if why == "option":
        arguments.append("--no-cache")
    elif why == "few files":
        monkeypatch.setattr(checking, "_MANY_FILES", 100)
    elif why == "no home":
        tree.write("file", "")
        monkeypatch.setenv("XDG_CACHE_HOME", str(Path("file").absolute()))
    elif why == "a link":
        (tmp_path / "elsewhere").mkdir()
        os.symlink(tmp_path / "elsewhere", CACHE_FOLDER)
    else:
        arguments.append("-")
    tree.run(*arguments)
    assert entries() == []


def test_old_entries_make_room(tree: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_MOST_ENTRIES", 2)
    for version in ("1.27", "1.28", "1.29"):
        tree.run("--cluster", f"standard,vpc,ipvs,{version}", "m")
    assert len(entries()) == 2


def test_links_in_its_folder_are_not_written_through(tree: Project, tmp_path: Path) -> None:
    os.mkdir(CACHE_FOLDER)
    for name in (".gitignore", "CACHEDIR.TAG"):
        os.symlink(tmp_path / "elsewhere" / name, Path(CACHE_FOLDER, name))
    (tmp_path / "elsewhere").mkdir()
    tree.run(*FACTS, "m")
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.unix
def test_what_is_no_file_is_no_entry(tree: Project) -> None:
    tree.run(*FACTS, "m")
    (entry,) = entries()
    entry.unlink()
    os.mkfifo(entry)
    assert tree.run(*FACTS, "m").exit_code == 1


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere"
)
@pytest.mark.unix
def test_a_folder_that_cannot_be_written(tree: Project) -> None:
    os.chmod(".", 0o500)
    try:
        assert tree.run(*FACTS, "m").exit_code == 1
    finally:
        os.chmod(".", 0o700)
