"""After a change, files that did not change are known by their outlines, and every report is as if all had been read."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from elblint.cli import run_check as checking
from elblint.config.settings import CACHE_FOLDER
from elblint.engine.retention import ReleasableKinds
from elblint.text import known_source, read_record
from elblint.text.reader import read_bytes
from support.project import LOCAL, Outcome, Project

ELB = "3c7caa5a-a641-4bff-801a-feace27424b6"
ADDRESS = "192.168.10.20"
PLAIN = """\
# Source: shop/templates/db.yaml
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec:
  selector: {app: db}
  ports: [{port: 80}]
"""
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
    "local": LOCAL + "  loadBalancerIP: 192.168.10.20\n  selector: {app: web}\n  ports: [{port: 80}]\n",
    "db": PLAIN,
    "worker": WORKLOAD.replace("web", "worker").replace(ADDRESS, "10.1.2.3"),
    "config": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {url: 'http://10.20.30.40:80/'}\n",
    "nginx": "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i}\n"
    "spec: {ingressClassName: nginx, rules: [{host: shop.example.com}]}\n",
    "several": PLAIN.replace("db", "first") + "---\n" + LOCAL.replace("web", "second") + "---\n" + WORKLOAD,
    "list": "kind: List\nitems:\n- {kind: Service, apiVersion: v1, metadata: {name: listed}, spec: {ports: []}}\n",
    "broken": "kind: Service\nmetadata: {name: [\n",
    "template": "kind: Service\nmetadata: {name: {{ .Values.name }}}\n",
    "values": "service:\n  annotations:\n    kubernetes.io/elb.class: unoin\n",
    "quiet": LOCAL.replace("web", "quiet").replace(
        "  externalTrafficPolicy", "  # elblint: ignore[ELB102] known\n  externalTrafficPolicy"
    ),
    "secret": "kind: Secret\napiVersion: v1\nmetadata: {name: s}\nstringData: {password: hunter2}\n",
}
ADDON = "---\nkind: ConfigMap\napiVersion: v1\nmetadata: {name: added}\ndata: {a: b}\n"


@pytest.fixture
def tree(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Project:
    monkeypatch.setattr(checking, "_MANY_FILES", 3)
    monkeypatch.setattr(read_record, "_MOMENT", 0)
    monkeypatch.setattr(ReleasableKinds.__init__, "__defaults__", (0,))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    for name, text in FILES.items():
        project.write(f"m/{name}.yaml", text)
    return project


def both(tree: Project, *options: str) -> Outcome:
    """Lint with and without what is kept, hold the two against each other, and return the outcome."""
    known = tree.run("-f", "json", "--verbose", *options, "m")
    assert known == tree.run("-f", "json", "--verbose", "--no-cache", *options, "m")
    return known


def rules(outcome: Outcome) -> list[str]:
    return [one["rule"] for one in json.loads(outcome.stdout)["findings"]]


def append(name: str, text: str) -> Callable[[], None]:
    def change() -> None:
        file = Path(f"m/{name}.yaml")
        file.write_text(file.read_text() + text)

    return change


def put(name: str, text: str) -> Callable[[], None]:
    def change() -> None:
        Path(f"m/{name}").write_text(text)

    return change


def move(name: str, other: str) -> Callable[[], None]:
    return lambda: os.replace(f"m/{name}.yaml", f"m/{other}.yaml")


def swap() -> None:
    """Let two files change their places, as they are."""
    move("db", "x")()
    move("several", "db")()
    move("x", "several")()


CHANGES: dict[str, Callable[[], None]] = {
    "a comment": append("db", "# nothing\n"),
    "more objects": append("db", "---\n" + LOCAL.replace("web", "more")),
    "an address that a text mentions": append(
        "local", f"---\n{LOCAL.replace('web', 'third')}  loadBalancerIP: 10.20.30.40\n"
    ),
    "an address that a workload calls": append(
        "local", f"---\n{LOCAL.replace('web', 'fourth')}  loadBalancerIP: 10.1.2.3\n"
    ),
    "a name that a workload reads": append("config", ADDON.replace("added", "worker")),
    "the workload behind a Service": append("worker", "---\n" + WORKLOAD.replace("name: web", "name: w2")),
    "a Service for an ingress controller": append(
        "local", f"---\n{LOCAL.replace('web', 'nginx')}  selector: {{app: worker}}\n"
    ),
    "another file": put("new.yaml", LOCAL.replace("web", "new")),
    "a file that is gone": lambda: os.unlink("m/local.yaml"),
    "a file that has moved": move("db", "elsewhere"),
    "two files that have changed places": swap,
    "a fault": put("db.yaml", "kind: [\n"),
    "a fault that is mended": put("broken.yaml", PLAIN),
    "a kustomization that makes a file a patch": put(
        "kustomization.yaml", "patches: [{path: several.yaml}]\nresources: [db.yaml]\n"
    ),
    "a kustomization that puts a file into a Secret": put(
        "kustomization.yaml", "secretGenerator: [{name: s, files: [db.yaml]}]\n"
    ),
    "a GitOps object": put(
        "app.yaml",
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\n"
        "spec: {source: {path: m}, destination: {namespace: prod}}\n",
    ),
    "a suppression": append("local", "# elblint: ignore[ELB102] here\n"),
    "a chart": put("Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_run_after_a_change_finds_what_a_first_run_finds(tree: Project, change: Callable[[], None]) -> None:
    before = both(tree)
    change()
    after = both(tree)
    append("nginx", "# and once more\n")()
    assert rules(both(tree)) == rules(after)
    assert "ELB102" in rules(before)


@pytest.mark.parametrize("options", [("--parse-all",), ("--no-kustomize",), ("--cluster", "turbo")])
def test_other_options_find_what_they_find_at_first(tree: Project, options: tuple[str, ...]) -> None:
    both(tree)
    both(tree, *options)
    append("nginx", "# changed\n")()
    both(tree, *options)


def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that takes the paths of known files whose text is asked for."""
    read: list[str] = []

    def counted(path: str) -> bytes | None:
        read.append(path)
        return read_bytes(path)

    monkeypatch.setattr(known_source, "read_bytes", counted)
    return read


