"""Terraform's code as input: which objects it makes, where each of their fields stands, and what is not guessed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from elblint.config.loader import load_config
from elblint.config.settings import Config
from elblint.inputs.evidence.completion import complete
from elblint.inputs.loader import load_inputs
from elblint.inputs.request import Request
from elblint.model.objects import KubeObject
from elblint.model.services import Service
from elblint.run import config_schema
from elblint.syntax.nodes import python_data
from elblint.system.installation import how_to_add
from support.project import CHECKOUT, LOCAL, Project

ID = "3c7caa5a-a641-4bff-801a-feace27424b6"
SERVICE = """\
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
    selector                = { app = "web" }
    port {
      name        = "http"
      port        = 80
      target_port = 8080
    }
    port {
      port = 443
    }
  }
}
"""


def objects(project: Project, **files: str) -> list[KubeObject]:
    """The objects that the code in some files makes."""
    for name, text in files.items():
        project.write(name.replace("__", "."), text)
    return load_inputs(Request(["."]), Config()).objects


def data(made: KubeObject) -> object:
    return python_data(made.node)


def test_a_service_in_blocks(project: Project) -> None:
    (service,) = objects(project, main__tf=SERVICE)
    assert isinstance(service, Service)
    assert data(service) == {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {
            "name": "web",
            "annotations": {"kubernetes.io/elb.class": "performance", "kubernetes.io/elb.id": ID},
        },
        "spec": {
            "type": "LoadBalancer",
            "externalTrafficPolicy": "Local",
            "selector": {"app": "web"},
            "ports": [{"name": "http", "port": 80, "targetPort": 8080}, {"port": 443}],
        },
    }


def test_a_finding_points_at_the_value(project: Project) -> None:
    project.write("main.tf", SERVICE)
    (found,) = [one for one in project.findings() if one.rule == "ELB102"]
    assert str(found.location) == "main.tf:11:31"
    assert found.location.end_column == 38


def test_a_fix_edits_the_code(project: Project) -> None:
    project.write("main.tf", SERVICE)
    project.run("fix", "main.tf", "--choose", "ELB102=2", "--write", "--unsafe")
    assert 'external_traffic_policy = "Cluster"' in (project.folder / "main.tf").read_text()


DEPLOYMENT = """\
resource "kubernetes_deployment" "worker" {
  metadata { name = "worker" }
  spec {
    replicas = 2
    template {
      metadata { labels = { app = "worker" } }
      spec {
        host_network = true
        host_aliases {
          ip        = "192.168.0.20"
          hostnames = ["shop.cn"]
        }
        container {
          name = "worker"
          args = ["--url", "http://shop.cn"]
          env {
            name  = "A"
            value = "1"
          }
          env {
            name = "B"
            value_from { secret_key_ref { name = "s" } }
          }
        }
      }
    }
  }
}
"""
INGRESS = (
    """\
