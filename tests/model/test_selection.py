"""The workloads behind a Service: those beside it, else the only ones that fit."""

from __future__ import annotations

import pytest

from support.project import Project

SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: web, annotations: {kubernetes.io/elb.class: union, kubernetes.io/elb.autocreate: '{"type": "inner"}'}}
spec: {type: LoadBalancer, externalTrafficPolicy: Local, selector: {app: web}, ports: [{port: 80}]}
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: a%s}]}
"""
BARE, READY = DEPLOYMENT % "", DEPLOYMENT % ", readinessProbe: {httpGet: {port: 80}}"


def readiness(project: Project) -> list[tuple[str, str]]:
    """Return path and certainty of each finding on readiness."""
    return [(one.location.path, one.certainty) for one in project.findings() if one.rule == "ELB104"]


def test_a_workload_in_the_same_folder_belongs_to_the_service(project: Project) -> None:
    project.write("dev/service.yaml", SERVICE)
    project.write("dev/deployment.yaml", BARE)
    assert readiness(project) == [("dev/deployment.yaml", "certain")]


def test_a_workload_of_another_environment_proves_nothing_about_it(project: Project) -> None:
    project.write("dev/all.yaml", f"{SERVICE}---\n{READY}")
    project.write("prod/deployment.yaml", BARE)
    assert readiness(project) == []


def test_the_only_workload_that_fits_belongs_to_it_wherever_it_stands(project: Project) -> None:
    project.write("services/web.yaml", SERVICE)
    project.write("deployments/web.yaml", BARE)
    assert readiness(project) == [("deployments/web.yaml", "certain")]


def test_of_several_elsewhere_any_may_be_meant(project: Project) -> None:
    project.write("services/web.yaml", SERVICE)
    project.write("dev/web.yaml", BARE)
    project.write("prod/web.yaml", READY)
    (found,) = [one for one in project.findings() if one.rule == "ELB104"]
    assert found.certainty == "possible"
    assert [name for name, _ in found.unknown_facts] == ["service.backends.belonging"]


@pytest.mark.parametrize("label", ["controller-revision-hash: a1", "pod-template-hash: b2"])
def test_labels_that_controllers_add_are_not_looked_for_in_templates(project: Project, label: str) -> None:
    project.write("a.yaml", SERVICE.replace("{app: web}", f"{{app: web, {label}}}") + "---\n" + BARE)
    assert [one.rule for one in project.findings() if one.rule == "ELB502"] == []
    assert readiness(project) == [("a.yaml", "certain")]


@pytest.mark.parametrize(
    "label", ["statefulset.kubernetes.io/pod-name: web-0", "apps.kubernetes.io/pod-index: '0'"]
)
def test_a_selector_of_one_pod_has_one_pod_however_many_replicas_there_are(
    project: Project, label: str
) -> None:
    text = SERVICE.replace("{app: web}", f"{{app: web, {label}}}") + "---\n" + BARE
    project.write("a.yaml", text.replace("Deployment", "StatefulSet"))
    assert [one.rule for one in project.findings() if one.rule in {"ELB104", "ELB112", "ELB502"}] == [
        "ELB112"
    ]
