"""Applications and ApplicationSets of Argo CD: local charts, kustomizations and folders as they are deployed."""

from __future__ import annotations

import shutil

import pytest

from support.gitops import FACTS, VALUES, helm, indented, kustomize, shown
from support.project import CHECKOUT, LOCAL, Project

HEAD = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  destination: {server: https://kubernetes.default.svc, namespace: prod}
"""
SOURCE = "  source:\n    repoURL: https://git.shop.cn/infra.git\n    path: charts/web\n"


def found(project: Project, *paths: str) -> list[tuple[str, str, int, int]]:
    """The rule, subject, line and column of what is found."""
    return [
        (one.rule, str(one.subject), one.location.line, one.location.column)
        for one in project.findings(FACTS, paths=paths or (".",))
    ]


QUOTED = VALUES.replace("\n", "\\n").replace('"', '\\"')
INLINE = {
    "an object": ("      valuesObject:\n" + indented(VALUES, 8), 13),
    "an object in flow style": (
        "      valuesObject: {service: {type: LoadBalancer, policy: Local, annotations: "
        "{kubernetes.io/elb.class: performance}}}\n",
        10,
    ),
    "a block of text": ("      values: |\n" + indented(VALUES, 8), 13),
    "a block that ends without a break": ("      values: |-\n" + indented(VALUES, 8), 13),
    "a quoted text": (f'      values: "{QUOTED}"\n', 10),
    "an object that wins over a text": (
        "      values: 'service: {policy: Cluster}'\n      valuesObject:\n" + indented(VALUES, 8),
        14,
    ),
    "parameters": (
        "      parameters:\n"
        "        - {name: service.type, value: LoadBalancer}\n"
        "        - name: service.policy\n"
        "          value: Local\n"
        r"        - {name: service.annotations.kubernetes\.io/elb\.class, value: performance}" + "\n",
        13,
    ),
    "parameters that win over values": (
        "      valuesObject:\n"
        + indented(VALUES.replace("Local", "Cluster"), 8)
        + "      parameters:\n        - name: service.policy\n          value: Local\n",
        19,
    ),
}


@helm
@pytest.mark.parametrize("kind", INLINE)
def test_a_local_chart_is_rendered_with_the_values_of_its_application(repository: Project, kind: str) -> None:
    values, line = INLINE[kind]
    repository.write("apps/shop.yaml", HEAD + SOURCE + "    helm:\n" + values)
    (local,) = [one for one in repository.findings(FACTS) if one.rule == "ELB102"]
    assert (str(local.subject), local.certainty) == ("Service prod/shop", "certain")
    assert (local.location.path, local.location.line, shown(local)) == ("apps/shop.yaml", line, "Local")


@helm
def test_it_is_rendered_if_only_the_application_is_named(repository: Project) -> None:
    repository.write("apps/shop.yaml", HEAD + SOURCE + "    helm:\n      values: |\n" + indented(VALUES, 8))
    assert ("ELB102", "Service prod/shop", 13, 19) in found(repository, "apps/shop.yaml")


@helm
def test_a_mistake_is_reported_once_where_it_was_written(repository: Project) -> None:
    values = VALUES + "    kubernetes.io/elb.lb-algorithm: RANDOM\n"
    repository.write(
        "apps/shop.yaml", HEAD + SOURCE + "    helm:\n      valuesObject:\n" + indented(values, 8)
    )
    assert [one for one in found(repository) if one[0] == "ELB621"] == [
        ("ELB621", "Service prod/shop", 17, 45)
    ]


@helm
@pytest.mark.parametrize("field", ["valuesObject:", "values: |"])
def test_a_comment_among_the_values_suppresses(repository: Project, field: str) -> None:
    values = VALUES.replace("  policy", "  # elblint: ignore[ELB102] meant\n  policy")
    repository.write("apps/shop.yaml", HEAD + SOURCE + f"    helm:\n      {field}\n" + indented(values, 8))
    assert repository.findings(FACTS) == []


@helm
def test_a_comment_in_a_template_of_several_is_one(repository: Project) -> None:
    text = SET % GENERATORS["a list"]
    repository.write(
        "apps/all.yaml",
        text.replace(
            "              policy", "              # elblint: ignore[ELB102] meant\n              policy"
        ),
    )
    assert not {"ELB102", "ELB013"} & {one.rule for one in repository.findings(FACTS)}


@helm
@kustomize
@pytest.mark.parametrize("kind", INLINE)
def test_an_application_that_a_kustomization_moves_keeps_its_places(repository: Project, kind: str) -> None:
    values, line = INLINE[kind]
    head = HEAD.replace(", namespace: argocd", "")
    repository.write("apps/shop.yaml", head + SOURCE + "    helm:\n" + values)
    repository.write("apps/kustomization.yaml", "namespace: argocd\nresources: [shop.yaml]\n")
    (local,) = [one for one in repository.findings(FACTS) if one.rule == "ELB102"]
    assert (str(local.subject), local.certainty) == ("Service prod/shop", "certain")
    assert (local.location.path, local.location.line, shown(local)) == ("apps/shop.yaml", line, "Local")


FILES = {
    "beside the chart": ("[prod.yaml]", "charts/web/prod.yaml"),
    "from the root": ("[/envs/prod.yaml]", "envs/prod.yaml"),
    "above the chart": ("[../../envs/prod.yaml]", "envs/prod.yaml"),
}


@helm
@pytest.mark.parametrize("place", FILES)
def test_values_files_are_read(repository: Project, place: str) -> None:
    entry, path = FILES[place]
    repository.write(path, VALUES)
    repository.write("apps/shop.yaml", HEAD + SOURCE + f"    helm:\n      valueFiles: {entry}\n")
    (local,) = [one for one in repository.findings(FACTS) if one.rule == "ELB102"]
    assert (local.location.path, local.location.line, local.certainty) == (path, 3, "certain")


@helm
def test_values_files_of_another_source_are_read(repository: Project) -> None:
    repository.write("envs/prod.yaml", VALUES)
    sources = (
        "  sources:\n    - {repoURL: https://git.shop.cn/infra.git, ref: mine}\n"
        "    - {repoURL: https://git.shop.cn/infra.git, path: charts/web, "
        "helm: {valueFiles: [$mine/envs/prod.yaml]}}\n"
    )
    repository.write("apps/shop.yaml", HEAD + sources)
    assert ("ELB102", "Service prod/shop", 3, 11) in found(repository)


@helm
def test_a_file_parameter_is_a_value(repository: Project) -> None:
    repository.write("policy.txt", "Local")
    file = "      fileParameters: [{name: service.policy, path: /policy.txt}]\n"
    values = "      valuesObject:\n" + indented(VALUES.replace("Local", "Cluster"), 8)
    repository.write("apps/shop.yaml", HEAD + SOURCE + "    helm:\n" + values + file)
    (local,) = [one for one in repository.findings(FACTS) if one.rule == "ELB102"]
    assert (local.location.path, local.location.line) == ("policy.txt", 1)


@helm
@pytest.mark.parametrize(
    ("helm_settings", "line", "reason"),
    [
        ("valueFiles: [other.yaml]", 10, "this values file is not in the repository"),
        ("valueFiles: [../../../outside.yaml]", 10, "this values file is not in the repository"),
        ("valueFiles: [$other/prod.yaml]", 10, "this values file is not in the repository"),
        ("releaseName: --post-renderer", 10, "its name is no name of a release"),
        ("parameters: [{name: 'a=b', value: c}]", 10, "this is no path of a value"),
    ],
)
def test_what_is_not_read_is_said(repository: Project, helm_settings: str, line: int, reason: str) -> None:
    (repository.folder.parent / "outside.yaml").write_text(VALUES)
    repository.write("apps/shop.yaml", HEAD + SOURCE + f"    helm:\n      {helm_settings}\n")
    (unread,) = repository.findings(FACTS)
    assert (unread.rule, unread.location.path, unread.location.line) == ("ELB025", "apps/shop.yaml", line)
    assert reason in unread.message


@helm
def test_a_missing_values_file_may_be_ignored(repository: Project) -> None:
    settings = "      ignoreMissingValueFiles: true\n      valueFiles: [other.yaml]\n      valuesObject:\n"
    repository.write("apps/shop.yaml", HEAD + SOURCE + "    helm:\n" + settings + indented(VALUES, 8))
    assert ("ELB102", "Service prod/shop", 15, 19) in found(repository)


def test_the_values_of_a_remote_chart_are_judged_as_they_stand(project: Project) -> None:
    remote = (
        "  source:\n    repoURL: https://charts.shop.cn\n    chart: kong\n    helm:\n      valuesObject:\n"
    )
    project.write("app.yaml", HEAD + remote + indented(VALUES.replace("policy", "externalTrafficPolicy"), 8))
    (local,) = [one for one in project.findings(FACTS) if one.rule == "ELB102"]
    assert (local.certainty, local.location.line) == ("possible", 13)


KUSTOMIZE = """\
    kustomize:
      namePrefix: new-
      patches:
        - target: {kind: Service}
          patch: |-
            - {op: add, path: /spec/externalTrafficPolicy, value: Local}
"""


@kustomize
def test_a_kustomization_is_built_with_the_patches_of_its_application(project: Project) -> None:
    (project.folder / ".git").mkdir()
    project.write("web/kustomization.yaml", "resources: [service.yaml]\n")
    project.write("web/service.yaml", LOCAL.replace("  externalTrafficPolicy: Local\n", ""))
    project.write("app.yaml", HEAD + "  source: {repoURL: a, path: web}\n")
    assert "ELB102" not in {one[0] for one in found(project)}
    project.write("app.yaml", HEAD + "  source:\n    repoURL: a\n    path: web\n" + KUSTOMIZE)
    (local,) = [one for one in project.findings(FACTS) if one.rule == "ELB102"]
    assert str(local.subject) == "Service prod/new-web"
    assert (local.location.path, local.location.line, shown(local)) == ("app.yaml", 14, "Local")


PATCH = "kind: Service\napiVersion: v1\nmetadata: {name: web}\nspec: {externalTrafficPolicy: Local}\n"
SETTINGS = {
    "a patch in a file": ("patches: [{path: local.yaml}]", "web/local.yaml", 4, 31),
    "a component": ("components: [../c]", "c/local.yaml", 4, 31),
}


@kustomize
@pytest.mark.parametrize("kind", SETTINGS)
def test_files_that_an_application_puts_into_a_kustomization_are_read(project: Project, kind: str) -> None:
    block, *place = SETTINGS[kind]
    (project.folder / ".git").mkdir()
    project.write("web/kustomization.yaml", "resources: [service.yaml]\n")
    project.write("web/service.yaml", LOCAL.replace("Local", "Cluster"))
    project.write(str(place[0]), PATCH)
    if kind == "a component":
        project.write("c/kustomization.yaml", "kind: Component\npatches: [{path: local.yaml}]\n")
    project.write(
        "app.yaml", HEAD + f"  source:\n    repoURL: a\n    path: web\n    kustomize: {{{block}}}\n"
    )
    (local,) = [one for one in project.findings(FACTS) if one.rule == "ELB102"]
    assert [local.location.path, local.location.line, local.location.column] == place
    assert local.certainty == "certain"


@kustomize
@pytest.mark.parametrize(
    "block", ["patches: [{path: ../../outside.yaml}]", "components: [https://shop.cn/c]"]
)
def test_nothing_is_fetched_or_read_from_outside_for_an_application(project: Project, block: str) -> None:
    (project.folder / ".git").mkdir()
    (project.folder.parent / "outside.yaml").write_text(PATCH)
    project.write("web/kustomization.yaml", "resources: [service.yaml]\n")
    project.write("web/service.yaml", LOCAL)
    project.write(
        "app.yaml", HEAD + f"  source:\n    repoURL: a\n    path: web\n    kustomize: {{{block}}}\n"
    )
    (failed,) = [one for one in project.findings(FACTS) if one.rule == "ELB008"]
    assert (failed.location.path, failed.location.line) == ("app.yaml", 9)
    assert ("ELB102", "Service web", 9, 26) in found(project)


@kustomize
def test_settings_of_an_application_replace_or_join_those_of_the_folder(project: Project) -> None:
    (project.folder / ".git").mkdir()
    own = "resources: [service.yaml]\nnamePrefix: old-\nnamespace: old\ncommonAnnotations: {a: b}\n"
    project.write("web/kustomization.yaml", own)
    project.write("web/service.yaml", LOCAL)
    block = (
        "    kustomize:\n      namePrefix: new-\n      namespace: new\n      commonAnnotations:\n"
        "        kubernetes.io/elb.lb-algorithm: RANDOM\n"
    )
    project.write("app.yaml", HEAD + "  source:\n    repoURL: a\n    path: web\n" + block)
    (wrong,) = [one for one in project.findings(FACTS) if one.rule == "ELB621"]
    assert (str(wrong.subject), str(wrong.location)) == ("Service new/new-web", "app.yaml:13:41")


@kustomize
def test_a_field_that_is_not_known_is_said(project: Project) -> None:
    (project.folder / ".git").mkdir()
    project.write("web/kustomization.yaml", "resources: [service.yaml]\n")
    project.write("web/service.yaml", LOCAL)
    project.write(
        "app.yaml", HEAD + "  source:\n    repoURL: a\n    path: web\n    kustomize: {other: [a]}\n"
    )
    assert [one[:1] + one[2:] for one in found(project) if one[0] == "ELB025"] == [("ELB025", 9, 24)]


@kustomize
def test_a_number_of_pods_that_is_none_is_said(project: Project) -> None:
    (project.folder / ".git").mkdir()
    project.write("web/kustomization.yaml", "resources: [service.yaml]\n")
    project.write("web/service.yaml", LOCAL)
    block = (
        "    kustomize:\n      replicas:\n      - {name: web, count: 2}\n      - {name: api, count: many}\n"
    )
    project.write("app.yaml", HEAD + "  source:\n    repoURL: a\n    path: web\n" + block)
    assert [one[:1] + one[2:] for one in found(project) if one[0] == "ELB025"] == [("ELB025", 12, 9)]


@pytest.mark.parametrize("path", ["plain", "charts/web"])
def test_a_folder_without_a_kustomization_takes_no_patches_and_that_is_said(
    repository: Project, path: str
) -> None:
    repository.write("plain/a.yaml", LOCAL)
    patch = "{target: {kind: Service}, patch: '[]'}"
    block = f"  source:\n    repoURL: a\n    path: {path}\n    kustomize: {{patches: [{patch}]}}\n"
    repository.write("app.yaml", HEAD + block)
    assert [one[:1] + one[2:] for one in found(repository) if one[0] == "ELB025"] == [("ELB025", 9, 16)]


@pytest.mark.parametrize(
    ("directory", "path"), [("", "plain/a.yaml"), ("    directory: {recurse: true}\n", "plain/b/a.yaml")]
)
def test_plain_files_go_where_their_application_says(project: Project, directory: str, path: str) -> None:
    (project.folder / ".git").mkdir()
    project.write(path, LOCAL)
    project.write("app.yaml", HEAD + "  source:\n    repoURL: a\n    path: plain\n" + directory)
    assert ("ELB102", "Service prod/web", 9, 26) in found(project)
    project.write("plain/c/a.yaml", LOCAL)
    subjects = {one[1] for one in found(project, "plain/c", "app.yaml") if one[0] == "ELB102"}
    assert subjects == {"Service prod/web" if directory else "Service web"}


CLUSTERS = """\
clusters:
  hot: {servers: ["https://10.0.0.5:5443/", hot-1], proxy: ipvs, network: vpc}
  cold: {servers: ["https://10.0.0.6:5443"], category: turbo}
"""


@helm
@pytest.mark.parametrize(
    ("destination", "cluster"),
    [
        ("server: https://10.0.0.5:5443", "hot"),
        ("name: hot-1", "hot"),
        ("name: hot", "hot"),
        ("server: https://10.0.0.6:5443/", "cold"),
        ("server: https://10.0.0.7:5443", ""),
    ],
)
def test_the_destination_says_which_cluster_it_is(
    repository: Project, destination: str, cluster: str
) -> None:
    repository.write(".elblint.yaml", CLUSTERS)
    head = HEAD.replace("server: https://kubernetes.default.svc", destination)
    values = "    helm:\n      valuesObject:\n" + indented(VALUES, 8)
    repository.write("apps/shop.yaml", head + SOURCE + values)
    (one,) = {one.identity for one in repository.findings() if one.kube_object is not None}
    assert one == (cluster, "Service", "prod", "shop")


@helm
def test_what_goes_to_different_places_is_told_apart(repository: Project) -> None:
    values = "    helm:\n      valuesObject:\n" + indented(VALUES, 8)
    for name in ("one", "two"):
        head = HEAD.replace("https://kubernetes.default.svc", f"https://{name}.shop.cn").replace(
            "shop,", f"{name},"
        )
        repository.write(f"apps/{name}.yaml", head + SOURCE + values)
    findings = repository.findings(FACTS)
    assert "ELB203" not in {one.rule for one in findings}
    assert {one.identity[0] for one in findings} == {"https://one.shop.cn", "https://two.shop.cn"}


SET = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: all, namespace: argocd}
spec:
  generators:
%s
  template:
    metadata: {name: 'web-{{name}}'}
    spec:
      destination: {server: https://kubernetes.default.svc, namespace: '{{name}}'}
      source:
        repoURL: https://git.shop.cn/infra.git
        path: charts/web
        helm:
          values: |
            service:
              type: LoadBalancer
              policy: '{{policy}}'
              annotations: {kubernetes.io/elb.class: performance, kubernetes.io/elb.id: '{{id}}'}
"""
IDS = ["3c7caa5a-a641-4bff-801a-feace27424b6", "4c7caa5a-a641-4bff-801a-feace27424b7"]
LIST = (
    f"    - list: {{elements: [{{name: a, policy: Local, id: {IDS[0]}}}, "
    f"{{name: b, policy: Cluster, id: {IDS[1]}}}]}}"
)
GENERATORS = {
    "a list": LIST,
    "files": "    - git: {files: [{path: 'envs/*.json'}]}",
    "a matrix": (
        f"    - matrix: {{generators: [{{list: {{elements: [{{name: a, policy: Local}}]}}}}, "
        f"{{list: {{elements: [{{id: {IDS[0]}}}]}}}}]}}"
    ),
    "a merge": (
        "    - merge: {mergeKeys: [name], generators: "
        f"[{{list: {{elements: [{{name: a, policy: Cluster, id: {IDS[0]}}}]}}}}, "
        "{list: {elements: [{name: a, policy: Local}]}}]}"
    ),
}


@helm
@pytest.mark.parametrize("kind", GENERATORS)
def test_generators_fill_in_the_template(repository: Project, kind: str) -> None:
    repository.write("envs/a.json", f'{{"name": "a", "policy": "Local", "id": "{IDS[0]}"}}')
    repository.write("envs/b.json", f'{{"name": "b", "policy": "Cluster", "id": "{IDS[1]}"}}')
    repository.write("apps/all.yaml", SET % GENERATORS[kind])
    local = [one for one in found(repository) if one[0] == "ELB102"]
    assert local == [("ELB102", "Service a/web-a", 18, 23)]


@helm
def test_go_templates_with_simple_fields_are_filled_in(repository: Project) -> None:
    template = (SET % GENERATORS["a list"]).replace("spec:\n  gen", "spec:\n  goTemplate: true\n  gen", 1)
    for name in ("name", "policy", "id"):
        template = template.replace("{{" + name + "}}", "{{ ." + name + " }}")
    repository.write("apps/all.yaml", template)
    local = [one for one in found(repository) if one[0] == "ELB102"]
    assert [one[:3] for one in local] == [("ELB102", "Service a/web-a", 19)]


DIRECTORIES = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: all, namespace: argocd}
spec:
  goTemplate: %s
  generators:
    - git: {directories: [{path: 'teams/*'}, {path: teams/old, exclude: true}]}
  template:
    metadata: {name: a}
    spec:
      destination: {server: https://kubernetes.default.svc, namespace: '%s'}
      source: {repoURL: a, path: '%s'}
"""


@pytest.mark.parametrize(
    ("is_go", "base", "path"),
    [
        ("false", "{{path.basename}}", "{{path}}"),
        ("true", "{{.path.basename}}", "{{ .path.path }}"),
        ("true", "{{ index .path.segments 1 }}", "{{- .path.path -}}"),
    ],
)
def test_folders_of_the_repository_are_generated(project: Project, is_go: str, base: str, path: str) -> None:
    (project.folder / ".git").mkdir()
    for team in ("red", "blue", "old"):
        project.write(f"teams/{team}/a.yaml", LOCAL)
    project.write("apps.yaml", DIRECTORIES % (is_go, base, path))
    subjects = {one[1] for one in found(project) if one[0] == "ELB102"}
    assert subjects == {"Service red/web", "Service blue/web", "Service web"}


@pytest.mark.parametrize(
    ("generator", "line", "reason"),
    [
        ("    - clusters: {}", 6, "a generator of the kind 'clusters' are not in files"),
        ("    - git: {files: [{path: none/*.json}]}", 6, "no folder or file of the repository fits"),
        ("    - list: {elementsYaml: '[]'}", 6, "elementsYaml"),
        ("    - {list: {elements: []}, selector: {}}", 6, "a selector"),
    ],
)
def test_generators_that_files_do_not_tell_are_said(
    repository: Project, generator: str, line: int, reason: str
) -> None:
    repository.write("apps/all.yaml", SET % generator)
    (unread,) = [one for one in repository.findings(FACTS) if one.rule == "ELB025"]
    assert (unread.location.path, unread.location.line) == ("apps/all.yaml", line)
    assert reason in unread.message


def test_a_file_of_parameters_that_cannot_be_read_is_said(project: Project) -> None:
    (project.folder / ".git").mkdir()
    project.write("sets/a.json", "{name: a}")
    (project.folder / "sets" / "b.json").write_bytes(b"\xff\xfe\xff")
    project.write("apps.yaml", SET % "    - git: {files: [{path: sets/*.json}]}")
    reasons = [one.message for one in project.findings(FACTS) if one.rule == "ELB025"]
    assert any("sets/b.json cannot be read" in reason for reason in reasons)


def test_folders_beyond_the_limit_are_said(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("repository_files", "applicationsets"):
        monkeypatch.setattr(f"elblint.inputs.gitops.{module}.MOST_FOLDERS", 2)
    (project.folder / ".git").mkdir()
    for team in ("red", "blue"):
        project.write(f"teams/{team}/a.yaml", LOCAL)
    project.write("apps.yaml", DIRECTORIES % ("false", "{{path.basename}}", "{{path}}"))
    reasons = [one.message for one in project.findings(FACTS) if one.rule == "ELB025"]
    assert any("more than 2 folders" in reason for reason in reasons)


@helm
def test_a_function_of_a_go_template_is_said_not_to_be_read(repository: Project) -> None:
    text = (SET % GENERATORS["a list"]).replace("spec:\n  gen", "spec:\n  goTemplate: true\n  gen", 1)
    repository.write("apps/all.yaml", text.replace("{{policy}}", "{{ .policy | upper }}"))
    (unread,) = [one for one in repository.findings(FACTS) if one.rule == "ELB025"]
    assert "{{ .policy | upper }}" in unread.message or "{{name}}" in unread.message


@helm
def test_secrets_in_values_are_not_shown(repository: Project) -> None:
    values = VALUES.replace("  policy: Local\n", "  policy: Local\n  password: aStrongWord\n")
    repository.write("charts/web/templates/b.yaml", "{{ .Values.service.password | fail }}")
    repository.write("apps/shop.yaml", HEAD + SOURCE + "    helm:\n      values: |\n" + indented(values, 8))
    outcome = repository.run(".")
    assert "aStrongWord" not in outcome.stdout
    assert outcome.exit_code == 2


APP_OF_APPS = """\
{{- range .Values.apps }}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: {{ .name }}}
spec:
  destination: {server: https://kubernetes.default.svc, namespace: {{ .name }}}
  source:
    repoURL: https://git.shop.cn/infra.git
    path: charts/web
    helm:
      valuesObject:
        service:
          type: LoadBalancer
          policy: {{ .policy }}
          annotations: {kubernetes.io/elb.class: performance}
{{- end }}
"""


@helm
def test_an_app_of_apps_is_followed_to_the_value_that_was_written(repository: Project) -> None:
    repository.write("apps/Chart.yaml", "apiVersion: v2\nname: apps\nversion: 0.1.0\n")
    repository.write("apps/values.yaml", "apps:\n  - name: shop\n    policy: Local\n")
    repository.write("apps/templates/apps.yaml", APP_OF_APPS)
    (local,) = [one for one in repository.findings(FACTS) if one.rule == "ELB102"]
    assert (str(local.subject), local.location.path) == ("Service shop/shop", "apps/values.yaml")
    assert (local.location.line, shown(local)) == (3, "Local")


@helm
def test_an_app_that_deploys_itself_ends(repository: Project) -> None:
    app = APP_OF_APPS.replace("path: charts/web", "path: apps")
    repository.write("apps/Chart.yaml", "apiVersion: v2\nname: apps\nversion: 0.1.0\n")
    repository.write("apps/values.yaml", "apps:\n  - {name: shop, policy: Local}\n")
    repository.write("apps/templates/apps.yaml", app)
    assert repository.run(".").exit_code == 0


@helm
def test_other_documents_of_an_application_s_file_are_read(repository: Project) -> None:
    repository.write(
        "apps/shop.yaml",
        HEAD + SOURCE + "    helm:\n      values: |\n" + indented(VALUES, 8) + "---\n" + LOCAL,
    )
    subjects = {one[1] for one in found(repository) if one[0] == "ELB102"}
    assert subjects == {"Service prod/shop", "Service web"}


@helm
def test_the_example_is_what_it_says(project: Project) -> None:
    (project.folder / ".git").mkdir()
    shutil.copytree(CHECKOUT / "examples" / "gitops", project.folder / "examples" / "gitops")
    findings = project.findings(FACTS, paths=["examples/gitops"])
    assert [(one.rule, str(one.subject), str(one.location)) for one in findings] == [
        ("ELB102", "Service shop/shop", "examples/gitops/apps/shop.yaml:20:34"),
        ("ELB621", "Application argocd/kong", "examples/gitops/apps/shop.yaml:43:45"),
    ]
