"""Ways around the first defences, as independent attackers found them; each stands for its kind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from elblint.cli import run_check as checking
from elblint.inputs.helm.engine import find_engine
from elblint.inputs.kustomize.build_inputs import BuildInputs
from elblint.inputs.kustomize.builder import find_builder
from elblint.system.boundary import Boundary
from support.project import CHECKOUT, LOCAL, Project

pytestmark = pytest.mark.unix

needs_helm = pytest.mark.skipif(find_engine() is None, reason="no Helm engine on this machine")
needs_kustomize = pytest.mark.skipif(find_builder() is None, reason="no builder on this machine")
ADDRESS = "http://127.0.0.1:9/x"


@pytest.fixture
def repository(project: Project) -> Project:
    """A repository inside of the project's folder, and the working folder in it."""
    project.folder = project.folder / "repo"
    (project.folder / ".git").mkdir(parents=True)
    os.chdir(project.folder)
    return project


class TestKustomizationsThatElblintCannotSee:
    """A builder must not be given a kustomization that was not checked."""

    @needs_kustomize
    @pytest.mark.parametrize(
        "hidden",
        [
            f"apiVersion: example.com/v1\nkind: Kustomization\nresources: ['{ADDRESS}']\n",
            f"resources: [\n---\nresources: ['{ADDRESS}']\n",
            f"- resources: ['{ADDRESS}']\n",
        ],
        ids=["another group", "broken", "a list"],
    )
    def test_one_that_is_named_as_a_file(self, repository: Project, hidden: str) -> None:
        repository.write("base/kustomization.yaml", hidden)
        repository.write(
            "kustomization.yaml",
            "resources: [base]\nconfigMapGenerator: [{name: x, files: [base/kustomization.yaml]}]\n",
        )
        outcome = repository.run(".")
        assert outcome.exit_code == 2
        assert "elblint cannot read it as a kustomization" in " ".join(outcome.stdout.split())

    @needs_kustomize
    def test_a_field_in_another_case_is_read(self, repository: Project) -> None:
        repository.write(
            "base/kustomization.yaml",
            f"apiVersion: example.com/v1\napiversion: kustomize.config.k8s.io/v1beta1\nresources: ['{ADDRESS}']\n",
        )
        repository.write("kustomization.yaml", "resources: [base]\n")
        outcome = repository.run(".")
        assert outcome.exit_code != 0
        assert "kustomizations built" not in outcome.stdout

    @needs_kustomize
    def test_a_field_that_is_there_twice_is_refused(self, repository: Project) -> None:
        repository.write("a.yaml", LOCAL)
        repository.write("kustomization.yaml", "resources: [a.yaml]\nResources: [base]\n")
        outcome = repository.run(".")
        assert "'Resources' is there as 'resources' too" in " ".join(outcome.stdout.split())

    @needs_kustomize
    def test_one_behind_a_link(self, repository: Project) -> None:
        repository.write("decoy.yaml", "kind: Kustomization\n")
        (repository.folder / "base").mkdir()
        os.symlink("../decoy.yaml", "base/kustomization.yaml")
        repository.write("base/Kustomization", f"resources: ['{ADDRESS}']\n")
        repository.write(
            "kustomization.yaml",
            "resources: [base]\nconfigMapGenerator: [{name: x, files: [base/Kustomization]}]\n",
        )
        outcome = repository.run(".")
        assert outcome.exit_code == 2
        assert "kustomizations built" not in outcome.stdout

    @needs_kustomize
    def test_settings_of_a_plugin_that_are_the_name_of_a_file(self, repository: Project) -> None:
        settings = (
            "{apiVersion: builtin, kind: PatchTransformer, metadata: {name: x}, target: {kind: Service},"
            ' path: "http:\\u002f\\u002f127.0.0.1:9\\u002fx"}'
        )
        repository.write("a.yaml", LOCAL)
        repository.write(settings, "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: x}\n")
        repository.write(
            "kustomization.yaml", f"resources: [a.yaml]\ntransformers: [{json.dumps(settings)}]\n"
        )
        outcome = repository.run(".")
        assert "an address in a plugin's settings" in " ".join(outcome.stdout.split())
        assert "kustomizations built" not in outcome.stdout

    @needs_kustomize
    def test_annotations_of_the_builder_that_the_tree_wrote(self, repository: Project) -> None:
        repository.write("a.yaml", LOCAL)
        repository.write(
            "kustomization.yaml",
            "resources: [a.yaml]\ncommonAnnotations:\n  config.kubernetes.io/origin: 'path: 99/x'\n"
            "  alpha.config.kubernetes.io/transformations: '[{configuredIn: 99/k.yaml,"
            " configuredBy: {kind: PrefixTransformer}}]'\n",
        )
        outcome = repository.run(".")
        assert "ELB016" not in outcome.stdout
        assert "ELB102" in outcome.stdout

    @pytest.mark.parametrize("number", ["99", "-1", "1" * 5000, "²", "x"])
    def test_a_path_of_no_tree(self, repository: Project, number: str) -> None:
        inputs = BuildInputs([], Boundary(["/a"]))
        assert inputs.original(f"/copy/{number}/k.yaml", "/copy").startswith("/copy")


