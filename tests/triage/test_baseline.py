"""The baseline: what was there is not reported, whatever moves; what is new is."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from support.project import LOCAL, Project

OTHER = LOCAL.replace("name: web", "name: other")


@pytest.fixture(autouse=True)
def adopted(project: Project) -> None:
    project.write(".elblint.yaml", "")
    project.write("a/web.yaml", LOCAL)
    outcome = project.run("baseline")
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    assert outcome.stdout == ".elblint-baseline.json: findings written down: 1\n"


def test_what_it_looks_like(project: Project) -> None:
    written = (project.folder / ".elblint-baseline.json").read_text()
    assert written == (
        '{\n  "version": 1,\n  "findings": [\n'
        '    {"rule": "ELB102", "object": "Service/default/web", "field": "spec.externalTrafficPolicy"}\n'
        "  ]\n}\n"
    )


def test_what_was_there_is_not_reported(project: Project) -> None:
    outcome = project.run()
    assert outcome.exit_code == 0
    assert "(0 suppressed, 1 in the baseline)" in outcome.stdout
    assert project.run("--no-baseline").exit_code == 1
    assert project.run("--no-config", ".").exit_code == 1


def test_lines_and_files_may_move(project: Project) -> None:
    os.remove("a/web.yaml")
    project.write(
        "b/c.yaml", "# one\n# more\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\n" + LOCAL
    )
    assert project.run().exit_code == 0


def test_what_is_new_is_reported(project: Project) -> None:
    project.write("b.yaml", OTHER)
    outcome = project.run()
    assert outcome.exit_code == 1
    assert outcome.stdout.count("[ELB102]") == 1
    assert "1 in the baseline" in outcome.stdout
    assert project.run("a").exit_code == 0


def test_a_second_of_the_same_is_new(project: Project) -> None:
    project.write("b.yaml", LOCAL)
    assert project.run().exit_code == 1
    project.run("baseline")
    assert json.loads((project.folder / ".elblint-baseline.json").read_text())["findings"][0]["count"] == 2
    assert project.run().exit_code == 0


def test_what_is_mended_makes_its_entry_stale(project: Project) -> None:
    project.write("a/web.yaml", LOCAL.replace("Local", "Cluster"))
    outcome = project.run()
    assert outcome.exit_code == 0
    assert "note[ELB015]" in outcome.stdout
    assert "--> .elblint-baseline.json:4:5" in outcome.stdout
    assert "It is fixed: ELB102 Service/default/web" in outcome.stdout
    # An object that is not in the input may have its mistake still.
    project.write("b.yaml", OTHER.replace("Local", "Cluster"))
    assert "ELB015" not in project.run("b.yaml").stdout
    project.run("baseline")
    assert "ELB015" not in project.run().stdout


def test_a_broken_file_stays_broken(project: Project) -> None:
    project.write("b.yaml", "kind: Service\na: [\n")
    outcome = project.run("baseline")
    assert outcome.exit_code == 2
    assert "b.yaml:2:" in outcome.stderr
    assert "name its file under exclude in .elblint.yaml" in outcome.stderr
    assert project.run().exit_code == 2
    project.write(".elblint.yaml", "exclude: [b.yaml]\n")
    assert project.run("baseline").exit_code == 0
    assert project.run().exit_code == 0


def test_another_file(project: Project) -> None:
    project.run("baseline", "-o", "known.json")
    os.remove(".elblint-baseline.json")
    assert project.run().exit_code == 1
    assert project.run("--baseline", "known.json").exit_code == 0
    project.write(".elblint.yaml", "baseline: known.json\n")
    assert project.run().exit_code == 0
    assert project.run("--baseline", "a", "--no-baseline").exit_code == 2


@pytest.mark.parametrize("content", ["", "[", "[]", "{}", '{"version": 2}', '{"version": 1} 2', b"\xff\xff"])
def test_what_is_no_baseline(project: Project, content: str | bytes) -> None:
    project.write(".elblint-baseline.json", content)
    outcome = project.run()
    assert outcome.exit_code == 2
    assert ".elblint-baseline.json" in outcome.stderr


def test_a_count_that_is_no_count(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    entry = {"rule": "ELB102", "cluster": "", "object": "Service/default/web", "count": 7}
    project.write(
        ".elblint-baseline.json", json.dumps({"version": 1, "findings": [entry]}).replace("7", "7" * 5000)
    )
    assert project.run("a.yaml").stderr == ""


def test_a_name_that_is_no_text(project: Project) -> None:
    annotations = {"kubernetes.io/elb.class": "performance"}
    spec = {"type": "LoadBalancer", "externalTrafficPolicy": "Local"}
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "\ud800", "annotations": annotations},
    }
    project.write("a.json", json.dumps({**service, "spec": spec}))
    assert project.run("baseline", ".").stderr == ""
    assert project.run(".").exit_code == 0


def test_a_link_that_leads_out_of_the_repository_is_not_written_through(
    project: Project, tmp_path: Path
) -> None:
    (tmp_path / "repo/.git").mkdir(parents=True)
    os.chdir(tmp_path / "repo")
    Path("a.yaml").write_text(LOCAL)
    Path(".elblint.yaml").write_text("")
    os.symlink(tmp_path / "mine", ".elblint-baseline.json")
    outcome = project.run("baseline", ".")
    assert outcome.exit_code == 2
    assert "leads out of the repository" in outcome.stderr
    assert not (tmp_path / "mine").exists()


def test_the_order_of_findings_does_not_matter(project: Project) -> None:
    project.write("b.yaml", OTHER)
    project.run("baseline", "a", "b.yaml", "-o", "1.json")
    project.run("baseline", "b.yaml", "a", "-o", "2.json")
    assert (project.folder / "1.json").read_text() == (project.folder / "2.json").read_text()
