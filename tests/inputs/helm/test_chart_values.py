"""Values of a chart: several files, options, the configuration, subcharts."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from support.charts import CHART, chart, local, location, real, reported, service, text_at
from support.project import Project


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
