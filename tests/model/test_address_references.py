"""Callers in the input: every place that may hold an address, and the findings on it."""

from __future__ import annotations

import base64

import pytest

from support.project import Project

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
def test_every_location_is_found_and_pointed_at(project: Project, where: str) -> None:
    text, location = PLACES[where]
    project.write("service.yaml", SERVICE)
    project.write("caller.yaml", text)
    (found,) = [finding for finding in project.findings("standard,1.29") if finding.rule.startswith("ELB4")]
    assert found.rule == "ELB401"
    assert (found.location.path, f"{found.location.line}:{found.location.column}") == (
        "caller.yaml",
        location,
    )
    assert found.location.source.text[found.location.start : found.location.end].startswith("192.168.10.36")


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
    "key": "{containers: [{name: c, env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: app.conf}}}]}]}",
}


@pytest.mark.parametrize("how", READERS)
def test_a_config_map_is_tied_to_its_readers(project: Project, how: str) -> None:
    project.write("service.yaml", SERVICE)
    project.write("map.yaml", CONFIG_MAP)
    project.write("pod.yaml", pod(READERS[how]))
    (found,) = [finding for finding in project.findings("standard,1.29") if finding.rule == "ELB401"]
    assert found.subject == "Pod shop/probe"
    assert (found.location.path, found.location.line, found.location.column) == ("map.yaml", 7, 23)
    assert found.fixes[0].startswith("Call http://web.shop.svc:8080 instead")


@pytest.mark.parametrize(
    ("name", "certainty"),
    [
        ("NO_PROXY", []),
        ("CORS_ALLOWED_ORIGINS", []),
        # Of a workload that does not stand behind the address.
        ("GF_SERVER_ROOT_URL", ["possible"]),
        ("ADVERTISED_LISTENERS", ["possible"]),
    ],
)
def test_naming_an_address_is_not_calling_it(project: Project, name: str, certainty: list[str]) -> None:
    project.write("service.yaml", SERVICE)
    project.write(
        "pod.yaml",
        pod(f"{{containers: [{{name: c, env: [{{name: {name}, value: '192.168.10.36:8080'}}]}}]}}"),
    )
    found = [finding for finding in project.findings("standard,1.29") if finding.rule.startswith("ELB4")]
    assert [finding.certainty for finding in found] == certainty


def test_without_a_port_nothing_is_certain(project: Project) -> None:
    project.write("service.yaml", SERVICE)
    project.write("pod.yaml", pod("{containers: [{name: c, args: [--host, 192.168.10.36, --port, '9999']}]}"))
    (found,) = [finding for finding in project.findings("standard,1.29") if finding.rule == "ELB401"]
    assert found.certainty == "possible"
    assert "call.port" in [name for name, _ in found.unknown_facts]


def test_a_config_map_that_nobody_reads_may_be_anybodys(project: Project) -> None:
    project.write("service.yaml", SERVICE.partition("---")[0])
    project.write("map.yaml", CONFIG_MAP)
    (found,) = [finding for finding in project.findings("standard,1.29") if finding.rule == "ELB401"]
    assert found.certainty == "possible"
    assert [name for name, _ in found.unknown_facts] == ["call.position"]


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


NOT_READ = {
    "another key": "{containers: [{name: c, env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: a}}}]}]}",
    "another item": "{volumes: [{name: v, configMap: {name: settings, items: [{key: a, path: b}]}}], containers: [{name: c}]}",
}


@pytest.mark.parametrize("how", NOT_READ)
def test_a_key_that_nobody_reads_has_no_caller(project: Project, how: str) -> None:
    project.write("service.yaml", SERVICE)
    project.write("map.yaml", CONFIG_MAP)
    project.write("pod.yaml", pod(NOT_READ[how]))
    (found,) = [finding for finding in project.findings("standard,1.29") if finding.rule == "ELB401"]
    assert found.subject == "ConfigMap shop/settings"


NO_CALLS = {
    "a trailing comment": "a: b  # was http://192.168.10.36:8080/",
    "a block comment": "/* http://192.168.10.36:8080/ */",
    "a batch file's comment": "REM http://192.168.10.36:8080/",
    "a comment in SQL": "-- http://192.168.10.36:8080/",
    "a sign-in page for browsers": "auth-signin: http://192.168.10.36:8080/",
}


