"""Who in the input is told an address: every place that may hold one, and what is said of it."""

from __future__ import annotations

import base64

import pytest
from conftest import Project

SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop, annotations: {kubernetes.io/elb.class: performance}}
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  loadBalancerIP: 192.168.10.36
  ports: [{port: 8080}]
  selector: {app: web}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: web, namespace: shop}
spec:
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web}]}
"""


def pod(spec: str) -> str:
    return f"apiVersion: v1\nkind: Pod\nmetadata: {{name: probe, namespace: shop}}\nspec: {spec}\n"


PLACES = {
    "env": (pod("{containers: [{name: c, env: [{name: A, value: '192.168.10.36:8080'}]}]}"), "4:55"),
    "args": (pod("{containers: [{name: c, args: [--to=192.168.10.36:8080]}]}"), "4:43"),
    "command": (pod("{initContainers: [{name: c, command: [curl, 'http://192.168.10.36:8080/']}]}"), "4:59"),
    "probe": (
        pod("{containers: [{name: c, readinessProbe: {httpGet: {host: 192.168.10.36, port: 8080}}}]}"),
        "4:64",
    ),
    "hostAliases": (
        pod("{hostAliases: [{ip: 192.168.10.36, hostnames: [a.b]}], containers: [{name: c}]}"),
        "4:27",
    ),
    "ExternalName": (
        "apiVersion: v1\nkind: Service\nmetadata: {name: alias}\n"
        "spec: {type: ExternalName, externalName: 192.168.10.36:8080}\n",
        "4:42",
    ),
    "annotation": (
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: i\n  annotations:\n"
        "    nginx.ingress.kubernetes.io/auth-url: http://192.168.10.36:8080/auth\nspec: {ingressClassName: nginx}\n",
        "6:50",
    ),
    "endpoints": (
        "apiVersion: v1\nkind: Endpoints\nmetadata: {name: e}\n"
        "subsets: [{addresses: [{ip: 192.168.10.36}], ports: [{port: 8080}]}]\n",
        "4:29",
    ),
    "endpoint slice": (
        "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: e}\n"
        "ports: [{port: 8080}]\nendpoints: [{addresses: [192.168.10.36]}]\n",
        "5:26",
    ),
    "a custom resource": (
        "apiVersion: example.com/v1\nkind: Probe\nmetadata: {name: p}\nspec: {deep: [{url: 'http://192.168.10.36:8080/'}]}\n",
        "4:29",
    ),
}


@pytest.mark.parametrize("where", PLACES)
def test_every_place_is_found_and_pointed_at(project: Project, where: str) -> None:
    text, place = PLACES[where]
    project.write("service.yaml", SERVICE)
    project.write("caller.yaml", text)
    (found,) = [finding for finding in project.findings("standard,1.29") if finding.rule.startswith("ELB4")]
    assert found.rule == "ELB401"
    assert (found.place.path, f"{found.place.line}:{found.place.column}") == ("caller.yaml", place)
    assert found.place.source.text[found.place.start : found.place.end].startswith("192.168.10.36")


@pytest.mark.parametrize(
    "value",
    [
        "192.168.10.360:8080",
        "1192.168.10.36:8080",
        "192.168.10.36:80801",
        "192.168.10.36:9090",
        "192.168.10.0/24",
    ],
)
def test_an_address_is_matched_as_an_address(project: Project, value: str) -> None:
    project.write("service.yaml", SERVICE)
    project.write("caller.yaml", pod(f"{{containers: [{{name: c, args: ['{value}']}}]}}"))
    assert [finding for finding in project.findings("standard") if finding.rule.startswith("ELB4")] == []


CONFIG_MAP = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data:
  app.conf: |
    # upstream = http://192.168.10.36:8080/old
    upstream = http://192.168.10.36:8080/api
"""
READERS = {
    "volume": "{volumes: [{name: v, configMap: {name: settings}}], containers: [{name: c}]}",
    "projected": "{volumes: [{name: v, projected: {sources: [{configMap: {name: settings}}]}}], containers: [{name: c}]}",
    "envFrom": "{containers: [{name: c, envFrom: [{configMapRef: {name: settings}}]}]}",
    "key": "{containers: [{name: c, env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: a}}}]}]}",
}


