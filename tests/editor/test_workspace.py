"""``elblint.Workspace``: what it says of unsaved texts, and at a place in them."""

from __future__ import annotations

from pathlib import Path

import pytest

import elblint
from support.project import LOCAL, Project

CURSOR = "‸"
SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    kubernetes.io/elb.class: performance
    kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6
    kubernetes.io/elb.health-check-option: '{"protocol": "TCP", "delay": "5"}'
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  loadBalancerIP: 119.3.10.20
  ports: [{port: 80}]
"""
INGRESS = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    kubernetes.io/elb.class: performance
    kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6
spec:
  ingressClassName: cce
  rules:
  - http: {paths: [{path: /, backend: {service: {name: web, port: {number: 80}}}}]}
"""
CALLER = """\
apiVersion: v1
kind: Pod
metadata: {name: caller}
spec:
  containers:
  - {name: c, image: c, env: [{name: BACKEND_URL, value: "http://119.3.10.20:80/"}]}
"""


@pytest.fixture
def workspace(project: Project) -> elblint.Workspace:
    for name, text in {"service.yaml": SERVICE, "ingress.yaml": INGRESS, "caller.yaml": CALLER}.items():
        project.write(name, text)
    return elblint.Workspace(project.folder)


def rules(workspace: elblint.Workspace) -> list[str]:
    return [one.rule for one in workspace.lint().findings]


def type_in(workspace: elblint.Workspace, name: str, text: str) -> int:
    """Put a text with a cursor in place of a file; return the cursor's offset."""
    workspace.set_text(name, text.replace(CURSOR, ""))
    return text.index(CURSOR)


def offered(workspace: elblint.Workspace, name: str, text: str) -> dict[str, str]:
    """The completions at the cursor, with the whole text that each leads to."""
    offset = type_in(workspace, name, text)
    plain = text.replace(CURSOR, "")
    return {
        one.label: plain[: one.start] + one.insert + plain[one.end :]
        for one in workspace.complete(name, offset)
    }


