"""Faults of the input that have one cause are one finding, may be accepted, and come last."""

from __future__ import annotations

import json

import pytest

from support.gitops import helm
from support.project import LOCAL, Project

BROKEN = "apiVersion: v1\nkind: Service\nmetadata: {name: {{ .Values.name }}}\n"
CHART = "apiVersion: v2\nname: web\nversion: 0.1.0\n"
NEEDY = CHART + "dependencies: [{name: redis, version: 1.0.0, repository: 'https://charts.shop.cn'}]\n"
REMOTE = "resources: [https://git.shop.cn/base]\n"


def test_findings_about_the_input_come_after_those_about_objects(project: Project) -> None:
    project.write("a.yaml", BROKEN)
    project.write("b.yaml", LOCAL)
    shown = project.run("--cluster", "standard,vpc,ipvs,1.29").stdout
    assert 0 <= shown.index("warning[ELB102]") < shown.index("note[ELB005]")


def test_templates_are_reported_once_with_all_their_files(project: Project) -> None:
    for number in range(7):
        project.write(f"{number}.yaml", BROKEN)
    shown = project.run().stdout
    assert shown.count("note[ELB005]") == 1
    assert "  in 7 places:\n    - 0.yaml:3:18\n    - 1.yaml:3:18\n" in shown
    assert "    - 4.yaml:3:18\n    - and 2 more; -v lists all\n" in shown
    assert "    - 6.yaml:3:18\n" in project.run("-v").stdout
    assert "Found 1 note " in shown


def test_programs_get_the_other_places_as_related_ones(project: Project) -> None:
    for number in range(3):
        project.write(f"{number}.yaml", BROKEN)
    (found,) = json.loads(project.run("-f", "json").stdout)["findings"]
    assert found["location"]["path"] == "0.yaml"
    assert [one["location"]["path"] for one in found["related"]] == ["1.yaml", "2.yaml"]


def test_faults_in_lines_stay_apart(project: Project) -> None:
    for number in range(2):
        project.write(f"{number}.yaml", "kind: Service\nkind: Service\nmetadata: {name: a}\n")
    assert project.run().stdout.count("[ELB004]") == 2


@helm
def test_charts_without_their_dependencies_are_one_finding(project: Project) -> None:
    for name in ("a", "b"):
        project.write(f"{name}/Chart.yaml", NEEDY)
    outcome = project.run()
    assert outcome.exit_code == 2
    assert outcome.stdout.count("[ELB010]") == 1
    words = " ".join(outcome.stdout.split())
    assert "charts that they depend on are not in charts/; run helm dependency build for each" in words
    assert "- a/Chart.yaml:4:16: the chart 'redis' is not in charts/; run: helm dependency build a" in words


@helm
def test_charts_that_need_values_are_one_finding_with_the_words_of_each(project: Project) -> None:
    for name in ("a", "b"):
        project.write(f"{name}/Chart.yaml", CHART)
        project.write(f"{name}/templates/a.yaml", 'a: {{ required "name ' + name + '" .Values.name }}\n')
    outcome = project.run()
    words = " ".join(outcome.stdout.split())
    assert outcome.exit_code == 2
    assert outcome.stdout.count("[ELB010]") == 1
    assert "they do not render with their own values alone" in words
    assert "- a/templates/a.yaml:1:4: execution error at (web/templates/a.yaml:1:6): name a" in words
    assert "- b/templates/a.yaml:1:4: execution error at (web/templates/a.yaml:1:6): name b" in words


FAULTS = {
    "a chart without its dependencies": ("a/Chart.yaml", NEEDY, "ELB010"),
    "a kustomization with a remote base": ("a/kustomization.yaml", REMOTE, "ELB008"),
}


@helm
@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_meant_can_be_accepted(project: Project, fault: str) -> None:
    path, text, rule = FAULTS[fault]
    project.write(path, text)
    project.write(
        "b.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80}]}\n"
    )
    assert project.run("--fail-on", "never").exit_code == 2
    for config in (
        f"ignore: [{rule}]\n",
        f"suppress: [{{rules: [{rule}], paths: [a/], reason: a remote one}}]\n",
        f"per-path-ignores: {{a/: [{rule}]}}\n",
    ):
        project.write(".elblint.yaml", config)
        outcome = project.run()
        assert (outcome.exit_code, rule in outcome.stdout) == (0, False)
    project.write(".elblint.yaml", "lang: en\n")
    assert project.run("baseline").exit_code == 0
    outcome = project.run()
    assert (outcome.exit_code, "1 in the baseline" in outcome.stdout) == (0, True)
    project.write("c/" + path, text)
    assert project.run().exit_code == 2


def test_what_cannot_be_read_at_all_cannot_be_accepted(project: Project) -> None:
    project.write("a.yaml", "kind: Service\na: [\n")
    for config in ("ignore: [ELB003]\n", "suppress: [{rules: [ELB003], paths: [a.yaml], reason: none}]\n"):
        project.write(".elblint.yaml", config)
        assert project.run().exit_code == 2


@helm
def test_a_chart_with_environments_need_not_render_without_them(project: Project) -> None:
    project.write("web/Chart.yaml", CHART)
    project.write("web/templates/a.yaml", 'a: {{ required "name" .Values.name }}\n')
    project.write("web/values-prod.yaml", "name: a\n")
    assert project.run().exit_code == 2
    project.write(".elblint.yaml", "charts: [{path: web, values: [web/values-prod.yaml]}]\n")
    assert project.run().exit_code == 0
