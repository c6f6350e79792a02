"""Answers of the server in the protocol's terms; ``tests/editor`` has what they say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.client import Client

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    kubernetes.io/elb.class: performance
    kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  ports: [{port: 80}]
"""
INGRESS = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: é😀
  annotations:
    kubernetes.io/elb.class: performance
    kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6
spec:
  ingressClassName: cce
"""
CAPABILITIES = {
    "workspace": {"workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]}},
    "window": {"showDocument": {"support": True}},
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("work")
    (folder / "service.yaml").write_text(SERVICE)
    (folder / "ingress.yaml").write_text(INGRESS, encoding="utf-8")
    session = Client(folder, own_process=True, capabilities=CAPABILITIES, locale="zh-CN")
    session.open("service.yaml")
    session.open("ingress.yaml")
    session.findings("service.yaml", bool)
    yield session
    assert session.end() == 0
    session.drop()
    assert session.log == b""


def shown(text: str, span: Any) -> str:
    """The text of a range that lies in one line of ASCII."""
    line = text.split("\n")[int(span["start"]["line"])]
    assert span["start"]["line"] == span["end"]["line"]
    return line[int(span["start"]["character"]) : int(span["end"]["character"])]


def edited(text: str, edits: list[Any]) -> str:
    """The text after edits of whole ranges in lines of ASCII."""
    lines = text.splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]

    def offset(place: Any) -> int:
        return int(starts[place["line"]] + place["character"])

    for edit in sorted(edits, key=lambda one: -offset(one["range"]["start"])):
        start, end = offset(edit["range"]["start"]), offset(edit["range"]["end"])
        text = text[:start] + edit["newText"] + text[end:]
    return text


def test_a_hover_is_markdown_in_the_language_of_the_client(client: Client) -> None:
    found = client.at("hover", "service.yaml", 5, 20)
    assert found["contents"]["kind"] == "markdown"
    assert "负载均衡的类型" in found["contents"]["value"]
    assert shown(SERVICE, found["range"]) == "kubernetes.io/elb.class"
    assert client.at("hover", "service.yaml", 0, 0) is None


def test_a_hover_on_a_finding_explains_its_rule(client: Client) -> None:
    found = client.at("hover", "service.yaml", 9, 27)
    assert found["contents"]["value"].startswith("**ELB102**")
    assert shown(SERVICE, found["range"]) == "Local"


def test_a_completion_says_which_text_it_replaces(client: Client) -> None:
    items = client.at("completion", "service.yaml", 5, 33)["items"]
    assert [one["label"] for one in items] == ["union", "performance", "dnat"]
    edit = items[0]["textEdit"]
    assert (shown(SERVICE, edit["range"]), edit["newText"]) == ("performance", "union")
    names = client.at("completion", "service.yaml", 6, 4)["items"]
    (one,) = [one for one in names if one["label"] == "kubernetes.io/elb.pass-through"]
    assert one["detail"] == "起始版本 v1.19"
    assert one["documentation"]["kind"] == "markdown"


def test_the_configuration_is_completed_while_it_is_typed(client: Client) -> None:
    client.open(".elblint.yaml", "cluster:\n  category: \n")
    items = client.at("completion", ".elblint.yaml", 1, 12)["items"]
    assert [one["label"] for one in items][:3] == ["standard", "turbo", "autopilot"]
    found = client.at("hover", ".elblint.yaml", 0, 2)
    assert "Facts about the cluster" in found["contents"]["value"]
    client.close(".elblint.yaml")


def test_the_outline_counts_in_units_of_the_client(client: Client) -> None:
    (one,) = client.about("documentSymbol", "ingress.yaml")
    assert one["name"] == "é😀"
    assert one["selectionRange"] == {
        "start": {"line": 3, "character": 8},
        "end": {"line": 3, "character": 11},
    }
    assert [inner["name"] for inner in one["children"]] == ["class", "id"]


def test_an_elb_leads_to_its_other_users(client: Client) -> None:
    (target,) = client.at("definition", "service.yaml", 6, 30)
    assert target["uri"] == client.uri("ingress.yaml")
    assert shown(INGRESS, target["range"]) == "3c7caa5a-a641-4bff-801a-feace27424b6"
    (link,) = client.about("documentLink", "service.yaml")
    assert link["target"] == client.uri("ingress.yaml") + "#L7"
    found = client.at("references", "service.yaml", 3, 9, context={"includeDeclaration": True})
    assert {Path(one["uri"]).name for one in found} == {"service.yaml", "ingress.yaml"}


def test_the_lens_on_a_service_opens_its_table(client: Client) -> None:
    (lens,) = client.about("codeLens", "service.yaml")
    assert lens["command"]["title"] == "8 条路径中有 2 条不通，4 条未知"
    table = client.request("workspace/executeCommand", lens["command"])
    assert table.startswith("Service web: LoadBalancer, Local\n")
    (asked,) = [one for one in client.asked if one["method"] == "window/showDocument"]
    assert Path(asked["params"]["uri"].removeprefix("file://")).read_text(encoding="utf-8") == table


def actions(client: Client, name: str, line: int, only: list[str] | None = None) -> list[Any]:
    span = {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 99}}
    context: dict[str, Any] = {"diagnostics": []}
    if only is not None:
        context["only"] = only
    found: list[Any] = client.about("codeAction", name, range=span, context=context)
    return found


def test_actions_carry_their_edits_and_their_findings(client: Client) -> None:
    choice, suppress, _ = actions(client, "service.yaml", 9)
    assert [one["code"] for one in choice["diagnostics"]] == ["ELB102"]
    (document,) = choice["edit"]["documentChanges"]
    assert document["textDocument"] == {"uri": client.uri("service.yaml"), "version": 1}
    assert edited(SERVICE, document["edits"]) == SERVICE.replace("Local", "Cluster")
    (document,) = suppress["edit"]["documentChanges"]
    after = edited(SERVICE, document["edits"])
    assert "  # elblint: ignore[ELB102] 说明为什么这样是对的\n  externalTrafficPolicy: Local" in after


def test_a_fact_makes_the_configuration_if_there_is_none(client: Client) -> None:
    found = {one["title"]: one for one in actions(client, "ingress.yaml", 6)}
    create, document = found["在 .elblint.yaml 中添加“proxy: ipvs”"]["edit"]["documentChanges"]
    assert (create["kind"], create["uri"]) == ("create", client.uri(".elblint.yaml"))
    assert edited("", document["edits"]) == "cluster:\n  proxy: ipvs\n"


def test_all_safe_fixes_are_one_action_for_whoever_asks(client: Client) -> None:
    assert actions(client, "service.yaml", 0, ["source.fixAll"]) == []
    text = SERVICE.replace("spec:", "    kubernetes.io/elb.pass-through: true\nspec:").replace("3c7c", "4c7c")
    client.open("other.yaml", text)
    client.findings("other.yaml", lambda found: "ELB601" in [one["code"] for one in found])
    assert "source.fixAll.elblint" not in [one["kind"] for one in actions(client, "other.yaml", 7)]
    (fix,) = actions(client, "other.yaml", 0, ["source.fixAll.elblint"])
    (document,) = fix["edit"]["documentChanges"]
    assert edited(text, document["edits"]) == text.replace("through: true", 'through: "true"')
    (preferred,) = [one for one in actions(client, "other.yaml", 7) if one.get("isPreferred")]
    assert (
        preferred["edit"] == fix["edit"]
        or edited(text, preferred["edit"]["documentChanges"][0]["edits"]) != text
    )
    client.close("other.yaml")
