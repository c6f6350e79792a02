"""Fixes of calls: an address for the place that it stands in, and ways to keep a name, each to be pasted."""

from __future__ import annotations

import json

import pytest

from elblint.engine.finding import Finding
from support.project import Project

FACTS = "standard,vpc,ipvs,1.29"
FRONT = """\
apiVersion: v1
kind: Service
metadata:
  name: edge
  namespace: edge
  annotations:
    kubernetes.io/elb.class: performance
    kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6
    external-dns.alpha.kubernetes.io/hostname: git.shop.cn
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  loadBalancerIP: 192.168.10.36
  selector: {app: edge}
  ports: [{name: a, port: 443}, {name: b, port: 80}, {name: c, port: 3306}]
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
WITH_IP = FRONT.replace("  type: LoadBalancer", "  clusterIP: 10.247.3.4\n  type: LoadBalancer")
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: client, namespace: apps}
spec:
  %scontainers:
    - name: c
      image: %s
      env: [%s]
---
"""


def pod(env: str = "", image: str = "a", spec: str = "") -> str:
    return POD % (spec and f"{spec}\n  ", image, env)


def calls(project: Project, text: str) -> list[Finding]:
    project.write("a.yaml", text)
    return [one for one in project.findings(FACTS) if one.rule in {"ELB401", "ELB402"}]


def made(project: Project, text: str, choice: str) -> str:
    """Return the file after the choice was made, and check that the rule has no more to say."""
    project.write("a.yaml", text)
    project.run("fix", "--write", "--choose", choice, "--cluster", FACTS, "a.yaml")
    assert [one for one in project.findings(FACTS) if one.rule == choice.partition("=")[0]] == []
    return (project.folder / "a.yaml").read_text()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{name: A, value: 'http://192.168.10.36/x'}", "{name: A, value: 'http://edge.edge.svc:80/x'}"),
        ("{name: A, value: 'mysql://u:p@192.168.10.36:3306/d'}", "{name: A, value: 'mysql://u:p@edge.edge.svc:3306/d'}"),
        ("{name: A, value: 192.168.10.36:3306}", "{name: A, value: edge.edge.svc:3306}"),
        (
            "{name: DB_HOST, value: 192.168.10.36}, {name: DB_PORT, value: '3306'}",
            "{name: DB_HOST, value: edge.edge.svc}, {name: DB_PORT, value: '3306'}",
        ),
        ("{name: A, value: '192.168.10.36:80,192.168.10.36:80'}", "{name: A, value: 'edge.edge.svc:80,edge.edge.svc:80'}"),
    ],
)  # fmt: skip
def test_the_address_of_a_client_is_replaced(project: Project, before: str, after: str) -> None:
    assert made(project, FRONT + pod(before), "ELB401=1") == FRONT + pod(after)


def test_the_elb_that_ends_tls_is_followed_by_plain_http(project: Project) -> None:
    ends = FRONT.replace(
        "    kubernetes.io/elb.id",
        "    kubernetes.io/elb.protocol-port: https:443\n    kubernetes.io/elb.cert-id: b\n    kubernetes.io/elb.id",
    )
    before, after = (
        "{name: A, value: 'https://git.shop.cn/x'}",
        "{name: A, value: 'http://edge.edge.svc:443/x'}",
    )
    (found,) = calls(project, ends + pod(before))
    # The Service would answer without TLS under the name.
    assert not any("rewrite name" in snippet for snippet in found.snippets)
    assert made(project, ends + pod(before), "ELB402=1") == ends + pod(after)


ALIAS = "hostAliases: [{ip: %s, hostnames: [db.shop.cn]}]"


def test_host_aliases_take_an_address(project: Project) -> None:
    before = pod(spec=ALIAS % "192.168.10.36")
    (found,) = calls(project, FRONT + before)
    assert found.fixes[0].startswith("Put <ClusterIP of edge/edge> here")
    assert made(project, WITH_IP + before, "ELB401=1") == WITH_IP + pod(spec=ALIAS % "10.247.3.4")


def test_endpoints_take_an_address(project: Project) -> None:
    text = (
        "apiVersion: v1\nkind: Endpoints\nmetadata: {name: db, namespace: apps}\n"
        "subsets: [{addresses: [{ip: 192.168.10.36}], ports: [{port: 3306}]}]\n"
    )
    assert made(project, WITH_IP + text, "ELB401=1") == WITH_IP + text.replace("192.168.10.36", "10.247.3.4")


KEPT = pod("{name: A, value: 'https://git.shop.cn/x'}")


