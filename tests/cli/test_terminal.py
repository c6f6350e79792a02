"""Interaction at a terminal: questions, progress, the width of lines."""

from __future__ import annotations

import io
import os
import re
import sys
from pathlib import Path

import pytest

from elblint.cli import progress
from elblint.cli.progress import shown_progress
from elblint.engine.rule_loader import rule_files
from elblint.engine.rule_tests import examples_of
from elblint.report.layout import width
from elblint.system.package_data import built_in_rules
from support.project import LOCAL, Project

pytestmark = pytest.mark.unix

pexpect = pytest.importorskip("pexpect", reason="needs a terminal of its own")


def test_init_asks_for_what_no_option_says(project: Project) -> None:
    project.write("web.yaml", LOCAL)
    asked = pexpect.spawn(
        sys.executable, ["-m", "elblint", "init", "--category", "standard"], encoding="utf-8", timeout=30
    )
    asked.expect("Container network: tunnel, vpc or cloud-native-2.0")
    asked.expect("Network Model")
    asked.sendline("calico")
    asked.expect("calico.*tunnel, vpc")
    asked.sendline("vpc")
    asked.expect("kube-proxy: iptables, ipvs or nftables")
    asked.sendline("ipvs")
    asked.expect("Version")
    asked.sendline("")
    asked.expect(pexpect.EOF)
    asked.close()
    assert asked.exitstatus == 0
    written = Path(".elblint.yaml").read_text()
    assert "\n  category: standard\n" in written
    assert "\n  network: vpc\n" in written
    assert "\n  proxy: ipvs\n" in written
    assert "\n  # version:" in written
    assert project.run().exit_code == 1


def test_an_interrupted_init_writes_nothing(project: Project) -> None:
    asked = pexpect.spawn(sys.executable, ["-m", "elblint", "init"], encoding="utf-8", timeout=30)
    asked.expect("Category: standard, turbo or autopilot")
    seen = 2
    while seen == 2:
        # One that comes right before Python waits for a line is noticed with the next one.
        asked.sendcontrol("c")
        seen = asked.expect([pexpect.EOF, "Traceback", pexpect.TIMEOUT], timeout=5)
    asked.close()
    assert (seen, asked.exitstatus) == (0, 130)
    assert not Path(".elblint.yaml").exists()


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setattr(progress, "_PAUSE", 0.0)
    monkeypatch.setenv("TERM", "xterm")


@pytest.mark.usefixtures("impatient")
def test_progress_is_one_line_that_is_gone_in_the_end() -> None:
    terminal = _Terminal()
    with shown_progress("en", terminal) as hint:
        hint("reading-files", 1, 20)
        hint("reading-files", 2, 20)
    assert terminal.getvalue() == (
        "\r\x1b[Kelblint: reading files 1/20\r\x1b[Kelblint: reading files 2/20\r\x1b[K"
    )


@pytest.mark.usefixtures("impatient")
def test_progress_is_for_terminals_only(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream, term in ((io.StringIO(), "xterm"), (_Terminal(), "dumb")):
        monkeypatch.setenv("TERM", term)
        with shown_progress("en", stream) as hint:
            hint("reading-files", 1, 20)
        assert stream.getvalue() == ""


def test_short_work_is_not_talked_about() -> None:
    terminal = _Terminal()
    with shown_progress("en", terminal) as hint:
        hint("reading-files", 1, 20)
    assert terminal.getvalue() == ""


def test_a_terminal_gets_colour_and_its_own_width(project: Project) -> None:
    project.write("web.yaml", LOCAL)
    environment = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "CI"}}
    seen = pexpect.spawn(
        sys.executable,
        ["-m", "elblint", "--cluster", "standard,vpc,ipvs", "web.yaml"],
        encoding="utf-8",
        timeout=30,
        dimensions=(40, 100),
        env={**environment, "TERM": "xterm"},
    )
    seen.expect(pexpect.EOF)
    seen.close()
    assert "\x1b[" in seen.before
    assert seen.exitstatus == 1


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("cluster", ["", "standard,vpc,ipvs,1.29", "turbo,iptables,1.23"])
def test_whatever_is_said_fits_eighty_columns(project: Project, lang: str, cluster: str) -> None:
    for file in rule_files(built_in_rules()):
        for says, manifest in examples_of(file):
            if says == "reported":
                project.write(os.path.basename(file), manifest)
    shown = project.run("--cluster", cluster, "--lang", lang, "--color", "never", ".").stdout.splitlines()
    # Lines of the sources, and texts to paste, stay as they are.
    own = [line for line in shown if not re.match(r" *[0-9]* \|| {9}", line)]
    assert len(own) > 500
    # What has no blank in it, an address or a value to copy, is not broken.
    assert [line for line in own if width(line) > 80 and " " in line.strip()] == []


def test_a_related_file_is_named_above_its_line(project: Project) -> None:
    project.write("a.yaml", LOCAL.replace("spec:", "spec:\n  ports: [{port: 80}]"))
    project.write(
        "b.yaml", LOCAL.replace("spec:", "spec:\n  ports: [{port: 80}]").replace("name: web", "name: b")
    )
    shown = project.run("--no-cache", "--select", "ELB203", "a.yaml", "b.yaml").stdout.splitlines()
    heads = [line for line in shown if line.startswith("  --> ")]
    assert [head.split(":")[0] for head in heads] == ["  --> a.yaml", "  --> b.yaml"]
    assert "u003a" not in "".join(shown)
