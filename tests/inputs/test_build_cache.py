"""Results of builders are kept, by all that these read; nothing of a Secret is."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from elblint.config.settings import CACHE_FOLDER
from elblint.inputs.build_cache import holds_secret
from elblint.inputs.helm import engine as helm
from elblint.inputs.helm.engine import find_engine
from elblint.inputs.kustomize import build_run as kustomize
from elblint.inputs.kustomize.builder import find_builder
from support.project import Project

needs_builder = pytest.mark.skipif(
    find_builder() is None, reason="neither kustomize nor kubectl is on this machine"
)
needs_engine = pytest.mark.skipif(find_engine() is None, reason="no engine of Helm is on this machine")

TOKEN = "s3cr3t-t0ken-of-nobody"
SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations: {kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6}
spec: {type: LoadBalancer, externalTrafficPolicy: %s, ports: [{port: 80}], selector: {app: web}}
"""


class Builders:
    """Counts the programs that are started."""

    def __init__(self) -> None:
        self.started = 0

    def since(self) -> int:
        """Return how many were started since this was asked the last time."""
        started, self.started = self.started, 0
        return started


@pytest.fixture
def builders(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builders]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    counted = Builders()
    for module in (kustomize, helm):
        run_child = module.run_child

        def run(*given: Any, run_child: Callable[..., Any] = run_child, **named: Any) -> Any:
            counted.started += 1
            return run_child(*given, **named)

        monkeypatch.setattr(module, "run_child", run)
    yield counted


def overlays(project: Project) -> None:
    project.write("base/kustomization.yaml", "resources: [service.yaml]\n")
    project.write("base/service.yaml", SERVICE % "Local")
    for name in ("a", "b", "c"):
        project.write(f"{name}/kustomization.yaml", f"resources: [../base]\nnamePrefix: {name}-\n")


def charts(project: Project) -> None:
    for name in ("a", "b", "c"):
        project.write(f"{name}/Chart.yaml", f"apiVersion: v2\nname: {name}\nversion: 1.0.0\n")
        project.write(f"{name}/values.yaml", "policy: Local\n")
        project.write(f"{name}/templates/service.yaml", SERVICE % "{{ .Values.policy }}")


def kept() -> list[Path]:
    return sorted(Path(CACHE_FOLDER).glob("build-*.json"))


def forget_reports() -> None:
    """Let the next run look at the builds."""
    for entry in Path(CACHE_FOLDER).glob("run-*.json"):
        entry.unlink()


@needs_builder
def test_an_unchanged_tree_is_not_built_again(project: Project, builders: Builders) -> None:
    overlays(project)
    first = project.run("--no-cache", ".")
    assert (builders.since(), kept()) == (3, [])
    assert project.run(".") == first
    assert (builders.since(), len(kept())) == (3, 3)
    # The reports themselves were kept, and without these the builds are.
    assert project.run(".") == first
    forget_reports()
    assert project.run(".") == first
    assert project.run("-f", "json", ".").stdout == project.run("-f", "json", "--no-cache", ".").stdout
    assert builders.since() == 3


@needs_builder
@pytest.mark.parametrize(
    ("path", "content", "number"),
    [
        ("a/kustomization.yaml", "resources: [../base]\nnamePrefix: x-\n", 1),
        ("base/service.yaml", SERVICE % "Cluster", 3),
        ("base/kustomization.yaml", "resources: [service.yaml]\nnameSuffix: -x\n", 3),
        ("a/new.yaml", "kind: ConfigMap\n", 0),
        ("README.md", "new", 0),
    ],
)
def test_a_change_builds_what_depends_on_it(
    project: Project, builders: Builders, path: str, content: str, number: int
) -> None:
    overlays(project)
    project.run(".")
    builders.since()
    project.write(path, content)
    changed = project.run(".")
    assert builders.since() == number
    assert changed == project.run("--no-cache", ".")


