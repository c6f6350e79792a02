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
        ("  postRenderers: [{other: {patches: []}}]\n", 7, "a post-renderer of another kind"),
        ("  postRenderers: [{kustomize: {crds: []}}]\n", 7, "a post-renderer has no such field"),
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
    "a file": ("patches: [{path: patch.yaml}]\n", "prod/patch.yaml:4:35"),
    "a text": (
        "patches:\n  - patch: |\n      apiVersion: helm.toolkit.fluxcd.io/v2\n      kind: HelmRelease\n"
        "      metadata: {name: shop, namespace: prod}\n      spec: {values: {service: {policy: Local}}}\n",
        "prod/kustomization.yaml:7:41",
    ),
    "a target": (
        "patches:\n  - target: {kind: HelmRelease}\n    patch: |\n"
        "      - {op: replace, path: /spec/values/service/policy, value: Local}\n",
        "prod/kustomization.yaml:5:65",
    ),
}
HELM_PATCH = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: shop, namespace: prod}
spec: {values: {service: {policy: Local}}}
"""


@helm
@kustomize
@pytest.mark.parametrize("kind", PATCHES)
def test_a_release_that_a_kustomization_changes_is_rendered_as_changed(
    repository: Project, kind: str
) -> None:
    patch, place = PATCHES[kind]
    values = VALUES.replace("Local", "Cluster") + "    kubernetes.io/elb.lb-algorithm: RANDOM\n"
    repository.write("base/release.yaml", RELEASE + "  values:\n" + indented(values, 4))
    repository.write("base/kustomization.yaml", "resources: [release.yaml]\n")
    repository.write("prod/kustomization.yaml", "resources: [../base]\n" + patch)
    repository.write("prod/patch.yaml", HELM_PATCH)
    found = local(repository)
    assert (str(found.subject), found.certainty) == ("Service prod/shop", "certain")
    assert (str(found.location), shown(found)) == (place, "Local")
    wrong = {str(one.location) for one in repository.findings(FACTS) if one.rule == "ELB621"}
    assert wrong == {"base/release.yaml:14:41"}
    assert unread(repository) == []


@helm
@kustomize
@pytest.mark.parametrize(
    ("settings", "subject"),
    [("namespace: shop\n", "Service shop/shop"), ("nameSuffix: -new\n", "Service prod/shop-new")],
)
def test_a_release_is_called_and_placed_as_its_kustomization_says(
    repository: Project, settings: str, subject: str
) -> None:
    repository.write("base/release.yaml", RELEASE + "  values:\n" + indented(VALUES, 4))
    repository.write("base/kustomization.yaml", "resources: [release.yaml]\n" + settings)
    found = local(repository)
    assert (str(found.subject), str(found.location)) == (subject, "base/release.yaml:10:15")


@helm
@kustomize
def test_a_changed_release_whose_kustomization_does_not_build_is_said(repository: Project) -> None:
    repository.write("base/release.yaml", RELEASE + "  values:\n" + indented(VALUES, 4))
    repository.write("base/kustomization.yaml", "resources: [release.yaml, none.yaml]\n")
    repository.write("prod/kustomization.yaml", "resources: [../base]\npatches: [{path: patch.yaml}]\n")
    repository.write("prod/patch.yaml", HELM_PATCH)
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


VARIABLES = LOCAL.replace("Local", "${policy:=Local}").replace("performance", '"${class}"')


@kustomize
@pytest.mark.parametrize("kustomization", ["resources: [service.yaml]\n", ""])
def test_variables_are_replaced_and_findings_point_at_them(project: Project, kustomization: str) -> None:
    (project.folder / ".git").mkdir()
    if kustomization:
        project.write("web/kustomization.yaml", kustomization)
    project.write("web/service.yaml", VARIABLES)
    project.write("flux/web.yaml", KUSTOMIZATION + "  postBuild: {substitute: {class: performance}}\n")
    found = local(project)
    # The default stands where the variable is used.
    assert (str(found.location), shown(found), found.certainty) == (
        "web/service.yaml:9:26",
        "${policy:=Local}",
        "certain",
    )
    substitute = "  postBuild:\n    substitute:\n      policy: Local\n      class: performance\n"
    project.write("flux/web.yaml", KUSTOMIZATION + substitute)
    found = local(project)
    assert (str(found.location), shown(found), found.certainty) == ("flux/web.yaml:9:15", "Local", "certain")
    assert project.run("--cluster", FACTS, ".").exit_code == 1
    project.write("flux/web.yaml", KUSTOMIZATION + substitute.replace("Local", "Cluster"))
    assert "ELB102" not in {one.rule for one in project.findings(FACTS)}


@kustomize
def test_a_kustomization_without_variables_replaces_nothing(project: Project) -> None:
    (project.folder / ".git").mkdir()
    project.write("web/kustomization.yaml", "resources: [service.yaml]\n")
    project.write("web/service.yaml", VARIABLES)
    project.write("flux/web.yaml", KUSTOMIZATION)
    assert [one.certainty for one in project.findings(FACTS) if one.rule == "ELB102"] in ([], ["possible"])


CLUSTER = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: cluster-vars, namespace: flux-system}
data: {policy: Local, class: performance}
"""
FROM = "  postBuild:\n    substituteFrom:\n      - {kind: ConfigMap, name: cluster-vars}\n"


