"""A run over many files lets go of texts, and every report is as if all had been held."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from elblint.cli import run_check as checking
from elblint.config.settings import CACHE_FOLDER
from elblint.engine.retention import ReleasableKinds
from elblint.text import held_texts, read_record
from elblint.text.diagnostics import Diagnostic
from elblint.text.held_texts import HeldTexts
from elblint.text.reader import read_source
from elblint.text.source import SourceText
from support.project import LOCAL, Outcome, Project

WORKLOAD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: nginx
        env: [{name: URL, value: "http://192.168.10.20:80"}]
"""
FILES = {
    "backend": WORKLOAD.replace("192.168.10.20", "10.1.2.3"),
    "caller": WORKLOAD.replace("web", "caller"),
    "config": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {url: 'http://192.168.10.20:80/'}\n",
    "local": LOCAL + "  loadBalancerIP: 192.168.10.20\n  selector: {app: web}\n  ports: [{port: 80}]\n",
    "mark": "\ufeff" + LOCAL.replace("web", "mark"),
    "quiet": LOCAL.replace("web", "quiet").replace(
        "  externalTrafficPolicy", "  # elblint: ignore[ELB102] known\n  externalTrafficPolicy"
    ),
    "secret": "kind: Secret\napiVersion: v1\nmetadata: {name: s}\nstringData: {password: hunter2}\n---\n"
    + LOCAL.replace("web", "beside").replace("\n", "\r\n"),
    "torn": "kind: Service\nmetadata: {name: [\n",
}


@pytest.fixture
def tree(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setattr(ReleasableKinds.__init__, "__defaults__", (0,))
    for name, text in FILES.items():
        project.write(f"m/{name}.yaml", text)
    return project


def let_go(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let go of each text as soon as there is another; return a list that takes what is read again."""
    read: list[str] = []

    def counted(path: str) -> SourceText | Diagnostic:
        read.append(Path(path).stem)
        return read_source(path)

    monkeypatch.setattr(held_texts, "read_source", counted)
    monkeypatch.setattr(held_texts, "HeldTexts", partial(HeldTexts, 0, 0))
    return read


def lint(tree: Project, *options: str) -> Outcome:
    return tree.run("--no-cache", *options, "m")


@pytest.mark.parametrize("form", ["text", "json", "sarif", "html"])
def test_reports_are_the_same(tree: Project, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    before = lint(tree, "-f", form)
    read = let_go(monkeypatch)
    assert lint(tree, "-f", form) == before
    assert {"backend", "caller", "config", "local"} <= set(read)
    assert "hunter2" not in before.stdout


def test_a_small_run_holds_all(tree: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    read = let_go(monkeypatch)
    monkeypatch.setattr(held_texts, "HeldTexts", HeldTexts)
    lint(tree)
    assert not read


@pytest.mark.parametrize(
    "content", ["# nothing any more\n", FILES["local"].replace("Local", "Cluster"), None]
)
def test_a_file_that_changes_meanwhile_is_linted_as_it_is(
    tree: Project, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    before = lint(tree, "-f", "json")
    let_go(monkeypatch)

    def changed_meanwhile(path: str) -> SourceText | Diagnostic:
        file = Path("m/local.yaml")
        file.unlink(missing_ok=True)
        if content is not None:
            file.write_text(content)
        return read_source(path)

    monkeypatch.setattr(held_texts, "read_source", changed_meanwhile)
    found = lint(tree, "-f", "json")
    assert found != before
    if content is not None:
        assert found == lint(tree, "-f", "json")


def test_a_run_in_which_a_file_changes_is_not_kept(
    tree: Project, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.setattr(checking, "_MANY_FILES", 3)
    monkeypatch.setattr(read_record, "_MOMENT", 0)
    let_go(monkeypatch)

    def changed_meanwhile(path: str) -> SourceText | Diagnostic:
        Path("m/local.yaml").write_text("# nothing any more\n")
        return read_source(path)

    monkeypatch.setattr(held_texts, "read_source", changed_meanwhile)
    tree.run("m")
    assert not [*Path(CACHE_FOLDER).glob("run-*")]
    monkeypatch.setattr(held_texts, "read_source", read_source)
    found = tree.run("m")
    assert [*Path(CACHE_FOLDER).glob("run-*")]
    assert found == tree.run("m") == lint(tree)


def test_a_text_that_cannot_be_read_again_is_held() -> None:
    held = HeldTexts(0, 0)
    sources = [SourceText(path, "a: b\n") for path in ("/dev/null", "<stdin>", "/dev/null")]
    for source in sources:
        held.hold(source, len(source.text))
    assert [source.text for source in sources] == ["a: b\n"] * 3
