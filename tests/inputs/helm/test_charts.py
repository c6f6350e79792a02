"""Helm charts: rendered by a real engine, offline, and every finding mapped to the line that a person edits."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from elblint.config.chart_release import ReleaseOptions
from elblint.engine.finding import Finding
from elblint.inputs.helm import marks
from elblint.inputs.helm.engine import find_engine
from elblint.inputs.helm.template import TemplateError
from elblint.system.installation import how_to_add
from elblint.text.source import SourceText
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


@real
@pytest.mark.parametrize(
    ("policy", "values", "helpers", "expected"),
    [
        ("externalTrafficPolicy: Local", "", "", ("web/templates/s.yaml:11:26", "Local")),
        ("externalTrafficPolicy: 'Local' # x", "", "", ("web/templates/s.yaml:11:26", "'Local'")),
        ("externalTrafficPolicy: {{ .Values.policy }}", "a: 1\npolicy: Local\n", "", ("web/values.yaml:2:9", "Local")),
        ("externalTrafficPolicy: {{ .Values.a.b | quote }}", "a: {b: Local}\n", "", ("web/values.yaml:1:8", "Local")),
        ('externalTrafficPolicy: "{{ .Values.a.b }}"', "a: {b: 'Local'}\n", "", ("web/values.yaml:1:8", "'Local'")),
        (
            "{{- if .Values.local }}\n  externalTrafficPolicy: Local\n  {{- end }}",
            "local: true\n",
            "",
            ("web/templates/s.yaml:12:26", "Local"),
        ),
        (
            "externalTrafficPolicy: {{ .Values.policy | default \"Local\" }}",
            "",
            "",
            ("web/templates/s.yaml:11:26", '{{ .Values.policy | default "Local" }}'),
        ),
        (
            '{{- with .Values.service }}\n  externalTrafficPolicy: {{ .policy }}\n  {{- end }}',
            "service:\n  policy: Local\n",
            "",
            ("web/values.yaml:2:11", "Local"),
        ),
        (
            "{{- toYaml .Values.spec | nindent 2 }}",
            "spec:\n  sessionAffinity: None\n  externalTrafficPolicy: Local\n",
            "",
            ("web/values.yaml:3:26", "Local"),
        ),
        (
            "{{- range $k, $v := .Values.spec }}\n  {{ $k }}: {{ $v }}\n  {{- end }}",
            "spec:\n  externalTrafficPolicy: Local\n  sessionAffinity: None\n",
            "",
            ("web/values.yaml:2:26", "Local"),
        ),
        (
            '{{- include "web.policy" . | nindent 2 }}',
            "",
            '{{- define "web.policy" -}}\n{{- /* why */}}\nexternalTrafficPolicy: Local\n{{- end }}\n',
            ("web/templates/_helpers.tpl:3:24", "Local"),
        ),
        (
            '{{- include "web.policy" . | nindent 2 }}',
            "p: Local\n",
            '{{ define "web.policy" }}externalTrafficPolicy: {{ .Values.p }}{{ end }}',
            ("web/values.yaml:1:4", "Local"),
        ),
        (
            # A helper that a condition looks at can hold no marks; the line that it is written to still can.
            'externalTrafficPolicy: {{ include "web.policy" . }}\n'
            '  {{- if eq (include "web.policy" .) "Local" }}\n  sessionAffinity: None\n  {{- end }}',
            "p: Cluster\n",
            '{{ define "web.policy" }}Local{{ end }}',
            ("web/templates/s.yaml:11:26", '{{ include "web.policy" . }}'),
        ),
        (
            'externalTrafficPolicy: {{ tpl .Values.policy . }}',
            'policy: "{{ .Values.real }}"\nreal: Local\n',
            "",
            ("web/values.yaml:2:7", "Local"),
        ),
        (
            "externalTrafficPolicy: {{ .Values.half }}al",
            "half: Loc\n",
            "",
            ("web/templates/s.yaml:11:26", "{{ .Values.half }}al"),
        ),
        (
            # The value decides where the text comes from: with another one nothing would be where it was.
            'externalTrafficPolicy: {{ if eq .Values.p "Local" }}{{ .Values.p }}{{ else }}Cluster{{ end }}',
            "p: Local\n",
            "",
            ("web/templates/s.yaml:11:55", "{{ .Values.p }}"),
        ),
        (
            # Two values of the same text: only one of them shows when it is changed.
            "externalTrafficPolicy: {{ .Values.b }}",
            "a: Local\nb: Local\nc: Local\n",
            "",
            ("web/values.yaml:2:4", "Local"),
        ),
    ],
)  # fmt: skip
def test_a_finding_is_at_the_line_that_can_be_edited(
    project: Project, policy: str, values: str, helpers: str, expected: tuple[str, str]
) -> None:
    chart(project, "web", values, s=service(policy), _helpers=helpers)
    found = local(project, "web")
    assert (location(found), text_at(found)) == expected
    built = found.location.generated
    assert built is not None
    assert built.proven
    assert built.source.text[built.start :].startswith(("Local", "'Local'", '"Local"'))


@real
def test_a_definition_that_conditions_look_at_is_told_by_its_own_text(project: Project) -> None:
    helpers = '{{ define "web.policy" }}\nexternalTrafficPolicy: Local\nsessionAffinity: None\n{{ end }}\n'
    text = service(
        '{{- include "web.policy" . | nindent 2 }}\n'
        '  {{- if contains "Local" (include "web.policy" .) }}\n  sessionAffinityConfig: {}\n  {{- end }}'
    )
    chart(project, "web", s=text, _helpers=helpers)
    found = local(project, "web")
    assert (location(found), text_at(found)) == ("web/templates/_helpers.tpl:2:24", "Local")


@real
def test_windows_line_ends_do_not_matter(project: Project) -> None:
    chart(
        project,
        "web",
        "p: Local\r\n",
        s=service("externalTrafficPolicy: {{ .Values.p }}").replace("\n", "\r\n"),
    )
    found = local(project, "web")
    assert location(found) == "web/values.yaml:1:4"
    assert [str(related.location) for related in found.related] == ["web/templates/s.yaml:7:27"]


@real
def test_a_hash_of_another_template_does_not_hide_locations(project: Project) -> None:
    deployment = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: caller}
spec:
  template:
    metadata:
      annotations:
        checksum/config: {{ include (print $.Template.BasePath "/s.yaml") . | sha256sum }}
      labels: {app: web}
    spec:
      containers:
      - name: a
        env: [{name: UPSTREAM, value: "http://{{ .Values.address }}/"}]
"""
    text = service().replace("  selector", "  loadBalancerIP: 192.168.0.9\n  selector")
    chart(project, "web", "address: 192.168.0.9\n", s=text, d=deployment)
    (found,) = reported(project, "ELB401", "web")
    assert location(found) == "web/templates/d.yaml:13:40"


