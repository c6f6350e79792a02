"""The reachability table, held against a transcription of the source document's table made for this test."""

from __future__ import annotations

from pathlib import Path

import pytest

from elblint.engine.library import Library
from elblint.model.cluster import Cluster
from elblint.model.context import LintContext
from elblint.model.object_kinds import KINDS, make_object
from elblint.model.services import Service
from elblint.model.unknown import Unknown
from elblint.report.layout import width
from elblint.syntax.documents import objects_in, read_documents
from elblint.syntax.nodes import python_data
from elblint.syntax.yaml_parser import parse_yaml
from elblint.text.source import SourceText
from support.project import CORPUS, Project

COLUMNS = {
    "tunnel-ipvs": Cluster.of(network="tunnel", proxy="ipvs"),
    "vpc-ipvs": Cluster.of(network="vpc", proxy="ipvs"),
    "tunnel-iptables": Cluster.of(network="tunnel", proxy="iptables"),
    "vpc-iptables": Cluster.of(network="vpc", proxy="iptables"),
}
NODE_PORT = """
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort, externalTrafficPolicy: Local, ports: [{port: 80}]}
"""
DEDICATED = """
apiVersion: v1
kind: Service
metadata: {name: web, annotations: {kubernetes.io/elb.class: performance, kubernetes.io/elb.id: abc-1}}
spec: {type: LoadBalancer, externalTrafficPolicy: Local, ports: [{port: 80}]}
"""

# The document's cells, each as the addresses that it names: "+" reachable, "x" not. SP and SI are the public
# and private address of the backend's node, CP and CI those of the caller's own node, O any other node.
ALL_SERVER = "+SP +SI xO"
TABLE = {
    "node-with-backend": dict.fromkeys(COLUMNS, ALL_SERVER),
    "node-without-backend": {
        "tunnel-ipvs": "+SP +SI xCP xCI xO",
        "vpc-ipvs": "+SP +SI +CI xCP xO",
        "tunnel-iptables": "+SP +SI +CI xCP xO",
        "vpc-iptables": "+SP +SI +CI xCP xO",
    },
    "container-with-backend": {
        "tunnel-ipvs": ALL_SERVER,
        "vpc-ipvs": "+SP xSI xO",
        "tunnel-iptables": ALL_SERVER,
        "vpc-iptables": "+SP xSI xO",
    },
    "container-without-backend": {
        "tunnel-ipvs": "+SP +SI +CI xO",
        "vpc-ipvs": "+SP +SI +CI xO",
        "tunnel-iptables": "+SP +SI xCP xCI xO",
        "vpc-iptables": "+SP +SI xCP xCI xO",
    },
}
SHORT = {
    "SP": "server-node-public",
    "SI": "server-node-private",
    "CP": "client-node-public",
    "CI": "client-node-private",
    "O": "other-node",
}


def service(manifest: str, cluster: Cluster) -> tuple[Service, LintContext]:
    source = SourceText("web.yaml", manifest)
    (root,) = read_documents(source, KINDS).roots
    ((node, kind),) = objects_in(root)
    made = make_object(node, kind, source, cluster)
    assert isinstance(made, Service)
    return made, LintContext([made])


def answers(library: Library, manifest: str, cluster: Cluster) -> dict[tuple[str, str], object]:
    found, context = service(manifest, cluster)
    env = library.table.env(found, context, "en")
    return {row: library.table.answer(env, *row).truth for row in library.table.rows(env)}


@pytest.mark.parametrize("column", COLUMNS)
def test_node_port_cells_are_the_documents(column: str, library: Library) -> None:
    expected = {
        (caller, SHORT[cell[1:]]): cell[0] == "+"
        for caller, row in TABLE.items()
        for cell in row[column].split()
    }
    if column in {"tunnel-ipvs", "vpc-ipvs"}:
        # The document says nothing of this cell, and of such cells that they can be reached.
        expected["container-without-backend", "client-node-public"] = True
    assert answers(library, NODE_PORT, COLUMNS[column]) == expected


@pytest.mark.parametrize("column", COLUMNS)
def test_dedicated_elb_cells_are_the_documents(column: str, library: Library) -> None:
    cluster = Cluster.of(network=COLUMNS[column].network, proxy=COLUMNS[column].proxy, version="1.29")
    found = answers(library, DEDICATED, cluster)
    dead = {("node-with-backend", "elb-private"), ("container-with-backend", "elb-private")}
    assert {row for row, truth in found.items() if truth is False} == dead
    assert all(truth is True for row, truth in found.items() if row not in dead)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the table as data is not on this machine")
