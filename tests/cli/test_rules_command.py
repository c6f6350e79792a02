"""elblint rules: what there is, for people and for programs."""

from __future__ import annotations

import json

import pytest

from elblint.engine.rule import Rule
from elblint.report.layout import width
from support.project import CHECKOUT, Project


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_all_rules_are_listed(project: Project, rules: list[Rule], lang: str) -> None:
    lines = project.run("rules", "--lang", lang).stdout.splitlines()
    assert [line.split()[0] for line in lines if line.startswith("ELB")] == [rule.id for rule in rules]
    assert all(width(line) <= 80 for line in lines)


def test_filters(project: Project) -> None:
    assert project.run("rules", "hairpin", "elb1").stdout.startswith("ELB102")
    assert "ELB201" not in project.run("rules", "--severity", "note").stdout
    assert {
        line[:5]
        for line in project.run("rules", "--subject", "call").stdout.splitlines()
        if line[:3] == "ELB"
    } == {"ELB40"}
    outcome = project.run("rules", "nothing-of-this-name")
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert "no rule fits 'nothing-of-this-name'; elblint rules without a word lists all" in outcome.stderr


def test_json(project: Project, rules: list[Rule]) -> None:
    listed = json.loads(project.run("rules", "-f", "json").stdout)
    assert [entry["id"] for entry in listed] == [rule.id for rule in rules]
    assert set(listed[0]["title"]) == {"en", "zh"}


def test_own_rules_are_listed_too(project: Project) -> None:
    text = (CHECKOUT / "rules" / "local" / "ELB102-dedicated-elb-local.yaml").read_text()
    project.write("own/a.yaml", text.replace("ELB102", "OWN102"))
    assert "OWN102" in project.run("rules", "--rules", "own").stdout


def test_an_explanation_says_how_to_verify(project: Project) -> None:
    assert "ip -4 addr | grep -w $ELB" in project.run("explain", "ELB201").stdout
    assert "on a live cluster:" in project.run("explain", "ELB602").stdout
