"""The GitHub Action, the GitLab template and the container: their steps are run as they are written."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from elblint.syntax.nodes import python_data
from elblint.syntax.yaml_parser import parse_yaml
from support.project import CHECKOUT

pytestmark = pytest.mark.unix

LOCAL = """\
apiVersion: v1
kind: Service
metadata: {name: web, annotations: {kubernetes.io/elb.class: performance}}
spec: {type: LoadBalancer, externalTrafficPolicy: Local}
"""
CLEAN = LOCAL.replace("Local", "Cluster")
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")
FACTS = "standard,vpc,ipvs,1.29"


def data(path: str) -> Any:
    roots = parse_yaml((CHECKOUT / path).read_text(), 0, lambda first, repeated: None)
    return python_data(roots[0])


STEPS = {step["name"]: step for step in data("action.yml")["runs"]["steps"]}
INPUTS = data("action.yml")["inputs"]


@dataclass
class Action:
    """A job's folder in which steps of the action are run."""

    folder: Path
    python: Path
    event: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    upload_outcome: str = ""

    def expression(self, written: str, inputs: dict[str, str]) -> str:
        """The value of an expression in ``env``."""
        inner = re.fullmatch(r"\$\{\{ (.*) \}\}", written)
        if inner is None:
            return written
        kind, _, rest = inner[1].partition(".")
        if kind == "inputs":
            default = INPUTS[rest].get("default", "")
            return inputs.get(rest, "" if "${{" in default else default)
        if kind == "steps":
            step, _, name = rest.partition(".")
            if name == "outcome":
                return self.upload_outcome
            return self.outputs.get(step, {}).get(name.removeprefix("outputs."), "")
        return {"github.action_path": str(CHECKOUT)}.get(inner[1], self.event.get(inner[1], ""))

    def run(self, name: str, **inputs: str) -> subprocess.CompletedProcess[str]:
        """Run a step as it is written, with the action's inputs (``fail_on`` for ``fail-on``)."""
        step = STEPS[name]
        given = {key.replace("_", "-"): value for key, value in inputs.items()}
        output = self.folder / "github-output"
        output.write_text("")
        environment = {
            **os.environ,
            "RUNNER_TEMP": str(self.folder / "temp"),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"),
            **self.environment,
            **{key: self.expression(value, given) for key, value in step.get("env", {}).items()},
        }
        if "ELBLINT_PYTHON" in environment and name != "Install elblint":
            environment["ELBLINT_PYTHON"] = self.outputs.get("prepare", {}).get("python", str(self.python))
        done = subprocess.run(
            [*BASH, step["run"]],
            cwd=self.folder / "work",
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if "id" in step:
            self.outputs[step["id"]] = dict(line.split("=", 1) for line in output.read_text().splitlines())
        return done

    def lint(self, **inputs: str) -> subprocess.CompletedProcess[str]:
        done = self.run("Lint", **{"cluster": FACTS, **inputs})
        assert done.returncode == 0, done.stderr
        return done

    @property
    def code(self) -> int:
        """The exit code of the last step."""
        return self.run("Fail on findings").returncode

    @property
    def summary(self) -> str:
        file = self.folder / "summary.md"
        return file.read_text() if file.exists() else ""


@pytest.fixture
def action(tmp_path: Path) -> Action:
    for name in ("temp", "work"):
        (tmp_path / name).mkdir()
    python = tmp_path / "python"
    start = (
        f"import sys; sys.path.insert(0, {str(CHECKOUT / 'lint')!r}); from elblint.cli import main; main()"
    )
    python.write_text(
        "#!/bin/sh\n"
        f'if [ "$4" = -m ] && [ "$5" = elblint ]; then shift 5; exec {sys.executable} -I -c "{start}" "$@"; fi\n'
        f'exec {sys.executable} "$@"\n'
    )
    python.chmod(0o755)
    return Action(tmp_path, python)


def write(action: Action, path: str, content: str) -> None:
    file = action.folder / "work" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)