def test_unsaved_text_stands_for_its_file_until_it_is_closed(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    workspace = elblint.Workspace(project.folder)
    assert rules(workspace) == ["ELB102"]
    workspace.set_text("a.yaml", LOCAL.replace("Local", "Cluster"))
    assert rules(workspace) == []
    workspace.close("a.yaml")
    assert rules(workspace) == ["ELB102"]


def test_half_a_surrogate_pair_keeps_nothing_from_being_linted(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    workspace = elblint.Workspace(project.folder)
    workspace.set_text("b.yaml", "kind: Service\napiVersion: v1\nmetadata: {name: \ud800x}\n")
    assert "ELB102" in rules(workspace)
    assert workspace.text("b.yaml") == "kind: Service\napiVersion: v1\nmetadata: {name: \ufffdx}\n"


def test_a_file_that_is_not_saved_yet_is_linted(project: Project) -> None:
    project.write("other.yaml", "a: 1\n")
    workspace = elblint.Workspace(project.folder)
    workspace.set_text("new.yaml", LOCAL)
    assert rules(workspace) == ["ELB102"]
    workspace.close("new.yaml")
    assert rules(workspace) == []


def test_what_others_write_is_read_again(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    workspace = elblint.Workspace(project.folder)
    assert rules(workspace) == ["ELB102"]
    project.write("a.yaml", LOCAL.replace("Local", "Cluster"))
    workspace.changed_on_disk("a.yaml")
    assert rules(workspace) == []
    project.write("b.yaml", LOCAL.replace("web", "other").replace("3c7c", "4c7c"))
    workspace.changed_on_disk("b.yaml")
    assert rules(workspace) == ["ELB102"]
    (project.folder / "b.yaml").unlink()
    workspace.changed_on_disk("b.yaml")
    assert rules(workspace) == []


def test_configuration_and_own_rules_are_read_again(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    workspace = elblint.Workspace(project.folder)
    assert rules(workspace) == ["ELB102"]
    project.write(".elblint.yaml", "ignore: [ELB102]\n")
    workspace.changed_on_disk(".elblint.yaml")
    assert rules(workspace) == []
    project.write(".elblint.yaml", "ignore: [ELB1\n")
    with pytest.raises(elblint.ConfigError, match=r"elblint\.yaml"):
        workspace.changed_on_disk(".elblint.yaml")
    assert rules(workspace) == []


def test_the_baseline_beside_the_configuration_counts(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    project.write(".elblint.yaml", "{}\n")
    assert project.run("baseline", ".").exit_code == 0
    assert rules(elblint.Workspace(project.folder)) == []


def test_excluded_files_are_not_linted_however_they_are_edited(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    project.write(".elblint.yaml", "exclude: [a.yaml]\n")
    workspace = elblint.Workspace(project.folder)
    workspace.set_text("a.yaml", LOCAL + "# more\n")
    assert (workspace.holds("a.yaml"), rules(workspace)) == (False, [])


def test_a_kustomization_is_built_from_saved_files(project: Project) -> None:
    project.write("base/a.yaml", LOCAL)
    project.write("base/kustomization.yaml", "resources: [a.yaml]\nnamePrefix: x-\n")
    workspace = elblint.Workspace(project.folder)
    assert (workspace.is_ready, workspace.needs_tools) == (False, True)
    assert rules(workspace) == ["ELB102"]
    project.write("base/a.yaml", LOCAL.replace("Local", "Cluster"))
    workspace.changed_on_disk("base/a.yaml")
    assert [one.rule for one in workspace.lint(with_tools=False).findings] == ["ELB102"]
    assert rules(workspace) == []


@pytest.mark.parametrize(
    ("at", "shown", "words"),
    [
        ("elb.cl‸ass: perf", "kubernetes.io/elb.class", "The kind of load balancer"),
        ("elb.class: perf‸", "performance", "`union`, `performance`"),
        ('"del‸ay"', '"delay"', "seconds between two checks"),
        ("external‸Traffic", "externalTrafficPolicy", "from a node that runs"),
        ("Policy: Lo‸cal", "Local", "ELB102"),
    ],
)
def test_what_stands_at_a_place_is_explained(
    workspace: elblint.Workspace, at: str, shown: str, words: str
) -> None:
    offset = SERVICE.index(at.replace(CURSOR, "")) + at.index(CURSOR)
    found = workspace.explain("service.yaml", offset)
    assert found is not None
    assert SERVICE[found.start : found.end] == shown
    assert words in found.markdown


def test_explanations_are_in_chinese_too(project: Project) -> None:
    project.write("service.yaml", SERVICE)
    workspace = elblint.Workspace(project.folder, lang="zh")
    found = workspace.explain("service.yaml", SERVICE.index("elb.class"))
    assert found is not None
    assert "负载均衡的类型" in found.markdown


def test_nothing_of_a_secret_is_explained(project: Project) -> None:
    text = (
        "kind: Secret\napiVersion: v1\nmetadata: {name: s}\nstringData:\n  kubernetes.io/elb.class: hunter2\n"
    )
    project.write("secret.yaml", text)
    workspace = elblint.Workspace(project.folder)
    for offset in range(len(text)):
        found = workspace.explain("secret.yaml", offset)
        assert found is None or "hunter2" not in found.markdown
    assert "hunter2" not in repr(workspace.outline("secret.yaml"))


def test_names_of_strangers_cannot_format_anything(project: Project) -> None:
    text = SERVICE.replace("name: web", 'name: "`x`[y](http://evil.cn)"')
    project.write("service.yaml", text)
    found = elblint.Workspace(project.folder).explain("service.yaml", text.index("externalTraffic"))
    assert found is not None
    table = found.markdown[found.markdown.index("```text") :]
    assert "evil.cn" in table
    assert table.count("```") == 2


def test_annotations_that_fit_the_object_are_offered(workspace: elblint.Workspace) -> None:
    names = offered(
        workspace,
        "service.yaml",
        SERVICE.replace("    kubernetes.io/elb.id", "    ‸\n    kubernetes.io/elb.id"),
    )
    assert "kubernetes.io/elb.pass-through" in names
    assert (
        "    kubernetes.io/elb.pass-through: \n    kubernetes.io/elb.id"
        in names["kubernetes.io/elb.pass-through"]
    )
    assert "kubernetes.io/elb.class" not in names, "it is there"
    assert "kubernetes.io/elb.transparent-client-ip" not in names, "it is for a shared ELB"
    assert "kubernetes.io/elb.ingress-order" not in names, "it is for an Ingress"


def test_annotations_that_the_cluster_does_not_know_are_not_offered(project: Project) -> None:
    project.write(".elblint.yaml", "cluster: {category: standard, version: v1.19.1}\n")
    workspace = elblint.Workspace(project.folder)
    names = offered(workspace, "a.yaml", "kind: Service\nmetadata:\n  annotations:\n    ‸\n")
    assert "kubernetes.io/elb.pass-through" in names
    assert "kubernetes.io/elb.ip-target-enabled" not in names


@pytest.mark.parametrize(
    ("line", "label", "result"),
    [
        ("kubernetes.io/elb.class: ‸", "union", "kubernetes.io/elb.class: union"),
        ("kubernetes.io/elb.class: perf‸", "union", "kubernetes.io/elb.class: union"),
        ("kubernetes.io/elb.pass-through: ‸", "true", 'kubernetes.io/elb.pass-through: "true"'),
        ("kubernetes.io/elb.pass-through: '‸'", "true", "kubernetes.io/elb.pass-through: 'true'"),
        ("kubernetes.io/elb.autocreate: '{\"‸", "type", "kubernetes.io/elb.autocreate: '{\"type\": "),
        ("kubernetes.io/elb.autocreate: '{‸}'", "type", "kubernetes.io/elb.autocreate: '{\"type\": }'"),
        ("kubernetes.io/elb.autocreate: '{\"type\": ‸}'", "public", "kubernetes.io/elb.autocreate: '{\"type\": \"public\"}'"),
        ('kubernetes.io/elb.autocreate: "{\\"ty‸\\"}"', "type", 'kubernetes.io/elb.autocreate: "{\\"type\\"}"'),
        ("kubernetes.io/elb.autocreate: |\n      {\"ty‸", "type", "kubernetes.io/elb.autocreate: |\n      {\"type\": "),
        ('elblint.io/ignore: "ELB1‸"', "ELB102", 'elblint.io/ignore: "ELB102"'),
        ("a: b # elblint: ‸", "ignore[...]", "a: b # elblint: ignore["),
        ("a: b # elblint: ignore[ELB101, ELB‸", "ELB102", "a: b # elblint: ignore[ELB101, ELB102"),
    ],
)  # fmt: skip
def test_values_are_written_as_yaml_and_json_need_them(
    workspace: elblint.Workspace, line: str, label: str, result: str
) -> None:
    text = f"apiVersion: v1\nkind: Service\nmetadata:\n  annotations:\n    {line}\nspec: {{}}\n"
    found = offered(workspace, "a.yaml", text)
    assert found[label] == text.replace(line, result)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("‸\n", "cluster"),
        ("cluster:\n  ‸\n", "category"),
        ("cluster:\n  category: ‸\n", "turbo"),
        ("ignore:\n  - ‸\n", "ELB102"),
        ("ignore: [‸]\n", "ELB102"),
        ("severity:\n  ELB102: ‸\n", "note"),
        ("charts:\n  - ‸\n", "release"),
    ],
)
def test_the_configuration_is_completed_by_its_schema(project: Project, text: str, label: str) -> None:
    project.write("a.yaml", LOCAL)
    assert label in offered(elblint.Workspace(project.folder), ".elblint.yaml", text)


def test_a_rule_file_is_completed_by_its_schema(project: Project) -> None:
    head = "# yaml-language-server: $schema=../schema/rule.json\n"
    found = offered(elblint.Workspace(project.folder), "rule.yaml", f"{head}severity: ‸\n")
    assert set(found) == {"error", "warning", "note"}


def test_values_lead_to_what_they_name(workspace: elblint.Workspace) -> None:
    def places(name: str, text: str, word: str) -> list[str]:
        return [Path(str(one)).name for one in workspace.targets(name, text.index(word) + 1)]

    assert places("service.yaml", SERVICE, "3c7caa5a") == ["ingress.yaml:7:27"]
    assert places("ingress.yaml", INGRESS, "web") == ["service.yaml:4:9"]
    assert places("caller.yaml", CALLER, "119.3") == ["service.yaml:4:9"]
    assert places("caller.yaml", CALLER, "image") == []
    callers = [Path(str(one)).name for one in workspace.callers("service.yaml", SERVICE.index("web"))]
    assert callers == ["caller.yaml:6:66", "ingress.yaml:7:27", "service.yaml:7:27", "ingress.yaml:10:3"]


def test_who_reaches_a_service_is_counted_and_shown(workspace: elblint.Workspace) -> None:
    (summary,) = workspace.reach("service.yaml")
    assert (summary.title, summary.paths) == ("2 of 8 paths fail, 4 unknown", 8)
    assert SERVICE[summary.start : summary.end] == "web"
    assert workspace.matrix("service.yaml", summary.start).startswith("Service web: LoadBalancer, Local\n")
    assert workspace.matrix("caller.yaml", 0) == ""


def test_the_outline_has_objects_with_their_annotations_and_ports(workspace: elblint.Workspace) -> None:
    (one,) = workspace.outline("service.yaml")
    assert (one.name, one.kind, one.detail) == ("web", "Service", "Service")
    assert [inner.name for inner in one.children] == ["class", "id", "health-check-option", "80"]
    assert SERVICE[one.name_start : one.name_end] == "web"


def applied(workspace: elblint.Workspace, action: elblint.Action) -> None:
    for edit in sorted(action.edits, key=lambda one: one.start, reverse=True):
        text = workspace.text(edit.path) or ""
        Path(edit.path).write_bytes((text[: edit.start] + edit.text + text[edit.end :]).encode())
    for edit in action.edits:
        workspace.changed_on_disk(edit.path)


def test_a_choice_says_what_it_costs(workspace: elblint.Workspace) -> None:
    at = SERVICE.index("Local")
    choice, suppress, _ = workspace.actions("service.yaml", at, at)
    assert (choice.kind, choice.is_safe) == ("choice", False)
    assert choice.title.startswith("ELB102: any node answers")
    assert suppress.kind == "suppress"
    applied(workspace, choice)
    assert "ELB102" not in rules(workspace)


@pytest.mark.parametrize(
    "text",
    [
        LOCAL,
        LOCAL.replace("spec:\n  type: LoadBalancer\n  externalTrafficPolicy: Local\n", "spec: {type: LoadBalancer,\n  externalTrafficPolicy: Local}\n"),
        LOCAL.replace("  name: web\n", "  name: web\n  labels:\n    a: |\n      # text\n"),
    ],
)  # fmt: skip
def test_a_suppression_hides_its_finding_and_nothing_else(project: Project, text: str) -> None:
    project.write("a.yaml", text)
    workspace = elblint.Workspace(project.folder)
    (finding,) = workspace.lint().findings
    for number in range(len(workspace.actions("a.yaml", 0, len(text)))):
        project.write("a.yaml", text)
        workspace.changed_on_disk("a.yaml")
        action = workspace.actions("a.yaml", 0, len(text))[number]
        if action.kind == "suppress":
            applied(workspace, action)
            report = workspace.lint()
            assert (list(report.findings), report.summary.suppressed) == ([], 1)
            assert finding.rule in (workspace.text("a.yaml") or "")


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_edits_keep_the_line_breaks_of_a_file(project: Project, line_break: str) -> None:
    for name, text in {
        "service.yaml": SERVICE,
        "ingress.yaml": INGRESS,
        ".elblint.yaml": "ignore: [ELB901]\n",
    }.items():
        project.write(name, text.replace("\n", line_break).encode())
    workspace = elblint.Workspace(project.folder)
    text = workspace.text("ingress.yaml") or ""
    for action in workspace.actions("ingress.yaml", 0, len(text)):
        for edit in action.edits:
            assert edit.text.count("\n") == edit.text.count(line_break)


def test_an_object_is_suppressed_as_a_whole_by_its_annotation(workspace: elblint.Workspace) -> None:
    actions = workspace.actions("service.yaml", 0, len(SERVICE))
    (action,) = [one for one in actions if "for this object" in one.title]
    applied(workspace, action)
    annotated = '    elblint.io/ignore: "ELB102: why this is as it should be"\n    kubernetes.io/elb.class'
    assert annotated in (workspace.text("service.yaml") or "")
    assert "ELB102" not in rules(workspace)


@pytest.mark.parametrize(
    "before",
    [
        None,
        "",
        "ignore: [ELB901]\n",
        "cluster:\n  category: standard\n",
        "cluster:\n    # the one\n    category: standard",
    ],
)
def test_a_fact_is_added_to_the_configuration(project: Project, before: str | None) -> None:
    project.write("service.yaml", SERVICE)
    project.write("ingress.yaml", INGRESS)
    if before is not None:
        project.write(".elblint.yaml", before)
    workspace = elblint.Workspace(project.folder)
    actions = workspace.actions("ingress.yaml", 0, len(INGRESS))
    action = next(one for one in actions if one.title == "Add 'proxy: ipvs' to .elblint.yaml")
    applied(workspace, action)
    config = elblint.load_config(".elblint.yaml")
    assert config.cluster.proxy == "ipvs"
    if before and "category" in before:
        assert config.cluster.category == "standard"


def test_all_safe_fixes_are_made_at_once_in_the_text_as_it_is(project: Project) -> None:
    text = SERVICE.replace("spec:", "    kubernetes.io/elb.pass-through: true\nspec:", 1)
    project.write("service.yaml", SERVICE)
    workspace = elblint.Workspace(project.folder)
    assert workspace.safe_fixes("service.yaml") is None
    workspace.set_text("service.yaml", text)
    assert workspace.safe_fixes("service.yaml") == text.replace("through: true", 'through: "true"')
    (fix,) = [one for one in workspace.actions("service.yaml", 0, len(text)) if one.is_safe]
    assert (fix.finding.rule, fix.edits[0].text) == ("ELB601", '"true"')
