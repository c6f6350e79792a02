"""Hostnames as callers in the cluster resolve them: what is mapped inside is no fault, what cannot be followed is said."""

from __future__ import annotations

import json

import pytest

from elblint.engine.finding import Finding
from support.project import Project

FRONT = """\
apiVersion: v1
kind: Service
metadata:
  name: edge
  namespace: edge
  annotations:
    kubernetes.io/elb.class: performance
    kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6
    external-dns.alpha.kubernetes.io/hostname: git.corp.example,www.corp.example
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  loadBalancerIP: 192.168.10.36
  selector: {app: edge}
  ports: [{port: 443}]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: edge, namespace: edge}
spec:
  template:
    metadata: {labels: {app: edge}}
    spec: {containers: [{name: c, image: a, readinessProbe: {tcpSocket: {port: 443}}}]}
---
"""
CALLER = """\
apiVersion: v1
kind: Pod
metadata: {name: runner, namespace: git, annotations: {%s}}
spec:
  %scontainers: [{name: r, image: a, env: [{name: URL, value: "https://git.corp.example/"}]}]
---
"""


def config_map(name: str, **files: str) -> str:
    written = json.dumps({key.replace("_", "."): text for key, text in files.items()})
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: kube-system}}\ndata: {written}\n---\n"


def coredns(*lines: str, forward: str = "/etc/resolv.conf") -> str:
    text = "\n".join(["errors", *lines, f"forward . {forward}"])
    return config_map("coredns", Corefile=f".:5353 {{\n{text}\n}}\n")


def calls(project: Project, *parts: str, caller: str = CALLER % ("", "")) -> list[Finding]:
    project.write("a.yaml", FRONT + caller + "".join(parts))
    found = project.findings("standard,vpc,ipvs,1.29")
    return [one for one in found if one.rule == "ELB402" and one.subject == "Pod git/runner"]


def verdict(found: list[Finding]) -> str:
    """Return ``none``, ``certain``, or the fact that decides."""
    if not found:
        return "none"
    (one,) = found
    return "certain" if one.certainty == "certain" else " ".join(name for name, _ in one.unknown_facts)


SERVICE = "edge.edge.svc.cluster.local"
COREFILES = {
    "an exact name": (f"rewrite name exact git.corp.example {SERVICE}", "none"),
    "with the answer's name put back": (f"rewrite stop name git.corp.example {SERVICE} answer auto", "none"),
    "a block of its own": (f"rewrite stop {{\nname exact git.corp.example {SERVICE}\nanswer auto\n}}", "none"),
    "a prefix": ("rewrite name prefix git. wiki.", "call.rewritten"),
    "a part": ("rewrite name substring corp.example edge.svc.cluster.local", "none"),
    "a pattern": (r"rewrite name regex (.*)\.corp\.example\.? {1}.edge.svc.cluster.local", "none"),
    "a pattern for others": (r"rewrite name regex (.*)\.shop\.example\.? {1}.edge.svc.cluster.local", "call.resolves"),
    "no pattern at all": ("rewrite name regex ((( x.y", "call.rewritten"),
    "two steps": (
        f"rewrite continue name git.corp.example a.b\nrewrite name a.b {SERVICE}",
        "none",
    ),
    "no second step": (f"rewrite name git.corp.example a.b\nrewrite name a.b {SERVICE}", "call.rewritten"),
    "another name of an ELB": ("rewrite name git.corp.example www.corp.example", "call.resolves"),
    "a name that is mapped": ("rewrite name git.corp.example a.b\nhosts {\n10.247.3.4 a.b\nfallthrough\n}", "none"),
    "another record": ("rewrite type ANY HINFO", "call.resolves"),
    "an address of no ELB": ("hosts {\n10.247.3.4 git.corp.example\n}", "none"),
    "the ELB's address": ("hosts {\n192.168.10.36 git.corp.example\n}", "certain"),
    "hosts for another zone": ("hosts x shop.example {\n10.247.3.4 git.corp.example\n}", "call.resolves"),
    "a template": ('template IN A corp.example {\nanswer "{{ .Name }} 60 IN A 10.247.3.4"\n}', "none"),
    "a template for a Service": (f'template IN ANY corp.example {{\nanswer "{{{{ .Name }}}} 60 IN CNAME {SERVICE}."\n}}', "none"),
    "a template for some": ('template IN A corp.example {\nmatch ^wiki\nanswer "{{ .Name }} 60 IN A 10.247.3.4"\n}', "call.resolves"),
    "a template that computes": ('template IN A corp.example {\nanswer "{{ .Name }} 60 IN A {{ .Group.a }}"\n}', "call.rewritten"),
    "a zone file": ("file /etc/coredns/corp.db corp.example", "call.forwarded"),
    "a zone file of others": ("file /etc/coredns/shop.db shop.example", "call.resolves"),
    "a comment": (f"# rewrite name git.corp.example {SERVICE}", "call.resolves"),
}  # fmt: skip