def git(action: Action, *arguments: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@shop.cn", *arguments]
    return subprocess.run(
        command, cwd=action.folder / "work", capture_output=True, text=True, check=True
    ).stdout.strip()


def test_the_action_installs_itself_once_for_several_calls(action: Action) -> None:
    write(action, "a.yaml", LOCAL)
    assert action.run("Prepare").returncode == 0
    prepared = action.outputs["prepare"]
    action.environment["PIP_NO_COMPILE"] = "1"
    assert prepared["key"].startswith("elblint-")
    done = action.run("Install elblint")
    if "No matching distribution" in done.stderr:
        pytest.skip("no package index to install from")
    assert done.returncode == 0, done.stderr
    mark = Path(prepared["venv"]) / "elblint-is-installed"
    before = mark.stat().st_mtime_ns
    assert action.run("Install elblint").returncode == 0
    assert mark.stat().st_mtime_ns == before
    linted = action.lint(paths="a.yaml")
    assert "[ELB102]" in linted.stdout
    assert action.code == 1


def test_a_version_that_is_none_is_refused(action: Action) -> None:
    done = action.run("Prepare", version="1.0 --index-url=https://evil.cn")
    assert done.returncode != 0
    assert "written like 1.2.3" in done.stderr


def test_what_manifests_hold_is_no_command_to_the_runner(action: Action) -> None:
    write(action, "manifests/::error::x.yaml", LOCAL.replace("web", '"x\\n::add-mask::y"'))
    linted = action.lint(paths="manifests/", category="prod")
    lines = linted.stdout.splitlines()
    assert re.fullmatch(r"::stop-commands::[0-9a-f]{32}", lines[0])
    assert lines[-1] == f"::{lines[0].rpartition('::')[2]}::"
    outputs = action.outputs["lint"]
    assert outputs["exit-code"] == "1"
    sarif = json.loads(Path(outputs["sarif"]).read_text())
    assert sarif["runs"][0]["automationDetails"]["id"] == "elblint/prod/"
    shown = action.run("Annotate", format="annotations").stdout
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in shown.splitlines())


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("manifests", 3),
        ("manifests/a.yaml  manifests/b.yaml", 2),
        ("manifests/a.yaml\nmanifests/with blank.yaml\n", 2),
        ("manifests/*.yaml", 3),
        ("**/b.yaml", 1),
        ("  \n", 3),
    ],
)
def test_paths_are_globs_lines_or_words(action: Action, written: str, read: int) -> None:
    for name in ("a", "b", "with blank"):
        write(action, f"manifests/{name}.yaml", CLEAN)
    shown = action.lint(paths=written).stdout
    assert re.search(rf"Read {read} files?\b", shown), shown


def test_a_path_that_is_not_there_is_a_fault(action: Action) -> None:
    done = action.lint(paths="nowhere/*.yaml")
    assert "nowhere/*.yaml" in done.stderr
    assert action.outputs["lint"]["sarif"] == ""
    assert action.code == 2


def test_a_step_that_was_never_reached_fails_the_job(action: Action) -> None:
    assert action.code == 2


def test_inputs_reach_elblint(action: Action) -> None:
    write(action, "sub/a.yaml", LOCAL)
    write(action, "sub/own.yml", "cluster: {network: vpc, proxy: ipvs}\n")
    action.lint(
        paths="a.yaml", config="own.yml", working_directory="sub", fail_on="never", lang="zh", cluster=""
    )
    assert action.code == 0
    assert "警告" in action.summary
    assert "own.yml" in action.summary
    (action.folder / "summary.md").unlink()
    action.lint(paths="sub/a.yaml", summary="false", fail_on="error")
    assert action.summary == ""
    assert action.code == 0


@pytest.mark.parametrize(
    ("inputs", "uploaded", "shown"),
    [
        ({}, "success", False),
        ({}, "failure", True),
        ({"format": "both"}, "success", True),
        ({"format": "annotations"}, "skipped", True),
        ({"upload": "false"}, "skipped", False),
    ],
)
def test_annotations_stand_in_for_code_scanning(
    action: Action, inputs: dict[str, str], uploaded: str, shown: bool
) -> None:
    write(action, "a.yaml", LOCAL)
    action.lint(paths="a.yaml", **inputs)
    action.upload_outcome = uploaded
    done = action.run("Annotate", **inputs)
    assert done.returncode == 0
    assert ("::warning file=a.yaml,line=4" in done.stdout) is shown
    assert action.code == 1


