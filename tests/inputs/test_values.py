"""Values that are kept without their chart: in files, in GitOps objects, and in blocks of text there."""

from __future__ import annotations

import pytest

from support.project import Project

VALUES = """\
proxy:
  type: LoadBalancer
  externalTrafficPolicy: Local
  annotations:
    kubernetes.io/elb.class: performanc
    kubernetes.io/elb.health-check-flag: off
    kubernetes.io/elb.lb-algoritm: ROUND_ROBIN
"""


def indented(text: str, width: int) -> str:
    return "".join(f"{' ' * width}{line}\n" for line in text.splitlines())


FILES = {
    "a values file": ("kong-values.yaml", VALUES, 0),
    "an object of Argo CD": (
        "app.yaml",
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: kong}\n"
        "spec:\n  source:\n    helm:\n      valuesObject:\n" + indented(VALUES, 8),
        7,
    ),
    "a block of text in an object of Argo CD": (
        "app.yaml",
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: kong}\n"
        "spec:\n  source:\n    helm:\n      values: |\n" + indented(VALUES, 8),
        7,
    ),
    "a HelmRelease of Flux": (
        "release.yaml",
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: kong}\n"
        "spec:\n  values:\n" + indented(VALUES, 4),
        5,
    ),
    "a helmfile": (
        "helmfile.yaml",
        "releases:\n  - name: kong\n    values:\n      -\n" + indented(VALUES, 8),
        4,
    ),
}


@pytest.mark.parametrize("kind", FILES)
def test_annotations_are_judged_where_they_stand(project: Project, kind: str) -> None:
    name, text, before = FILES[kind]
    project.write(name, text)
    found = [(one.rule, one.location.line - before) for one in project.findings("standard,vpc,ipvs,1.29")]
    assert {("ELB621", 5), ("ELB601", 6), ("ELB602", 7)} <= set(found)


@pytest.mark.parametrize("kind", FILES)
def test_a_mapping_like_a_service_is_judged_as_possible(project: Project, kind: str) -> None:
    name, text, before = FILES[kind]
    project.write(name, text.replace("performanc", "performance"))
    (found,) = [one for one in project.findings("standard,vpc,ipvs,1.29") if one.rule == "ELB102"]
    assert (found.severity, found.certainty, found.location.line - before) == ("note", "possible", 3)
    assert [fact for fact, _ in found.unknown_facts] == ["service.is-whole"]


OPERATORS = {
    "a template of a Service": (
        "apiVersion: apps.emqx.io/v2beta1\nkind: EMQX\nmetadata: {name: a}\nspec:\n  listenersServiceTemplate:\n"
        "    metadata:\n      annotations: {kubernetes.io/elb.class: %s}\n"
        "    spec: {type: LoadBalancer, externalTrafficPolicy: Local}\n"
    ),
    "settings of an Istio gateway": (
        "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: a}\nspec:\n"
        "  components:\n    ingressGateways:\n    - k8s:\n"
        "        serviceAnnotations: {kubernetes.io/elb.class: %s}\n"
        "        service: {type: LoadBalancer, externalTrafficPolicy: Local}\n"
    ),
    "settings of Envoy Gateway": (
        "apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: EnvoyProxy\nmetadata: {name: a}\nspec:\n"
        "  provider:\n    kubernetes:\n      envoyService:\n"
        "        annotations: {kubernetes.io/elb.class: %s}\n"
        "        externalTrafficPolicy: Local\n        type: LoadBalancer\n"
    ),
}


@pytest.mark.parametrize("kind", OPERATORS)
def test_operators_make_services_too(project: Project, kind: str) -> None:
    project.write("a.yaml", OPERATORS[kind] % "performance")
    (found,) = [one for one in project.findings("standard,vpc,ipvs,1.29") if one.rule == "ELB102"]
    assert found.certainty == "certain"
    # Of another operator's objects it is not known what is made of them.
    project.write("a.yaml", OPERATORS[kind].replace("apiVersion: ", "apiVersion: other.") % "performance")
    (found,) = project.findings("standard,vpc,ipvs,1.29")
    assert (found.rule, found.certainty) == ("ELB102", "possible")
    project.write("a.yaml", OPERATORS[kind] % "performance")
    project.write("a.yaml", OPERATORS[kind] % "performanc")
    assert [one.rule for one in project.findings("standard,vpc,ipvs,1.29")].count("ELB621") == 1


