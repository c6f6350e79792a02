"""Hostile GitOps objects: bombs, paths that lead out, and options in the place of names."""

from __future__ import annotations

import pytest

from support.gitops import VALUES, helm, indented, kustomize, unread
from support.project import LOCAL, Project

pytestmark = pytest.mark.unix

APP = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec:\n  source:\n    path: %s\n"
SET = (
    "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: a}\nspec:\n  generators: %s\n"
    "  template:\n    metadata: {name: a}\n    spec: {source: {path: '%s', helm: {values: 'a: 1'}}}\n"
)
LAUGHS = "&a0 [x, x]" + "".join(f"\n      b{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))


@pytest.fixture
def repository(project: Project) -> Project:
    (project.folder / ".git").mkdir()
    project.write("chart/Chart.yaml", "apiVersion: v2\nname: web\nversion: 0.1.0\n")
    project.write("chart/templates/a.yaml", "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n")
    return project


@pytest.mark.parametrize(
    "path", ["../outside", "/etc", "..", "chart/../../outside", "link", "'a\\0b'", ".git"]
)
def test_no_path_leads_out(repository: Project, path: str) -> None:
    outside = repository.folder.parent / "outside"
    outside.mkdir(exist_ok=True)
    (outside / "Chart.yaml").write_text("apiVersion: v2\nname: other\nversion: 0.1.0\n")
    (repository.folder / "link").symlink_to(outside)
    repository.write("app.yaml", APP % path)
    shown = repository.run("-v", "app.yaml").stdout
    assert "chart releases rendered" not in shown


@helm
def test_a_values_file_behind_a_link_is_not_read(repository: Project) -> None:
    (repository.folder.parent / "secret.yaml").write_text("password: aStrongWord\n")
    (repository.folder / "chart" / "values-a.yaml").symlink_to("../../secret.yaml")
    repository.write("app.yaml", APP % "chart" + "    helm: {valueFiles: [values-a.yaml]}\n")
    shown = repository.run("app.yaml").stdout
    assert "ELB025" in shown
    assert "aStrongWord" not in shown


@helm
@pytest.mark.parametrize("kind", ["values", "a template"])
def test_bombs_of_aliases_end_soon(repository: Project, kind: str) -> None:
    if kind == "values":
        text = APP % "chart" + f"    helm:\n     valuesObject:\n      b0: {LAUGHS}\n"
    else:
        text = SET % ("[{list: {elements: [{a: 1}]}}]", "chart") + f"  x:\n      b0: {LAUGHS}\n"
        text = text.replace("helm: {values: 'a: 1'}", "helm: {valuesObject: *a39}")
        head, _, tail = text.partition("  template:")
        body, _, bomb = tail.partition("  x:\n")
        text = head + "  x:\n" + bomb + "  template:" + body
    repository.write("app.yaml", text)
    assert "ELB025" in repository.run("app.yaml").stdout


def test_a_matrix_of_many_ends_soon(repository: Project) -> None:
    many = "{list: {elements: [" + ", ".join("{a: '1'}" for _ in range(400)) + "]}}"
    repository.write("set.yaml", SET % (f"[{{matrix: {{generators: [{many}, {many}]}}}}]", "chart"))
    shown = repository.run("set.yaml").stdout
    assert "more than 500 sets of parameters" in " ".join(shown.split())


@helm
def test_options_in_the_place_of_names_are_refused(repository: Project) -> None:
    options = "    helm: {releaseName: '--post-renderer', namespace: '--kubeconfig'}\n"
    repository.write("app.yaml", APP % "chart" + options)
    assert "its name is no name of a release" in " ".join(repository.run("app.yaml").stdout.split())


def test_a_generator_s_pattern_cannot_take_for_ever(repository: Project) -> None:
    repository.write("a" * 60 + "/a.yaml", "a: 1\n")
    pattern = "*a" * 30 + "b"
    repository.write("set.yaml", SET % (f"[{{git: {{directories: [{{path: '{pattern}'}}]}}}}]", "{{path}}"))
    assert "no folder or file of the repository fits" in " ".join(repository.run("set.yaml").stdout.split())


@helm
def test_values_of_a_deployment_may_hold_a_secret(repository: Project) -> None:
    repository.write("chart/templates/b.yaml", "a: {{ .Values.service.policy | int64 | fail }}\n")
    values = VALUES.replace("policy: Local", "policy: aStrongWord")
    repository.write("app.yaml", APP % "chart" + "    helm:\n      values: |\n" + indented(values, 8))
    assert "aStrongWord" not in repository.run("app.yaml").stdout


RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: a, namespace: b}
spec:
  chart: {spec: {chart: ./chart, sourceRef: {kind: GitRepository, name: c}}}
