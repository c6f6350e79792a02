"""Properties that hold for every input."""

from __future__ import annotations

import random as randomness
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elblint.engine.finding import Finding
from elblint.engine.finding_builder import diagnostic_finding
from elblint.model.cluster import Cluster
from elblint.syntax.block_reader import read_block
from elblint.syntax.nodes import Mapping, Node, Scalar, Sequence
from elblint.syntax.yaml_parser import one_value, parse_events
from elblint.text.diagnostics import Diagnostic, ParseError
from elblint.text.reader import decode
from elblint.text.source import SourceText
from support.linting import RAISED, RULES, check_locations, check_reports, lint
from support.strategies import as_text, block_lines, clusters, loaded, rubbish

pytestmark = pytest.mark.slow


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