@real
def test_a_field_that_is_not_there_is_shown_at_its_parent(project: Project) -> None:
    text = service("", 'kubernetes.io/elb.pass-trough: "true"')
    chart(project, "web", s=text)
    (found,) = reported(project, "ELB602", "web")
    assert (location(found), text_at(found)) == ("web/templates/s.yaml:8:5", "kubernetes.io/elb.pass-trough")
    assert found.edits


@real
@pytest.mark.parametrize(
    ("annotation", "values", "expected"),
    [
        (
            "kubernetes.io/elb.pass-through: {{ .Values.pt }}",
            "other: true\npt: true\n",
            "web/values.yaml:2:5",
        ),
        ("kubernetes.io/elb.keepalive_timeout: {{ .Values.t }}", "s: 300\nt: 300\n", "web/values.yaml:2:4"),
        (
            "{{- toYaml .Values.a | nindent 4 }}",
            "a:\n  kubernetes.io/elb.pass-through: true\n",
            "web/values.yaml:2:35",
        ),
    ],
)
def test_numbers_and_booleans_are_traced_by_changing_them(
    project: Project, annotation: str, values: str, expected: str
) -> None:
    chart(project, "web", values, s=service("", annotation))
    (found,) = reported(project, "ELB601", "web")
    assert location(found) == expected
    # Quotes around a value of values.yaml would change nothing of what is rendered.
    assert found.edits == ()