"""
FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: a}
spec:
  path: ./web
  sourceRef: {kind: GitRepository, name: a}
"""


@helm
@kustomize
@pytest.mark.parametrize(
    "entry", ["https://example.com/p.yaml", "/etc/hostname", "rendered.yaml", "a: 1\\nb: 2"]
)
def test_a_post_renderer_s_text_names_no_file_and_no_address(
    repository: Project, entry: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    monkeypatch.setattr(
        "elblint.inputs.kustomize.build_run.run_child", lambda *given, **_: started.append(given)
    )
    patches = f'  postRenderers: [{{kustomize: {{patchesStrategicMerge: ["{entry}"]}}}}]\n'
    repository.write("app.yaml", RELEASE + patches)
    ((path, line, words),) = unread(repository)
    assert (path, line, started) == ("app.yaml", 6, [])
    assert "this is no patch as kustomize has them" in words


@kustomize
def test_an_address_inside_of_a_patch_is_fetched_by_nobody(repository: Project) -> None:
    repository.write("web/kustomization.yaml", "resources: [a.yaml]\n")
    repository.write("web/a.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n")
    patch = "{apiVersion: v1, kind: Service, metadata: {name: a, annotations: {b: 'https://example.com/'}}}"
    repository.write("app.yaml", FLUX + f"  patchesStrategicMerge: [{patch}]\n")
    assert "ELB008" not in repository.run("app.yaml").stdout


@kustomize
def test_what_flux_s_own_kustomization_may_not_take_in_is_said_at_the_object(repository: Project) -> None:
    (repository.folder.parent / "outside.yaml").write_text("apiVersion: v1\nkind: Service\n")
    repository.write("web/a.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n")
    (repository.folder / "web/b.yaml").symlink_to("../../outside.yaml")
    repository.write("app.yaml", FLUX + "  namePrefix: b-\n")
    (fault,) = [one for one in repository.findings() if one.rule == "ELB008"]
    assert str(fault.location) == "app.yaml:5:9"


@kustomize
def test_dollar_signs_and_uses_of_variables_cannot_take_for_ever(repository: Project) -> None:
    signs = "$" * 500_000
    repository.write(
        "web/a.yaml", f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata: {{a: '{signs}'}}\n"
    )
    repository.write("app.yaml", FLUX + "  postBuild: {substitute: {a: b}}\n")
    assert repository.run("app.yaml").exit_code == 0


@kustomize
def test_a_variable_that_goes_into_a_secret_is_not_shown(repository: Project) -> None:
    secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {b: '${word}'}\n"
    service = LOCAL.replace("externalTrafficPolicy: Local", "externalTrafficPolicy: ${policy}")
    repository.write("web/kustomization.yaml", "resources: [a.yaml]\n")
    repository.write("web/a.yaml", f"{service}---\n{secret}")
    variables = "  postBuild:\n    substitute:\n      policy: Local\n      word: aStrongWord\n"
    repository.write("app.yaml", FLUX + variables)
    shown = repository.run("-f", "html", "--cluster", "standard,vpc,ipvs,1.29", ".").stdout
    assert "policy: <mark>Local</mark>" in shown
    assert "aStrongWord" not in shown
