"""Exact line and column of every node and finding, whatever surrounds it."""

from __future__ import annotations

import pytest

from elblint.model.object_kinds import KINDS
from elblint.syntax.documents import Documents, objects_in, read_documents
from elblint.syntax.nodes import Mapping, Node, Scalar, Sequence, child
from elblint.syntax.yaml_parser import parse_events, parse_yaml
from elblint.text.diagnostics import Diagnostic
from elblint.text.reader import decode
from elblint.text.source import Location, SourceText
from support.project import LOCAL as WEB
from support.project import Project


def read(text: str, path: str = "a.yaml") -> tuple[SourceText, Documents]:
    source = SourceText(path, text)
    return source, read_documents(source, KINDS)


def policies(text: str, path: str = "a.yaml") -> list[str]:
    """Line, columns and text of every externalTrafficPolicy in a text."""
    source, documents = read(text, path)
    found = []
    for root in documents.roots:
        for node, _ in objects_in(root):
            value = child(node, "spec", "externalTrafficPolicy")
            if isinstance(value, Scalar):
                location = Location(source, value.start, value.end)
                shown = source.text[location.start : location.end]
                found.append(
                    f"{location.line}:{location.column}-{location.end_line}:{location.end_column} {shown}"
                )
    return found


@pytest.mark.parametrize(
    ("says", "text", "locations"),
    [
        ("plain", WEB, ["9:26-9:31 Local"]),
        ("no line break at the end", WEB.rstrip(), ["9:26-9:31 Local"]),
        ("quoted", WEB.replace("Local", '"Local"'), ['9:26-9:33 "Local"']),
        ("two documents", WEB + "---\n" + WEB, ["9:26-9:31 Local", "19:26-19:31 Local"]),
        ("a comment on the marker", WEB + "--- # c\n" + WEB, ["9:26-9:31 Local", "19:26-19:31 Local"]),
        ("end marker", WEB + "...\n---\n" + WEB, ["9:26-9:31 Local", "20:26-20:31 Local"]),
        (
            "a bare document after the end marker",
            WEB + "...\n" + WEB,
            ["9:26-9:31 Local", "19:26-19:31 Local"],
        ),
        ("leading comments and marker", "# a\n\n---\n" + WEB, ["12:26-12:31 Local"]),
        ("a directive", "%YAML 1.1\n---\n" + WEB, ["11:26-11:31 Local"]),
        ("a later directive", WEB + "...\n%YAML 1.1\n---\n" + WEB, ["9:26-9:31 Local", "21:26-21:31 Local"]),
        ("CRLF", WEB.replace("\n", "\r\n"), ["9:26-9:31 Local"]),
        ("CR", WEB.replace("\n", "\r"), ["9:26-9:31 Local"]),
        ("wide characters before it", WEB.replace("  ext", "  # 中文 😀\n  ext"), ["10:26-10:31 Local"]),
        ("not a marker", WEB + "---foo: bar\n", ["9:26-9:31 Local"]),
        (
            "after a document of a kind that is not read",
            "kind: ConfigMap\ndata:\n  a: |\n    ---\n    x\n---\n" + WEB,
            ["15:26-15:31 Local"],
        ),
        (
            "in a List",
            "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n"
            "  spec: {externalTrafficPolicy: Local}\n",
            ["6:33-6:38 Local"],
        ),
        (
            "in a ServiceList, whose items need no kind",
            "apiVersion: v1\nkind: ServiceList\nitems:\n- spec: {externalTrafficPolicy: Local}\n",
            ["4:33-4:38 Local"],
        ),
        (
            "through an anchor: where the text stands",
            "kind: Service\nx: &p Local\nspec: {externalTrafficPolicy: *p}\n",
            ["2:7-2:12 Local"],
        ),
        (
            "through a merge key",
            "kind: Service\nx: &m\n  externalTrafficPolicy: Local\nspec:\n  <<: *m\n  type: NodePort\n",
            ["3:26-3:31 Local"],
        ),
        (
            "a key after the merge wins over the merged one",
            "kind: Service\nx: &m {externalTrafficPolicy: Cluster}\nspec: {<<: *m, externalTrafficPolicy: Local}\n",
            ["3:39-3:44 Local"],
        ),
        (
            "a key before the merge does not: Kubernetes merges where the sign stands",
            "kind: Service\nx: &m {externalTrafficPolicy: Local}\nspec: {externalTrafficPolicy: Cluster, <<: *m}\n",
            ["2:31-2:36 Local"],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 50 else "",
)
def test_the_location_of_a_value(says: str, text: str, locations: list[str]) -> None:
    assert policies(text) == locations


@pytest.mark.parametrize(
    "text",
    [
        '{"kind": "Service",\n\t"spec": {"externalTrafficPolicy": "Local"}}',
        '{"kind": "Service", "x": "\\ud83d\\ude00 \\/",\n\t"spec": {"externalTrafficPolicy": "Local"}}\n',
    ],
)
def test_json(text: str) -> None:
    for path in ("a.json", "a.yaml"):
        assert policies(text, path) == ['2:36-2:43 "Local"']


def test_several_json_documents() -> None:
    text = '{"kind": "Service", "spec": {"externalTrafficPolicy": "Local"}}\n'
    assert policies(text * 2) == ['1:55-1:62 "Local"', '2:55-2:62 "Local"']


@pytest.mark.parametrize(
    ("says", "data"),
    [
        ("UTF-8", WEB.encode()),
        ("UTF-8 with BOM", WEB.encode("utf-8-sig")),
        ("UTF-16 with BOM", WEB.encode("utf-16")),
        ("UTF-16 big endian, no BOM", WEB.encode("utf-16-be")),
        ("UTF-16 little endian, no BOM", WEB.encode("utf-16-le")),
        ("UTF-32 with BOM", WEB.encode("utf-32")),
        ("UTF-32 big endian, no BOM", WEB.encode("utf-32-be")),
    ],
)
def test_encodings(says: str, data: bytes) -> None:
    source = decode(data, "a.yaml")
    assert isinstance(source, SourceText)
    assert policies(source.text) == ["9:26-9:31 Local"]


def test_a_broken_document_does_not_hide_its_neighbours() -> None:
    _, documents = read(WEB + "---\nkind: Service\nspec: {\n---\n" + WEB)
    assert len(documents.roots) == 2
    (diagnostic,) = documents.diagnostics
    assert (diagnostic.kind, diagnostic.location.line, diagnostic.unreadable) == ("syntax-error", 12, True)


def test_both_locations_of_a_duplicate_key() -> None:
    _, documents = read("kind: Service\nspec:\n  type: NodePort\n  type: ClusterIP\n")
    (diagnostic,) = documents.diagnostics
    assert (diagnostic.location.line, diagnostic.location.column, diagnostic.location.end_column) == (4, 3, 7)
    assert [(location.line, location.column) for location in diagnostic.related] == [(3, 3)]
    assert not diagnostic.unreadable


@pytest.mark.parametrize(
    "text",
    [
        "kind: Service\nspec:\n  {{- toYaml .Values.spec | nindent 2 }}\n",
        "{{- if .Values.enabled }}\nkind: Service\n{{- end }}\n",
        "{{ $a := 1 }}\nkind: Service\nspec: {{ $a }}\n",
        "kind: Service\nspec: {type: {{ .Values.type }}}\n",
        "kind: Service\nmetadata:\n  name: {{ .Release.Name }}\n",
        "{% for port in ports %}\nkind: Service\n{% endfor %}\n",
    ],
)
def test_a_raw_template_is_said_to_be_one_and_not_broken(text: str) -> None:
    _, documents = read(text)
    assert [(diagnostic.kind, diagnostic.unreadable) for diagnostic in documents.diagnostics] == [
        ("unrendered-template", False)
    ]
    assert documents.is_template


def test_objects_inside_the_text_of_others_are_not_objects() -> None:
    text = (
        "apiVersion: v1\nkind: Service\nmetadata:\n  annotations:\n"
        '    kubectl.kubernetes.io/last-applied-configuration: |\n      {"kind": "Service"}\n'
        "---\napiVersion: example.com/v1\nkind: Game\nspec:\n  kind: Service\n"
    )
    _, documents = read(text)
    assert sum(len(list(objects_in(root))) for root in documents.roots) == 1
    assert len(documents.skipped) == 1


def test_knatives_service_is_another_kind(project: Project) -> None:
    project.write("a.yaml", WEB.replace("apiVersion: v1", "apiVersion: serving.knative.dev/v1"))
    assert project.findings() == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True), ("y", True), ("On", True), ("n", False), ("off", False), ("~", None), ("", None),
        ("Null", None), ("010", 8), ("0o10", 8), ("0x1F", 31), ("0b11", 3), ("1_000", 1000), ("-7", -7),
        ("1e3", 1000.0), ("09", 9.0), (".5", 0.5), ("2026-11-22", "2026-11-22"), ("190:20:30", "190:20:30"),
        ("0x", "0x"), ("1.2.3", "1.2.3"), ("+1", 1), ("yEs", "yEs"), ("9" * 100, "9" * 100),
    ],
)  # fmt: skip
def test_plain_scalars_are_read_as_kubernetes_reads_them(text: str, value: object) -> None:
    assert Scalar(text, 0, 0, plain=True).value == value
    assert Scalar(text, 0, 0, plain=False).value == text