@real
@pytest.mark.parametrize(
    ("annotation", "values", "expected"),
    [
        (
            'kubernetes.io/elb.autocreate: \'{"type": "inner",\n      "bandwith_size": 5}\'',
            "",
            ("web/templates/s.yaml:9:7", '"bandwith_size"'),
        ),
        (
            "{{- toYaml .Values.a | nindent 4 }}",
            'a:\n  kubernetes.io/elb.autocreate: |-\n    {"type": "inner",\n     "bandwith_size": 5}\n',
            ("web/values.yaml:4:6", '"bandwith_size"'),
        ),
        (
            "kubernetes.io/elb.autocreate: {{ .Values.a | quote }}",
            'a: \'{"type": "inner", "bandwith_size": 5}\'\n',
            ("web/values.yaml:1:23", '"bandwith_size"'),
        ),
        (
            'kubernetes.io/elb.autocreate: |-\n      {"type": "inner",\n       "bandwith_size": 5}',
            "",
            ("web/templates/s.yaml:10:8", '"bandwith_size"'),
        ),
        (
            "kubernetes.io/elb.autocreate: {{ toJson .Values.a | quote }}",
            "a: {type: inner, bandwith_size: 5}\n",
            ("web/templates/s.yaml:8:35", "{{ toJson .Values.a | quote }}"),
        ),
    ],
)
def test_a_field_inside_json_is_found_in_the_file_too(
    project: Project, annotation: str, values: str, expected: tuple[str, str]
) -> None:
    text = service("", annotation).replace(f"    kubernetes.io/elb.id: {ELB}\n", "")
    chart(project, "web", values, s=text)
    (found,) = reported(project, "ELB624", "web")
    line = int(expected[0].rsplit(":", 2)[1])
    shown = (f"web/templates/s.yaml:{line - 1}:{location(found).rsplit(':', 1)[1]}", text_at(found))
    assert (shown if "templates" in expected[0] else (location(found), text_at(found))) == (
        (f"web/templates/s.yaml:{line - 1}:{expected[0].rsplit(':', 1)[1]}", expected[1])
        if "templates" in expected[0]
        else expected
    )


