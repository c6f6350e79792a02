"""The rules that are asked again after an edit: those about what the edit can have changed, and no others."""

from __future__ import annotations

import pytest

import elblint
from elblint.engine.evaluator import Evaluator
from elblint.engine.rule import Rule
from elblint.engine.verdict import Verdict
from elblint.model.part import owner_of
from elblint.model.subject import Subject
from support.project import Project

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: {name}
  annotations:
    kubernetes.io/elb.class: performance
    kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-{number:012}
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  loadBalancerIP: 10.0.0.{number}
  selector: {{app: web}}
  ports: [{{port: 80}}]
"""
WORKLOAD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {app}, namespace: {name}}}
spec:
  replicas: 2
  template:
    metadata: {{labels: {{app: {app}}}}}
    spec: {{containers: [{{name: c, image: c, env: [{{name: A_URL, value: "http://10.0.0.{number}:80/"}}]}}]}}
"""
NAMES = ("a", "b", "c")


@pytest.fixture
def workspace(project: Project) -> elblint.Workspace:
    """Three namespaces with a Service and its backend each; callers of ``b`` are in ``a``."""
    for number, name in enumerate(NAMES, 1):
        project.write(f"{name}/service.yaml", SERVICE.format(name=name, number=number))
        project.write(f"{name}/web.yaml", WORKLOAD.format(app="web", name=name, number=9))
    project.write("a/caller.yaml", WORKLOAD.format(app="caller", name="a", number=2))
    workspace = elblint.Workspace(project.folder)
    workspace.lint()
    return workspace


def asked_after(
    workspace: elblint.Workspace, monkeypatch: pytest.MonkeyPatch, path: str, old: str, new: str
) -> set[str]:
    """Edit a file, and return the kinds and namespaces of the objects that some rule is asked about."""
    found: set[str] = set()
    verdict = Evaluator.verdict

    def noted(self: Evaluator, rule: Rule, subject: Subject) -> Verdict | None:
        found.add(f"{subject.kind} in {owner_of(subject).namespace}")
        return verdict(self, rule, subject)

    text = workspace.text(path) or ""
    assert old in text
    workspace.set_text(path, text.replace(old, new))
    with monkeypatch.context() as patch:
        patch.setattr(Evaluator, "verdict", noted)
        report = workspace.lint()
    first = elblint.lint_text(dict(workspace.texts))
    assert [one.rule for one in report.findings] == [one.rule for one in first.findings]
    return found


def test_nothing_is_asked_for_a_comment_in_another_file(
    workspace: elblint.Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.set_text("notes.yaml", "# so\n")
    workspace.lint()
    assert asked_after(workspace, monkeypatch, "notes.yaml", "so", "so it is") == set()


def test_an_edit_asks_about_its_own_namespace(
    workspace: elblint.Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asked_after(workspace, monkeypatch, "c/web.yaml", "replicas: 2", "replicas: 3")
    assert "Workload in c" in asked
    assert {one.rpartition(" ")[2] for one in asked} == {"c"}


def test_a_call_follows_the_backends_of_its_target(
    workspace: elblint.Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asked_after(
        workspace, monkeypatch, "b/web.yaml", "spec: {containers", "spec: {hostNetwork: true, containers"
    )
    assert "Call in a" in asked
    assert "Service in a" not in asked
    assert not any(one.endswith(" in c") for one in asked)


def test_a_call_follows_its_target(workspace: elblint.Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asked_after(workspace, monkeypatch, "b/service.yaml", "Policy: Local", "Policy: Cluster")
    assert {"Call in a", "Service in b"} <= asked
    assert not any(one.endswith(" in c") for one in asked)
