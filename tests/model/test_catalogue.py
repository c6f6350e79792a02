"""The annotation catalogue: complete, consistent, and judged to the very character."""

from __future__ import annotations

import json
import re

import pytest
from jsonschema import Draft202012Validator

from elblint.engine.finding import Finding
from elblint.engine.library import Library
from elblint.engine.rule import Rule
from elblint.model.annotations.catalogue import Entry
from elblint.model.annotations.value_issues import issues_in
from elblint.report.explain_text import Explainer
from elblint.report.layout import width
from elblint.report.registry import RenderOptions
from elblint.system.package_data import built_in_rules
from support.project import CHECKOUT, Project

PLACEHOLDER = re.compile(r"\{[a-z][a-z0-9.-]*\}")

CATALOGUE = Library(built_in_rules()).annotation_catalogue()
ENTRIES = sorted(CATALOGUE.entries.values(), key=lambda entry: entry.name)
JUDGED = [entry for entry in ENTRIES if entry.form.kind != "text"]


@pytest.mark.parametrize("entry", JUDGED, ids=lambda entry: entry.name)
def test_every_entry_has_examples_that_pass_and_that_fail(entry: Entry) -> None:
    assert entry.passes, "no example passes"
    assert entry.fails, "no example fails"
    for example in entry.passes:
        assert issues_in(entry, example) == (), example
    for example in entry.fails:
        conditional = tuple(range(len(entry.conditional)))
        assert issues_in(entry, example) or issues_in(entry, example, conditional), example


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_entry_is_consistent(entry: Entry) -> None:
    for schema in [entry.form.schema, *(one.schema for one in entry.conditional)]:
        if schema is not None:
            Draft202012Validator.check_schema(schema)
    names = [need.annotation for need in (*entry.requires, *entry.excludes) if need.annotation]
    names += [one.annotation for one in entry.conditional]
    if entry.instead:
        names.append(entry.instead)
    for name in names:
        assert "*" in name or name in CATALOGUE.entries, f"{name} is not in the catalogue"
    assert entry.means["zh"] != entry.means["en"]
    stack = [entry.form.schema, *(one.schema for one in entry.conditional)]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            assert isinstance(node.get("description"), str) == isinstance(node.get("description-zh"), str), (
                node
            )
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
    assert entry.sources
    if entry.default is not None and entry.form.kind == "one-of":
        assert entry.default in entry.form.allowed


@pytest.mark.parametrize("entry", JUDGED, ids=lambda entry: entry.name)
@pytest.mark.parametrize(
    "value", ["", " ", "{", "[]", "{}", "null", '"a"', "[[]]", '{"type": {}}', "😀", "1e999", "-0"]
)
def test_no_value_is_too_strange(entry: Entry, value: str) -> None:
    for issue in issues_in(entry, value, tuple(range(len(entry.conditional)))):
        assert 0 <= issue.start < issue.end <= max(len(value), 1)


def test_annotations_that_rules_name_are_in_the_catalogue(rules: list[Rule]) -> None:
    for rule in rules:
        for fact in rule.when.facts:
            _, found, name = fact.fact.partition(".annotation.")
            if found:
                assert f"kubernetes.io/{name}" in CATALOGUE.entries or name in CATALOGUE.entries, (
                    rule.id,
                    name,
                )


STYLES = {
    "single quotes": """'{"type": "public", "bandwidth_size": 5000, "name": "it''s"}'""",
    "double quotes": '"{\\"type\\": \\"public\\", \\"bandwidth_size\\": 5000}"',
    "a literal block": '|\n      {\n        "type": "public",\n        "bandwidth_size": 5000\n      }',
    "a folded block": '>-\n      {"type": "public",\n      "bandwidth_size": 5000}',
    "folded single quotes": """'{"type": "public",\n      "bandwidth_size": 5000}'""",
}


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_a_mistake_in_json_is_shown_inside_the_yaml(project: Project, style: str) -> None:
    text = (
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations:\n"
        f"    kubernetes.io/elb.class: union\n    kubernetes.io/elb.autocreate: {style}\nspec: {{type: LoadBalancer}}\n"
    )
    project.write("a.yaml", text)
    (found,) = [finding for finding in project.findings() if finding.rule == "ELB622"]
    location = found.location
    assert location.source.text[location.start : location.end] == "5000"
    assert text.splitlines()[location.line - 1][location.column - 1 :].startswith("5000")