@real
class TestValues:
    """Precedence of several values files."""

    @pytest.fixture(autouse=True)
    def chart(self, project: Project) -> None:
        chart(project, "web", "p: Cluster\nq: Local\n", s=service("externalTrafficPolicy: {{ .Values.p }}"))
        project.write("a.yaml", "p: Local\n")
        project.write("b.yaml", "x: 1\np: Local\n")

    def test_the_last_file_that_says_it(self, project: Project) -> None:
        assert location(local(project, "web", values=["a.yaml", "b.yaml"])) == "b.yaml:2:4"
        assert location(local(project, "web", values=["b.yaml", "a.yaml"])) == "a.yaml:1:4"

    def test_what_an_option_sets_is_in_no_file(self, project: Project) -> None:
        found = local(project, "web", values=["a.yaml"], sets=["p=Local"])
        assert (location(found), text_at(found)) == ("web/templates/s.yaml:11:26", "{{ .Values.p }}")

    def test_what_the_configuration_sets(self, project: Project) -> None:
        project.write(".elblint.yaml", "charts:\n  - path: web\n    values: [a.yaml]\n    set: {p: Local}\n")
        assert location(local(project, "web")) == ".elblint.yaml:4:14"

    def test_values_for_two_charts_are_refused(self, project: Project) -> None:
        chart(project, "shop", s=service())
        outcome = project.run("--values", "a.yaml", ".")
        assert outcome.exit_code == 2
        assert "for one chart" in outcome.stderr
        assert project.run("--values", "a.yaml", "a.yaml").exit_code == 2
        assert project.run("--values", "none.yaml", "web").exit_code == 2
        assert project.run("--set", "p", "web").exit_code == 2

    def test_several_environments_in_one_run(self, project: Project) -> None:
        project.write(
            ".elblint.yaml",
            "clusters: {east: {paths: [east/], category: standard, proxy: ipvs}}\n"
            "charts:\n"
            "  - {path: web, name: dev, values: [a.yaml], namespace: dev}\n"
            "  - {path: web, name: prod, values: [b.yaml], release: shop, cluster: east}\n"
            "  - {path: web, name: test}\n",
        )
        found = reported(project, "ELB102", "web")
        assert [(location(finding), finding.subject) for finding in found] == [
            ("a.yaml:1:4", "Service dev/release-name-web (dev)"),
            ("b.yaml:2:4", "Service shop-web (east)"),
        ]
        assert "chart releases rendered: 3" in " ".join(project.run("web").stdout.split())

    def test_what_two_environments_say_alike_is_said_once(self, project: Project) -> None:
        project.write("web/values.yaml", "p: Local\n")
        project.write(
            ".elblint.yaml",
            "clusters: {east: {paths: [east/], category: standard}}\ncharts:\n"
            "  - {path: web, name: dev, values: [c.yaml], cluster: east}\n"
            "  - {path: web, name: prod, cluster: east}\n",
        )
        project.write("c.yaml", "x: 1\n")
        assert location(local(project, "web")) == "web/values.yaml:1:4"

    def test_an_unknown_cluster_is_an_error_with_its_location(self, project: Project) -> None:
        project.write(
            ".elblint.yaml", "clusters: {east: {paths: [e/]}}\ncharts: [{path: web, cluster: eats}]\n"
        )
        outcome = project.run("web")
        assert outcome.exit_code == 2
        assert (
            ".elblint.yaml:2:31: 'eats' is no cluster of 'clusters'; did you mean 'east'?" in outcome.stderr
        )

    def test_a_values_file_that_is_not_there_is_an_error(self, project: Project) -> None:
        project.write(".elblint.yaml", "charts: [{path: web, values: [none.yaml]}]\n")
        outcome = project.run("web")
        assert outcome.exit_code == 2
        assert "none.yaml" in outcome.stderr


@real
class TestSubcharts:
    def test_its_own_values_and_those_that_its_parent_gives_it(self, project: Project) -> None:
        chart(project, "shop", "x: 1\n")
        chart(project, "shop/charts/api", "p: Local\n", s=service("externalTrafficPolicy: {{ .Values.p }}"))
        assert location(local(project, "shop")) == "shop/charts/api/values.yaml:1:4"
        project.write("shop/values.yaml", "api:\n  p: Local\n")
        assert location(local(project, "shop")) == "shop/values.yaml:2:6"
        project.write("prod.yaml", "api: {p: Local}\n")
        assert location(local(project, "shop", values=["prod.yaml"])) == "prod.yaml:1:10"

    def test_global_values(self, project: Project) -> None:
        chart(project, "shop", "global: {p: Local}\n")
        chart(project, "shop/charts/api", s=service("externalTrafficPolicy: {{ .Values.global.p }}"))
        assert location(local(project, "shop")) == "shop/values.yaml:1:13"

    def test_an_alias(self, project: Project) -> None:
        chart(project, "shop", "one: {p: Cluster}\ntwo: {p: Local}\n")
        more = "dependencies:\n- {name: api, version: 0.1.0, alias: one}\n- {name: api, version: 0.1.0, alias: two}\n"
        project.write("shop/Chart.yaml", CHART % "shop" + more)
        text = service("externalTrafficPolicy: {{ .Values.p }}").replace("-web", "-{{ .Chart.Name }}")
        chart(project, "shop/charts/api", s=text)
        found = local(project, "shop")
        assert (location(found), found.subject) == ("shop/values.yaml:2:10", "Service release-name-two")

    def test_a_library(self, project: Project) -> None:
        chart(project, "shop", s='{{ include "lib.service" . }}')
        chart(project, "shop/charts/lib", _s='{{- define "lib.service" -}}\n' + service() + "{{- end }}\n")
        project.write("shop/charts/lib/Chart.yaml", CHART % "lib" + "type: library\n")
        assert location(local(project, "shop")) == "shop/charts/lib/templates/_s.tpl:12:26"

    def test_a_packed_one(self, project: Project) -> None:
        chart(project, "api", "p: Local\n", s=service("externalTrafficPolicy: {{ .Values.p }}"))
        chart(project, "shop", "api: {p: Local}\n")
        Path("shop/charts").mkdir()
        with tarfile.open("shop/charts/api-0.1.0.tgz", "w:gz") as package:
            package.add("api")
        assert location(local(project, "shop")) == "shop/values.yaml:1:10"
        project.write("shop/values.yaml", "")
        assert location(local(project, "shop")) == "shop/charts/api-0.1.0.tgz/api/values.yaml:1:4"

    def test_a_missing_one_is_an_error_at_its_entry(self, project: Project) -> None:
        chart(project, "shop", s=service())
        project.write("shop/Chart.yaml", CHART % "shop" + "dependencies:\n- {name: api, version: 0.1.0}\n")
        project.write("shop/templates/plain.yaml", "kind: Service\napiVersion: v1\nkind: Service\n")
        outcome = project.run("shop")
        assert outcome.exit_code == 2
        text = " ".join(outcome.stdout.split())
        assert "shop/Chart.yaml:5:3" in text
        assert "helm dependency build shop" in text
        # What is no template is linted all the same.
        assert "ELB004" in text
        assert "unrendered templates: 1" in text


