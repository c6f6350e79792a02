"""Facts about clusters and load balancers from files: what is read, which place it is from, and which statement wins."""

from __future__ import annotations

import json

import pytest

from elblint.config.loader import load_config
from elblint.inputs.evidence.completion import complete
from elblint.model.cluster import Cluster, KnownElb
from elblint.run import config_schema
from support.project import LOCAL, Project

CCE = {
    "kind": "Cluster",
    "apiVersion": "v3",
    "metadata": {"name": "shop", "uid": "0b9a"},
    "spec": {
        "category": "CCE",
        "flavor": "cce.s2.small",
        "version": "v1.29",
        "kubeProxyMode": "ipvs",
        "containerNetwork": {"mode": "vpc-router"},
    },
}
TURBO = {
    **CCE,
    "spec": {"category": "Turbo", "containerNetwork": {"mode": "eni"}, "kubeProxyMode": "iptables"},
}
AUTOPILOT = {**CCE, "spec": {"category": "Turbo", "flavor": "cce.autopilot.cluster", "version": "v1.31"}}
NODES = """\
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Node
  metadata: {name: a}
  status: {nodeInfo: {kubeletVersion: v1.27.3-r0-27.0.1}}
- apiVersion: v1
  kind: Node
  metadata: {name: b}
  status: {nodeInfo: {kubeletVersion: v1.29.4-r0-29.0.6}}
"""
KUBE_PROXY = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: kube-proxy, namespace: kube-system}
data:
  config.conf: |
    apiVersion: kubeproxy.config.k8s.io/v1alpha1
    kind: KubeProxyConfiguration
    mode: "ipvs"
"""
STATE = {
    "format_version": "1.0",
    "terraform_version": "1.9.0",
    "values": {
        "root_module": {
            "resources": [
                {
                    "address": "opentelekomcloud_cce_cluster_v3.shop",
                    "type": "opentelekomcloud_cce_cluster_v3",
                    "values": {
                        "name": "shop",
                        "cluster_version": "v1.29",
                        "container_network_type": "overlay_l2",
                        "kube_proxy_mode": "iptables",
                        "certificate_users": [{"client_key_data": "hunter2"}],
                    },
                }
            ]
        }
    },
}


INGRESS = """\
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


def known(project: Project, **files: object) -> Cluster:
    """The cluster that the configuration knows once it has read some files of evidence."""
    for name, content in files.items():
        path = name.replace("__", ".")
        project.write(path, content if isinstance(content, str) else json.dumps(content))
    names = [name.replace("__", ".") for name in files]
    project.write(".elblint.yaml", f"facts-from: {json.dumps(names)}\n")
    config, diagnostics = complete(load_config(".elblint.yaml", config_schema()))
    assert not diagnostics
    return config.cluster


@pytest.mark.parametrize(
    ("content", "category", "network", "proxy", "version"),
    [
        (CCE, "standard", "vpc", "ipvs", "v1.29"),
        ({"kind": "Cluster", "apiVersion": "v3", "items": [CCE]}, "standard", "vpc", "ipvs", "v1.29"),
        ([CCE], "standard", "vpc", "ipvs", "v1.29"),
        (TURBO, "turbo", "cloud-native-2.0", "iptables", None),
        (AUTOPILOT, "autopilot", None, None, "v1.31"),
        (NODES, None, None, None, "v1.29.4-r0"),
        (KUBE_PROXY, None, None, "ipvs", None),
        ({"serverVersion": {"gitVersion": "v1.29.4-r0-29.0.6"}}, None, None, None, "v1.29.4-r0"),
        (STATE, "standard", "tunnel", "iptables", "v1.29"),
        (
            {**STATE, "planned_values": STATE["values"], "values": None},
            "standard",
            "tunnel",
            "iptables",
            "v1.29",
        ),
    ],
    ids=[
        "API",
        "API, a list",
        "API, an array",
        "Turbo",
        "Autopilot",
        "nodes",
        "kube-proxy",
        "version",
        "state",
        "plan",
    ],
)
def test_a_cluster_is_described(
    project: Project,
    content: object,
    category: str | None,
    network: str | None,
    proxy: str | None,
    version: str | None,
) -> None:
    name = "evidence__yaml" if isinstance(content, str) else "evidence__json"
    cluster = known(project, **{name: content})
    assert (cluster.category, cluster.network, cluster.proxy, cluster.version) == (
        category,
        network,
        proxy,
        version,
    )


def test_each_fact_knows_its_line(project: Project) -> None:
    cluster = known(project, cluster__json=json.dumps(CCE, indent=1), nodes__yaml=NODES)
    assert {source.fact: str(source) for source in cluster.sources} == {
        "category": "cluster.json:9",
        "network": "cluster.json:14",
        "proxy": "cluster.json:12",
        # The more exact of two that agree.
        "version": "nodes.yaml:11",
    }