BROKEN = """\
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    kubernetes.io/elb.class: union
    kubernetes.io/elb.autocreate: '{"type": "inner", name: "a"}'
spec: {type: LoadBalancer}
"""


def test_broken_json_is_shown_at_the_character(project: Project) -> None:
    project.write("a.yaml", BROKEN)
    (found,) = [finding for finding in project.findings() if finding.rule == "ELB623"]
    assert (found.location.line, found.location.column) == (7, BROKEN.splitlines()[6].index("name:") + 1)


EMBEDDED = {
    "an operator's template": "spec: {serviceTemplate: {annotations: {kubernetes.io/elb.class: Union}}}",
    "deep in a list": "spec: {listeners: [{service: {metadata: {annotations: {kubernetes.io/elb.class: Union}}}}]}",
    "named after listeners": "spec: {externalListenerAnnotations: {kubernetes.io/elb.class: Union}}",
}


@pytest.mark.parametrize("spec", EMBEDDED.values(), ids=EMBEDDED)
def test_values_in_what_operators_make_services_of(project: Project, spec: str) -> None:
    project.write("a.yaml", f"apiVersion: example.com/v1\nkind: Broker\nmetadata: {{name: kafka}}\n{spec}\n")
    (found,) = project.findings()
    assert (found.rule, found.severity, found.subject) == ("ELB621", "warning", "Broker kafka")
    assert found.location.source.text[found.location.start : found.location.end] == "Union"


def applied(text: str, findings: list[Finding]) -> str:
    """The text after all edits of some findings."""
    edits = [one for finding in findings for edit in finding.edits for one in edit.replacements]
    for location, new in sorted(edits, key=lambda one: -one[0].start):
        text = text[: location.start] + new + text[location.end :]
    return text


LABELS = """\
apiVersion: v1
kind: Service
metadata:
  name: web
%s  labels:
    app: web
    kubernetes.io/elb.class: union
    kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6
spec: {type: LoadBalancer}
"""


@pytest.mark.parametrize("before", ["", "  annotations:\n    a: b\n"])
def test_labels_move_to_the_annotations(project: Project, before: str) -> None:
    text = LABELS % before
    project.write("a.yaml", text)
    (first,) = (finding for finding in project.findings() if finding.rule == "ELB604")
    fixed = applied(text, [first])
    assert "  annotations:\n    kubernetes.io/elb.class: union\n" in fixed
    assert "  labels:\n    app: web\n    kubernetes.io/elb.id" in fixed
    project.write("a.yaml", applied(fixed, []))
    (second,) = (finding for finding in project.findings() if finding.rule == "ELB604")
    assert "elb.id" in second.field_path
    assert second.edits


@pytest.mark.parametrize("metadata", ["{name: a, labels: {kubernetes.io/elb.class: union}}"])
def test_what_shares_its_line_is_not_moved(project: Project, metadata: str) -> None:
    project.write(
        "a.yaml", f"apiVersion: v1\nkind: Service\nmetadata: {metadata}\nspec: {{type: LoadBalancer}}\n"
    )
    (found,) = (finding for finding in project.findings() if finding.rule == "ELB604")
    assert found.edits == ()


