"""Linting of texts in memory without reading the rules each time, and checks that hold for all findings."""

from __future__ import annotations

import json
from xml.etree import ElementTree

from elblint.engine.evaluator import Evaluator
from elblint.engine.finding import Finding
from elblint.engine.finding_builder import diagnostic_finding
from elblint.engine.library import Library
from elblint.engine.reach_judge import reach_model
from elblint.engine.rule_loader import load_rules
from elblint.inputs.summary import Summary
from elblint.model.cluster import Cluster
from elblint.model.context import LintContext
from elblint.model.object_kinds import KINDS, make_object
from elblint.model.objects import KubeObject
from elblint.report.reach.registry import ReachFormat, render_reach
from elblint.report.registry import Format, RenderOptions, render
from elblint.syntax.documents import objects_in, read_documents
from elblint.system.package_data import built_in_rules
from elblint.text.source import SourceText
from elblint.triage.result import Result

LIBRARY = Library(built_in_rules())
RULES = load_rules(LIBRARY)
RAISED = {rule.diagnostic: rule for rule in RULES if rule.diagnostic}


def lint(sources: list[SourceText], cluster: Cluster) -> tuple[list[Finding], LintContext]:
    objects: list[KubeObject] = []
    findings: list[Finding] = []
    for source in sources:
        documents = read_documents(source, KINDS, parse_all=True)
        findings.extend(diagnostic_finding(diagnostic, RAISED, "en") for diagnostic in documents.diagnostics)
        for root in documents.roots:
            for node, kind in objects_in(root):
                made = make_object(node, kind, source, cluster)
                if made is not None:
                    objects.append(made)
    context = LintContext(objects, (), LIBRARY.annotation_catalogue, roles=LIBRARY.roles)
    findings.extend(Evaluator(LIBRARY, context).findings(RULES))
    return sorted(findings, key=lambda finding: finding.order), context


def check_locations(findings: list[Finding]) -> None:
    for finding in findings:
        edited = [location for edit in finding.edits for location, _ in edit.replacements]
        for location in (finding.location, *(related.location for related in finding.related), *edited):
            text = location.source.text
            assert 0 <= location.start <= location.end <= len(text)
            line = location.source.line(location.line)
            assert 1 <= location.column <= len(line) + 1
            assert (location.line, location.column) <= (location.end_line, location.end_column)
            assert location.end_column <= len(location.source.line(location.end_line)) + 2


def check_reports(findings: list[Finding], context: LintContext) -> None:
    result = Result(findings, Summary(), RULES, LIBRARY, context, "en")
    text = render(Format.text, result)
    assert not any(character in text for character in "\x00\x1b\x07\u202e\x85\u2028")
    page = render(Format.html, result)
    assert not any(character in page for character in "\x00\x1b\x07\u202e\x85\u2028")
    assert "<script>alert" not in page
    github = render(Format.github, result)
    assert github.count("\n") == len(findings)
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in github.split("\n")[:-1])
    json.loads(render(Format.json, result))
    assert len({entry["fingerprint"] for entry in json.loads(render(Format.gitlab, result))}) == len(findings)
    for xml in (Format.junit, Format.checkstyle):
        ElementTree.fromstring(render(xml, result).encode("utf-8", "replace"))
    assert render(Format.concise, result).count("\n") == len(findings)
    assert "<script" not in render(Format.markdown, result)
    log = json.loads(render(Format.sarif, result))
    for reported in log["runs"][0]["results"]:
        region = reported["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] == region["endLine"]
        assert 1 <= region["startColumn"] <= region["endColumn"]
    model = reach_model(context, LIBRARY.table, "zh")
    for kind in ReachFormat:
        written = render_reach(kind, model, RenderOptions())
        assert not any(character in written for character in "\x00\x1b\x07\u202e\x85\u2028")
        if kind is ReachFormat.svg:
            ElementTree.fromstring(written)
