"""elblint init: from a repository to a configuration that works."""

from __future__ import annotations

from pathlib import Path

import pytest

from elblint.cli import project_scan
from elblint.config.loader import load_config
from elblint.run import config_schema
from elblint.system.installation import Origin
from support.project import LOCAL, Project


@pytest.fixture
def repository(project: Project) -> Project:
    project.write("manifests/web.yaml", LOCAL)
    project.write("manifests/plain.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
    project.write("notes.yaml", "a: 1\n")
    project.write("chart/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n")
    project.write("chart/values.yaml", "p: Cluster\n")
    project.write("chart/values-prod.yaml", "p: Local\n")
    project.write("chart/values-dev.yaml", "p: Cluster\n")
    project.write(
        "chart/templates/s.yaml", LOCAL.replace("name: web", "name: c").replace("Local", "{{ .Values.p }}")
    )
    return project


def test_what_is_written_works(repository: Project) -> None:
    outcome = repository.run("init", "--cluster", "standard,vpc,ipvs,1.29")
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    written = Path(".elblint.yaml").read_text()
    assert "\n  category: standard\n" in written
    assert '\n  version: "1.29"\n' in written
    assert '  - {path: "chart", name: "prod", values: ["chart/values-prod.yaml"]}\n' in written
    assert "manifests: 3 (with ELB annotations: 2), charts: 1" in outcome.stdout
    assert "chart releases rendered: 2" in " ".join(repository.run().stdout.split())
    locations = {str(finding.location) for finding in repository.findings() if finding.rule == "ELB102"}
    assert "manifests/web.yaml:9:26" in locations


def test_environments_are_found_by_their_values_files(project: Project) -> None:
    project.write("chart/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n")
    project.write("chart/templates/a.yaml", 'a: {{ required "name" .Values.name }}\n')
    for name in (
        "values.yaml",
        "values-prod.yaml",
        "values.test.yml",
        "qa-values.yaml",
        "ci/kind-values.yaml",
    ):
        project.write(f"chart/{name}", "" if name == "values.yaml" else "name: a\n")
    shown = " ".join(project.run().stdout.split())
    assert "elblint init lists qa-values.yaml and the like as its environments" in shown
    project.run("init", "--yes")
    charts = load_config(".elblint.yaml", config_schema()).charts
    assert [(one.name, one.values) for one in charts] == [
        ("qa", ("chart/qa-values.yaml",)),
        ("prod", ("chart/values-prod.yaml",)),
        ("test", ("chart/values.test.yml",)),
        ("kind", ("chart/ci/kind-values.yaml",)),
    ]
    assert project.run().exit_code == 0


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_facts_that_nobody_gives_are_left_out_with_where_they_are_found(
    repository: Project, lang: str
) -> None:
    repository.run("init", "--yes", "--lang", lang)
    written = Path(".elblint.yaml").read_text()
    assert "\n  # proxy: ipvs\n" in written
    assert "spec.kubeProxyMode" in written
    assert repository.run().exit_code == 1


def test_a_configuration_is_not_lost(repository: Project) -> None:
    repository.write(".elblint.yaml", "fail-on: never\n")
    outcome = repository.run("init", "--yes")
    assert outcome.exit_code == 2
    assert Path(".elblint.yaml").read_text() == "fail-on: never\n"
    assert repository.run("init", "--yes", "--force").exit_code == 0


def test_wrong_facts_and_folders(repository: Project) -> None:
    assert repository.run("init", "--proxy", "ebpf").exit_code == 2
    assert repository.run("init", "nowhere").exit_code == 2


def test_adopting_takes_three_commands(repository: Project) -> None:
    repository.run("init", "--yes")
    assert repository.run().exit_code == 1
    repository.run("baseline")
    assert repository.run().exit_code == 0
    repository.write("manifests/new.yaml", LOCAL.replace("name: web", "name: new"))
    outcome = repository.run()
    assert outcome.exit_code == 1
    assert outcome.stdout.count("[ELB102]") == 1


SHOP = "https://github.com/shop/elblint"
COMMIT = "4f2c1e" + "0" * 34


@pytest.mark.parametrize("revision", [COMMIT, "v1.2.3"])
def test_snippets_name_the_place_that_elblint_came_from(repository: Project, revision: str) -> None:
    repository.monkeypatch.setattr(project_scan, "origin", lambda: Origin(SHOP, revision))
    said = repository.run("init", "--yes").stdout
    assert f"    - repo: {SHOP}\n      rev: {revision}\n" in said
    assert f"  - uses: shop/elblint@{revision}\n" in said
    schema = f"https://raw.githubusercontent.com/shop/elblint/{revision}/rules/schema/config.json"
    assert Path(".elblint.yaml").read_text().startswith(f"# yaml-language-server: $schema={schema}\n")
    assert repository.run().exit_code == 1


def test_what_is_not_known_is_left_out(repository: Project) -> None:
    repository.monkeypatch.setattr(project_scan, "origin", lambda: Origin(SHOP, ""))
    said = repository.run("init", "--yes").stdout
    assert SHOP not in said
    assert "uses:" not in said
    assert "    - repo: local\n" in said
    assert "$schema" not in Path(".elblint.yaml").read_text()


def test_another_host_has_a_hook_and_no_action(repository: Project) -> None:
    address = "https://gitlab.shop.cn/infra/elblint"
    repository.monkeypatch.setattr(project_scan, "origin", lambda: Origin(address, COMMIT))
    said = repository.run("init", "--yes").stdout
    assert f"    - repo: {address}\n" in said
    assert "uses:" not in said
    assert "$schema" not in Path(".elblint.yaml").read_text()
