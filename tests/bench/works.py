"""The work that is timed: Kubernetes manifests as Helm renders them, made from a seed.

The same seed gives the same bytes. A document has between one and four kilobytes, as those of public charts have.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from pathlib import Path

Make = Callable[[random.Random, int], str]

_WORDS = [
    "gateway",
    "broker",
    "ledger",
    "invoice",
    "catalog",
    "basket",
    "session",
    "metrics",
    "worker",
    "billing",
    "search",
    "upload",
    "render",
]


def service(rng: random.Random, number: int) -> str:
    """A Service; one in three is on an ELB."""
    name = f"{rng.choice(_WORDS)}-{number}"
    on_elb = number % 3 == 0
    elb = f"""
    kubernetes.io/elb.class: {rng.choice(["union", "performance"])}
    kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-{number // 6:012d}
    kubernetes.io/elb.health-check-option: '{{"protocol":"TCP","delay":"5","timeout":"10","max_retries":"3"}}'
    kubernetes.io/elb.health-check-flag: "on\""""
    ports = "\n".join(
        f"  - name: port-{at}\n    port: {1000 + number % 20000 + at}\n    targetPort: {8080 + at}\n    protocol: TCP"
        for at in range(rng.randint(1, 6))
    )
    return f"""# Source: shop/templates/{name}/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: {name}
  namespace: team-{number % 40}
  labels:
{_labels(rng, name)}
  annotations:
    checksum/config: {rng.getrandbits(256):064x}
    prometheus.io/scrape: "true"{elb if on_elb else ""}
spec:
  type: {"LoadBalancer" if on_elb else "ClusterIP"}
  externalTrafficPolicy: {rng.choice(["Local", "Cluster"])}
  sessionAffinity: None
  selector:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/instance: shop
  ports:
{ports}
"""


def ingress(rng: random.Random, number: int) -> str:
    """An Ingress; one in two is on an ELB."""
    name = f"{rng.choice(_WORDS)}-{number}"
    elb = f"""
    kubernetes.io/elb.class: union
    kubernetes.io/elb.id: 5d0bd5bb-0d4c-4b42-8d5a-{number // 8:012d}
    kubernetes.io/elb.port: "{rng.choice([80, 443, 8443])}\""""
    rules = "\n".join(
        f"""  - host: {name}-{at}.example.com
    http:
      paths:
      - path: /{rng.choice(_WORDS)}
        pathType: Prefix
        backend:
          service:
            name: {name}
            port:
              number: {1000 + at}"""
        for at in range(rng.randint(1, 5))
    )
    return f"""# Source: shop/templates/{name}/ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {name}
  namespace: team-{number % 40}
  labels:
{_labels(rng, name)}
  annotations:
    example.com/rewrite: /$1{elb if number % 2 == 0 else ""}
spec:
  ingressClassName: {"cce" if number % 2 == 0 else "nginx"}
  rules:
{rules}
"""


def deployment(rng: random.Random, number: int) -> str:
    """A Deployment with a container or two; some are told addresses."""
    name = f"{rng.choice(_WORDS)}-{number}"
    env = "\n".join(
        f'        - name: {rng.choice(_WORDS).upper()}_{at}\n          value: "{_value(rng)}"'
        for at in range(rng.randint(4, 16))
    )
    return f"""# Source: shop/templates/{name}/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  namespace: team-{number % 40}
  labels:
{_labels(rng, name)}
spec:
  replicas: {rng.randint(1, 5)}
  selector:
    matchLabels:
      app.kubernetes.io/name: {name}
      app.kubernetes.io/instance: shop
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {name}
        app.kubernetes.io/instance: shop
    spec:
      serviceAccountName: {name}
      containers:
      - name: main
        image: registry.example.com/{name}:1.{rng.randint(0, 40)}.0
        args: ["--listen=0.0.0.0:8080", "--log-level=info"]
        ports:
        - name: http
          containerPort: 8080
        env:
{env}
        readinessProbe:
          httpGet:
            path: /healthz
            port: http
        resources:
          limits: {{cpu: 500m, memory: 512Mi}}
          requests: {{cpu: 100m, memory: 128Mi}}
"""


def config_map(rng: random.Random, number: int) -> str:
    """A ConfigMap with block scalars of some length; one in fifty names an address."""
    lines = "\n".join(f"    {rng.choice(_WORDS)}.{at} = {_value(rng)}" for at in range(rng.randint(25, 90)))
    return f"""# Source: shop/templates/config-{number}.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: config-{number}
  namespace: team-{number % 40}
data:
  application.properties: |
{lines}
  feature: "on"
"""


def with_a_finding() -> Iterator[str]:
    """One Service on a dedicated ELB whose address does not answer callers on some nodes: ELB102."""
    made = (service(random.Random(seed), 0) for seed in itertools.count())
    yield next(text for text in made if "performance" in text and "Policy: Local" in text)


def definition(rng: random.Random, number: int) -> str:
    """A CustomResourceDefinition."""
    fields = "\n".join(
        f"""              {rng.choice(_WORDS)}{at}:
                description: The {rng.choice(_WORDS)} of the {rng.choice(_WORDS)}, {"as it is, " * rng.randint(1, 4)}so to say.
                type: {rng.choice(["string", "integer", "boolean"])}"""
        for at in range(rng.randint(8, 24))
    )
    return f"""# Source: shop/crds/{number}.yaml
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: things{number}.example.com
spec:
  group: example.com
  names: {{kind: Thing{number}, plural: things{number}}}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties:
{fields}
"""


def alert(rng: random.Random, number: int) -> str:
    """A PrometheusRule."""
    rules = "\n".join(
        f"""    - alert: {rng.choice(_WORDS).title()}Alert{at}
      expr: sum(rate(requests_total{{job="{rng.choice(_WORDS)}",code=~"5.."}}[5m])) by (pod) > {rng.randint(1, 99)}
      for: {rng.randint(1, 30)}m
      labels: {{severity: {rng.choice(["page", "ticket"])}}}
      annotations:
        summary: "{rng.choice(_WORDS)} is slow: {{{{ $value }}}}" """.rstrip()
        for at in range(rng.randint(4, 14))
    )
    return f"""# Source: shop/templates/alerts-{number}.yaml
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: alerts-{number}
  namespace: team-{number % 40}
spec:
  groups:
  - name: group-{number}
    rules:
{rules}
"""


def _labels(rng: random.Random, name: str) -> str:
    return f"""    app.kubernetes.io/name: {name}
    app.kubernetes.io/instance: shop
    app.kubernetes.io/version: "1.{rng.randint(0, 40)}.{rng.randint(0, 9)}"
    app.kubernetes.io/managed-by: Helm
    helm.sh/chart: shop-2.{rng.randint(0, 9)}.0"""


def _value(rng: random.Random) -> str:
    return rng.choice(
        [
            f"http://{rng.choice(_WORDS)}.team-{rng.randint(0, 39)}.svc:8080/v1",
            f"{rng.getrandbits(64):016x}",
            f"10.247.{rng.randint(0, 255)}.{rng.randint(1, 254)}",
            rng.choice(_WORDS),
            f"{rng.randint(1, 99999)}ms",
        ]
    )


MIX: list[tuple[Make, int]] = [
    (service, 25), (ingress, 15), (deployment, 20), (config_map, 20), (definition, 10), (alert, 10),
]  # fmt: skip
"""The mixed work: 40 % Services and Ingresses."""
RELEVANT: list[tuple[Make, int]] = [(service, 60), (ingress, 40)]
"""Work in which every document matters."""


def documents(count: int, mix: list[tuple[Make, int]], seed: int = 7) -> Iterator[str]:
    """``count`` documents in the proportions of ``mix``."""
    rng = random.Random(seed)
    makes, weights = zip(*mix, strict=True)
    for number, make in enumerate(rng.choices(makes, weights, k=count)):
        yield make(rng, number)


def with_callers(count: int, seed: int = 7) -> Iterator[str]:
    """Services on an ELB with an address, each with a Deployment behind it and one that calls the address."""
    rng = random.Random(seed)
    for number in range(count // 3):
        address = f"10.{number // 62500}.{number // 250 % 250}.{number % 250 + 1}"
        on_elb = service(rng, number * 3).replace(
            "  sessionAffinity: None", f"  loadBalancerIP: {address}\n  sessionAffinity: None"
        )
        yield on_elb
        yield deployment(rng, number * 3 + 1)
        yield deployment(rng, number * 3 + 2).replace("value: http://", f"value: http://{address}/", 1)


def stream(texts: Iterator[str], path: Path) -> Path:
    """All documents in one file."""
    with path.open("w", encoding="utf-8") as file:
        for text in texts:
            file.write("---\n" + text)
    return path


def tree(texts: Iterator[str], folder: Path) -> Path:
    """One small file for each document, a hundred in a folder."""
    for number, text in enumerate(texts):
        below = folder / f"{number // 100:04d}"
        below.mkdir(parents=True, exist_ok=True)
        (below / f"{number % 100:02d}.yaml").write_text(text, encoding="utf-8")
    return folder


def forest(count: int, folder: Path) -> Path:
    """A thousand files with many documents each."""
    each = count // 1000
    texts = documents(count, MIX)
    for number in range(1000):
        below = folder / f"{number // 50:02d}"
        below.mkdir(parents=True, exist_ok=True)
        stream(itertools.islice(texts, each), below / f"{number % 50:02d}.yaml")
    return folder
