"""Every built-in rule file: its own tests, its schema, and what every rule must have."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from elblint.engine.library import Library
from elblint.engine.rule import FAULTS, THE_CALL, Rule, load_rule
from elblint.engine.rule_loader import rule_files
from elblint.engine.rule_schema import rule_schema
from elblint.engine.rule_tests import CASES, run_rule_tests
from elblint.engine.rule_text import RuleText
from elblint.errors import RuleError
from elblint.model.facts import FACTS, fact_named
from elblint.syntax.nodes import python_data
from support.project import CHECKOUT

RULES = CHECKOUT / "rules"
FILES = [Path(file) for file in rule_files(str(RULES))]
# No text can provoke these; tests/inputs/ and tests/hostile/ do.
NOT_BY_TEXT = {
    # A text that raised it would be a fault to correct.
    "internal-fault",
    "unreadable-file",
    "empty-input",
    "not-a-manifest",
    "nothing-to-lint",
    "deployment-not-read",
    "terraform-not-read",
    "too-large",
    "kustomization-not-built",
    "no-kustomize",
    "chart-not-rendered",
    "no-helm",
    "unknown-suppression",
    "unused-suppression",
    "suppression-without-reason",
    "stale-baseline",
    "contradictory-facts",
    "no-evidence",
    "unknown-fact",
    "no-terraform",
}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_tests_in_the_rule_file_pass(file: Path, library: Library) -> None:
    failed = [outcome for outcome in run_rule_tests(str(file), library) if outcome.failures]
    assert failed == []


def _may_be_unknown(name: str) -> bool:
    fact = fact_named(name)
    assert fact is not None
    return bool(fact.hint)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_rule_is_tested_as_reported_not_reported_and_unknown(file: Path, library: Library) -> None:
    rule = load_rule(RuleText(str(file)), library)
    cases = {outcome.case for outcome in run_rule_tests(str(file), library)}
    if rule.diagnostic in NOT_BY_TEXT:
        assert cases == set()
    elif rule.diagnostic:
        assert cases == set(CASES) - {"unknown"}
    elif rule.unreachable or any(_may_be_unknown(fact.fact) for fact in rule.when.facts):
        assert cases == set(CASES)
    else:
        # Nothing that it asks is ever unknown.
        assert cases == set(CASES) - {"unknown"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_rule_file_fits_the_published_schema(file: Path) -> None:
    schema = json.loads((RULES / "schema" / "rule.json").read_text())
    errors = [
        error.message
        for error in Draft202012Validator(schema).iter_errors(python_data(RuleText(str(file)).root))
    ]
    assert errors == []
    assert file.read_text().startswith("# yaml-language-server: $schema=../schema/rule.json\n")


def test_the_published_schema_is_one() -> None:
    Draft202012Validator.check_schema(rule_schema())


def test_every_rule_can_be_verified_on_a_live_cluster(rules: list[Rule], library: Library) -> None:
    for rule in rules:
        assert rule.diagnostic or library.verification(rule.cause, rule.subjects[0], "en")


def test_every_kind_of_diagnostic_has_exactly_one_rule(rules: list[Rule]) -> None:
    assert sorted(rule.diagnostic for rule in rules if rule.diagnostic) == sorted(FAULTS)


def test_every_fact_says_what_it_means() -> None:
    assert not [name for name, fact in FACTS.items() if not fact.meaning]


def test_files_are_named_after_their_rules(rules: list[Rule]) -> None:
    for rule in rules:
        assert Path(rule.path).name.startswith(rule.id + "-")


def test_reachability_findings_name_a_cause(rules: list[Rule]) -> None:
    assert [rule.id for rule in rules if rule.unreachable not in {"", THE_CALL} and not rule.cause] == []


BROKEN = {
    "a key that is no key": (
        "severty: error",
        "rule.yaml:1:1: 'severty' is not known here; did you mean 'severity'?",
    ),
    "an unknown fact": (
        "when: {service.typ: NodePort}",
        "rule.yaml:1:8: 'service.typ' is not known here; did you mean 'service.type'?",
    ),
    "an unknown operator": (
        "when: {cluster.version: {belowe: '1.2'}}",
        "rule.yaml:1:26: 'belowe' is not known here; did you mean 'below'?",
    ),
    "a list where a mapping belongs": ("when: [a]", "rule.yaml:1:7: a condition must be a mapping"),
    "a bad regular expression": (
        "when: {service.type: {matches: '('}}",
        "rule.yaml:1:32: not a regular expression: missing ), unterminated subpattern at position 0",
    ),
    "a missing translation": ("title: {en: x}", "rule.yaml:1:8: the text in 'zh' is missing"),
    "an unknown placeholder": (
        "title: {en: '{servce}', zh: x}",
        "rule.yaml:1:8: 'servce' is not known here; did you mean 'service.type'?",
    ),
    "more severe than the evidence": (
        "confidence: inferred",
        "rule.yaml:3:11: what is inferred is at most of severity note",
    ),
    "a version compared with what is none": (
        "when: {service.type: {below: '1.2'}}",
        "rule.yaml:1:23: 'below' compares versions, and service.type is none",
    ),
    "an unknown placeholder in a fix": (
        "fixes: [{en: '{service.nonsense}', zh: x}]",
        "rule.yaml:1:9: 'service.nonsense' is not known here; did you mean 'service.uses-elb'?",
    ),
    "a placeholder for what the rule does not have": (
        "message: {en: '{unreachable}', zh: x}",
        "rule.yaml:1:10: 'unreachable' is not known here; known are: all, any, ",
    ),
    "a relation that is not for this subject": (
        "for-any: {other: Service, relation: selects}",
        "rule.yaml:1:11: the relation 'selects' is for the subject Workload",
    ),
    "a field that other kinds have": (
        "at: replicas",
        "rule.yaml:1:5: 'replicas' is a field of Workload, not of Service",
    ),
    "a related place without a place": (
        "related: [{label: {en: x, zh: x}}]",
        "rule.yaml:1:11: 'at' is missing",
    ),
    "broken YAML": (
        "when: {",
        "rule.yaml:3:9: did not find expected ',' or '}' while parsing a flow mapping",
    ),
    "a key twice": ("id: A", "rule.yaml:2:1: 'id' is given twice"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_mistakes_in_a_rule_are_reported_with_line_and_nearest_word(
    name: str, tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    line, complaint = BROKEN[name]
    good = {
        "id": "OWN101",
        "severity": "error",
        "name": "own",
        "confidence": "documented",
        "sources": "[{document: kubernetes}]",
        "subject": "Service",
        "title": "{en: t, zh: t}",
        "message": "{en: t, zh: t}",
        "why": "{en: t, zh: t}",
        "fixes": "[{en: t, zh: t}]",
        "when": "{service.type: NodePort}",
        "at": "spec.type",
    }
    changed = line.partition(":")[0]
    keep = {key: value for key, value in good.items() if key != changed or name == "a key twice"}
    monkeypatch.chdir(tmp_path)
    Path("rule.yaml").write_text("\n".join([line, *(f"{key}: {value}" for key, value in keep.items())]))
    with pytest.raises(RuleError) as error:
        load_rule(RuleText("rule.yaml"), library)
    said = str(error.value).splitlines()[0]
    assert said.startswith(complaint) if complaint.endswith(" ") else said == complaint


def test_a_rule_of_ones_own(project, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    project.write(
        "rules/own.yaml",
        """
