"""Charts and kustomizations of texts that are not saved: built as if they were, and kept while half typed."""

from __future__ import annotations

from pathlib import Path

import pytest

import elblint
from elblint.inputs.build_cache import BuildCache
from support.project import LOCAL, Project

TEMPLATE = LOCAL.replace("Local", "{{ .Values.policy }}")
CHART = {
    "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
    "c/values.yaml": "policy: Local\n",
    "c/templates/a.yaml": TEMPLATE,
    "plain.yaml": LOCAL.replace("web", "plain").replace("3c7c", "4c7c"),
}
PATCH = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {externalTrafficPolicy: %s}\n"
OVERLAY = {
    "base/a.yaml": LOCAL,
    "base/kustomization.yaml": "resources: [a.yaml]\n",
    "over/kustomization.yaml": "resources: [../base]\npatches: [{path: p.yaml}]\n",
    "over/p.yaml": PATCH % "Local",
}


def opened(project: Project, files: dict[str, str]) -> elblint.Workspace:
    for name, text in files.items():
        project.write(name, text)
    workspace = elblint.Workspace(project.folder)
    workspace.lint()
    return workspace


def places(report: elblint.Report, project: Project) -> list[str]:
    """Each finding with its place, as ``ELB102 c/values.yaml:1:9``."""
    return sorted(
        f"{one.rule} {Path(one.location.path).relative_to(project.folder)}:{one.location.line}:{one.location.column}"
        for one in report.findings
    )


def shown(workspace: elblint.Workspace, project: Project) -> list[str]:
    """The findings in the texts as they are now."""
    return sorted(
        f"{one.rule} {Path(one.location.path).relative_to(project.folder)}:{one.location.line}:{one.location.column}"
        for one in map(workspace.placed, workspace.lint().findings)
    )


def test_values_that_are_typed_count(project: Project) -> None:
    workspace = opened(project, CHART)
    assert shown(workspace, project) == ["ELB102 c/values.yaml:1:9", "ELB102 plain.yaml:9:26"]
    workspace.set_text("c/values.yaml", "# now\npolicy: Local\n")
    assert shown(workspace, project) == ["ELB102 c/values.yaml:2:9", "ELB102 plain.yaml:9:26"]
    workspace.set_text("c/values.yaml", "policy: Cluster\n")
    assert shown(workspace, project) == ["ELB102 plain.yaml:9:26"]
    workspace.close("c/values.yaml")
    assert "ELB102 c/values.yaml:1:9" in shown(workspace, project)


def test_definitions_that_nobody_lints_count_as_well(project: Project) -> None:
    template = LOCAL.replace("Local", '{{ include "policy" . }}')
    helper = '{{ define "policy" }}%s{{ end }}\n'
    workspace = opened(
        project, CHART | {"c/templates/a.yaml": template, "c/templates/_h.tpl": helper % "Local"}
    )
    assert "ELB102 c/templates/_h.tpl:1:22" in shown(workspace, project)
    workspace.set_text("c/templates/_h.tpl", helper % "Cluster")
    assert shown(workspace, project) == ["ELB102 plain.yaml:9:26"]


def test_nothing_is_rendered_of_what_charts_do_not_read(project: Project) -> None:
    workspace = opened(project, CHART)
    workspace.set_text("plain.yaml", LOCAL.replace("Local", "Cluster"))
    workspace.set_text("c/values.yaml", CHART["c/values.yaml"])
    assert not workspace.needs_tools
    workspace.set_text("c/values.yaml", "policy: Cluster\n")
    assert workspace.needs_tools


def test_findings_stay_at_their_words_until_all_is_rendered(project: Project) -> None:
    workspace = opened(project, CHART)
    text = "# one\n# two\npolicy: Local\n"
    workspace.set_text("c/values.yaml", text)
    assert not workspace.actions("c/values.yaml", 0, len(text)), "they are for another text"
    before = workspace.lint(with_tools=False)
    (moved,) = workspace.findings_of("c/values.yaml")
    assert (moved.location.line, moved.location.column) == (3, 9)
    assert before.findings[0].location.line == 1
    workspace.lint()
    assert workspace.actions("c/values.yaml", 0, len(text))


