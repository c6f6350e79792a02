"""The configuration file: what it can say, and what is said of mistakes in it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from elblint.run import config_schema
from support.project import CHECKOUT, Project

LOCAL = """\
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations: {kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6}
spec: {type: LoadBalancer, externalTrafficPolicy: Local}
"""
CAPTURES = LOCAL.replace(", externalTrafficPolicy: Local", "")


@pytest.mark.parametrize(
    ("config", "complaint"),
    [
        ("clustr: {}", ".elblint.yaml:1:1: 'clustr' is not known here; did you mean 'cluster'?"),
        (
            "ignore: [ELB101]\ncluster:\n  proxi: ipvs\n",
            ".elblint.yaml:3:3: 'proxi' is not known in 'cluster'; did you mean 'proxy'?",
        ),
        (
            "cluster: {proxy: ipv}",
            ".elblint.yaml:1:18: 'ipv' is not a value of 'cluster.proxy'; did you mean 'ipvs'?",
        ),
        ("ignore: ELB101", ".elblint.yaml:1:9: 'ignore' must be a list, such as [ELB101]"),
        ("- a", ".elblint.yaml:1:1: ['a'] is not of type 'object'"),
        ("a: [", ".elblint.yaml:1:4: did not find expected node content while parsing a flow node"),
        ("lang: en\nlang: zh", ".elblint.yaml:2:1: 'lang' is given twice"),
        (
            "cluster: {category: turbo, network: vpc}",
            "a turbo cluster cannot have the container network 'vpc'",
        ),
        ("cluster: {version: latest}", "'latest' is not a cluster version"),
        ("severity: {ELB999: note}", "no rule fits 'ELB999'"),
        ("select: [ELB999]", "no rule fits 'ELB999'"),
        ("per-path-ignores: {'*': [ELB999]}", "no rule fits 'ELB999'"),
        ("rules: [nowhere]", "nowhere: no such file or folder of rules"),
        ("lang: en\n---\nlang: zh", "one document is expected"),
        ("clusters: {a: {proxy: ipvs}}", "one of 'paths', 'servers' is missing in 'clusters.a'"),
    ],
)
def test_mistakes_are_reported_with_line_and_nearest_word(
    project: Project, config: str, complaint: str
) -> None:
    project.write(".elblint.yaml", config)
    outcome = project.run(".")
    assert outcome.exit_code == 2
    assert complaint in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_the_library_for_schemas_is_loaded_for_mistakes_alone(project: Project) -> None:
    code = "import sys; from elblint.config.loader import load_config as load; from elblint.run import config_schema\n"
    code += "try: load('.elblint.yaml', config_schema())\nexcept Exception: pass\nprint('jsonschema' in sys.modules)"
    for config, loaded in (
        ("cluster: {proxy: ipvs}\nexclude: [a/]", "False"),
        ("cluster: {proxy: ipv}", "True"),
    ):
        project.write(".elblint.yaml", config)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == loaded


def test_all_mistakes_are_reported_at_once(project: Project) -> None:
    project.write(
        ".elblint.yaml",
        "clustr: {}\nelb: 1\n"
        "cluster: {proxy: ipv}\n"
        "charts:\n- {path: web}\n- {name: prod, cluster: none}\n"
        "select: [ELB102, 7]\n"
        "exclude: [a/, 'b[z-']\n"
        "baseline: ../../b.json\n"
        "lang: en\nlang: fr\n",
    )
    assert project.run(".").stderr.splitlines() == [
        f"elblint: error: .elblint.yaml:{complaint}"
        for complaint in (
            "1:1: 'clustr' is not known here; did you mean 'cluster'?",
            "2:1: 'elb' is not known here; did you mean 'elbs'?",
            "3:18: 'ipv' is not a value of 'cluster.proxy'; did you mean 'ipvs'?",
            "6:3: 'path' is missing in 'charts.2'",
            "6:25: 'none' is no cluster of 'clusters'; it names none",
            "7:18: 'select.2': 7 is not of type 'string'",
            "8:15: exclude: 'b[z-' is no pattern as in .gitignore",
            "9:11: '../../b.json' leads out of the repository",
            "11:1: 'lang' is given twice",
            "11:7: 'fr' is not a value of 'lang'; known are: en, zh",
        )
    ]


def test_all_rules_that_do_not_exist_are_reported_with_their_places(project: Project) -> None:
    project.write(
        ".elblint.yaml",
        "select: [ELB1, ELB999]\nignore:\n- node-port-locl\nseverity: {ELB998: note}\n"
        "per-path-ignores: {'a/': [ELB997]}\nsuppress: [{rules: [ELB996], paths: [a/], reason: b}]\n",
    )
    assert [line.partition(";")[0] for line in project.run(".").stderr.splitlines()] == [
        f"elblint: error: .elblint.yaml:{complaint}"
        for complaint in (
            "1:16: select: no rule fits 'ELB999'",
            "3:3: ignore: no rule fits 'node-port-locl'",
            "4:12: severity: no rule fits 'ELB998'",
            "5:27: per-path-ignores: no rule fits 'ELB997'",
            "6:21: suppress: no rule fits 'ELB996'",
        )
    ]


def test_paths_that_are_not_there_are_reported_with_their_places(project: Project) -> None:
    project.write(".elblint.yaml", "paths: [here, gone]\n")
    project.write("here/a.yaml", LOCAL)
    outcome = project.run()
    assert outcome.exit_code == 2
    assert outcome.stderr == "elblint: error: .elblint.yaml:1:15: paths: gone: no such file or folder\n"
    assert project.run("here").exit_code != 2


def test_wrong_paths_and_wrong_rules_are_reported_together(project: Project) -> None:
    project.write(".elblint.yaml", "paths: [gone]\nselect: [ELB999]\nignore: [NOPE]\n")
    assert [line.partition(": no ")[0] for line in project.run().stderr.splitlines()] == [
        "elblint: error: .elblint.yaml:1:9: paths: gone",
        "elblint: error: .elblint.yaml:2:10: select",
        "elblint: error: .elblint.yaml:3:10: ignore",
    ]


def test_a_text_of_the_wrong_form_is_told_the_right_one(project: Project) -> None:
    project.write(".elblint.yaml", "limits: {run-seconds: many}\n")
    assert project.run(".").stderr == (
        "elblint: error: .elblint.yaml:1:23: 'many' does not fit 'limits.run-seconds': "
        "A number, with k, M or G if it is one of bytes or characters.\n"
    )


def test_very_many_mistakes_are_cut_short(project: Project) -> None:
    project.write(".elblint.yaml", "".join(f"k{number}: 1\n" for number in range(70)))
    lines = project.run(".").stderr.splitlines()
    assert len(lines) == 51
    assert lines[-1] == "elblint: error: .elblint.yaml: and 20 more"


def test_the_other_ending_is_taken_as_well(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    project.write(".elblint.yml", "ignore: [ELB]\n")
    assert project.run("a.yaml").exit_code == 0
    assert project.run(".").stdout.count("Read 1 file") == 1


def test_both_endings_in_one_folder_are_a_mistake(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    project.write(".elblint.yml", "ignore: [ELB]\n")
    project.write(".elblint.yaml", "ignore: [ELB]\n")
    outcome = project.run("a.yaml")
    assert outcome.exit_code == 2
    assert ".elblint.yaml, .elblint.yml: both are there, and only one may be" in outcome.stderr
    assert project.run("--config", ".elblint.yml", "a.yaml").exit_code == 0
    assert project.run("--no-config", "--ignore", "ELB", "a.yaml").exit_code == 0


def test_init_does_not_write_beside_the_other_ending(project: Project) -> None:
    project.write(".elblint.yml", "ignore: [ELB]\n")
    outcome = project.run("init", "--yes", "--force")
    assert outcome.exit_code == 2
    assert ".elblint.yml: it is there already; rename it to .elblint.yaml" in outcome.stderr


def test_it_is_found_upwards_from_the_first_path(project: Project) -> None:
    project.write("deep/er/a.yaml", LOCAL)
    project.write(".elblint.yaml", "ignore: [ELB]")
    assert project.run("deep/er/a.yaml").exit_code == 0
    project.write(
        "deep/.elblint.yaml", "elbs: [{id: 3C7CAA5A-a641-4bff-801a-feace27424b6, class: performance}]"
    )
    assert project.run("deep/er/a.yaml").exit_code == 1
    assert project.run("deep").exit_code == 1
    assert project.run("--no-config", "--ignore", "ELB704", "deep").exit_code == 0
    assert project.run("--config", ".elblint.yaml", "deep").exit_code == 0


@pytest.mark.parametrize(("version", "rules"), [("1.30", set()), ("1.3", {"ELB108", "ELB609"})])
def test_an_unquoted_version_keeps_its_zero(project: Project, version: str, rules: set[str]) -> None:
    project.write("a.yaml", LOCAL.replace("annotations: {", "annotations: {kubernetes.io/elb.class: union, "))
    project.write(".elblint.yaml", f"cluster: {{version: {version}}}\n")
    assert {finding.rule for finding in project.findings()} == rules


def test_clusters_by_path(project: Project) -> None:
    project.write("a/web.yaml", CAPTURES)
    project.write("b/web.yaml", CAPTURES.replace("web", "api"))
    project.write(
        ".elblint.yaml", "clusters: {a: {paths: [a/], proxy: ipvs}, b: {paths: [b/**], proxy: iptables}}"
    )
    (finding,) = (one for one in project.findings() if one.rule == "ELB202")
    assert (finding.rule, finding.location.path, finding.certainty) == ("ELB202", "a/web.yaml", "certain")
    assert [related.location.path for related in finding.related] == ["b/web.yaml"]


def test_options_win_over_the_file(project: Project) -> None:
    project.write("a.yaml", LOCAL)
    project.write(".elblint.yaml", "cluster: {version: '1.29'}\nelbs: [{addresses: [1.1.1.1]}]\n")
    assert "ELB108" not in {finding.rule for finding in project.findings()}
    project.write("a.yaml", LOCAL.replace("annotations: {", "annotations: {kubernetes.io/elb.class: union, "))
    assert {finding.rule for finding in project.findings("1.15")} == {"ELB108"}


def test_severity_ignores_and_excludes(project: Project) -> None:
    dedicated = LOCAL.replace("annotations: {", "annotations: {kubernetes.io/elb.class: performance, ")
    project.write("old/a.yaml", dedicated)
    project.write("new/b.yaml", dedicated.replace("web", "api"))
    project.write(".elblint.yaml", "severity: {ELB102: error}\n")
    assert [finding.severity for finding in project.findings()] == ["error", "error"]
    project.write(".elblint.yaml", "per-path-ignores: {'old/**': [ELB102]}\n")
    outcome = project.run(".")
    assert "Found 1 warning (1 suppressed" in outcome.stdout
    project.write(".elblint.yaml", "exclude: [old/]\npaths: [new, old/a.yaml]\n")
    assert "--> new/b.yaml" in project.run().stdout
    assert "--> old/a.yaml" in project.run().stdout
    forced = project.run("--force-exclude")
    assert "--> old/a.yaml" not in forced.stdout
    assert "excluded paths: 1" in forced.stdout


def test_known_elbs_join_an_id_with_an_address(project: Project) -> None:
    project.write("a.yaml", CAPTURES)
    project.write(
        "b.yaml",
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\n"
        "metadata: {name: b, annotations: {kubernetes.io/elb.ip: 192.168.0.7}}\nspec: {ingressClassName: cce}\n",
    )
    assert [finding.rule for finding in project.findings("ipvs")] == ["ELB704"]
    project.write(
        ".elblint.yaml", "elbs: [{id: 3c7caa5a-a641-4bff-801a-feace27424b6, addresses: [192.168.0.7]}]"
    )
    assert [finding.rule for finding in project.findings("ipvs")] == ["ELB704", "ELB201"]


def test_the_schema_is_a_schema_and_the_example_fits() -> None:
    from elblint.syntax.nodes import python_data
    from elblint.syntax.yaml_parser import parse_yaml

    schema = json.loads(Path(config_schema()).read_text())
    Draft202012Validator.check_schema(schema)
    (root,) = parse_yaml((CHECKOUT / "examples/.elblint.yaml").read_text(), 0, lambda first, repeated: None)
    assert list(Draft202012Validator(schema).iter_errors(python_data(root))) == []
