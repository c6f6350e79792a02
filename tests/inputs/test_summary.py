"""The summary: what every file of the input is, in numbers that add up."""

from __future__ import annotations

import re

import pytest

from support.gitops import helm, kustomize
from support.project import LOCAL, Project

PATCH = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {externalTrafficPolicy: Local}\n"
VALUES = "service:\n  annotations: {kubernetes.io/elb.class: union}\n"
APPLICATION = (
    "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: kong}\n"
    "spec: {source: {repoURL: https://charts.shop.cn, chart: kong}}\n"
)


@pytest.fixture
def mixed(project: Project) -> Project:
    """A repository with one of everything."""
    project.write("web.yaml", LOCAL)
    project.write("nothing.yaml", "a: 1\n")
    project.write("template.yaml", "kind: Service\na: {{ b }}\n")
    project.write("kong-values.yaml", VALUES)
    project.write("app.yaml", APPLICATION)
    project.write("broken.yaml", "kind: Service\na: [\n")
    project.write("chart/Chart.yaml", "apiVersion: v2\nname: web\nversion: 0.1.0\n")
    project.write("chart/templates/a.yaml", LOCAL)
    project.write("kust/kustomization.yaml", "resources: [a.yaml]\n")
    project.write("kust/a.yaml", LOCAL)
    project.write(
        "other/kustomization.yaml", "resources: [https://git.shop.cn/a]\npatches: [{path: a.yaml}]\n"
    )
    project.write("other/a.yaml", PATCH)
    return project


@helm
@kustomize
def test_every_file_is_one_thing_and_the_numbers_add_up(mixed: Project) -> None:
    words = " ".join(mixed.run().stdout.split())
    (sentence,) = re.findall(r"Files: (with objects .*?)\. Skipped", words)
    parts = dict(part.rsplit(" ", 1) for part in sentence.split(", "))
    assert parts == {
        "with objects": "1",
        "with deployments": "1",
        "with values of charts": "1",
        "of charts": "2",
        "of kustomizations": "2",
        "with kustomize patches": "1",
        "with unrendered templates": "1",
        "with faults": "1",
        "with nothing to look at": "2",
    }
    (files,) = re.findall(r"Read (\d+) files", words)
    assert sum(map(int, parts.values())) == int(files) == 12
    assert "charts and folders of other repositories: 1" in words


@helm
@kustomize
@pytest.mark.parametrize("option", ["-v", "--verbose"])
def test_each_is_listed_if_asked_for(mixed: Project, option: str) -> None:
    shown = mixed.run(option).stdout
    assert "\nwith objects (1):\n  web.yaml\nwith deployments (1):\n  app.yaml\n" in shown
    assert "\nof charts (2):\n  chart/Chart.yaml\n  chart/templates/a.yaml\n" in shown
    assert "whose values were checked alone (1):\n  kong: app.yaml\n" in shown
    assert "web.yaml" not in mixed.run().stdout.rpartition("Found")[2]


def test_a_run_over_objects_alone_needs_no_more_words(project: Project) -> None:
    project.write("web.yaml", LOCAL)
    assert "Files:" not in project.run().stdout


def test_files_that_cannot_be_read_are_listed(project: Project) -> None:
    project.write("web.yaml", LOCAL)
    (project.folder / "link.yaml").symlink_to("none.yaml")
    shown = project.run("-v").stdout
    assert "\nnot read (1):\n  link.yaml" in shown
