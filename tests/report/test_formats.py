"""The formats of ``check`` beside the golden ones: what each of them promises to whoever reads it."""

from __future__ import annotations

import json
import shutil
from xml.etree import ElementTree

import pytest

from elblint.version import __version__
from support.project import CHECKOUT, LOCAL, Project

TWICE = "---\n".join([LOCAL, LOCAL.replace("web", "api"), LOCAL.replace("web", "gate")])
NUMBER = """\
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations: {kubernetes.io/elb.class: performance, kubernetes.io/elb.pass-through: true}
spec: {type: LoadBalancer}
"""


def test_concise_is_a_line_for_each_finding_and_nothing_else(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    outcome = project.run("-f", "concise", "a.yaml")
    assert outcome.stdout == (
        "a.yaml:9:26: ELB102 warning The dedicated ELB's private address is dead on the nodes that run the backends "
        "(Service web)\n"
    )
    assert outcome.stdout.count("\n") == len(
        json.loads(project.run("-f", "json", "a.yaml").stdout)["findings"]
    )
    project.write("b.yaml", LOCAL.replace("Local", "Cluster"))
    assert project.run("-f", "concise", "b.yaml").stdout == ""


def test_quiet_text_has_no_summary(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    full, quiet = project.run("a.yaml").stdout, project.run("-q", "a.yaml").stdout
    assert full.startswith(quiet)
    assert full[len(quiet) :].startswith("Found ")
    project.write("b.yaml", LOCAL.replace("Local", "Cluster"))
    assert project.run("-q", "b.yaml").stdout == ""


def test_the_end_of_a_report_names_the_run_and_the_way_to_more(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    project.write(".elblint.yaml", "cluster: {network: vpc, proxy: ipvs}\n")
    lines = project.run("a.yaml").stdout.splitlines()
    assert lines[-2:] == [
        f"elblint {__version__}; cluster: standard, vpc, ipvs; configuration: .elblint.yaml",
        "elblint explain ELB102 says more about a rule, with examples.",
    ]


def test_the_same_advice_is_given_once_in_a_row(project: Project) -> None:
    project.write("a.yaml", TWICE)
    shown = project.run("--select", "ELB102", "a.yaml").stdout
    assert shown.count("ELB102]") == 3
    assert shown.count("  fix:") == 1
    assert shown.count("  fix and source: as for the finding above") == 2


def test_findings_stand_below_their_file_or_rule(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    project.write("b.yaml", LOCAL.replace("web", "api").replace("    kubernetes.io/elb.id", "    # "))
    by_file = [
        line for line in project.run("--group", "file", ".").stdout.splitlines() if line.startswith("===")
    ]
    assert by_file == ["=== a.yaml", "=== b.yaml"]
    by_rule = [
        line for line in project.run("--group", "rule", ".").stdout.splitlines() if line.startswith("===")
    ]
    assert by_rule == sorted(set(by_rule))
    assert "=== ELB102 dedicated-elb-private-address-dead-on-backend-nodes" in by_rule


@pytest.mark.parametrize(
    ("name", "begin"),
    [
        ("x.sarif", '{"$schema"'),
        ("x.sarif.json", '{"$schema"'),
        ("x.json", "{\n"),
        ("x.html", "<!doctype"),
        ("x.md", "### "),
        ("x.xml", "<?xml"),
        ("x.checkstyle.xml", '<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle'),
        ("x.gl-code-quality.json", "["),
        ("x.txt", "warning["),
    ],
)
def test_the_name_of_the_file_says_the_format(project: Project, name: str, begin: str) -> None:
    project.write("a.yaml", LOCAL)
    assert project.run("-o", name, "a.yaml").exit_code == 1
    assert (project.folder / name).read_text().startswith(begin)


def test_a_format_that_is_given_wins_over_the_name(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    project.run("-f", "json", "-o", "x.sarif", "-o", "y.md", "a.yaml")
    assert json.loads((project.folder / "x.sarif").read_text())["version"] == 1
    assert (project.folder / "y.md").read_text().startswith("### ")


def test_sarif_offers_safe_edits_as_fixes_and_says_what_they_do(project: Project) -> None:
    project.write("a.yaml", NUMBER)
    project.write("b.yaml", LOCAL)
    (run,) = json.loads(project.run("-f", "sarif", ".").stdout)["runs"]
    fixes = {
        result["ruleId"]: [fix["description"]["text"] for fix in result["fixes"]]
        for result in run["results"]
        if "fixes" in result
    }
    assert fixes == {
        "ELB601": [r'Set metadata.annotations\["kubernetes.io/elb.pass-through"\] to "true"'],
    }
    (local,) = [result for result in run["results"] if result["ruleId"] == "ELB102"]
    assert local["properties"]["unsafeFixes"] == [
        "Set spec.externalTrafficPolicy to Cluster; then any node answers for any backend, and the backends no longer "
        "see the client's address"
    ]
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert rules["ELB102"]["helpUri"].endswith(f"/v{__version__}/docs/rules/ELB102.md")
    assert "https://support.huaweicloud.com/" in rules["ELB102"]["help"]["text"]


def test_every_built_in_page_that_sarif_links_to_exists(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    for lang in ("en", "zh"):
        (run,) = json.loads(project.run("-f", "sarif", "--lang", lang, "a.yaml").stdout)["runs"]
        for rule in run["tool"]["driver"]["rules"]:
            page = rule["helpUri"].partition(f"/blob/v{__version__}/")[2]
            assert (CHECKOUT / page).is_file(), rule["helpUri"]


def test_junit_has_a_suite_for_each_file(project: Project) -> None:
    project.write("a.yaml", TWICE)
    project.write("b.yaml", LOCAL.replace("web", "b"))
    root = ElementTree.fromstring(project.run("-f", "junit", ".").stdout)
    suites = root.findall("testsuite")
    assert [suite.get("name") for suite in suites] == ["a.yaml", "b.yaml"]
    assert sum(int(suite.get("tests", "0")) for suite in suites) == int(root.get("tests", "0"))
    assert all(suite.find("properties/property") is not None for suite in suites)


def test_gitlab_has_message_column_and_a_fingerprint_that_lines_do_not_change(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    first = json.loads(project.run("-f", "gitlab", "a.yaml").stdout)
    project.write("a.yaml", "# a line\n\n" + LOCAL)
    second = json.loads(project.run("-f", "gitlab", "a.yaml").stdout)
    assert [one["fingerprint"] for one in first] == [one["fingerprint"] for one in second]
    local = next(one for one in first if one["check_name"].startswith("ELB102"))
    assert local["location"]["positions"]["begin"] == {"line": 9, "column": 26}
    assert "\n" not in local["description"]
    assert "these callers cannot connect" in local["description"]


def test_markdown_of_many_findings_is_folded_and_bounded(project: Project) -> None:
    project.write("a.yaml", "---\n".join(LOCAL.replace("web", f"web-{number}") for number in range(400)))
    written = project.run("-f", "markdown", "a.yaml").stdout
    assert len(written.encode()) <= 60_000
    assert "<details><summary>" in written
    assert written.rstrip().endswith("</sub>")


@pytest.mark.parametrize("kind", ["text", "json", "sarif", "html", "markdown", "junit", "checkstyle"])
def test_formats_name_version_facts_and_configuration(project: Project, kind: str) -> None:
    shutil.copytree(CHECKOUT / "examples", project.folder / "examples")
    written = project.run("-f", kind, "examples").stdout.replace("\n", " ")
    for part in (__version__, "ipvs", "examples/.elblint.yaml"):
        assert part in written
