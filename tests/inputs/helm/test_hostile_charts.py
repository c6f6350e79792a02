"""Charts of strangers: odd names and values, damaged packages, nothing of a password."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from support.charts import CHART, ELB, at, chart, real, reported, service
from support.project import Project

pytestmark = pytest.mark.slow


@real
class TestAttacks:
    """Hostile and unusual charts, and the effects that they must not have."""

    def test_a_range_that_leaves_some_out(self, project: Project) -> None:
        values = (
            "services:\n- {name: internal, type: ClusterIP, policy: Local}\n"
            "- {name: public, type: LoadBalancer, policy: Local}\n"
        )
        text = service("externalTrafficPolicy: {{ .policy }}").replace(
            "{{ .Release.Name }}-web", "{{ .name }}"
        )
        head = '{{- range .Values.services }}\n{{- if ne .type "ClusterIP" }}\n---\n'
        chart(project, "web", values, s=f"{head}{text}{{{{- end }}}}\n{{{{- end }}}}\n")
        assert at(project) == ["web/values.yaml:3:46"]

    def test_two_values_on_one_line(self, project: Project) -> None:
        values = "spec:\n  externalName: Local\n  externalTrafficPolicy: Local\n  type: LoadBalancer\n"
        text = service("").split("spec:")[0] + "spec: {{ .Values.spec | toJson }}\n"
        chart(project, "web", values, s=text)
        assert at(project) == ["web/values.yaml:3:26"]

    def test_a_document_that_another_one_begins_with(self, project: Project) -> None:
        body = "apiVersion: v1\nkind: Service\nspec:\n  type: LoadBalancer\n  externalTrafficPolicy: Local\n"
        meta = f"metadata:\n  annotations: {{kubernetes.io/elb.class: performance, kubernetes.io/elb.id: {ELB}}}\n  name: web\n"
        chart(project, "web", s=f"{body}{meta}  namespace: b\n---\n{body}{meta}")
        assert at(project) == ["web/templates/s.yaml:5:26", "web/templates/s.yaml:15:26"]

    def test_what_is_another_text_at_every_time(self, project: Project) -> None:
        text = service("externalTrafficPolicy: {{ .p }}").replace(
            "{{ .Release.Name }}-web", "web-{{ randAlphaNum 8 | lower }}"
        )
        chart(
            project,
            "web",
            "l: [{p: Local}, {p: Local}]\n",
            s=f"{{{{- range .Values.l }}}}\n---\n{text}{{{{- end }}}}\n",
        )
        assert at(project) == [None, None]

    def test_an_include_whose_name_is_put_together(self, project: Project) -> None:
        text = service(
            '{{- $m := include (printf "%s.mode" "web") . }}{{- if ne $m "prod" }}\n'
            "  externalTrafficPolicy: Local\n  {{- else }}\n  externalTrafficPolicy: Local\n  {{- end }}"
        )
        chart(project, "web", s=text, _h='{{ define "web.mode" }}prod{{ end }}')
        assert at(project) == ["web/templates/s.yaml:14:26"]

    def test_a_definition_that_is_there_twice(self, project: Project) -> None:
        define = '{{ define "web.p" }}Local{{ end }}'
        text = service('externalTrafficPolicy: {{ include "web.p" . }}')
        chart(project, "web", s=f"{define}\n{text}", _h=define)
        assert at(project) == [None]

    def test_text_that_looks_like_marks(self, project: Project) -> None:
        chart(
            project, "web", "p: Local\n", s="# \u2801\n" + service("externalTrafficPolicy: {{ .Values.p }}")
        )
        assert at(project) == [None]

    def test_two_versions_of_one_chart(self, project: Project) -> None:
        for version in ("0.1.0", "0.2.0"):
            chart(
                project,
                "api",
                f"v: {version}\np: Local\n",
                s=service("externalTrafficPolicy: {{ .Values.p }}").replace("-web", "-{{ .Chart.Name }}"),
            )
            project.write("api/Chart.yaml", f"apiVersion: v2\nname: api\nversion: {version}\n")
            Path("web/charts").mkdir(parents=True, exist_ok=True)
            with tarfile.open(f"web/charts/api-{version}.tgz", "w:gz") as package:
                package.add("api")
        project.write(
            "web/Chart.yaml",
            CHART % "web"
            + "dependencies:\n- {name: api, version: 0.1.0, alias: one}\n- {name: api, version: 0.2.0, alias: two}\n",
        )
        assert at(project) == [
            f"web/charts/api-{version}.tgz/api/values.yaml:2:4" for version in ("0.1.0", "0.2.0")
        ]

    @pytest.mark.parametrize(
        "name", ["--post-renderer=x", "--output-dir=/tmp/x", "-h", "a b", "A", "x" * 60, "a,b"]
    )
    def test_names_that_no_release_has(self, project: Project, name: str) -> None:
        chart(project, "web", s=service())
        project.write(".elblint.yaml", f"charts: [{{path: web, release: '{name}'}}]\n")
        outcome = project.run("web")
        assert outcome.exit_code == 2
        assert "is no name of a release" in outcome.stderr
        assert project.run("--no-config", "web", f"--namespace={name}").exit_code == 2

    def test_folders_that_look_like_options(self, project: Project) -> None:
        chart(project, "--output-dir=out", s=service().replace("-web", "-x"))
        chart(project, "release-name", s=service())
        assert len(reported(project, "ELB102")) == 2
        assert not Path("out").exists()

    def test_a_chart_that_is_not_there(self, project: Project) -> None:
        chart(project, "web", s=service())
        project.write(".elblint.yaml", "charts: [{path: nope}]\n")
        assert "nope: no such chart" in project.run("web").stderr

    @pytest.mark.parametrize("name", ["a,b.yaml", 'a"b.yaml', "a b.yaml", "http:x.yaml"])
    def test_names_of_values_files(self, project: Project, name: str) -> None:
        chart(project, "web", s=service("externalTrafficPolicy: {{ .Values.p }}"))
        project.write(name, "p: Local\n")
        assert at(project, values=[name]) == [f"{name}:1:4"]

    @pytest.mark.parametrize("written", ["'{Local}'", "'a,b={x}'", "'80'", "80", "true", "null"])
    def test_what_the_configuration_sets_is_what_it_says(self, project: Project, written: str) -> None:
        annotation = "example.com/x: {{ kindOf .Values.a }} {{ .Values.a }}"
        chart(
            project,
            "web",
            "a: b\n",
            s=service(annotation=annotation, policy="externalTrafficPolicy: {{ .Values.p }}"),
        )
        project.write(".elblint.yaml", f"charts: [{{path: web, set: {{a: {written}, p: Local}}}}]\n")
        assert at(project)[0] is not None
        project.write(".elblint.yaml", "charts: [{path: web, set: {'a=b,c': x}}]\n")
        assert "is no path of a value" in project.run("web").stderr

    @pytest.mark.parametrize(
        ("expression", "password"),
        [
            ("tpl .Values.password .", '"hunter2{{"'),
            ('mustToDate "2006" .Values.password', "hunter2"),
            (".Values.password", '"*hunter2"'),
            (".Values.password", '"!!int hunter2"'),
            ("fromYaml .Values.password | get", "hunter2"),
        ],
    )
    def test_complaints_quote_no_values(self, project: Project, expression: str, password: str) -> None:
        secret = (
            f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\nstringData:\n  p: {{{{ {expression} }}}}\n"
        )
        chart(project, "web", f"password: {password}\n", t=secret)
        for kind in ("text", "sarif", "json", "html"):
            assert "hunter2" not in project.run("-f", kind, "web").stdout

    def test_a_schema_is_told_without_values(self, project: Project) -> None:
        chart(project, "web", "password: hunter2\n", s=service())
        project.write(
            "web/values.schema.json",
            '{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"password": {"type": "integer"}}}',
        )
        outcome = project.run("web")
        assert outcome.exit_code == 2
        assert "hunter2" not in outcome.stdout

    def test_passwords_beside_a_location_are_hidden(self, project: Project) -> None:
        chart(
            project,
            "web",
            "svc: {password: hunter2, p: Local}\n",
            s=service("externalTrafficPolicy: {{ .Values.svc.p }}"),
        )
        assert at(project) == ["web/values.yaml:1:29"]
        for kind in ("text", "html"):
            assert "hunter2" not in project.run("-f", kind, "web").stdout

    def test_damaged_packages(self, project: Project) -> None:
        chart(project, "web", s=service())
        with tarfile.open("web.tgz", "w:gz") as package:
            package.add("web")
        whole = Path("web.tgz").read_bytes()
        for at_byte in range(0, len(whole), 7):
            project.write("web.tgz", whole[:at_byte] + bytes([whole[at_byte] ^ 0xFF]) + whole[at_byte + 1 :])
            outcome = project.run("--no-config", "web.tgz")
            assert "Traceback" not in outcome.stderr
            assert outcome.exit_code in {0, 1, 2}

    def test_links_to_itself(self, project: Project) -> None:
        chart(project, "web", s=service())
        Path("web/charts").mkdir()
        for number in range(5):
            Path(f"web/charts/c{number}").symlink_to("..", target_is_directory=True)
        assert project.run("web").exit_code == 2

    def test_many_equal_numbers(self, project: Project) -> None:
        values = "l:\n" + "".join(f"- {{t: 300, name: s{number}}}\n" for number in range(60))
        text = service("", "kubernetes.io/elb.keepalive_timeout: {{ .t }}").replace(
            "{{ .Release.Name }}-web", "{{ .name }}"
        )
        chart(project, "web", values, s=f"{{{{- range .Values.l }}}}\n---\n{text}{{{{- end }}}}\n")
        assert len(reported(project, "ELB601", "web")) == 60
