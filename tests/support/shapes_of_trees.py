"""Shapes of trees, configurations, charts, kustomizations and reports: as tests/shapes.py has them of manifests."""

from __future__ import annotations

from collections.abc import Callable

from support.shapes import (
    ELB,
    IP,
    LOCAL,
    PORTS,
    Shape,
    config_map,
    deployment,
    documents,
    ingress,
    known,
    service,
    shape,
)

_OWN = ".elblint.yaml"
_FOLDER = ("--no-cache", ".")
_ANNOTATIONS = ("kubernetes.io/elb.class: performance", f"kubernetes.io/elb.id: {ELB}")


def _tree(files: dict[str, str]) -> Shape:
    return Shape({".git/HEAD": "", **files}, _FOLDER)


def _configured(config: str, n: int) -> Shape:
    return _tree({_OWN: config, **{f"d{i}/a.yaml": service(f"w{i}") for i in range(n)}})


def _strange(n: int) -> str:
    """A Service with many findings."""
    return service(annotations=[*_ANNOTATIONS, *(f"kubernetes.io/elb.strange{i}: x" for i in range(n))])


def _baseline(n: int) -> Shape:
    entries = ",\n".join(
        f'{{"rule": "ELB102", "object": "Service/default/w{i}", "field": "spec.externalTrafficPolicy"}}'
        for i in range(n)
    )
    return Shape(
        {
            "b.json": f'{{"version": 1, "findings": [{entries}]}}',
            "a.yaml": documents(service(f"w{i}") for i in range(n)),
        },
        ("--no-cache", "--baseline", "b.json", "a.yaml"),
    )


def _kustomization(fields: str, n: int, **files: str) -> Shape:
    written = {
        "base/kustomization.yaml": "resources: [a.yaml]\n",
        "base/a.yaml": documents(service(f"w{i}") for i in range(n)),
        "dev/kustomization.yaml": f"resources: [../base]\n{fields}",
    }
    return _tree(written | {f"dev/{name}": text for name, text in files.items()})


def _resources(n: int) -> Shape:
    listed = "".join(f"- a{i}.yaml\n" for i in range(n))
    return _tree(
        {"kustomization.yaml": f"resources:\n{listed}", **{f"a{i}.yaml": service(f"w{i}") for i in range(n)}}
    )


def _patch(i: int) -> str:
    return f"apiVersion: v1\nkind: Service\nmetadata: {{name: w{i}}}\nspec: {{externalTrafficPolicy: Local, ports: [{{port: {i + 81}}}]}}\n"


def _chart(templates: dict[str, str], values: str = "", *arguments: str) -> Shape:
    files = {
        "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
        "c/values.yaml": values,
        **{f"c/templates/{name}": text for name, text in templates.items()},
    }
    return Shape(files, ("--no-cache", *arguments, "c"))


def _range(n: int, inner: str = service("w{{ $i }}")) -> Shape:
    return _chart({"a.yaml": f"{{{{ range $i, $e := until {n} }}}}\n---\n{inner}{{{{ end }}}}\n"})


def _values(n: int) -> str:
    return "items:\n" + "".join(f"- name: n{i}\n  policy: Local\n" for i in range(n))


def _rendered(n: int, template: str, one: Callable[[int], str]) -> Shape:
    text = "".join(f"---\n# Source: c/templates/a.yaml\n{one(i)}" for i in range(n))
    chart = _chart({"a.yaml": template})
    return Shape({**chart.files, "out.yaml": text}, ("--no-cache", "out.yaml"))


def _report(kind: str) -> Callable[[int], Shape]:
    def make(n: int) -> Shape:
        return shape(documents(known(f"w{i}") for i in range(n)) + "---\n" + deployment(), "-f", kind)

    return make


def _command(*words: str) -> Callable[[int], Shape]:
    def make(n: int) -> Shape:
        text = documents(known(f"w{i}", f"ports: [{{port: {i + 1}}}]") for i in range(n))
        return Shape({"a.yaml": text + "---\n" + deployment()}, words)

    return make


