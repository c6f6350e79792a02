"""Manifests as people report them, with the verdicts that are right."""

from __future__ import annotations

import pytest

from elblint.engine.finding import Finding
from support.project import Project

ELB = "metadata: {name: web, annotations: {kubernetes.io/elb.class: performance, kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6}}"
LOCAL = f"""\
apiVersion: v1
kind: Service
{ELB}
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  loadBalancerIP: 192.168.10.71
  selector: {{app: web}}
  ports: [{{port: 80}}]
"""
BACKENDS = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: a, readinessProbe: {tcpSocket: {port: 80}}}]}
"""
AGENT = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers:
        - name: a
          image: a
          env:
            - {name: HOST_IP, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}
            - {name: URL, value: "http://%s"}
"""
VPC = "standard,vpc,ipvs,1.29"


def of(project: Project, rule: str, *facts: str) -> Finding:
    (found,) = [one for one in project.findings(*facts) if one.rule == rule]
    return found


@pytest.mark.parametrize("rule", ["ELB102", "ELB401"])
def test_a_service_name_is_no_way_out_while_internal_traffic_is_local(project: Project, rule: str) -> None:
    service = LOCAL.replace("spec:\n", "spec:\n  internalTrafficPolicy: Local\n")
    project.write("a.yaml", "---\n".join([service, BACKENDS, AGENT % "192.168.10.71:80"]))
    first, *others = of(project, rule, VPC).fixes
    assert "set it to Cluster first" in first
    assert not any("use the Service's name or its ClusterIP instead" in one for one in others)
    assert not any(one.startswith("Call ") for one in [first, *others])


def test_the_only_local_that_cce_wrote_into_a_live_object_changes_nothing(project: Project) -> None:
    written = LOCAL.replace(
        ", kubernetes.io/elb.id", ", kubernetes.io/elb.pass-through: onlyLocal, kubernetes.io/elb.id"
    )
    live = written.replace("name: web,", "name: web, uid: 0d9f0c63-1111-4111-8111-000000000028,")
    rules = []
    for text in (LOCAL, live, written):
        project.write("a.yaml", text + "---\n" + BACKENDS)
        rules.append([one.rule for one in project.findings(VPC) if one.severity != "note"])
    assert rules == [["ELB102"], ["ELB102"], ["ELB105"]]


def test_what_an_author_applied_is_the_authors_in_a_live_object(project: Project) -> None:
    applied = (
        'kubectl.kubernetes.io/last-applied-configuration: \'{"kubernetes.io/elb.pass-through":"onlyLocal"}\''
    )
    live = LOCAL.replace("name: web,", "name: web, uid: 0d9f0c63-1111-4111-8111-000000000028,").replace(
        ", kubernetes.io/elb.id",
        f", kubernetes.io/elb.pass-through: onlyLocal, {applied}, kubernetes.io/elb.id",
    )
    project.write("a.yaml", live + "---\n" + BACKENDS)
    assert [one.rule for one in project.findings(VPC) if one.severity != "note"] == ["ELB105"]


@pytest.mark.parametrize(
    ("facts", "certainty"),
    [
        ("standard,tunnel,ipvs,1.27", None),
        ("standard,tunnel,iptables,1.27", "possible"),
        ("standard,vpc,ipvs,1.29", "certain"),
        ("standard,vpc,iptables,1.29", "certain"),
    ],
)
def test_a_daemon_set_calls_the_node_port_of_its_own_node(
    project: Project, facts: str, certainty: str | None
) -> None:
    node_port = LOCAL.replace("type: LoadBalancer", "type: NodePort").replace(
        "{port: 80}", "{port: 80, nodePort: 30080}"
    )
    node_port = node_port.replace("  loadBalancerIP: 192.168.10.71\n", "").replace(
        ELB, "metadata: {name: web}"
    )
    project.write("a.yaml", "---\n".join([node_port, BACKENDS, AGENT % "$(HOST_IP):30080"]))
    found = [one for one in project.findings(facts) if one.rule == "ELB404"]
    assert [one.certainty for one in found] == ([] if certainty is None else [certainty])
    if certainty == "possible":
        assert [name for name, _ in found[0].unknown_facts] == ["call.position"]


def test_every_possible_finding_names_what_would_decide_it(project: Project) -> None:
    project.write("a.yaml", "---\n".join([LOCAL, BACKENDS, AGENT % "192.168.10.71"]))
    for facts in ("", "standard", "turbo", VPC, "autopilot", "standard,nftables"):
        for one in project.findings(*([facts] if facts else [])):
            assert one.certainty == "certain" or one.unknown_facts or one.reasons, one


def test_the_health_check_port_goes_with_the_policy(project: Project) -> None:
    text = LOCAL.replace("  selector", "  healthCheckNodePort: 31111\n  selector")
    project.write("a.yaml", text)
    project.run("fix", "--write", "--choose", "ELB102=2", "--cluster", VPC, "a.yaml")
    written = (project.folder / "a.yaml").read_text()
    assert written == text.replace("Policy: Local", "Policy: Cluster").replace(
        "  healthCheckNodePort: 31111\n", ""
    )
    flow = (
        LOCAL.partition("spec:")[0]
        + "spec: {type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 31111}\n"
    )
    project.write("a.yaml", flow)
    project.run("fix", "--write", "--choose", "ELB102=2", "--cluster", VPC, "a.yaml")
    assert (
        (project.folder / "a.yaml")
        .read_text()
        .endswith("{type: LoadBalancer, externalTrafficPolicy: Cluster}\n")
    )