resource "kubernetes_ingress_v1" "shop" {
  metadata { name = "shop" }
  spec {
    ingress_class_name = "cce"
    tls { secret_name = "shop" }
    rule {
      host = "shop.cn"
      http {
        path {
          path = "/"
          backend { service { name = "web", port { number = 80 } } }
        }
      }
    }
  }
}
""".replace('{ name = "web", port { number = 80 } }', '{\n name = "web"\n port { number = 80 }\n}')
    .replace("backend { service", "backend {\nservice")
    .replace("\n} }", "\n}\n}")
)


def test_blocks_become_the_fields_of_a_workload(project: Project) -> None:
    (worker,) = objects(project, main__tf=DEPLOYMENT)
    assert data(worker) == {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "worker"},
        "spec": {
            "replicas": 2,
            "template": {
                "metadata": {"labels": {"app": "worker"}},
                "spec": {
                    "hostNetwork": True,
                    "hostAliases": [{"ip": "192.168.0.20", "hostnames": ["shop.cn"]}],
                    "containers": [
                        {
                            "name": "worker",
                            "args": ["--url", "http://shop.cn"],
                            "env": [
                                {"name": "A", "value": "1"},
                                {"name": "B", "valueFrom": {"secretKeyRef": {"name": "s"}}},
                            ],
                        }
                    ],
                },
            },
        },
    }


def test_blocks_become_the_fields_of_an_ingress(project: Project) -> None:
    (ingress,) = objects(project, main__tf=INGRESS)
    assert data(ingress) == {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {"name": "shop"},
        "spec": {
            "ingressClassName": "cce",
            "tls": [{"secretName": "shop"}],
            "rules": [
                {
                    "host": "shop.cn",
                    "http": {
                        "paths": [
                            {"path": "/", "backend": {"service": {"name": "web", "port": {"number": 80}}}}
                        ]
                    },
                }
            ],
        },
    }


MANIFEST = """\
resource "kubernetes_manifest" "web" {
  manifest = {
    apiVersion = "v1"
    kind       = "Service"
    metadata = {
      name        = "web"
      annotations = { "kubernetes.io/elb.class" = "performanc" }
    }
    spec = { type = "LoadBalancer" }
  }
}
"""
HEREDOC = """\
variable "class" { default = "performanc" }
resource "kubectl_manifest" "web" {
  yaml_body = <<-YAML
    apiVersion: v1
    kind: Service
    metadata:
      name: web
      annotations:
        kubernetes.io/elb.class: ${var.class}
    spec: {type: LoadBalancer}
  YAML
}
"""
ENCODED = MANIFEST.replace("kubernetes_manifest", "kubectl_manifest").replace(
    "manifest = {", "yaml_body = yamlencode({", 1
)
ENCODED = ENCODED[: ENCODED.rindex("  }\n}")] + "  })\n}\n"
RELEASE = """\
resource "helm_release" "kong" {
  chart = "kong"
  values = [yamlencode({
    proxy = {
      type        = "LoadBalancer"
      annotations = { "kubernetes.io/elb.class" = "performanc" }
    }
  })]
}
"""
RELEASE_TEXT = """\
resource "helm_release" "kong" {
  chart = "kong"
  values = [<<EOT
proxy:
  type: LoadBalancer
  annotations:
    kubernetes.io/elb.class: performanc
EOT
  ]
}
"""
SET = """\
resource "helm_release" "kong" {
  chart = "kong"
  set {
    name  = "proxy.type"
    value = "LoadBalancer"
  }
  set {
    name  = "proxy.annotations.kubernetes\\\\.io/elb\\\\.class"
    value = "performanc"
  }
}
"""
ADDON = """\
resource "huaweicloud_cce_addon" "nginx" {
  template_name = "nginx-ingress"
  values {
    custom_json = jsonencode({
      service = {
        type        = "LoadBalancer"
        annotations = { "kubernetes.io/elb.class" = "performanc" }
      }
    })
  }
}
"""


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (MANIFEST, "7:52"),
        (HEREDOC, "9:34"),
        (ENCODED, "7:52"),
        (RELEASE, "6:52"),
        (RELEASE_TEXT, "7:30"),
        (SET, "9:14"),
        (ADDON, "7:54"),
    ],
    ids=["kubernetes_manifest", "heredoc", "yamlencode", "values", "values as text", "set", "add-on"],
)
def test_a_wrong_class_is_found_where_it_stands(project: Project, text: str, place: str) -> None:
    project.write("main.tf", text)
    (found,) = [one for one in project.findings() if one.rule == "ELB621"]
    assert str(found.location) == f"main.tf:{place}"


def policy(project: Project, value: str, **files: str) -> object:
    """The policy of a Service whose code gives it as an expression."""
    text = SERVICE.replace('"Local"', value)
    (service,) = objects(project, main__tf=text, **files)
    assert isinstance(service, Service)
    return None if service.is_patch else service.at("spec", "externalTrafficPolicy").text  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("expression", "files", "value"),
    [
        ("var.policy", {"v__tf": 'variable "policy" { default = "Local" }'}, "Local"),
        ("var.policy", {"v__tf": 'variable "policy" {}', "terraform__tfvars": 'policy = "Local"'}, "Local"),
        (
            "var.policy",
            {"v__tf": 'variable "policy" { default = "Cluster" }', "x__auto__tfvars": 'policy = "Local"'},
            "Local",
        ),
        ("local.a", {"l__tf": 'locals {\n a = local.b\n b = "${local.c}al"\n c = "Loc"\n}'}, "Local"),
        ("local.policies.web", {"l__tf": 'locals { policies = { web = "Local" } }'}, "Local"),
        ('local.policies["web"]', {"l__tf": 'locals { policies = { web = "Local" } }'}, "Local"),
        ("local.list[1]", {"l__tf": 'locals { list = ["Cluster", "Local"] }'}, "Local"),
        ('true ? "Local" : "Cluster"', {}, "Local"),
        ('local.env == "prod" ? "Cluster" : "Local"', {"l__tf": 'locals { env = "dev" }'}, "Local"),
        ('(!false && true) ? "Local" : "Cluster"', {}, "Local"),
    ],
)
def test_what_the_code_tells_is_known(
    project: Project, expression: str, files: dict[str, str], value: str
) -> None:
    assert policy(project, expression, **files) == value


@pytest.mark.parametrize(
    ("expression", "files"),
    [
        ("var.policy", {}),
        ("var.policy", {"v__tf": 'variable "policy" {}'}),
        ("local.a", {"l__tf": "locals {\n a = local.b\n b = local.a\n}"}),
        ("data.external.policy.result.value", {}),
        ('file("policy.txt")', {"policy__txt": "Local"}),
        ('var.env == "prod" ? "Local" : "Cluster"', {}),
        ('lookup({ a = "Local" }, "a")', {}),
        ('"${var.prefix}Local"', {}),
        ("[for p in local.x : p][0]", {}),
    ],
)
def test_what_is_computed_is_not_guessed(project: Project, expression: str, files: dict[str, str]) -> None:
    assert "${" in str(policy(project, expression, **files))
    assert not [one for one in project.findings() if one.certainty == "certain" and one.rule == "ELB102"]


def test_annotations_that_are_computed_leave_the_object_open(project: Project) -> None:
    text = SERVICE.replace("annotations = {", "annotations = merge(var.more, {").replace(
        'feace27424b6"\n    }', 'feace27424b6"\n    })'
    )
    (service,) = objects(project, main__tf=text)
    assert isinstance(service, Service)
    assert service.is_patch
    assert service.annotation("kubernetes.io/elb.class") == "performance"


def test_what_comes_after_may_replace_what_stands_before(project: Project) -> None:
    text = SERVICE.replace("annotations = {", "annotations = merge({").replace(
        'feace27424b6"\n    }', 'feace27424b6"\n    }, var.more)'
    )
    (service,) = objects(project, main__tf=text)
    assert service.annotation("kubernetes.io/elb.class") == "${...}"


@pytest.mark.parametrize(
    ("meta", "names"),
    [
        ('for_each = toset(["a", "b"])', ["web-a", "web-b"]),
        ("for_each = { a = { port = 80 }, b = { port = 81 } }", ["web-a", "web-b"]),
        ("count = 0", []),
        ("for_each = var.unknown", ["web-${each.key}"]),
    ],
)
def test_instances(project: Project, meta: str, names: list[str]) -> None:
    text = SERVICE.replace("{\n", "{\n  " + meta + "\n", 1).replace(
        'name = "web"', 'name = "web-${each.key}"'
    )
    assert [one.name for one in objects(project, main__tf=text)] == names


def test_instances_by_number(project: Project) -> None:
    text = SERVICE.replace("{\n", "{\n  count = 2\n", 1).replace(
        'name = "web"', 'name = "web-${count.index}"'
    )
    assert [one.name for one in objects(project, main__tf=text)] == ["web-0", "web-1"]


def test_dynamic_blocks(project: Project) -> None:
    start, end = SERVICE.index("    port {"), SERVICE.rindex("  }\n}")
    block = '    dynamic "port" {\n      for_each = [80, 443]\n      content { port = port.value }\n    }\n'
    (service,) = objects(project, main__tf=SERVICE[:start] + block + SERVICE[end:])
    assert python_data(service.at("spec", "ports")) == [{"port": 80}, {"port": 443}]


SHARED = (
    """\
