"""Forms in which software is told an address, and settings that hold one and call nobody."""

from __future__ import annotations

import json

import pytest

from support.project import Project

A = "192.168.10.90"
SERVERS = f"""\
apiVersion: v1
kind: Service
metadata: {{name: db, namespace: data, annotations: {{kubernetes.io/elb.class: performance, kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6}}}}
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  loadBalancerIP: {A}
  selector: {{app: db}}
  ports: [{{name: a, port: 80}}, {{name: b, port: 443}}, {{name: c, port: 3306}}, {{name: d, port: 5432}}, {{name: e, port: 6379}}, {{name: f, port: 8080}}, {{name: g, port: 9092}}]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: db, namespace: data}}
spec: {{template: {{metadata: {{labels: {{app: db}}}}, spec: {{containers: [{{name: s, image: a, readinessProbe: {{tcpSocket: {{port: 80}}}}}}]}}}}}}
---
apiVersion: v1
kind: Service
metadata: {{name: edge, namespace: edge, annotations: {{kubernetes.io/elb.class: performance, kubernetes.io/elb.id: 4c7caa5a-a641-4bff-801a-feace27424b6}}}}
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  loadBalancerIP: 192.168.10.36
  selector: {{app: edge}}
  ports: [{{name: a, port: 443}}, {{name: b, port: 80}}]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: edge, namespace: edge}}
spec: {{template: {{metadata: {{labels: {{app: edge}}}}, spec: {{containers: [{{name: c, image: registry.k8s.io/ingress-nginx/controller:v1.11.2, readinessProbe: {{tcpSocket: {{port: 443}}}}}}]}}}}}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {{name: all, namespace: apps}}
spec:
  ingressClassName: nginx
  rules:
    - {{host: git.shop.cn, http: {{paths: [{{path: /, backend: {{service: {{name: git, port: {{number: 8080}}}}}}}}]}}}}
    - {{host: sso.shop.cn, http: {{paths: [{{path: /, backend: {{service: {{name: sso, port: {{number: 8080}}}}}}}}]}}}}
---
apiVersion: v1
kind: Service
metadata: {{name: sso, namespace: apps}}
spec: {{selector: {{app: sso}}, ports: [{{port: 8080}}]}}
---
"""


def pod(settings: str = "", image: str = "a", app: str = "client") -> str:
    return (
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: client, namespace: apps, labels: {{app: {app}}}}}\n"
        f"spec:\n  containers:\n    - name: c\n      image: {image}\n      {settings}\n---\n"
    )


def env(value: str, name: str = "TARGET", **more: str) -> str:
    listed = [{"name": name, "value": value}, *({"name": key, "value": text} for key, text in more.items())]
    return pod("env: " + json.dumps(listed))


def args(*words: str) -> str:
    return pod("args: " + json.dumps(words))


def file(text: str, key: str = "app.conf", image: str = "a", app: str = "client", name: str = "conf") -> str:
    data = json.dumps({key: text})
    config = (
        f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: apps}}\ndata: {data}\n---\n"
    )
    return config + pod(f"envFrom: [{{configMapRef: {{name: {name}}}}}]", image, app)


def resource(kind: str, group: str, spec: str) -> str:
    return (
        f"apiVersion: {group}/v1\nkind: {kind}\nmetadata: {{name: r, namespace: apps}}\nspec: {spec}\n---\n"
    )


def found(project: Project, text: str) -> list[str]:
    """Return the certainty of each finding about a call, a Secret or a custom resource."""
    project.write("a.yaml", SERVERS + text)
    return [
        one.certainty for one in project.findings("standard,vpc,ipvs,1.29") if one.rule.startswith("ELB4")
    ]


