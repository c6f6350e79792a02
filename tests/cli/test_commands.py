"""Commands as a user types them: output, files, exit codes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from elblint import __version__
from elblint.cli.commands import COMMANDS
from elblint.report.layout import width
from support.project import CHECKOUT, LOCAL, Project

CLEAN = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {}\n"
BROKEN = "kind: Service\nspec: [\n"


@pytest.mark.parametrize("command", [["check"], []])
def test_a_finding_gives_exit_code_1(project: Project, command: list[str]) -> None:
    project.write("a.yaml", LOCAL)
    outcome = project.run(*command, "a.yaml")
    assert outcome.exit_code == 1
    assert "--> a.yaml:9:26  Service web" in outcome.stdout


def test_nothing_to_find_gives_exit_code_0(project: Project) -> None:
    project.write("a.yaml", CLEAN)
    outcome = project.run("a.yaml")
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    assert outcome.stdout == (
        "No findings (0 suppressed, 0 in the baseline).\n"
        "Read 1 file with 1 Service, 0 Ingresses, 0 workloads.\n"
        f"elblint {__version__}; cluster: no facts given; configuration: -\n"
    )


def test_an_unparsable_document_gives_exit_code_2_and_the_rest_is_linted(project: Project) -> None:
    project.write("a.yaml", BROKEN + "---\n" + LOCAL)
    outcome = project.run("a.yaml")
    assert outcome.exit_code == 2
    assert "error[ELB003]" in outcome.stdout
    assert "warning[ELB102]" in outcome.stdout
    assert "Skipped: inputs not read: 1." in outcome.stdout


@pytest.mark.parametrize(("threshold", "code"), [("error", 0), ("warning", 1), ("note", 1), ("never", 0)])
def test_fail_on(project: Project, threshold: str, code: int) -> None:
    project.write("a.yaml", LOCAL)
    assert project.run("--fail-on", threshold, "a.yaml").exit_code == code


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["nowhere.yaml"], "elblint: error: nowhere.yaml: no such file or folder\n"),
        (["--cluster", "standard,turbo", "."], "'standard' and 'turbo' exclude each other"),
        (["--cluster", "vcp", "."], "'vcp' is not a cluster fact"),
        (["--category", "turbo", "--network", "vpc", "."], "a turbo cluster cannot have the container network 'vpc'"),
        (["--cluster-version", "latest", "."], "'latest' is not a cluster version"),
        (["--select", "ELB999", "."], "no rule fits 'ELB999'"),
        (["--ignore", "node-port-locl", "."], "no rule fits 'node-port-locl'"),
        (["-f", "sarif", "-f", "text", "."], "two reports would go to standard output"),
        (["-f", "text", "-o", "a", "-o", "b", "."], "each -o FILE needs a -f FORMAT of its own"),
        (["-o", "a", "-f", "sarif", "."], "each -o FILE needs a -f FORMAT of its own in front of it"),
        (["-o", "no/such/folder/x", "."], "no/such/folder/x: the report could not be written"),
        (["--rules", "nowhere", "."], "nowhere: no such file or folder of rules"),
        (["--config", "none.yaml", "."], "none.yaml: cannot be read"),
        (["--format", "xml", "."], "xml"),
        (["--bogus", "."], "bogus"),
    ],
)  # fmt: skip
def test_mistakes_in_the_call_give_exit_code_2_and_a_reason(
    project: Project, arguments: list[str], complaint: str
) -> None:
    outcome = project.run(*arguments)
    assert outcome.exit_code == 2
    assert complaint in outcome.stderr
    assert "Traceback" not in outcome.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["-f", "text", "-f", "sarif", "-o", "out.sarif"],
        ["-f", "sarif", "-o", "out.sarif", "-f", "text"],
    ],
)
def test_an_output_belongs_to_the_format_before_it(project: Project, arguments: list[str]) -> None:
    project.write("a.yaml", LOCAL)
    outcome = project.run(*arguments, "a.yaml")
    assert outcome.stdout.startswith("warning[ELB102]")
    assert json.loads(Path("out.sarif").read_text())["version"] == "2.1.0"


def test_standard_input(project: Project) -> None:
    outcome = project.run("-", stdin=LOCAL)
    assert "--> <stdin>:9:26" in outcome.stdout
    named = project.run("-", "--stdin-filename", "charts/web.yaml", stdin=LOCAL)
    assert "--> charts/web.yaml:9:26" in named.stdout
    sarif = json.loads(
        project.run("-", "-f", "sarif", "--stdin-filename", "charts/web.yaml", stdin=LOCAL).stdout
    )
    (result,) = sarif["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "charts/web.yaml"


def test_the_order_of_files_changes_nothing(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    project.write("b.yaml", LOCAL.replace("web", "api"))
    assert project.run("a.yaml", "b.yaml").stdout == project.run("b.yaml", "a.yaml", "a.yaml").stdout


def test_single_facts_complete_the_cluster(project: Project) -> None:
    shared = LOCAL.replace("performance", "union")
    project.write("a.yaml", shared)
    assert project.run("a.yaml").exit_code == 0
    assert "error[ELB108]" in project.run("--cluster-version", "1.15", "a.yaml").stdout
    assert project.run("--cluster", "ipvs,v1.29.4-r0", "a.yaml").exit_code == 0


def test_rules_are_chosen(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    assert project.run("--select", "ELB2,ELB3", "a.yaml").exit_code == 0
    assert project.run("--select", "ELB1", "a.yaml").exit_code == 1
    assert project.run("--ignore", "ELB102", "a.yaml").exit_code == 0
    by_name = "dedicated-elb-private-address-dead-on-backend-nodes"
    assert project.run("--ignore", by_name, "a.yaml").exit_code == 0


def test_what_is_not_parsed_is_counted_and_can_be(project: Project) -> None:
    project.write("a.yaml", CLEAN + "---\nkind: ConfigMap\ndata: [\n")
    skipped = project.run("a.yaml")
    assert skipped.exit_code == 0
    assert "Skipped: documents with nothing to look at: 1." in skipped.stdout
    assert project.run("--parse-all", "a.yaml").exit_code == 2


def test_colour_is_for_terminals_or_on_demand(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write("a.yaml", LOCAL)
    assert "\x1b[" not in project.run("a.yaml").stdout
    assert "\x1b[33;1mwarning[ELB102]\x1b[0m" in project.run("--color", "always", "a.yaml").stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in project.run("a.yaml").stdout
    assert "\x1b[" not in project.run("--color", "never", "a.yaml").stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in project.run("a.yaml").stdout


def test_chinese_by_option_locale_and_configuration(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("a.yaml", LOCAL)
    assert "警告[ELB102] 从后端所在节点" in project.run("--lang", "zh", "a.yaml").stdout
    project.write(".elblint.yaml", "lang: zh\n")
    assert "警告[ELB102]" in project.run("a.yaml").stdout
    project.write(".elblint.yaml", "")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "警告[ELB102]" in project.run("a.yaml").stdout
    assert "warning[ELB102]" in project.run("--lang", "en", "a.yaml").stdout


def test_names_cannot_steer_the_terminal(project: Project) -> None:
    project.write("a.yaml", LOCAL.replace("name: web", 'name: "\\e[2J\\u202E"'))
    outcome = project.run("a.yaml")
    assert "\x1b" not in outcome.stdout
    assert "\u202e" not in outcome.stdout
    assert "Service \\u001b[2J\\u202e" in outcome.stdout


def test_no_line_is_wider_than_80_columns(project: Project) -> None:
    for example in (CHECKOUT / "examples").rglob("*.yaml"):
        project.write(example.name, example.read_bytes())
    for lang in ("en", "zh"):
        from elblint.report.layout import width

        outcome = project.run("--cluster", "standard,ipvs", "--lang", lang, ".")
        too_wide = [
            line for line in outcome.stdout.splitlines() if width(line) > 80 and "https://" not in line
        ]
        assert too_wide == []


def test_version_and_help(project: Project) -> None:
    said = project.run("--version").stdout.splitlines()
    assert said[0] == f"elblint {__version__}"
    assert re.match(r"rules: [0-9]{2,}, in .*rules$", said[1])
    assert [line.partition(" ")[0] for line in said[2:]] == ["Python", "charts:", "kustomizations:"]
    assert "Usage: elblint check [OPTIONS] [PATH]..." in project.run("check", "--help").stdout


@pytest.mark.unix
def test_a_closed_standard_output_is_no_error(project: Project) -> None:
    project.write("a.yaml", LOCAL * 1)
    many = "---\n".join(LOCAL.replace("web", f"web{number}") for number in range(500))
    project.write("many.yaml", many)
    command = f"{sys.executable} -m elblint many.yaml | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")


def test_nothing_is_imported_that_a_plain_run_does_not_need(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    code = (
        "import sys; sys.argv = ['elblint', 'a.yaml']\n"
        "from elblint.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'jsonschema', 'sarif_om', 'attr', 'rich', 'pathspec', 'pydantic'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_statistics_count_by_rule(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    project.write("b.yaml", LOCAL.replace("name: web", "name: other"))
    outcome = project.run("--statistics", ".")
    assert outcome.exit_code == 1
    assert outcome.stdout.startswith(
        "     2  ELB102  warning  dedicated-elb-private-address-dead-on-backend-nodes\n\n"
    )
    assert "-->" not in outcome.stdout


@pytest.mark.parametrize(
    ("words", "offered"),
    [("elblint ba", ["baseline"]), ("elblint fix --wr", ["--write"]), ("elblint --sel", ["--select"])],
)
def test_commands_and_options_are_completed(words: str, offered: list[str]) -> None:
    environment = {
        **os.environ,
        "_ELBLINT_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
    }
    command = [
        sys.executable,
        "-c",
        "import sys; sys.argv[0] = 'elblint'; from elblint.cli.app import app; app(prog_name='elblint')",
    ]
    outcome = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in outcome.stderr
    assert set(offered) <= set(outcome.stdout.split())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_get_a_completion_script(shell: str) -> None:
    environment = {**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    command = [sys.executable, "-m", "elblint", "--show-completion", shell]
    outcome = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert f"_COMPLETE=complete_{shell}" in outcome.stdout


def test_help_is_there_in_chinese(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    chinese = project.run("check", "--help", "--lang", "zh").stdout
    assert "检查清单" in chinese
    assert not re.search(r"^(Usage|Options|Arguments)|Show this", chinese, re.M)
    assert "Lint manifests" in project.run("check", "--help").stdout
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "列出规则" in project.run("--help").stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--lang", "zh", "--help"], "查找在华为云"),
        (["--lang=zh", "-h"], "查找在华为云"),
        (["--lang", "zh", "reach", "--help"], "显示集群内各客户端对每个"),
        (["--lang", "zh", "check", "-h"], "检查清单。"),
        (["reach", "--help", "--lang", "zh"], "显示集群内各客户端对每个"),
    ],
    ids=" ".join,
)
def test_the_language_may_stand_in_front_of_a_command(
    project: Project, arguments: list[str], says: str
) -> None:
    assert says in project.run(*arguments).stdout


def test_a_command_behind_the_language_is_run(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    assert "前提：" in project.run("--lang", "zh", "reach", "a.yaml").stdout
    assert "警告[ELB102]" in project.run("--lang", "zh", "check", "a.yaml").stdout
    assert "警告[ELB102]" in project.run("--lang", "zh", "a.yaml").stdout


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", ["", *sorted({"check", *COMMANDS})])
def test_help_fits_eighty_columns_and_names_the_groups(
    project: Project, monkeypatch: pytest.MonkeyPatch, lang: str, command: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = project.run("--lang", lang, *filter(None, [command]), "--help").stdout
    assert [
        line for line in shown.split("\n") if width(line) > 80 or "..." in line.partition("]...")[2]
    ] == []
    headings = re.findall(r"^([^ \n].*)[:：]$", shown, re.M)
    # The language server has no option but --help.
    assert len(set(headings)) == len(headings) >= (1 if command == "lsp" else 2)
    if command in {"check", "reach", "fix"}:
        assert "Cluster facts" in headings or "集群信息" in headings


def test_the_overview_has_one_line_for_each_command(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for lang in ("en", "zh"):
        listed = re.split(
            r"^(?:Commands:|命令：)$", project.run("--lang", lang, "--help").stdout, flags=re.M
        )[1]
        names = [line.split()[0] for line in listed.strip("\n").split("\n")]
        assert set(names) == {"check", *COMMANDS}