@pytest.mark.parametrize("line", NO_CALLS.values(), ids=NO_CALLS)
def test_what_only_mentions_an_address_is_no_call(project: Project, line: str) -> None:
    project.write("service.yaml", SERVICE)
    config = CONFIG_MAP.replace("upstream = http://192.168.10.36:8080/api", line)
    project.write("map.yaml", config)
    assert [finding.rule for finding in project.findings("standard,1.29") if finding.rule == "ELB401"] == []


@pytest.mark.parametrize(
    "line",
    ["--upstream=192.168.10.36:8080", "http://192.168.10.36:8080/#/page", "/* old */ 192.168.10.36:8080"],
)
def test_what_only_looks_like_a_comment_is_a_call(project: Project, line: str) -> None:
    project.write("service.yaml", SERVICE)
    project.write("map.yaml", CONFIG_MAP.replace("upstream = http://192.168.10.36:8080/api", line))
    assert [finding.rule for finding in project.findings("standard,1.29") if finding.rule == "ELB401"]


TALK = {
    "CustomResourceDefinition": "spec: {url: 'http://192.168.10.36:8080/'}",
    "Event": "message: 'http://192.168.10.36:8080/'",
    "Node": "spec: {providerID: 'x://192.168.10.36:8080/'}",
    "Anything": "spec: {description: 'see http://192.168.10.36:8080/'}",
}


@pytest.mark.parametrize("kind", TALK)
def test_prose_calls_nobody(project: Project, kind: str) -> None:
    project.write("service.yaml", SERVICE)
    project.write("other.yaml", f"apiVersion: a/v1\nkind: {kind}\nmetadata: {{name: o}}\n{TALK[kind]}\n")
    assert [finding.rule for finding in project.findings("standard,1.29") if finding.rule == "ELB401"] == []


NODE_PORT = """\
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {type: NodePort, externalTrafficPolicy: Local, selector: {app: web}, ports: [{port: 80, nodePort: 30080}]}
"""
HOST_IP = "{name: NODE, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}"


@pytest.mark.parametrize(
    ("containers", "called"),
    [
        (f"[{{name: a, env: [{HOST_IP}], args: ['$(NODE):30080']}}]", True),
        (f"[{{name: a, env: [{HOST_IP}], args: ['$$(NODE):30080']}}]", False),
        (f"[{{name: a, env: [{HOST_IP}]}}, {{name: b, args: ['$(NODE):30080']}}]", False),
        ("[{name: a, args: ['127.0.0.1:30080']}]", False),
        ("[{name: a, args: ['0.0.0.0:30080']}]", False),
        ("[{name: a, args: ['169.254.1.1:30080']}]", False),
        ("[{name: a, args: ['192.168.7.7:30080']}]", True),
    ],
)
def test_node_addresses_with_a_node_port(project: Project, containers: str, called: bool) -> None:
    project.write("service.yaml", NODE_PORT)
    project.write("pod.yaml", pod(f"{{containers: {containers}}}"))
    found = [finding for finding in project.findings("standard,vpc,1.29") if finding.rule == "ELB404"]
    assert bool(found) is called


def test_udp_and_tcp_have_ports_of_their_own(project: Project) -> None:
    udp = (
        SERVICE.partition("---")[0]
        .replace("{name: web,", "{name: dns,")
        .replace("8080}", "8080, protocol: UDP}")
    )
    project.write("service.yaml", SERVICE)
    project.write("udp.yaml", udp)
    project.write(
        "pod.yaml", pod("{containers: [{name: c, args: ['192.168.10.36:8080', 'udp://192.168.10.36:8080']}]}")
    )
    found = [finding for finding in project.findings("standard,1.29") if finding.rule == "ELB401"]
    assert [finding.message.split(" address of ")[1].split(".")[0] for finding in found] == [
        "Service shop/web",
        "Service shop/dns",
    ]


INGRESS = """\
apiVersion: v1
kind: Service
metadata: {name: holder, annotations: {kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6}}
spec: {type: LoadBalancer, ports: [{port: 81}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: shop
  annotations: {kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6, kubernetes.io/elb.port: "443"}
spec:
  ingressClassName: cce
  rules:
  - host: a.example.com
    http: {paths: [{backend: {service: {name: web, port: {number: 8080}}}}]}
  - host: "*.old.example.com"
    http: {paths: [{backend: {serviceName: old, servicePort: http}}]}
  - host: b.example.com
    http: {paths: [{backend: {service: {name: x, port: {number: 1}}}}, {backend: {service: {name: y, port: {number: 2}}}}]}
"""


