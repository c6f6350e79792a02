"""HelmReleases and Kustomizations of Flux."""

from __future__ import annotations

import pytest

from support.gitops import FACTS, VALUES, helm, indented, kustomize, local, shown, unread
from support.project import LOCAL, Project

RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: shop, namespace: prod}
spec:
  interval: 10m
  chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: infra}}}
"""


@helm
def test_a_chart_of_the_repository_is_rendered_with_the_values_of_its_release(repository: Project) -> None:
    repository.write("release.yaml", RELEASE + "  values:\n" + indented(VALUES, 4))
    found = local(repository)
    assert (str(found.subject), found.certainty) == ("Service prod/shop", "certain")
    assert (found.location.path, found.location.line, shown(found)) == ("release.yaml", 10, "Local")


@helm
@pytest.mark.parametrize(
    ("more", "subject"),
    [
        ("  targetNamespace: news\n", "Service news/news-shop"),
        ("  targetNamespace: news\n  releaseName: web\n", "Service news/web"),
    ],
)
def test_it_has_the_name_and_namespace_that_flux_gives_it(
    repository: Project, more: str, subject: str
) -> None:
    repository.write("release.yaml", RELEASE + more + "  values:\n" + indented(VALUES, 4))
    assert str(local(repository).subject) == subject


CONFIG = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: web-values, namespace: prod}
data:
  values.yaml: |
"""


@helm
def test_values_of_a_config_map_are_read_and_own_ones_win(repository: Project) -> None:
    repository.write("config.yaml", CONFIG + indented(VALUES, 4))
    release = RELEASE + "  valuesFrom: [{kind: ConfigMap, name: web-values}]\n"
    repository.write("release.yaml", release)
    found = local(repository)
    assert (found.location.path, found.location.line, shown(found)) == ("config.yaml", 8, "Local")
    repository.write("release.yaml", release + "  values: {service: {policy: Cluster}}\n")
    assert "ELB102" not in {one.rule for one in repository.findings(FACTS)}


@helm
def test_one_value_of_a_config_map_goes_to_its_path(repository: Project) -> None:
    repository.write("config.yaml", CONFIG.replace("values.yaml: |", "policy: Local"))
    entry = "{kind: ConfigMap, name: web-values, valuesKey: policy, targetPath: service.policy}"
    values = indented(VALUES.replace("Local", "Cluster"), 4)
    repository.write("release.yaml", RELEASE + f"  valuesFrom: [{entry}]\n  values:\n" + values)
    found = local(repository)
    assert (found.location.path, found.location.line, shown(found)) == ("config.yaml", 5, "Local")


@helm
@pytest.mark.parametrize(
    ("more", "line", "reason"),
    [
        ("  valuesFrom: [{kind: Secret, name: a}]\n", 7, "nothing of a Secret is read"),
        ("  valuesFrom: [{kind: ConfigMap, name: a}]\n", 7, "the input has no such ConfigMap"),
        ("  postRenderers: [{kustomize: {patches: []}}]\n", 7, "a post-renderer changes"),
    ],
)
def test_what_is_not_read_is_said(repository: Project, more: str, line: int, reason: str) -> None:
    secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: prod}\nstringData: {values.yaml: 'a: aStrongWord'}\n"
    repository.write("secret.yaml", secret)
    repository.write("release.yaml", RELEASE + more)
    ((path, where, words),) = unread(repository)
    assert (path, where) == ("release.yaml", line)
    assert reason in words
    assert "aStrongWord" not in repository.run(".").stdout


PATCHES = {
    "a file": "patches: [{path: patch.yaml}]\n",
    "a text": "patches:\n  - patch: |\n      kind: HelmRelease\n      metadata: {name: shop}\n      spec: {values: {a: b}}\n",
    "a target": "patches: [{target: {kind: HelmRelease}, patch: '[{op: remove, path: /spec/interval}]'}]\n",
}


@helm
@kustomize
@pytest.mark.parametrize("kind", PATCHES)
def test_a_release_that_a_kustomization_changes_is_not_taken_at_its_word(
    repository: Project, kind: str
) -> None:
    repository.write("base/release.yaml", RELEASE + "  values:\n" + indented(VALUES, 4))
    repository.write("base/kustomization.yaml", "resources: [release.yaml]\n")
    repository.write("prod/kustomization.yaml", "resources: [../base]\n" + PATCHES[kind])
    repository.write("prod/patch.yaml", "kind: HelmRelease\nmetadata: {name: shop}\nspec: {values: {a: b}}\n")
    ((path, line, words),) = unread(repository)
    assert (path, line) == ("base/release.yaml", 6)
    assert "a kustomization changes the object" in words


KUSTOMIZATION = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: web, namespace: flux-system}
spec:
  path: ./web
  sourceRef: {kind: GitRepository, name: infra}
"""


@kustomize
def test_the_folder_of_a_kustomization_is_built_once(project: Project) -> None:
    (project.folder / ".git").mkdir()
    project.write("web/kustomization.yaml", "resources: [service.yaml]\n")
    project.write("web/service.yaml", LOCAL)
    project.write("flux/web.yaml", KUSTOMIZATION)
    assert str(local(project).subject) == "Service web"
    assert local(project, "flux").location.path == "web/service.yaml"


@kustomize
def test_patches_and_the_namespace_of_a_kustomization_are_put_over_it(project: Project) -> None:
    (project.folder / ".git").mkdir()
    project.write("web/kustomization.yaml", "resources: [service.yaml]\n")
    project.write("web/service.yaml", LOCAL.replace("  externalTrafficPolicy: Local\n", ""))
    patch = (
        "  targetNamespace: prod\n  patches:\n    - patch: |\n        apiVersion: v1\n        kind: Service\n"
        "        metadata: {name: web}\n        spec: {externalTrafficPolicy: Local}\n"
    )
    project.write("flux/web.yaml", KUSTOMIZATION + patch)
    found = local(project)
    assert str(found.subject) == "Service prod/web"
    assert (found.location.path, found.location.line, shown(found)) == ("flux/web.yaml", 13, "Local")


@pytest.mark.parametrize("field", ["postBuild: {substitute: {a: b}}", "components: [../c]"])
def test_what_a_kustomization_does_besides_is_said(project: Project, field: str) -> None:
    (project.folder / ".git").mkdir()
    project.write("web/service.yaml", LOCAL)
    project.write("flux/web.yaml", KUSTOMIZATION + f"  {field}\n")
    ((path, line, words),) = unread(project)
    assert (path, line) == ("flux/web.yaml", 7)
    assert field.partition(":")[0] in words


def test_another_cluster_is_told_apart(project: Project) -> None:
    (project.folder / ".git").mkdir()
    for name in ("one", "two"):
        project.write(f"{name}/service.yaml", LOCAL)
        text = KUSTOMIZATION.replace("./web", name) + f"  kubeConfig: {{secretRef: {{name: {name}}}}}\n"
        project.write(f"flux/{name}.yaml", text)
    clusters = {one.identity[0] for one in project.findings(FACTS) if one.identity}
    assert clusters == {"one", "two"}


def test_plain_files_go_to_the_namespace_of_their_kustomization(project: Project) -> None:
    (project.folder / ".git").mkdir()
    project.write("web/in/service.yaml", LOCAL)
    project.write("flux/web.yaml", KUSTOMIZATION + "  targetNamespace: prod\n")
    assert str(local(project).subject) == "Service prod/web"
