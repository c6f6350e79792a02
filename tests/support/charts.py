"""Charts for tests: written into a project, rendered by a real engine, and the findings on them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from elblint.config.chart_release import ReleaseOptions
from elblint.engine.finding import Finding
from elblint.inputs.helm.engine import find_engine
from support.project import Project

real = pytest.mark.skipif(find_engine() is None, reason="no engine of Helm is on this machine")

CHART = "apiVersion: v2\nname: %s\nversion: 0.1.0\n"
ELB = "3c7caa5a-a641-4bff-801a-feace27424b6"
SERVICE = f"""\
apiVersion: v1
kind: Service
metadata:
  name: {{{{ .Release.Name }}}}-web
  annotations:
    kubernetes.io/elb.class: performance
    kubernetes.io/elb.id: {ELB}
    %s
spec:
  type: LoadBalancer
  %s
  ports: [{{port: 80}}]
  selector: {{app: web}}
"""


def chart(project: Project, folder: str, values: str = "", **files: str) -> None:
    """A chart in a folder, called as the folder is; files are templates, ``_helpers`` among them."""
    project.write(f"{folder}/Chart.yaml", CHART % folder.rpartition("/")[2])
    project.write(f"{folder}/values.yaml", values)
    for name, content in files.items():
        project.write(f"{folder}/templates/{name}.{'tpl' if name.startswith('_') else 'yaml'}", content)


def service(policy: str = "externalTrafficPolicy: Local", annotation: str = "") -> str:
    return SERVICE % (annotation, policy)


def reported(
    project: Project, rule: str, *paths: str, cluster: str = "", **options: Sequence[str]
) -> list[Finding]:
    """Return a rule's findings on a chart; options are ``values`` and ``sets``."""
    release = ReleaseOptions(**{name: tuple(given) for name, given in options.items()})  # type: ignore[arg-type]
    facts = [cluster] if cluster else []
    return [
        finding
        for finding in project.findings(*facts, paths=paths or (".",), release=release)
        if finding.rule == rule
    ]


def local(project: Project, *paths: str, cluster: str = "", **options: Sequence[str]) -> Finding:
    (found,) = reported(project, "ELB102", *paths, cluster=cluster, **options)
    return found


def location(finding: Finding) -> str:
    return str(finding.location)


def text_at(finding: Finding) -> str:
    location = finding.location
    return location.source.text[location.start : location.end]


def at(project: Project, values: Sequence[str] = ()) -> list[str | None]:
    """Return the locations of ELB102 in the chart ``web``; None for those that are not proven."""
    found = reported(project, "ELB102", "web", values=values)
    return [
        location(one) if one.location.generated is not None and one.location.generated.proven else None
        for one in found
    ]
