"""elblint explain: rules, annotations, and rules found by what people see."""

from __future__ import annotations

import pytest

from support.project import Project


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("hairpin", "ELB102"),
        ("capture", "ELB201"),
        ("no local endpoint", "ELB101"),
        ("Connection Refused", "ELB201"),
        ("curl: (7) Failed to connect to 192.168.10.36 port 900: Connection refused", "ELB101"),
        ("reset reason: connection failure", "ELB102"),
        ("i/o timeout", "ELB102"),
        ("Get http://192.168.10.36: dial tcp 192.168.10.36:80: connect: connection refused", "ELB201"),
        (
            "curl: (28) Failed to connect to 192.168.10.36 port 80 after 130 ms: Couldn't connect to server",
            "ELB102",
        ),
        ("连接超时", "ELB101"),
        ("本节点没有后端", "ELB101"),
    ],
)
def test_rules_are_found_by_cause_and_by_error_text(project: Project, words: str, rule: str) -> None:
    outcome = project.run("explain", words)
    assert outcome.exit_code == 0
    assert f"{rule}  " in outcome.stdout


def test_a_rule_shows_what_people_see(project: Project) -> None:
    assert "reset reason: connection" in " ".join(project.run("explain", "ELB102").stdout.split())


@pytest.mark.parametrize("words", ["elb.clas", "kubernetes.io/elb.idd"])
def test_a_misspelt_annotation_gets_its_nearest(project: Project, words: str) -> None:
    outcome = project.run("explain", words)
    assert outcome.exit_code == 2
    assert "did you mean 'kubernetes.io/elb." in outcome.stderr
