"""``elblint facts``: what is known of each cluster, from where, and what the rest would decide."""

from __future__ import annotations

import json

from support.project import CHECKOUT, Project

CLUSTER = {
    "kind": "Cluster",
    "apiVersion": "v3",
    "metadata": {"name": "shop"},
    "spec": {"version": "v1.29", "containerNetwork": {"mode": "vpc-router"}},
}
CAPTURED = """\
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations: &elb {kubernetes.io/elb.class: performance,
    kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6, kubernetes.io/elb.port: "8443"}
spec: {type: LoadBalancer, ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations: {kubernetes.io/elb.class: performance,
    kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6, kubernetes.io/elb.port: "8443"}
spec:
  ingressClassName: cce
  rules: [{host: shop.cn, http: {paths: [{path: /, backend: {service: {name: web, port: {number: 80}}}}]}}]
"""


def repository(project: Project) -> None:
    project.write("web.yaml", CAPTURED)
    project.write("cluster.json", json.dumps(CLUSTER, indent=1))
    project.write(
        ".elblint.yaml", "facts-from: [cluster.json]\nclusters: {lab: {paths: [lab/], proxy: ipvs}}\n"
    )


def test_each_fact_has_its_place_and_the_rest_its_effect(project: Project) -> None:
    repository(project)
    outcome = project.run("facts")
    assert outcome.exit_code == 0
    assert outcome.stdout == (
        "Cluster lab (lab/)\n"
        "  category  unknown\n"
        "  network   unknown\n"
        "  proxy     ipvs     .elblint.yaml:2\n"
        "  version   unknown\n"
        "Cluster of all files\n"
        "  category  standard  cluster.json:10\n"
        "  network   vpc       cluster.json:10\n"
        "  proxy     unknown\n"
        "  version   v1.29     cluster.json:8\n"
        "\n"
        "Not known, and no finding depends on it: cluster.category, cluster.network,\n"
        "cluster.version.\n"
        "\n"
        "cluster.proxy is not known. Possible findings that it would decide: 1\n"
        "  iptables: 0 become certain, 1 vanish\n"
        "  ipvs: 1 become certain, 0 vanish\n"
        "    web.yaml:14:27: ELB201 Ingress shop\n"
        "  nftables: 0 become certain, 1 vanish\n"
        "  say --proxy iptables, ipvs or nftables, or cluster.proxy in .elblint.yaml\n"
    )


def test_the_same_as_json(project: Project) -> None:
    repository(project)
    told = json.loads(project.run("facts", "-f", "json").stdout)
    assert told["clusters"][1]["facts"]["network"] == {
        "value": "vpc",
        "source": {"path": "cluster.json", "line": 10},
    }
    (proxy,) = [one for one in told["missing"] if one["fact"] == "proxy"]
    assert {one["value"]: (len(one["certain"]), len(one["gone"])) for one in proxy["effects"]} == {
        "iptables": (0, 1),
        "ipvs": (1, 0),
        "nftables": (0, 1),
    }


def test_options_are_a_source(project: Project) -> None:
    repository(project)
    assert "  proxy     ipvs      --proxy\n" in project.run("facts", "--proxy", "ipvs").stdout
    assert "  proxy     iptables  --cluster\n" in project.run("facts", "--cluster", "iptables").stdout


def test_in_chinese(project: Project) -> None:
    repository(project)
    assert "cluster.proxy 未知。它将决定的可能结果：1 个" in project.run("facts", "--lang", "zh").stdout


def test_the_example(project: Project) -> None:
    project.monkeypatch.chdir(CHECKOUT / "examples" / "terraform")
    assert "  proxy     ipvs      cluster.tf:16\n" in project.run("facts").stdout


def test_init_writes_down_what_tells_facts(project: Project) -> None:
    project.write("web.yaml", CAPTURED)
    project.write("cluster.json", json.dumps(CLUSTER))
    project.write("other.json", json.dumps({"kubeProxyMode": "ipvs"}))
    project.write(
        "infra/main.tf",
        'resource "huaweicloud_cce_cluster" "a" {\n  name = "a"\n  kube_proxy_mode = "ipvs"\n}\n',
    )
    project.write(
        "modules/cce/main.tf",
        'variable "vpc" {}\nresource "huaweicloud_cce_cluster" "a" {\n  name = "a"\n  kube_proxy_mode = "iptables"\n}\n',
    )
    project.run("init", "--yes")
    assert 'facts-from: ["cluster.json", "infra/*.tf"]\n' in (project.folder / ".elblint.yaml").read_text()
    assert "  proxy     ipvs" in project.run("facts").stdout
