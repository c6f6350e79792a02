"""Shapes of manifests whose work must grow in proportion to the input: each makes one of a given size."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import NamedTuple

ELB = "3c7caa5a-a641-4bff-801a-feace27424b6"
_CLASS = "kubernetes.io/elb.class: performance"
LOCAL = "externalTrafficPolicy: Local"
PORTS = "ports: [{name: http, port: 80, targetPort: 80}]"


class Shape(NamedTuple):
    """One input of some size: files by path, and the arguments that elblint is called with."""

    files: dict[str, str]
    arguments: tuple[str, ...] = ("--no-cache", "a.yaml")


def shape(text: str, *options: str) -> Shape:
    """One file of manifests."""
    return Shape({"a.yaml": text}, ("--no-cache", *options, "a.yaml"))


def documents(texts: Iterable[str]) -> str:
    """Several documents as one text."""
    return "---\n".join(texts)


def service(
    name: str = "web",
    *spec: str,
    annotations: Iterable[str] = (_CLASS, f"kubernetes.io/elb.id: {ELB}"),
    head: str = "",
    labels: str = "",
) -> str:
    """A Service with an ELB, in block style; ``spec`` are its further fields."""
    return _object(
        "v1", "Service", name, annotations, ["type: LoadBalancer", *(spec or (LOCAL, PORTS))], head, labels
    )


def ingress(name: str, *spec: str, annotations: Iterable[str] = ()) -> str:
    """An Ingress on the ELB, in block style."""
    written = [_CLASS, f"kubernetes.io/elb.id: {ELB}", *annotations]
    return _object("networking.k8s.io/v1", "Ingress", name, written, ["ingressClassName: cce", *spec])


def deployment(name: str = "web", *container: str, labels: str = "app: web", pod: Iterable[str] = ()) -> str:
    """A Deployment of one container; ``container`` are its further fields."""
    return (
        f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\nspec:\n  template:\n"
        f"    metadata:\n      labels: {{{labels}}}\n    spec:\n"
        + "".join(f"      {line}\n" for line in pod)
        + "      containers:\n      - name: a\n"
        + "".join(f"        {line}\n" for line in container)
    )


def config_map(entries: Iterable[str], kind: str = "ConfigMap", field: str = "data") -> str:
    """A ConfigMap or Secret with some entries."""
    lines = "".join(f"  {entry}\n" for entry in entries)
    return f"apiVersion: v1\nkind: {kind}\nmetadata: {{name: settings}}\n{field}:\n{lines}"


def _object(
    version: str,
    kind: str,
    name: str,
    annotations: Iterable[str],
    spec: Iterable[str],
    head: str = "",
    labels: str = "",
) -> str:
    lines = [f"{head}apiVersion: {version}", f"kind: {kind}", "metadata:", f"  name: {name}"]
    if labels:
        lines.append(f"  labels: {{{labels}}}")
    lines += ["  annotations:", *(f"    {line}" for line in annotations)]
    lines += ["spec:", *(f"  {line}" for line in spec)]
    return "\n".join(lines) + "\n"


def pairs(n: int) -> str:
    """Labels in flow style."""
    return ", ".join(f"k{i}: v{i}" for i in range(n))


def _many(n: int, make: Callable[[int], str], *more: str) -> Shape:
    return shape(documents([*(make(i) for i in range(n)), *more]))


IP = "192.168.0.9"
_AT_IP = (_CLASS, f"kubernetes.io/elb.id: {ELB}")


def known(name: str = "web", *spec: str) -> str:
    """A Service whose address is known."""
    return service(name, f"loadBalancerIP: {IP}", "selector: {app: web}", LOCAL, *(spec or (PORTS,)))


def _listed(n: int) -> list[dict[str, object]]:
    return [
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {
                "name": f"w{i}",
                "annotations": {"kubernetes.io/elb.class": "performance", "kubernetes.io/elb.id": ELB},
            },
            "spec": {"type": "LoadBalancer", "externalTrafficPolicy": "Local", "ports": [{"port": 80}]},
        }
        for i in range(n)
    ]


def _json(n: int, indent: int | None) -> Shape:
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": _listed(n)}, indent=indent)
    return Shape({"a.json": text}, ("--no-cache", "a.json"))


def _block(n: int, line: str, head: str = "|") -> str:
    return config_map([f"text: {head}", *(f"  {line}" for _ in range(n))])


def _paths(n: int) -> list[str]:
    return [f"- {{path: /{i}, backend: {{service: {{name: w{i}, port: {{number: 80}}}}}}}}" for i in range(n)]


def _rules(n: int) -> list[str]:
    return [
        f"- {{host: h{i}.example, http: {{paths: [{{path: /, backend: {{service: {{name: w{i}, port: {{number: 80}}}}}}}}]}}}}"
        for i in range(n)
    ]


SHAPES: dict[str, tuple[int, Callable[[int], Shape]]] = {
    "services": (40, lambda n: _many(n, lambda i: service(f"w{i}"))),
    "services with one name": (40, lambda n: _many(n, lambda i: service())),
    "versions of one service": (40, lambda n: _many(n, lambda i: service("web", LOCAL, f"ports: [{{port: {i + 1}}}]"))),
    "services on one listener": (40, lambda n: _many(n, lambda i: service(f"w{i}", LOCAL, f"sessionAffinity: x{i}", PORTS))),
    "listeners of one ELB": (40, lambda n: _many(n, lambda i: service(f"w{i}", f"ports: [{{port: {i + 1}}}]"))),
    "settings on one ELB": (40, lambda n: _many(n, lambda i: service(f"w{i}", PORTS, annotations=(_CLASS, f"kubernetes.io/elb.id: {ELB}", f"kubernetes.io/elb.lb-algorithm: A{i}", f"kubernetes.io/elb.session-affinity-mode: M{i}")))),
    "ELBs": (40, lambda n: _many(n, lambda i: service(f"w{i}", LOCAL, PORTS, annotations=(_CLASS, f"kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-{i:012d}")))),
    "addresses": (40, lambda n: _many(n, lambda i: service(f"w{i}", f"loadBalancerIP: 10.0.{i // 250}.{i % 250 + 1}", PORTS), deployment())),
    "ingresses": (40, lambda n: _many(n, lambda i: ingress(f"w{i}", "defaultBackend: {service: {name: web, port: {number: 80}}}"), service())),
    "certificates of ingresses": (40, lambda n: _many(n, lambda i: ingress(f"w{i}", f"tls: [{{hosts: [a.example], secretName: s{i}}}]"))),
    "orders of ingresses": (40, lambda n: _many(n, lambda i: ingress(f"w{i}", "rules: [{host: a}]", annotations=['kubernetes.io/elb.ingress-order: "1"']))),
    "settings of ingresses": (40, lambda n: _many(n, lambda i: ingress(f"w{i}", "rules: [{host: a}]", annotations=[f"kubernetes.io/elb.keepalive_timeout: '{i}'"]))),
    "rules of an ingress": (100, lambda n: shape(documents([ingress("web", "rules:", *_rules(n)), *(service(f"w{i}", "selector: {app: web}", LOCAL, PORTS) for i in range(n // 4))]))),
    "paths of an ingress": (100, lambda n: shape(documents([ingress("web", "rules:", "- host: a.example", "  http:", "    paths:", *(f"    {path}" for path in _paths(n))), service("w1")]))),
    "TLS hosts": (150, lambda n: shape(documents([ingress(name, "tls:", *(f"- {{hosts: [h{i}.example], secretName: {name}{i}}}" for i in range(n))) for name in ("one", "two")]))),
    "ingresses beside rules": (80, lambda n: shape(documents([ingress(f"i{i}", f"rules: [{{host: a, http: {{paths: [{{path: /, backend: {{service: {{name: w{i}, port: {{number: 80}}}}}}}}]}}}}]") for i in range(n)] + [service(f"w{i}") for i in range(n)]))),
    "listen-ports": (150, lambda n: shape(ingress("web", "rules: [{host: a}]", annotations=["kubernetes.io/elb.listen-ports: '" + json.dumps([{"HTTP": i + 1} for i in range(n)]) + "'"]))),
    "port-ranges": (150, lambda n: shape(service("web", LOCAL, PORTS, annotations=(_CLASS, f"kubernetes.io/elb.id: {ELB}", "kubernetes.io/elb.port-ranges: '" + json.dumps({"http": [f"{i * 10 + 1},{i * 10 + 5}" for i in range(n)]}) + "'")))),
    "ports of a service": (100, lambda n: shape(service("web", LOCAL, "ports:", *(f"- {{name: p{i}, port: {i + 1}, targetPort: {i + 1}}}" for i in range(n))))),
    "ports of two services": (100, lambda n: shape(documents(service(name, LOCAL, "ports:", *(f"- {{name: p{i}, port: {i + 1}}}" for i in range(n))) for name in ("one", "two")))),
    "equal ports of a service": (100, lambda n: shape(service("web", LOCAL, "ports:", *(f"- {{name: p{i}, port: 80, nodePort: 30080}}" for i in range(n))))),
    "ports of a workload": (100, lambda n: shape(documents([service("web", "selector: {app: web}", LOCAL, "ports:", *(f"- {{name: p{i}, port: {i + 1}, targetPort: p{i}}}" for i in range(n))), deployment("web", "ports:", *(f"- {{name: p{i}, containerPort: {i + 1}}}" for i in range(n)))]))),
    "node ports": (40, lambda n: _many(n, lambda i: service(f"w{i}", LOCAL, f"ports: [{{port: {i + 1}, nodePort: {30000 + i % 2700}}}]"))),
    "one node port": (40, lambda n: _many(n, lambda i: service(f"w{i}", LOCAL, f"ports: [{{port: {i + 1}, nodePort: 30080}}]"))),
    "selectors": (300, lambda n: shape(service("web", f"selector: {{{pairs(n)}}}", LOCAL, PORTS))),
    "selectors and labels": (300, lambda n: shape(documents([service("web", f"selector: {{{pairs(n)}}}", LOCAL, PORTS), deployment(labels=pairs(n))]))),
    "selectors with a slip": (300, lambda n: shape(documents([service("web", f"selector: {{{pairs(n)}, app: webs}}", LOCAL, PORTS), deployment(labels=f"{pairs(n)}, app: web")]))),
    "slips of many services": (40, lambda n: _many(n, lambda i: service(f"w{i}", f"selector: {{app: backend{i}}}", LOCAL, PORTS), *(deployment(f"d{i}", labels=f"app: backendx{i}") for i in range(n)))),
    "labels of many workloads": (25, lambda n: _many(n, lambda i: deployment(f"w{i}", labels=f"app: w{i}, release: x, part: y"), *(service(f"w{i}", f"selector: {{app: w{i}, release: x, part: y}}", LOCAL, PORTS) for i in range(n)))),
    "labels of an object": (300, lambda n: shape(service(labels=pairs(n)))),
    "unknown annotations": (60, lambda n: shape(service(annotations=[_CLASS, f"kubernetes.io/elb.id: {ELB}", *(f'kubernetes.io/elb.strange{i}: "x"' for i in range(n))]))),
    "unknown annotations of services": (30, lambda n: _many(n, lambda i: service(f"w{i}", annotations=[_CLASS, f'kubernetes.io/elb.strange{i}: "x"']))),
    "foreign annotations": (300, lambda n: shape(service(annotations=[_CLASS, f"kubernetes.io/elb.id: {ELB}", *(f"example.com/a{i}: x" for i in range(n))]))),
    "one slip of services": (30, lambda n: _many(n, lambda i: service(f"w{i}", annotations=[_CLASS, 'kubernetes.io/elb.pass-trough: "true"']))),
    "JSON of an annotation": (100, lambda n: shape(service(annotations=[_CLASS, "kubernetes.io/elb.autocreate: '" + json.dumps({f"strange{i}": i for i in range(n)}) + "'"]))),
    "health checks": (100, lambda n: shape(service(annotations=[_CLASS, "kubernetes.io/elb.health-check-options: '" + json.dumps([{"protocol": "TPC", "delay": "x", "strange": 1} for _ in range(n)]) + "'"]))),
    "comments above": (150, lambda n: shape("# c\n" * n + "---\n" + service())),
    "comments above, findings": (60, lambda n: shape("# c\n" * n + service(annotations=[_CLASS, *(f"kubernetes.io/elb.strange{i}: x" for i in range(n))]))),
    "comments above services": (15, lambda n: shape("# c\n" * n + documents(service(f"w{i}") for i in range(n)))),
    "blank lines above": (150, lambda n: shape("\n" * n + service() + "\n" * n)),
    "comments beside": (150, lambda n: shape(service(annotations=[_CLASS, *(f"example.com/a{i}: x  # c" for i in range(n))]))),
    "comments inside": (150, lambda n: shape(service("web", *["# c"] * n, LOCAL, PORTS))),
    "comments between": (40, lambda n: _many(n, lambda i: "# c\n# d\n" + service(f"w{i}"))),
    "suppressions above": (80, lambda n: shape("# elblint: ignore[ELB102] why\n" * n + service())),
    "suppressions above services": (30, lambda n: _many(n, lambda i: service(f"w{i}", head="# elblint: ignore[ELB102] why\n"))),
    "suppressions beside": (40, lambda n: shape(service(annotations=[_CLASS, *(f'kubernetes.io/elb.strange{i}: "x"  # elblint: ignore[ELB602] why' for i in range(n))]))),
    "suppressions without effect": (100, lambda n: shape(service("web", *["# elblint: ignore[ELB301] why"] * n, LOCAL, PORTS))),
    "unknown suppressions": (100, lambda n: shape(service("web", *(f"# elblint: ignore[ELX{i}] why" for i in range(n)), LOCAL, PORTS))),
    "suppressed rules of a comment": (100, lambda n: shape(service("web", LOCAL + "  # elblint: ignore[" + ",".join(["ELB102", "ELB103"] * n) + "]", PORTS))),
    "suppressing annotations": (30, lambda n: _many(n, lambda i: service(f"w{i}", annotations=[_CLASS, 'elblint.io/ignore: "ELB102: why"']))),
    "parts of an annotation": (100, lambda n: shape(service(annotations=[_CLASS, 'elblint.io/ignore: "' + "; ".join(["ELB102: why"] * n) + '"']))),
    "lines of an annotation": (100, lambda n: shape(service(annotations=[_CLASS, "elblint.io/ignore: |", *["  ELB102: why"] * n]))),
    "template comments": (80, lambda n: shape("{{/* elblint: ignore[ELB102] why */}}\n" * n + service())),
    "templates": (40, lambda n: _many(n, lambda i: "{{ if .x }}\n" + service(f"w{i}") + "{{ end }}\n")),
    "placeholders": (40, lambda n: _many(n, lambda i: service(f"$(NAME{i})", "loadBalancerIP: ${IP}", f"selector: {{app: '${{X{i}}}'}}", PORTS))),
    "env": (100, lambda n: shape(documents([known(), deployment("web", "env:", *(f"- {{name: V{i}, value: 'http://{IP}:80/x'}}" for i in range(n)))]))),
    "env without a call": (150, lambda n: shape(documents([known(), deployment("web", "env:", *(f"- {{name: V{i}, value: x}}" for i in range(n)))]))),
    "references of env": (100, lambda n: shape(documents([known(), config_map(f"k{i}: http://{IP}/" for i in range(n)), deployment("web", "env:", *(f"- {{name: V{i}, valueFrom: {{configMapKeyRef: {{name: settings, key: k{i}}}}}}}" for i in range(n)))]))),
    "args": (100, lambda n: shape(documents([known(), deployment("web", "args:", *[f"- http://{IP}:80"] * n)]))),
    "words of an argument": (100, lambda n: shape(documents([known(), deployment("web", f"args: ['{f'http://{IP}:80/ ' * n}']")]))),
    "containers": (100, lambda n: shape(documents([known(), deployment("web", "image: x", pod=["initContainers:", *(f"- {{name: c{i}, args: ['http://{IP}']}}" for i in range(n))])]))),
    "callers": (30, lambda n: _many(n, lambda i: deployment(f"c{i}", f"args: ['http://{IP}:80']", labels=f"app: c{i}"), known(), deployment())),
    "callers of many services": (20, lambda n: _many(n, lambda i: deployment(f"c{i}", f"args: ['http://{IP}:{i + 1}']", labels=f"app: c{i}") + "---\n" + known(f"w{i}", f"ports: [{{port: {i + 1}}}]"), deployment())),
    "callers among shared backends": (15, lambda n: _many(n, lambda i: deployment(f"c{i}", f"args: ['http://{IP}:{i + 1}']") + "---\n" + known(f"w{i}", f"ports: [{{port: {i + 1}}}]"))),
    "services at one address": (25, lambda n: _many(n, lambda i: known(f"w{i}", f"ports: [{{port: {i + 1}}}]"), deployment("c", f"args: ['http://{IP}']"))),
    "host aliases": (100, lambda n: shape(documents([known(), deployment("web", "image: x", pod=["hostAliases:", *[f"- {{ip: {IP}, hostnames: [a]}}"] * n])]))),
    "ConfigMap keys": (100, lambda n: shape(documents([known(), config_map(f"k{i}: http://{IP}:80/x" for i in range(n))]))),
    "ConfigMap keys that are read": (60, lambda n: shape(documents([known(), config_map(f"k{i}: http://{IP}:80/x" for i in range(n)), *(deployment(f"c{i}", "envFrom: [{configMapRef: {name: settings}}]") for i in range(5))]))),
    "readers of a ConfigMap": (40, lambda n: _many(n, lambda i: deployment(f"c{i}", "envFrom: [{configMapRef: {name: settings}}]"), known(), config_map([f"k: http://{IP}:80/x"]))),
    "ConfigMaps": (40, lambda n: _many(n, lambda i: config_map([f"k{i}: http://{IP}/"]).replace("settings", f"s{i}"), known())),
    "Secret keys": (150, lambda n: shape(documents([known(), config_map((f"k{i}: aHR0cDovLzE5Mi4xNjguMC45Og==" for i in range(n)), "Secret")]))),
    "Secret keys beside services": (30, lambda n: shape(documents([config_map((f"k{i}: http://{IP}/x" for i in range(n)), "Secret", "stringData"), *(known(f"w{i}") for i in range(n))]))),
    "Secrets": (40, lambda n: _many(n, lambda i: config_map([f"k{i}: http://{IP}/"], "Secret", "stringData").replace("settings", f"s{i}"), known())),
    "block text": (150, lambda n: shape(documents([known(), _block(n, f"url: http://{IP}:80/x")]))),
    "folded text": (150, lambda n: shape(documents([known(), _block(n, f"url: http://{IP}:80/x", ">-")]))),
    "quoted text": (150, lambda n: shape(documents([known(), config_map(['text: "' + f"http://{IP}:80/x\\n" * n + '"'])]))),
    "JSON of a ConfigMap": (100, lambda n: shape(documents([known(), config_map(["text: '" + json.dumps([{"url": f"http://{IP}:80/x"}] * n) + "'"])]))),
    "blocks": (100, lambda n: shape(documents([known(), config_map(line for i in range(n) for line in (f"k{i}: |", f"  http://{IP}/x"))]))),
    "endpoints": (100, lambda n: shape(documents([known(), "apiVersion: v1\nkind: Endpoints\nmetadata: {name: db}\nsubsets:\n- ports: [{port: 80}]\n  addresses:\n" + f"  - {{ip: {IP}}}\n" * n]))),
    "pods of endpoints": (100, lambda n: shape(documents([service(), "apiVersion: v1\nkind: Endpoints\nmetadata: {name: web}\nsubsets:\n- addresses:\n" + "".join(f"  - {{ip: 10.0.0.1, targetRef: {{kind: Pod, name: p{i}}}}}\n" for i in range(n))] + [f"apiVersion: v1\nkind: Pod\nmetadata: {{name: p{i}}}\n" for i in range(n)]))),
    "fields of other kinds": (150, lambda n: shape(documents([known(), "apiVersion: x/v1\nkind: Route\nmetadata: {name: a}\nspec:\n" + "".join(f"  f{i}: http://{IP}/\n" for i in range(n))]))),
    "objects of other kinds": (60, lambda n: _many(n, lambda i: f"apiVersion: x/v1\nkind: Route\nmetadata: {{name: a{i}}}\nspec: {{url: 'http://{IP}/'}}\n", known())),
    "services of one workload": (30, lambda n: _many(n, lambda i: service(f"w{i}", "selector: {app: web}", LOCAL, PORTS), deployment())),
    "workloads of one service": (60, lambda n: _many(n, lambda i: deployment(f"d{i}"), service("web", "selector: {app: web}", LOCAL, PORTS))),
    "workloads of many services": (25, lambda n: _many(n, lambda i: deployment(f"d{i}") + "---\n" + service(f"w{i}", "selector: {app: web}", LOCAL, PORTS))),
    "autoscalers": (40, lambda n: _many(n, lambda i: f"apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: h{i}}}\nspec: {{minReplicas: 1, scaleTargetRef: {{kind: Deployment, name: d{i}}}}}\n---\n" + deployment(f"d{i}"), service("web", "selector: {app: web}", LOCAL, PORTS))),
    "namespaces": (40, lambda n: _many(n, lambda i: f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: n{i}}}\n---\n" + service(f"w{i}\n  namespace: n{i}"))),
    "tolerations": (100, lambda n: shape(documents([service("web", "selector: {app: web}", LOCAL, PORTS), deployment("web", "image: x", pod=["tolerations:", *(f"- {{key: k{i}}}" for i in range(n))])]))),
    "affinity terms": (100, lambda n: shape(documents([service("web", "selector: {app: web}", LOCAL, PORTS), deployment("web", "image: x", pod=["affinity:", "  podAntiAffinity:", "    requiredDuringSchedulingIgnoredDuringExecution:", *(f"    - {{topologyKey: kubernetes.io/hostname, labelSelector: {{matchLabels: {{app: x{i}}}}}}}" for i in range(n))])]))),
    "aliases": (60, lambda n: shape("x: &a\n" + "".join(f"  k{i}: v\n" for i in range(20)) + "apiVersion: v1\nkind: List\nitems:\n" + "- &s {apiVersion: v1, kind: Service, metadata: {name: web, annotations: {kubernetes.io/elb.class: performance}}, spec: {type: LoadBalancer, externalTrafficPolicy: Local}}\n" + "- *s\n" * n)),
    "aliased annotations": (30, lambda n: shape("apiVersion: v1\nkind: List\nitems:\n" + "".join(f"- {{apiVersion: v1, kind: Service, metadata: {{name: w{i}, annotations: {'&a {kubernetes.io/elb.class: performance}' if not i else '*a'}}}, spec: {{type: LoadBalancer, externalTrafficPolicy: Local}}}}\n" for i in range(n)))),
    "merge keys": (30, lambda n: shape("apiVersion: v1\nkind: List\nitems:\n" + "".join(f"- {{apiVersion: v1, kind: Service, metadata: {{name: w{i}, annotations: {'&a {kubernetes.io/elb.class: performance}' if not i else '{<<: *a}'}}}, spec: {{type: LoadBalancer, externalTrafficPolicy: Local}}}}\n" for i in range(n)))),
    "merged keys": (150, lambda n: shape("base: &b\n" + "".join(f"  k{i}: v\n" for i in range(n)) + service("web", LOCAL, "selector:", "  <<: *b"))),
    "anchors": (100, lambda n: shape(service(annotations=[_CLASS, *(f"example.com/a{i}: &x{i} y" for i in range(n))]))),
    "depth of flow": (20, lambda n: shape(service("web", LOCAL, "x: " + "[" * n + "]" * n))),
    "depth of blocks": (20, lambda n: shape(service("web", LOCAL, *("  " * i + "x:" for i in range(n))))),
    "wide lists": (300, lambda n: shape(service("web", LOCAL, f"loadBalancerSourceRanges: [{', '.join(['10.0.0.0/8'] * n)}]"))),
    "wide lists of blocks": (300, lambda n: shape(service("web", LOCAL, "loadBalancerSourceRanges:", *["- 10.0.0.0/8"] * n))),
    "items of a list": (40, lambda n: shape("apiVersion: v1\nkind: List\nitems:\n" + "".join("- " + service(f"w{i}").replace("\n", "\n  ").rstrip() + "\n" for i in range(n)))),
    "flow": (40, lambda n: shape("{apiVersion: v1, kind: List, items: [" + ",".join(json.dumps(one) for one in _listed(n)) + "]}")),
    "flow of many lines": (40, lambda n: shape("{apiVersion: v1, kind: List, items: [\n" + ",\n".join(json.dumps(one, indent=1) for one in _listed(n)) + "]}")),
    "minified JSON": (40, lambda n: _json(n, None)),
    "indented JSON": (40, lambda n: _json(n, 1)),
    "JSON lines": (40, lambda n: shape("\n---\n".join(map(json.dumps, _listed(n))))),
    "a long line": (3000, lambda n: shape(service("web", LOCAL, f"x: {'y' * n}", PORTS))),
    "a long key": (3000, lambda n: shape(service("web", LOCAL, f"{'y' * n}: x", PORTS))),
    "a long comment": (3000, lambda n: shape(service("web", LOCAL + " #" + " x" * n, PORTS))),
    "a long name": (3000, lambda n: shape(service("w" * n))),
    "a long annotation": (3000, lambda n: shape(service(annotations=[_CLASS, f"kubernetes.io/elb.id: {'x' * n}"]))),
    "duplicate keys": (100, lambda n: shape(service(annotations=[_CLASS] * n))),
    "syntax errors": (120, lambda n: _many(n, lambda i: f"kind: Service\nx: [{i}\n")),
    "bad escapes": (120, lambda n: _many(n, lambda i: f'kind: Service\nx: "\\q{i}"\n')),
    "empty documents": (300, lambda n: shape("---\n" * n + service())),
    "document ends": (100, lambda n: shape("---\na: b\n...\n" * n + service())),
    "directives": (60, lambda n: shape("%YAML 1.1\n---\nkind: Service\n...\n" * n)),
    "comments before a marker": (100, lambda n: shape("---\na: b\n" + "# c\n" * n + "---\n" + service())),
    "CRLF": (30, lambda n: shape(documents(service(f"w{i}") for i in range(n)).replace("\n", "\r\n"))),
    "CR": (30, lambda n: shape(documents(service(f"w{i}") for i in range(n)).replace("\n", "\r"))),
    "Helm's comments": (40, lambda n: _many(n, lambda i: f"# Source: web/templates/a{i}.yaml\n" + service(f"w{i}"))),
    "external names": (40, lambda n: _many(n, lambda i: f"apiVersion: v1\nkind: Service\nmetadata: {{name: e{i}}}\nspec: {{type: ExternalName, externalName: {IP}}}\n", known())),
    "probes": (60, lambda n: _many(n, lambda i: deployment(f"d{i}", f"livenessProbe: {{httpGet: {{host: {IP}, port: 80}}}}"), known())),
    "volumes": (100, lambda n: shape(documents([known(), config_map([f"k: http://{IP}/"]), deployment("web", "image: x", pod=["volumes:", *["- {name: v, configMap: {name: settings, items: [{key: k}]}}"] * n])]))),
    "keys that a volume picks": (100, lambda n: shape(documents([known(), config_map([f"k{i}: http://{IP}/" for i in range(n)]), deployment("web", "image: x", pod=["volumes:", *(f"- {{name: v, configMap: {{name: settings, items: [{{key: k{i}}}]}}}}" for i in range(n))])]))),
    "statuses": (60, lambda n: shape(service("web", LOCAL, PORTS) + "status:\n  loadBalancer:\n    ingress:\n" + "".join(f"    - {{ip: 10.1.{i // 250}.{i % 250}}}\n" for i in range(n)))),
    "external IPs": (60, lambda n: shape(documents([service("web", LOCAL, PORTS, f"externalIPs: [{', '.join(f'10.1.{i // 250}.{i % 250}' for i in range(n))}]"), deployment("c", "args:", *(f"- http://10.1.{i // 250}.{i % 250}/" for i in range(n)))]))),
    "plain services": (100, lambda n: _many(n, lambda i: f"apiVersion: v1\nkind: Service\nmetadata: {{name: p{i}}}\nspec: {{ports: [{{port: 80}}], selector: {{app: web}}}}\n", known(), deployment())),
    "unknown version": (40, lambda n: _many(n, lambda i: f"apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {{name: p{i}}}\n", known())),
}  # fmt: skip

WITH_FAULTS = {
    "syntax errors",
    "bad escapes",
    "depth of flow",
    "depth of blocks",
    "a long key",
    "JSON patches that are not built",
}
"""The shapes with texts that cannot be read, or not be built, for which the exit code is 2."""