@pytest.mark.parametrize(
    ("metadata", "fixed"),
    [
        # The only label takes its mapping with it.
        (
            "  labels:\n    kubernetes.io/elb.class: union\n  annotations:\n    a: b\n",
            "  annotations:\n    kubernetes.io/elb.class: union\n    a: b\n",
        ),
        (
            "  labels:\n    kubernetes.io/elb.class: union\n",
            "  annotations:\n    kubernetes.io/elb.class: union\n",
        ),
        ("  labels:\n    a: b\n    kubernetes.io/elb.class: union\n  annotations: {}\n", None),
        ("  labels:\n    a: b\n    kubernetes.io/elb.class: union\n  annotations:\n", None),
        ("  labels:\n    a: b\n    kubernetes.io/elb.class: union\n  annotations:\n    <<: *b\n", None),
        ("  labels:\n    kubernetes.io/elb.class: &x union\n    a: *x\n  annotations:\n    a: b\n", None),
        ("  labels: &l\n    a: b\n    kubernetes.io/elb.class: union\n  annotations:\n    a: b\n", None),
        ("  labels:\n    a: b\n    kubernetes.io/elb.class: union\n  annotations: *b\n", None),
        ("  labels:\n    a: b\n    kubernetes.io/elb.pass-through: true\n  annotations:\n    a: b\n", None),
        ("  labels: {a: b,\n    kubernetes.io/elb.class: union\n    }\n  annotations:\n    a: b\n", None),
    ],
)
def test_a_move_leaves_nothing_broken(project: Project, metadata: str, fixed: str | None) -> None:
    head = "apiVersion: v1\nkind: Service\nx: &b {c: d}\nmetadata:\n  name: web\n"
    text = f"{head}{metadata}spec: {{type: LoadBalancer}}\n"
    for ends in ("\n", "\r\n"):
        given = text.replace("\n", ends)
        project.write("a.yaml", given)
        (found,) = (one for one in project.findings() if one.rule == "ELB604")
        assert bool(found.edits) == (fixed is not None)
        if fixed is not None:
            assert applied(given, [found]) == f"{head}{fixed}spec: {{type: LoadBalancer}}\n".replace(
                "\n", ends
            )


def test_nothing_moves_in_json(project: Project) -> None:
    project.write(
        "a.json",
        '{"apiVersion":"v1","kind":"Service","metadata":{"name":"a","labels":{"a":"b",\n'
        '"kubernetes.io/elb.class":"union"\n},\n"annotations":{\n"kubernetes.io/elb.id":"8f2c"\n}},'
        '"spec":{"type":"LoadBalancer"}}\n',
    )
    (found,) = (one for one in project.findings() if one.rule == "ELB604")
    assert found.edits == ()


def test_two_misspelt_names_are_not_made_one(project: Project) -> None:
    lines = '    kubernetes.io/elb.pass-throug: "true"\n    kubernetes.io/elb.pass-throughh: "true"'
    project.write("a.yaml", SERVICE % lines)
    assert [one.edits for one in project.findings() if one.rule == "ELB602"] == [(), ()]


def test_long_blanks_cost_in_proportion(project: Project) -> None:
    blanks = " " * 100_000
    lines = f"    kubernetes.io/elb.lb-algorithm: 'a{blanks}!'\n    kubernetes.io/elb.acl-id: \"{blanks}a b\""
    project.write("a.yaml", SERVICE % lines)
    assert {one.rule for one in project.findings()} >= {"ELB621", "ELB626"}


INGRESS = (
    "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\n  annotations:\n%s\n"
    "spec: {ingressClassName: cce, tls: [{secretName: a}]}\n"
)


def test_a_shared_elb_may_redirect(project: Project) -> None:
    lines = (
        "    kubernetes.io/elb.class: union\n    kubernetes.io/elb.id: 8f2c2f3e-6a0b-4a53-9f0e-0c5f5f6f1b11\n"
        """    kubernetes.io/elb.listen-ports: '[{"HTTP": 80}, {"HTTPS": 443}]'\n"""
    )
    project.write("a.yaml", INGRESS % (lines + '    kubernetes.io/elb.ssl-redirect: "true"'))
    assert "ELB610" not in {one.rule for one in project.findings("standard", "v1.29.15-r60")}
    project.write("a.yaml", INGRESS % (lines + '    kubernetes.io/elb.ssl-redirect: "false"'))
    assert "ELB610" in {one.rule for one in project.findings("standard", "v1.29.15-r60")}


