"""Suppressions: by comments, annotations and the configuration; what is wrong with one is reported."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elblint.syntax.comments import comments_of
from elblint.text.source import SourceText
from support.project import Project

MANIFEST = """\
%(top)s
apiVersion: v1
kind: Service%(kind)s
metadata:
  name: web
  annotations:
    kubernetes.io/elb.class: performance%(class)s
    kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6%(id)s
%(above)s
    kubernetes.io/elb.pass-trough: "true"%(name)s
    %(annotation)s
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local%(policy)s
  ports: [{port: 80}]
"""
EMPTY = dict.fromkeys(("top", "kind", "class", "id", "above", "name", "annotation", "policy"), "")


def rules(project: Project, **comments: str) -> list[str]:
    project.write("a.yaml", MANIFEST % {**EMPTY, "top": "#", "above": "#", "annotation": "a: b", **comments})
    return sorted(finding.rule for finding in project.findings())


BOTH = ["ELB102", "ELB602"]


@pytest.mark.parametrize(
    ("comments", "left"),
    [
        ({}, BOTH),
        ({"policy": " # elblint: ignore[ELB102] we know"}, ["ELB602"]),
        ({"policy": " #elblint:ignore[ELB102]"}, ["ELB602"]),
        # A line of a related place is a line of the finding.
        ({"id": " # elblint: ignore[ELB102] we know"}, ["ELB602"]),
        ({"above": "    # elblint: ignore[ELB602] ours"}, ["ELB102"]),
        ({"name": " # elblint: ignore[annotation-misspelt] by name"}, ["ELB102"]),
        ({"top": "# elblint: ignore[ELB602, ELB102] all of it"}, []),
        ({"kind": " # elblint: ignore[ELB602] all of it"}, ["ELB102"]),
        ({"top": "---\n# elblint: ignore[ELB602]\n# more"}, ["ELB102"]),
        ({"annotation": 'elblint.io/ignore: "ELB102: we know; ELB602"'}, []),
        ({"annotation": "elblint.io/ignore: |\n      ELB102: we know\n      ELB602: ours"}, []),
        # Not where it would have to be.
        ({"class": " # elblint: ignore[ELB101] x"}, [*BOTH, "ELB013"]),
        ({"annotation": 'x: "# elblint: ignore[ELB102]"'}, BOTH),
        ({"annotation": "x: |\n      # elblint: ignore[ELB102]"}, BOTH),
        ({"annotation": "x: a#elblint:ignore[ELB102]"}, BOTH),
        # Behind the head of a block it is a comment.
        ({"annotation": "elblint.io/x: | # elblint: ignore[ELB102]\n      a"}, [*BOTH, "ELB013"]),
        ({"policy": " # elblint: ignore[ELB102, ELB602]"}, ["ELB013", "ELB602"]),
        ({"policy": " # elblint: ignore[ELB999]"}, ["ELB012", *BOTH]),
        ({"policy": " # elblint: ignore"}, ["ELB012", *BOTH]),
        ({"policy": " # elblint: off[ELB102]"}, ["ELB012", *BOTH]),
        ({"annotation": 'elblint.io/ignore: "all of it!"'}, ["ELB012", *BOTH]),
    ],
)
def test_what_is_suppressed(project: Project, comments: dict[str, str], left: list[str]) -> None:
    assert rules(project, **comments) == sorted(left)


def test_hidden_findings_are_counted_and_can_be_seen(project: Project) -> None:
    rules(project, policy=" # elblint: ignore[ELB102]")
    assert "(1 suppressed," in project.run("a.yaml").stdout
    assert "ELB102" in project.run("--no-ignore", "a.yaml").stdout


def test_locations_of_what_is_wrong_with_a_suppression(project: Project) -> None:
    rules(project, policy=" # elblint: ignore[ELB101]", annotation='elblint.io/ignore: "ELB102; ELB1"')
    found = {finding.rule: str(finding.location) for finding in project.findings()}
    assert found["ELB013"] == "a.yaml:14:32"
    assert found["ELB012"] == "a.yaml:11:33"


def test_rules_that_are_not_chosen_leave_no_suppression_unused(project: Project) -> None:
    rules(project, policy=" # elblint: ignore[ELB102]")
    assert "ELB013" not in project.run("--select", "ELB6,ELB0", "a.yaml").stdout


def test_a_reason_can_be_asked_for(project: Project) -> None:
    project.write(".elblint.yaml", "require-reason: true\n")
    assert rules(project, policy=" # elblint: ignore[ELB102]") == ["ELB014", "ELB602"]
    assert rules(project, policy=" # elblint: ignore[ELB102] - known") == ["ELB602"]
    assert rules(project, annotation='elblint.io/ignore: "ELB102, ELB602: known"') == []


@pytest.mark.parametrize(
    ("entry", "left"),
    [
        ("{rules: [ELB102], paths: ['*.yaml'], reason: x}", ["ELB602"]),
        ("{rules: [ELB102], paths: [b.yaml], reason: x}", BOTH),
        ("{rules: [ELB102, ELB602], objects: ['Service/default/w*'], reason: x}", []),
        ("{rules: [ELB102, ELB602], objects: ['Ingress/*/*'], reason: x}", BOTH),
        ("{rules: [ELB602], namespaces: [default], reason: x}", ["ELB102"]),
        ("{rules: [ELB602], namespaces: [shop], reason: x}", BOTH),
        ("{rules: [ELB602], labels: {app: web}, reason: x}", BOTH),
        (
            "{rules: [annotation-misspelt], paths: [a.yaml], objects: ['Service/*/web'], reason: x}",
            ["ELB102"],
        ),
    ],
)
def test_the_configuration_suppresses(project: Project, entry: str, left: list[str]) -> None:
    project.write(".elblint.yaml", f"suppress: [{entry}]\n")
    assert rules(project) == left


def test_by_a_label(project: Project) -> None:
    project.write(".elblint.yaml", "suppress: [{rules: [ELB602], labels: {app: web}, reason: vendor}]\n")
    project.write("a.yaml", (MANIFEST % EMPTY).replace("  name: web", "  name: web\n  labels: {app: web}"))
    assert [finding.rule for finding in project.findings()] == ["ELB102"]


def test_an_entry_for_everything_is_refused(project: Project) -> None:
    project.write(".elblint.yaml", "suppress: [{rules: [ELB602], reason: x}]\n")
    assert project.run("a.yaml").exit_code == 2
    project.write(".elblint.yaml", "suppress: [{rules: [ELB602], paths: [a]}]\n")
    assert "'reason' is missing" in project.run(".").stderr


def test_what_cannot_be_read_is_not_suppressed(project: Project) -> None:
    project.write("a.yaml", "# elblint: ignore[ELB003]\nkind: Service\na: [\n")
    assert project.run("a.yaml").exit_code == 2


def test_in_a_template_and_in_values(project: Project) -> None:
    project.write("web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n")
    project.write("web/values.yaml", "p: Local # elblint: ignore[ELB102] known\n")
    template = (MANIFEST % EMPTY).replace("Local", "{{ .Values.p }}")
    project.write("web/templates/s.yaml", template)
    assert [finding.rule for finding in project.findings(paths=["web"])] == ["ELB602"]
    project.write("web/values.yaml", "p: Local\n")
    comment = "    {{- /* elblint: ignore[ELB602] ours */}}\n    kubernetes.io/elb.pass-trough"
    project.write("web/templates/s.yaml", template.replace("    kubernetes.io/elb.pass-trough", comment))
    assert [finding.rule for finding in project.findings(paths=["web"])] == ["ELB102"]


def test_in_the_base_of_a_kustomization(project: Project) -> None:
    project.write("base/kustomization.yaml", "resources: [s.yaml]\n")
    project.write("base/s.yaml", MANIFEST % {**EMPTY, "policy": " # elblint: ignore[ELB102] known"})
    project.write("dev/kustomization.yaml", "resources: [../base]\nnamePrefix: dev-\n")
    assert [finding.rule for finding in project.findings()] == ["ELB602"]


@given(st.text(alphabet="#elbint: \n\t|>'\"[]{}-a&*\r", max_size=60))
def test_any_text_can_be_looked_at(text: str) -> None:
    source = SourceText("a.yaml", text + "\n# elblint: ignore[ELB102]")
    for comment in comments_of(source):
        assert source.text[comment.start] == "#"