@pytest.mark.parametrize(
    ("name", "typed", "found"),
    [
        (
            "c/templates/a.yaml",
            "# more\n" + TEMPLATE + "{{ if }}\n",
            ["ELB010 c/templates/a.yaml:11:1", "ELB102 c/values.yaml:1:9"],
        ),
        (
            "c/values.yaml",
            "# more\npolicy: Local\nports: [\n",
            ["ELB003 c/values.yaml:3:8", "ELB010 c/Chart.yaml:2:7", "ELB102 c/values.yaml:2:9"],
        ),
        (
            "c/Chart.yaml",
            "apiVersion: v2\nname: c\nversion: [\n",
            ["ELB003 c/Chart.yaml:3:10", "ELB010 c/Chart.yaml:1:1", "ELB102 c/values.yaml:1:9"],
        ),
    ],
)
def test_a_chart_that_is_half_typed_keeps_its_findings(
    project: Project, name: str, typed: str, found: list[str]
) -> None:
    workspace = opened(project, CHART)
    workspace.set_text(name, typed)
    assert shown(workspace, project) == [*found, "ELB102 plain.yaml:9:26"]
    workspace.set_text(name, CHART[name])
    assert shown(workspace, project) == ["ELB102 c/values.yaml:1:9", "ELB102 plain.yaml:9:26"]
    project.write(name, typed)
    workspace.set_text(name, typed)
    workspace.changed_on_disk(name)
    assert shown(workspace, project) == places(elblint.lint_paths(project.folder), project)


def test_a_patch_that_is_typed_counts(project: Project) -> None:
    workspace = opened(project, OVERLAY)
    assert shown(workspace, project) == ["ELB102 over/p.yaml:4:31"]
    workspace.set_text("over/p.yaml", PATCH % "Cluster")
    assert shown(workspace, project) == []
    workspace.set_text("over/kustomization.yaml", "resources: [../base]\n")
    assert shown(workspace, project) == ["ELB102 base/a.yaml:9:26"]


def test_a_kustomization_that_is_half_typed_keeps_its_findings(project: Project) -> None:
    workspace = opened(project, OVERLAY)
    workspace.set_text("over/kustomization.yaml", OVERLAY["over/kustomization.yaml"] + "labels: [\n")
    assert shown(workspace, project) == ["ELB003 over/kustomization.yaml:3:9", "ELB102 over/p.yaml:4:31"]
    workspace.set_text(
        "over/kustomization.yaml", OVERLAY["over/kustomization.yaml"] + "resource: [no.yaml]\n"
    )
    assert "ELB102 over/p.yaml:4:31" in shown(workspace, project)
    workspace.set_text("over/kustomization.yaml", "resources: [../base]\n")
    assert shown(workspace, project) == ["ELB102 base/a.yaml:9:26"]


def test_whatever_is_typed_findings_are_those_of_a_fresh_run(project: Project) -> None:
    workspace = opened(project, CHART | OVERLAY)
    for number, (name, text) in enumerate(
        [
            ("c/values.yaml", "a: 1\npolicy: Cluster\n"),
            ("over/p.yaml", PATCH % "Cluster"),
            ("plain.yaml", LOCAL),
            ("base/a.yaml", LOCAL.replace("web", "other")),
            (
                "c/templates/a.yaml",
                TEMPLATE + "---\n" + LOCAL.replace("name: web", 'name: "{{ .Chart.Name }}"'),
            ),
            ("over/kustomization.yaml", "resources: [../base]\nnamePrefix: x-\n"),
            ("c/values.yaml", "policy: Local\n"),
            ("base/kustomization.yaml", "resources: []\n"),
        ]
    ):
        workspace.set_text(name, text)
        workspace.lint(with_tools=number % 3 == 1)
    typed = shown(workspace, project)
    for name in CHART | OVERLAY:
        project.write(name, workspace.text(name) or "")
    assert typed == places(elblint.lint_paths(project.folder), project)


def test_nothing_of_a_secret_is_kept_in_memory() -> None:
    cache = BuildCache.in_memory()
    for name, text in {
        "plain": LOCAL,
        "secret": "kind: Secret\napiVersion: v1\nstringData: {a: b}\n",
    }.items():
        cache.save(cache.key([name.encode()]), text)
    assert cache.load(cache.key([b"plain"])) == LOCAL
    assert cache.load(cache.key([b"secret"])) is None


def test_what_gitops_objects_deploy_counts_without_a_chart_and_as_it_is_typed(project: Project) -> None:
    application = (
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: it}\nspec:\n"
        "  source: {repoURL: 'https://example.com/it.git', path: apps}\n"
        "  destination: {namespace: shop, server: 'https://kubernetes.default.svc'}\n"
    )
    workspace = opened(project, {"apps/a.yaml": LOCAL, "it.yaml": application})
    assert [one.subject for one in workspace.lint().findings] == ["Service shop/web"]
    workspace.set_text("it.yaml", application.replace("namespace: shop", "namespace: other"))
    assert [one.subject for one in workspace.lint().findings] == ["Service other/web"]