@kustomize
def test_variables_of_a_config_map_are_read(project: Project) -> None:
    (project.folder / ".git").mkdir()
    project.write("web/kustomization.yaml", "resources: [service.yaml]\n")
    project.write("web/service.yaml", VARIABLES)
    project.write("flux/vars.yaml", CLUSTER)
    project.write("flux/web.yaml", KUSTOMIZATION + FROM)
    assert str(local(project).location) == "flux/vars.yaml:4:16"
    project.write("flux/web.yaml", KUSTOMIZATION + FROM + "    substitute: {policy: Cluster}\n")
    assert "ELB102" not in {one.rule for one in project.findings(FACTS)}
    # Another cluster's variables are none of this one's.
    project.write("flux/web.yaml", KUSTOMIZATION + FROM)
    project.write("other/vars.yaml", CLUSTER.replace("Local", "Cluster"))
    assert str(local(project).location) == "flux/vars.yaml:4:16"


@kustomize
@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ("      - {kind: Secret, name: cluster-vars}\n", "nothing of a Secret is read"),
        ("      - {kind: ConfigMap, name: other-vars}\n", "the input has no such ConfigMap"),
    ],
)
def test_variables_that_may_stand_elsewhere_are_unknown_and_said(
    project: Project, more: str, reason: str
) -> None:
    (project.folder / ".git").mkdir()
    project.write("web/kustomization.yaml", "resources: [service.yaml]\n")
    project.write("web/service.yaml", VARIABLES)
    secret = (
        CLUSTER.replace("ConfigMap", "Secret").replace("data:", "stringData:").replace("Local", "aStrongWord")
    )
    project.write("flux/vars.yaml", CLUSTER + "---\n" + secret)
    project.write("flux/web.yaml", KUSTOMIZATION + FROM + more)
    ((path, line, words),) = unread(project)
    assert (path, line) == ("flux/web.yaml", 10)
    assert reason in words
    assert [one.certainty for one in project.findings(FACTS) if one.rule == "ELB102"] in ([], ["possible"])
    assert "aStrongWord" not in project.run("-v", ".").stdout
    # The object's own variables win over both.
    project.write(
        "flux/web.yaml", KUSTOMIZATION + FROM + more + "    substitute: {policy: Local, class: performance}\n"
    )
    assert str(local(project).location) == "flux/web.yaml:11:26"


@kustomize
@pytest.mark.parametrize(
    "fields",
    [
        "patches: [{target: {kind: ConfigMap}, patch: '[]'}]\n",
        "patches: [{target: {name: cluster-vars}, patch: '[]'}]\n",
        "patches:\n- patch: |\n    kind: ConfigMap\n    apiVersion: v1\n    metadata: {name: cluster-vars}\n",
    ],
)
def test_variables_of_a_config_map_that_is_patched_are_unknown(project: Project, fields: str) -> None:
    (project.folder / ".git").mkdir()
    project.write("web/kustomization.yaml", "resources: [service.yaml]\n")
    project.write("web/service.yaml", VARIABLES)
    project.write("flux/vars/vars.yaml", CLUSTER)
    project.write("flux/kustomization.yaml", f"resources: [vars/vars.yaml]\n{fields}")
    project.write("flux/web.yaml", KUSTOMIZATION + FROM)
    assert [(path, line) for path, line, _ in unread(project)] == [("flux/web.yaml", 9)]
    # A patch of another one says nothing about it.
    project.write("flux/kustomization.yaml", f"resources: []\n{fields}")
    assert unread(project) == []


