"""Patterns of elblint's own on texts that would have them try again and again: each child ends far below its limit.

A limit on processor time is no stopwatch: what is linear takes a fraction of it, what is quadratic here takes hours.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elblint.inputs.helm.template_lines import lines_of
from elblint.text.source import SourceText
from support.project import LOCAL, Project

_SECONDS = 20
_RUN = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
sys.argv = ["elblint", "--no-cache", "--no-helm", "--no-kustomize", *sys.argv[1:]]
from elblint.cli import main
main()
"""
needs_limits = pytest.mark.skipif(sys.platform == "win32", reason="no limits on processor time")


def run_limited(project: Project, *paths: str) -> subprocess.CompletedProcess[str]:
    """Run elblint in a child that may take so much processor time and no more."""
    return subprocess.run(
        [sys.executable, "-c", _RUN.format(seconds=_SECONDS), *paths],
        cwd=project.folder, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip


def with_annotation(value: str) -> str:
    return LOCAL.replace(
        "{kubernetes.io/elb.class", f'{{elblint.io/ignore: "{value}", kubernetes.io/elb.class'
    )


@needs_limits
@pytest.mark.parametrize(
    "text",
    [
        with_annotation("ELB102" + " " * 300_000 + "!"),
        with_annotation("ELB102" + " -," * 100_000 + "!"),
        "# {{/* elblint:" + " " * 300_000 + "\n" + LOCAL,
        "# {{/* elblint: x" + " " * 300_000 + "\n" + LOCAL,
        "# elblint: ignore[" + " " * 300_000 + "\n" + LOCAL,
        "# elblint: ignore" + " " * 300_000 + "]\n" + LOCAL,
    ],
    ids=["names", "commas", "blanks of a template", "end of a template", "unclosed", "no names"],
)
def test_suppressions(project: Project, text: str) -> None:
    project.write("a.yaml", text)
    done = run_limited(project, "a.yaml")
    assert done.returncode in {1, 2}, done.stderr


@needs_limits
@pytest.mark.parametrize(
    "template",
    [
        LOCAL + "{{ a }}" * 7 + "b{{ a }}\n",
        LOCAL + "{{ a }}x" * 400 + "b{{ a }}\n",
        LOCAL + "{{ " + '\\"' * 150_000 + "\n",
        LOCAL + "{{ " + "\\'" * 150_000 + "\n",
        LOCAL + "{{ `" * 100_000 + "\n",
    ],
    ids=["neighbours", "letters", "quotes", "characters", "raw strings"],
)
def test_lines_of_templates(project: Project, template: str) -> None:
    project.write("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n")
    project.write("c/templates/a.yaml", template)
    project.write(
        "out.yaml", f"---\n# Source: c/templates/a.yaml\n{LOCAL}xy: {'z' * 1900}\nyx: {'x' * 1900}\n"
    )
    done = run_limited(project, "out.yaml")
    assert done.returncode == 1, done.stderr


_PIECE = st.one_of(st.just("{{ x }}"), st.text("ab", min_size=1, max_size=3))


@given(st.lists(_PIECE, min_size=1, max_size=8), st.text("ab", max_size=10))
def test_the_spans_of_a_line_are_those_of_a_lazy_pattern(pieces: list[str], text: str) -> None:
    (line,) = lines_of(SourceText("a.yaml", "".join(pieces)))
    groups = ("(.*?)" if part is None else f"({re.escape(part)})" for part in line.parts)
    matched = re.fullmatch("".join(groups), text)
    expected = None if matched is None else [matched.span(n + 1) for n in range(len(line.parts))]
    assert line.spans_in(text) == expected
