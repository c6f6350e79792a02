"""A finding in a chart is at the line that a person edits: of a template, a helper or the values."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.charts import ELB, at, chart, local, location, real, reported, service, text_at
from support.project import Project


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
def test_nothing_is_left_in_the_chart(project: Project) -> None:
    chart(project, "web", "p: Local\n", s=service("externalTrafficPolicy: {{ .Values.p }}"))
    before = sorted(str(path) for path in Path().rglob("*"))
    local(project, "web")
    assert sorted(str(path) for path in Path().rglob("*")) == before


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
@pytest.mark.parametrize("name", ["release-name-web", "prod-web", "web"])
def test_a_chart_does_not_clash_with_its_own_output(project: Project, name: str) -> None:
    chart(project, "web", s=service("externalTrafficPolicy: Local"))
    out = service("externalTrafficPolicy: Local").replace("{{ .Release.Name }}-web", name)
    project.write("out/rendered.yaml", out)
    clashes = [one.rule for one in project.findings() if one.rule in {"ELB203", "ELB207"}]
    assert clashes == ([] if name != "web" else ["ELB203"])
