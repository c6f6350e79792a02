"""Modules of the repository: their variables have the caller's values, and references keep their meaning."""

from __future__ import annotations

import pytest

from elblint.config.settings import Config
from elblint.inputs.loader import load_inputs
from elblint.inputs.request import Request
from elblint.model.elb_users import ElbUser
from support.project import Project

SERVICE = """\
variable "name" {}
variable "elb_id" {}
variable "policy" { default = "Cluster" }
variable "ports" { default = [80] }

resource "kubernetes_service_v1" "this" {
  metadata {
    name = var.name
    annotations = {
      "kubernetes.io/elb.class" = "performance"
      "kubernetes.io/elb.id"    = var.elb_id
    }
  }
  spec {
    type                    = "LoadBalancer"
    external_traffic_policy = var.policy
    dynamic "port" {
      for_each = var.ports
      content { port = port.value }
    }
  }
}
"""
BALANCER = """\
resource "huaweicloud_elb_loadbalancer" "this" {
  name         = "front"
  ipv4_address = "192.168.0.20"
}
output "id" { value = huaweicloud_elb_loadbalancer.this.id }
"""
ROOT = """\
module "front" { source = "./modules/elb" }

module "web" {
  source = "./modules/service"
  name   = "web"
  elb_id = module.front.id
  policy = "Local"
}

module "more" {
  for_each = { a = 81, b = 82 }
  source   = "./modules/service"
  name     = "more-${each.key}"
  elb_id   = module.front.id
  ports    = [each.value]
}
"""


def users(project: Project) -> dict[str, ElbUser]:
    project.write("modules/service/main.tf", SERVICE)
    project.write("modules/elb/main.tf", BALANCER)
    project.write("main.tf", ROOT)
    return {
        one.name: one for one in load_inputs(Request(["."]), Config()).objects if isinstance(one, ElbUser)
    }


def test_a_module_is_read_with_its_callers_values(project: Project) -> None:
    found = users(project)
    assert sorted(found) == ["more-a", "more-b", "web"]
    assert [port for _, port, _ in found["more-b"].listeners] == [82]


def test_a_reference_keeps_its_meaning_across_modules(project: Project) -> None:
    found = users(project)
    assert {one.elb_reference for one in found.values()} == {"modules/elb#huaweicloud_elb_loadbalancer.this"}


def test_a_finding_points_into_the_module(project: Project) -> None:
    users(project)
    found = [one for one in project.findings("standard,vpc,ipvs,1.29") if one.rule == "ELB102"]
    assert [(str(one.location), one.subject) for one in found] == [
        ("modules/service/main.tf:16:31", "Service web")
    ]


def test_the_load_balancers_of_modules_are_evidence(project: Project) -> None:
    users(project)
    project.write(".elblint.yaml", "facts-from: ['*.tf']\n")
    assert "huaweicloud_elb_loadbalancer.this  performance  192.168.0.20  modules/elb/main.tf:2" in (
        project.run("facts").stdout
    )


@pytest.mark.parametrize(
    "source",
    [
        '"terraform-huaweicloud-modules/cce"',
        '"git::https://shop.cn/x.git"',
        '"../outside"',
        '"./"',
        "var.where",
    ],
)
def test_what_is_not_in_the_repository_is_not_read(project: Project, source: str) -> None:
    project.write("../outside/main.tf", SERVICE)
    project.write(".git/HEAD", "ref: refs/heads/main\n")
    project.write("main.tf", f'module "web" {{\n  source = {source}\n  name = "web"\n}}\n')
    assert load_inputs(Request(["."], allow_empty=True), Config()).objects == []


def unread(project: Project) -> list[tuple[str, int, str]]:
    """File and line of each part of the code that is not read, with the words."""
    return [
        (one.location.path, one.location.line, one.message)
        for one in project.findings()
        if one.rule == "ELB026"
    ]


@pytest.mark.parametrize(
    ("kind", "several"),
    [("kubernetes_service", "count = 201"), ("kubernetes_service", "for_each = toset([%s])")],
)
def test_instances_beyond_the_limit_are_said(project: Project, kind: str, several: str) -> None:
    listed = ", ".join(f'"a{number}"' for number in range(201))
    body = several % listed if "%s" in several else several
    project.write("a.tf", f'resource "{kind}" "a" {{\n  {body}\n}}\nresource "dns" "a" {{\n  {body}\n}}\n')
    ((path, line, words),) = unread(project)
    assert (path, line) == ("a.tf", 2)
    assert "the instances beyond 200, of 201" in words


def test_modules_beyond_the_limits_are_said(project: Project) -> None:
    for depth in range(9):
        project.write(f"m{depth}/a.tf", f'module "m" {{ source = "../m{depth + 1}" }}\n')
    project.write("n/a.tf", 'module "a" {\n  source = "./b"\n  count = 150\n}\n')
    project.write("n/b/a.tf", 'module "c" {\n  source = "./c"\n  count = 150\n}\n')
    project.write("n/b/c/a.tf", "locals {}\n")
    assert [(path, line) for path, line, _ in unread(project)] == [("m8/a.tf", 1), ("n/b/a.tf", 1)]
    words = " ".join(message for _, _, message in unread(project))
    assert "more than 8 calls deep" in words
    assert "the modules beyond 500" in words
