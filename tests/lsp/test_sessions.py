"""Sessions with a client over pipes: their life, their documents, and the findings that the server sends."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from support.client import Client
from support.project import CHECKOUT, LOCAL, Project

OTHER = LOCAL.replace("name: web", "name: other")
SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hunter2, kubernetes.io/elb.id: hunter2}\n"
PULLS = {
    "textDocument": {"diagnostic": {"dynamicRegistration": True}},
    "workspace": {"diagnostics": {"refreshSupport": True}},
}

Start = Callable[..., Client]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a session in a folder with some files; it is ended after the test."""
    sessions: list[Client] = []

    def started(files: dict[str, str], **options: Any) -> Client:
        for name, text in files.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="")
        sessions.append(Client(tmp_path, **options))
        return sessions[-1]

    yield started
    for one in sessions:
        one.drop()


def test_a_session_begins_and_ends(start: Start) -> None:
    client = start({})
    assert client.abilities["textDocumentSync"]["change"] == 2
    assert client.end() == 0


def test_whoever_leaves_without_goodbye_ends_it_with_one(start: Start) -> None:
    client = start({})
    client.notify("exit", None)
    assert client.process.stdin is not None
    client.process.stdin.close()
    assert client.process.wait(30) == 1


def test_an_exit_needs_no_end_of_the_input(start: Start) -> None:
    client = start({}, own_process=True)
    client.request("shutdown", None)
    client.notify("exit", None)
    assert client.process.wait(30) == 0


def test_a_request_after_the_end_is_refused(start: Start) -> None:
    client = start({})
    client.request("shutdown", None)
    answer = client.answer_to(client.send_request("shutdown", None))
    assert answer["error"]["code"] == -32600
    client.notify("exit", None)
    assert client.process.wait(30) == 0


def test_a_finding_says_what_reports_say(start: Start) -> None:
    client = start({"a.yaml": LOCAL})
    client.open("a.yaml")
    (found,) = client.codes("a.yaml", "ELB102")
    assert found["range"] == {"start": {"line": 8, "character": 25}, "end": {"line": 8, "character": 30}}
    assert (found["severity"], found["source"], found["data"]) == (2, "elblint", {"certainty": "certain"})
    assert found["codeDescription"]["href"].endswith("/docs/rules/ELB102.md")
    assert found["message"].startswith("The dedicated ELB's private address is dead")


def test_a_possible_finding_names_the_facts_that_would_decide_it(start: Start) -> None:
    ingress = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: i\n  annotations:\n    kubernetes.io/elb.class: performance\n    kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6\nspec: {ingressClassName: cce}\n"
    client = start({"a.yaml": LOCAL, "b.yaml": ingress})
    client.open("b.yaml")
    found = client.findings("b.yaml", lambda found: any(one["code"] == "ELB201" for one in found))
    (possible,) = [one for one in found if one["code"] == "ELB201"]
    assert possible["data"] == {"certainty": "possible"}
    assert "cluster.proxy: say --proxy" in possible["message"]
    assert [one["location"]["uri"] for one in possible["relatedInformation"]] == [client.uri("a.yaml")]


def test_what_has_no_effect_is_tagged(start: Start) -> None:
    client = start(
        {"a.yaml": "kind: Service\n# elblint: ignore[ELB102] because\napiVersion: v1\nmetadata: {name: a}\n"}
    )
    client.open("a.yaml")
    (found,) = client.codes("a.yaml", "ELB013")
    assert found["tags"] == [1]


def test_files_that_nobody_has_open_are_linted_too(start: Start) -> None:
    client = start({"a.yaml": LOCAL, "deep/b.yaml": "a: [\n"})
    client.codes("a.yaml", "ELB102")
    client.codes("deep/b.yaml", "ELB003")


def test_findings_follow_each_change_in_every_file(start: Start) -> None:
    ports = "spec:\n  ports: [{port: 80}]"
    web, other = LOCAL.replace("spec:", ports), OTHER.replace("spec:", ports).replace("3c7c", "9c7c")
    client = start({"a.yaml": web, "b.yaml": other})
    client.open("a.yaml")
    client.open("b.yaml")
    client.codes("a.yaml", "ELB102")
    client.codes("b.yaml", "ELB102")
    line = next(number for number, text in enumerate(other.split("\n")) if "elb.id" in text)
    span = {"start": {"line": line, "character": 26}, "end": {"line": line, "character": 27}}
    client.change("b.yaml", {"range": span, "text": "3"})
    client.codes("a.yaml", "ELB203", "ELB102")
    client.change("b.yaml", "")
    client.codes("a.yaml", "ELB102")
    client.codes("b.yaml")
    client.change("b.yaml", other.replace("9c7c", "3c7c"))
    client.codes("a.yaml", "ELB203", "ELB102")
    client.close("b.yaml")
    client.codes("a.yaml", "ELB102")


