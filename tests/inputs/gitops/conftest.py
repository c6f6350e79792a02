"""A repository with one chart, for the tests of what deploys it."""

from __future__ import annotations

import pytest

from support.project import Project

_TEMPLATE = """\
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
  annotations: {{- toYaml .Values.service.annotations | nindent 4 }}
spec:
  type: {{ .Values.service.type }}
  externalTrafficPolicy: {{ .Values.service.policy }}
  selector: {app: web}
  ports: [{port: 80}]
"""


@pytest.fixture
def repository(project: Project) -> Project:
    """A repository with one chart, whose own values make no Service for an ELB."""
    (project.folder / ".git").mkdir()
    project.write("charts/web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 0.1.0\n")
    project.write("charts/web/values.yaml", "service: {type: ClusterIP, policy: Cluster, annotations: {}}\n")
    project.write("charts/web/templates/service.yaml", _TEMPLATE)
    return project