class TestNamesThatAreOptions:
    @pytest.mark.parametrize(
        "name", ["--exclude=*.yaml", "--output=victim.yaml", "--config=evil.yaml", "-ovictim.yaml"]
    )
    def test_a_file_that_is_called_like_an_option(self, repository: Project, name: str) -> None:
        repository.write("a.yaml", LOCAL)
        repository.write("victim.yaml", "keep")
        repository.write("evil.yaml", "ignore: [ELB102]\n")
        repository.write(name, "")
        command = [sys.executable, "-m", "elblint", "check", "--force-exclude", "--no-cache"]
        for arguments, code, says in (
            (["a.yaml", name], 2, "write -- before"),
            (["--", name, "a.yaml"], 1, "ELB102"),
        ):
            done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
            assert done.returncode == code, done.stderr
            assert says in done.stdout + done.stderr
        assert Path("victim.yaml").read_text() == "keep"

    def test_the_hook_takes_names_for_names(self) -> None:
        hooks = YAML(typ="safe").load((CHECKOUT / ".pre-commit-hooks.yaml").read_text())
        assert all(hook.get("args") == ["--"] for hook in hooks if hook.get("pass_filenames", True))


class TestGitsOwnFolder:
    SECRET = "url = https://token@example.com"

    @needs_helm
    def test_a_chart_that_links_to_it(self, repository: Project) -> None:
        repository.write(".git/config", self.SECRET)
        repository.write("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n")
        repository.write("c/templates/a.yaml", LOCAL.replace("name: web", 'name: a{{ .Files.Get "env" }}'))
        os.symlink("../.git/config", "c/env")
        outcome = repository.run("c")
        assert outcome.exit_code == 2
        assert "token" not in outcome.stdout

    def test_a_manifest_that_links_to_it(self, repository: Project) -> None:
        repository.write(".git/config", self.SECRET + ": [")
        os.symlink(".git/config", "m.yaml")
        outcome = repository.run(".")
        assert outcome.exit_code == 2
        assert "token" not in outcome.stdout

    @needs_kustomize
    def test_a_generator_that_reads_it(self, repository: Project) -> None:
        repository.write(".git/config", self.SECRET)
        repository.write("kustomization.yaml", "configMapGenerator: [{name: a, files: [g=.git/config]}]\n")
        assert repository.run(".").exit_code == 2

    @needs_helm
    def test_values_that_lie_in_it(self, repository: Project) -> None:
        repository.write(".git/cred", "name: token\n")
        repository.write("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n")
        repository.write("c/templates/a.yaml", LOCAL.replace("name: web", "name: a{{ .Values.name }}"))
        repository.write(".elblint.yaml", "charts: [{path: c, values: [.git/cred]}]\n")
        outcome = repository.run("c")
        assert outcome.exit_code == 2
        assert "token" not in outcome.stdout

    def test_no_path_in_it_is_inside(self, repository: Project) -> None:
        boundary = Boundary.around(["."])
        assert boundary.holds("a/b.yaml")
        assert boundary.holds(".github/a.yaml")
        for path in (".git", ".git/config", "sub/.git/config", ".GIT/config"):
            assert not boundary.holds(path)