ELB_V3 = {
    "loadbalancers": [
        {
            "id": "5e0a1fb2-9e3b-4e57-8a3b-0d6a5f1c2b3d",
            "guaranteed": True,
            "vip_address": "192.168.0.20",
            "ipv6_vip_address": None,
            "publicips": [{"publicip_address": "119.3.10.20"}],
            "eips": [{"eip_address": "119.3.10.20"}],
        }
    ]
}
ELB_V2 = {"loadbalancer": {"id": "6e0a1fb2-9e3b-4e57-8a3b-0d6a5f1c2b3d", "vip_address": "192.168.0.21"}}
LIVE = """\
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations: {kubernetes.io/elb.id: 7e0a1fb2-9e3b-4e57-8a3b-0d6a5f1c2b3d, kubernetes.io/elb.class: union}
status: {loadBalancer: {ingress: [{ip: 192.168.0.22}, {ip: 119.3.10.22}]}}
"""


@pytest.mark.parametrize(
    ("content", "elb"),
    [
        (ELB_V3, KnownElb(ELB_V3["loadbalancers"][0]["id"], "performance", ("192.168.0.20", "119.3.10.20"))),  # type: ignore[arg-type]
        (ELB_V2, KnownElb(ELB_V2["loadbalancer"]["id"], None, ("192.168.0.21",))),
        (LIVE, KnownElb("7e0a1fb2-9e3b-4e57-8a3b-0d6a5f1c2b3d", "union", ("192.168.0.22", "119.3.10.22"))),
    ],
    ids=["version 3", "version 2", "live"],
)
def test_a_load_balancer_is_described(project: Project, content: object, elb: KnownElb) -> None:
    project.write("elb.yaml", content if isinstance(content, str) else json.dumps(content))
    project.write(".elblint.yaml", "facts-from: [elb.yaml]\n")
    config, _ = complete(load_config(".elblint.yaml", config_schema()))
    (found,) = config.elbs
    assert found._replace(source=None) == elb
    assert str(found.source).startswith("elb.yaml:")


def test_what_is_possible_becomes_certain(project: Project) -> None:
    project.write(
        "web.yaml", LOCAL.replace("  externalTrafficPolicy: Local\n", "  ports: [{port: 80}]\n") + INGRESS
    )
    project.write("cluster.json", json.dumps(CCE))
    without = [(one.rule, one.certainty) for one in project.findings() if one.rule == "ELB201"]
    project.write(".elblint.yaml", "facts-from: ['*.json']\n")
    with_facts = [(one.rule, one.certainty) for one in project.findings() if one.rule == "ELB201"]
    assert without == [("ELB201", "possible")]
    assert with_facts == [("ELB201", "certain")]


def test_options_name_files_too(project: Project) -> None:
    project.write("web.yaml", LOCAL)
    project.write("cluster.json", json.dumps(CCE))
    report = project.run("web.yaml", "--facts", "cluster.json", "-f", "json").stdout
    assert [one["certainty"] for one in json.loads(report)["findings"]] == ["certain"]


def test_the_configuration_wins_and_the_contradiction_is_shown(project: Project) -> None:
    project.write("web.yaml", LOCAL)
    project.write("cluster.json", json.dumps(CCE, indent=1))
    project.write(".elblint.yaml", "facts-from: [cluster.json]\ncluster:\n  proxy: iptables\n")
    (found,) = [one for one in project.findings() if one.rule == "ELB021"]
    assert str(found.location) == "cluster.json:12:20"
    assert [(one.location.path, one.location.line) for one in found.related] == [(".elblint.yaml", 3)]
    assert "cluster.proxy is ipvs here and iptables there" in found.message


def test_an_option_may_differ(project: Project) -> None:
    project.write("web.yaml", LOCAL)
    project.write("cluster.json", json.dumps(CCE))
    project.write(".elblint.yaml", "facts-from: [cluster.json]\n")
    assert not [one for one in project.findings("iptables") if one.rule == "ELB021"]


def test_two_files_that_contradict_each_other_decide_nothing(project: Project) -> None:
    project.write("a.yaml", KUBE_PROXY)
    project.write("b.yaml", KUBE_PROXY.replace("ipvs", "iptables"))
    project.write(".elblint.yaml", "facts-from: [a.yaml, b.yaml]\n")
    config, diagnostics = complete(load_config(".elblint.yaml", config_schema()))
    assert config.cluster.proxy is None
    assert [one.kind for one in diagnostics] == ["contradictory-facts"]


def test_clusters_are_known_by_their_names(project: Project) -> None:
    other = {**TURBO, "metadata": {"name": "lab"}}
    project.write("clusters.json", json.dumps([CCE, other]))
    project.write(
        ".elblint.yaml", "facts-from: [clusters.json]\nclusters: {shop: {paths: [a/]}, lab: {paths: [b/]}}\n"
    )
    config, diagnostics = complete(load_config(".elblint.yaml", config_schema()))
    assert [entry.cluster.category for entry in config.clusters] == ["standard", "turbo"]
    assert (config.cluster, diagnostics) == (Cluster(), [])


