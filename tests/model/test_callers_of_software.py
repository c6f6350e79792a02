"""Settings of software that people run on CCE: a wrong address is found, and its fix is right."""

from __future__ import annotations

import re

import pytest

from support.project import Project

FACTS = "standard,vpc,ipvs,1.29"
SERVER = """\
apiVersion: v1
kind: Service
metadata:
  name: server
  namespace: infra
  annotations: {kubernetes.io/elb.class: performance, kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6}
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  loadBalancerIP: 192.168.10.90
  selector: {app: server}
  ports: [{name: a, port: 80}, {name: b, port: 443}, {name: c, port: 8080}, {name: d, port: 9092}, {name: e, port: 3306}]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: server, namespace: infra}
spec:
  template:
    metadata: {labels: {app: server}}
    spec: {containers: [{name: s, image: a, readinessProbe: {tcpSocket: {port: 80}}}]}
---
"""


def pod(container: str) -> str:
    return (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: client, namespace: apps}\n"
        f"spec:\n  containers:\n    - name: c\n      image: a\n      {container}\n"
    )


def config(key: str, text: str) -> str:
    lines = "".join(f"    {line}\n" for line in text.splitlines())
    return (
        f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c, namespace: apps}}\ndata:\n  {key}: |\n{lines}---\n"
        + pod("envFrom: [{configMapRef: {name: c}}]")
    )


ELB = "192.168.10.90"
SOFTWARE = {
    "GitLab runner": config("config.toml", f'[[runners]]\n  url = "http://{ELB}:8080/"\n'),
    "oauth2-proxy": pod(f"args: [--oidc-issuer-url=http://{ELB}:8080/realms/x]"),
    "Spring resource server": config("application.yml", f"jwt:\n  issuer-uri: http://{ELB}:8080/realms/x\n"),
    "Dex": config("config.yaml", f"connectors:\n- config:\n    issuer: http://{ELB}:8080/realms/x\n"),
    "Grafana data source": config(
        "prometheus.yaml", f"datasources:\n- type: prometheus\n  url: http://{ELB}:8080\n"
    ),
    "Prometheus remote write": config(
        "prometheus.yml", f"remote_write:\n- url: http://{ELB}:8080/api/v1/write\n"
    ),
    "Promtail": config("promtail.yaml", f"clients:\n- url: http://{ELB}:8080/loki/api/v1/push\n"),
    "Alertmanager": config(
        "alertmanager.yml", f"receivers:\n- webhook_configs:\n  - url: http://{ELB}:8080/hook\n"
    ),
    "Kafka client": config("client.properties", f"bootstrap.servers={ELB}:9092\n"),
    "MinIO client": pod(f"env: [{{name: S3_ENDPOINT, value: 'http://{ELB}:8080'}}]"),
    "Nacos client": pod(f"env: [{{name: SPRING_CLOUD_NACOS_CONFIG_SERVER_ADDR, value: '{ELB}:8080'}}]"),
    "SonarQube scanner": pod(f"env: [{{name: SONAR_HOST_URL, value: 'http://{ELB}:8080'}}]"),
    "Vault agent": pod(f"env: [{{name: VAULT_ADDR, value: 'http://{ELB}:8080'}}]"),
    "Jenkins agent": pod(f"env: [{{name: JENKINS_URL, value: 'http://{ELB}:8080/'}}]"),
    "EMQX bridge": config("emqx.conf", f'bridges.mqtt.b {{ server = "{ELB}:9092" }}\n'),
    "Sentry client": pod(f"env: [{{name: SENTRY_DSN, value: 'http://key@{ELB}:8080/1'}}]"),
    "a JDBC client": config("app.properties", f"spring.datasource.url=jdbc:mysql://{ELB}:3306/db\n"),
    "nginx": config("nginx.conf", f"location / {{ proxy_pass http://{ELB}:8080; }}\n"),
    "Velero": (
        "apiVersion: velero.io/v1\nkind: BackupStorageLocation\nmetadata: {name: b, namespace: apps}\n"
        f"spec: {{config: {{s3Url: 'http://{ELB}:8080'}}}}\n"
    ),
    "Argo CD": (
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a, namespace: apps}\n"
        f"spec: {{source: {{repoURL: 'http://{ELB}:8080/git/a.git'}}}}\n"
    ),
    "an admission webhook": (
        "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: w}\n"
        f"webhooks: [{{name: w.example.com, clientConfig: {{url: 'https://{ELB}:443/validate'}}}}]\n"
    ),
}


@pytest.mark.parametrize("name", SOFTWARE)
def test_a_wrong_address_is_found_and_its_fix_is_right(project: Project, name: str) -> None:
    project.write("a.yaml", SERVER + SOFTWARE[name])
    (found,) = [one for one in project.findings(FACTS) if one.rule == "ELB401"]
    assert found.location.source.text[found.location.start : found.location.end].startswith(ELB)
    fix = re.match(r"Call (?:[a-z:]+//)?(\S+) instead", found.fixes[0])
    assert fix is not None
    repaired = re.sub(rf"{re.escape(ELB)}(?::\d+)?", fix[1], SOFTWARE[name])
    assert "server.infra.svc" in repaired
    project.write("a.yaml", SERVER + repaired)
    assert [one for one in project.findings(FACTS) if one.rule.startswith("ELB4")] == []
