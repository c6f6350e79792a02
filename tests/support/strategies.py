"""Hypothesis strategies: manifests that look real, and text that does not."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from elblint.engine.library import Library
from elblint.system.package_data import built_in_rules

ELB = "kubernetes.io/elb."
_CATALOGUE = Library(built_in_rules()).annotation_catalogue().entries.values()
IDS = ("3c7caa5a-a641-4bff-801a-feace27424b6", "8f2c2f3e-6a0b-4a53-9f0e-0c5f5f6f1b11", "<elb-id>")

# What somebody, or a tool, is meant to fill in.
placeholders = st.sampled_from(["{{ .Values.x }}", "${X}", "$(X)", "<x>", "xxxx"])
# Whatever a field may hold by mistake.
odd = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8), placeholders
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


def mostly(usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """The usual, and once in a while something odd."""
    return st.one_of(usual, usual, usual, usual, odd)


def some(
    always: dict[str, st.SearchStrategy[Any]] | None = None, **fields: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    """An object with some of these fields, and those that are always there."""
    return st.fixed_dictionaries(
        {name: mostly(field) for name, field in (always or {}).items()},
        optional={name: mostly(field) for name, field in fields.items()},
    )


def few(item: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A short list."""
    return st.lists(mostly(item), max_size=2)


elb_annotations: st.SearchStrategy[Any] = st.fixed_dictionaries(
    {},
    optional={
        ELB + "class": mostly(st.sampled_from(["union", "performance", "dnat", "shared", "${CLASS}"])),
        ELB + "id": mostly(st.sampled_from(IDS)),
        ELB + "ip": mostly(st.sampled_from(["192.168.0.7", "80.1.2.3", "not-an-address"])),
        ELB + "autocreate": mostly(
            st.sampled_from(['{"type":"inner"}', '{"available_zone":["a"]}', "{", "[]"])
        ),
        ELB + "pass-through": mostly(st.sampled_from(["true", "onlyLocal", "false", "TRUE", "{{ .x }}"])),
        ELB + "port-ranges": mostly(st.sampled_from(['{"a":["1,9"]}', '{"a":[1,9]}', "[", '{"a":"9-1"}'])),
        ELB + "protocol-port": mostly(st.sampled_from(["http:80", "https:443,http:80", ":"])),
        ELB + "multicluster": mostly(st.just("true")),
        "kubernetes.io/ingress.class": mostly(st.sampled_from(["cce", "nginx"])),
    },
)
# Any annotation of the catalogue, with values that are right, wrong or odd.
catalogued: st.SearchStrategy[Any] = st.sampled_from(
    sorted(_CATALOGUE, key=lambda entry: entry.name)
).flatmap(
    lambda entry: st.tuples(
        st.just(entry.name + ("web" if entry.is_prefix else "")),
        mostly(st.sampled_from([*entry.passes, *entry.fails, "", "${X}"])),
    )
)
some_catalogued = st.lists(catalogued, max_size=6).map(dict)
labels: st.SearchStrategy[Any] = st.dictionaries(
    st.sampled_from(["app", "tier"]), st.one_of(st.sampled_from(["a", "b"]), placeholders), max_size=2
)


def metadata() -> st.SearchStrategy[Any]:
    names: st.SearchStrategy[Any] = st.sampled_from(["a", "b", "名"])
    return st.fixed_dictionaries(
        {"name": mostly(names)},
        optional={
            "namespace": mostly(st.sampled_from(["x", "y"])),
            "annotations": mostly(st.one_of(elb_annotations, some_catalogued)),
            "labels": mostly(some_catalogued),
        },
    )