def _flux(spec: str, services: str, number: int = 0) -> dict[str, str]:
    """A Kustomization of Flux with some fields, and the folder that it deploys."""
    head = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n"
    fixed = "  path: ./base\n  sourceRef: {kind: GitRepository, name: a}\n"
    return {
        f"flux/app{number}.yaml": f"{head}metadata: {{name: a{number}}}\nspec:\n{fixed}{spec}",
        "base/kustomization.yaml": "resources: [a.yaml]\n",
        "base/a.yaml": services,
    }


def _release(spec: str, **files: str) -> Shape:
    """A HelmRelease of a chart with one Service."""
    head = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: a}\n"
    chart = "  chart: {spec: {chart: ./c, sourceRef: {kind: GitRepository, name: a}}}\n"
    return _tree(
        {**_chart({"a.yaml": service()}).files, "app.yaml": f"{head}spec:\n{chart}{spec}"}
        | {path.replace("__", ".").replace("_", "/"): text for path, text in files.items()}
    )


def _application(block: str, services: str) -> Shape:
    head = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec:\n"
    return _tree(
        {
            "app.yaml": f"{head}  source:\n    path: base\n    kustomize:\n{block}",
            "base/kustomization.yaml": "resources: [a.yaml]\n",
            "base/a.yaml": services,
        }
    )


