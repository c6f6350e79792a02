"""Invariants under any input: splitting into files, retention, suppressions, baselines."""

from __future__ import annotations

import io
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from elblint.config.settings import Config
from elblint.engine.evaluator import Evaluator
from elblint.engine.finding import Finding
from elblint.engine.library import Library
from elblint.engine.retention import ReleasableKinds
from elblint.engine.rule_loader import load_rules
from elblint.inputs.loader import load_inputs
from elblint.inputs.request import Request
from elblint.model.cluster import Cluster
from elblint.model.context import LintContext
from elblint.model.retention import UNRELATED, unrelated_value
from elblint.model.unknown import Unknown
from elblint.system.package_data import built_in_rules
from support.project import Project
from support.strategies import clusters, loaded

pytestmark = pytest.mark.slow

LIBRARY = Library(built_in_rules())
RULES = load_rules(LIBRARY)
RARELY = settings(
    max_examples=int(os.environ.get("ELBLINT_EXAMPLES", "0")) or 40,
    deadline=None,
    derandomize="ELBLINT_EXAMPLES" not in os.environ,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


def block(document: object) -> str:
    """A document in block style, each value on its line."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.width = 100_000
    out = io.StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def fresh(project: Project) -> None:
    """An empty folder for the next example."""
    for name in os.listdir(project.folder):
        path = project.folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def said(findings: list[Finding]) -> list[tuple[str, ...]]:
    """Return the texts of findings, without their locations."""
    return sorted(
        (one.rule, one.severity, one.subject, one.field_path, one.title, one.message, *one.fixes)
        for one in findings
    )


@RARELY
@given(loaded, clusters)
def test_one_file_or_many(project: Project, documents: list[object], cluster: str) -> None:
    fresh(project)
    for number, document in enumerate(documents):
        project.write(f"many/{number}.yaml", block(document))
    project.write("one/all.yaml", "---\n".join(map(block, documents)))
    facts = [cluster] if cluster else []
    many = [one for one in project.findings(*facts, paths=["many"]) if not one.unreadable]
    together = [one for one in project.findings(*facts, paths=["one"]) if not one.unreadable]
    assert said(many) == said(together)


@RARELY
@given(loaded, clusters)
def test_what_is_let_go_changes_nothing(project: Project, documents: list[object], cluster: str) -> None:
    fresh(project)
    project.write("a.yaml", "---\n".join(map(block, documents)))
    config = Config().with_cluster_facts(Cluster.from_words(cluster))
    found = []
    for released in (lambda kind: False, ReleasableKinds(RULES, kept=0)):
        objects = load_inputs(Request(["a.yaml"]), config, released).objects
        context = LintContext(objects, (), LIBRARY.annotation_catalogue, roles=LIBRARY.roles)
        found.append(
            [(str(one.location), *said([one])) for one in Evaluator(LIBRARY, context).findings(RULES)]
        )
    assert found[0] == found[1]


@pytest.mark.parametrize("kind", UNRELATED)
def test_no_built_in_rule_asks_about_plain_objects(kind: str) -> None:
    """A failure means that a new rule makes every run slower: add a condition to the rule that unrelated objects fail."""
    assert ReleasableKinds(RULES, kept=0)(kind)


def test_the_first_objects_are_kept_without_asking() -> None:
    released = ReleasableKinds(RULES, kept=2)
    assert [released("Service") for _ in range(4)] == [False, False, True, True]


_PLAIN_TEXTS = [
    "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80}]}\n",
    "apiVersion: v1\nkind: Service\nmetadata: {name: a, annotations: {x/y: z}}\nspec: {type: ClusterIP, externalTrafficPolicy: Local}\n",
    "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec: {ingressClassName: nginx, tls: [{hosts: [a.b]}]}\n",
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, annotations: {a: b}}\nspec: {template: {spec: {containers: []}}}\n",
]


@pytest.mark.parametrize("text", _PLAIN_TEXTS)
def test_what_is_said_of_plain_objects_is_true(project: Project, text: str) -> None:
    from elblint.model.facts import value_of

    project.write("a.yaml", text)
    (found,) = load_inputs(Request(["a.yaml"]), Config()).objects
    assert found.is_unrelated
    context = LintContext([found])
    for name in [
        *UNRELATED[found.kind],
        *(f"{found.kind.lower()}.annotation.elb.id" for _ in [0] if found.kind != "Workload"),
    ]:
        told = unrelated_value(name, found.kind)
        actual = value_of(name, found, context)
        if told == "(another class)":
            assert actual not in {"cce", None}
        else:
            assert not isinstance(told, Unknown)
            assert actual == told


@RARELY
@given(loaded, clusters)
def test_all_suppressed_leaves_nothing_and_nothing_unused(
    project: Project, documents: list[object], cluster: str
) -> None:
    fresh(project)
    text = "---\n".join(map(block, documents))
    project.write("a.yaml", text)
    facts = ["--cluster", cluster] if cluster else []
    given_facts = [cluster] if cluster else []
    findings = [one for one in project.findings(*given_facts, paths=["a.yaml"]) if not one.unreadable]
    lines = text.split("\n")
    by_line: dict[int, set[str]] = {}
    for one in findings:
        by_line.setdefault(one.location.line, set()).add(one.rule)
    for line in sorted(by_line, reverse=True):
        indent = " " * (len(lines[line - 1]) - len(lines[line - 1].lstrip(" ")))
        lines.insert(line - 1, f"{indent}# elblint: ignore[{', '.join(sorted(by_line[line]))}] a test")
    project.write("a.yaml", "\n".join(lines))
    outcome = project.run("--no-config", *facts, "--fail-on", "note", "--allow-empty", "a.yaml")
    assert outcome.exit_code == 0, outcome.stdout


@RARELY
@given(loaded, clusters)
def test_after_a_baseline_nothing_is_new(project: Project, documents: list[object], cluster: str) -> None:
    fresh(project)
    for number, document in enumerate(documents):
        project.write(f"m/{number}.yaml", block(document))
    facts = ["--allow-empty", *(["--cluster", cluster] if cluster else [])]
    project.run("baseline", *facts, "m")
    assert project.run(*facts, "--fail-on", "note", "m").exit_code == 0
    # Neither do lines in front, nor other names of files, make anything new.
    Path("n").mkdir()
    for file in Path("m").iterdir():
        Path("n", f"other-{file.name}").write_text(
            "# moved\n\n" + file.read_text(encoding="utf-8"), encoding="utf-8"
        )
    shutil.rmtree("m")
    assert project.run(*facts, "--fail-on", "note", "n").exit_code == 0