def test_of_two_clusters_without_an_entry_only_what_they_share_is_known(project: Project) -> None:
    project.write(
        "clusters.json", json.dumps([CCE, {**CCE, "metadata": {"name": "lab"}, "spec": TURBO["spec"]}])
    )
    project.write(".elblint.yaml", "facts-from: [clusters.json]\n")
    config, diagnostics = complete(load_config(".elblint.yaml", config_schema()))
    assert config.cluster == Cluster(version="v1.29", sources=config.cluster.sources)
    assert not diagnostics


def test_an_entry_names_its_own_files(project: Project) -> None:
    project.write("shop.json", json.dumps(CCE))
    project.write(".elblint.yaml", "clusters: {production: {paths: [a/], facts-from: [shop.json]}}\n")
    config, _ = complete(load_config(".elblint.yaml", config_schema()))
    assert config.clusters[0].cluster.proxy == "ipvs"


@pytest.mark.parametrize(
    ("content", "rule", "says"),
    [
        ("{}", "ELB022", "none of the forms"),
        ('{"kind": "Cluster", "apiVersion": "cluster.x-k8s.io/v1"}', "ELB022", "none of the forms"),
        ("{", "ELB003", ""),
        (json.dumps({**CCE, "spec": {"kubeProxyMode": "userspace"}}), "ELB023", "'userspace'"),
        (json.dumps({**CCE, "spec": {"version": ["1.29"], "kubeProxyMode": {}}}), None, ""),
    ],
    ids=["nothing", "another API's", "broken", "unknown value", "wrong types"],
)
def test_what_tells_nothing_is_said(project: Project, content: str, rule: str | None, says: str) -> None:
    project.write("web.yaml", LOCAL)
    project.write("cluster.json", content)
    project.write(".elblint.yaml", "facts-from: [cluster.json]\npaths: [web.yaml]\n")
    found = [one for one in project.findings(paths=["web.yaml"]) if one.location.path == "cluster.json"]
    assert [one.rule for one in found] == ([rule] if rule else [])
    assert all(says in one.message for one in found)


def test_a_pattern_that_fits_nothing_is_an_error(project: Project) -> None:
    project.write("web.yaml", LOCAL)
    outcome = project.run("web.yaml", "--facts", "nope.json")
    assert outcome.exit_code == 2
    assert "no file fits 'nope.json'" in outcome.stderr


def test_evidence_outside_of_the_repository_is_refused(project: Project) -> None:
    project.write(".git/HEAD", "ref: refs/heads/main\n")
    project.write("web.yaml", LOCAL)
    project.write(".elblint.yaml", "facts-from: [../../etc/*.json]\n")
    assert "leads out of the repository" in project.run("web.yaml").stderr


def test_nothing_of_a_state_but_its_facts_is_shown(project: Project) -> None:
    project.write("web.yaml", LOCAL)
    project.write("state.json", json.dumps(STATE))
    project.write(".elblint.yaml", "facts-from: [state.json]\ncluster: {proxy: ipvs}\npaths: [web.yaml]\n")
    for kind in ("text", "json", "sarif", "html"):
        report = project.run("web.yaml", "-f", kind).stdout
        assert "ELB021" in report
        assert "hunter2" not in report


def test_a_kept_report_is_not_used_after_evidence_changed(project: Project) -> None:
    for number in range(201):
        project.write(f"{number}.yaml", LOCAL.replace("web", f"web-{number}"))
    project.write("evidence/cluster.json", json.dumps(TURBO))
    project.write(".elblint.yaml", "facts-from: [evidence/cluster.json]\nexclude: [evidence/]\n")
    project.monkeypatch.setenv("XDG_CACHE_HOME", str(project.folder.parent / "cache"))
    turbo = project.run("-f", "json").stdout
    assert project.run("-f", "json").stdout == turbo
    project.write("evidence/cluster.json", json.dumps(CCE))
    assert project.run("-f", "json").stdout != turbo


def test_a_finding_shows_the_facts_that_evidence_gave(project: Project) -> None:
    project.write("web.yaml", LOCAL)
    project.write("cluster.json", json.dumps(CCE, indent=1))
    project.write(
        ".elblint.yaml", "facts-from: [cluster.json]\ncluster: {category: standard}\npaths: [web.yaml]\n"
    )
    assert (
        "  premises: network vpc (cluster.json:14), kube-proxy ipvs (cluster.json:12)" in project.run().stdout
    )
    (found,) = json.loads(project.run("-f", "json").stdout)["findings"]
    assert found["premises"][:2] == [
        {"fact": "cluster.category", "value": "standard", "source": ".elblint.yaml:2"},
        {"fact": "cluster.network", "value": "vpc", "source": "cluster.json:14"},
    ]
    for kind in ("html", "sarif"):
        assert "cluster.json:14" in project.run("-f", kind).stdout