def test_every_cell_agrees_with_the_table_as_data(library: Library) -> None:
    path = CORPUS.parent / "reference" / "reachability.yaml"
    (root,) = parse_yaml(path.read_text(), 0, lambda first, repeated: None)
    data = python_data(root)
    assert isinstance(data, dict)
    manifests = {"NodePort": NODE_PORT, "LoadBalancer-dedicated": DEDICATED}
    compared = 0
    for row in data["rows"]:
        for column, cells in row["cells"].items():
            found = answers(library, manifests[row["service"]], COLUMNS[column])
            for address, answer in cells.items():
                assert found[row["caller"], address] is (answer != "fail"), (row, column, address)
                compared += 1
    assert compared == 72


def test_a_cell_that_the_document_leaves_out_says_so(library: Library) -> None:
    found, context = service(NODE_PORT, COLUMNS["vpc-ipvs"])
    env = library.table.env(found, context, "en")
    assert library.table.answer(env, "container-without-backend", "client-node-public").unlisted
    assert not library.table.answer(env, "container-without-backend", "client-node-private").unlisted


def test_turbo_has_no_column(library: Library) -> None:
    found = answers(library, NODE_PORT, Cluster.of(category="turbo"))
    assert all(isinstance(truth, Unknown) and truth.reasons for truth in found.values())


def test_no_pass_through_kills_the_address_where_no_backend_is(library: Library) -> None:
    shared = DEDICATED.replace("performance", "union")
    found = answers(library, shared, Cluster.of(category="standard", version="1.15"))
    assert {row[0] for row, truth in found.items() if truth is False} == {
        "node-without-backend",
        "container-without-backend",
    }
    unknown = answers(library, shared, Cluster.of(category="standard"))
    assert {truth.needs for truth in unknown.values() if isinstance(truth, Unknown)} == {
        frozenset({"cluster.version"})
    }


def test_without_facts_the_kinds_of_cluster_that_fail_are_named(project: Project) -> None:
    project.write("web.yaml", NODE_PORT)
    outcome = project.run("reach", "web.yaml")
    assert "premises: category ?, network ?, kube-proxy ?, version ?" in outcome.stdout
    assert "nothing says that this runs on CCE" in outcome.stdout
    assert "[1] not reachable (no local endpoint) in: tunnel network with IPVS\n" in outcome.stdout
    assert outcome.exit_code == 0


GRID = """\
                           public     private    public     private    any other
                           address    address    address    address    node
                           of a       of a       of the     of the     without a
                           backend's  backend's  caller's   caller's   backend
                           node       node       own node   own node
  from a node that runs a  +          +          -          -          x no
  backend                                                              local
                                                                       endpoint
  from a node that runs    +          +          x no       +          x no
  no backend                                     local                 local
                                                 endpoint              endpoint
"""


def test_callers_are_rows_and_addresses_are_columns(project: Project) -> None:
    project.write("web.yaml", NODE_PORT)
    outcome = project.run("reach", "--cluster", "vpc,ipvs", "web.yaml")
    assert GRID in outcome.stdout
    assert all(width(line) <= 80 for line in outcome.stdout.splitlines())


def test_a_service_inside_the_cluster_has_no_such_address(project: Project) -> None:
    project.write("q.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: q}\nspec: {}\n")
    assert project.run("reach", "q.yaml").stdout == (
        "Service q: reached by its ClusterIP or name only; no node or ELB address\n"
    )


def test_reach_speaks_chinese(project: Project) -> None:
    project.write("web.yaml", NODE_PORT)
    outcome = project.run("reach", "--cluster", "vpc,ipvs", "--lang", "zh", "web.yaml")
    assert (
        "  从没有服务 Pod 的节点    +          +          x 本节点   +          x 本节点\n" in outcome.stdout
    )


def test_an_unreadable_input_is_said_and_fails(project: Project) -> None:
    project.write("bad.yaml", "kind: Service\nspec: [")
    outcome = project.run("reach", str(Path("bad.yaml")))
    assert outcome.exit_code == 2
    assert outcome.stderr.startswith("elblint: bad.yaml:2:7: syntax-error")