names = st.sampled_from(["a", "b"])
ports = st.one_of(st.integers(1, 100), st.sampled_from(["80", "http"]))
hosts = st.sampled_from(["a.example.com", "*.example.com", "", "b"])
calls = st.one_of(
    placeholders,
    st.sampled_from([
        "http://192.168.0.7:80/x", "192.168.0.7", "80.1.2.3:443", "https://a.example.com", "$(HOST):30080", "[::1]:80",
        "NO_PROXY=192.168.0.7,a", "udp://192.168.0.7:53", "MTkyLjE2OC4wLjc=",
    ]),
)  # fmt: skip
backend = st.one_of(
    some(serviceName=names, servicePort=ports),
    some(service=some(name=names, port=some(number=ports, name=names))),
)
service = st.fixed_dictionaries(
    {
        "apiVersion": st.just("v1"),
        "kind": st.just("Service"),
        "metadata": mostly(metadata()),
        "spec": mostly(
            some(
                {
                    "type": st.sampled_from(["NodePort", "LoadBalancer", "ClusterIP"]),
                    "selector": labels,
                    "ports": few(
                        some(
                            {"port": st.one_of(st.integers(1, 100), placeholders)},
                            name=st.sampled_from(["a", "http"]),
                            protocol=st.sampled_from(["TCP", "UDP", "${P}"]),
                            targetPort=st.one_of(
                                st.integers(1, 100), st.sampled_from(["http", "x"]), placeholders
                            ),
                            nodePort=st.integers(30000, 32767),
                        )
                    ),
                },
                externalTrafficPolicy=st.sampled_from(["Local", "Cluster", "${P}"]),
                loadBalancerIP=st.sampled_from(["192.168.0.7", "80.1.2.3"]),
                externalIPs=st.just(["192.168.0.9"]),
            )
        ),
    },
    optional={"status": mostly(st.just({"loadBalancer": {"ingress": [{"ip": "192.168.0.7"}]}}))},
)
ingress = st.fixed_dictionaries(
    {
        "apiVersion": st.sampled_from(["networking.k8s.io/v1", "extensions/v1beta1"]),
        "kind": st.just("Ingress"),
        "metadata": mostly(metadata()),
    },
    optional={
        "spec": mostly(
            some(
                ingressClassName=st.sampled_from(["cce", "nginx"]),
                rules=few(some(host=hosts, http=some(paths=few(some(path=names, backend=backend))))),
                tls=few(some(hosts=few(hosts), secretName=names)),
                defaultBackend=backend,
            )
        )
    },
)
term = some(
    topologyKey=st.sampled_from(["kubernetes.io/hostname", "zone"]),
    labelSelector=some(
        matchLabels=labels, matchExpressions=few(some(key=names, operator=st.just("In"), values=few(names)))
    ),
    namespaces=few(names),
)
required = some(requiredDuringSchedulingIgnoredDuringExecution=few(term))
node_terms = few(
    some(matchExpressions=few(some(key=names, operator=st.sampled_from(["In", "NotIn"]), values=few(names))))
)
container = some(
    name=names,
    env=few(some(name=names, value=calls, valueFrom=some(fieldRef=some(fieldPath=st.just("status.hostIP"))))),
    envFrom=few(some(configMapRef=some(name=names), secretRef=some(name=names))),
    args=few(calls),
    ports=few(some(name=st.just("http"), containerPort=ports)),
    readinessProbe=some(httpGet=some(port=ports)),
    restartPolicy=st.just("Always"),
)
pod_spec = some(
    containers=few(container),
    initContainers=few(container),
    hostNetwork=st.booleans(),
    nodeName=names,
    nodeSelector=labels,
    tolerations=few(some(operator=st.just("Exists"))),
    affinity=some(
        podAffinity=required,
        podAntiAffinity=required,
        nodeAffinity=some(requiredDuringSchedulingIgnoredDuringExecution=some(nodeSelectorTerms=node_terms)),
    ),
    hostAliases=few(some(ip=st.just("192.168.0.7"), hostnames=few(hosts))),
    readinessGates=few(some(conditionType=st.sampled_from(["cce.io/elb-a", "a"]))),
    volumes=few(some(configMap=some(name=names), secret=some(secretName=names))),
)
template = some(
    {
        "metadata": some({"labels": labels}, annotations=st.just({"sidecar.istio.io/inject": "true"})),
        "spec": pod_spec,
    }
)
workload = st.one_of(
    st.fixed_dictionaries(
        {
            "apiVersion": st.just("apps/v1"),
            "kind": st.sampled_from(["Deployment", "StatefulSet", "DaemonSet"]),
            "metadata": mostly(metadata()),
            "spec": mostly(some({"template": template}, replicas=st.integers(0, 3))),
        }
    ),
    st.fixed_dictionaries(
        {
            "apiVersion": st.just("v1"),
            "kind": st.just("Pod"),
            "metadata": mostly(metadata()),
            "spec": mostly(pod_spec),
        }
    ),
    st.fixed_dictionaries(
        {
            "apiVersion": st.just("batch/v1"),
            "kind": st.just("CronJob"),
            "metadata": mostly(metadata()),
            "spec": mostly(some({"jobTemplate": some({"spec": some({"template": template})})})),
        }
    ),
)
beside = st.one_of(
    st.fixed_dictionaries(
        {
            "apiVersion": st.just("v1"),
            "kind": st.sampled_from(["ConfigMap", "Secret"]),
            "metadata": mostly(metadata()),
            "data": mostly(st.dictionaries(names, mostly(calls), max_size=2)),
        }
    ),
    st.fixed_dictionaries(
        {
            "apiVersion": st.just("autoscaling/v2"),
            "kind": st.just("HorizontalPodAutoscaler"),
            "spec": mostly(
                some(
                    minReplicas=st.integers(0, 3), scaleTargetRef=some(kind=st.just("Deployment"), name=names)
                )
            ),
        }
    ),
    st.fixed_dictionaries(
        {
            "apiVersion": st.just("v1"),
            "kind": st.just("Endpoints"),
            "metadata": mostly(metadata()),
            "subsets": mostly(
                few(some(addresses=few(some(targetRef=some(kind=st.just("Pod"), name=names)))))
            ),
        }
    ),
)
manifest = st.one_of(service, service, service, ingress, workload, workload, beside, odd)
loaded = st.lists(manifest, min_size=1, max_size=6)

