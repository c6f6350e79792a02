"""Values, cluster facts and small tools for the tests of GitOps objects."""

from __future__ import annotations

import pytest

from elblint.engine.finding import Finding
from elblint.inputs.helm.engine import find_engine
from elblint.inputs.kustomize.builder import find_builder
from support.project import Project

helm = pytest.mark.skipif(find_engine() is None, reason="no engine of Helm is on this machine")
kustomize = pytest.mark.skipif(
    find_builder() is None, reason="neither kustomize nor kubectl is on this machine"
)

FACTS = "standard,vpc,ipvs,1.29"
VALUES = """\
service:
  type: LoadBalancer
  policy: Local
  annotations:
    kubernetes.io/elb.class: performance
    kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6
"""
"""Values under which the repository's chart makes a Service that ELB102 reports."""


def indented(text: str, width: int) -> str:
    """A text with each of its lines indented."""
    return "".join(f"{' ' * width}{line}\n" for line in text.splitlines())


def shown(finding: Finding) -> str:
    """The text that a finding points at."""
    location = finding.location
    return location.source.text[location.start : location.end]


def local(project: Project, *paths: str) -> Finding:
    """The one finding of ELB102."""
    (found,) = [one for one in project.findings(FACTS, paths=paths or (".",)) if one.rule == "ELB102"]
    return found


def unread(project: Project) -> list[tuple[str, int, str]]:
    """File and line of each part of a deployment that is not read, with the words."""
    return [
        (one.location.path, one.location.line, one.message)
        for one in project.findings(FACTS)
        if one.rule == "ELB025"
    ]