@pytest.mark.parametrize("way", COREFILES)
def test_coredns(project: Project, way: str) -> None:
    lines, expected = COREFILES[way]
    assert verdict(calls(project, coredns(lines))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (coredns(forward="/etc/resolv.conf"), "call.resolves"),
        (coredns(forward="10.150.0.1"), "call.forwarded"),
        (coredns("forward corp.example 10.150.0.1"), "call.forwarded"),
        (coredns("forward shop.example 10.150.0.1"), "call.resolves"),
        (coredns(forward="10.150.0.1 {\nexcept corp.example\n}"), "call.resolves"),
        (
            config_map(
                "coredns",
                Corefile=".:53 {\nforward . /etc/resolv.conf\n}\ncorp.example:5353 {\nforward . 10.1.1.1\n}",
            ),
            "call.forwarded",
        ),
        (
            config_map(
                "coredns",
                Corefile=".:53 {\nhosts /etc/coredns/own.hosts {\nfallthrough\n}\n}",
                own_hosts="10.247.3.4 git.corp.example\n",
            ),
            "none",
        ),
        # A server block for another zone maps nothing here.
        (
            config_map(
                "coredns", Corefile=f"shop.example:53 {{\nrewrite name git.corp.example {SERVICE}\n}}"
            ),
            "call.resolves",
        ),
        # Another CoreDNS than the cluster's.
        (coredns(f"rewrite name git.corp.example {SERVICE}").replace("kube-system", "apps"), "call.resolves"),
    ],
)
def test_names_that_coredns_hands_on(project: Project, text: str, expected: str) -> None:
    assert verdict(calls(project, text)) == expected


ADDON = {
    "kind": "Addon",
    "apiVersion": "v3",
    "metadata": {"name": "coredns"},
    "spec": {"addonTemplateName": "coredns", "values": {"custom": {}}},
}


@pytest.mark.parametrize(
    ("custom", "expected"),
    [
        ({"stub_domains": {"corp.example": ["10.150.0.1"]}}, "call.forwarded"),
        ({"stub_domains": {"shop.example": ["10.150.0.1"]}}, "call.resolves"),
        ({"stub_domains": ""}, "call.resolves"),
        ({"plugins": [{"name": "rewrite", "parameters": f"name git.corp.example {SERVICE}"}]}, "none"),
        ({"plugins": [{"name": "hosts", "configBlock": "10.247.3.4 git.corp.example\nfallthrough"}]}, "none"),
        ({"plugins": [{"name": "hosts", "configBlock": "192.168.10.36 git.corp.example"}]}, "certain"),
        ({"plugins": [{"name": "cache", "parameters": 30}]}, "call.resolves"),
    ],
)
def test_settings_of_cces_add_on(project: Project, custom: dict[str, object], expected: str) -> None:
    if "plugins" in custom:
        custom = {"servers": [{"plugins": custom["plugins"], "port": 5353, "zones": [{"zone": "."}]}]}
    addon = {**ADDON, "spec": {"addonTemplateName": "coredns", "values": {"custom": custom}}}
    project.write("addon.json", json.dumps(addon))
    assert verdict(calls(project)) == expected


INSIDE = coredns(f"rewrite name git.corp.example {SERVICE}")


def cache(upstream: str, *lines: str) -> str:
    text = "\n".join(lines)
    return config_map(
        "node-local-dns",
        Corefile="cluster.local:53 {\nforward . 10.247.3.10\n}\n"
        f".:53 {{\n{text}\nforward . {upstream}\n}}\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([INSIDE, cache("__PILLAR__CLUSTER__DNS__")], "none"),
        ([INSIDE, cache("10.247.3.10")], "none"),
        ([INSIDE, cache("__PILLAR__UPSTREAM__SERVERS__")], "call.local-dns"),
        ([INSIDE, cache("/etc/resolv.conf")], "call.local-dns"),
        ([coredns(), cache("/etc/resolv.conf")], "call.resolves"),
        ([coredns(), cache("/etc/resolv.conf", "hosts {\n10.247.3.4 git.corp.example\n}")], "call.local-dns"),
    ],
)
def test_a_cache_on_the_nodes(project: Project, parts: list[str], expected: str) -> None:
    assert verdict(calls(project, *parts)) == expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", "none"),
        ("dnsPolicy: Default\n  ", "call.resolves"),
        ("hostNetwork: true\n  ", "call.resolves"),
        ("hostNetwork: true\n  dnsPolicy: ClusterFirstWithHostNet\n  ", "none"),
        ("dnsPolicy: None\n  dnsConfig: {nameservers: [10.9.9.9]}\n  ", "call.resolves"),
        ("hostAliases: [{ip: 192.168.10.36, hostnames: [git.corp.example]}]\n  ", "certain"),
    ],
)
def test_who_asks_the_clusters_dns(project: Project, settings: str, expected: str) -> None:
    assert verdict(calls(project, INSIDE, caller=CALLER % ("", settings))) == expected