clusters = st.sampled_from(
    [
        "",
        "standard",
        "turbo,ipvs",
        "vpc,ipvs,1.29",
        "tunnel,iptables,1.15",
        "ipvs",
        "ipvs,1.17",
        "standard,ipvs,1.30",
    ]
)


def as_text(documents: list[object]) -> str:
    """Documents as a YAML stream (JSON is YAML, once it has no surrogate pairs)."""
    return "\n---\n".join(json.dumps(document, ensure_ascii=False, indent=2) for document in documents)


# Text that is nearly YAML.
fragments = st.sampled_from(
    [
        "kind: Service\n", "kind: List\nitems:\n", "- ", "  ", "spec:\n", "---\n", "--- # c\n", "...\n", "{", "}", "[", "]",
        "a: ", "*a", "&a ", "<<: ", "|\n", ">-\n", '"', "'", "#", ":", "\t", "\r\n", "\r", "\u2028", "\u0085", "😀", "{{ x }}",
        "%YAML 1.1\n", "!!str ", "\ufeff", "on: off\n", "? ", "\x00", "\x1b[2J",
    ]
)  # fmt: skip
rubbish = st.lists(st.one_of(fragments, st.text(max_size=4)), max_size=25).map("".join)

# Lines that together are nearly a document in block style.
_KEYS = st.sampled_from(
    ["a", "b", "kind", '"a"', "'b'", "a.b/c", "on", "1", "010", "$x", "-a", "a b", "a:b", "#a", "", "~"]
)
_VALUES = st.sampled_from(
    [
        "", " ", " x", " x y", "  x  ", " 'x'", ' "x"', " 'it''s'", ' "a\\n"', " 'x' # c", " x # c", " x#c", " # c", " #c",
        " x: y", " x:", " -1", " - x", " -", " {}", " []", " {a: 1, b: 'c'}", " {a: 1, a: 2}", " [a, \"b\"]", " [a,b]", " [a, ]",
        " {a: {b: c}}", " [a", " {a: 1} # c", " {a: 1}x", " {a:1}", " [1.5, -2]", " |", " |-", " >", " >+", " |2", " | # c", " |x",
        " &a x", " *a", " !!str x", " <<", " %a", " @a", " ~", " null", " yes", " 0x10", " é", " 😀", " x\ty", " $(A)", " ?", " ,",
        " 'x", ' "x', " ''", ' ""', " 'x'y", " http://a/b", " a:b", " =",
    ]
)  # fmt: skip
_DASHES = st.sampled_from(["", "", "", "- ", "-   ", "- - ", "-"])
_BLOCK_LINE = st.builds(
    lambda indent, dashes, key, value: f"{' ' * indent}{dashes}{key}:{value}",
    st.sampled_from([0, 0, 2, 2, 4, 4, 1, 3, 6]),
    _DASHES,
    _KEYS,
    _VALUES,
)
_OTHER_LINE = st.one_of(
    st.sampled_from(
        ["", "  ", "# c", "  # c", "---", "--- # c", "...", "--- x", "%YAML 1.1", "\t", "    x", "\r"]
    ),
    st.builds(
        lambda indent, dashes, value: f"{' ' * indent}{dashes}{value}",
        st.sampled_from([0, 2, 4]),
        _DASHES,
        _VALUES,
    ),
)
block_lines = st.builds(
    lambda head, lines, end: head + "\n".join(lines) + end,
    st.sampled_from(["", "---\n", "--- # c\n", "---\n\n# c\n"]),
    st.lists(st.one_of(_BLOCK_LINE, _BLOCK_LINE, _BLOCK_LINE, _OTHER_LINE), min_size=1, max_size=9),
    st.sampled_from(["", "\n", "\n\n"]),
)


@st.composite
def yaml_words(draw: st.DrawFn) -> str:
    """``a: VALUE`` with one string in any of YAML's styles, folded at a narrow width."""
    import io

    from ruamel.yaml import YAML
    from ruamel.yaml.scalarstring import (
        DoubleQuotedScalarString,
        FoldedScalarString,
        LiteralScalarString,
        SingleQuotedScalarString,
    )

    styles = (
        str,
        SingleQuotedScalarString,
        DoubleQuotedScalarString,
        FoldedScalarString,
        LiteralScalarString,
    )
    value = draw(st.text(alphabet="ab1 .:\n'\"\\#é😀\t", max_size=40))
    yaml = YAML()
    yaml.width = draw(st.sampled_from([4, 12, 80]))
    out = io.StringIO()
    yaml.dump({"a": draw(st.sampled_from(styles))(value)}, out)
    return out.getvalue()