@real
class TestInputs:
    def test_a_package(self, project: Project) -> None:
        chart(project, "web", "p: Local\n", s=service("externalTrafficPolicy: {{ .Values.p }}"))
        with tarfile.open("web-0.1.0.tgz", "w:gz") as package:
            package.add("web")
        assert location(local(project, "web-0.1.0.tgz")) == "web-0.1.0.tgz/web/values.yaml:1:4"

    def test_what_is_no_package(self, project: Project) -> None:
        project.write("web.tgz", b"no")
        outcome = project.run("web.tgz")
        assert outcome.exit_code == 2
        assert "ELB010" in outcome.stdout

    def test_a_package_that_writes_outside_of_itself(self, project: Project) -> None:
        chart(project, "web", s=service())
        project.write("evil", "x")
        with tarfile.open("web.tgz", "w:gz") as package:
            package.add("web")
            for name in ("../evil-1", "/tmp/elblint-evil-2", "web/../../evil-3"):
                package.add("evil", name)
            link = tarfile.TarInfo("web/templates/link.yaml")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
            package.addfile(link)
        local(project, "web.tgz")
        assert not Path("/tmp/elblint-evil-2").exists()
        assert not Path("../evil-1").exists()

    def test_a_template_alone_stands_for_its_chart(self, project: Project) -> None:
        chart(project, "a/web", "p: Local\n", s=service("externalTrafficPolicy: {{ .Values.p }}"))
        assert location(local(project, "a/web/templates/s.yaml")) == "a/web/values.yaml:1:4"
        assert location(local(project, "a/web/values.yaml")) == "a/web/values.yaml:1:4"

    @pytest.mark.parametrize("path", [".", "s.yaml"])
    @pytest.mark.parametrize(
        ("policy", "expected"), [("Local", "s.yaml:11:26"), ("{{ .Values.p }}", "../values.yaml:1:4")]
    )
    def test_a_chart_is_found_upwards(self, project: Project, path: str, policy: str, expected: str) -> None:
        chart(project, "a/web", "p: Local\n", s=service(f"externalTrafficPolicy: {policy}"))
        project.write(".git/HEAD", "")
        project.monkeypatch.chdir(project.folder / "a/web/templates")
        assert location(local(project, path)) == expected

    @pytest.mark.parametrize("dashes", ["---", "--- ", "{{ if true }}\n---\n{{ end }}\n---"])
    def test_documents_are_split_as_helm_splits_them(self, project: Project, dashes: str) -> None:
        second = service().replace("-web", "-api")
        chart(project, "web", s=f"{service()}{dashes}{second}")
        found = [location(one) for one in reported(project, "ELB102", "web")]
        line = 14 + 11 + dashes.count("\n") - 1
        assert found == ["web/templates/s.yaml:11:26", f"web/templates/s.yaml:{line}:26"]

    def test_a_subcharts_template_stands_for_the_outermost_chart(self, project: Project) -> None:
        chart(project, "shop", "api: {p: Local}\n")
        chart(project, "shop/charts/api", "p: Cluster\n", s=service("externalTrafficPolicy: {{ .Values.p }}"))
        assert location(local(project, "shop/charts/api/templates/s.yaml")) == "shop/values.yaml:1:10"

    def test_charts_and_manifests_in_one_tree(self, project: Project) -> None:
        chart(project, "charts/web", s=service())
        chart(project, "charts/api", s=service().replace("-web", "-api"))
        project.write("plain.yaml", service().replace("{{ .Release.Name }}-web", "plain"))
        found = sorted(location(finding) for finding in reported(project, "ELB102"))
        assert found == [
            "charts/api/templates/s.yaml:11:26",
            "charts/web/templates/s.yaml:11:26",
            "plain.yaml:11:26",
        ]

    def test_a_chart_in_the_working_folder(self, project: Project) -> None:
        project.write("Chart.yaml", CHART % "web")
        project.write("values.yaml", "p: Local\n")
        project.write("templates/s.yaml", service("externalTrafficPolicy: {{ .Values.p }}"))
        assert location(local(project)) == "values.yaml:1:4"

    def test_static_files_are_linted(self, project: Project) -> None:
        chart(project, "web", s=service())
        project.write("web/crds/c.yaml", "kind: Service\napiVersion: v1\nkind: Service\n")
        found = [location(finding) for finding in reported(project, "ELB004", "web")]
        assert found == ["web/crds/c.yaml:3:1"]

    def test_a_library_is_not_rendered_by_itself(self, project: Project) -> None:
        chart(project, "lib", _s='{{ define "x" }}a{{ end }}')
        project.write("lib/Chart.yaml", CHART % "lib" + "type: library\n")
        assert project.run("lib").exit_code == 0

    def test_without_rendering(self, project: Project) -> None:
        chart(project, "web", s=service())
        assert "ELB102" not in project.run("--no-helm", "web").stdout

    def test_reach_names_what_is_rendered(self, project: Project) -> None:
        chart(project, "web", s=service())
        assert "release-name-web" in project.run("reach", "web").stdout
        assert "shop-web" in project.run("reach", "web", "--release", "shop").stdout

    def test_the_cluster_version_is_what_the_chart_is_told(self, project: Project) -> None:
        if find_engine().name != "helm template":  # type: ignore[union-attr]
            pytest.skip("only the command can be told")
        text = '{{ if semverCompare ">=1.29-0" .Capabilities.KubeVersion.Version }}' + service() + "{{ end }}"
        chart(project, "web", s=text)
        assert local(project, "web", cluster="v1.29.4-r0")
        assert "ELB102" not in project.run("--cluster", "v1.28.4-r0", "web").stdout


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


