"""Completion in shells: bash itself where it is there, and what the other shells are told."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from elblint.cli import completion
from support.project import CHECKOUT

CASES = [
    ("elblint --sel", ["--select"]),
    ("elblint --select ELB10", ["ELB101", "ELB102"]),
    ("elblint check --ignore ELB101,ELB70", ["ELB101,ELB701", "ELB101,ELB702"]),
    ("elblint --cluster standard,ip", ["standard,iptables", "standard,ipvs"]),
    ("elblint --network tu", ["tunnel"]),
    ("elblint explain elb.autoc", ["elb.autocreate"]),
    ("elblint explain kubernetes.io/elb.autoc", ["kubernetes.io/elb.autocreate"]),
    ("elblint explain hair", ["hairpin"]),
    ("elblint fix --choose ELB102=", ["ELB102=1", "ELB102=2"]),
    ("elblint reach --compare proxy=ip", ["proxy=iptables", "proxy=ipvs"]),
    ("elblint reach --compare proxy=ipvs,cat", ["proxy=ipvs,category=standard"]),
    ("elblint --limit file", ["file-size="]),
    ("elblint rules --subject Ingr", ["Ingress"]),
    ("elblint schema re", ["reach", "report"]),
    ("elblint --lang zh rea", ["reach"]),
]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the program ``elblint``, as an installation has it."""
    folder = tmp_path_factory.mktemp("bin")
    file = folder / "elblint"
    file.write_text(
        f"#!{sys.executable}\nimport sys\nsys.argv[0] = 'elblint'\nfrom elblint.__main__ import run\nrun()\n"
    )
    file.chmod(0o755)
    return folder


def environment(program: Path, **more: str) -> dict[str, str]:
    path = os.pathsep.join([str(program), os.environ["PATH"]])
    return {**os.environ, "PATH": path, "PYTHONPATH": str(CHECKOUT / "lint"), **more}


@pytest.mark.skipif(os.name == "nt" or shutil.which("bash") is None, reason="needs bash")
def test_bash_completes(program: Path) -> None:
    # As bash splits a line: an equals sign is a word of its own. What it gets replaces the last piece.
    lines = [
        'eval "$(_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION=1 elblint --show-completion bash)"',
        'try() { COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()',
        '_elblint_completion elblint; echo "${COMPREPLY[*]}"; }',
        *("try " + case.replace("=", " = ") + (' ""' if case.endswith("=") else "") for case, _ in CASES),
    ]
    done = subprocess.run(
        ["bash", "-c", "\n".join(lines)],
        env=environment(program),
        capture_output=True,
        text=True,
        check=True,
    )
    shown = [line.split() for line in done.stdout.splitlines()]
    assert len(shown) == len(CASES), done.stderr
    for (case, offered), words in zip(CASES, shown, strict=True):
        begun = case.split()[-1]
        kept = begun.rpartition("=")[0] + "=" if "=" in begun else ""
        assert {word.removeprefix(kept) for word in offered} <= set(words), case


@pytest.mark.parametrize("shell", ["zsh", "fish", "powershell"])
@pytest.mark.parametrize(("line", "offered"), [CASES[1], CASES[5], CASES[9], CASES[13]])
def test_other_shells_are_told_whole_words(program: Path, shell: str, line: str, offered: list[str]) -> None:
    env = environment(
        program,
        _ELBLINT_COMPLETE=f"complete_{shell}",
        _TYPER_COMPLETE_ARGS=line,
        _TYPER_COMPLETE_WORD_TO_COMPLETE=line.split()[-1],
        _TYPER_COMPLETE_FISH_ACTION="get-args",
        LC_ALL="C.UTF-8",
    )
    command = [sys.executable, str(program / "elblint")]
    done = subprocess.run(command, env=env, capture_output=True, check=True)
    assert all(word in done.stdout.decode() for word in offered)
    if shell != "zsh":
        # A line of what is said of a word would be offered as a word.
        assert all(one.startswith(line.split()[-1]) for one in done.stdout.decode().splitlines())
    if "--select" in line:
        assert "Some node addresses do not answer" in done.stdout.decode()


def test_facts_that_are_given_are_not_offered_again() -> None:
    assert [word for word, _ in completion.cluster_words("vpc,")] == [
        f"vpc,{word}" for word in ("standard", "turbo", "autopilot", "iptables", "ipvs", "nftables")
    ]
    assert [word for word, _ in completion.compared_words("proxy=ipvs,p")] == []


def test_every_annotation_and_rule_can_be_explained() -> None:
    words = {word for word, _ in completion.explained("")}
    assert {"ELB102", "hairpin", "elb.id", "kubernetes.io/elb.class"} <= words
