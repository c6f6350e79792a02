"""Plans and states of Terraform as input: the same verdicts as for the code, and nothing else of them shown."""

from __future__ import annotations

import json

import pytest

from support.project import Project

ID = "3c7caa5a-a641-4bff-801a-feace27424b6"
WEB = {
    "metadata": [
        {
            "annotations": {"kubernetes.io/elb.class": "performance", "kubernetes.io/elb.id": ID},
            "labels": None,
            "name": "web",
            "namespace": "default",
        }
    ],
    "spec": [
        {
            "type": "LoadBalancer",
            "external_traffic_policy": "Local",
            "load_balancer_ip": "",
            "selector": {"app": "web"},
            "port": [{"name": "", "node_port": 0, "port": 80, "protocol": "TCP", "target_port": "8080"}],
        }
    ],
}
SECRET = {"metadata": [{"name": "db"}], "data": {"password": "hunter2"}}


def shown(values: dict[str, object], key: str = "values") -> str:
    """The output of ``terraform show -json`` for some resources by their types."""
    resources = [
        {"address": f"{kind}.a", "mode": "managed", "type": kind, "name": "a", "values": value}
        for kind, value in values.items()
    ]
    module = {"child_modules": [{"address": "module.a", "resources": resources}]}
    return json.dumps(
        {"format_version": "1.0", "terraform_version": "1.9.0", key: {"root_module": module}}, indent=1
    )


@pytest.mark.parametrize("key", ["values", "planned_values"])
def test_a_service_is_judged_at_its_value(project: Project, key: str) -> None:
    project.write("show.json", shown({"kubernetes_service_v1": WEB}, key))
    (found,) = [one for one in project.findings() if one.rule == "ELB102"]
    line = (project.folder / "show.json").read_text().splitlines()[found.location.line - 1]
    assert '"external_traffic_policy": "Local"' in line
    assert found.certainty == "certain"


MANIFEST = {
    "manifest": {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web", "annotations": {"kubernetes.io/elb.class": "performanc"}},
        "spec": {"type": "LoadBalancer"},
    }
}
YAML = "proxy:\n  type: LoadBalancer\n  annotations:\n    kubernetes.io/elb.class: performanc\n"


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("kubernetes_manifest", MANIFEST),
        ("kubectl_manifest", {"yaml_body": json.dumps(MANIFEST["manifest"])}),
        ("helm_release", {"name": "kong", "values": [YAML]}),
    ],
)
def test_objects_in_other_resources(project: Project, kind: str, values: object) -> None:
    project.write("show.json", shown({kind: values}))
    assert "ELB621" in [one.rule for one in project.findings()]


def test_what_only_applying_tells_is_unknown(project: Project) -> None:
    values = json.loads(json.dumps(WEB))
    del values["metadata"][0]["annotations"]["kubernetes.io/elb.class"]
    plan = json.loads(shown({"kubernetes_service_v1": values}, "planned_values"))
    unknown = {"metadata": [{"annotations": {"kubernetes.io/elb.class": True}}]}
    plan["resource_changes"] = [{"address": "kubernetes_service_v1.a", "change": {"after_unknown": unknown}}]
    project.write("show.json", json.dumps(plan))
    certainty = {one.rule: one.certainty for one in project.findings("standard,vpc,ipvs,1.29")}
    assert certainty == {"ELB102": "possible"}


def test_nothing_else_is_shown(project: Project) -> None:
    project.write("show.json", shown({"kubernetes_service_v1": WEB, "kubernetes_secret_v1": SECRET}))
    for kind in ("text", "json", "sarif", "html"):
        report = project.run("show.json", "-f", kind).stdout
        assert "ELB102" in report
        assert "hunter2" not in report


@pytest.mark.parametrize(
    "values", [{"metadata": 3}, {"metadata": [[]], "spec": [{"port": {}}]}, {}, {"spec": None}]
)
def test_wrong_types_are_no_crash(project: Project, values: object) -> None:
    project.write("show.json", shown({"kubernetes_service_v1": values}))
    assert "ELB016" not in [one.rule for one in project.findings()]


def test_a_text_that_is_no_yaml_is_said_and_not_shown(project: Project) -> None:
    project.write("show.json", shown({"kubectl_manifest": {"yaml_body": "a: [hunter2\nb: }"}}))
    outcome = project.run("show.json", "--allow-empty")
    assert "ELB026" in outcome.stdout
    assert "this text is no YAML" in outcome.stdout
    assert "hunter2" not in outcome.stdout
