"""A run that looked at nothing is no success, and what was named is either read or said to be unread."""

from __future__ import annotations

import json

import pytest

from support.project import LOCAL, Project


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("README.md", "# manifests\n"),
        ("values.yaml.gotmpl", "a: {{ .b }}\n"),
        (".env", "PASSWORD=S3CR3T-hunter2\n"),
    ],
)
def test_a_named_file_that_is_no_manifest(project: Project, name: str, content: str) -> None:
    project.write(name, content)
    project.write("a.yaml", LOCAL)
    outcome = project.run("--fail-on", "never", name, "a.yaml")
    assert outcome.exit_code == 2
    assert f"ELB019] This file is no manifest that elblint reads\n  --> {name}:1:1" in outcome.stdout
    assert "hunter2" not in outcome.stdout


@pytest.mark.parametrize("name", ["a.txt", "manifest", "a.yaml.tmp"])
def test_a_named_file_may_be_called_anything(project: Project, name: str) -> None:
    project.write(name, LOCAL)
    assert "ELB102" in project.run(name).stdout


def test_a_named_image_is_no_manifest(project: Project) -> None:
    project.write("a.png", b"\x89PNG\r\n\x1a\n\0\xff")
    outcome = project.run("a.png")
    assert outcome.exit_code == 2
    assert "ELB019" in outcome.stdout
    assert "it is no text" in outcome.stdout
    assert "PNG" not in outcome.stdout


def test_a_kustomization_without_a_suffix_is_read(project: Project) -> None:
    project.write("Kustomization", "resources: [a.yaml]\n")
    project.write("a.yaml", LOCAL)
    outcome = project.run("--no-kustomize", "Kustomization", "a.yaml")
    assert "ELB019" not in outcome.stdout
    assert "ELB102" in outcome.stdout


@pytest.mark.parametrize("content", [None, "", "a: b\n", "services: {web: {image: x}}\n", "# kind\n"])
def test_nothing_to_lint(project: Project, content: str | None) -> None:
    if content is not None:
        project.write("m/a.yaml", content)
    else:
        (project.folder / "m").mkdir()
    outcome = project.run("-f", "json", "m")
    assert outcome.exit_code == 2
    assert [one["rule"] for one in json.loads(outcome.stdout)["findings"]] == ["ELB020"]
    assert project.run("--allow-empty", "m").exit_code == 0


@pytest.mark.parametrize(
    "content", ["kind: ConfigMap\n", '{"kind": "ConfigMap"}', "a: {kubernetes.io/elb.class: union}\n"]
)
def test_other_objects_and_elb_annotations_are_something(project: Project, content: str) -> None:
    project.write("a.yaml", content)
    assert project.run("a.yaml").exit_code == 0


@pytest.mark.parametrize("arguments", [[], ["--allow-empty"]])
def test_empty_standard_input_is_an_error(project: Project, arguments: list[str]) -> None:
    outcome = project.run(*arguments, "-", stdin="\n")
    assert outcome.exit_code == 2
    assert "error[ELB018] Standard input is empty" in outcome.stdout


def test_sarif_says_that_the_run_failed(project: Project) -> None:
    (project.folder / "m").mkdir()
    (invocation,) = json.loads(project.run("-f", "sarif", "m").stdout)["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["manifsts"], "did you mean 'manifests'?"),
        (["manifests/wbe.yaml"], "did you mean 'manifests/web.yaml'?"),
        (["chekc"], "did you mean 'check'?"),
        (["explian", "ELB102"], "did you mean 'explain'?"),
        (["--ignore", "ELB1O2", "a.yaml"], "ELB102"),
        (["explain", "ELB1O2"], "did you mean 'ELB102'?"),
        (["zzz"], "zzz: no such file or folder\n"),
    ],
)
def test_a_slip_gets_the_nearest_name(project: Project, arguments: list[str], hint: str) -> None:
    project.write("manifests/web.yaml", LOCAL)
    outcome = project.run(*arguments)
    assert outcome.exit_code == 2
    assert hint in outcome.stderr