SHAPES: dict[str, tuple[int, Callable[[int], Shape]]] = {
    "clusters": (25, lambda n: _configured("clusters:\n" + "".join(f"  c{i}: {{paths: [d{i}/], proxy: ipvs}}\n" for i in range(n)), n)),
    "clusters of one ELB": (25, lambda n: _configured("clusters:\n" + "".join(f"  c{i}: {{paths: [/d{i}/]}}\n" for i in range(n)), n)),
    "exclude": (25, lambda n: _configured("exclude:\n" + "".join(f"- x{i}/\n" for i in range(n)), n)),
    "per-path-ignores": (25, lambda n: _configured("per-path-ignores:\n" + "".join(f"  x{i}/: [ELB102]\n" for i in range(n)), n)),
    "known ELBs": (40, lambda n: Shape({_OWN: "elbs:\n" + "".join(f"- {{id: e{i}, addresses: [10.0.{i // 250}.{i % 250}]}}\n" for i in range(n)), "a.yaml": documents(service(f"w{i}", LOCAL, PORTS, annotations=[f"kubernetes.io/elb.id: e{i}"]) for i in range(n))})),
    "suppress by object": (25, lambda n: Shape({_OWN: "suppress:\n" + "".join(f"- {{rules: [ELB102], objects: [Service/default/w{i}], reason: x}}\n" for i in range(n)), "a.yaml": documents(service(f"w{i}") for i in range(n))})),
    "suppress by path": (25, lambda n: _configured("suppress:\n" + "".join(f"- {{rules: [ELB102], paths: [d{i}/], reason: x}}\n" for i in range(n)), n)),
    "suppress by label": (25, lambda n: Shape({_OWN: "suppress:\n" + "".join(f"- {{rules: [ELB102], labels: {{app: a{i}}}, reason: x}}\n" for i in range(n)), "a.yaml": documents(service(f"w{i}", labels=f"app: a{i}") for i in range(n))})),
    "suppress by namespace": (25, lambda n: Shape({_OWN: "suppress:\n" + "".join(f"- {{rules: [ELB102], namespaces: [n{i}], reason: x}}\n" for i in range(n)), "a.yaml": documents(service(f"w{i}\n  namespace: n{i}") for i in range(n))})),
    "baseline": (40, _baseline),
    "comments above findings": (60, lambda n: shape("# c\n" * n + _strange(n).replace("strange0: x", "strange0: x # elblint: ignore[ELB602] y"))),
    "suppressions above findings": (60, lambda n: shape("# elblint: ignore[ELB602] why\n" * n + _strange(n))),
    "suppressing parts and findings": (120, lambda n: shape(_strange(n).replace("annotations:\n", 'annotations:\n    elblint.io/ignore: "' + "; ".join(["ELB602: why"] * n) + '"\n'))),
    "suppressions of one line": (80, lambda n: shape("{{/* elblint: ignore[ELB602] why */}}" * n + "\n" + _strange(n))),
    "hidden lines": (60, lambda n: shape(documents([config_map((f"k{i}: x" for i in range(n)), "Secret", "stringData"), _strange(n)]))),
    "files": (40, lambda n: _tree({f"a{i}.yaml": service(f"w{i}") for i in range(n)})),
    "files by name": (40, lambda n: Shape({f"a{i}.yaml": service(f"w{i}") for i in range(n)}, ("--no-cache", *(f"a{i}.yaml" for i in range(n))))),
    "folders": (40, lambda n: _tree({f"d{i}/a.yaml": service(f"w{i}") for i in range(n)})),
    "folders in folders": (20, lambda n: _tree({"d/" * (i + 1) + "a.yaml": service(f"w{i}") for i in range(n)})),
    "other files": (150, lambda n: _tree({"a.yaml": service(), **{f"a{i}.txt": "" for i in range(n)}})),
    ".gitignore files": (20, lambda n: _tree({path: text for i in range(n) for path, text in (("d/" * i + ".gitignore", f"x{i}\n"), ("d/" * (i + 1) + "a.yaml", "kind: A\n"))})),
    ".gitignore files beside each other": (40, lambda n: _tree({path: text for i in range(n) for path, text in ((f"d{i}/.gitignore", f"x{i}\n"), (f"d{i}/a.yaml", service(f"w{i}")))})),
    "patterns of .gitignore": (60, lambda n: _tree({".gitignore": "".join(f"x{i}\n" for i in range(n)), "a.yaml": service()})),
    "resources": (25, _resources),
    # The builder notes each patch at each object, so that what it builds grows with both.
    "patches": (40, lambda n: _kustomization("patches:\n" + "".join(f"- path: p{i}.yaml\n" for i in range(n)), 1, **{f"p{i}.yaml": _patch(0) for i in range(n)})),
    "inline patches": (40, lambda n: _kustomization("patches:\n" + "".join("- patch: '{apiVersion: v1, kind: Service, metadata: {name: w0}, spec: {externalTrafficPolicy: Local}}'\n" for _ in range(n)), 1)),
    "objects beside patches": (15, lambda n: _kustomization("patches:\n" + "".join(f"- path: p{i}.yaml\n" for i in range(4)), n, **{f"p{i}.yaml": _patch(i) for i in range(4)})),
    "JSON patches that are not built": (15, lambda n: _kustomization("patches:\n" + "".join(f"- {{target: {{kind: Service, name: w{i}}}, patch: '[{{op: add, path: /spec/externalTrafficPolicy, value: Local}}]'}}\n" for i in range(n)), n)),
    "operations of a patch": (25, lambda n: _kustomization("patches:\n- target: {kind: Service, name: w0}\n  patch: |\n" + "".join(f"    - {{op: add, path: /metadata/annotations/kubernetes.io~1elb.strange{i}, value: x}}\n" for i in range(n)), 1)),
    "patches of one file": (15, lambda n: _kustomization("patches: [{path: p.yaml}]\n", n, **{"p.yaml": documents(_patch(i) for i in range(n))})),
    "generators": (25, lambda n: _kustomization("configMapGenerator:\n" + "".join(f"- {{name: m{i}, literals: [a=http://{IP}/]}}\n" for i in range(n)), 1)),
    "literals of a generator": (60, lambda n: _kustomization("configMapGenerator:\n- name: m\n  literals:\n" + "".join(f"  - a{i}=http://{IP}/\n" for i in range(n)), 1)),
    "overlays": (8, lambda n: _tree({"base/kustomization.yaml": "resources: [a.yaml]\n", "base/a.yaml": service(), **{f"o{i}/kustomization.yaml": f"resources: [../base]\nnamePrefix: p{i}-\n" for i in range(n)}})),
    "kustomizations in each other": (20, lambda n: _tree({**{f"k{i}/kustomization.yaml": f"resources: [../k{i + 1}]\n" for i in range(n)}, f"k{n}/kustomization.yaml": "resources: [a.yaml]\n", f"k{n}/a.yaml": service()})),
    "variables": (15, lambda n: _tree(_flux("  postBuild:\n    substitute:\n" + "".join(f"      p{i}: Local\n" for i in range(n)), documents(service(f"w{i}", f"externalTrafficPolicy: ${{p{i}}}", PORTS) for i in range(n))))),
    "uses of one variable": (15, lambda n: _tree(_flux("  postBuild: {substitute: {p: Local}}\n", documents(service(f"w{i}", "externalTrafficPolicy: ${p}", PORTS) for i in range(n))))),
    "deployments of one folder": (6, lambda n: _tree({path: text for i in range(n) for path, text in _flux(f"  postBuild: {{substitute: {{p: 'v{i}'}}}}\n", service(), i).items()})),
    "manifests without a kustomization": (15, lambda n: _tree({"app.yaml": _flux("  namePrefix: x-\n", "")["flux/app0.yaml"], **{f"base/a{i}.yaml": service(f"w{i}") for i in range(n)}})),
    "patches of an Application": (15, lambda n: _application("      patches:\n" + "".join("      - patch: '{apiVersion: v1, kind: Service, metadata: {name: w}, spec: {externalTrafficPolicy: Local}}'\n" for _ in range(n)), service("w"))),
    "generators of values": (20, lambda n: _release("  valuesFrom:\n" + "".join(f"  - {{kind: ConfigMap, name: m{i}, valuesKey: a, targetPath: x{i}}}\n" for i in range(n)), k_kustomization__yaml="configMapGenerator:\n" + "".join(f"- {{name: m{i}, literals: [a=b]}}\n" for i in range(n)))),
    "lines of one generator of values": (40, lambda n: _release("  valuesFrom: [{kind: ConfigMap, name: m, valuesKey: k1, targetPath: x}]\n", k_kustomization__yaml="configMapGenerator: [{name: m, envs: [e]}]\n", k_e="".join(f"k{i}=v\n" for i in range(n)))),
    "labels of a kustomization": (25, lambda n: _kustomization("commonLabels: {a: b}\nnamespace: x\n", n)),
    "range": (40, _range),
    "range with a hash": (40, lambda n: _range(n, service("w{{ $i }}", LOCAL, PORTS, "x: {{ toString $i | sha256sum }}"))),
    "range of equal services": (40, lambda n: _range(n, service("w", LOCAL, PORTS, "x: {{ toString $i | sha256sum }}"))),
    "range over values": (25, lambda n: _chart({"a.yaml": "{{ range .Values.items }}\n---\n" + service("{{ .name }}", "externalTrafficPolicy: {{ .policy }}", PORTS) + "{{ end }}"}, _values(n))),
    "one value of many services": (25, lambda n: _chart({"a.yaml": f"{{{{ range $i, $e := until {n} }}}}\n---\n" + service("w{{ $i }}", "externalTrafficPolicy: {{ $.Values.policy }}", PORTS) + "{{ end }}"}, "policy: Local\n")),
    "a number of many services": (25, lambda n: _chart({"a.yaml": f"{{{{ range $i, $e := until {n} }}}}\n---\n" + service("w{{ $i }}", LOCAL, "healthCheckNodePort: {{ $.Values.port }}", "ports: [{port: 80, nodePort: {{ $.Values.port }}}]") + "{{ end }}"}, "port: 30080\n")),
    "written values": (150, lambda n: _chart({"a.yaml": service("web", LOCAL, PORTS).replace("annotations:\n", "annotations:\n    {{- toYaml .Values.annotations | nindent 4 }}\n")}, "annotations:\n" + "".join(f"  kubernetes.io/elb.strange{i}: x\n" for i in range(n)))),
    "values": (100, lambda n: _chart({"a.yaml": service("web", "externalTrafficPolicy: {{ .Values.policy }}", PORTS)}, "policy: Local\n" + "".join(f"k{i}: Local\n" for i in range(n)))),
    "templates of a chart": (25, lambda n: _chart({f"a{i}.yaml": service(f"w{i}") for i in range(n)})),
    "documents of a template": (25, lambda n: _chart({"a.yaml": documents(service(f"w{i}") for i in range(n))})),
    "definitions": (25, lambda n: _chart({"_h.tpl": "".join(f'{{{{ define "d{i}" }}}}{LOCAL}{{{{ end }}}}\n' for i in range(n)), "a.yaml": documents(service(f"w{i}", f'{{{{ include "d{i}" . }}}}', PORTS) for i in range(n))})),
    "actions of a line": (60, lambda n: _chart({"a.yaml": service("web", LOCAL, PORTS, "x: " + '{{ "a" }}' * n)})),
    "conditions in each other": (30, lambda n: _chart({"a.yaml": "{{ if true }}" * n + "\n" + service() + "{{ end }}" * n})),
    "charts": (5, lambda n: Shape({path: text for i in range(n) for path, text in ((f"c{i}/Chart.yaml", f"apiVersion: v2\nname: c{i}\nversion: 1.0.0\n"), (f"c{i}/templates/a.yaml", service(f"w{i}")))}, _FOLDER)),
    "Helm's comments of one range": (25, lambda n: _rendered(n, "{{ range .Values.items }}\n---\n" + service("w{{ . }}") + "{{ end }}", lambda i: service(f"w{i}"))),
    "Helm's comments of documents": (25, lambda n: _rendered(n, documents(service(f"w{i}") for i in range(n)), lambda i: service(f"w{i}"))),
    "lines of a rendered document": (40, lambda n: _rendered(1, _strange(n), lambda i: _strange(n))),
    "rules of a rendered Ingress": (25, lambda n: _rendered(1, ingress("w", "rules:", *(f"- host: h{i}" for i in range(n))), lambda _: ingress("w", "rules:", *(f"- host: h{i}" for i in range(n))))),
    **{f"report in {kind}": (25, _report(kind)) for kind in ("text", "sarif", "json", "html", "github", "gitlab", "junit", "checkstyle", "markdown", "concise")},
    **{f"reach in {kind}": (25, _command("reach", "-f", kind, "a.yaml")) for kind in ("text", "json", "csv", "markdown", "mermaid", "dot", "svg", "html")},
    "diff of folders": (15, lambda n: Shape({f"{side}/a.yaml": documents(service(f"w{i}", f"externalTrafficPolicy: {policy}", PORTS) for i in range(n)) for side, policy in (("old", "Cluster"), ("new", "Local"))}, ("diff", "old", "new"))),
    "fix": (25, _command("fix", "--unsafe", "a.yaml")),
    "fix --write": (15, _command("fix", "--unsafe", "--write", "a.yaml")),
    "fix of one object": (25, lambda n: Shape({"a.yaml": service(annotations=[*_ANNOTATIONS, *['kubernetes.io/elb.pass-trough: "true"'] * n])}, ("fix", "--unsafe", "a.yaml"))),
    "fix of many files": (15, lambda n: Shape({f"a{i}.yaml": service(f"w{i}", annotations=[*_ANNOTATIONS, 'kubernetes.io/elb.pass-trough: "true"']) for i in range(n)}, ("fix", "--unsafe", "."))),
    "writing a baseline": (25, _command("baseline", "a.yaml")),
    "diff of versions": (25, _command("--statistics", "--no-cache", "a.yaml")),
}  # fmt: skip