@pytest.mark.parametrize(
    ("host", "instead"),
    [
        ("a.example.com", "http://web.shop.svc:8080"),
        ("x.old.example.com", "http://old.shop.svc:8081"),
        ("b.example.com", "http://<Service>.shop.svc"),
    ],
)
def test_what_to_call_instead_of_an_ingress(project: Project, host: str, instead: str) -> None:
    project.write("ingress.yaml", INGRESS)
    project.write(
        "old.yaml",
        "apiVersion: v1\nkind: Service\nmetadata: {name: old, namespace: shop}\n"
        "spec: {ports: [{port: 8081, name: http}]}\n",
    )
    project.write("pod.yaml", pod(f"{{containers: [{{name: c, args: ['https://{host}/x']}}]}}"))
    (found,) = [finding for finding in project.findings("standard,ipvs,1.29") if finding.rule == "ELB405"]
    assert found.fixes[0].endswith(f" instead: {instead}")


def test_an_address_that_stands_for_none_identifies_no_elb(project: Project) -> None:
    text = SERVICE.partition("---")[0].replace("192.168.10.36", "0.0.0.0")
    project.write("a.yaml", text)
    project.write("b.yaml", text.replace("{name: web,", "{name: other,"))
    assert [finding.rule for finding in project.findings("standard,1.29") if finding.rule == "ELB203"] == []


AFFINITY = "affinity: {%s: {requiredDuringSchedulingIgnoredDuringExecution: %s}}"
TERM = "[{labelSelector: {matchLabels: {%s}}, topologyKey: kubernetes.io/hostname}]"
NODES = "{nodeSelectorTerms: [%s]}"
IN = "{matchExpressions: [{key: %s, operator: In, values: [%s]}]}"
POSITIONS = {
    "required affinity to the Service's Pods": (AFFINITY % ("podAffinity", TERM % "app: web"), "", "certain"),
    "required affinity to some of them": (AFFINITY % ("podAffinity", TERM % "app: web, v: a"), "", "certain"),
    "required affinity to more than them": (AFFINITY % ("podAffinity", TERM % "tier: x"), "", "possible"),
    "anti-affinity to its own revision only": (
        AFFINITY
        % (
            "podAntiAffinity",
            "[{labelSelector: {matchLabels: {app: web}}, matchLabelKeys: [pod-template-hash], "
            "topologyKey: kubernetes.io/hostname}]",
        ),
        "",
        "possible",
    ),
    "nodes that somebody is to fill in": (
        "nodeSelector: {pool: <POOL>}",
        "nodeSelector: {pool: a}",
        "possible",
    ),
    "required anti-affinity": (AFFINITY % ("podAntiAffinity", TERM % "app: web"), "", "none"),
    "other nodes by affinity": (
        AFFINITY % ("nodeAffinity", NODES % (IN % ("pool", "b, c"))),
        "nodeSelector: {pool: a}",
        "none",
    ),
    "other nodes on both sides": (
        AFFINITY % ("nodeAffinity", NODES % ", ".join([IN % ("pool", "b"), IN % ("pool", "c")])),
        AFFINITY % ("nodeAffinity", NODES % (IN % ("pool", "a"))),
        "none",
    ),
    "one alternative without the label": (
        AFFINITY % ("nodeAffinity", NODES % ", ".join([IN % ("pool", "b"), IN % ("zone", "c")])),
        "nodeSelector: {pool: a}",
        "possible",
    ),
    "nodes that overlap": (
        AFFINITY % ("nodeAffinity", NODES % (IN % ("pool", "a, b"))),
        "nodeSelector: {pool: a}",
        "possible",
    ),
    "other nodes by name": ("nodeName: n1", "nodeName: n2", "none"),
}


@pytest.mark.parametrize("how", POSITIONS)
def test_where_the_caller_can_run(project: Project, how: str) -> None:
    caller, backend, certainty = POSITIONS[how]
    service = SERVICE.replace("kind: DaemonSet", "kind: Deployment")
    service = service.replace(
        "spec: {containers: [{name: web}]}", f"spec: {{containers: [{{name: web}}], {backend}}}"
    )
    project.write("service.yaml", service)
    project.write("pod.yaml", pod(f"{{containers: [{{name: c, args: ['192.168.10.36:8080']}}], {caller}}}"))
    found = [finding.certainty for finding in project.findings("standard,1.29") if finding.rule == "ELB401"]
    assert found == ([] if certainty == "none" else [certainty])


