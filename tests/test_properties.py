"""Properties that hold for every input."""

from __future__ import annotations

import json
import random as randomness
import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st
from strategies import as_text, block_lines, clusters, loaded, rubbish

from elblint.engine.evaluator import Evaluator
from elblint.engine.finding import Finding
from elblint.engine.finding_builder import diagnostic_finding
from elblint.engine.library import Library
from elblint.engine.rule_loader import built_in_rules, load_rules
from elblint.inputs.summary import Summary
from elblint.model.cluster import Cluster
from elblint.model.context import KINDS, LintContext, make_object
from elblint.model.objects import KubeObject
from elblint.model.services import Service
from elblint.report.reach_text import reach_report
from elblint.report.registry import Format, RenderOptions, render
from elblint.syntax.block_reader import read_block
from elblint.syntax.documents import objects_in, read_documents
from elblint.syntax.nodes import Mapping, Node, Scalar, Sequence
from elblint.syntax.yaml_parser import one_value, parse_events
from elblint.text.diagnostics import Diagnostic, ParseError
from elblint.text.reader import decode
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
    context = LintContext(objects, (), LIBRARY.annotation_catalogue)
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
    ElementTree.fromstring(render(Format.junit, result).encode("utf-8", "replace"))
    log = json.loads(render(Format.sarif, result))
    for reported in log["runs"][0]["results"]:
        region = reported["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] == region["endLine"]
        assert 1 <= region["startColumn"] <= region["endColumn"]
    services = [item for item in context.by_kind.get("Service", []) if isinstance(item, Service)]
    reach_report(services, LIBRARY.table, context, "zh", RenderOptions())


@given(loaded, clusters)
def test_no_manifest_may_raise_and_every_location_lies_in_its_file(
    documents: list[object], cluster: str
) -> None:
    findings, context = lint([SourceText("a.yaml", as_text(documents))], Cluster.from_words(cluster))
    check_locations(findings)
    check_reports(findings, context)


@given(rubbish)
def test_no_text_may_raise(text: str) -> None:
    findings, context = lint([SourceText("a.yaml", text)], Cluster())
    check_locations(findings)
    check_reports(findings, context)


@given(st.binary(max_size=60))
def test_no_bytes_may_raise(data: bytes) -> None:
    source = decode(data, "a.yaml")
    findings, _ = lint([source], Cluster()) if isinstance(source, SourceText) else ([], None)
    check_locations(findings)
    if isinstance(source, Diagnostic):
        check_locations([diagnostic_finding(source, RAISED, "en")])


@given(loaded, clusters, st.randoms())
def test_the_order_of_files_changes_nothing(
    documents: list[object], cluster: str, random: randomness.Random
) -> None:
    sources = [SourceText(f"{number}.yaml", as_text([document])) for number, document in enumerate(documents)]
    told = Cluster.from_words(cluster)
    before, _ = lint(sources, told)
    shuffled = [SourceText(source.path, source.text) for source in sources]
    random.shuffle(shuffled)
    after, _ = lint(shuffled, told)
    assert [describe(finding) for finding in before] == [describe(finding) for finding in after]


def describe(finding: Finding) -> tuple[object, ...]:
    locations = [
        (location.path, location.line, location.column)
        for location in (finding.location, *(r.location for r in finding.related))
    ]
    return (
        finding.rule,
        finding.severity,
        finding.certainty,
        finding.title,
        finding.message,
        tuple(locations),
        finding.unknown_facts,
    )


@given(loaded, clusters, st.integers(1, 5))
def test_text_in_front_only_shifts_lines(documents: list[object], cluster: str, lines: int) -> None:
    told = Cluster.from_words(cluster)
    text = as_text(documents)
    if not text.startswith("{"):
        return
    before, _ = lint([SourceText("a.yaml", "---\n" + text)], told)
    after, _ = lint([SourceText("a.yaml", "# comment\n" * lines + "---\n" + text)], told)
    moved = [
        (item.rule, item.location.line - lines, item.location.column, item.location.end_column)
        for item in after
    ]
    assert moved == [
        (item.rule, item.location.line, item.location.column, item.location.end_column) for item in before
    ]


def tree(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.text, node.plain, node.start, node.end
    if isinstance(node, Sequence):
        return [tree(item) for item in node.items], node.start
    assert isinstance(node, Mapping)
    return {key: (tree(entry[0]), tree(entry[1])) for key, entry in node.entries.items()}, node.start


def ends(node: Node) -> object:
    if isinstance(node, Sequence):
        return node.end, [ends(item) for item in node.items]
    if isinstance(node, Mapping):
        return node.end, [ends(entry[1]) for entry in node.entries.values()]
    return node.end


@given(block_lines)
def test_lines_are_read_as_the_parser_reads_them(text: str) -> None:
    repeated: list[tuple[int, int]] = []
    plain = read_block(text, 5, lambda first, again: repeated.append((first.start, again.start)), one_value)
    if plain is None:
        return
    found: list[tuple[int, int]] = []
    parsed = parse_events(text, 5, lambda first, again: found.append((first.start, again.start)))
    assert [tree(node) for node in plain] == [tree(node) for node in parsed]
    assert [ends(node) for node in plain] == [ends(node) for node in parsed]
    assert sorted(repeated) == sorted(found)


@given(rubbish)
def test_what_both_parsers_accept_they_read_alike(text: str) -> None:
    read = []
    for pure in (False, True):
        try:
            read.append(
                [tree(node) for node in parse_events(text, 0, lambda first, repeated: None, pure=pure)]
            )
        except ParseError:
            return
    if any(part in text for part in ("\u2028", "\u0085", "\ufeff", "---", "...")):
        return  # line breaks of YAML 1.1 that 1.2 gave up, and the markers at which elblint itself cuts
    if re.search(r"!(?![!\w])|[|>][^\n]*\n#", text):
        return  # a tag without a name, a comment in a block: nobody writes them, and the parsers disagree
    assert read[0] == read[1]


@given(loaded)
def test_more_facts_only_decide(documents: list[object]) -> None:
    """Certain findings without facts stay with any facts, and no facts add a finding that was not possible before."""
    source = SourceText("a.yaml", as_text(documents))
    unsure, _ = lint([source], Cluster.from_words("standard"))
    sure, _ = lint([source], Cluster.from_words("standard,vpc,ipvs,1.29"))
    certain = {key(finding) for finding in unsure if finding.certainty == "certain"}
    assert certain <= {key(finding) for finding in sure if finding.certainty == "certain"}
    loud = {rule.id for rule in RULES if rule.when_unknown == "silent" or rule.silent_without}
    news = {key(finding) for finding in sure} - {key(finding) for finding in unsure}
    assert {item for item in news if item[0] not in loud} == set()


def key(finding: Finding) -> tuple[str, int]:
    return finding.rule, finding.location.start