def test_a_family_that_excludes_is_said_once_and_by_name(project: Project) -> None:
    lines = (
        '    kubernetes.io/elb.class: performance\n    kubernetes.io/elb.canary: "true"\n'
        '    kubernetes.io/elb.canary-weight: "10"\n    kubernetes.io/elb.redirect-url: https://example.com/'
    )
    project.write("a.yaml", INGRESS % lines)
    (found,) = (one for one in project.findings() if one.rule == "ELB612")
    assert "elb.redirect-url." in found.message


def test_sticky_sessions_on_a_tls_listener(project: Project) -> None:
    lines = (
        "    kubernetes.io/elb.class: performance\n    kubernetes.io/elb.protocol-port: tls:443\n"
        "    kubernetes.io/elb.session-affinity-mode: SOURCE_IP"
    )
    project.write("a.yaml", (SERVICE % lines).replace("Balancer}", "Balancer, ports: [{port: 443}]}"))
    assert "a TLS listener" in next(one for one in project.findings() if one.rule == "ELB612").message


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ('{"delay": 5}', "'5' in"),
        ('{"delay": "5s"}', "'\"5s\"' in"),
        ('{"delay": null}', "'null' in"),
        ('["delay"]', "'[\"delay\"]' in"),
    ],
)
def test_what_is_malformed_is_shown_as_it_was_written(project: Project, value: str, says: str) -> None:
    project.write("a.yaml", SERVICE % f"    kubernetes.io/elb.health-check-option: '{value}'")
    (found,) = (one for one in project.findings() if one.rule == "ELB626")
    assert says in found.message


def test_what_is_not_read_here_is_not_judged_further(project: Project) -> None:
    project.write("a.yaml", SERVICE % "    kubernetes.io/elb.listen-ports: x")
    assert [one.rule for one in project.findings() if one.rule.startswith(("ELB603", "ELB61", "ELB62"))] == [
        "ELB603"
    ]


def test_edits_put_the_right_text_in_the_right_location(project: Project) -> None:
    text = (
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations:\n"
        "    kubernetes.io/elb.pass-through: true\n    'kubernetes.io/elb.acl-statsu': \"on\"\n"
        "spec: {type: LoadBalancer}\n"
    )
    project.write("a.yaml", text)
    fixed = applied(text, project.findings())
    assert 'elb.pass-through: "true"\n' in fixed
    assert "'kubernetes.io/elb.acl-status': \"on\"" in fixed
    log = json.loads(project.run("-f", "sarif").stdout)
    fixes = [fix for result in log["runs"][0]["results"] for fix in result.get("fixes", [])]
    inserted = [
        replacement["insertedContent"]["text"]
        for fix in fixes
        for change in fix["artifactChanges"]
        for replacement in change["replacements"]
    ]
    # Another name is no plain fix: it is a proposal, and stands among the properties.
    assert inserted == ['"true"']
    proposed = [
        text for one in log["runs"][0]["results"] for text in one["properties"].get("unsafeFixes", [])
    ]
    assert [text.rpartition(" ")[2] for text in proposed] == ["kubernetes.io/elb.acl-status"]


SERVICE = (
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations:\n%s\nspec: {type: LoadBalancer}\n"
)


@pytest.mark.parametrize(
    ("written", "fixed"),
    [
        ("pass-through: yes", '"true"'),
        ("pass-through: True", '"true"'),
        ("acl-status: Off", '"off"'),
        ("acl-status: Off", '"off"'),
        ("keepalive_timeout: 0x10", '"16"'),
        ("keepalive_timeout: &t 300", '"300"'),
        ("keepalive_timeout: 99999", None),
        ("pass-through:", None),
        ("pass-through: null", None),
        ("pass-through: [true]", None),
        ("pass-through: {a: true}", None),
        ("pass-through: !!bool true", None),
    ],
)
def test_a_bare_value_is_quoted_only_as_the_annotation_takes_it(
    project: Project, written: str, fixed: str | None
) -> None:
    text = SERVICE % f"    kubernetes.io/elb.{written}"
    project.write("a.yaml", text)
    (found,) = (one for one in project.findings() if one.rule == "ELB601")
    assert [edit.replacements[0][1] for edit in found.edits] == ([] if fixed is None else [fixed])
    assert any("Put it in quotes" in fix for fix in found.fixes) == (fixed is not None)
    if fixed is not None:
        project.write("a.yaml", applied(text, [found]))
        assert {one.rule for one in project.findings()} & {"ELB601", "ELB621", "ELB622", "ELB626"} == set()


