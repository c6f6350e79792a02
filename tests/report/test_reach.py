"""The formats of ``elblint reach``, its focus, and that names of the input stay names in each of them."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from elblint.report.escapes import in_code, in_markdown
from elblint.report.reach.registry import ReachFormat
from support.project import CHECKOUT, LOCAL, Project

FACTS = ("--cluster", "standard,vpc,ipvs,1.29")
HOSTILE = """\
apiVersion: v1
kind: Service
metadata:
  name: "=a</title><script>alert(1)</script>\\"] end |x| @team #1 `b` [l](https://evil.cn)"
  annotations: {kubernetes.io/elb.class: performance}
spec: {type: LoadBalancer, externalTrafficPolicy: Local}
"""
CALLER = """\
apiVersion: v1
kind: Pod
metadata: {name: probe, namespace: shop}
spec: {containers: [{name: c, args: ["http://192.168.10.36:8080/"]}]}
---
apiVersion: v1
kind: Service
metadata:
  name: api
  namespace: shop
  annotations: {kubernetes.io/elb.class: performance, kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6}
spec:
  type: LoadBalancer
  loadBalancerIP: 192.168.10.36
  externalTrafficPolicy: Local
  ports: [{port: 8080}]
  selector: {app: api}
"""


@pytest.fixture
def examples(project: Project) -> Project:
    others = shutil.ignore_patterns("terraform", "gitops")
    shutil.copytree(CHECKOUT / "examples", project.folder / "examples", ignore=others)
    return project


def test_json_fits_its_schema_and_has_every_cell(examples: Project) -> None:
    outcome = examples.run("reach", "-f", "json", "examples")
    assert outcome.exit_code == 0
    report = json.loads(outcome.stdout)
    schema = json.loads((CHECKOUT / "rules" / "schema" / "reach.json").read_text())
    Draft202012Validator.check_schema(schema)
    assert [error.message for error in Draft202012Validator(schema).iter_errors(report)] == []
    web = next(one for one in report["objects"] if one["name"] == "web")
    failing = [(cell["caller"], cell["address"], cell["causes"]) for cell in web["cells"] if cell["causes"]]
    assert failing == [
        ("node-with-backend", "elb-private", ["hairpin"]),
        ("container-with-backend", "elb-private", ["hairpin"]),
    ]
    assert {"fact": "cluster.proxy", "value": "ipvs", "source": "examples/.elblint.yaml:6"} in web["premises"]
    assert [
        one["kind"]
        for one in report["objects"]
        if one["cells"][:1] and one["cells"][0]["caller"] == "everywhere"
    ] == ["Ingress"]


def test_without_facts_json_has_a_verdict_for_each_kind_of_cluster(project: Project) -> None:
    project.write(
        "a.yaml",
        "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: NodePort, externalTrafficPolicy: Local}\n",
    )
    (one,) = json.loads(project.run("reach", "-f", "json", "a.yaml").stdout)["objects"]
    cell = next(
        cell
        for cell in one["cells"]
        if (cell["caller"], cell["address"]) == ("node-without-backend", "client-node-private")
    )
    assert {entry["column"]: entry["verdict"] for entry in cell["byColumn"]} == {
        "tunnel-ipvs": "unreachable",
        "vpc-ipvs": "reachable",
        "tunnel-iptables": "reachable",
        "vpc-iptables": "reachable",
    }


def test_csv_has_a_row_for_each_cell_and_call(project: Project) -> None:
    project.write("a.yaml", CALLER)
    rows = list(csv.DictReader(io.StringIO(project.run("reach", "-f", "csv", *FACTS, "a.yaml").stdout)))
    assert [row["kind_of_row"] for row in rows] == ["cell"] * 8 + ["call"]
    assert rows[-1] | {"notes": ""} == {
        "kind_of_row": "call", "cluster": "", "kind": "Service", "namespace": "shop", "name": "api", "path": "a.yaml",
        "line": "4", "caller": "Pod shop/probe", "address": "192.168.10.36:8080", "verdict": "unknown", "cause": "",
        "notes": "",
    }  # fmt: skip


@pytest.mark.parametrize("kind", [one.value for one in ReachFormat])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_names_of_the_input_stay_names(project: Project, kind: str, lang: str) -> None:
    project.write("a.yaml", HOSTILE)
    outcome = project.run("reach", "-f", kind, "--lang", lang, *FACTS, "a.yaml")
    assert outcome.exit_code == 0
    written = outcome.stdout
    if kind == "svg":
        root = ElementTree.fromstring(written)
        assert not [one for one in root.iter() if "script" in one.tag]
    elif kind == "html":
        assert written.count("<script>") == 1
    elif kind == "markdown":
        table = [line for line in written.splitlines() if "&#124;x" in line]
        assert table
        assert not re.search(r"<script|\]\(|@team|https://evil|`b`|\|x\|", written)
    elif kind == "mermaid":
        assert all(line.count('"') in {0, 2} for line in written.splitlines())
        assert "<script" not in written
    elif kind == "dot":
        assert '\\"] end' in written
    elif kind == "csv":
        assert "'=a</title>" in written


def test_markdown_of_a_name_makes_no_mention_link_or_number() -> None:
    assert in_markdown("@team #12 <b>") == "<code>@</code>team <code>#</code>12 &#60;b&#62;"
    assert in_markdown("https://shop.cn www.shop.cn") == "https&#58;&#47;&#47;shop.cn www&#46;shop.cn"
    assert in_code("a|`b`") == "<code>a&#124;&#96;b&#96;</code>"


def test_a_picture_has_title_description_and_both_schemes(examples: Project) -> None:
    examples.run("reach", "-o", "x.svg", "examples/shop/web.yaml")
    written = (examples.folder / "x.svg").read_text()
    (picture,) = ElementTree.fromstring(written).iter("{http://www.w3.org/2000/svg}desc")
    assert picture.text == (
        "from a node that runs a backend: not reachable (hairpin). "
        "from another container on a backend's node: not reachable (hairpin). "
        "from a node that runs no backend: reachable. from a container on a node without backend: reachable."
    )
    assert "prefers-color-scheme: dark" in written
    assert re.findall(r'class="hop (\w+)"', written) == ["works", "works", "fails"] * 2 + ["works"] * 6
    assert written.count(">hairpin</text>") == 2


def test_a_picture_shows_the_callers_of_the_input(project: Project) -> None:
    project.write("a.yaml", CALLER)
    written = project.run("reach", "-f", "svg", *FACTS, "a.yaml").stdout
    assert ">Pod shop/probe</text>" in written


@pytest.mark.parametrize(
    ("arguments", "headings"),
    [
        (("--object", "web"), ["Service shop/web: LoadBalancer, Local"]),
        (("--object", "shop/web"), ["Service shop/web: LoadBalancer, Local"]),
        (("--object", "Ingress shop/*"), ["Ingress shop/api: cce"]),
        (("--object", "shop/ssh", "--object", "shop/w*"), ["Service shop/ssh: NodePort, Local", "Service shop/web: LoadBalancer, Local"]),
        (("--only", "failing", "--object", "shop/api-metrics"), []),
        (("--only", "failing", "--caller", "container-without-backend"), ["Service shop/game: LoadBalancer, Cluster", "Service shop/ssh: NodePort, Local"]),
    ],
)  # fmt: skip
def test_focus(examples: Project, arguments: tuple[str, ...], headings: list[str]) -> None:
    outcome = examples.run("reach", *arguments, "examples")
    found = [line for line in outcome.stdout.splitlines() if re.match(r"(Service|Ingress) .*: ", line)]
    assert found == headings
    assert outcome.exit_code == 0


def test_only_failing_leaves_out_callers_that_get_through(examples: Project) -> None:
    shown = examples.run("reach", "--only", "failing", "--object", "shop/web", "examples").stdout
    assert "from a node that runs a" in shown
    assert "from a node that runs no" not in shown


def test_a_workload_of_the_input_is_a_caller(project: Project) -> None:
    project.write("a.yaml", CALLER)
    shown = project.run("reach", "--caller", "shop/probe", *FACTS, "a.yaml").stdout
    assert "  callers in the input\n    a.yaml:4:46 Pod shop/probe" in shown


@pytest.mark.parametrize("arguments", [("--object", "shop/wbe"), ("--caller", "nobody")])
def test_a_name_that_fits_nothing_is_an_error(examples: Project, arguments: tuple[str, ...]) -> None:
    outcome = examples.run("reach", *arguments, "examples")
    assert outcome.exit_code == 2
    assert "nothing in the input is called so" in outcome.stderr
    assert outcome.stderr.count("node-with-backend") <= 1


@pytest.mark.parametrize(
    ("name", "begin"),
    [
        ("x.json", "{"),
        ("x.csv", "kind_of_row"),
        ("x.html", "<!doctype"),
        ("x.md", "###"),
        ("x.mmd", "flowchart"),
        ("x.dot", "digraph"),
        ("x.txt", "Service"),
    ],
)
def test_the_name_of_the_file_says_the_format(examples: Project, name: str, begin: str) -> None:
    assert examples.run("reach", "-o", name, "examples").exit_code == 0
    assert (examples.folder / name).read_text().startswith(begin)


def test_nothing_to_show_is_said(project: Project) -> None:
    project.write("a.yaml", LOCAL.replace("Service", "ConfigMap"))
    for kind in ReachFormat:
        outcome = project.run("reach", "-f", kind.value, "a.yaml")
        assert outcome.exit_code == 0
        assert outcome.stdout


GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  gatewayClassName: cce-gateway
  infrastructure: {parametersRef: {group: gateway.cce.io, kind: GatewayConfig, name: edge}}
  addresses: [{type: IPAddress, value: 192.168.10.36}]
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: v1
kind: Service
metadata:
  name: api
  namespace: shop
  annotations: {kubernetes.io/elb.class: union, kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6}
spec: {type: LoadBalancer, loadBalancerIP: 192.168.10.36, ports: [{port: 8080}]}
"""


def test_a_gateway_has_one_verdict_for_all_callers(project: Project) -> None:
    project.write("a.yaml", GATEWAY)
    objects = json.loads(project.run("reach", "-f", "json", *FACTS, "a.yaml").stdout)["objects"]
    (edge,) = [one for one in objects if one["kind"] == "Gateway"]
    assert [(cell["caller"], cell["verdict"], cell["causes"]) for cell in edge["cells"]] == [
        ("everywhere", "unreachable", ["capture"])
    ]
    page = project.run("-f", "html", *FACTS, "a.yaml").stdout
    section = page[page.index("<strong>Gateway shop/edge</strong>") :]
    assert section.index('class="hop fails"') < section.index("</section>")
