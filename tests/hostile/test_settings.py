"""Rule files and configurations of strangers: they may be wrong, and may not cost more than a moment."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.project import LOCAL, Project

pytestmark = pytest.mark.unix

SECONDS = 5.0  # of a shared machine


@pytest.fixture
def quickly() -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < SECONDS


def rule(when: str) -> str:
    """A rule of one's own about Services."""
    return (
        "id: OWN101\nname: own\nseverity: error\nconfidence: documented\nsources: [{document: elblint}]\n"
        f"subject: Service\nwhen: {when}\nat: metadata.name\n"
        "title: {en: t, zh: t}\nmessage: {en: m, zh: m}\nwhy: {en: w, zh: w}\nfixes: [{en: f, zh: f}]\n"
    )


@pytest.mark.usefixtures("quickly")
@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|a)*$", "(.*)*x", r"^(\w+\s?)*$", "(?:a?){40}a{40}", "(a*)*b"]
)
def test_a_pattern_may_not_take_for_ever(project: Project, pattern: str) -> None:
    project.write("own/r.yaml", rule(f"{{service.annotation.elb.id: {{matches: '{pattern}'}}}}"))
    value = "a" * 5000 + "!"
    annotation = f"kubernetes.io/elb.id: {value}"
    project.write(
        "a.yaml", f"apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  annotations:\n    {annotation}\n"
    )
    outcome = project.run("--rules", "own", "a.yaml")
    assert "Traceback" not in outcome.stderr
    assert outcome.exit_code in {0, 1, 2}
    if outcome.exit_code == 2:
        assert "own/r.yaml:7:" in outcome.stderr
        assert "it takes more than 0.5 seconds" in outcome.stderr


def test_a_pattern_of_ones_own_still_matches(project: Project) -> None:
    project.write("own/r.yaml", rule("{service.annotation.elb.class: {matches: '^perf'}}"))
    project.write("a.yaml", LOCAL)
    assert "error[OWN101]" in project.run("--rules", "own", "a.yaml").stdout


def test_a_rule_about_plain_objects_is_asked_about_them(project: Project) -> None:
    project.write("own/r.yaml", rule("{service.type: ClusterIP}"))
    project.write(
        "a.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: plain}\nspec: {ports: [{port: 80}]}\n"
    )
    assert "error[OWN101]" in project.run("--rules", "own", "a.yaml").stdout
    assert "OWN101" not in project.run("a.yaml").stdout


BOMB = "\n".join(
    ["x0: &x0 [{service.type: NodePort}]"]
    + [f"x{n}: &x{n} [" + ", ".join([f"{{any: *x{n - 1}}}"] * 10) + "]" for n in range(1, 9)]
)


@pytest.mark.usefixtures("quickly")
@pytest.mark.parametrize(
    "text",
    [
        BOMB + "\n" + rule("{any: *x8}"),
        rule("{all: " * 3000 + "x" + "}" * 3000),
        rule("{not: " * 90 + "{service.type: NodePort}" + "}" * 90),
        rule("{service.type: [" + "NodePort, " * 100_000 + "]}"),
        rule("&a {all: [*a]}"),
        rule("{service.type: {matches: '" + "(" * 5000 + ")" * 5000 + "'}}"),
        rule("{service.type: {matches: 'a{1000000000000}'}}"),
        "id: [" * 50_000,
        "",
        "\x00",
        "- a\n",
        "?" * 10_000,
    ],
)
def test_a_rule_file_may_be_anything(project: Project, text: str) -> None:
    project.write("own/r.yaml", text)
    project.write("a.yaml", LOCAL)
    for command in (["--rules", "own", "a.yaml"], ["test-rules", "own"]):
        outcome = project.run(*command)
        assert outcome.exit_code in {0, 1, 2}
        assert "Traceback" not in outcome.stderr
        assert len(outcome.stderr) < 2000


@pytest.mark.parametrize(
    "config",
    [
        "paths: [/etc]",
        "paths: [../..]",
        "rules: [../outside]",
        "rules: [link]",
        "baseline: ../known.json",
        "charts: [{path: ../chart}]",
        "charts: [{path: chart, values: [a.yaml, /etc/passwd]}]",
    ],
)
def test_a_configuration_may_not_have_others_files_read(
    project: Project, config: str, tmp_path: Path
) -> None:
    (tmp_path / "repo/.git").mkdir(parents=True)
    os.chdir(tmp_path / "repo")
    os.symlink("/etc", "link")
    Path(".elblint.yaml").write_text(config)
    outcome = project.run()
    assert outcome.exit_code == 2
    assert "leads out of the repository" in outcome.stderr
    assert outcome.stderr.startswith("elblint: error: .elblint.yaml:1:")


@pytest.mark.parametrize("link", [".elblint.yaml", "rules/own.yaml"])
def test_links_may_not_have_others_files_read(project: Project, link: str, tmp_path: Path) -> None:
    project.write("outside.yaml", "password: very secret\n")
    repository = tmp_path / "repo"
    (repository / ".git").mkdir(parents=True)
    (repository / "rules").mkdir()
    os.chdir(repository)
    Path("a.yaml").write_text(LOCAL)
    os.symlink(project.folder / "outside.yaml", link)
    if link != ".elblint.yaml":
        Path(".elblint.yaml").write_text("rules: [rules]\n")
    outcome = project.run("a.yaml")
    assert outcome.exit_code == 2
    assert "leads out of the repository" in outcome.stderr
    assert "secret" not in outcome.stderr


@pytest.mark.parametrize("path", ["/dev/zero", "fifo"])
def test_what_never_ends_is_no_rule_and_no_baseline(project: Project, path: str) -> None:
    project.write("a.yaml", LOCAL)
    os.mkfifo("fifo")
    for option in (["--baseline", path], ["--config", path], ["--rules", path]):
        outcome = project.run(*option, "a.yaml")
        assert outcome.exit_code == 2
        assert path in outcome.stderr


def test_what_is_elsewhere_in_the_repository_may_be_named(project: Project, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    project.write("shared/r.yaml", rule("{service.type: LoadBalancer}"))
    project.write("team/.elblint.yaml", "rules: [../shared]\n")
    project.write("team/a.yaml", LOCAL)
    assert "OWN101" in project.run("team").stdout


def test_links_out_of_the_repository_are_refused(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = tmp_path_factory.mktemp("home") / "secret.yaml"
    secret.write_text("password: [\n")
    project.write("m/a.yaml", LOCAL)
    os.symlink(secret, "m/link.yaml")
    os.symlink("a.yaml", "m/same.yaml")
    outcome = project.run("m")
    assert outcome.exit_code == 2
    assert "leads out of the repository" in " ".join(outcome.stdout.split())
    assert "password" not in outcome.stdout
    # A file that one names oneself is read, wherever it is.
    assert project.run(str(secret)).exit_code == 2
