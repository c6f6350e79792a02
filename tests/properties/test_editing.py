"""After any edits, the server's findings are those of a fresh run of the command over the same texts."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.client import Client
from support.project import LOCAL, Project

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("ELBLINT_EXAMPLES", "0")) or 25
NAMES = ("a.yaml", "b.yaml", "deep/c.yaml")
CAPABILITIES = {
    "textDocument": {"diagnostic": {}},
    "workspace": {"diagnostics": {"refreshSupport": True}},
    # Reports count code points.
    "general": {"positionEncodings": ["utf-32"]},
}
SEVERITIES = {1: "error", 2: "warning", 3: "note"}
PIECES = st.sampled_from(
    [
        LOCAL, LOCAL.replace("name: web", "name: other"), LOCAL.replace("3c7c", "4c7c"), "---\n", "x", "é😀\u2028", "\n", "\r\n",
        "  ", "- ", ": ", "{", "}", "'", '"', "# elblint: ignore[ELB102] it is so\n", "  type: ClusterIP\n", "  ports: [{port: 80}]\n",
        "    kubernetes.io/elb.autocreate: '{\"type\": \"public\"}'\n", "kind: Ingress\n", "namespace: a", "{{ x }}", "\t",
    ]
)  # fmt: skip
EDITS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(0, 400), st.integers(0, 60), PIECES), min_size=1, max_size=8
)


def place(text: str, offset: int) -> Any:
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    return {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("edited")
    (folder / ".elblint.yaml").write_text("cluster: {category: standard, network: vpc, proxy: ipvs}\n")
    (folder / "deep").mkdir()
    for name in NAMES:
        (folder / name).write_text("")
    session = Client(folder, capabilities=CAPABILITIES)
    for name in NAMES:
        session.open(name)
    yield session
    session.drop()


def said(client: Client) -> list[tuple[object, ...]]:
    report = client.request("workspace/diagnostic", {"previousResultIds": []})
    return sorted(
        (
            Path(document["uri"].removeprefix("file://")).relative_to(client.folder).as_posix(),
            one["range"]["start"]["line"] + 1,
            one["range"]["start"]["character"] + 1,
            one["range"]["end"]["line"] + 1,
            one["range"]["end"]["character"] + 1,
            one["code"],
            SEVERITIES[one["severity"]],
            one["data"]["certainty"],
        )
        for document in report["items"]
        for one in document["items"]
    )


def reported(project: Project) -> list[tuple[object, ...]]:
    report = json.loads(project.run("--allow-empty", "-f", "json", ".").stdout)
    return sorted(
        (
            one["location"]["path"],
            one["location"]["line"],
            one["location"]["column"],
            one["location"]["endLine"],
            one["location"]["endColumn"],
            one["rule"],
            one["severity"],
            one["certainty"],
        )
        for one in report["findings"]
    )


@settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(EDITS)
def test_after_any_edits_the_findings_are_those_of_a_fresh_run(
    client: Client, project: Project, edits: list[tuple[str, int, int, str]]
) -> None:
    texts = dict.fromkeys(NAMES, "")
    for name in NAMES:
        client.change(name, "")
    project.write(".elblint.yaml", (client.folder / ".elblint.yaml").read_bytes())
    for name, start, length, piece in edits:
        text = texts[name]
        start = min(start, len(text))
        end = min(start + length, len(text))
        if text[start - 1 : start + 1] == "\r\n" or text[end - 1 : end + 1] == "\r\n":
            # No position lies inside of a line break.
            continue
        texts[name] = text[:start] + piece + text[end:]
        client.change(name, {"range": {"start": place(text, start), "end": place(text, end)}, "text": piece})
        for other in NAMES:
            project.write(other, texts[other].encode())
        assert said(client) == reported(project)
