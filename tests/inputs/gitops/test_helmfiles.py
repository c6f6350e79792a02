"""Releases of helmfiles."""

from __future__ import annotations

import pytest

from support.gitops import VALUES, helm, indented, local, shown, unread
from support.project import Project

RELEASE = """\
releases:
  - name: shop
    namespace: prod
    chart: ./charts/web
    values:
"""


@helm
@pytest.mark.parametrize("name", ["helmfile.yaml", "helmfile-prod.yaml"])
def test_a_local_chart_is_rendered_with_inline_values(repository: Project, name: str) -> None:
    repository.write(name, RELEASE + "      -\n" + indented(VALUES, 8))
    found = local(repository)
    assert (str(found.subject), found.certainty) == ("Service prod/shop", "certain")
    assert (found.location.path, found.location.line, shown(found)) == (name, 9, "Local")


@helm
def test_values_files_and_single_values_are_read(repository: Project) -> None:
    repository.write("envs/prod.yaml", VALUES.replace("Local", "Cluster"))
    sets = "    set: [{name: service.policy, value: Local}]\n"
    repository.write("helmfile.yaml", RELEASE + "      - envs/prod.yaml\n" + sets)
    found = local(repository)
    assert (found.location.path, found.location.line, shown(found)) == ("helmfile.yaml", 7, "Local")


@helm
@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ("      - envs/{{ .Environment.Name }}.yaml\n", "a template of helmfile"),
        ("      - values.yaml.gotmpl\n", "a template of helmfile"),
        ('      - service: {policy: "{{ .Values.policy }}"}\n', "a template of helmfile"),
        ("      - envs/none.yaml\n", "this values file is not in the repository"),
    ],
)
def test_templates_and_missing_files_are_said(repository: Project, values: str, reason: str) -> None:
    repository.write("helmfile.yaml", RELEASE + values)
    ((path, line, words),) = unread(repository)
    assert (path, line) == ("helmfile.yaml", 6)
    assert reason in words


def test_a_release_that_is_not_installed_deploys_nothing(repository: Project) -> None:
    text = RELEASE.replace("    chart", "    installed: false\n    chart") + "      - none.yaml\n"
    repository.write("helmfile.yaml", text)
    assert unread(repository) == []


@helm
def test_the_reason_is_said_in_both_languages(repository: Project) -> None:
    repository.write("helmfile.yaml", RELEASE + "      - envs/none.yaml\n")
    assert "this values file is not in the repository" in " ".join(repository.run(".").stdout.split())
    assert "仓库中没有这个 values 文件" in repository.run("--lang", "zh", ".").stdout
