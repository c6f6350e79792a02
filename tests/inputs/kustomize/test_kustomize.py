"""Kustomizations: built with the tool on the machine, offline, and mapped to the files that people edit."""

from __future__ import annotations

import os
import stat
import subprocess

import pytest

from elblint.engine.finding import Finding
from elblint.inputs.kustomize.builder import find_builder
from support.project import Project

real = pytest.mark.skipif(find_builder() is None, reason="neither kustomize nor kubectl is on this machine")

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    kubernetes.io/elb.class: performance
spec:
  type: LoadBalancer
  loadBalancerIP: 192.168.0.9
  ports: [{port: 80, name: a}, {port: 81, name: b}]
  selector: {app: web}
"""
LOCAL_PATCH = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {externalTrafficPolicy: Local}\n"
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: a
        envFrom: [{configMapRef: {name: settings}}]
"""


def location(finding: Finding) -> str:
    return str(finding.location)


def overlay(project: Project, kustomization: str, **files: str) -> None:
    """A base with a Service and a Deployment, and an overlay over it."""
    project.write("base/kustomization.yaml", "resources: [service.yaml, deployment.yaml]\n")
    project.write("base/service.yaml", SERVICE)
    project.write("base/deployment.yaml", DEPLOYMENT)
    project.write("dev/kustomization.yaml", kustomization)
    for name, content in files.items():
        project.write(f"dev/{name}.yaml", content)


def local_finding(project: Project) -> Finding:
    (found,) = [finding for finding in project.findings() if finding.rule == "ELB102"]
    return found


SUPPLIERS = {
    "a patch file": (
        "resources: [../base]\npatches: [{path: patch.yaml}]\n",
        {"patch": LOCAL_PATCH},
        "dev/patch.yaml:4:31",
    ),
    "a strategic merge patch under changed names": (
        "resources: [../base]\nnamePrefix: x-\nnamespace: shop\npatchesStrategicMerge: [patch.yaml]\n",
        {"patch": LOCAL_PATCH},
        "dev/patch.yaml:4:31",
    ),
    "a patch inside the kustomization": (
        "resources: [../base]\npatches:\n- patch: |-\n"
        + "".join(f"    {line}\n" for line in LOCAL_PATCH.splitlines()),
        {},
        "dev/kustomization.yaml:7:35",
    ),
    "a JSON patch": (
        "resources: [../base]\npatches:\n- target: {kind: Service}\n"
        '  patch: \'[{"op": "add", "path": "/spec/externalTrafficPolicy", "value": "Local"}]\'\n',
        {},
        "dev/kustomization.yaml:4:74",
    ),
    "a JSON patch of a whole object": (
        "resources: [../base]\npatches: [{path: patch.yaml, target: {kind: Service, name: web}}]\n",
        {
            "patch": "- op: replace\n  path: /spec\n  value: {type: LoadBalancer, externalTrafficPolicy: Local, ports: []}\n"
        },
        "dev/patch.yaml:3:54",
    ),
    "of two patches, the last": (
        "resources: [../base]\npatches: [{path: first.yaml}, {path: second.yaml}]\n",
        {"first": LOCAL_PATCH, "second": "# the last\n" + LOCAL_PATCH},
        "dev/second.yaml:5:31",
    ),
}


def printed(folder: str) -> list[str]:
    """Return the lines that the builder on this machine prints for a folder."""
    builder = find_builder()
    assert builder is not None
    return subprocess.run([*builder, folder], capture_output=True, text=True, check=True).stdout.split("\n")


@real
@pytest.mark.parametrize("supplier", SUPPLIERS)
def test_a_field_leads_back_to_what_supplied_it(project: Project, supplier: str) -> None:
    kustomization, files, expected = SUPPLIERS[supplier]
    overlay(project, kustomization, **files)
    finding = local_finding(project)
    assert location(finding) == expected
    assert finding.location.source.text[finding.location.start : finding.location.end].strip('"') == "Local"
    built = finding.location.generated
    assert built is not None
    assert built.proven
    assert "externalTrafficPolicy: Local" in printed("dev")[built.line - 1]


