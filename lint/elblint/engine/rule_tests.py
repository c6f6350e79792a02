"""Running the tests that every rule file carries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from elblint.engine import rule_keys
from elblint.engine.evaluator import Evaluator
from elblint.engine.finding import CERTAINTIES, SEVERITIES, Finding
from elblint.engine.finding_builder import diagnostic_finding
from elblint.engine.library import Library
from elblint.engine.rule import Rule, load_rule
from elblint.engine.rule_loader import rule_files
from elblint.engine.rule_text import RuleText
from elblint.model.cluster import Cluster, KnownElb
from elblint.model.context import LintContext
from elblint.model.facts import FACTS
from elblint.model.object_kinds import KINDS, make_object
from elblint.model.objects import KubeObject
from elblint.model.unknown import Unknown
from elblint.syntax.documents import objects_in, read_documents
from elblint.syntax.nodes import Mapping, Node, Scalar, items, python_data, text
from elblint.text.diagnostics import Diagnostic
from elblint.text.reader import decode
from elblint.text.source import SourceText

CASES = ("reported", "not-reported", "unknown")


@dataclass(frozen=True)
class Outcome:
    """One test of one rule file; ``failures`` is empty if it passed."""

    rule: str
    path: str
    line: int
    name: str
    case: str
    failures: list[str] = field(default_factory=list)


def run_rule_tests(folder: str, library: Library) -> Iterator[Outcome]:
    """Run the tests of all rule files below ``folder``. Raises RuleError for a file that is no rule."""
    for file in rule_files(folder):
        rule_text = RuleText(file)
        yield from _RuleTests(rule_text, load_rule(rule_text, library), library).run()


def examples_of(file: str) -> Iterator[tuple[str, str]]:
    """The first manifest of a rule file's tests that is reported, and the first that is not, each with its case."""
    text = RuleText(file)
    seen: set[str] = set()
    for node in text.listed(text.root, "tests"):
        test = text.mapping(node, "a test")
        case = text.string(test.get("case"), "'case'")
        manifest = test.get("manifest")
        if case in CASES[:2] and case not in seen and isinstance(manifest, Scalar):
            seen.add(case)
            yield case, manifest.text


def titles_of(file: str) -> dict[str, list[str]]:
    """Return the titles of a rule file's tests by their case, in the order of ``CASES``."""
    text = RuleText(file)
    found: dict[str, list[str]] = {case: [] for case in CASES}
    for node in text.listed(text.root, "tests"):
        test = text.mapping(node, "a test")
        case = text.one_of(test.get("case"), "'case'", CASES)
        found[case].append(text.string(test.get("name"), "'name'"))
    return {case: titles for case, titles in found.items() if titles}