def test_the_value_that_an_alias_stands_for_is_not_quoted(project: Project) -> None:
    lines = "    example.com/on: &on true\n    kubernetes.io/elb.pass-through: *on"
    project.write("a.yaml", SERVICE % lines)
    (found,) = (one for one in project.findings() if one.rule == "ELB601")
    assert found.edits == ()


@pytest.mark.parametrize(
    ("names", "edited"),
    [
        (["kubernetes.io/elb.pas-through"], True),
        (["kubernetes.io/elb.pas-through", "kubernetes.io/elb.pass-through"], False),
        (["kubernetes.io/session-affinity-mode"], True),
        (["kubernetes.io/session-affinity-mode", "kubernetes.io/elb.session-affinity-mode"], False),
        (["kubernetes.io/elb.headers."], False),
    ],
)
def test_nothing_is_renamed_to_a_name_that_is_there(project: Project, names: list[str], edited: bool) -> None:
    project.write("a.yaml", SERVICE % "\n".join(f'    {name}: "true"' for name in names))
    (found,) = (one for one in project.findings() if one.rule in {"ELB602", "ELB606", "ELB629"})
    assert bool(found.edits) == edited


def test_the_family_of_a_misspelt_name_keeps_its_service() -> None:
    assert CATALOGUE.nearest("kubernetes.io/elb.header.web") == "kubernetes.io/elb.headers.web"
    assert CATALOGUE.nearest("kubernetes.io/elb.headers.") is None


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("elb.tags: a=b,c,d=e", ["7:33-7:34"]),
        ("elb.protocol-port: 'https:443,,http:80,ftp:21'", ["7:49-7:50", "7:58-7:64"]),
        ('elb.protocol-port: "https:443,"', ["7:48-7:49"]),
        ("elb.acl-id: a,b,c,d,e,f", ["7:31-7:42"]),
    ],
)
def test_of_a_list_the_very_part_is_shown(project: Project, written: str, found: list[str]) -> None:
    lines = f"    kubernetes.io/elb.class: union\n    kubernetes.io/{written}"
    project.write("a.yaml", SERVICE % lines)
    locations = [one.location for one in project.findings() if one.rule == "ELB626"]
    assert [
        f"{location.line}:{location.column}-{location.end_line}:{location.end_column}"
        for location in locations
    ] == found


def test_long_lists_are_judged_in_proportion() -> None:
    for entry in JUDGED:
        for written in (" " * 50_000, "a," * 25_000, "a" * 50_000 + "!", "a=" * 25_000, "," * 50_000):
            issues_in(entry, written)