@pytest.mark.parametrize("how", READERS)
def test_a_config_map_is_tied_to_its_readers(project: Project, how: str) -> None:
    project.write("service.yaml", SERVICE)
    project.write("map.yaml", CONFIG_MAP)
    project.write("pod.yaml", pod(READERS[how]))
    (found,) = [finding for finding in project.findings("standard,1.29") if finding.rule == "ELB401"]
    assert found.subject == "Pod shop/probe"
    assert (found.place.path, found.place.line, found.place.column) == ("map.yaml", 7, 23)
    assert found.fixes[0].startswith("Call http://web.shop.svc:8080 instead")


@pytest.mark.parametrize(
    "name", ["NO_PROXY", "GF_SERVER_ROOT_URL", "CORS_ALLOWED_ORIGINS", "ADVERTISED_LISTENERS"]
)
def test_naming_an_address_is_not_calling_it(project: Project, name: str) -> None:
    project.write("service.yaml", SERVICE)
    project.write(
        "pod.yaml",
        pod(f"{{containers: [{{name: c, env: [{{name: {name}, value: '192.168.10.36:8080'}}]}}]}}"),
    )
    assert [finding for finding in project.findings("standard,1.29") if finding.rule.startswith("ELB4")] == []


def test_without_a_port_nothing_is_certain(project: Project) -> None:
    project.write("service.yaml", SERVICE)
    project.write("pod.yaml", pod("{containers: [{name: c, args: [--host, 192.168.10.36, --port, '9999']}]}"))
    (found,) = [finding for finding in project.findings("standard,1.29") if finding.rule == "ELB401"]
    assert found.certainty == "possible"
    assert "call.port" in [name for name, _ in found.needs]


def test_a_config_map_that_nobody_reads_may_be_anybodys(project: Project) -> None:
    project.write("service.yaml", SERVICE.partition("---")[0])
    project.write("map.yaml", CONFIG_MAP)
    (found,) = [finding for finding in project.findings("standard,1.29") if finding.rule == "ELB401"]
    assert found.certainty == "possible"
    assert [name for name, _ in found.needs] == ["call.position"]


@pytest.mark.parametrize("field", ["data", "stringData"])
def test_what_a_secret_holds_is_never_shown(project: Project, field: str) -> None:
    plain = "postgres://admin:hunter2@192.168.10.36:8080/db"
    written = base64.b64encode(plain.encode()).decode() if field == "data" else plain
    project.write("service.yaml", SERVICE)
    project.write(
        "s.yaml", f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\n{field}:\n  url: {written}\n"
    )
    outcome = project.run("--cluster", "standard,1.29", ".")
    assert "--> s.yaml:5:8" in outcome.stdout
    assert f"  url: {'*' * len(written)}" in outcome.stdout
    for report in (outcome.stdout, project.run("-f", "sarif", ".").stdout, project.run("reach", ".").stdout):
        assert "hunter2" not in report
        assert written not in report


@pytest.mark.parametrize("text", ["data:\n  a: hunter2\n  a: hunter3\n", "data:\n  a: [hunter2\n"])
def test_not_even_a_broken_secret_is_shown(project: Project, text: str) -> None:
    project.write("service.yaml", SERVICE)
    project.write("s.yaml", f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\n{text}")
    outcome = project.run("--parse-all", ".")
    assert "error[ELB00" in outcome.stdout
    assert "hunter" not in outcome.stdout


def test_documents_that_mention_nothing_are_not_parsed(project: Project) -> None:
    project.write("service.yaml", SERVICE)
    project.write("map.yaml", CONFIG_MAP.replace("192.168.10.36", "192.168.10.99") + "---\n" + CONFIG_MAP)
    outcome = project.run("--cluster", "standard", ".")
    assert "Skipped: documents with nothing to look at: 1." in outcome.stdout


def test_many_addresses_are_looked_for_at_once(project: Project) -> None:
    many = [
        SERVICE.partition("---")[0].replace("36", str(number)).replace("web", f"w{number}")
        for number in range(60)
    ]
    project.write("services.yaml", "---\n".join(many))
    project.write("map.yaml", CONFIG_MAP.replace("10.36", "10.7"))
    assert "--> map.yaml:7:23" in project.run("--cluster", "standard,1.29", ".").stdout


def test_the_callers_stand_beside_the_table(project: Project) -> None:
    project.write("service.yaml", SERVICE)
    project.write("pod.yaml", PLACES["args"][0])
    reach = project.run("reach", "--cluster", "standard,vpc,ipvs,1.29", ".").stdout
    assert (
        "  callers in the input\n    pod.yaml:4:43 Pod shop/probe, args, 192.168.10.36:8080: not reachable"
        in reach
    )