PARAMETERS = r"""
- name: proxy.type
  value: LoadBalancer
- name: proxy.externalTrafficPolicy
  value: Local
- {name: 'proxy.annotations.kubernetes\.io/elb\.class', value: %s}
- name: proxy.annotations.kubernetes\.io/elb\.lb-algoritm
  value: ROUND_ROBIN
"""


@pytest.mark.parametrize(
    ("name", "head", "width"),
    [
        (
            "app.yaml",
            "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: kong}\n"
            "spec:\n  sources:\n  - helm:\n      parameters:",
            6,
        ),
        ("helmfile.yaml", "releases:\n- name: kong\n  set:", 2),
    ],
)
def test_parameters_are_values(project: Project, name: str, head: str, width: int) -> None:
    before = head.count("\n") + 1
    project.write(name, head + "\n" + indented(PARAMETERS.strip() % "performanc", width))
    found = {(one.rule, one.location.line - before) for one in project.findings("standard,vpc,ipvs,1.29")}
    assert {("ELB621", 5), ("ELB602", 6)} <= found
    project.write(name, head + "\n" + indented(PARAMETERS.strip() % "performance", width))
    (local,) = [one for one in project.findings("standard,vpc,ipvs,1.29") if one.rule == "ELB102"]
    assert (local.certainty, local.location.line - before) == ("possible", 4)
    # The name is a part of a path, in which its dots are escaped.
    assert not [one for one in project.findings() if one.rule == "ELB602" and one.edits]


def test_values_are_counted(project: Project) -> None:
    project.write("values.yaml", VALUES)
    outcome = project.run("values.yaml")
    assert "; values without their chart: 1." in outcome.stdout


def test_other_files_without_a_kind_are_none(project: Project) -> None:
    project.write("a.yaml", "services: {web: {type: LoadBalancer}}\n")
    outcome = project.run("--allow-empty", "a.yaml")
    assert "values without" not in outcome.stdout
    assert outcome.exit_code == 0


APPLICATION = (
    "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: kong}\n"
    "spec:\n  source:\n    helm:\n      values: "
)
TEXTS = {
    "in quotes": (
        r'"proxy:\n  annotations:\n    kubernetes.io/elb.class: performanc\n"',
        (7, 69),
    ),
    "in single quotes": ("'{proxy: {annotations: {kubernetes.io/elb.class: performanc}}}'", (7, 64)),
    "folded": (
        ">\n        {proxy: {annotations:\n        {kubernetes.io/elb.class: performanc}}}\n",
        (9, 35),
    ),
    "folded without a break at the end": (
        ">-\n        proxy: {annotations: {kubernetes.io/elb.class: performanc}}\n",
        (8, 56),
    ),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_values_may_be_any_text(project: Project, kind: str) -> None:
    written, place = TEXTS[kind]
    project.write("app.yaml", APPLICATION + written)
    (found,) = [one for one in project.findings() if one.rule == "ELB621"]
    location = found.location
    assert location.source.text[location.start : location.end] == "performanc"
    assert (location.line, location.column) == place


BROKEN = {
    "a block": (
        "|\n        proxy:\n          annotations: {kubernetes.io/elb.class: a\n        b: c\n",
        (10, 9),
    ),
    "quotes": (r'"proxy: {kubernetes.io/elb.class: a\nb: [\n"', (7, 54)),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_values_that_cannot_be_read_are_reported_at_their_place(project: Project, kind: str) -> None:
    written, place = BROKEN[kind]
    project.write("app.yaml", APPLICATION + written)
    (found,) = project.findings()
    assert (found.rule, found.unreadable) == ("ELB003", True)
    assert (found.location.path, found.location.line) == ("app.yaml", place[0])
    assert project.run().exit_code == 2


def test_values_with_placeholders_are_a_template(project: Project) -> None:
    text = "|\n        proxy: {{policy}}\n        annotations: {kubernetes.io/elb.class: {{class}}}\n"
    project.write("set.yaml", APPLICATION.replace("Application", "ApplicationSet") + text)
    assert [one.rule for one in project.findings()] == ["ELB005"]


def test_prose_about_an_annotation_is_no_values(project: Project) -> None:
    crd = "apiVersion: shop.cn/v1\nkind: Note\nmetadata: {name: a}\nspec: {help: 'set: kubernetes.io/elb.class: a'}\n"
    project.write("note.yaml", crd)
    assert project.findings() == []