def test_a_contradiction_is_said_once_with_both_locations(project: Project) -> None:
    project.write(
        "a.yaml",
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\n  annotations:\n"
        "    kubernetes.io/elb.class: performance\n    kubernetes.io/elb.redirect-url: https://example.com/\n"
        '    kubernetes.io/elb.canary: "true"\nspec: {ingressClassName: cce}\n',
    )
    (found,) = (one for one in project.findings() if one.rule == "ELB612")
    assert (found.location.line, [related.location.line for related in found.related]) == (8, [7])
    assert [source.document for source in found.sources] == list(
        CATALOGUE.entries["kubernetes.io/elb.canary"].sources
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_annotation_can_be_explained(project: Project, entry: Entry, lang: str) -> None:
    name = entry.name + ("web" if entry.is_prefix else "")
    outcome = project.run("explain", name, "--lang", lang)
    assert outcome.exit_code == 0
    assert outcome.stdout.startswith(entry.name)
    assert not re.search(r"\{[a-z-]+\}", outcome.stdout.partition("example")[0].replace("{}", ""))
    example = outcome.stdout
    for line in example.splitlines():
        assert len(line) <= 80 or "http" in line or "kubernetes.io/" in line, line


def test_the_example_of_an_explanation_validates(project: Project) -> None:
    text = project.run("explain", "elb.autocreate").stdout
    example = text.partition("example:\n")[2].partition("\n\n")[0]
    project.write(
        "a.yaml", "apiVersion: v1\nkind: Service\n" + "\n".join(line[4:] for line in example.splitlines())
    )
    assert [finding for finding in project.findings() if finding.rule.startswith("ELB62")] == []


def test_what_a_type_needs_and_a_class_forbids_is_explained(project: Project) -> None:
    text = " ".join(project.run("explain", "elb.autocreate").stdout.split())
    assert "required if type=public: bandwidth_name, bandwidth_size" in text
    assert "not if kubernetes.io/elb.class=union: available_zone" in text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_explanation_shows_a_placeholder_or_is_too_wide(
    rules: list[Rule], lang: str, library: Library
) -> None:
    explainer = Explainer(library.documents, lang, RenderOptions())
    for rule in rules:
        text = explainer.rule(rule, (), library.verification(rule.cause, rule.subjects[0], lang))
        assert not PLACEHOLDER.search(text), text
        assert all(width(line) <= 80 or " " not in line.strip() for line in text.splitlines()), text
    for entry in ENTRIES:
        for line in explainer.annotation(entry).splitlines():
            assert width(line) <= 80 or "http" in line or "kubernetes.io/" in line, line


@pytest.mark.parametrize("what", ["elb.nope", "elb.cors-", "x"])
def test_what_is_not_known_gets_a_short_answer(project: Project, what: str) -> None:
    outcome = project.run("explain", what)
    assert outcome.exit_code == 2
    assert len(outcome.stderr) < 500


def test_nothing_is_not_explained(project: Project) -> None:
    outcome = project.run("explain", "")
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert "elb.autocreate" in outcome.stderr


def test_a_rule_is_explained_by_id_and_by_name(project: Project) -> None:
    by_id = project.run("explain", "elb102").stdout
    assert by_id == project.run("explain", "dedicated-elb-private-address-dead-on-backend-nodes").stdout
    assert "externalTrafficPolicy: Local" in by_id
    assert "cce_faq_00390.html" in by_id


def test_what_cannot_be_explained_gets_the_nearest_name(project: Project) -> None:
    outcome = project.run("explain", "elb.autocreat")
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert "did you mean 'kubernetes.io/elb.autocreate'?" in outcome.stderr
    assert project.run("explain", "ELB999").exit_code == 2


def test_the_catalogue_is_read_by_topic() -> None:
    for file in (CHECKOUT / "rules" / "annotations").glob("*.yaml"):
        assert len(file.read_text().splitlines()) < 1000, file


def test_a_line_is_not_moved_to_where_its_name_is_taken(project: Project) -> None:
    project.write("a.yaml", LABELS % "  annotations:\n    kubernetes.io/elb.class: performance\n")
    found = {str(one.location.line): one.edits for one in project.findings() if one.rule == "ELB604"}
    assert [bool(edits) for edits in found.values()] == [False]


ACTIONS = (
    "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\n  annotations:\n"
    "    kubernetes.io/elb.class: performance\n    kubernetes.io/elb.actions.web: '%s'\nspec: {ingressClassName: cce}\n"
)


def test_tags_inside_json_are_no_template(project: Project) -> None:
    action = '[{"type": "FixedResponse", "fixedResponseConfig": {"statusCode": "301", "messageBody": "<h1>x</h1>"}}]'
    project.write("a.yaml", ACTIONS % action)
    assert any(one.rule.startswith("ELB62") for one in project.findings())


def test_what_excludes_each_other_inside_json_is_not_taken_for_the_class(project: Project) -> None:
    pool = '{"type":"ForwardPool","forwardConfig":[{"type":"pool","poolID":"a","weight":1}]}'
    fixed = '{"type":"FixedResponse","fixedResponseConfig":{"statusCode":"404"}}'
    project.write("a.yaml", ACTIONS % f"[{pool},{fixed}]")
    assert "ELB627" not in {one.rule for one in project.findings()}