CALLED = {
    "JDBC with several servers": env(f"jdbc:postgresql://10.1.1.1:5432,{A}:5432/db?targetServerType=primary"),
    "JDBC for SQL Server": env(f"jdbc:sqlserver://{A}:3306;databaseName=x"),
    "JDBC for Oracle": env(f"jdbc:oracle:thin:@{A}:3306/orcl"),
    "JDBC without a port": env(f"jdbc:mysql://{A}/db"),
    "a DSN of Go": env(f"u:p@tcp({A}:3306)/db"),
    "a URL of PostgreSQL without a port": env(f"postgres://u:p@{A}/db"),
    "a URL of Redis without a port": env(f"redis://:p@{A}/0"),
    "keywords of libpq": env(f"host={A} port=5432 dbname=x"),
    "keywords of ADO.NET": env(f"Server={A};Port=3306;Database=x"),
    "psql in a script": args("-c", f"psql -h {A} -p 5432 -U x"),
    "psql in words": args("psql", "-h", A, "-p", "5432"),
    "options with their values": args(f"--host={A}", "--port=6379"),
    "mysqldump without blanks": args("-c", f"mysqldump -h{A} -P3306 x"),
    "an option for the host in one word": args("mysql", f"-h{A}", "-P3306"),
    "two keys of a ConfigMap": (
        f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: conf, namespace: apps}}\n"
        f"data: {{DB_HOST: {A}, DB_PORT: '3306'}}\n---\n" + pod("envFrom: [{configMapRef: {name: conf}}]")
    ),
    "JSON in one line": file(f'{{"redis": {{"host": "{A}", "port": 6379}}}}'),
    "TOML": file(f'[db]\nhost = "{A}"\nport = 3306\n'),
    "XML": file(f"<server><host>{A}</host><port>3306</port></server>"),
    "Envoy in one line": file(f"socket_address: {{ address: {A}, port_value: 8080 }}"),
    "Envoy, the port first": file(f"socket_address: {{ port_value: 8080, address: {A} }}"),
    "an upstream of nginx": file(f"upstream b {{\n  server {A}:8080 max_fails=3;\n}}\n"),
    "a server of HAProxy": file(f"backend b\n  server s1 {A}:8080 check\n"),
    "replicas of Redis": file(f"replicaof {A} 6379\n"),
    "servers of Kafka": file(f"bootstrap.servers=10.1.1.1:9092,{A}:9092\n"),
    "targets of Prometheus": file(f"static_configs:\n- targets: ['10.1.1.1:9104', '{A}:9092']\n"),
    "a kubeconfig": file(f"clusters:\n- cluster:\n    server: https://{A}:443\n"),
    "servers as JSON": env(f'["http://{A}:9092"]', "ELASTICSEARCH_HOSTS"),
    "a proxy": env(f"http://{A}:8080", "HTTP_PROXY", NO_PROXY=f"{A},git.shop.cn"),
}


@pytest.mark.parametrize("form", CALLED)
def test_a_client_is_found_in_every_form(project: Project, form: str) -> None:
    assert found(project, CALLED[form]) == ["certain"]
    # The right address, and a port that nobody listens on at the ELB.
    assert found(project, CALLED[form].replace(A, "db.data.svc")) == []


@pytest.mark.parametrize(
    "text",
    [
        resource("Database", "x.y", f"{{connection: {{host: {A}, port: 5432}}}}"),
        resource(
            "Probe", "monitoring.coreos.com", "{targets: {staticConfig: {static: ['https://git.shop.cn']}}}"
        ),
        resource("Probe", "monitoring.coreos.com", "{targets: {staticConfig: {static: [git.shop.cn]}}}"),
        resource(
            "CustomResourceDefinition",
            "apiextensions.k8s.io",
            f"{{conversion: {{strategy: Webhook, webhook: {{clientConfig: {{url: 'https://{A}:443/convert'}}}}}}}}",
        ),
        file("proxy_pass https://git.shop.cn;"),
        file('[[runners]]\n  url = "https://git.shop.cn/"\n  clone_url = "https://git.shop.cn"\n'),
        file("storage_config:\n  aws:\n    endpoint: git.shop.cn:443\n"),
        env("https://sso.shop.cn/realms/x", "OIDC_ISSUER"),
        env("git@git.shop.cn:shop/app.git", "REPOSITORY"),
        args(
            "--oidc-issuer-url=https://sso.shop.cn/realms/x",
            "--redirect-url=https://git.shop.cn/cb",
            "--cookie-domain=git.shop.cn",
            "--login-url=https://sso.shop.cn/login",
        ),
        file("url: https://git.shop.cn\noidc.config: |\n  issuer: https://sso.shop.cn\n", name="argocd-cm"),
    ],
)
def test_what_is_not_certain_is_found_once(project: Project, text: str) -> None:
    assert found(project, text) == ["possible"]
    assert found(project, text.replace("git.shop.cn", "git.apps.svc").replace("sso.shop.cn", "sso.apps.svc").replace(A, "10.247.3.4")) == []  # fmt: skip