def test_only_files_whose_documents_matter_are_read_again(
    tree: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    both(tree)
    append("db", "# changed\n")()
    read = reads(monkeypatch)
    both(tree)
    assert {Path(path).stem for path in read} == {"local", "several", "list", "values", "secret"}


def test_the_outlines_of_many_files_stay_while_few_of_them_change(tree: Project) -> None:
    for number in range(200):
        tree.write(f"m/more/{number}.yaml", PLAIN.replace("db", f"db{number}"))
    both(tree)
    (kept,) = Path(CACHE_FOLDER).glob("files-*.json")
    before = kept.read_bytes()
    append("more/1", "# changed\n")()
    both(tree)
    append("more/2", "# changed\n")()
    both(tree)
    assert kept.read_bytes() == before
    for number in range(3, 20):
        append(f"more/{number}", "# changed\n")()
    both(tree)
    assert kept.read_bytes() != before


def test_of_a_secret_only_places_are_kept(tree: Project) -> None:
    both(tree)
    (kept,) = Path(CACHE_FOLDER).glob("files-*.json")
    assert "secret.yaml" in kept.read_text()
    assert "hunter2" not in kept.read_text()


def test_a_file_that_changes_meanwhile_is_read_as_it_is(
    tree: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    both(tree)
    append("db", "# changed\n")()

    def changed_meanwhile(path: str) -> bytes | None:
        Path("m/local.yaml").write_text("# nothing any more\n")
        return read_bytes(path)

    monkeypatch.setattr(known_source, "read_bytes", changed_meanwhile)
    both(tree)


@pytest.mark.parametrize("content", ["", "{}", "x\n{}", "[" * 100_000])
def test_broken_or_strange_outlines_are_made_anew(tree: Project, content: str) -> None:
    both(tree)
    (kept,) = Path(CACHE_FOLDER).glob("files-*.json")
    kept.write_text(content)
    append("db", "# changed\n")()
    both(tree)


def test_answers_about_former_addresses_are_let_go(tree: Project) -> None:
    sizes = []
    for number in range(4):
        append("local", f"---\n{LOCAL.replace('web', f'n{number}')}  loadBalancerIP: 10.9.8.{number}\n")()
        both(tree)
        (kept,) = Path(CACHE_FOLDER).glob("files-*.json")
        sizes.append(len(json.loads(kept.read_bytes().partition(b"\n")[2])["tests"]))
    assert len(set(sizes)) == 1


def test_where_nothing_has_an_address_objects_are_known_all_the_same(project: Project, tree: Project) -> None:
    for name in FILES:
        if name not in {"db", "worker", "nginx"}:
            os.unlink(f"m/{name}.yaml")
    both(tree)
    append("nginx", "# changed\n")()
    both(tree)
