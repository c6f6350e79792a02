"""Charts that cannot be rendered are faults of the input, at the line that is wrong."""

from __future__ import annotations

import pytest

from elblint.system.installation import how_to_add
from support.charts import chart, local, location, real, reported, service, text_at
from support.project import Project


@real
class TestFailures:
    @pytest.mark.parametrize(
        ("text", "at", "says"),
        [
            (
                'a: b\nelb: {{ required "give elb.id" .Values.elb }}\n',
                ("web/templates/s.yaml:2:6", '{{ required "give elb.id" .Values.elb }}'),
                "give elb.id",
            ),
            ("a: {{ .Values.a.b.c }}\n", ("web/templates/s.yaml:1:4", "{{ .Values.a.b.c }}"), "nil pointer"),
            ('x: 1\n  y: {{ "a" }}\n', ("web/templates/s.yaml:1:1", None), ""),
            ("a: 1\nb: {{ nofunction }}\n", ("web/templates/s.yaml:2:1", None), "nofunction"),
            ("{{ if }}\n", ("web/templates/s.yaml:1:1", None), "if"),
        ],
    )
    def test_the_line_of_the_template(
        self, project: Project, text: str, at: tuple[str, str | None], says: str
    ) -> None:
        chart(project, "web", s=text)
        outcome = project.run("web")
        assert outcome.exit_code == 2
        found = reported(project, "ELB010", "web")
        if "  y:" in text and not found:
            assert "ELB003" in outcome.stdout
            return
        (one,) = found
        assert location(one) == at[0]
        if at[1] is not None:
            assert text_at(one) == at[1]
        assert says in one.message

    def test_a_helper_that_fails(self, project: Project) -> None:
        chart(
            project,
            "web",
            s='a: {{ include "x" . }}\n',
            _h='\n{{ define "x" }}{{ .Values.a.b.c }}{{ end }}\n',
        )
        (found,) = reported(project, "ELB010", "web")
        assert (location(found), text_at(found)) == ("web/templates/_h.tpl:2:17", "{{ .Values.a.b.c }}")

    def test_no_engine(self, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("elblint.inputs.helm.engine.find_engine", lambda: None)
        chart(project, "web", s=service())
        project.write("web/templates/plain.yaml", service().replace("{{ .Release.Name }}-", ""))
        outcome = project.run("web")
        assert outcome.exit_code == 1
        assert "ELB011" in outcome.stdout
        assert how_to_add("helm") in " ".join(outcome.stdout.split())
        assert location(local(project, "web")) == "web/templates/plain.yaml:11:26"

    def test_one_environment_that_fails_does_not_hide_another(self, project: Project) -> None:
        chart(project, "web", s=service('externalTrafficPolicy: {{ required "p?" .Values.p }}'))
        project.write("a.yaml", "p: Local\n")
        project.write(
            ".elblint.yaml", "charts:\n- {path: web, name: a, values: [a.yaml]}\n- {path: web, name: b}\n"
        )
        assert location(local(project, "web")) == "a.yaml:1:4"
        (found,) = reported(project, "ELB010", "web")
        assert "b:" in found.message

    def test_a_secret_is_not_shown(self, project: Project) -> None:
        secret = (
            "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n"
            "  url: {{ .Values.url | quote }}\n"
        )
        text = service().replace("  selector", "  loadBalancerIP: 192.168.0.9\n  selector")
        deployment = (
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: c}\nspec:\n  template:\n"
            "    metadata: {labels: {app: web}}\n    spec:\n      containers:\n"
            "      - {name: a, envFrom: [{secretRef: {name: s}}]}\n"
        )
        chart(project, "web", "url: http://me:hunter2@192.168.0.9/\n", s=text, t=secret, d=deployment)
        outcome = project.run("web")
        assert "ELB401" in outcome.stdout
        assert "web/values.yaml:1:" in outcome.stdout
        assert "hunter2" not in outcome.stdout
        assert "hunter2" not in project.run("-f", "sarif", "web").stdout