def tree(node: Node) -> object:
    """A node as data, with all its places."""
    if isinstance(node, Scalar):
        return node.text, node.plain, node.start, node.end
    if isinstance(node, Sequence):
        return [tree(item) for item in node.items], node.start
    return {key: (tree(entry[0]), tree(entry[1])) for key, entry in node.entries.items()}, node.start


@pytest.mark.parametrize(
    "text", [WEB, "a: [1, 'b', {c: d}]\nb: |\n  x\n  y\nc: >-\n  p\n\n  q\nd: &a !!str 1\ne: *a\n"]
)
def test_all_parsers_agree_on_every_location(text: str) -> None:
    by_lines = parse_yaml(text, 7, lambda first, repeated: None)
    fast, slow = (parse_events(text, 7, lambda first, repeated: None, pure=pure) for pure in (False, True))
    assert [tree(node) for node in by_lines] == [tree(node) for node in slow]
    assert [tree(node) for node in fast] == [tree(node) for node in slow]


def test_what_only_libyaml_refuses_is_read_all_the_same() -> None:
    (root,) = parse_yaml("args: [--listen=:8080, nginx:1.25]\n", 0, lambda first, repeated: None)
    assert isinstance(root, Mapping)
    args = root.get("args")
    assert isinstance(args, Sequence)
    assert [item.text for item in args.items if isinstance(item, Scalar)] == ["--listen=:8080", "nginx:1.25"]


def test_wrong_encoding_is_placed() -> None:
    diagnostic = decode(b"kind: Service\nmetadata: {name: caf\xe9}\n", "a.yaml")
    assert isinstance(diagnostic, Diagnostic)
    assert (diagnostic.kind, diagnostic.location.line, diagnostic.location.column) == (
        "wrong-encoding",
        2,
        21,
    )