CALLS = {
    "beside what it listens on": "{containers: [{name: c, command: [sh, -c, 'exec app --listen :8080 --upstream http://192.168.10.36:8080']}]}",
    "signing is not signing in": "{containers: [{name: c, env: [{name: SIGNING_SERVICE_URL, value: 'http://192.168.10.36:8080'}]}]}",
    "a lifecycle hook": "{containers: [{name: c, lifecycle: {preStop: {httpGet: {host: 192.168.10.36, port: 8080}}}}]}",
    "a probe's command": "{containers: [{name: c, livenessProbe: {exec: {command: [curl, 'http://192.168.10.36:8080/']}}}]}",
    "a TCP probe": "{containers: [{name: c, livenessProbe: {tcpSocket: {host: 192.168.10.36, port: 8080}}}]}",
}


@pytest.mark.parametrize("spec", CALLS.values(), ids=CALLS)
def test_what_calls_all_the_same(project: Project, spec: str) -> None:
    project.write("service.yaml", SERVICE)
    project.write("pod.yaml", pod(spec))
    assert [finding.rule for finding in project.findings("standard,1.29") if finding.rule == "ELB401"]


SILENT = {
    "a script's comment": "{containers: [{name: c, args: ['# not http://192.168.10.36:8080 again']}]}",
    "an address to listen on": "{containers: [{name: c, args: [--listen-address=192.168.10.36:8080]}]}",
    "an address to leave out": "{containers: [{name: c, env: [{name: EXCLUDE_HOSTS, value: '192.168.10.36:8080'}]}]}",
    "a parameter of another address": "{containers: [{name: c, args: ['http://a.example.com/?next=http://192.168.10.36:8080']}]}",
    "a variable that is set again": "{containers: [{name: c, env: [{name: A, value: '192.168.10.36:8080'}, {name: A, value: b}]}]}",
    "the second of a list": "{containers: [{name: c, env: [{name: no_proxy, value: '10.0.0.1,192.168.10.36:8080'}]}]}",
}


@pytest.mark.parametrize("spec", SILENT.values(), ids=SILENT)
def test_what_calls_nobody(project: Project, spec: str) -> None:
    project.write("service.yaml", SERVICE)
    project.write("pod.yaml", pod(spec))
    assert [finding.rule for finding in project.findings("standard,1.29") if finding.rule == "ELB401"] == []


def test_a_host_without_its_port_keeps_the_other_callers_from_being_all(project: Project) -> None:
    service = SERVICE.replace("kind: DaemonSet", "kind: Deployment").replace(
        "{name: web}]}", "{name: web}], nodeSelector: {pool: a}}"
    )
    other = SERVICE.partition("---")[0].replace("{name: web,", "{name: other,").replace("8080", "9090")
    project.write("service.yaml", service + "---\n" + other)
    apart = pod("{nodeSelector: {pool: b}, containers: [{name: c, args: ['192.168.10.36:8080']}]}")
    project.write("apart.yaml", apart)
    web = "Service shop/web"
    rules = [finding.rule for finding in project.findings("standard,1.29") if finding.subject == web]
    assert "ELB102" not in rules
    project.write(
        "split.yaml",
        apart.replace("probe", "split")
        .replace("192.168.10.36:8080", "192.168.10.36")
        .replace("pool: b", "pool: c"),
    )
    rules = [finding.rule for finding in project.findings("standard,1.29") if finding.subject == web]
    assert "ELB102" in rules


def test_tcp_is_not_given_to_a_udp_listener(project: Project) -> None:
    project.write("service.yaml", SERVICE.replace("8080}", "8080, protocol: UDP}"))
    project.write("pod.yaml", pod("{containers: [{name: c, args: ['http://192.168.10.36:8080']}]}"))
    assert [finding.rule for finding in project.findings("standard,1.29") if finding.rule == "ELB401"] == []


def test_a_private_address_of_a_known_elb_is_another_elsewhere(project: Project) -> None:
    project.write(
        ".elblint.yaml",
        (
            "clusters: {a: {paths: [a/]}, b: {paths: [b/]}}\n"
            "elbs: [{id: 3c7caa5a-a641-4bff-801a-feace27424b6, addresses: [192.168.10.36]}]\n"
        ),
    )
    service = SERVICE.partition("---")[0]
    ids = ("3c7caa5a-a641-4bff-801a-feace27424b6", "8f2c2f3e-6a0b-4a53-9f0e-0c5f5f6f1b11")
    for folder, elb in zip("ab", ids, strict=True):
        project.write(
            f"{folder}/s.yaml", service.replace("performance}", f"performance, kubernetes.io/elb.id: {elb}}}")
        )
    assert [finding.rule for finding in project.findings() if finding.rule.startswith("ELB20")] == []