def test_pods_that_ask_the_cache_only(project: Project) -> None:
    asks = "dnsPolicy: None\n  dnsConfig: {nameservers: [169.254.20.10]}\n  "
    bypassed = [INSIDE, cache("/etc/resolv.conf")]
    assert verdict(calls(project, *bypassed, caller=CALLER % ("", asks))) == "call.resolves"
    assert verdict(calls(project, INSIDE, cache("10.247.3.10"), caller=CALLER % ("", asks))) == "none"


def test_nodes_do_not_ask_the_clusters_dns_when_they_pull(project: Project) -> None:
    pulls = (CALLER % ("", "hostAliases: [{ip: 10.247.3.4, hostnames: [git.corp.example]}]\n  ")).replace(
        'image: a, env: [{name: URL, value: "https://git.corp.example/"}]', "image: git.corp.example/web:1"
    )
    assert verdict(calls(project, INSIDE, caller=pulls)) == "call.resolves"


ENTRY = """\
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: git, namespace: git}
spec: {hosts: ["%s"], resolution: STATIC, endpoints: [%s]}
---
"""
INJECTED = "apiVersion: v1\nkind: Namespace\nmetadata: {name: git, labels: {istio-injection: enabled}}\n---\n"


@pytest.mark.parametrize(
    ("entry", "annotation", "more", "expected"),
    [
        (ENTRY % ("git.corp.example", "{address: 10.247.3.4}"), "", "", "call.mesh"),
        (ENTRY % ("git.corp.example", "{address: 10.247.3.4}"), "", INJECTED, "none"),
        (ENTRY % ("*.corp.example", f"{{address: {SERVICE}}}"), "sidecar.istio.io/inject: 'true'", "", "none"),
        (ENTRY % ("git.corp.example", "{address: 10.247.3.4}"), "sidecar.istio.io/inject: 'false'", "", "call.resolves"),
        (ENTRY % ("git.corp.example", "{address: www.corp.example}"), "", INJECTED, "call.resolves"),
        (ENTRY % ("git.corp.example", ""), "", INJECTED, "call.resolves"),
        (ENTRY % ("wiki.corp.example", "{address: 10.247.3.4}"), "", INJECTED, "call.resolves"),
    ],
)  # fmt: skip
def test_a_mesh_sends_names_elsewhere(
    project: Project, entry: str, annotation: str, more: str, expected: str
) -> None:
    assert verdict(calls(project, entry, more, caller=CALLER % (annotation, ""))) == expected


def test_the_finding_shows_the_setting_that_cannot_be_followed(project: Project) -> None:
    (found,) = calls(project, coredns("forward corp.example 10.150.0.1"))
    (shown,) = [one.location for one in found.related if "how the name is resolved" in one.label]
    assert shown.source.text[shown.start : shown.end] == "forward corp.example 10.150.0.1"
    (hint,) = [hint for name, hint in found.unknown_facts if name == "call.forwarded"]
    assert "another server" in hint


def test_the_finding_shows_the_annotation_that_publishes_a_name(project: Project) -> None:
    (found,) = calls(project)
    (shown,) = [one.location for one in found.related if "publishes the name" in one.label]
    assert shown.line == 9


@pytest.mark.parametrize(
    "text",
    [
        "{", "}", "} } }", ".:53 {", "rewrite", "rewrite name", "rewrite {", "hosts {\n}", "template IN", "forward .",
        "template IN A {\nanswer\n}", "rewrite name regex (a+)+$ x.y", "forward", ". {\n. {\n. {\n", '"',
    ],
)  # fmt: skip
def test_a_broken_corefile_maps_nothing(project: Project, text: str) -> None:
    assert len(calls(project, config_map("coredns", Corefile=text))) == 1


@pytest.mark.parametrize(
    ("name", "namespace", "key", "is_called"),
    [
        ("coredns-custom", "kube-system", "a.server", False),
        ("front-coredns", "dns", "Corefile", False),
        ("kube-dns", "", "stubDomains", False),
        ("coredns-dashboard", "monitoring", "url", True),
    ],
)
def test_a_corefile_or_the_systems_namespace_makes_a_text_dns(
    project: Project, name: str, namespace: str, key: str, is_called: bool
) -> None:
    project.write(
        "a.yaml",
        FRONT
        + f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: '{namespace}'}}\n"
        + f"data: {{{key}: 'https://192.168.10.36/'}}\n---\n"
        + f"apiVersion: v1\nkind: Pod\nmetadata: {{name: reader, namespace: '{namespace}'}}\n"
        + f"spec: {{containers: [{{name: c, image: a, envFrom: [{{configMapRef: {{name: {name}}}}}]}}]}}\n",
    )
    found = [str(one.location) for one in project.findings("standard,vpc,ipvs,1.29") if one.rule[3] == "4"]
    assert found == (["a.yaml:28:22"] if is_called else [])