@real
def test_nothing_is_left_in_the_chart(project: Project) -> None:
    chart(project, "web", "p: Local\n", s=service("externalTrafficPolicy: {{ .Values.p }}"))
    before = sorted(str(path) for path in Path().rglob("*"))
    local(project, "web")
    assert sorted(str(path) for path in Path().rglob("*")) == before


def at(project: Project, values: Sequence[str] = ()) -> list[str | None]:
    """Return the locations of ELB102 in the chart ``web``; None for those that are not proven."""
    found = reported(project, "ELB102", "web", values=values)
    return [
        location(one) if one.location.generated is not None and one.location.generated.proven else None
        for one in found
    ]


@real
@pytest.mark.parametrize(
    ("policy", "values", "expected"),
    [
        # Marks in all values at once would send each of these another way, with the same text.
        ('{{ ternary .Values.a .Values.b (eq .Values.mode "local") }}', "mode: local\nb: Local\na: Local\n", "3:4"),
        (
            "{{ pluck .Values.env .Values.policy | first | default .Values.policy._default }}",
            "env: prod\npolicy:\n  _default: Local\n  prod: Local\n",
            "4:9",
        ),
        (
            '{{ $p := .Values.b }}{{ if eq .Values.mode "x" }}{{ $p = .Values.a }}{{ end }}{{ $p }}',
            "mode: x\nb: Local\na: Local\n",
            "3:4",
        ),
        ("{{ get .Values.by .Values.env | default .Values.fallback }}", "fallback: Local\nenv: e\nby: {e: Local}\n", "3:9"),
    ],
)  # fmt: skip
def test_only_the_value_that_counts_is_named(
    project: Project, policy: str, values: str, expected: str
) -> None:
    chart(project, "web", values, s=service(f"externalTrafficPolicy: {policy}"))
    assert at(project) == [f"web/values.yaml:{expected}"]


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


