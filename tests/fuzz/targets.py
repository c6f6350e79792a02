"""Targets for a coverage-guided fuzzer: each takes any bytes and may raise only its declared errors.

pip install atheris
python tests/fuzz/run.py reading -max_total_time=600
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from elblint.config.loader import load_config
from elblint.config.settings import Config
from elblint.engine.evaluator import Evaluator
from elblint.engine.finding_builder import diagnostic_finding
from elblint.engine.library import Library
from elblint.engine.rule import Rule, load_rule
from elblint.engine.rule_loader import load_rules
from elblint.engine.rule_text import RuleText
from elblint.errors import ConfigError, RuleError, UsageError
from elblint.inputs.helm.source_map import sections_of
from elblint.inputs.summary import Summary
from elblint.model.cluster import Cluster
from elblint.model.context import LintContext
from elblint.model.object_kinds import KINDS, make_object
from elblint.model.objects import KubeObject
from elblint.report.registry import Format, RenderOptions, render
from elblint.syntax.block_reader import read_block
from elblint.syntax.comments import comments_of
from elblint.syntax.documents import objects_in, read_documents
from elblint.syntax.nodes import Mapping, Node, Scalar
from elblint.syntax.yaml_parser import one_value, parse_events
from elblint.system.package_data import built_in_rules
from elblint.text.diagnostics import Diagnostic, ParseError
from elblint.text.globs.gitignore import Folder, patterns_of
from elblint.text.globs.path_patterns import PathPatterns
from elblint.text.own_pattern import OwnPattern, PatternError, Searches
from elblint.text.reader import decode
from elblint.text.source import SourceText
from elblint.triage.baseline import Baseline
from elblint.triage.result import Result
from elblint.triage.suppressions import Suppressions

SCHEMA = os.path.join(built_in_rules(), "schema", "config.json")


@cache
def _rules() -> tuple[Library, list[Rule]]:
    library = Library(built_in_rules())
    return library, load_rules(library)


def _lint(source: SourceText) -> None:
    library, rules = _rules()
    documents = read_documents(source, KINDS, parse_all=True)
    cluster = Cluster.from_words("standard,vpc,ipvs,1.29")
    objects: list[KubeObject] = []
    for root in documents.roots:
        for node, kind in objects_in(root):
            made = make_object(node, kind, source, cluster)
            if made is not None:
                objects.append(made)
    context = LintContext(objects, (), library.annotation_catalogue, roles=library.roles)
    raised = {rule.diagnostic: rule for rule in rules if rule.diagnostic}
    findings = [
        diagnostic_finding(diagnostic, raised, "en")
        for diagnostic in documents.diagnostics
        if diagnostic.kind in raised
    ]
    findings += Evaluator(library, context).findings(rules)
    for finding in findings:
        for location in (finding.location, *(related.location for related in finding.related)):
            assert 0 <= location.start <= location.end <= len(location.source.text)
    result = Result(findings, Summary(), rules, library, context, "zh")
    render(Format.text, result, RenderOptions(colour=True))


def reading(data: bytes) -> None:
    """A whole file: bytes to report."""
    source = decode(data, "a.yaml")
    if not isinstance(source, Diagnostic):
        _lint(source)


def lines(data: bytes) -> None:
    """The reader by lines against the parser."""
    text = data.decode("utf-8", "ignore")
    mine: list[int] = []
    nodes = read_block(text, 0, lambda first, again: mine.append(again.start), one_value)
    if nodes is None:
        return
    theirs: list[int] = []
    try:
        parsed = parse_events(text, 0, lambda first, again: theirs.append(again.start))
    except ParseError:
        # libyaml refuses some of YAML; what it alone refuses is the other parser's to judge.
        theirs.clear()
        parsed = parse_events(text, 0, lambda first, again: theirs.append(again.start), pure=True)
    assert list(map(_tree, nodes)) == list(map(_tree, parsed))
    assert sorted(mine) == sorted(theirs)


def _tree(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.text, node.plain, node.start, node.end
    if isinstance(node, Mapping):
        return (
            [(key, _tree(one), _tree(other)) for key, (one, other) in node.entries.items()],
            node.start,
            node.end,
        )
    return [_tree(item) for item in node.items], node.start, node.end


_ANNOTATIONS = (
    "autocreate", "health-check-option", "health-check-options", "session-affinity-option", "listen-ports",
    "port-ranges", "protocol-port", "headers-to-insert",
)  # fmt: skip


def annotation(data: bytes) -> None:
    """JSON, and lists, in annotations."""
    name = _ANNOTATIONS[data[0] % len(_ANNOTATIONS)] if data else "autocreate"
    value = data[1:].decode("utf-8", "ignore").replace("\n", " ").replace("'", "''")
    kind = "Ingress" if name == "listen-ports" else "Service"
    api = "networking.k8s.io/v1" if kind == "Ingress" else "v1"
    _lint(
        SourceText(
            "a.yaml",
            f"apiVersion: {api}\nkind: {kind}\nmetadata:\n  name: a\n  annotations:\n"
            f"    kubernetes.io/elb.class: performance\n    kubernetes.io/elb.{name}: '{value}'\n"
            "spec: {type: LoadBalancer, ports: [{name: a, port: 80}]}\n",
        )
    )


def rule(data: bytes) -> None:
    """A rule file of one's own."""
    library, _ = _rules()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "rule.yaml")
        file.write_bytes(data)
        with contextlib.suppress(RuleError):
            load_rule(RuleText(str(file)), library)


def comments(data: bytes) -> None:
    """Helm's comments and elblint's own."""
    text = data.decode("utf-8", "ignore")
    for section in sections_of(text):
        assert 0 <= section.start <= section.end <= len(text)
    source = SourceText("a.yaml", text)
    for comment in comments_of(source):
        assert re.match(r"#|\{\{-?\s*/\*\s*elblint:", text[comment.start : comment.end])
    _, rules = _rules()
    Suppressions(Config(), [source], [], rules)


def patterns(data: bytes) -> None:
    """Path patterns as in ``.gitignore``, and regular expressions of own rules: of any form, and in little time."""
    head, _, names = data.partition(b"\0")
    lines = head.decode("utf-8", "surrogateescape").split("\n")
    paths = [path for path in names.decode("utf-8", "surrogateescape").split("\0") if path.strip("/")]
    with contextlib.suppress(UsageError):
        chosen = PathPatterns(lines, "exclude")
        for path in paths:
            chosen.match(path)
    ignored = Folder.top(patterns_of(head, 0))
    for path in paths:
        ignored.verdict(path.replace("/", "_"), is_folder=False)
    with contextlib.suppress(PatternError):
        pattern = OwnPattern(lines[0], Searches())
        for path in paths:
            with contextlib.suppress(PatternError):
                pattern.found(path)


def configuration(data: bytes) -> None:
    """A configuration, and a baseline of the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, ".elblint.yaml")
        file.write_bytes(data)
        with contextlib.suppress(ConfigError):
            load_config(str(file), SCHEMA)
        with contextlib.suppress(ConfigError):
            Baseline(str(file), folder)


TARGETS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one for one in (reading, lines, annotation, rule, comments, patterns, configuration)
}