resource "huaweicloud_elb_loadbalancer" "front" {
  name         = "front"
  ipv4_address = "192.168.0.20"
}
resource "huaweicloud_vpc_eip_associate" "front" {
  public_ip = "119.3.10.20"
  port_id   = huaweicloud_elb_loadbalancer.front.ipv4_port_id
}
"""
    + SERVICE.replace(f'"{ID}"', "huaweicloud_elb_loadbalancer.front.id")
    + INGRESS.replace(
        'name = "shop" }',
        'name = "shop"\n annotations = {\n "kubernetes.io/elb.class" = "performance"\n'
        '"kubernetes.io/elb.id" = huaweicloud_elb_loadbalancer.front.id\n "kubernetes.io/elb.port" = 8443 } }',
    )
    .replace('    tls { secret_name = "shop" }\n', "")
    .replace("metadata { name", "metadata {\n name")
    .replace("8443 } }", "8443\n}\n}")
)


def test_a_reference_says_which_load_balancer_it_is(project: Project) -> None:
    project.write("main.tf", SHARED.replace('    external_traffic_policy = "Local"\n', ""))
    found = [one for one in project.findings("standard,vpc,ipvs,1.29") if one.rule == "ELB201"]
    assert [one.certainty for one in found] == ["certain"]


def test_its_addresses_are_known_from_the_code(project: Project) -> None:
    caller = DEPLOYMENT.replace('["--url", "http://shop.cn"]', '["--url", "http://192.168.0.20:80/"]')
    project.write("main.tf", SHARED + caller)
    project.write(".elblint.yaml", "facts-from: [main.tf]\n")
    found = [one for one in project.findings("standard,vpc,ipvs,1.29") if one.rule in {"ELB401", "ELB402"}]
    assert [(one.rule, "Service web" in one.message) for one in found] == [("ELB401", True)]
    config, _ = complete(load_config(".elblint.yaml", config_schema()))
    assert [elb.addresses for elb in config.elbs] == [("192.168.0.20", "119.3.10.20")]


@pytest.mark.parametrize("comment", ["#", "//"])
@pytest.mark.parametrize("place", ["above", "behind"])
def test_comments_suppress(project: Project, comment: str, place: str) -> None:
    said = f"{comment} elblint: ignore[ELB102] only from outside"
    text = f"{said}\n{SERVICE}" if place == "above" else SERVICE.replace('"Local"', f'"Local" {said}')
    project.write("main.tf", text)
    assert not [one for one in project.findings() if one.rule in {"ELB102", "ELB013"}]


def test_a_text_that_only_looks_like_a_comment(project: Project) -> None:
    project.write("main.tf", SERVICE.replace('"http"', '"# elblint: ignore[ELB102]"'))
    assert [one.rule for one in project.findings() if one.rule in {"ELB102", "ELB013"}] == ["ELB102"]


def test_code_without_an_object_is_nothing_to_lint(project: Project) -> None:
    project.write("main.tf", 'resource "x" "y" {}\n')
    outcome = project.run("main.tf")
    assert (outcome.exit_code, "ELB020" in outcome.stdout) == (2, True)


def test_broken_code_is_said_at_its_place(project: Project) -> None:
    project.write("main.tf", SERVICE.replace("spec {", "spec = {{"))
    outcome = project.run("main.tf")
    assert outcome.exit_code == 2
    assert "ELB003" in outcome.stdout
    assert "main.tf:13:10" in outcome.stdout


def test_broken_yaml_in_a_heredoc_is_said_at_its_place(project: Project) -> None:
    project.write("main.tf", HEREDOC.replace("kind: Service", "kind: [Service"))
    (found,) = [one for one in project.findings() if one.rule == "ELB003"]
    assert found.location.line in {5, 6}


@pytest.mark.parametrize(
    "bomb",
    [
        "locals {\n a = " + "[" * 500 + "]" * 500 + "\n}\n",
        "locals {\n a = " + "(" * 500 + "1" + ")" * 500 + "\n}\n",
        "a {\n" * 500 + "}\n" * 500,
        "locals {\n a0 = [1, 1]\n"
        + "".join(f" a{n + 1} = [local.a{n}, local.a{n}]\n" for n in range(60))
        + "}\n",
    ],
    ids=["lists", "brackets", "blocks", "doubling"],
)
def test_hostile_code_ends_soon(project: Project, bomb: str) -> None:
    project.write("bomb.tf", bomb)
    project.write("main.tf", SERVICE.replace('name = "web"', 'name = "web"\n    labels = { x = local.a60 }'))
    assert project.run(".").exit_code in {1, 2}


def test_secrets_are_not_shown(project: Project) -> None:
    secret = (
        'resource "kubernetes_secret_v1" "db" {\n  data = { password = "hunter2" } # elblint: ignore[ELB102] hunter2\n}\n'
        'variable "token" {\n  sensitive = true\n  default = "hunter2"\n}\n'
    )
    project.write("main.tf", secret + SERVICE)
    for kind in ("text", "json", "sarif", "html"):
        assert "hunter2" not in project.run(".", "-f", kind).stdout


def test_without_the_package_a_named_file_is_a_fault(project: Project) -> None:
    project.write("main.tf", SERVICE)
    project.monkeypatch.setitem(sys.modules, "hcl2", None)
    project.monkeypatch.setattr("elblint.inputs.terraform.code.can_read_hcl", lambda: False)
    outcome = project.run("main.tf")
    assert outcome.exit_code == 2
    assert how_to_add("terraform") in " ".join(outcome.stdout.split())
    assert "ELB024" in project.run(".", "--allow-empty").stdout


EXAMPLE = CHECKOUT / "examples" / "terraform"


def test_the_example_is_judged_with_the_facts_of_its_own_code(project: Project) -> None:
    project.monkeypatch.chdir(EXAMPLE)
    found = [
        (one.rule, one.certainty, Path(one.location.path).name, one.location.line)
        for one in project.findings()
    ]
    assert found == [
        ("ELB111", "possible", "services.tf", 4),
        ("ELB201", "certain", "services.tf", 4),
        ("ELB102", "certain", "services.tf", 15),
        ("ELB401", "possible", "services.tf", 87),
    ]


TEXTS = {
    "a directive of a template": ('"%{ if true }a%{ endif }"', 1),
    "a template": ('templatefile("a.tftpl", {})', 1),
    "another resource": ("data.kubectl_file_documents.a.content", 1),
    "a file, which is read by itself": ('file("service.yaml")', 0),
}


@pytest.mark.parametrize("resource", ["kubectl_manifest", "kubernetes_manifest"])
@pytest.mark.parametrize("kind", TEXTS)
def test_a_manifest_that_only_terraform_knows_is_said(project: Project, kind: str, resource: str) -> None:
    text, said = TEXTS[kind]
    is_text = resource == "kubectl_manifest"
    field = f"yaml_body = {text}" if is_text else f"manifest = yamldecode({text})"
    project.write("main.tf", f'resource "{resource}" "a" {{\n  {field}\n}}\n')
    found = [one for one in project.findings() if one.rule == "ELB026"]
    assert [(one.location.path, one.location.line) for one in found] == [("main.tf", 2)] * said


def test_a_manifest_with_escapes_is_read(project: Project) -> None:
    text = LOCAL.replace("\n", "\\n")
    project.write("main.tf", f'resource "kubectl_manifest" "a" {{\n  yaml_body = "{text}"\n}}\n')
    (local,) = [one for one in project.findings() if one.rule == "ELB102"]
    assert (str(local.location), str(local.subject)) == ("main.tf:2:15", "Service web")