@needs_builder
def test_a_file_that_a_generator_reads_counts(project: Project, builders: Builders) -> None:
    overlays(project)
    project.write(
        "a/kustomization.yaml",
        "resources: [../base]\nconfigMapGenerator: [{name: s, files: [a.properties]}]\n",
    )
    project.write("a/a.properties", "url=http://192.168.0.9/\n")
    project.run(".")
    builders.since()
    project.write("a/a.properties", "url=http://192.168.0.8/\n")
    assert project.run(".") == project.run("--no-cache", ".")
    assert builders.since() == 1 + 3


@needs_builder
def test_another_builder_builds_again(
    project: Project, builders: Builders, monkeypatch: pytest.MonkeyPatch
) -> None:
    overlays(project)
    project.run(".")
    builders.since()
    forget_reports()
    monkeypatch.setattr(kustomize, "identity_of", lambda program: b"another")
    project.run(".")
    assert builders.since() == 3


def forged(entry: Path) -> None:
    entry.write_bytes(entry.read_bytes().replace(b"Local", b"Locax"))


def cut(entry: Path) -> None:
    entry.write_bytes(entry.read_bytes()[:-20])


def emptied(entry: Path) -> None:
    entry.write_bytes(b"")


def swapped(entry: Path) -> None:
    others = [one for one in kept() if one != entry]
    entry.write_bytes(others[0].read_bytes())


def linked(entry: Path) -> None:
    entry.rename("moved")
    os.symlink(os.path.abspath("moved"), entry)


@needs_builder
@pytest.mark.parametrize(
    "change", [forged, cut, emptied, swapped, linked], ids=lambda change: change.__name__
)
def test_an_entry_that_is_not_ours_counts_for_nothing(
    project: Project, builders: Builders, change: Callable[[Path], None]
) -> None:
    overlays(project)
    first = project.run(".")
    builders.since()
    forget_reports()
    change(kept()[0])
    assert project.run(".") == first
    assert builders.since() == 1


