"""The role that a setting gives to an address, and what the nodes pull."""

from __future__ import annotations

import pytest

from elblint.engine.library import Library
from elblint.system.package_data import built_in_rules
from support.project import Project

ROLES = Library(built_in_rules()).roles
SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: b
  annotations:
    kubernetes.io/elb.class: performance
    kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6
    external-dns.alpha.kubernetes.io/hostname: b.shop.cn
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  loadBalancerIP: 192.168.10.80
  selector: {app: b}
  ports: [{port: 8080}, {name: db, port: 3306}, {name: https, port: 443}]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: b}
spec:
  template:
    metadata: {labels: {app: b}}
    spec: {containers: [{name: b, image: a, env: [%s], readinessProbe: {tcpSocket: {port: 8080}}}]}
"""
OTHER = """\
---
apiVersion: v1
kind: Pod
metadata: {name: other}
spec: {containers: [{name: c, image: "%s", env: [%s], args: [%s]}]}
"""


def called(project: Project, own: str = "", env: str = "", args: str = "", image: str = "a") -> list[str]:
    """Return the certainty of each call of the ELB's address."""
    project.write("a.yaml", SERVICE % own + OTHER % (image, env, args))
    return [
        one.certainty
        for one in project.findings("standard,vpc,ipvs,1.29")
        if one.rule in {"ELB401", "ELB402"}
    ]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("OIDC_ISSUER_URL", "client"),
        ("spring.security.oauth2.resourceserver.jwt.issuer-uri", "client"),
        ("--external-url", "own"),
        ("GITLAB_EXTERNAL_URL", "own"),
        ("advertised.listeners", "own"),
        ("KC_HOSTNAME", "own"),
        ("nginx.ingress.kubernetes.io/auth-signin", "browser"),
        ("redirectUri", "browser"),
        ("CORS_ALLOWED_ORIGINS", "listed"),
        ("no_proxy", "listed"),
        ("--listen", "bind"),
        ("MQTT_PUBLISH_URL", "client"),
        ("TRUSTED_UPSTREAM_URL", None),
        ("DENY_SERVICE_URL", None),
        ("DB_HOST", None),
    ],
)
def test_roles_by_the_end_of_a_name(name: str, role: str | None) -> None:
    assert ROLES.of(name) == role


ADDRESS = '"http://192.168.10.80:8080/x"'


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        (f"{{name: OIDC_ISSUER_URL, value: {ADDRESS}}}", ["certain"]),
        (f"{{name: UPSTREAM, value: {ADDRESS}}}", ["certain"]),
        (f"{{name: ROOT_URL, value: {ADDRESS}}}", ["possible"]),
        (f"{{name: REDIRECT_URI, value: {ADDRESS}}}", []),
        (f"{{name: ALLOWED_ORIGINS, value: {ADDRESS}}}", []),
        ("{name: BIND_ADDRESS, value: 192.168.10.80:8080}", []),
    ],
)
def test_another_workload_is_a_client(project: Project, env: str, expected: list[str]) -> None:
    assert called(project, env=env) == expected


def test_what_stands_behind_a_name_states_it_as_its_own(project: Project) -> None:
    named = ADDRESS.replace("192.168.10.80", "b.shop.cn")
    assert called(project, own=f"{{name: ROOT_URL, value: {named}}}") == []
    assert called(project, own=f"{{name: SOME_NAME, value: {named}}}") == []
    assert called(project, env=f"{{name: SOME_NAME, value: {named}}}") == ["possible"]
    # An address is stated as one's own only where the setting is known for it.
    assert called(project, own=f"{{name: ROOT_URL, value: {ADDRESS}}}") == []
    assert called(project, own=f"{{name: SOME_NAME, value: {ADDRESS}}}") == ["certain"]
    # A setting that is known for a client's is a call all the same.
    assert called(project, own=f"{{name: OIDC_ISSUER_URL, value: {ADDRESS}}}") == ["certain"]


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ('--external-url, "http://192.168.10.80:8080"', ["possible"]),
        ('--listen, "192.168.10.80:8080"', []),
        ('--target, "192.168.10.80:8080"', ["certain"]),
        ('"mysql -h 192.168.10.80 -P 3306"', ["certain"]),
    ],
)
def test_an_option_names_the_next_argument(project: Project, args: str, expected: list[str]) -> None:
    assert called(project, args=args) == expected


@pytest.mark.parametrize("name", ["DB_HOST", "DB_ADDR"])
def test_host_and_port_in_two_variables(project: Project, name: str) -> None:
    env = f"{{name: {name}, value: 192.168.10.80}}, {{name: DB_PORT, value: '3306'}}"
    assert called(project, env=env) == ["certain"]
    assert called(project, env=env.replace("3306", "9999")) == []
    assert called(project, env=env.replace("DB_PORT", "OTHER_PORT")) == ["possible"]


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("192.168.10.80:443/app/web:1", ["certain"]),
        ("192.168.10.80/app/web:1", ["certain"]),
        ("registry.example/192.168.10.80/web:1", []),
        ("192.168.10.81/app/web:1", []),
    ],
)
def test_nodes_pull_images(project: Project, image: str, expected: list[str]) -> None:
    assert called(project, image=image) == expected


def test_the_advice_for_an_image_is_for_nodes(project: Project) -> None:
    project.write("a.yaml", SERVICE % "" + OTHER % ("192.168.10.80:443/app/web:1", "", ""))
    (found,) = [one for one in project.findings("standard,vpc,ipvs,1.29") if one.rule in {"ELB401", "ELB402"}]
    assert "hosts.toml" in found.fixes[0]
    assert "from a node that runs a backend" in found.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("redis:\n  host: 192.168.10.80\n  port: 8080\n", ["certain"]),
        ("socket_address:\n  address: 192.168.10.80\n  port_value: 8080\n", ["certain"]),
        ("db.host=192.168.10.80\ndb.port=3306\n", ["certain"]),
        ("redis:\n  host: 192.168.10.80\nother:\n  port: 8080\n", ["possible"]),
        ("# curl http://192.168.10.80:8080/old\n", []),
    ],
)
def test_host_and_port_in_two_keys(project: Project, text: str, expected: list[str]) -> None:
    config = "".join(f"    {line}\n" for line in text.splitlines())
    project.write(
        "a.yaml",
        SERVICE % ""
        + f"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c}}\ndata:\n  app.conf: |\n{config}"
        + "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\n"
        "spec: {containers: [{name: p, image: a, envFrom: [{configMapRef: {name: c}}]}]}\n",
    )
    found = [
        one.certainty
        for one in project.findings("standard,vpc,ipvs,1.29")
        if one.rule in {"ELB401", "ELB402"}
    ]
    assert found == expected


def test_what_one_text_repeats_is_one_finding_with_several_places(project: Project) -> None:
    project.write(
        "a.yaml",
        SERVICE % ""
        + "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  nginx.conf: |\n"
        + "".join(f"    location /{n} {{ proxy_pass http://192.168.10.80:8080; }}\n" for n in range(10))
        + "  other.conf: http://192.168.10.80:8080\n",
    )
    found = [one for one in project.findings("standard,vpc,ipvs,1.29") if one.rule in {"ELB401", "ELB402"}]
    again = [[one.location.line for one in finding.related if "once more" in one.label] for finding in found]
    assert again == [[*range(found[0].location.line + 1, found[0].location.line + 10)], []]