@pytest.mark.parametrize(
    ("offered", "chosen"), [(None, "utf-16"), (["utf-8", "utf-16"], "utf-8"), (["utf-32"], "utf-32")]
)  # fmt: skip
def test_positions_are_in_the_units_that_were_agreed_upon(
    start: Start, offered: list[str] | None, chosen: str
) -> None:
    general = {} if offered is None else {"general": {"positionEncodings": offered}}
    text = LOCAL.replace(
        "spec:\n  type: LoadBalancer\n  external", 'spec: {"é😀": 1, type: LoadBalancer, external'
    ).replace("Local\n", "Local}\n")
    client = start({"a.yaml": text}, capabilities=general)
    assert client.abilities["positionEncoding"] == chosen
    client.open("a.yaml")
    (found,) = client.codes("a.yaml", "ELB102")
    line = text.split("\n")[6]
    before = line[: line.index("Local")]
    units = {
        "utf-8": len(before.encode()),
        "utf-16": len(before.encode("utf-16-le")) // 2,
        "utf-32": len(before),
    }
    assert found["range"]["start"] == {"line": 6, "character": units[chosen]}
    # The same units count for what the client sends: the comma behind the first entry.
    comma = len(
        line[: line.index(",")].encode(
            {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[chosen]
        )
    )
    comma //= {"utf-8": 1, "utf-16": 2, "utf-32": 4}[chosen]
    span = {"start": {"line": 6, "character": comma}, "end": {"line": 6, "character": comma}}
    client.change("a.yaml", {"range": span, "text": " # "})
    client.findings("a.yaml", lambda found: [one["code"] for one in found] != ["ELB102"])


def test_a_client_that_pulls_is_not_pushed_to(start: Start) -> None:
    client = start({"a.yaml": LOCAL, "b.yaml": OTHER}, capabilities=PULLS)
    assert client.abilities["diagnosticProvider"]["interFileDependencies"] is True
    client.open("a.yaml")
    report = client.about("diagnostic", "a.yaml")
    assert [one["code"] for one in report["items"]] == ["ELB102"]
    whole = client.request("workspace/diagnostic", {"previousResultIds": []})
    assert {Path(one["uri"]).name for one in whole["items"]} == {"a.yaml", "b.yaml"}
    client.change("a.yaml", "")
    client.wait_for("workspace/diagnostic/refresh")
    assert client.about("diagnostic", "a.yaml")["items"] == []
    assert client.published == {}


def test_the_configuration_is_read_again_when_it_changes(start: Start, tmp_path: Path) -> None:
    client = start({"a.yaml": LOCAL})
    client.codes("a.yaml", "ELB102")
    (tmp_path / ".elblint.yaml").write_text("ignore: [ELB102]\n")
    client.on_disk(".elblint.yaml", 1)
    client.codes("a.yaml")
    (tmp_path / ".elblint.yaml").write_text("ignore: [ELB102]\nselekt: []\n")
    client.on_disk(".elblint.yaml")
    (problem,) = client.findings(".elblint.yaml", bool)
    assert problem["range"]["start"] == {"line": 1, "character": 0}
    assert "did you mean 'select'?" in problem["message"]
    (tmp_path / ".elblint.yaml").unlink()
    client.on_disk(".elblint.yaml", 3)
    client.codes(".elblint.yaml")
    client.codes("a.yaml", "ELB102")


def test_a_folder_whose_configuration_is_wrong_waits_until_it_is_corrected(
    start: Start, tmp_path: Path
) -> None:
    client = start({"a.yaml": LOCAL, ".elblint.yaml": "ignore: {\n"})
    client.open("a.yaml")
    client.findings(".elblint.yaml", bool)
    assert client.at("hover", "a.yaml", 5, 10) is None
    client.change("a.yaml", "# first\n" + LOCAL)
    (tmp_path / ".elblint.yaml").write_text("{}\n")
    client.on_disk(".elblint.yaml")
    (found,) = client.codes("a.yaml", "ELB102")
    assert found["range"]["start"]["line"] == 9
    client.codes(".elblint.yaml")


def test_a_file_of_facts_that_is_gone_is_said(start: Start, tmp_path: Path) -> None:
    files = {"a.yaml": LOCAL, ".elblint.yaml": "facts-from: [facts.json]\n", "facts.json": "{}"}
    client = start(files)
    client.codes("a.yaml", "ELB102")
    (tmp_path / "facts.json").unlink()
    client.on_disk("facts.json", 3)
    (problem,) = client.findings(".elblint.yaml", bool)
    assert problem["message"].startswith("facts-from: no file fits 'facts.json'")
    (tmp_path / "facts.json").write_text("{}")
    client.on_disk("facts.json", 1)
    client.codes(".elblint.yaml")
    client.codes("a.yaml", "ELB102")


def test_rules_of_ones_own_are_read_again_when_they_change(start: Start, tmp_path: Path) -> None:
    (rule,) = (CHECKOUT / "rules").rglob("ELB102-*.yaml")
    own = re.sub(r"^id: .*$", "id: OWN101", rule.read_text(encoding="utf-8"), count=1, flags=re.M)
    config = "rules: [own]\nselect: [OWN]\nexclude: [own]\n"
    client = start({"a.yaml": LOCAL, ".elblint.yaml": config, "own/OWN101.yaml": own})
    client.codes("a.yaml", "OWN101")
    file = tmp_path / "own/OWN101.yaml"
    file.write_text(re.sub(r"^severity: .*$", "severity: note", own, count=1, flags=re.M), encoding="utf-8")
    client.on_disk("own/OWN101.yaml")
    client.findings("a.yaml", lambda found: [one["severity"] for one in found] == [3])
    file.write_text("id: 1\n")
    client.on_disk("own/OWN101.yaml")
    (problem,) = client.findings("own/OWN101.yaml", bool)
    assert problem["severity"] == 1


def test_charts_are_rendered_and_their_findings_stand_at_the_template(start: Start, tmp_path: Path) -> None:
    template = LOCAL.replace("Local", "{{ .Values.policy }}")
    client = start(
        {
            "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
            "c/values.yaml": "policy: Local\n",
            "c/templates/a.yaml": template,
        },
        capabilities={"window": {"workDoneProgress": True}},
    )
    client.findings("c/values.yaml", lambda found: [one["code"] for one in found] == ["ELB102"])
    assert [one["method"] for one in client.asked] == ["window/workDoneProgress/create"]
    client.open("c/values.yaml")
    (tmp_path / "c/values.yaml").write_text("policy: Cluster\n")
    client.change("c/values.yaml", "policy: Cluster\n")
    client.notify("textDocument/didSave", {"textDocument": {"uri": client.uri("c/values.yaml")}})
    client.codes("c/values.yaml")


def test_charts_are_rendered_of_what_is_typed(start: Start) -> None:
    client = start(
        {
            "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
            "c/values.yaml": "policy: Local\n",
            "c/templates/a.yaml": LOCAL.replace("Local", "{{ .Values.policy }}"),
        },
        capabilities={"window": {"workDoneProgress": True}},
    )
    client.codes("c/values.yaml", "ELB102")
    client.open("c/values.yaml")
    client.change("c/values.yaml", "a: b\npolicy: Local\n")
    client.findings("c/values.yaml", lambda found: [one["range"]["start"]["line"] for one in found] == [1])
    client.change("c/values.yaml", "a: b\npolicy: Local\nb: {\n")
    client.codes("c/values.yaml", "ELB102", "ELB003")
    client.change("c/values.yaml", "policy: Cluster\n")
    client.codes("c/values.yaml")
    assert len(client.asked) == 1, "what is typed is rendered without a sign of it"


def test_each_folder_has_a_configuration_of_its_own(start: Start, tmp_path: Path) -> None:
    files = {"one/a.yaml": LOCAL, "one/.elblint.yaml": "ignore: [ELB102]\n", "two/a.yaml": LOCAL}
    for name in ("one", "two"):
        (tmp_path / name / ".git").mkdir(parents=True)
    folders = [{"uri": (tmp_path / name).as_uri(), "name": name} for name in ("one", "two")]
    client = start(files, workspaceFolders=folders)
    client.codes("two/a.yaml", "ELB102")
    client.open("one/a.yaml")
    client.codes("one/a.yaml")
    event = {"added": [], "removed": folders[1:]}
    client.notify("workspace/didChangeWorkspaceFolders", {"event": event})
    client.codes("two/a.yaml")


def test_a_file_outside_of_all_folders_is_linted_by_itself(start: Start, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    folders = [{"uri": (tmp_path / "in").as_uri(), "name": "in"}]
    client = start({"out.yaml": LOCAL}, workspaceFolders=folders)
    client.open("out.yaml")
    client.codes("out.yaml", "ELB102")
    client.close("out.yaml")
    client.codes("out.yaml")


def test_a_fault_in_one_request_ends_no_session(start: Start, capsys: pytest.CaptureFixture[str]) -> None:
    client = start({"a.yaml": LOCAL})
    client.open("a.yaml")
    client.codes("a.yaml", "ELB102")
    assert (
        client.request("workspace/executeCommand", {"command": "elblint.showReach", "arguments": ["x", "y"]})
        is None
    )
    assert client.at("hover", "a.yaml", 10**6, 10**6) is None
    assert client.at("hover", "none.yaml", 0, 0) is None
    client.change(
        "a.yaml",
        {"range": {"start": {"line": 99, "character": 9}, "end": {"line": 3, "character": 0}}, "text": "x"},
    )
    client.change("a.yaml", LOCAL)
    client.codes("a.yaml", "ELB102")
    assert client.end() == 0
    assert "error: elblint.showReach: ValueError in lsp/" in capsys.readouterr().err


def test_a_request_that_is_none_is_answered(start: Start, capsys: pytest.CaptureFixture[str]) -> None:
    client = start({"a.yaml": LOCAL})
    answer = client.answer_to(client.send_request("textDocument/hover", {"position": "hunter2"}))
    assert answer["error"]["code"] == -32602
    client.codes("a.yaml", "ELB102")
    assert client.end() == 0
    assert "hunter2" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "uri", ["untitled:Untitled-1", "git:/a.yaml?ref=HEAD", "http://x/a.yaml", "file:///%00.yaml", ""]
)
def test_a_document_that_is_no_file_is_no_part_of_the_folder(start: Start, uri: str) -> None:
    client = start({"a.yaml": LOCAL})
    document = {"uri": uri, "languageId": "yaml", "version": 1, "text": LOCAL}
    client.notify("textDocument/didOpen", {"textDocument": document})
    edit = {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": LOCAL}]}
    client.notify("textDocument/didChange", edit)
    client.open("a.yaml")
    client.codes("a.yaml", "ELB102")
    assert list(client.published) == [client.uri("a.yaml")]
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert client.at("hover", "a.yaml", 8, 27) is not None


def test_a_request_that_is_taken_back_is_not_answered(start: Start) -> None:
    client = start({"a.yaml": LOCAL})
    client.open("a.yaml")
    client.codes("a.yaml", "ELB102")
    place = {"textDocument": {"uri": client.uri("a.yaml")}, "position": {"line": 0, "character": 0}}
    number = client.send_request("textDocument/hover", place)
    client.notify("$/cancelRequest", {"id": number})
    answer = client.answer_to(number)
    assert "result" in answer or answer["error"]["code"] == -32800


def test_nothing_of_a_secret_is_said_or_logged(start: Start, capsys: pytest.CaptureFixture[str]) -> None:
    client = start({"s.yaml": SECRET, "a.yaml": LOCAL})
    client.open("s.yaml")
    client.codes("a.yaml", "ELB102")
    answers = [client.at("hover", "s.yaml", line, column) for line in range(4) for column in range(0, 90, 3)]
    answers += [client.at("completion", "s.yaml", 3, 50), client.about("documentSymbol", "s.yaml")]
    client.change("s.yaml", SECRET + "  hunter2: [\n")
    client.settle()
    assert client.end() == 0
    assert "hunter2" not in repr((answers, client.published, client.said))
    assert "hunter2" not in capsys.readouterr().err


def test_without_the_extra_the_command_says_how_to_get_it(project: Project) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "pygls" or "elblint.lsp." in name]:
        project.monkeypatch.delitem(sys.modules, name)
    project.monkeypatch.setitem(sys.modules, "pygls", None)
    done = project.run("lsp")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "which is an extra; install it with: " in done.stderr
    assert "[lsp]'" in done.stderr


def test_the_server_is_built_on_the_public_interface_alone() -> None:
    import elblint.lsp

    for file in Path(elblint.lsp.__file__).parent.glob("*.py"):
        imported = set(re.findall(r"from (elblint[\w.]*) import", file.read_text()))
        assert {name for name in imported if not name.startswith("elblint.lsp")} <= {"elblint.api"}, file.name
