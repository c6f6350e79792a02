"""Text that was rendered elsewhere leads back to the templates beside it."""

from __future__ import annotations

import pytest

from elblint.engine.finding import Finding
from support.charts import CHART, ELB, location
from support.project import Project


class TestSourceComments:
    """Text that was rendered somewhere: its own comments, and the text of the templates."""

    TEMPLATE = """\
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-web
  annotations:
    kubernetes.io/elb.class: performance
    kubernetes.io/elb.id: {{ .Values.id | quote }}
    {{- toYaml .Values.annotations | nindent 4 }}
  labels:
    {{- include "web.labels" . | nindent 4 }}
spec:
  type: LoadBalancer
  externalTrafficPolicy: {{ .Values.policy }}
  ports: [{port: 80}]
"""
    RENDERED = f"""\
---
# Source: web/templates/s.yaml
apiVersion: v1
kind: Service
metadata:
  name: prod-web
  annotations:
    kubernetes.io/elb.class: performance
    kubernetes.io/elb.id: "{ELB}"
    kubernetes.io/elb.pass-trough: "true"
  labels:
    kubernetes.io/elb.lb-algorithm: ROUND_ROBIN
    app: web
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  ports: [{{port: 80}}]
"""

    @pytest.fixture(autouse=True)
    def chart(self, project: Project) -> None:
        # The chart's folder has another name than the chart.
        project.write("deploy/chart/Chart.yaml", CHART % "web")
        project.write("deploy/chart/templates/s.yaml", self.TEMPLATE)
        project.write(
            "deploy/chart/templates/_helpers.tpl",
            '{{ define "web.labels" -}}\nkubernetes.io/elb.lb-algorithm: ROUND_ROBIN\napp: web\n{{- end }}\n',
        )

    @pytest.mark.parametrize(
        "other",
        ["  loadBalancerSourceRanges: [10.0.0.0/8]\n", "  sessionAffinity: ClientIP\n"],
        ids=["another version of the chart", "a chart of the same name"],
    )
    def test_text_that_the_chart_cannot_have_made_is_a_file_by_itself(
        self, project: Project, other: str
    ) -> None:
        project.write("out.yaml", self.RENDERED + other)
        found = [one for one in project.findings("standard", paths=["out.yaml"]) if one.rule == "ELB102"]
        assert [str(one.location) for one in found] == ["out.yaml:16:26"]

    def test_two_rendered_files_of_one_chart_are_two_findings(self, project: Project) -> None:
        project.write("dev.yaml", self.RENDERED)
        project.write("prod.yaml", self.RENDERED)
        found = [one for one in project.findings(paths=["dev.yaml", "prod.yaml"]) if one.rule == "ELB102"]
        assert [one.location.generated.source.path for one in found if one.location.generated] == [
            "dev.yaml",
            "prod.yaml",
        ]

    def locations(self, project: Project, rendered: str) -> dict[str, str]:
        project.write("out.yaml", rendered)
        return {finding.rule: location(finding) for finding in project.findings(paths=["out.yaml"])}

    def test_the_lines_of_the_template(self, project: Project) -> None:
        found = self.locations(project, self.RENDERED)
        assert found["ELB102"] == "deploy/chart/templates/s.yaml:13:26"
        # The line is given by a definition that the template includes.
        assert found["ELB604"] == "deploy/chart/templates/_helpers.tpl:2:1"
        # It came with the values, and an action that can give anything wrote it.
        assert found["ELB602"] == "deploy/chart/templates/s.yaml:8:5"
        (finding,) = [one for one in project.findings(paths=["out.yaml"]) if one.rule == "ELB102"]
        assert finding.location.generated is not None
        assert (finding.location.generated.line, finding.location.generated.proven) == (16, True)

    def test_standard_input(self, project: Project) -> None:
        outcome = project.run("-", stdin=self.RENDERED)
        assert "--> deploy/chart/templates/s.yaml:13:26" in outcome.stdout
        assert "built: line 16 of <stdin>" in outcome.stdout

    def test_what_two_lines_can_give_is_not_proven(self, project: Project) -> None:
        more = "    {{- with .Values.more }}{{ toYaml . | nindent 4 }}{{ end }}\n  labels:"
        project.write("deploy/chart/templates/s.yaml", self.TEMPLATE.replace("  labels:", more))
        assert self.locations(project, self.RENDERED)["ELB602"] == "deploy/chart/templates/s.yaml:1:1"
        (finding,) = [one for one in project.findings(paths=["out.yaml"]) if one.rule == "ELB602"]
        assert finding.location.generated is not None
        assert not finding.location.generated.proven

    @pytest.mark.parametrize(
        "instead",
        [
            "{{- if .Values.local }}\n  externalTrafficPolicy: Local\n  {{- end }}\n  {{- toYaml .Values.spec | nindent 2 }}",
            "{{- if .Values.local }}\n  externalTrafficPolicy: Local\n  {{- end }}\n  {{- with .Values.z }}\n  {{ . }}\n  {{- end }}",
        ],
    )
    def test_a_line_that_may_have_been_left_out_proves_nothing(self, project: Project, instead: str) -> None:
        template = self.TEMPLATE.replace("externalTrafficPolicy: {{ .Values.policy }}", instead)
        project.write("deploy/chart/templates/s.yaml", template)
        assert self.locations(project, self.RENDERED)["ELB102"] == "deploy/chart/templates/s.yaml:1:1"

    def test_two_documents_that_could_be_it(self, project: Project) -> None:
        both = (
            "{{ if .Values.one }}\n"
            + self.TEMPLATE
            + "{{ end }}\n---\n{{ if .Values.two }}\n"
            + self.TEMPLATE
            + "{{ end }}\n"
        )
        project.write("deploy/chart/templates/s.yaml", both)
        assert self.locations(project, self.RENDERED)["ELB102"] == "deploy/chart/templates/s.yaml:1:1"

    def test_lines_that_look_alike_go_by_their_order(self, project: Project) -> None:
        ports = "  ports:\n{}  - port: {}\n    x: Local\n  - port: {}\n    x: Local\n"
        template = self.TEMPLATE.replace(
            "  ports: [{port: 80}]\n", ports.format("", "{{ .Values.a }}", "{{ .Values.b }}")
        )
        project.write("deploy/chart/templates/s.yaml", template)
        rendered = self.RENDERED.replace("  ports: [{port: 80}]\n", ports.format("", 80, 80))
        found = {
            str(related.location)
            for finding in (project.write("out.yaml", rendered), *project.findings(paths=["out.yaml"]))[1:]
            if isinstance(finding, Finding)
            for related in finding.related
        }
        assert "deploy/chart/templates/s.yaml:7:27" in found

    @pytest.mark.parametrize(
        "comment",
        [
            "web/templates/../../../secret.yaml",
            "web/../chart/templates/s.yaml",
            "../web/templates/s.yaml",
            "/etc/passwd",
            "web/templates/none.yaml",
            "none/templates/s.yaml",
            "web",
            "web/templates/",
        ],
    )
    def test_comments_are_not_believed(self, project: Project, comment: str) -> None:
        project.write("secret.yaml", "externalTrafficPolicy: Local\n")
        rendered = self.RENDERED.replace("web/templates/s.yaml", comment)
        assert self.locations(project, rendered)["ELB102"] == "out.yaml:16:26"

    def test_two_charts_of_one_name(self, project: Project) -> None:
        project.write("other/Chart.yaml", CHART % "web")
        assert self.locations(project, self.RENDERED)["ELB102"] == "deploy/chart/templates/s.yaml:13:26"
        project.write("other/templates/s.yaml", self.TEMPLATE)
        assert self.locations(project, self.RENDERED)["ELB102"] == "out.yaml:16:26"

    def test_a_subchart(self, project: Project) -> None:
        project.write("shop/Chart.yaml", CHART % "shop")
        project.write("shop/charts/api/Chart.yaml", CHART % "api")
        project.write("shop/charts/api/templates/s.yaml", self.TEMPLATE)
        rendered = self.RENDERED.replace("web/templates", "shop/charts/api/templates")
        assert self.locations(project, rendered)["ELB102"] == "shop/charts/api/templates/s.yaml:13:26"

    def test_another_text_than_the_template_gives(self, project: Project) -> None:
        rendered = self.RENDERED.replace("  externalTrafficPolicy: Local", "  externalTrafficPolicy:   Local")
        assert self.locations(project, rendered)["ELB102"] == "deploy/chart/templates/s.yaml:13:26"
        rendered = self.RENDERED.replace("spec:", "spec: # more")
        assert self.locations(project, rendered)["ELB102"] == "out.yaml:16:26"
