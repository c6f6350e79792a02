"""Files that others write while an editor is open: each is read again if findings follow from it."""

from __future__ import annotations

import pytest

import elblint
from support.project import LOCAL, Project

CODE = """\
resource "kubernetes_service_v1" "web" {
  metadata {
    name = "web"
    annotations = {
      "kubernetes.io/elb.class" = "performance"
      "kubernetes.io/elb.id"    = "3c7caa5a-a641-4bff-801a-feace27424b6"
    }
  }
  spec {
    type                    = "LoadBalancer"
    external_traffic_policy = "Local"
  }
}
"""
CLUSTER = """\
resource "huaweicloud_cce_cluster" "it" {
  name                   = "it"
  cluster_type           = "VirtualMachine"
  cluster_version        = "v1.29"
  container_network_type = "vpc-router"
  kube_proxy_mode        = "%s"
}
"""


def rules(workspace: elblint.Workspace) -> list[str]:
    return [one.rule for one in workspace.lint().findings]


def rewrite(project: Project, workspace: elblint.Workspace, name: str, text: str) -> None:
    """Write a file as another program would, and tell it as an editor would."""
    project.write(name, text)
    workspace.changed_on_disk(str(project.folder / name))


def test_terraform_code_is_read_again(project: Project) -> None:
    project.write("main.tf", CODE)
    workspace = elblint.Workspace(project.folder)
    assert rules(workspace) == ["ELB102"]
    rewrite(project, workspace, "main.tf", CODE.replace("Local", "Cluster"))
    assert rules(workspace) == []
    rewrite(project, workspace, "more.tf", CODE.replace("3c7c", "4c7c"))
    assert "ELB102" in rules(workspace)


def test_facts_from_files_are_read_again(project: Project) -> None:
    project.write("infra/cluster.tf", CLUSTER % "iptables")
    project.write(".elblint.yaml", "facts-from: [infra/cluster.tf]\n")
    project.write("a.yaml", LOCAL)
    workspace = elblint.Workspace(project.folder)
    assert "cluster: standard, vpc, iptables" in workspace.lint().render()
    rewrite(project, workspace, "infra/cluster.tf", CLUSTER % "ipvs")
    assert "cluster: standard, vpc, ipvs" in workspace.lint().render()


@pytest.mark.parametrize("name", [".elblint.yaml", ".elblint.yml"])
def test_the_configuration_has_two_names(project: Project, name: str) -> None:
    project.write("a.yaml", LOCAL)
    workspace = elblint.Workspace(project.folder)
    assert rules(workspace) == ["ELB102"]
    rewrite(project, workspace, name, "ignore: [ELB102]\n")
    assert rules(workspace) == []
    (project.folder / name).unlink()
    workspace.changed_on_disk(str(project.folder / name))
    assert rules(workspace) == ["ELB102"]


def test_a_baseline_of_another_name_is_read_again(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    project.write(".elblint.yaml", "baseline: known.json\n")
    assert project.run("baseline", "-o", "known.json", ".").exit_code == 0
    known = (project.folder / "known.json").read_text()
    project.write("known.json", known.replace("ELB102", "ELB103"))
    workspace = elblint.Workspace(project.folder)
    assert "ELB102" in rules(workspace)
    rewrite(project, workspace, "known.json", known)
    assert rules(workspace) == []


def test_values_of_a_chart_are_read_again(project: Project) -> None:
    project.write("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n")
    project.write("c/values.yaml", "policy: Local\n")
    project.write("c/templates/a.yaml", LOCAL.replace("Local", "{{ .Values.policy }}"))
    workspace = elblint.Workspace(project.folder)
    assert rules(workspace) == ["ELB102"]
    rewrite(project, workspace, "c/values.yaml", "policy: Cluster\n")
    assert rules(workspace) == []


def test_a_file_that_is_ignored_comes_back(project: Project) -> None:
    project.write(".git/HEAD", "")
    project.write("a.yaml", LOCAL)
    project.write(".gitignore", "a.yaml\n")
    workspace = elblint.Workspace(project.folder)
    assert rules(workspace) == []
    rewrite(project, workspace, ".gitignore", "")
    assert rules(workspace) == ["ELB102"]


def test_a_folder_that_is_renamed_is_read_where_it_is(project: Project) -> None:
    project.write("old/a.yaml", LOCAL)
    workspace = elblint.Workspace(project.folder)
    (project.folder / "old").rename(project.folder / "new")
    workspace.changed_on_disk(str(project.folder / "old"))
    workspace.changed_on_disk(str(project.folder / "new"))
    (found,) = workspace.lint().findings
    assert found.location.path.endswith("new/a.yaml")
