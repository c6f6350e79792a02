"""``elblint diff``: what a change breaks or mends, against a revision or a folder, with nothing of the tree touched."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from elblint.config.settings import CACHE_FOLDER
from elblint.inputs.helm.engine import find_engine
from elblint.report.markdown_blocks import MOST
from support.project import CHECKOUT, Project

ELB = "3c7caa5a-a641-4bff-801a-feace27424b6"
HOST = "192.168.10.36"
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: c, ports: [{containerPort: 8080}]}]}
"""
# Runs beside a backend for certain, so that the verdict is certain too.
CALLER = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: shop}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {containers: [{name: c, env: [{name: API_URL, value: "http://192.168.10.36:8080/"}]}]}
"""


def service(policy: str = "Cluster", name: str = "web") -> str:
    return f"""\
apiVersion: v1
kind: Service
metadata:
  name: {name}
  namespace: shop
  annotations:
    kubernetes.io/elb.class: performance
    kubernetes.io/elb.id: {ELB}
spec:
  type: LoadBalancer
  loadBalancerIP: {HOST}
  externalTrafficPolicy: {policy}
  selector: {{app: api}}
  ports: [{{port: 8080, targetPort: 8080}}]
"""


CONFIG = "cluster: {category: standard, network: vpc, proxy: ipvs, version: '1.29'}\n"


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@shop.cn", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def commit(project: Project, message: str = "x") -> str:
    git(project.folder, "add", "-A")
    git(project.folder, "commit", "-q", "-m", message)
    return git(project.folder, "rev-parse", "HEAD")


@pytest.fixture
def repository(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A repository with a caller that works, and one commit."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(project.folder.parent / "cache"))
    git(project.folder, "init", "-q", "-b", "main")
    project.write(".elblint.yaml", CONFIG)
    project.write("manifests/web.yaml", service())
    project.write("manifests/api.yaml", DEPLOYMENT)
    project.write("manifests/agent.yaml", CALLER)
    commit(project)
    return project


def report(project: Project, *arguments: str) -> dict[str, Any]:
    found = json.loads(project.run("diff", "-f", "json", *arguments).stdout)
    assert isinstance(found, dict)
    return found


def paths(changes: list[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    return [
        (
            one["caller"],
            one["address"],
            (one["before"] or {}).get("verdict", "-"),
            (one["after"] or {}).get("verdict", "-"),
        )
        for one in changes
    ]


def test_a_harmless_change_changes_nothing(repository: Project) -> None:
    repository.write("manifests/web.yaml", "# A remark moves every line.\n\n" + service())
    outcome = repository.run("diff", "main")
    assert outcome.stdout.startswith("nothing changes for any caller, and no finding is new.\n")
    assert outcome.exit_code == 0


def test_a_breaking_change_says_for_whom(repository: Project) -> None:
    repository.write("manifests/web.yaml", service("Local"))
    found = report(repository, "main")
    assert paths(found["cells"]) == [
        ("node-with-backend", "elb-private", "reachable", "unreachable"),
        ("container-with-backend", "elb-private", "reachable", "unreachable"),
    ]
    assert paths(found["calls"]) == [
        ("DaemonSet shop/agent, env", f"{HOST}:8080", "reachable", "unreachable")
    ]
    assert {one["rule"] for one in found["findings"]["new"]} >= {"ELB102"}
    assert found["findings"]["gone"] == []
    outcome = repository.run("diff", "main")
    assert outcome.exit_code == 1
    assert "Callers that cease to work\n  x Service shop/web, DaemonSet shop/agent" in outcome.stdout
    assert "reachable → not reachable (hairpin)" in outcome.stdout
    assert repository.run("diff", "main", "--fail-on", "never").exit_code == 0


def test_a_mending_change_says_for_whom(repository: Project) -> None:
    repository.write("manifests/web.yaml", service("Local"))
    commit(repository)
    repository.write("manifests/web.yaml", service())
    found = report(repository, "HEAD")
    assert {one["change"] for one in [*found["cells"], *found["calls"]]} == {"better"}
    assert {one["rule"] for one in found["findings"]["gone"]} >= {"ELB102"}
    outcome = repository.run("diff", "HEAD")
    assert outcome.exit_code == 0
    assert "Callers that begin to work\n  + Service shop/web, DaemonSet shop/agent" in outcome.stdout


def test_json_fits_its_schema(repository: Project) -> None:
    schema = json.loads((CHECKOUT / "rules" / "schema" / "diff.json").read_text())
    Draft202012Validator.check_schema(schema)
    repository.write("manifests/web.yaml", service("Local"))
    repository.write("manifests/more.yaml", service("Local", "more"))
    repository.write(".elblint.yaml", CONFIG.replace("ipvs", "iptables"))
    (repository.folder / "manifests/api.yaml").unlink()
    found = report(repository, "main")
    assert [error.message for error in Draft202012Validator(schema).iter_errors(found)] == []
    assert found["objects"] == {"new": ["Service shop/more"], "gone": []}
    assert [(one["fact"], one["before"], one["after"]) for one in found["facts"]] == [
        ("cluster.proxy", "ipvs", "iptables")
    ]


def test_each_side_has_its_own_configuration(repository: Project) -> None:
    repository.write("manifests/web.yaml", service("Local"))
    repository.write(
        ".elblint.yaml", CONFIG + "suppress: [{rules: [ELB102, ELB401], paths: [manifests], reason: known}]\n"
    )
    commit(repository)
    repository.write(".elblint.yaml", CONFIG)
    found = report(repository, "HEAD")
    assert found["cells"] == []
    assert {one["rule"] for one in found["findings"]["new"]} >= {"ELB102"}
    assert repository.run("diff", "HEAD").exit_code == 1


def test_a_finding_of_another_file_is_moved(repository: Project) -> None:
    repository.write("manifests/web.yaml", service("Local"))
    commit(repository)
    (repository.folder / "manifests/web.yaml").rename(repository.folder / "manifests/renamed.yaml")
    found = report(repository, "HEAD")
    assert found["findings"]["new"] == found["findings"]["gone"] == []
    moved = [one for one in found["findings"]["moved"] if one["after"]["rule"] == "ELB102"]
    assert [(one["before"]["location"]["path"], one["after"]["location"]["path"]) for one in moved] == [
        ("manifests/web.yaml", "manifests/renamed.yaml")
    ]
    assert repository.run("diff", "HEAD").exit_code == 0


def test_a_cluster_that_gets_a_name_is_the_same_cluster(repository: Project) -> None:
    repository.write("manifests/web.yaml", service("Local"))
    commit(repository)
    repository.write(
        ".elblint.yaml",
        "clusters:\n  prod: {category: standard, network: vpc, proxy: ipvs, version: '1.29', paths: [manifests/]}\n",
    )
    found = report(repository, "HEAD")
    assert found["cells"] == []
    assert found["findings"]["new"] == found["findings"]["gone"] == []


def test_the_base_is_seen_from_the_folder_that_one_stands_in(repository: Project) -> None:
    repository.write("manifests/web.yaml", service("Local"))
    repository.monkeypatch.chdir(repository.folder / "manifests")
    found = report(repository, "main")
    assert {one["location"]["path"] for one in found["cells"]} == {"web.yaml"}
    assert found["findings"]["gone"] == []


def test_paths_that_only_one_side_has(repository: Project) -> None:
    repository.write("new/web.yaml", service("Local", "new"))
    found = report(repository, "main", "new")
    assert found["objects"] == {"new": ["Service shop/new"], "gone": []}
    assert found["cells"]
    assert all(one["before"] is None and one["after"]["verdict"] == "unreachable" for one in found["cells"])
    git(repository.folder, "rm", "-rq", "manifests")
    found = report(repository, "main", "manifests")
    assert found["objects"] == {"new": [], "gone": ["Service shop/web"]}
    for base in ("main", "./new"):
        outcome = repository.run("diff", base, "new", "nowhere")
        assert outcome.exit_code == 2
        assert f"nowhere: no such file or folder, neither here nor in {base}" in outcome.stderr
    outcome = repository.run("diff", "main", "new", "..")
    assert outcome.exit_code == 2
    assert "it lies outside of the repository" in outcome.stderr


def test_a_folder_is_a_base_too(project: Project) -> None:
    project.write("old/web.yaml", service())
    project.write("new/web.yaml", service("Local"))
    project.write("old/.elblint.yaml", CONFIG)
    project.write("new/.elblint.yaml", CONFIG)
    found = report(project, "old", "new")
    assert len(found["cells"]) == 2
    assert {one["location"]["path"] for one in found["cells"]} == {"new/web.yaml"}
    assert found["findings"]["gone"] == []
    (project.folder / "work").mkdir()
    project.write("work/m/web.yaml", service("Local"))
    project.write("base/m/web.yaml", service())
    project.monkeypatch.chdir(project.folder / "work")
    found = report(project, "../base", "m", "--cluster", "standard,vpc,ipvs,1.29")
    assert {one["location"]["path"] for one in found["cells"]} == {"m/web.yaml"}


@pytest.mark.parametrize(
    "name", ["--output=x", "-x", "HEAD\nx", "", "no-such-revision", "main:manifests", "x" * 1000]
)
def test_what_is_no_revision_is_refused(repository: Project, name: str) -> None:
    before = sorted(repository.folder.iterdir())
    outcome = repository.run("diff", "--", name)
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    assert sorted(repository.folder.iterdir()) == before


def test_a_name_that_is_a_revision_and_a_folder_must_be_written_out(repository: Project) -> None:
    git(repository.folder, "branch", "manifests")
    outcome = repository.run("diff", "manifests")
    assert outcome.exit_code == 2
    assert "write ./manifests for the folder" in outcome.stderr
    assert repository.run("diff", "refs/heads/manifests").exit_code == 0


def test_a_fault_of_the_base_is_told_by_its_name(repository: Project) -> None:
    repository.write(".elblint.yaml", "clutser: {}\n")
    commit(repository)
    repository.write(".elblint.yaml", CONFIG)
    outcome = repository.run("diff", "HEAD")
    assert outcome.exit_code == 2
    assert outcome.stderr.startswith("elblint: error: HEAD: .elblint.yaml:1:1: ")


def test_outside_of_a_repository_only_a_folder_is_a_base(project: Project) -> None:
    project.write("a.yaml", service())
    outcome = project.run("diff", "main", "a.yaml")
    assert outcome.exit_code == 2
    assert "no Git repository" in outcome.stderr


def test_the_working_tree_and_the_index_stay_as_they_are(repository: Project) -> None:
    repository.write("manifests/web.yaml", service("Local"))
    repository.write("manifests/untracked.yaml", service("Local", "untracked"))
    before = git(repository.folder, "status", "--porcelain"), git(repository.folder, "ls-files", "-s")
    index = (repository.folder / ".git/index").read_bytes()
    repository.run("diff", "main")
    assert (
        git(repository.folder, "status", "--porcelain"),
        git(repository.folder, "ls-files", "-s"),
    ) == before
    assert (repository.folder / ".git/index").read_bytes() == index
    assert not (repository.folder / CACHE_FOLDER).exists()


def test_settings_of_the_repository_run_nothing(repository: Project) -> None:
    mark = repository.folder / "ran"
    for name in (
        "filter.x.smudge",
        "filter.x.process",
        "tar.x.command",
        "core.fsmonitor",
        "core.pager",
        "gpg.program",
        "core.hooksPath",
    ):
        git(repository.folder, "config", name, f"touch {mark}; cat")
    git(repository.folder, "config", "log.showSignature", "true")
    repository.write(".gitattributes", "*.yaml filter=x export-ignore\n")
    git(
        repository.folder,
        "-c",
        "core.fsmonitor=false",
        "-c",
        "filter.x.process=",
        "-c",
        "filter.x.smudge=cat",
        "add",
        ".gitattributes",
    )
    mark.unlink(missing_ok=True)
    repository.write("manifests/web.yaml", service("Local"))
    found = report(repository, "main")
    assert len(found["cells"]) == 2
    assert not mark.exists()


def test_links_and_names_of_a_revision_stay_inside(repository: Project) -> None:
    outside = repository.folder.parent / "outside"
    outside.mkdir()
    (outside / "secret.yaml").write_text(service("Local", "secret"))
    folder = repository.folder / "manifests"
    (folder / "out").symlink_to("../../outside")
    (folder / "absolute").symlink_to(outside)
    (folder / "inside.yaml").symlink_to("web.yaml")
    (folder / "step").symlink_to(".")
    (folder / "round.yaml").symlink_to("step/../../../outside/secret.yaml")
    commit(repository)
    for name in ("out", "absolute", "round.yaml", "step"):
        (folder / name).unlink()
    found = report(repository, "HEAD")
    assert "secret" not in json.dumps(found)
    assert found["cells"] == []
    # A tree that no checkout would take: a name that leads up, and one in Git's own folder.
    blob = git(repository.folder, "rev-parse", "HEAD:manifests/web.yaml")
    for name in ("..", ".git", ".GIT "):
        entry = b"100644 " + name.encode() + b"\0" + bytes.fromhex(blob)
        made = subprocess.run(
            ["git", "hash-object", "--literally", "-t", "tree", "-w", "--stdin"],
            input=entry, cwd=repository.folder, capture_output=True, check=True,
        )  # fmt: skip
        tree = made.stdout.decode().strip()
        hostile = git(repository.folder, "commit-tree", "-m", "x", tree)
        outcome = repository.run("diff", hostile)
        assert outcome.exit_code in {0, 1}
    assert sorted(one.name for one in outside.iterdir()) == ["secret.yaml"]


def test_markdown_is_folded_bounded_and_escaped(repository: Project) -> None:
    name = "<img src=x>|@team `x` [l](https://evil.cn)"
    hostile = service("Local").replace("name: web", f"name: '{name}'")
    repository.write("manifests/hostile.yaml", hostile)
    written = repository.run("diff", "-f", "markdown", "main").stdout
    assert not re.search(r"<img|@team|\]\(|https://evil|`x`", written)
    assert written.startswith("### ❌ elblint: ")
    many = "---\n".join(service("Local", f"web-{number}") for number in range(600))
    repository.write("manifests/hostile.yaml", many)
    written = repository.run("diff", "-f", "markdown", "main").stdout
    assert len(written.encode()) <= MOST
    assert written.count("<details>") == written.count("</details>") > 1
    assert re.search(r"^and \d+ more$", written, re.M)
    assert all(line.count("|") in {0, 9} for line in written.splitlines() if line.startswith("|"))


def test_what_cannot_be_read_is_a_fault_on_the_newer_side_only(repository: Project) -> None:
    repository.write("manifests/broken.yaml", "kind: Service\nspec: [\n")
    assert repository.run("diff", "main").exit_code == 2
    commit(repository)
    (repository.folder / "manifests/broken.yaml").unlink()
    outcome = repository.run("diff", "HEAD")
    assert outcome.exit_code == 0
    assert "not read: manifests/broken.yaml:2:" in outcome.stdout


def test_nothing_of_a_secret_is_shown_or_kept(repository: Project) -> None:
    repository.write(
        "manifests/secret.yaml",
        f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s, namespace: shop}}\nstringData: {{API_URL: 'http://user:hunter2@{HOST}:8080/'}}\n",
    )
    commit(repository)
    repository.write("manifests/web.yaml", service("Local"))
    for kind in ("text", "markdown", "json"):
        assert "hunter2" not in repository.run("diff", "HEAD", "-f", kind).stdout


def test_a_large_base_is_kept_by_commit(repository: Project) -> None:
    for number in range(220):
        repository.write(f"many/{number}.yaml", service("Cluster", f"web-{number}"))
    commit(repository)
    repository.write("many/7.yaml", service("Local", "web-7"))
    first = repository.run("diff", "HEAD", "-f", "json")
    (kept,) = (repository.folder / CACHE_FOLDER).glob("*.json")
    written = os.stat(kept).st_ino
    second = repository.run("diff", "HEAD", "-f", "json")
    assert first == second
    assert os.stat(kept).st_ino == written
    assert json.loads(first.stdout)["cells"]
    # Another commit has another snapshot, and one that somebody wrote is not believed.
    kept.write_text(kept.read_text().replace('"code": 0', '"code": 1'))
    assert repository.run("diff", "HEAD", "-f", "json") == first
    commit(repository)
    assert json.loads(repository.run("diff", "HEAD", "-f", "json").stdout)["cells"] == []
    assert repository.run("diff", "HEAD~1", "-f", "json").stdout.replace("HEAD~1", "HEAD") == first.stdout


def test_charts_and_kustomizations_of_both_sides(repository: Project) -> None:
    repository.write("kustomize/base/kustomization.yaml", "resources: [web.yaml]\n")
    repository.write("kustomize/base/web.yaml", service("Cluster", "built"))
    repository.write("kustomize/prod/kustomization.yaml", "resources: [../base]\nnamePrefix: prod-\n")
    commit(repository)
    repository.write("kustomize/base/web.yaml", service("Local", "built"))
    found = report(repository, "HEAD", "kustomize/prod")
    if found["unreadable"]:
        pytest.skip("nothing on this machine builds kustomizations")
    assert {one["object"] for one in found["cells"]} == {"Service shop/prod-built"}
    assert found["findings"]["gone"] == []


def test_charts_of_both_sides(repository: Project) -> None:
    if find_engine() is None:
        pytest.skip("nothing on this machine renders charts")
    repository.write("chart/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n")
    repository.write("chart/values.yaml", "policy: Cluster\n")
    repository.write("chart/templates/web.yaml", service("{{ .Values.policy }}", "{{ .Release.Name }}-web"))
    commit(repository)
    repository.write("chart/values.yaml", "policy: Local\n")
    found = report(repository, "HEAD", "chart")
    assert found["unreadable"] == []
    assert {(one["change"], one["address"]) for one in found["cells"]} == {("worse", "elb-private")}
    assert {one["location"]["path"] for one in found["cells"]} == {"chart/templates/web.yaml"}
    assert "ELB102" in {one["rule"] for one in found["findings"]["new"]}
    assert found["findings"]["gone"] == []


def test_chinese(repository: Project) -> None:
    repository.write("manifests/web.yaml", service("Local"))
    outcome = repository.run("diff", "main", "--lang", "zh")
    assert "将无法工作的调用方\n" in outcome.stdout
    assert "可访问 → 无法访问（流量回环到原节点）" in outcome.stdout.replace("\n    ", "")