id: OWN101
name: load-balancer-without-elb-id
severity: error
confidence: documented
sources: [{document: kubernetes}]
subject: Service
when: {service.type: LoadBalancer}
at: spec.type
title: {en: Ask the platform team first, zh: 请先联系平台团队}
message: {en: "{service} makes an ELB.", zh: "{service} 会创建 ELB。"}
why: {en: They cost money., zh: 会产生费用。}
fixes: [{en: Use an Ingress, zh: 使用 Ingress}]
tests:
  - name: reported
    case: reported
    manifest: "apiVersion: v1\\nkind: Service\\nmetadata: {name: a}\\nspec: {type: LoadBalancer}\\n"
    expect: [{at: Service/a spec.type}]
  - name: wrong on purpose
    case: not-reported
    manifest: "apiVersion: v1\\nkind: Service\\nmetadata: {name: a}\\nspec: {type: LoadBalancer}\\n"
    expect: []
""",
    )
    project.write(
        "a.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: LoadBalancer}\n"
    )
    outcome = project.run("--rules", "rules", "a.yaml")
    assert "error[OWN101] Ask the platform team first" in outcome.stdout
    assert outcome.exit_code == 1
    tested = project.run("test-rules", "rules")
    assert tested.exit_code == 1
    assert "rules/own.yaml:19: OWN101: wrong on purpose" in tested.stdout
    assert "1 of 2 tests passed" in tested.stdout
