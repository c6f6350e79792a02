"""``elblint reach --compare``: the verdicts that other facts about the clusters would change."""

from __future__ import annotations

import json

import pytest

from support.project import Project

CAPTURED = """\
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations: {kubernetes.io/elb.class: performance,
    kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6}
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
CONFIG = "cluster: {category: standard, network: vpc, proxy: ipvs}\n"


def compared(project: Project, words: str) -> list[tuple[str, str, str]]:
    """The objects whose verdict changes, with the verdicts before and after."""
    project.write("web.yaml", CAPTURED)
    project.write(".elblint.yaml", CONFIG)
    outcome = project.run("reach", "--compare", words, "-f", "json")
    assert outcome.exit_code == 0
    cells = json.loads(outcome.stdout)["cells"]
    return [(one["object"], one["before"]["verdict"], one["after"]["verdict"]) for one in cells]


def test_another_proxy_mends_the_ingress(project: Project) -> None:
    assert compared(project, "proxy=iptables") == [("Ingress default/shop", "unreachable", "reachable")]


def test_turbo_has_no_column_and_is_unknown(project: Project) -> None:
    assert ("Ingress default/shop", "unreachable", "unknown") in compared(project, "category=turbo")


def test_what_nobody_knows_is_in_doubt_and_not_broken(project: Project) -> None:
    project.write("web.yaml", CAPTURED)
    project.write(".elblint.yaml", CONFIG)
    shown = project.run("reach", "--compare", "category=turbo").stdout
    assert "paths in doubt now: " in shown
    assert "paths that break" not in shown
    assert "  ? Ingress default/shop" in shown


def test_several_facts_at_once(project: Project) -> None:
    assert compared(project, "proxy=iptables,version=1.35") == compared(project, "proxy=iptables")


def test_several_alternatives(project: Project) -> None:
    project.write("web.yaml", CAPTURED)
    project.write(".elblint.yaml", CONFIG)
    shown = project.run("reach", "--compare", "proxy=iptables", "--compare", "proxy=nftables").stdout
    assert "with proxy=iptables" in shown
    assert "with proxy=nftables" in shown


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--compare", "proxi=ipvs"], "did you mean 'proxy'?"),
        (["--compare", "ipvs"], "it is written proxy=iptables"),
        (["--compare", "proxy=userspace"], "'userspace' is none of iptables, ipvs, nftables"),
        (["--compare", "category=turbo,network=vpc"], "a turbo cluster cannot have"),
        (["--compare", "proxy=ipvs", "-f", "svg"], "--compare is shown as text, markdown, json"),
        (["--compare", "proxy=ipvs", "--compare", "proxy=iptables", "-f", "json"], "one --compare"),
    ],
)
def test_mistakes(project: Project, arguments: list[str], says: str) -> None:
    project.write("web.yaml", CAPTURED)
    outcome = project.run("reach", *arguments)
    assert outcome.exit_code == 2
    assert says in outcome.stderr