@pytest.fixture
def pull_request(action: Action, tmp_path: Path) -> Action:
    """A clone of depth 1 of a repository whose newest commit breaks something, on a pull request."""
    write(action, "a.yaml", CLEAN)
    write(action, "old.yaml", LOCAL.replace("web", "old"))
    git(action, "init", "-q", "-b", "main")
    git(action, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(action, "add", "-A")
    git(action, "commit", "-qm", "base")
    base = git(action, "rev-parse", "HEAD")
    write(action, "a.yaml", LOCAL)
    git(action, "commit", "-qam", "break")
    (tmp_path / "work").rename(tmp_path / "origin")
    clone = ["git", "clone", "-q", "--depth", "1", f"file://{tmp_path / 'origin'}", str(tmp_path / "work")]
    subprocess.run(clone, check=True)
    action.event = {"github.event.pull_request.base.sha": base, "github.event.pull_request.number": "7"}
    return action


def test_a_pull_request_is_compared_with_its_base(pull_request: Action) -> None:
    pull_request.lint(diff="true")
    assert pull_request.summary.startswith("### ❌ elblint: ")
    assert "<code>Service web</code>" in pull_request.summary
    comparison = Path(pull_request.outputs["lint"]["diff"]).read_text()
    assert "Service old" not in comparison
    assert pull_request.code == 1


def test_with_a_comparison_only_what_is_new_fails(pull_request: Action) -> None:
    write(pull_request, "a.yaml", CLEAN)
    pull_request.lint(diff="true")
    assert pull_request.code == 0
    pull_request.lint(diff="false")
    assert pull_request.code == 1
    write(pull_request, "broken.yaml", "kind: Service\nspec: [\n")
    pull_request.lint(diff="true")
    assert pull_request.code == 2


def test_a_base_that_cannot_be_fetched_is_said(pull_request: Action) -> None:
    pull_request.event["github.event.pull_request.base.sha"] = "0" * 40
    done = pull_request.lint(diff="true")
    assert "::warning title=elblint::The comparison is left out" in done.stdout
    assert pull_request.code == 1
    pull_request.event["github.event.pull_request.base.sha"] = "--upload-pack=touch x"
    done = pull_request.lint(diff="true")
    assert "::warning title=elblint::The comparison is left out" in done.stdout
    assert not (pull_request.folder / "work/x").exists()


class _Api(BaseHTTPRequestHandler):
    """As much of GitHub's API as comments need."""

    comments: dict[int, str]
    refuses: bool
    tokens: set[str]

    def answer(self, code: int, body: object) -> None:
        self.send_response(code)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def handle_one(self) -> None:
        self.tokens.add(self.headers["Authorization"])
        length = int(self.headers["Content-Length"] or 0)
        given = json.loads(self.rfile.read(length)) if length else {}
        last = self.path.rpartition("/")[2]
        if self.refuses and self.command != "GET":
            self.answer(403, {})
        elif self.command == "GET":
            page = int(self.path.rpartition("=")[2])
            listed = [{"id": number, "body": body} for number, body in self.comments.items()]
            self.answer(200, listed if page == 1 else [])
        elif self.command == "PATCH" and last == "1":
            self.answer(403, {})
        else:
            number = int(last) if self.command == "PATCH" else len(self.comments) + 1
            self.comments[number] = given["body"]
            self.answer(200, {"id": number})

    do_GET = do_POST = do_PATCH = handle_one

    def log_message(self, *arguments: object) -> None:
        return


@pytest.fixture
def api(action: Action) -> Iterator[type[_Api]]:
    handler = type("Api", (_Api,), {"comments": {}, "refuses": False, "tokens": set()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    action.environment |= {
        "GITHUB_API_URL": f"http://127.0.0.1:{server.server_port}",
        "GITHUB_REPOSITORY": "shop/manifests",
        "no_proxy": "127.0.0.1",
    }
    yield handler
    server.shutdown()
    server.server_close()


def test_one_comment_is_written_anew(pull_request: Action, api: type[_Api]) -> None:
    # Somebody else's, which begins like ours.
    api.comments[1] = "<!-- elblint report -->\nmine"
    pull_request.lint(diff="true", comment="true", token="t0ken")
    pull_request.lint(diff="true", comment="true", token="t0ken")
    assert sorted(api.comments) == [1, 2]
    assert api.comments[2].startswith("<!-- elblint report -->\n### ❌ elblint: ")
    assert api.tokens == {"Bearer t0ken"}
    pull_request.lint(diff="true", comment="true", category="prod")
    assert api.comments[3].startswith("<!-- elblint prod -->\n")


def test_a_fork_without_rights_gets_a_warning(pull_request: Action, api: type[_Api]) -> None:
    api.refuses = True
    done = pull_request.lint(diff="true", comment="true")
    assert "::warning title=elblint::The comment could not be written: HTTP Error 403" in done.stdout
    assert pull_request.code == 1


def test_the_action_takes_its_inputs_through_env_only() -> None:
    for step in STEPS.values():
        assert "${{" not in step.get("run", "")
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step.get("uses", "a/b@" + "0" * 40))
    used = json.dumps(data("action.yml")["runs"])
    assert [name for name in INPUTS if f"inputs.{name}" not in used] == []


def test_the_gitlab_template_fits_gitlabs_schema() -> None:
    checker = shutil.which("check-jsonschema")
    if checker is None:
        pytest.skip("check-jsonschema, which has GitLab's schema, is not on this machine")
    done = subprocess.run(
        [checker, "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", CHECKOUT / "ci/gitlab.yml"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_the_gitlab_jobs_do_what_they_say(pull_request: Action) -> None:
    template = data("ci/gitlab.yml")
    folder = pull_request.folder / "work"
    programs = pull_request.folder / "programs"
    programs.mkdir()
    program = programs / "elblint"
    program.write_text(f'#!/bin/sh\nexec "{pull_request.python}" -I -X utf8 -m elblint "$@"\n')
    program.chmod(0o755)
    git(pull_request, "fetch", "-q", "--unshallow")
    environment = {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "ELBLINT_PATHS": "a.yaml old.yaml",
        "ELBLINT_OPTIONS": f"--cluster {FACTS}",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": pull_request.event["github.event.pull_request.base.sha"],
    }
    for job, left in (
        ("elblint", ["gl-code-quality-report.json", "elblint-junit.xml"]),
        ("elblint-diff", ["elblint-diff.md"]),
    ):
        script = "\n".join(template[job]["script"])
        done = subprocess.run(
            ["sh", "-ec", script], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 1, done.stderr
        assert template[job]["artifacts"]["paths"] == left
        assert all((folder / name).stat().st_size for name in left)
    assert "Service old" not in (folder / "elblint-diff.md").read_text()


def test_the_container_is_slim_and_runs_as_nobody_special() -> None:
    written = (CHECKOUT / "Dockerfile").read_text()
    images = re.findall(r"^FROM (\S+)", written, re.M)
    assert len(images) == 2
    assert all("-slim-" in image for image in images)
    last = written.rpartition("FROM ")[2]
    assert re.search(r"^USER 10001:10001$", last, re.M)
    assert re.search(r'^ENTRYPOINT \["elblint"\]$', last, re.M)
    assert "--no-install-recommends" in last
    assert "rm -rf /var/lib/apt/lists" in last
    # What is copied is what is there, and what is let through.
    for line in re.findall(r"^COPY (?!--from)(.*)$", written, re.M):
        for name in line.split()[:-1]:
            assert (CHECKOUT / name).exists(), name
            ignored = (CHECKOUT / ".dockerignore").read_text().splitlines()
            assert f"!{name}" in ignored or f"!{name}/" in ignored, name


def test_the_container_has_the_tools_that_the_tests_ran_with() -> None:
    lock = (CHECKOUT / ".ci/lock.txt").read_text().splitlines()
    wanted = [
        line for line in (CHECKOUT / ".ci/container.txt").read_text().splitlines() if not line.startswith("#")
    ]
    assert wanted
    assert set(wanted) <= set(lock)


def test_the_workflows_in_the_docs_are_sound(tmp_path: Path) -> None:
    page = (CHECKOUT / "docs/pull-requests.md").read_text()
    workflows = [block for block in re.findall(r"```yaml\n(.*?)```", page, re.S) if "jobs:" in block]
    assert len(workflows) == 3
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    for number, block in enumerate(workflows):
        (folder / f"{number}.yml").write_text(
            block.replace("elblint/elblint@v0.1.0", "elblint/elblint@" + "0" * 40)
        )
        (parsed,) = parse_yaml(block, 0, lambda first, repeated: None)
        steps = python_data(parsed)["jobs"]["elblint"]["steps"]  # type: ignore[index]
        assert set(steps[-1]["with"]) <= set(INPUTS)
    zizmor = shutil.which("zizmor", path=str(Path(sys.executable).parent)) or "zizmor"
    done = subprocess.run(
        [zizmor, "--pedantic", "--offline", "--no-progress", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_input_is_in_the_docs() -> None:
    page = (CHECKOUT / "docs/pull-requests.md").read_text()
    assert [name for name in INPUTS if f"`{name}`" not in page] == []
