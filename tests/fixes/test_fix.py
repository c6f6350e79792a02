"""elblint fix: what is mechanical is fixed, and no other byte of a file is touched."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from elblint.engine.finding import Edit, Finding
from elblint.fixes.apply import plan_fixes
from elblint.inputs.request import Request
from support.project import LOCAL, Project

SERVICE = """\
apiVersion: v1
kind: Service   # as it is
metadata:
  name: web
  annotations:
    kubernetes.io/elb.class:   union
    kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6   # which
    kubernetes.io/elb.pass-through: true # on
    kubernetes.io/elb.keepalive_timeout:   300
spec: {type: LoadBalancer}
"""
MENDED = SERVICE.replace("pass-through: true #", 'pass-through: "true" #').replace("  300\n", '  "300"\n')


def test_the_difference_is_shown_and_nothing_is_written(project: Project) -> None:
    project.write("a.yaml", SERVICE)
    outcome = project.run("fix", "a.yaml")
    assert outcome.exit_code == 1
    assert "-    kubernetes.io/elb.pass-through: true # on\n" in outcome.stdout
    assert '+    kubernetes.io/elb.pass-through: "true" # on\n' in outcome.stdout
    assert "--- a/a.yaml\n+++ b/a.yaml\n" in outcome.stdout
    assert "can be fixed: 2, in files: 1" in outcome.stdout
    assert Path("a.yaml").read_text() == SERVICE
    subprocess.run(["git", "apply", "-"], input=outcome.stdout.encode(), check=True)
    assert Path("a.yaml").read_text() == MENDED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_all_other_bytes_stay(project: Project, encoding: str, ends: str) -> None:
    given = "# 负载均衡 😀\n" + SERVICE
    file = project.write("a.yaml", given.replace("\n", ends).encode(encoding))
    if encoding == "utf-8":
        shown = project.run("fix", "a.yaml").stdout.encode()
        subprocess.run(["git", "apply", "-"], input=shown, check=True)
        assert file.read_bytes() == ("# 负载均衡 😀\n" + MENDED).replace("\n", ends).encode(encoding)
        file = project.write("a.yaml", given.replace("\n", ends).encode(encoding))
    outcome = project.run("fix", "--write", "a.yaml")
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    assert outcome.stdout == "\n".join(
        [*outcome.stdout.split("\n")[:-2], "findings fixed: 2, in files: 1", ""]
    )
    assert file.read_bytes() == ("# 负载均衡 😀\n" + MENDED).replace("\n", ends).encode(encoding)
    assert "nothing" not in project.run("fix", "a.yaml").stdout
    assert project.run("fix", "a.yaml").exit_code == 0


@pytest.mark.unix
def test_modes_and_links_stay(project: Project) -> None:
    file = project.write("real/a.yaml", SERVICE)
    file.chmod(0o640)
    os.symlink("real/a.yaml", "link.yaml")
    project.run("fix", "--write", "link.yaml")
    assert Path("link.yaml").is_symlink()
    assert file.read_text() == MENDED
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert sorted(os.listdir("real")) == ["a.yaml"]


def test_unsafe_edits_are_for_who_asks(project: Project) -> None:
    text = MENDED.replace("elb.class: ", "elb.clas: ")
    project.write("a.yaml", text)
    outcome = project.run("fix", "a.yaml")
    assert outcome.exit_code == 0
    assert "with --unsafe: 1 more" in outcome.stdout
    project.run("fix", "--unsafe", "--write", "a.yaml")
    assert "kubernetes.io/elb.class: " in Path("a.yaml").read_text()


def test_what_a_person_has_to_choose_is_offered_with_its_cost(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    outcome = project.run("fix", "a.yaml")
    assert outcome.exit_code == 0
    assert "# ELB102=2: a.yaml:9:26: Service web: " in outcome.stdout
    assert "no longer see the client's address" in outcome.stdout
    assert "to make one: elblint fix --choose ELB102=2 --write\n" in outcome.stdout
    # Nobody makes all choices at once by handing the output to git.
    subprocess.run(["git", "apply", "-"], input=outcome.stdout.encode(), check=True)
    assert "+  externalTrafficPolicy: Cluster\n" in outcome.stdout
    assert Path("a.yaml").read_text() == LOCAL
    project.run("fix", "--write", "--unsafe", "a.yaml")
    assert Path("a.yaml").read_text() == LOCAL
    project.run("fix", "--write", "--choose", "ELB102=2", "a.yaml")
    assert Path("a.yaml").read_text() == LOCAL.replace("Local", "Cluster")
    assert project.run("fix", "--choose", "ELB102", "a.yaml").exit_code == 2


@pytest.mark.parametrize("paths", [["a.yaml"], ["."]])
def test_git_is_content_with_a_difference_that_is_empty(project: Project, paths: list[str]) -> None:
    project.write("a.yaml", MENDED)
    outcome = project.run("fix", *paths)
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    assert "choose" not in outcome.stdout
    subprocess.run(["git", "apply", "-"], input=outcome.stdout.encode(), check=True)
    assert Path("a.yaml").read_text() == MENDED


def test_a_file_for_the_difference_is_utf_8_at_any_terminal(project: Project) -> None:
    file = project.write("a.yaml", "# 负载均衡\n" + SERVICE)
    outcome = project.run("fix", "-o", "fixes.patch", "a.yaml", encoding="gbk")
    assert outcome.exit_code == 1
    assert "+++" not in outcome.stdout
    assert "can be fixed: 2" in outcome.stdout
    subprocess.run(["git", "apply", "fixes.patch"], check=True)
    assert file.read_text(encoding="utf-8") == "# 负载均衡\n" + MENDED


@pytest.mark.parametrize(
    "written",
    [
        "externalTrafficPolicy: |-\n    Local",
        'externalTrafficPolicy: "Lo\\\n    cal"',
        "externalTrafficPolicy: &policy Local\n  sessionAffinity: *policy",
    ],
)
def test_what_is_not_a_value_of_its_own_on_one_line_is_left_alone(project: Project, written: str) -> None:
    text = LOCAL.replace("externalTrafficPolicy: Local", written)
    project.write("a.yaml", text)
    assert "[ELB102]" in project.run("a.yaml").stdout
    project.run("fix", "--write", "--unsafe", "--choose", "ELB102=2", "a.yaml")
    assert Path("a.yaml").read_text() == text


@pytest.mark.parametrize("choice", ["ELB102=9", "ELB102=0", "ELB999=1", "ELB601=1", "ELB102=" + "9" * 5000])
def test_a_choice_that_nobody_offers(project: Project, choice: str) -> None:
    project.write("a.yaml", LOCAL)
    outcome = project.run("fix", "--choose", choice, "a.yaml")
    assert outcome.exit_code == 2
    assert "--choose" in outcome.stderr


def test_names_of_files_steer_neither_terminal_nor_git(project: Project) -> None:
    for name in ("\x1b[31m.yaml", "x\n--- a\n+++ b\n@@ -1 +1 @@\n-a\n+c\nz.yaml", os.fsdecode(b"\xff.yaml")):
        project.write(name, LOCAL)
        shown = project.run("fix", name).stdout
        assert "\x1b" not in shown
        assert not [line for line in shown.split("\n") if line.startswith(("---", "+++", "@@", "+c"))]


def test_a_file_of_one_line_is_not_shown_for_each_choice(project: Project) -> None:
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "spec": {"type": "LoadBalancer", "externalTrafficPolicy": "Local"},
    }
    many = [
        {
            **service,
            "metadata": {"name": f"w{number}", "annotations": {"kubernetes.io/elb.class": "performance"}},
        }
        for number in range(100)
    ]
    project.write("a.json", json.dumps({"apiVersion": "v1", "kind": "List", "items": many}))
    shown = project.run("fix", "a.json").stdout
    assert shown.count("# ELB102=2: a.json:1:") == 100
    assert max(map(len, shown.split("\n"))) < 300


def test_what_could_not_be_read_is_named(project: Project) -> None:
    project.write("a.yaml", "kind: Service\na: [\n")
    outcome = project.run("fix", "a.yaml")
    assert outcome.exit_code == 2
    assert "a.yaml:2:" in outcome.stderr


def test_however_many_rounds_it_takes(project: Project) -> None:
    labels = "".join(f"    kubernetes.io/elb.x{number}: a\n" for number in range(15))
    project.write(
        "a.yaml",
        f"apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  labels:\n{labels}spec: {{type: LoadBalancer}}\n",
    )
    project.run("fix", "--write", "a.yaml")
    assert "labels" not in Path("a.yaml").read_text()


def test_several_labels_move_one_after_the_other(project: Project) -> None:
    labels = "  labels:\n    app: web\n    kubernetes.io/elb.class: union\n    kubernetes.io/elb.id: 8f2c2f3e-6a0b\n"
    text = f"apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n{labels}spec: {{type: LoadBalancer}}\n"
    project.write("a.yaml", text)
    project.run("fix", "--write", "--unsafe", "a.yaml")
    assert Path("a.yaml").read_text() == (
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n"
        "  annotations:\n    kubernetes.io/elb.id: 8f2c2f3e-6a0b\n    kubernetes.io/elb.class: union\n"
        "  labels:\n    app: web\nspec: {type: LoadBalancer}\n"
    )


def test_standard_input_is_never_written(project: Project) -> None:
    outcome = project.run("fix", "--write", "-", stdin=SERVICE)
    assert outcome.exit_code == 0
    assert "fixed: 0" in outcome.stdout


def test_rendered_text_is_mended_in_the_template(project: Project) -> None:
    project.write("web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n")
    file = project.write("web/templates/s.yaml", SERVICE.replace("name: web", "name: {{ .Release.Name }}"))
    project.run("fix", "--write", "web")
    assert file.read_text() == MENDED.replace("name: web", "name: {{ .Release.Name }}")


def test_a_file_that_may_not_be_written(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write("a.yaml", SERVICE)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    outcome = project.run("fix", "--write", "a.yaml")
    assert outcome.exit_code == 2
    assert "a.yaml: it could not be written" in outcome.stderr
    assert os.listdir() == ["a.yaml"]
    assert Path("a.yaml").read_text() == SERVICE


def safe(finding: Finding, edit: Edit) -> bool:
    return edit.safe


LINES = [
    "    kubernetes.io/elb.pass-through: {}\n",
    "    kubernetes.io/elb.keepalive_timeout: {}\n",
    "    'kubernetes.io/elb.acl-status': {}  # why\n",
    "    example.com/x: {}\n",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(["true", "0x10", '"on"', "no", "12", "~", "&a off"])), max_size=4, unique_by=lambda one: one[0]),
    st.sampled_from(["\n", "\r\n"]),
)  # fmt: skip
def test_mending_removes_just_what_was_mended(
    project: Project, lines: list[tuple[str, str]], ends: str
) -> None:
    head = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations:\n    kubernetes.io/elb.class: union\n"
    text = (head + "".join(line.format(value) for line, value in lines) + "spec: {}\n").replace("\n", ends)
    project.write("a.yaml", text)

    def shown(findings: list[Finding]) -> list[tuple[str, str]]:
        return sorted((one.rule, one.field_path) for one in findings)

    before = project.findings(paths=["a.yaml"])
    from elblint.config.settings import Config

    done = plan_fixes(Request(["a.yaml"]), Config(), "en", safe)
    assert done.result is not None
    assert shown(done.result.findings) == shown(
        [one for one in before if not any(edit.safe for edit in one.edits)]
    )
    after = done.after.get("a.yaml", text)
    # Nothing but what the edits replace is another text.
    changed = [one for one in before if any(edit.safe for edit in one.edits)]
    at_old = at_new = 0
    for finding in sorted(changed, key=lambda one: one.location.start):
        ((location, new),) = finding.edits[0].replacements
        assert after[at_new : at_new + location.start - at_old] == text[at_old : location.start]
        at_new += location.start - at_old + len(new)
        at_old = location.end
    assert after[at_new:] == text[at_old:]
    again = plan_fixes(Request(["a.yaml"], changed=done.after), Config(), "en", safe)
    assert again.after == {} or again.after == done.after
