"""Paths that stand for a chart, and the further files in it that are linted."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from elblint.inputs.helm.engine import find_engine
from support.charts import CHART, chart, local, location, real, reported, service
from support.project import Project


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