class _RuleTests:
    def __init__(self, rule_text: RuleText, rule: Rule, library: Library) -> None:
        self.text = rule_text
        self.rule = rule
        self.library = library

    def run(self) -> Iterator[Outcome]:
        for node in self.text.listed(self.text.root, "tests"):
            test = self.text.mapping(node, "a test")
            self.text.keys(test, *rule_keys.TEST)
            name = self.text.string(test.get("name"), "'name'")
            case = self.text.one_of(test.get("case"), "'case'", CASES)
            line = self.text.source.line_and_column(test.start)[0]
            failures = list(self._failures(test, case))
            yield Outcome(self.rule.id, self.rule.path, line, name, case, failures)

    def _failures(self, test: Mapping, case: str) -> Iterator[str]:
        objects: list[KubeObject] = []
        diagnostics: list[Diagnostic] = []
        for source, cluster in self._inputs(test):
            if isinstance(source, Diagnostic):
                diagnostics.append(source)
                continue
            documents = read_documents(source, KINDS, parse_all=True)
            diagnostics.extend(documents.diagnostics)
            for root in documents.roots:
                for node, kind in objects_in(root):
                    made = make_object(node, kind, source, cluster)
                    if made is not None:
                        objects.append(made)
        evaluator = Evaluator(
            self.library,
            LintContext(
                objects, self._known_elbs(test), self.library.annotation_catalogue, roles=self.library.roles
            ),
        )
        if self.rule.diagnostic:
            raised = {self.rule.diagnostic: self.rule}
            found = [
                diagnostic_finding(diagnostic, raised, "en")
                for diagnostic in diagnostics
                if diagnostic.kind in raised
            ]
        else:
            verdicts = list(evaluator.verdicts(self.rule))
            found = [
                finding for verdict in verdicts if (finding := evaluator.builder.finding(verdict)) is not None
            ]
            if case == "unknown" and not any(isinstance(verdict.truth, Unknown) for verdict in verdicts):
                yield "no verdict is unknown, as the case says"
        yield from self._compare(
            items(test.get("expect")), sorted(found, key=lambda item: item.order), objects
        )
        certain = [finding for finding in found if finding.certainty == "certain"]
        if case == "reported" and not certain:
            yield "nothing certain is reported, as the case says"
        if case == "not-reported" and found:
            yield "something is reported, unlike the case says"

    def _inputs(self, test: Mapping) -> Iterator[tuple[SourceText | Diagnostic, Cluster]]:
        if "bytes" in test.entries:
            try:
                data = bytes.fromhex(self.text.string(test.get("bytes"), "'bytes'"))
            except ValueError as error:
                raise self.text.error(test.get("bytes") or test, str(error)) from None
            yield decode(data, "manifest.yaml"), Cluster()
            return
        inputs = items(test.get("inputs"))
        for node in inputs or [test]:
            given = self.text.mapping(node, "an input")
            if inputs:
                self.text.keys(given, *rule_keys.TEST_INPUT)
            manifest = self.text.string(given.get("manifest"), "'manifest'")
            yield SourceText("manifest.yaml", manifest), self._cluster(given.get("cluster"))

    def _cluster(self, node: Node | None) -> Cluster:
        if node is None:
            return Cluster()
        mapping = self.text.mapping(node, "'cluster'")
        self.text.keys(mapping, *rule_keys.TEST_CLUSTER)
        return Cluster.of(**{key: self.text.string(mapping.get(key), key) for key in mapping.entries})

    def _known_elbs(self, test: Mapping) -> list[KnownElb]:
        known = []
        for node in items(test.get("elbs")):
            mapping = self.text.mapping(node, "an ELB")
            self.text.keys(mapping, *rule_keys.TEST_ELB)
            addresses = tuple(text(item) or "" for item in items(mapping.get("addresses")))
            known.append(KnownElb(text(mapping.get("id")), text(mapping.get("class")), addresses))
        return known

    def _compare(
        self, expected: list[Node], found: list[Finding], objects: list[KubeObject]
    ) -> Iterator[str]:
        left = list(found)
        for node in expected:
            wanted = self.text.mapping(node, "an expected finding")
            self.text.keys(wanted, *rule_keys.EXPECTED)
            at = text(wanted.get("at"))
            match = next((item for item in left if at is None or self._is_at(item, at, objects)), None)
            if match is None:
                yield f"nothing is reported at {at or 'any location'}"
                continue
            left.remove(match)
            yield from self._differences(wanted, match)
        for finding in left:
            what = f"{finding.severity} ({finding.certainty}) for {finding.subject}"
            yield f"unexpected: {what} at {finding.location}"

    def _is_at(self, finding: Finding, at: str, objects: list[KubeObject]) -> bool:
        named, _, path = at.partition(" ")
        if not path:
            return at == f"{finding.location.line}:{finding.location.column}"
        kind, _, name = named.partition("/")
        return (
            any(
                item.identity == finding.identity and (item.manifest_kind, item.name) == (kind, name)
                for item in objects
            )
            and path == finding.field_path
        )

    def _differences(self, wanted: Mapping, finding: Finding) -> Iterator[str]:
        if (node := wanted.get("severity")) is not None:
            severity = self.text.one_of(node, "'severity'", SEVERITIES)
            if severity != finding.severity:
                yield f"the severity is {finding.severity}, not {severity}"
        if (node := wanted.get("certainty")) is not None:
            certainty = self.text.one_of(node, "'certainty'", CERTAINTIES)
            if certainty != finding.certainty:
                yield f"the finding is {finding.certainty}, not {certainty}"
        if (node := wanted.get("unknown-facts")) is not None:
            needs = sorted(self.text.one_of(item, "'needs'", FACTS) for item in items(node))
            if needs != sorted(name for name, _ in finding.unknown_facts):
                yield f"the unknown facts are {sorted(name for name, _ in finding.unknown_facts)}, not {needs}"
        if (node := wanted.get("fixes")) is not None and python_data(node) != len(finding.fixes):
            yield f"{len(finding.fixes)} fixes are offered: {'; '.join(finding.fixes)}"
        for item in items(wanted.get("message")):
            if isinstance(item, Scalar) and item.text not in finding.message:
                yield f"the message does not say {item.text!r}, but: {finding.message}"
