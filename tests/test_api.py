"""The public Python interface, and the examples of docs/library.md as they are written."""

from __future__ import annotations

import contextlib
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

import elblint
from elblint.text.limits import limits
from support.project import CHECKOUT, LOCAL, Project

EXAMPLE = re.compile(r"```python\n(.*?)```(?:\n\n```text\n(.*?)```)?", re.DOTALL)


@pytest.mark.parametrize("page", ["docs/library.md", "docs/zh/library.md"])
def test_the_examples_print_what_the_page_says(project: Project, page: str) -> None:
    names: dict[str, object] = {}
    examples = EXAMPLE.findall((CHECKOUT / page).read_text(encoding="utf-8"))
    assert len(examples) >= 5
    for code, expected in examples:
        shown = io.StringIO()
        with contextlib.redirect_stdout(shown):
            exec(compile(code, page, "exec"), names)
        assert shown.getvalue() == expected


def test_files_and_texts_give_the_same_findings(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    of_files = elblint.lint_paths("a.yaml")
    of_texts = elblint.lint_text({"a.yaml": LOCAL})
    assert of_files.render("json") == of_texts.render("json")
    assert of_files.render() == project.run("--no-cache", "a.yaml").stdout


def test_texts_in_memory_are_linted_together() -> None:
    other = LOCAL.replace("name: web", "name: other")
    ports = "spec:\n  ports: [{port: 80}]"
    texts = {name: text.replace("spec:", ports) for name, text in {"a": LOCAL, "b": other}.items()}
    found = [one for one in elblint.lint_text(texts).findings if one.rule == "ELB203"]
    assert [(one.location.path, one.related[0].location.path) for one in found] == [("a", "b")]


@pytest.mark.parametrize("name", ["Chart.yaml", "kustomization.yaml", "templates/a.yaml", "/etc/passwd", "-"])
def test_a_name_in_memory_is_a_name_and_nothing_is_read_for_it(project: Project, name: str) -> None:
    project.write("kustomization.yaml", "resources: [a.yaml]\npatches: [{path: templates/a.yaml}]\n")
    project.write("a.yaml", LOCAL)
    (found,) = elblint.lint_text(f"# Source: c/templates/a.yaml\n{LOCAL}", name=name).findings
    assert (found.rule, found.location.path, found.location.line) == ("ELB102", name, 10)


def test_the_configuration_beside_the_files_holds_unless_one_is_given(project: Project) -> None:
    project.write(".elblint.yaml", "ignore: [ELB102]\n")
    project.write("a.yaml", LOCAL)
    assert elblint.lint_paths(["."]).findings == ()
    assert [one.rule for one in elblint.lint_paths(["."], config=elblint.Config()).findings] == ["ELB102"]
    assert elblint.load_config(Path(".elblint.yaml")).ignore == ("ELB102",)


def test_limits_hold_for_one_run() -> None:
    config = elblint.Config(limits=(("documents", "1"),))
    report = elblint.lint_text("a: 1\n---\nb: 1\n---\nc: 1\n", config=config)
    assert ([one.rule for one in report.findings], report.exit_code()) == (["ELB007"], 2)
    assert limits().documents > 1


def test_what_the_caller_must_mend_is_an_error() -> None:
    with pytest.raises(elblint.UsageError, match="no such file"):
        elblint.lint_paths(["nowhere"])
    with pytest.raises(elblint.UsageError, match="lint_text"):
        elblint.lint_paths("-")
    with pytest.raises(elblint.UsageError, match="did you mean 'sarif'"):
        elblint.lint_text("").render("sarrif")
    with pytest.raises(elblint.UsageError, match="limit"):
        elblint.lint_text("", config=elblint.Config(limits=(("depht", "3"),)))
    with pytest.raises(AttributeError):
        elblint.nothing  # noqa: B018


def test_exit_codes_are_those_of_the_command_line() -> None:
    report = elblint.lint_text(LOCAL)
    assert [report.exit_code(fail_on) for fail_on in ("note", "warning", "error", "never")] == [1, 1, 0, 0]
    assert elblint.lint_text("kind: [").exit_code() == 2


def test_the_names_are_there_and_cost_nothing_before_they_are_used() -> None:
    assert all(getattr(elblint, name) is not None for name in elblint.__all__)
    code = "import sys, elblint; print(sorted(name for name in sys.modules if name.startswith('elblint')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['elblint', 'elblint.version']"