@kustomize
def test_a_generator_whose_file_is_not_read_leaves_variables_unknown(project: Project) -> None:
    (project.folder / ".git").mkdir()
    (project.folder.parent / "outside.env").write_text("policy=Local\n")
    project.write("web/kustomization.yaml", "resources: [service.yaml]\n")
    project.write("web/service.yaml", VARIABLES)
    generator = "configMapGenerator: [{name: cluster-vars, literals: [class=performance], envs: [../../outside.env]}]\n"
    project.write("vars/kustomization.yaml", generator)
    project.write("flux/web.yaml", KUSTOMIZATION + FROM)
    found = project.findings(FACTS)
    assert [str(one.location) for one in found if one.rule == "ELB025"] == ["flux/web.yaml:9:9"]
    assert {one.certainty for one in found if one.rule == "ELB102"} <= {"possible"}


@kustomize
def test_variables_that_make_too_much_are_a_fault_of_the_object(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("elblint.inputs.kustomize.variables.MAX_BYTES", 200)
    (project.folder / ".git").mkdir()
    project.write("web/kustomization.yaml", "resources: [service.yaml]\n")
    project.write("web/service.yaml", VARIABLES)
    variables = f"  postBuild: {{substitute: {{class: {'x' * 300}}}}}\n"
    project.write("flux/web.yaml", KUSTOMIZATION + variables)
    (fault,) = [one for one in project.findings(FACTS) if one.rule == "ELB008"]
    assert (str(fault.location), "its variables make it longer" in fault.message) == (
        "flux/web.yaml:5:9",
        True,
    )


@kustomize
def test_an_object_may_ask_for_its_variables_to_be_left_alone(project: Project) -> None:
    (project.folder / ".git").mkdir()
    project.write("web/kustomization.yaml", "resources: [service.yaml]\n")
    disabled = "metadata:\n  labels: {kustomize.toolkit.fluxcd.io/substitute: disabled}\n"
    project.write("web/service.yaml", VARIABLES.replace("metadata:\n", disabled))
    project.write("flux/web.yaml", KUSTOMIZATION + "  postBuild: {substitute: {class: performance}}\n")
    assert [one.certainty for one in project.findings(FACTS) if one.rule == "ELB102"] in ([], ["possible"])


COMPONENT = """\
kind: Component
apiVersion: kustomize.config.k8s.io/v1alpha1
patches: [{path: local.yaml}]
"""
PATCH = "kind: Service\napiVersion: v1\nmetadata: {name: web}\nspec: {externalTrafficPolicy: Local}\n"


@kustomize
def test_components_of_a_kustomization_are_built_in(project: Project) -> None:
    (project.folder / ".git").mkdir()
    project.write("web/kustomization.yaml", "resources: [service.yaml]\n")
    project.write("web/service.yaml", LOCAL.replace("Local", "Cluster"))
    project.write("local/kustomization.yaml", COMPONENT)
    project.write("local/local.yaml", PATCH)
    project.write("flux/web.yaml", KUSTOMIZATION + "  components: [../local]\n")
    assert str(local(project).location) == "local/local.yaml:4:31"
    missing = "  components: [../local, ../none]\n"
    project.write("flux/web.yaml", KUSTOMIZATION + missing + "  ignoreMissingComponents: true\n")
    assert str(local(project).location) == "local/local.yaml:4:31"
    project.write("flux/web.yaml", KUSTOMIZATION + missing)
    outcome = project.run(".")
    assert outcome.exit_code == 2
    assert "../none: no such file or folder" in outcome.stdout
    assert "flux/web.yaml:7:26" in outcome.stdout


@kustomize
def test_common_metadata_are_the_objects_own_and_win(project: Project) -> None:
    (project.folder / ".git").mkdir()
    project.write("web/kustomization.yaml", "resources: [service.yaml]\ncommonAnnotations: {a: b}\n")
    project.write("web/service.yaml", LOCAL)
    metadata = "  commonMetadata:\n    annotations:\n      kubernetes.io/elb.lb-algorithm: RANDOM\n"
    project.write("flux/web.yaml", KUSTOMIZATION + metadata)
    (value,) = [one for one in project.findings(FACTS) if one.rule == "ELB621"]
    assert (str(value.location), shown(value)) == ("flux/web.yaml:9:39", "RANDOM")


@kustomize
def test_a_prefix_of_a_kustomization_takes_the_place_of_the_folder_s_own(project: Project) -> None:
    (project.folder / ".git").mkdir()
    project.write("web/kustomization.yaml", "resources: [service.yaml]\nnamePrefix: old-\n")
    project.write("web/service.yaml", LOCAL)
    project.write("flux/web.yaml", KUSTOMIZATION + "  namePrefix: new-\n")
    found = local(project)
    assert (str(found.subject), str(found.location)) == ("Service new-web", "web/service.yaml:9:26")


@kustomize
def test_what_an_object_asks_for_and_cannot_be_built_is_said_at_the_object(project: Project) -> None:
    (project.folder / ".git").mkdir()
    project.write("web/service.yaml", LOCAL)
    project.write(
        "flux/web.yaml", KUSTOMIZATION + "  patches: [{target: {kind: Service}, patch: '[{op: test}]'}]\n"
    )
    findings = project.findings(FACTS)
    assert [str(one.location) for one in findings if one.rule == "ELB008"] == ["flux/web.yaml:5:9"]
    assert str(local(project).location) == "web/service.yaml:9:26"


RENDERER = """\
  postRenderers:
    - kustomize:
        patches:
          - target: {kind: Service, name: shop}
            patch: |
              - {op: add, path: /spec/externalTrafficPolicy, value: Local}
    - kustomize:
        patches:
          - patch: |
              apiVersion: v1
              kind: Service
              metadata: {name: shop, annotations: {kubernetes.io/elb.lb-algorithm: RANDOM}}
"""


@helm
@kustomize
def test_post_renderers_change_what_the_chart_gives(repository: Project) -> None:
    values = "  values:\n" + indented(
        VALUES.replace("Local", "Cluster") + "    kubernetes.io/elb.session-affinity-mode: FAST\n", 4
    )
    repository.write("release.yaml", RELEASE + RENDERER + values)
    found = local(repository)
    assert (str(found.subject), found.certainty) == ("Service prod/shop", "certain")
    assert (str(found.location), shown(found)) == ("release.yaml:12:69", "Local")
    wrong = {(shown(one), str(one.location)) for one in repository.findings(FACTS) if one.rule == "ELB621"}
    # What no patch changed is led back through the chart.
    assert wrong == {("RANDOM", "release.yaml:18:84"), ("FAST", "release.yaml:26:50")}
    assert unread(repository) == []
    repository.write("release.yaml", RELEASE + RENDERER.replace("Local", "Cluster") + values)
    assert "ELB102" not in {one.rule for one in repository.findings(FACTS)}


@helm
def test_changes_that_an_option_leaves_out_are_said(repository: Project) -> None:
    repository.write("release.yaml", RELEASE + RENDERER + "  values:\n" + indented(VALUES, 4))
    repository.write("web/service.yaml", LOCAL)
    repository.write("flux/web.yaml", KUSTOMIZATION + "  postBuild: {substitute: {a: b}}\n")
    words = " ".join(repository.run("--no-kustomize", ".").stdout.split())
    assert "--no-kustomize leaves out the changes that the object asks for" in words
    assert "in 2 places: - flux/web.yaml:5:9 - release.yaml:8:7" in words


@helm
@kustomize
def test_a_post_renderer_that_fails_is_said_and_the_chart_is_judged(repository: Project) -> None:
    values = "  values:\n" + indented(VALUES, 4)
    repository.write(
        "release.yaml",
        RELEASE
        + RENDERER.replace("name: shop}\n", "name: none}\n").replace(
            "name: shop, annotations", "name: none, annotations"
        )
        + values,
    )
    findings = repository.findings(FACTS)
    (failed,) = [one for one in findings if one.rule == "ELB008"]
    assert (failed.location.path, failed.location.line) == ("release.yaml", 14)
    assert "no matches for Id" in failed.message
    assert shown(local(repository)) == "Local"


GENERATOR = """\
configMapGenerator:
  - name: web-values
    namespace: prod
    files: [values.yaml=prod.yaml]
    literals: [policy=Local]
"""


@helm
def test_values_of_a_generated_config_map_are_read(repository: Project) -> None:
    repository.write("conf/kustomization.yaml", GENERATOR)
    repository.write("conf/prod.yaml", VALUES)
    repository.write("release.yaml", RELEASE + "  valuesFrom: [{kind: ConfigMap, name: web-values}]\n")
    found = local(repository)
    assert (str(found.location), found.certainty) == ("conf/prod.yaml:3:11", "certain")
    repository.write("conf/prod.yaml", VALUES.replace("Local", "Cluster"))
    entry = "{kind: ConfigMap, name: web-values, valuesKey: policy, targetPath: service.policy}"
    repository.write(
        "release.yaml", RELEASE + f"  valuesFrom: [{{kind: ConfigMap, name: web-values}}, {entry}]\n"
    )
    assert str(local(repository).location) == "conf/kustomization.yaml:5:23"


REFERENCES = """\
nameReference:
  - kind: ConfigMap
    version: v1
    fieldSpecs: [{path: spec/valuesFrom/name, kind: HelmRelease}]
"""


@helm
@kustomize
def test_a_generated_config_map_is_found_by_its_name_with_a_hash(repository: Project) -> None:
    more = "resources: [release.yaml]\nconfigurations: [names.yaml]\nnamespace: prod\n"
    repository.write("conf/kustomization.yaml", GENERATOR.replace("    namespace: prod\n", "") + more)
    repository.write("conf/names.yaml", REFERENCES)
    repository.write("conf/prod.yaml", VALUES.replace("Local", "${policy}"))
    values = (
        "  valuesFrom: [{kind: ConfigMap, name: web-values}]\n  values: {service: {policy: '${policy}'}}\n"
    )
    repository.write("conf/release.yaml", RELEASE + values)
    variables = "  postBuild: {substitute: {policy: Local}}\n"
    repository.write("flux/web.yaml", KUSTOMIZATION.replace("./web", "./conf") + variables)
    found = local(repository)
    assert (str(found.location), found.certainty) == ("flux/web.yaml:7:36", "certain")
    assert unread(repository) == []


@helm
def test_one_of_several_config_maps_is_not_guessed(repository: Project) -> None:
    for place, policy in (("a", "Local"), ("b", "Cluster")):
        repository.write(f"{place}/config.yaml", CONFIG + indented(VALUES.replace("Local", policy), 4))
    repository.write("c/release.yaml", RELEASE + "  valuesFrom: [{kind: ConfigMap, name: web-values}]\n")
    ((_, _, words),) = unread(repository)
    assert "the input has several such ConfigMaps" in words
    # The nearest one is meant, if there is one.
    (repository.folder / "c/release.yaml").rename(repository.folder / "a/release.yaml")
    assert str(local(repository).location) == "a/config.yaml:8:15"


@helm
def test_an_optional_config_map_may_be_missing_and_that_is_said(repository: Project) -> None:
    entry = "  valuesFrom: [{kind: ConfigMap, name: none, optional: true}]\n"
    repository.write("release.yaml", RELEASE + entry + "  values:\n" + indented(VALUES, 4))
    assert local(repository).certainty == "certain"
    ((_, line, words),) = unread(repository)
    assert line == 7
    assert "the input has no such ConfigMap" in words


@helm
@pytest.mark.parametrize("value", ["Local,a=b", "{Local}"])
def test_a_text_that_helm_would_take_apart_is_said(repository: Project, value: str) -> None:
    repository.write("config.yaml", CONFIG.replace("values.yaml: |", f"policy: '{value}'"))
    entry = "{kind: ConfigMap, name: web-values, valuesKey: policy, targetPath: service.policy}"
    repository.write("release.yaml", RELEASE + f"  valuesFrom: [{entry}]\n")
    ((_, _, words),) = unread(repository)
    assert "Helm makes more than one value" in words


FOLDER_PATCH = """\
  patches:
    - target: {kind: HelmRelease}
      patch: |
        - {op: replace, path: /spec/values/service/policy, value: Cluster}
"""


@helm
@kustomize
@pytest.mark.parametrize("kustomization", ["resources: [release.yaml]\n", ""])
def test_a_release_that_flux_patches_is_rendered_as_patched(repository: Project, kustomization: str) -> None:
    if kustomization:
        repository.write("web/kustomization.yaml", kustomization)
    values = "  values:\n" + indented(VALUES, 4)
    repository.write("web/release.yaml", RELEASE + values)
    repository.write("flux/web.yaml", KUSTOMIZATION + FOLDER_PATCH)
    assert "ELB102" not in {one.rule for one in repository.findings(FACTS)}
    repository.write("web/release.yaml", RELEASE + values.replace("Local", "Cluster"))
    repository.write("flux/web.yaml", KUSTOMIZATION + FOLDER_PATCH.replace("Cluster", "Local"))
    assert str(local(repository).location) == "flux/web.yaml:10:67"
    assert unread(repository) == []


@helm
@kustomize
def test_variables_reach_the_values_of_a_release(repository: Project) -> None:
    values = "  values:\n" + indented(VALUES.replace("Local", "${policy}"), 4)
    repository.write("web/release.yaml", RELEASE + values)
    repository.write("flux/web.yaml", KUSTOMIZATION + "  postBuild: {substitute: {policy: Local}}\n")
    assert str(local(repository).location) == "flux/web.yaml:7:36"


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


@kustomize
def test_kustomizations_that_flux_takes_in_are_not_built_by_themselves(project: Project) -> None:
    (project.folder / ".git").mkdir()
    project.write("apps/web/kustomization.yaml", "resources: [service.yaml]\n")
    project.write("apps/web/service.yaml", LOCAL)
    project.write("flux/apps.yaml", KUSTOMIZATION.replace("./web", "./apps") + "  namePrefix: new-\n")
    assert str(local(project).subject) == "Service new-web"
    assert "kustomizations built: 1" in " ".join(project.run(".").stdout.split())


@kustomize
def test_what_a_changed_object_leaves_unread_is_said_once(project: Project) -> None:
    (project.folder / ".git").mkdir()
    project.write("web/service.yaml", LOCAL)
    project.write(
        "apps/web.yaml", KUSTOMIZATION + "  postBuild: {substituteFrom: [{kind: Secret, name: a}]}\n"
    )
    patch = (
        "  patches:\n    - target: {kind: Kustomization}\n      patch: |\n"
        "        - {op: add, path: /spec/namePrefix, value: new-}\n"
    )
    outer = KUSTOMIZATION.replace("name: web", "name: apps").replace("./web", "./apps")
    project.write("flux/apps.yaml", outer + patch)
    assert str(local(project).subject) == "Service new-web"
    assert [(path, line) for path, line, _ in unread(project)] == [("apps/web.yaml", 7)]


USER = """\
apiVersion: v1
kind: Secret
metadata: {name: s}
stringData: {url: "${url}"}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: a, image: a, envFrom: [{secretRef: {name: s}}]}]}
"""


@kustomize
@pytest.mark.parametrize("op", ["add", "bad"])
def test_variables_and_patches_of_a_secret_are_not_shown(project: Project, op: str) -> None:
    (project.folder / ".git").mkdir()
    more = "  loadBalancerIP: 10.1.2.3\n  selector: {app: web}\n  ports: [{port: 80}]\n"
    project.write("web/service.yaml", LOCAL + more + "---\n" + USER)
    more = (
        f"  patches:\n    - target: {{kind: Secret}}\n      patch: |\n"
        f"        - {{op: {op}, path: /stringData/x, value: aStrongWord}}\n"
        "  postBuild:\n    substitute:\n      url: http://a:aStrongWord@10.1.2.3:80/\n"
    )
    project.write("flux/web.yaml", KUSTOMIZATION + more)
    outcome = project.run("--cluster", FACTS, ".")
    # If it does not build, the object itself is seen to hold the address.
    assert "ELB401" in outcome.stdout
    assert ("ELB008" in outcome.stdout) == (op == "bad")
    assert "aStrongWord" not in outcome.stdout + project.run("-f", "json", ".").stdout
