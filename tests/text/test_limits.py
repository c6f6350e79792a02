"""Past a limit there is a finding that says how to raise it."""

from __future__ import annotations

import pytest

from support.project import LOCAL, Project

DEEP = "kind: Service\nspec: " + "[" * 150 + "]" * 150 + "\n"


@pytest.mark.parametrize(
    ("text", "option", "rule", "says"),
    [
        (LOCAL + "#" * 2000, "file-size=1k", "ELB007", "the limit is 1024 bytes"),
        ("---\n".join([LOCAL] * 5), "documents=3", "ELB007", "more than 3 documents"),
        (
            DEEP.replace("[" * 150, "[" * 40).replace("]" * 150, "]" * 40),
            "depth=30",
            "ELB006",
            "30 levels deep",
        ),
        ("kind: Service\nx: [" + "y, " * 11_000 + "]\n", "values=10000", "ELB007", "more than 10000 values"),
        ("kind: Service\na: &a 1\nx: [" + "*a, " * 9 + "]\n", "aliases=5", "ELB007", "more than 5 aliases"),
        (LOCAL + "# " + "x" * 3000 + "\n" + LOCAL, "line-length=1000", "ELB007", "a line is longer"),
    ],
)
def test_each_limit(project: Project, text: str, option: str, rule: str, says: str) -> None:
    project.write("a.yaml", text)
    name = option.partition("=")[0]
    outcome = project.run("--limit", option, "a.yaml")
    told = " ".join(outcome.stdout.split())
    assert outcome.exit_code == 2
    assert f"[{rule}]" in told
    assert says in told
    assert f"--limit {name}=N raises the limit" in told
    assert project.run("a.yaml").exit_code != 2


def test_time_for_one_file(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 100_000, 30))
    monkeypatch.setattr("elblint.syntax.documents.time.monotonic", lambda: next(clock))
    project.write("a.yaml", "---\n".join([LOCAL] * 5))
    outcome = project.run("a.yaml")
    assert outcome.exit_code == 2
    assert "it takes more than 60 seconds; --limit seconds=N" in " ".join(outcome.stdout.split())
    assert "[ELB102]" in outcome.stdout


def test_depth_is_raised_by_option_and_by_configuration(project: Project) -> None:
    project.write("a.yaml", DEEP)
    assert project.run("a.yaml").exit_code == 2
    assert project.run("--limit", "depth=200", "a.yaml").exit_code == 0
    project.write(".elblint.yaml", "limits: {depth: 200, file-size: 1 MiB}\n")
    assert project.run("a.yaml").exit_code == 0
    assert project.run("--limit", "depth=50", "a.yaml").exit_code == 2


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("depth", "it is written --limit depth=200"),
        ("dept=9", "there is no limit 'dept'"),
        ("depth=9", "a number from 20 to 500"),
        ("depth=100000", "a number from 20 to 500"),
        ("file-size=much", "a number, such as 200 or 500MiB"),
        ("file-size=0", "a number, such as 200 or 500MiB"),
        ("file-size=" + "9" * 100, "a number, such as 200 or 500MiB"),
    ],
)
def test_what_is_no_limit(project: Project, word: str, says: str) -> None:
    outcome = project.run("--limit", word, ".")
    assert outcome.exit_code == 2
    assert says in outcome.stderr


def test_a_wrong_limit_in_the_configuration(project: Project) -> None:
    project.write(".elblint.yaml", "limits: {depht: 200}\n")
    outcome = project.run(".")
    assert outcome.exit_code == 2
    assert "depth" in outcome.stderr
