"""Inputs that once made elblint hang, crash, or hide a finding."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from elblint.report.diff.registry import DiffFormat
from elblint.report.reach.registry import ReachFormat
from elblint.report.registry import Format
from support.project import LOCAL, Project

pytestmark = pytest.mark.unix

SECONDS = 5.0  # of a shared machine; each takes a fraction of a second on a quiet one


@pytest.fixture
def quickly() -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < SECONDS


def services(number: int) -> str:
    item = '{"apiVersion":"v1","kind":"Service","metadata":{"name":"%d","annotations":{"kubernetes.io/elb.class":"performance"}},"spec":{"type":"LoadBalancer","externalTrafficPolicy":"Local"}}'
    return ",".join(item % index for index in range(number))


SELECTED = "".join(
    f"---\napiVersion: v1\nkind: Service\nmetadata: {{name: s{number}}}\nspec: {{type: NodePort, selector: {{app: x}}}}\n"
    f"---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: d{number}}}\n"
    "spec: {template: {metadata: {labels: {app: x}}, spec: {containers: [{name: c}]}}}\n"
    for number in range(1000)
)
SLOW = {
    "the same object, written a thousand times": f"---\n{LOCAL}" * 1000,
    "as many versions of one object": "".join(f"---\n{LOCAL}  sessionAffinity: v{number}\n" for number in range(1000)),
    "a suppression of an unknown rule on each line": LOCAL + "# elblint: ignore[ELB998, ELB999]\n" * 2_000,
    "comments of templates that never end": "# " + "{{/* elblint: ignore[" * 20_000,
    "a suppression with ever other rules": LOCAL.replace("{", '{elblint.io/ignore: "' + ";".join(f"ELB{n}" for n in range(20_000)) + '", ', 1),
    "a suppression with one rule again and again": LOCAL.replace("{", '{elblint.io/ignore: "' + "ELB102;" * 100_000 + '", ', 1),
    "a suppression of many words": LOCAL.replace("{", '{elblint.io/ignore: "' + "A " * 100_000 + '", ', 1),
    "comment lines with CRLF": "# c\r\n" * 5000 + "kind: Service\r\n---\r\nkind: Pod\r\n",
    "comment lines and no kind": "# c\r\n" * 5000 + "foo: 1\r\n",
    "only CR": "\r" * 300_000 + "x: [",
    "blanks after kind": "kind:" + " " * 100_000 + "!\n",
    "one long line of objects": '{"kind":"List","é":"é","items":[' + services(300) + "]}",
    "Services and workloads that all match": SELECTED,
    "what only the slow parser accepts": "kind: Service\na: [" + "x," * 300_000 + " b:,c]",
    "one object a thousand times": f"x: &a\n  {LOCAL.strip()}\nkind: List\nitems:\n".replace("\n", "\n  ")[:-2].replace("\n  kind: List\n  items:", "\nkind: List\nitems:") + "- *a\n" * 20_000,
    "deep blocks": "kind: Service\nspec: " + "- " * 100_000,
    "deep flow": "kind: Service\nspec: " + "[" * 100_000,
    "deep JSON": '{"kind":"Service","spec":' + "[" * 100_000,
    "alias bomb": "kind: Service\na0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)),
    "merge bomb": "kind: Service\na0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}]}}\n" for n in range(1, 12)) + "spec: {<<: *a11}\n",
}  # fmt: skip


@pytest.mark.parametrize("name", SLOW)
def test_it_ends_soon(project: Project, quickly: None, name: str) -> None:
    project.write("a.yaml", SLOW[name])
    outcome = project.run("a.yaml")
    assert outcome.stderr == ""
    assert outcome.exit_code in {0, 1, 2}


HIDDEN = {
    "a second kind in a quoted text": f"{LOCAL.replace('kind: Service', 'kind: &k Service')}x: \"\nkind: ConfigMap\n\"\n",
    "flow style": "{kind: Service, apiVersion: v1, metadata: {name: a, annotations: {kubernetes.io/elb.class: performance}}, spec: {type: LoadBalancer, externalTrafficPolicy: Local}, x: {\nkind: ConfigMap\n}}\n",
    "markers after CR": "kind: ConfigMap\rx: 1\r---\r" + LOCAL.replace("\n", "\r"),
    "behind a broken document with a directive": "%YAML 1.1\n---\nkind: Service\nmetadata: {name: [\n---\n" + LOCAL,
    "JSON that YAML refuses": '{"kind":"Service","a":"\\ud83d\\ude00"}\n---\n' + LOCAL,
    "a policy merged over the one before it": "x-base: &b {externalTrafficPolicy: Local}\n" + LOCAL.replace("Policy: Local", "Policy: Cluster") + "  <<: *b\n",
}  # fmt: skip


@pytest.mark.parametrize("name", HIDDEN)
def test_nothing_is_hidden(project: Project, name: str) -> None:
    project.write("a.yaml", HIDDEN[name])
    assert "warning[ELB102]" in project.run("a.yaml").stdout


def test_braces_in_quotes_do_not_excuse_a_broken_document(project: Project) -> None:
    project.write(
        "a.yaml", 'kind: Service\nmetadata:\n  annotations: {t: "{{ok}}"}\nspec: {type: LoadBalancer\n'
    )
    outcome = project.run("a.yaml")
    assert outcome.exit_code == 2
    assert "error[ELB003]" in outcome.stdout


@pytest.mark.parametrize("option", [["--ignore", "ELB003"], ["--select", "ELB102"]])
def test_what_could_not_be_read_fails_the_run_even_if_nobody_wants_to_hear_it(
    project: Project, option: list[str]
) -> None:
    project.write("a.yaml", "kind: Service\nspec: [\n")
    outcome = project.run(*option, "a.yaml")
    assert outcome.exit_code == 2
    assert "inputs not read: 1" in outcome.stdout


@pytest.mark.parametrize(
    "text", ["[1]", "foo", "metadata: {name: x}", "Kind: Service", "kind: List\nitems: [1, null]"]
)
def test_what_holds_no_object_is_counted(project: Project, text: str) -> None:
    project.write("a.yaml", text)
    assert "Skipped: documents with nothing to look at: 1." in project.run("--allow-empty", "a.yaml").stdout


def test_a_config_cannot_be_a_bomb(project: Project, quickly: None) -> None:
    bomb = "a0: &a0 [x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
    )
    project.write(".elblint.yaml", bomb)
    outcome = project.run(".")
    assert outcome.exit_code == 2
    assert "more than 20000 values" in outcome.stderr


@pytest.mark.parametrize(
    "config",
    [
        "cluster: {<<: {foo: 1}}",
        "exclude: ['!']",
        "clusters: {a: {paths: ['[z-a]']}}",
        'paths: ["\\0"]',
        'rules: ["\\0"]',
        'baseline: "\\x00"',
        f"exclude: [{'a' * 400_000}]",
        f"paths: {'a' * 100_000}",
        f"lang: {'a' * 100_000}",
    ],
)
def test_a_config_cannot_crash_it(project: Project, quickly: None, config: str) -> None:
    project.write(".elblint.yaml", config)
    project.write("a.yaml", LOCAL)
    outcome = project.run(".")
    assert outcome.exit_code == 2
    assert outcome.stderr.startswith("elblint: error: ")
    assert len(outcome.stderr) < 1000


def test_a_repositorys_gitignore_cannot_hurt(project: Project, quickly: None) -> None:
    (project.folder / ".git").mkdir()
    project.write(".gitignore", "!\n[z-a]\nb.yaml\n")
    project.write("a.yaml", LOCAL)
    project.write("b.yaml", LOCAL)
    (project.folder / "sub").mkdir()
    os.mkfifo(project.folder / "sub" / ".gitignore")
    project.write("sub/c.yaml", LOCAL)
    outcome = project.run(".")
    assert "Read 2 files" in outcome.stdout


def test_a_value_of_a_megabyte_is_shown_in_brief(project: Project) -> None:
    ports = ",".join(f"https:{number}" for number in range(1, 60_000))
    manifest = LOCAL.replace("{", f"{{kubernetes.io/elb.protocol-port: '{ports}', ")
    project.write("a.yaml", manifest.replace("name: web", f"name: {'w' * 10_000}"))
    shown = project.run("--color", "never", "a.yaml").stdout
    assert "https:1,https:2," in shown
    assert max(map(len, shown.splitlines())) < 500


def test_names_cannot_forge_lines(project: Project) -> None:
    name = '"a\\nerror[ELB999] fake\\n::error file=x::boom"'
    project.write("a.yaml", LOCAL.replace("name: web", f"name: {name}"))
    project.write("b\n::error::.yaml", LOCAL)
    (project.folder / "base").mkdir()
    formats = [["-f", kind.value, "."] for kind in Format if kind is not Format.github]
    reach = [["reach", "-f", kind.value, "."] for kind in ReachFormat]
    compared = [["diff", "-f", kind.value, "base", "."] for kind in DiffFormat]
    for arguments in [["."], ["--group", "file", "."], *formats, *reach, *compared]:
        stdout = project.run(*arguments).stdout
        assert not any(line.lstrip().startswith(("::error", "error[ELB999]")) for line in stdout.splitlines())


def test_file_names_that_are_no_utf_8(project: Project) -> None:
    Path(os.fsdecode(b"\xff.yaml")).write_text(LOCAL)
    outcome = project.run("-f", "sarif", ".")
    assert outcome.exit_code == 1
    assert '"uri": "%FF.yaml"' in outcome.stdout


def test_standard_input_under_the_name_of_a_file(project: Project) -> None:
    project.write("a.yaml", LOCAL.replace("web", "api"))
    long = "# comment\n" * 50 + LOCAL
    outcome = project.run("--stdin-filename", "a.yaml", "-", "a.yaml", stdin=long)
    assert outcome.stdout.count("warning[ELB102]") == 2


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no permissions here")
def test_folders_that_one_may_not_enter(project: Project) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may enter every folder")
    project.write("secret/a.yaml", LOCAL)
    (project.folder / "secret").chmod(0)
    try:
        for arguments in (
            ["secret"],
            ["secret/a.yaml"],
            ["reach", "secret/a.yaml"],
            ["test-rules", "secret"],
        ):
            outcome = project.run(*arguments)
            assert outcome.exit_code == 2
            assert "Traceback" not in outcome.stderr
    finally:
        (project.folder / "secret").chmod(0o700)


@pytest.mark.parametrize(
    "call",
    [
        "- <&-",
        "a.yaml >&-",
        "reach a.yaml >&-",
        "test-rules rules >/dev/full",
        "a.yaml >/dev/full",
        "--help >/dev/full",
        f"{'a' * 5000}",
    ],
)
def test_closed_and_full_streams(project: Project, call: str) -> None:
    if "/dev/full" in call and not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    project.write("a.yaml", LOCAL)
    (project.folder / "rules").mkdir()
    # Python itself holds output back, unless this variable says otherwise.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = f"{sys.executable} -m elblint {call}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_a_shells_pipe_is_read(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m elblint <(cat a.yaml)"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "warning[ELB102]" in done.stdout


def test_a_working_folder_that_is_gone(project: Project) -> None:
    file = project.write("a.yaml", LOCAL)
    command = f"mkdir gone && cd gone && rmdir ../gone && {sys.executable} -m elblint -f sarif {file}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert done.returncode in {1, 2}