class TestWritingThroughLinks:
    @pytest.mark.parametrize("is_absolute", [False, True], ids=["relative", "absolute"])
    @pytest.mark.parametrize(
        "arguments", [["-f", "sarif", "-o"], ["baseline", "-o"]], ids=["report", "baseline"]
    )
    def test_a_folder_that_leads_out(
        self, repository: Project, arguments: list[str], is_absolute: bool
    ) -> None:
        out = repository.folder.parent / "out"
        out.mkdir()
        os.symlink("../out", "reports")
        repository.write("a.yaml", LOCAL)
        path = os.path.abspath("reports/x.json") if is_absolute else "reports/x.json"
        assert repository.run(*arguments, path, "a.yaml").exit_code == 2
        assert not list(out.iterdir())

    def test_a_link_to_a_device(self, repository: Project) -> None:
        os.symlink("/dev/null", "o.sarif")
        repository.write("a.yaml", LOCAL)
        assert repository.run("-f", "sarif", "-o", "o.sarif", "a.yaml").exit_code == 2
        assert repository.run("-f", "sarif", "-o", "/dev/null", "a.yaml").exit_code == 1

    def test_a_json_file_that_is_no_baseline_stays(self, repository: Project) -> None:
        content = '{"version": 1, "projects": {}}'
        repository.write("angular.json", content)
        repository.write("a.yaml", LOCAL)
        repository.write(".elblint.yaml", "baseline: angular.json\n")
        assert repository.run("baseline").exit_code == 2
        assert Path("angular.json").read_text() == content


class TestReadingThroughLinks:
    def test_the_usual_baseline(self, repository: Project) -> None:
        repository.write("a.yaml", LOCAL)
        assert repository.run("baseline").exit_code == 0
        os.rename(".elblint-baseline.json", "../b.json")
        os.symlink("../b.json", ".elblint-baseline.json")
        assert repository.run(".").exit_code == 2

    def test_a_rule_is_not_quoted_by_its_tests(self, repository: Project) -> None:
        Path("../o.yaml").write_text("secretword: 1\n")
        Path("r").mkdir()
        os.symlink("../../o.yaml", "r/x.yaml")
        outcome = repository.run("test-rules", "r")
        assert outcome.exit_code == 2
        assert "secretword" not in outcome.stdout + outcome.stderr


class TestChartsInOddSpelling:
    @needs_helm
    @pytest.mark.parametrize(
        "head",
        [
            "apiVersion: v2\nname: c\nkind: x\n",
            "apiVersion: v2\nName: c\n",
            "ApiVersion: v2\nname: c\n",
            "x: &x {apiVersion: v2, name: c}\n<<: *x\n",
        ],
        ids=["kind", "Name", "ApiVersion", "merged"],
    )
    def test_what_helm_renders_is_rendered(self, repository: Project, head: str) -> None:
        repository.write("c/Chart.yaml", head + "version: 1.0.0\n")
        repository.write("c/templates/a.yaml", LOCAL.replace("name: web", 'name: {{ "a" }}'))
        assert "ELB102" in repository.run("c").stdout

    def test_a_chart_that_names_none_is_a_finding(self, repository: Project) -> None:
        repository.write("c/Chart.yaml", "apiVersion: v2\n")
        repository.write("c/templates/a.yaml", LOCAL.replace("name: web", 'name: {{ "a" }}'))
        outcome = repository.run("c")
        assert outcome.exit_code == 1
        assert "ELB010" in outcome.stdout


@pytest.fixture
def tree(
    repository: Project, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Project:
    """A repository whose folder ``m`` is large enough for the cache."""
    monkeypatch.setattr(checking, "_MANY_FILES", 3)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    for number in range(4):
        repository.write(
            f"m/{number}.yaml", f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{number}}}\n"
        )
    return repository


class TestStaleCache:
    def test_a_patch_behind_a_link(self, tree: Project) -> None:
        tree.write("m/p.yaml", LOCAL)
        os.symlink("m/p.yaml", "l.yaml")
        tree.write("kustomization.yaml", "resources: []\npatches: [{path: l.yaml}]\n")
        assert tree.run("m").exit_code == 0
        os.unlink("l.yaml")
        os.symlink("m/1.yaml", "l.yaml")
        assert tree.run("m").exit_code == 1

    def test_a_template_behind_text_in_another_encoding(self, tree: Project) -> None:
        tree.write("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n")
        marked = LOCAL.replace("  externalTraffic", "  # elblint: ignore[ELB102] known\n  externalTraffic")
        tree.write("c/templates/a.yaml", marked)
        tree.write("m/r.yaml", ("---\n# Source: c/templates/a.yaml\n" + LOCAL).encode("utf-16"))
        assert tree.run("m").exit_code == 0
        tree.write("c/templates/a.yaml", LOCAL)
        assert tree.run("m").exit_code == 1