@real
def test_what_nothing_else_changed_leads_back_to_the_base(project: Project) -> None:
    overlay(project, "resources: [../base]\n")
    project.write("base/service.yaml", SERVICE + "  externalTrafficPolicy: Local\n")
    assert location(local_finding(project)) == "base/service.yaml:12:26"
    outcome = project.run()
    built = local_finding(project).location.generated
    assert built is not None
    assert f"line {built.line} of dev (kustomize build)" in outcome.stdout
    assert "Read 4 files with 1 Service, 0 Ingresses, 1 workload; kustomizations built: 1." in outcome.stdout


@real
def test_two_overlays_of_one_base_say_it_once(project: Project) -> None:
    overlay(project, "resources: [../base]\n")
    project.write("prod/kustomization.yaml", "resources: [../base]\n")
    project.write("base/service.yaml", SERVICE + "  externalTrafficPolicy: Local\n")
    assert location(local_finding(project)) == "base/service.yaml:12:26"


@real
def test_an_annotation_that_the_kustomization_sets(project: Project) -> None:
    overlay(
        project,
        "resources: [../base]\npatches: [{path: patch.yaml}]\n"
        'commonAnnotations:\n  kubernetes.io/elb.pass-through: "maybe"\n',
        patch=LOCAL_PATCH,
    )
    (finding,) = [finding for finding in project.findings() if finding.rule == "ELB109"]
    assert location(finding) == "dev/kustomization.yaml:4:35"


@real
def test_what_cannot_be_proven_is_said_to_be_so(project: Project) -> None:
    overlay(
        project,
        "resources: [../base]\n"
        "replacements:\n- source: {kind: Deployment, name: web, fieldPath: metadata.annotations.policy}\n"
        "  targets: [{select: {kind: Service}, fieldPaths: [spec.externalTrafficPolicy], options: {create: true}}]\n",
    )
    project.write(
        "base/deployment.yaml", DEPLOYMENT.replace("{name: web}", "{name: web, annotations: {policy: Local}}")
    )
    finding = local_finding(project)
    assert location(finding) == "dev/kustomization.yaml:1:1"
    assert finding.location.generated is not None
    assert not finding.location.generated.proven
    assert "which file supplies the field" in project.run().stdout
    assert "is not proven" in project.run("-f", "sarif").stdout


GENERATORS = {
    "a file": ("files: [app.conf]", "dev/app.conf:1:6"),
    "a file under another key": ("files: [other=app.conf]", "dev/app.conf:1:6"),
    "a literal": ("literals: ['UP=http://192.168.0.9:80/']", "dev/kustomization.yaml:3:61"),
}


@real
@pytest.mark.parametrize("generator", GENERATORS)
def test_an_address_in_a_generated_config_map(project: Project, generator: str) -> None:
    written, expected = GENERATORS[generator]
    overlay(
        project,
        f"resources: [../base]\npatches: [{{path: patch.yaml}}]\nconfigMapGenerator: [{{name: settings, {written}}}]\n",
        patch=LOCAL_PATCH,
    )
    project.write("dev/app.conf", "up = 192.168.0.9:80\n")
    (finding,) = [finding for finding in project.findings() if finding.rule == "ELB401"]
    assert location(finding) == expected
    assert finding.certainty == "certain"


@real
def test_nothing_of_a_generated_secret_is_shown(project: Project) -> None:
    overlay(
        project,
        "resources: [../base]\npatches: [{path: patch.yaml}]\n"
        "secretGenerator: [{name: settings, literals: ['PW=hunter2 192.168.0.9:80']}]\n",
        patch=LOCAL_PATCH,
    )
    project.write("base/deployment.yaml", DEPLOYMENT.replace("configMapRef", "secretRef"))
    outcome = project.run()
    assert "ELB401" in outcome.stdout
    assert "hunter2" not in outcome.stdout + project.run("-f", "sarif").stdout