class TestMarks:
    """Marks in a template's text, and what is read out of a text with marks."""

    @pytest.mark.parametrize(
        "text",
        [
            "a: {{ .b }}\n",
            "{{- /* {{ no }} */ -}}\na: 1\n",
            'a: {{ "}}" | quote }} {{ `}}` }} {{ \'"\' }}\n',
            "{{ if .a -}}\n  b\n{{- else if .c }}c{{ end }}",
            "{{ $x := 1 }}{{ range $i, $e := .l }}{{ $e }}{{ end }}",
            '{{ define "x" }}a{{ .b }}{{ end }}c{{ block "y" . }}d{{ end }}',
            "no actions\n\n  at all",
            "{{",
            "{{/* open",
            "}}{",
        ],
    )
    def test_taking_them_out_gives_the_template_back(self, text: str) -> None:
        table: list[marks.Origin] = []
        try:
            marked = marks.mark_template(SourceText("t", text), table)
        except TemplateError:
            assert text.startswith("{{")
            return
        plain = re.sub(r'\{\{(- )?"[\u2800-\u28ff]+"( -)?\}\}', "", marked)
        assert re.sub(r"[\s{}-]+", "", plain) == re.sub(r"[\s{}-]+", "", text)
        assert all(text[entry.start : entry.end].strip() for entry in table)

    def test_what_was_written_by_what(self) -> None:
        source = SourceText("t", "a: {{ .x }}b\nc: d\n")
        table: list[marks.Origin] = []
        marks.mark_template(source, table)
        # As an engine would write it, with 1 and a line break for x.
        kinds = [marks.TEXT, marks.OPEN, marks.CLOSE, marks.TEXT, marks.TEXT]
        first, opened, closed, after, line = (
            marks.mark(kind, number) for kind, number in zip(kinds, (0, 1, 1, 2, 3), strict=True)
        )
        reading = marks.Reading(f"{first}a: {opened}1\n2{closed}{after}b\n{line}c: d\n", table)
        assert reading.text == "a: 1\n2b\nc: d\n"
        assert reading.outputs == {marks.Step(1, 1): (3, "1\n2")}
        shown = [
            (reading.text[part.start : part.end], part.literal and part.literal[1], len(part.steps))
            for part in reading.between(0, len(reading.text))
        ]
        assert shown == [("a:", 0, 0), ("1\n2", None, 1), ("b", 11, 0), ("c: d", 13, 0)]

    def test_numbers_survive(self) -> None:
        for number in (0, 1, 127, 128, 16_383, 16_384, 2_097_151):
            found = marks.MARK.fullmatch(marks.mark(marks.VALUE, number))
            assert found is not None
            assert marks.number_of(found[2]) == number


@real
@pytest.mark.parametrize("name", ["release-name-web", "prod-web", "web"])
def test_a_chart_does_not_clash_with_its_own_output(project: Project, name: str) -> None:
    chart(project, "web", s=service("externalTrafficPolicy: Local"))
    out = service("externalTrafficPolicy: Local").replace("{{ .Release.Name }}-web", name)
    project.write("out/rendered.yaml", out)
    clashes = [one.rule for one in project.findings() if one.rule in {"ELB203", "ELB207"}]
    assert clashes == ([] if name != "web" else ["ELB203"])