SECRETS = {
    "a Secret among the resources": (
        "resources: [../base, secret.yaml]",
        {"secret.yaml": f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\nstringData: {{t: {TOKEN}}}\n"},
    ),
    "a generator of Secrets": (
        f"resources: [../base]\nsecretGenerator: [{{name: s, literals: ['t={TOKEN}']}}]",
        {},
    ),
    "a generator that reads a file": (
        "resources: [../base]\nsecretGenerator: [{name: s, envs: [s.env]}]",
        {"s.env": f"t={TOKEN}\n"},
    ),
    "a patch of a Secret": (
        "resources: [../base, secret.yaml]\npatches: [{target: {kind: Secret}, path: patch.yaml}]",
        {
            "secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n",
            "patch.yaml": f"- {{op: add, path: /stringData, value: {{t: {TOKEN}}}}}\n",
        },
    ),
    "a value that a Secret gives to another object": (
        "resources: [../base, secret.yaml]\n"
        "replacements:\n- source: {kind: Secret, name: s, fieldPath: stringData.t}\n"
        "  targets: [{select: {kind: Service}, fieldPaths: ['metadata.annotations.[kubernetes.io/elb.id]']}]",
        {"secret.yaml": f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\nstringData: {{t: {TOKEN}}}\n"},
    ),
}


def all_that_is_kept() -> bytes:
    """The bytes of the whole cache."""
    return b"".join(path.read_bytes() for path in Path(CACHE_FOLDER).rglob("*") if path.is_file())


@needs_builder
@pytest.mark.parametrize("kind", SECRETS)
def test_nothing_of_a_secret_is_kept(project: Project, builders: Builders, kind: str) -> None:
    kustomization, files = SECRETS[kind]
    overlays(project)
    project.write("a/kustomization.yaml", kustomization + "\n")
    for name, content in files.items():
        project.write(f"a/{name}", content)
    first = project.run(".")
    assert len(kept()) == 2
    assert builders.since() == 3
    for written in (TOKEN.encode(), base64.b64encode(TOKEN.encode())):
        assert written not in all_that_is_kept()
        assert written not in b"".join(base64.b64decode(one) for one in _reports())
    forget_reports()
    assert project.run(".") == first
    assert builders.since() == 1


def _reports() -> Iterator[bytes]:
    import json

    for entry in Path(CACHE_FOLDER).glob("run-*.json"):
        yield from (one.encode() for one in json.loads(entry.read_text().split("\n")[1])["reports"])


@needs_builder
def test_a_build_that_ran_out_of_time_is_tried_again(
    project: Project, builders: Builders, monkeypatch: pytest.MonkeyPatch
) -> None:
    overlays(project)
    with monkeypatch.context() as patch:
        patch.setattr(kustomize, "TIME_LIMIT", 0)
        assert project.run(".").exit_code == 2
    builders.since()
    assert project.run(".").exit_code == 1
    assert builders.since() == 3


@needs_builder
def test_a_build_that_fails_fails_again_without_being_built(project: Project, builders: Builders) -> None:
    overlays(project)
    project.write("a/kustomization.yaml", "resources: [https://git.corp.cn/x]\n")
    first = project.run(".")
    assert "cannot be built" in first.stdout
    builders.since()
    assert project.run(".") == first
    assert builders.since() == 0
    project.write("a/kustomization.yaml", "resources: [../base]\n")
    assert "cannot be built" not in project.run(".").stdout


@needs_builder
def test_what_appears_where_an_entry_looks_counts(project: Project, builders: Builders) -> None:
    overlays(project)
    project.write(
        "a/kustomization.yaml", "resources: [../base]\nconfigMapGenerator: [{name: s, files: [x.txt]}]\n"
    )
    assert project.run("a").exit_code == 2
    project.write("a/x.txt", "x\n")
    assert project.run("a").exit_code == 1


@needs_engine
def test_an_unchanged_chart_is_not_rendered_again(project: Project, builders: Builders) -> None:
    charts(project)
    first = project.run("--no-cache", ".")
    assert builders.since() > 0
    assert project.run(".") == first
    assert builders.since() > 0
    assert project.run(".") == first
    forget_reports()
    assert project.run(".") == first
    assert builders.since() == 0


@needs_engine
@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("a/values.yaml", "policy: Cluster\n"),
        ("a/templates/service.yaml", SERVICE % "Cluster"),
        ("a/templates/_helpers.tpl", '{{- define "x" }}{{ end }}'),
        ("a/Chart.yaml", "apiVersion: v2\nname: a\nversion: 2.0.0\n"),
        (".elblint.yaml", "charts: [{path: a, set: {policy: Cluster}}]\n"),
    ],
)
def test_a_changed_chart_is_rendered_again(
    project: Project, builders: Builders, path: str, content: str
) -> None:
    charts(project)
    project.run(".")
    project.run("b")
    builders.since()
    project.write(path, content)
    project.run("b")
    assert builders.since() == 0
    assert project.run(".") == project.run("--no-cache", ".")
    assert builders.since() > 0


@needs_engine
def test_nothing_of_a_charts_secret_is_kept(project: Project, builders: Builders) -> None:
    charts(project)
    project.write("a/values.yaml", f"policy: Local\ntoken: {TOKEN}\n")
    project.write(
        "a/templates/secret.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {t: {{ .Values.token | quote }}}\n",
    )
    first = project.run(".")
    assert TOKEN.encode() not in all_that_is_kept()
    assert kept()
    builders.since()
    forget_reports()
    assert project.run(".") == first
    assert builders.since() > 0


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("apiVersion: v1\nkind: Secret\ndata: {a: eA==}\n", True),
        ('{"kind": "ConfigMap", "text": "kind: Secret\\nstringData:\\n  a: b\\n"}', True),
        ("kind: Deployment\nspec: {env: [{valueFrom: {secretKeyRef: {name: a, key: b}}}]}\n", False),
        ("kind: ConfigMap\ndata: {a: b}\n", False),
    ],
)
def test_a_text_that_holds_a_secret_is_told_from_one_that_names_it(text: str, holds: bool) -> None:
    assert holds_secret(text) is holds