@real
def test_lists_are_matched_by_what_their_elements_say(project: Project) -> None:
    overlay(
        project,
        "resources: [../base]\npatches: [{path: patch.yaml}]\n",
        patch="apiVersion: v1\nkind: Service\nmetadata: {name: web}\n"
        "spec: {ports: [{port: 8443, targetPort: missing, name: c}]}\n",
    )
    (finding,) = [finding for finding in project.findings() if finding.rule == "ELB501"]
    assert location(finding) == "dev/patch.yaml:4:41"


@real
def test_a_base_outside_of_the_linted_folder(project: Project) -> None:
    overlay(project, "resources: [../base]\n")
    project.write("base/service.yaml", SERVICE + "  externalTrafficPolicy: Local\n")
    outcome = project.run("dev")
    assert "--> base/service.yaml:12:26" in outcome.stdout


REFUSED = {
    "a remote resource": "resources: ['https://example.com/all.yaml']\n",
    "a remote base": "resources: ['github.com/example/base?ref=v1']\n",
    "a remote patch": "resources: [../base]\npatches: [{path: 'https://example.com/p.yaml'}]\n",
    "a remote file in a generator": "configMapGenerator: [{name: a, files: ['https://example.com/a']}]\n",
    "a remote transformer": "transformers: ['https://example.com/t.yaml']\n",
}


@pytest.mark.parametrize("kustomization", REFUSED.values(), ids=REFUSED)
def test_nothing_is_fetched(project: Project, kustomization: str) -> None:
    builder(project, "kustomize", "echo 'must not run' >&2; exit 3")
    overlay(project, kustomization.replace("[../base]", "[../base/service.yaml]"))
    project.write("base/kustomization.yaml", "")
    (finding,) = [finding for finding in project.findings() if finding.rule == "ELB008"]
    assert finding.location.path == "dev/kustomization.yaml"
    assert "elblint fetches nothing" in finding.message


@pytest.mark.parametrize("fail_on", ["error", "never"])
@pytest.mark.parametrize("resource", ["missing.yaml", "broken.yaml"])
def test_a_build_that_fails_is_input_that_was_not_read(project: Project, resource: str, fail_on: str) -> None:
    builder(project, "kustomize", "echo 'Error: it cannot be built' >&2; exit 1")
    overlay(project, f"resources: [../base/service.yaml, {resource}]\n", broken="a: b\n")
    project.write("base/service.yaml", SERVICE + "  externalTrafficPolicy: Local\n")
    outcome = project.run("--fail-on", fail_on)
    assert outcome.exit_code == 2
    assert "dev/kustomization.yaml" in outcome.stdout
    assert "base/service.yaml:12:26" in outcome.stdout


def test_a_remote_part_of_a_base_is_found_too(project: Project) -> None:
    builder(project, "kustomize", "echo 'must not run' >&2; exit 3")
    overlay(project, "resources: [../base]\n")
    project.write("base/kustomization.yaml", "resources:\n- service.yaml\n- git@example.com:x/y.git\n")
    (finding,) = [finding for finding in project.findings() if finding.rule == "ELB008"]
    assert location(finding) == "base/kustomization.yaml:3:3"