NOT_CALLED = {
    "a name that nginx serves": file("server {\n  listen 443 ssl;\n  server_name git.shop.cn www.shop.cn;\n}\n"),
    "a redirect of nginx": file("return 301 https://git.shop.cn$request_uri;"),
    "a header of nginx": file("proxy_set_header Host git.shop.cn;\nproxy_pass http://git.apps.svc:8080;"),
    "an origin of nginx": file("add_header Access-Control-Allow-Origin https://git.shop.cn;"),
    "a security policy": env("connect-src https://sso.shop.cn", "CONTENT_SECURITY_POLICY"),
    "an address that HAProxy binds": file(f"frontend b\n  bind {A}:8080\n"),
    "credentials of a registry": (
        "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/dockerconfigjson\nmetadata: {name: s, namespace: apps}\n"
        "stringData: {.dockerconfigjson: '{\"auths\": {\"https://git.shop.cn\": {}}}'}\n---\n"
    ),
    "a mail address": env("noreply@git.shop.cn", "SMTP_FROM"),
    "a server behind the Ingress, by a known setting": pod(
        "env: [{name: KC_HOSTNAME, value: 'https://sso.shop.cn'}]", "quay.io/keycloak/keycloak:26", "sso"
    ),
    "a server behind the Ingress, by any setting": pod(
        "env: [{name: APP_ADDRESS, value: 'https://sso.shop.cn'}]", app="sso"
    ),
    "Dex": file("issuer: https://sso.shop.cn/dex\n", image="dexidp/dex:v2.41", app="sso"),
    "Grafana": file(
        "root_url = https://git.shop.cn/g\n[auth.generic_oauth]\nauth_url = https://sso.shop.cn/auth\n",
        image="grafana/grafana:11",
    ),
    "Harbor": pod("env: [{name: EXT_ENDPOINT, value: 'https://git.shop.cn'}]", "goharbor/harbor-core:v2"),
    "Prometheus by its operator": resource("Prometheus", "monitoring.coreos.com", "{externalUrl: 'https://git.shop.cn/p'}"),
    "a description": resource(
        "CustomResourceDefinition", "apiextensions.k8s.io", f"{{versions: [{{schema: {{description: 'http://{A}:80'}}}}]}}"
    ),
    "a redirect of an Ingress": (
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: r, namespace: apps, annotations: "
        "{nginx.ingress.kubernetes.io/permanent-redirect: 'https://git.shop.cn', "
        "nginx.ingress.kubernetes.io/cors-allow-origin: 'https://sso.shop.cn'}}\n"
        "spec: {ingressClassName: nginx, rules: [{host: x.shop.cn}]}\n---\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("setting", NOT_CALLED)
def test_settings_that_call_nobody(project: Project, setting: str) -> None:
    assert found(project, NOT_CALLED[setting]) == []


@pytest.mark.parametrize("port", ["http: {}", "nobody"])
def test_no_port_is_invented_for_the_fix(project: Project, port: str) -> None:
    project.write("a.yaml", SERVERS + env(A, "SOMETHING", OTHER=port))
    (one,) = [one for one in project.findings("standard,vpc,ipvs,1.29") if one.rule == "ELB401"]
    assert one.fixes[0].startswith("Call db.data.svc instead")