def test_each_way_to_keep_a_name_can_be_pasted_and_has_a_cost(project: Project) -> None:
    (found,) = calls(project, WITH_IP + KEPT)
    rewrite, addon, hosts, aliases = (snippet for _, snippet in found.advice[:4])
    assert rewrite == "rewrite name git.shop.cn edge.edge.svc.cluster.local"
    assert json.loads(addon) == {"name": "rewrite", "parameters": rewrite.removeprefix("rewrite ")}
    assert hosts == "hosts {\n  10.247.3.4 git.shop.cn\n  fallthrough\n}"
    assert aliases == 'hostAliases:\n  - ip: "10.247.3.4"\n    hostnames: ["git.shop.cn"]'
    for words, cost in zip(
        found.fixes, ["All Pods", "lost when", "changed there", "this workload alone"], strict=False
    ):
        assert cost in words


COREDNS = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: coredns, namespace: kube-system}
data:
  Corefile: |
    .:5353 {
%s        forward . /etc/resolv.conf
    }
---
"""


@pytest.mark.parametrize("way", range(4))
def test_what_is_pasted_leads_the_name_inside(project: Project, way: int) -> None:
    (found,) = calls(project, WITH_IP + KEPT)
    snippet = found.advice[way][1]
    if way == 1:
        servers = [{"zones": [{"zone": "."}], "plugins": [json.loads(snippet)]}]
        spec = {"addonTemplateName": "coredns", "values": {"custom": {"servers": servers}}}
        text = WITH_IP + KEPT + json.dumps({"kind": "Addon", "apiVersion": "v3", "spec": spec})
    elif way == 3:
        text = WITH_IP + pod("{name: A, value: 'https://git.shop.cn/x'}", spec=snippet.replace("\n", "\n  "))
    else:
        text = WITH_IP + KEPT + COREDNS % "".join(f"        {line}\n" for line in snippet.split("\n"))
    assert calls(project, text) == []


def test_the_line_for_coredns_is_written_into_its_corefile(project: Project) -> None:
    line = "        rewrite name git.shop.cn edge.edge.svc.cluster.local\n"
    # Two callers, and one line for both.
    callers = KEPT + KEPT.replace("client", "other")
    text = FRONT + callers + COREDNS % ""
    assert made(project, text, "ELB402=1") == FRONT + callers + COREDNS % line


def test_without_a_corefile_nothing_is_written(project: Project) -> None:
    project.write("a.yaml", FRONT + KEPT)
    project.run("fix", "--write", "--choose", "ELB402=1", "--cluster", FACTS, "a.yaml")
    assert (project.folder / "a.yaml").read_text() == FRONT + KEPT


@pytest.mark.parametrize(
    ("text", "snippet"),
    [
        (pod(image="git.shop.cn/web:1"), "10.247.3.4 git.shop.cn"),
        (pod(image="192.168.10.36:443/web:1"), "skip_verify = true"),
        (pod("{name: A, value: 'https://git.shop.cn/x'}", spec="dnsPolicy: Default"), "hostAliases"),
    ],
)
def test_who_does_not_ask_coredns_gets_other_advice(project: Project, text: str, snippet: str) -> None:
    (found,) = calls(project, WITH_IP + text)
    pasted = [one for one in found.snippets if one]
    assert [snippet in one for one in pasted] == [True]


def test_secrets_stay_secret_in_what_is_pasted(project: Project) -> None:
    secret = (
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: apps}\n"
        "stringData: {URL: 'https://git.shop.cn/'}\n---\n"
    )
    reads = pod().replace("env: []", "envFrom: [{secretRef: {name: s}}]")
    (found,) = calls(project, FRONT + secret + reads + COREDNS % "")
    assert not any("git.shop.cn" in one for one in [*found.fixes, *found.snippets])
    assert [new for edit in found.edits for _, new in edit.replacements] == ["Cluster"]


@pytest.mark.parametrize("kind", ["text", "html", "json"])
def test_reports_show_snippets_as_blocks(project: Project, kind: str) -> None:
    project.write("a.yaml", WITH_IP + KEPT)
    out = project.run("-f", kind, "--cluster", FACTS, "a.yaml").stdout
    line = "rewrite name git.shop.cn edge.edge.svc.cluster.local"
    if kind == "json":
        (found,) = [one for one in json.loads(out)["findings"] if one["rule"] == "ELB402"]
        assert found["snippets"][0] == {"fix": 1, "text": line}
        assert [one["fix"] for one in found["snippets"]] == [1, 2, 3, 4]
    elif kind == "html":
        assert f"<pre>{line}</pre>" in out
        assert "<pre>hosts {\n  10.247.3.4 git.shop.cn\n  fallthrough\n}</pre>" in out
    else:
        assert f"\n         {line}\n" in out
        assert "\n         hosts {\n           10.247.3.4 git.shop.cn\n" in out