def builder(project: Project, name: str, script: str) -> None:
    """Put a builder of our own in front of whatever is on the machine."""
    if os.name == "nt":
        pytest.skip("the builder is a script of Unix")
    file = project.write(f".bin/{name}", f"#!/bin/sh\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    project.monkeypatch.setenv("PATH", f"{file.parent}{os.pathsep}{os.environ['PATH']}")


def test_a_build_that_fails_is_reported_and_its_files_are_read_as_they_are(project: Project) -> None:
    builder(project, "kustomize", "echo 'Error: accumulation err=no such thing' >&2; exit 1")
    overlay(project, "resources: [../base]\n", patch=LOCAL_PATCH)
    project.write("base/service.yaml", SERVICE + "  externalTrafficPolicy: Local\n")
    found = {finding.rule: finding for finding in project.findings()}
    assert "no such thing" in found["ELB008"].message
    assert location(found["ELB102"]) == "base/service.yaml:12:26"
    assert found["ELB102"].location.generated is None


def test_a_build_that_never_ends(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elblint.inputs.kustomize.build_run.TIME_LIMIT", 0.2)
    builder(project, "kustomize", "exec sleep 30")
    overlay(project, "resources: [../base]\n")
    (finding,) = [finding for finding in project.findings() if finding.rule == "ELB008"]
    assert "took more than 0.2 seconds" in finding.message


def test_without_a_builder_patches_are_not_judged(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    overlay(project, "resources: [../base]\npatches: [{path: patch.yaml}]\n", patch=LOCAL_PATCH)
    rules = {finding.rule for finding in project.findings()}
    assert "ELB009" in rules
    assert "ELB102" not in rules
    assert "files with kustomize patches: 1" in project.run().stdout


def test_nobody_has_to_build(project: Project) -> None:
    builder(project, "kustomize", "exit 1")
    overlay(project, "resources: [../base]\n")
    assert "ELB00" not in project.run("--no-kustomize").stdout


def test_other_files_of_the_name_are_left_alone(project: Project) -> None:
    builder(project, "kustomize", "exit 1")
    project.write("kustomization.yaml", "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n")
    project.write("a/kustomization.yaml", "kind: Component\nresources: [b.yaml]\n")
    project.write("b/kustomization.yaml", "resources: [")
    assert {finding.rule for finding in project.findings()} == {"ELB003"}


SECRETS = {
    "a JSON patch in a file": ("patches: [{path: p.yaml, target: {kind: Secret, name: s}}]", "p.yaml"),
    "a JSON patch of whatever is meant": ("patches: [{path: p.yaml, target: {name: s}}]", "p.yaml"),
    "a JSON patch inside": (
        'patches: [{target: {kind: Secret}, patch: \'[{"op": "add", "path": "/stringData/url", "value": '
        '"http://root:hunter2@192.168.0.9:80/"}]\'}]',
        "",
    ),
    "a literal": ("secretGenerator: [{name: t, literals: ['url=http://root:hunter2@192.168.0.9:80/']}]", ""),
    "a bad literal": ("secretGenerator: [{name: t, literals: [hunter2]}]", ""),
}


@real
@pytest.mark.parametrize("how", SECRETS)
def test_nothing_of_a_secret_is_shown_however_it_is_made(project: Project, how: str) -> None:
    kustomization, patch = SECRETS[how]
    project.write(
        "dev/all.yaml",
        SERVICE
        + "  externalTrafficPolicy: Local\n---\n"
        + DEPLOYMENT.replace(
            "[{configMapRef: {name: settings}}]", "[{secretRef: {name: s}}, {secretRef: {name: t}}]"
        )
        + "---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {url: ''}\n",
    )
    project.write("dev/kustomization.yaml", f"resources: [all.yaml]\n{kustomization}\n")
    if patch:
        value = "http://root:hunter2@192.168.0.9:80/"
        project.write(f"dev/{patch}", f"- {{op: replace, path: /stringData/url, value: '{value}'}}\n")
    shown = project.run().stdout + project.run("-f", "sarif").stdout + project.run("reach").stdout
    assert "ELB008" in shown if how == "a bad literal" else "ELB401" in shown
    assert "hunter2" not in shown


@real
@pytest.mark.parametrize(
    ("kustomization", "lines"),
    [
        ("namePrefix: web-\n", {"web-api": 23, "web-web": 10}),
        ("nameSuffix: -x\n", {"api-x": 23, "web-x": 10}),
        ("namePrefix: a-\nnameSuffix: -b\n", {"a-api-b": 23, "a-web-b": 10}),
    ],
)
def test_objects_of_one_file_are_told_apart_by_their_whole_name(
    project: Project, kustomization: str, lines: dict[str, int]
) -> None:
    service = SERVICE.replace("  ports:", "  externalTrafficPolicy: Local\n  ports:")
    project.write("services.yaml", service + "---\n" + service.replace("name: web", "name: api"))
    project.write("kustomization.yaml", f"resources: [services.yaml]\n{kustomization}")
    found = {
        finding.subject.removeprefix("Service "): finding.location
        for finding in project.findings()
        if finding.rule == "ELB102"
    }
    assert {name: location.line for name, location in found.items()} == lines


NOT_THE_SUPPLIER = {
    "it selects by labels": "patches: [{target: {labelSelector: t=x}, patch: '[%s]'}]",
    "a test, not a change": 'patches: [{target: {kind: Service}, patch: \'[{"op": "test", "path": "/spec/type", "value": "LoadBalancer"}]\'}]',
    "it is for another name": "patches: [{target: {kind: Service, name: a.*}, patch: '[%s]'}]",
}


@real
@pytest.mark.parametrize("patch", NOT_THE_SUPPLIER.values(), ids=NOT_THE_SUPPLIER)
def test_a_patch_that_may_be_for_another_object_proves_nothing(project: Project, patch: str) -> None:
    operation = '{"op": "add", "path": "/spec/externalTrafficPolicy", "value": "Local"}'
    overlay(project, f"resources: [../base]\n{patch.replace('%s', operation)}\n")
    project.write("base/service.yaml", SERVICE + "  externalTrafficPolicy: Local\n")
    finding = local_finding(project)
    assert location(finding) in {"base/service.yaml:12:26", "dev/kustomization.yaml:1:1"}
    assert finding.location.generated is not None
    assert finding.location.generated.proven == (location(finding) == "base/service.yaml:12:26")


@real
def test_an_env_file_and_a_merged_generator(project: Project) -> None:
    project.write(
        "base/kustomization.yaml",
        "configMapGenerator: [{name: settings, literals: ['UP=http://192.168.0.8:80/']}]\n",
    )
    project.write("dev/all.yaml", SERVICE + "  externalTrafficPolicy: Local\n---\n" + DEPLOYMENT)
    project.write(
        "dev/kustomization.yaml",
        "resources: [../base, all.yaml]\nconfigMapGenerator: [{name: settings, behavior: merge, envs: [e.env]}]\n",
    )
    project.write("dev/e.env", "A=b\nUP=http://192.168.0.9:80/\n")
    (finding,) = [finding for finding in project.findings() if finding.rule == "ELB401"]
    assert location(finding) == "dev/e.env:2:11"


@real
def test_overlays_that_build_the_same_object_are_one(project: Project) -> None:
    overlay(project, "resources: [../base]\n")
    project.write("prod/kustomization.yaml", "resources: [../base]\n")
    project.write(
        "base/service.yaml",
        SERVICE.replace(
            "performance", "performance\n    kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6"
        ),
    )
    assert [finding.rule for finding in project.findings() if finding.rule in {"ELB203", "ELB207"}] == []


def test_kustomizations_that_only_take_in_each_other_are_tried(project: Project) -> None:
    builder(project, "kustomize", "echo 'Error: cycle detected' >&2; exit 1")
    project.write("a/kustomization.yaml", "resources: [../b]\n")
    project.write("b/kustomization.yaml", "resources: [../a]\n")
    (finding,) = [finding for finding in project.findings() if finding.rule == "ELB008"]
    assert "cycle detected" in finding.message


LOOPBACK = {
    "an inline generator": "generators: ['{apiVersion: builtin, kind: ConfigMapGenerator, files: [\"http://127.0.0.1/x\"]}']\n",
    "a field in capitals": "Resources: ['http://127.0.0.1:18099/x.yaml']\n",
    "a plugin's file": "transformers: [t.yaml]\n",
    "a folder of generators": "generators: [./gen]\n",
    "a folder of that name": "resources: ['http:/127.0.0.1']\n",
}


@pytest.mark.parametrize("kustomization", LOOPBACK.values(), ids=LOOPBACK)
def test_nothing_is_fetched_from_this_machine_either(project: Project, kustomization: str) -> None:
    builder(project, "kustomize", "echo 'must not run' >&2; exit 3")
    project.write("t.yaml", "apiVersion: builtin\nkind: PatchTransformer\npath: http://127.0.0.1/p.yaml\n")
    project.write("gen/kustomization.yaml", "resources: ['http://127.0.0.1/x.yaml']\n")
    project.write("http:/127.0.0.1/a.yaml", "")
    project.write("kustomization.yaml", kustomization)
    found = [finding for finding in project.findings() if finding.rule == "ELB008"]
    assert found
    assert all("elblint fetches nothing" in finding.message for finding in found)
