"""One rule file, compiled."""

from __future__ import annotations

import re
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from elblint.engine.calls import call_fails, callers_get_through
from elblint.engine.condition import ALWAYS, Compiler, Condition, all_of, negated
from elblint.engine.finding import SEVERITIES, Severity, Source, as_severity
from elblint.engine.rule_text import LANGUAGES, RuleText
from elblint.engine.shared import Document
from elblint.manifest.nodes import Mapping, Node, Scalar, Sequence, child, items
from elblint.model.facts import FACTS
from elblint.model.objects import FieldPath
from elblint.model.relations import RELATIONS

if TYPE_CHECKING:
    from elblint.engine.shared import Library

SUBJECTS = ("Service", "Ingress", "Workload", "Call", "Annotation", "Value", "Input")
# The subjects that a rule may take together; it then speaks of the "object".
TOGETHER = {"Service", "Ingress"}
THE_CALL = "call"
"""What `unreachable` says for a Call: the cells of the reachability table that the call falls in."""
CAUSES = ("no-local-endpoint", "hairpin", "capture")
# What a reader of manifests can complain about; a rule with raised-by gives such a fault its words.
FAULTS = (
    "unreadable-file",
    "wrong-encoding",
    "syntax-error",
    "duplicate-key",
    "unrendered-template",
    "too-deep",
    "too-large",
    "kustomization-not-built",
    "chart-not-rendered",
    "no-helm",
    "unknown-suppression",
    "unused-suppression",
    "suppression-without-reason",
    "stale-baseline",
    "no-kustomize",
)
# How sure the sources are, and the severity that this allows at most.
CONFIDENCES: dict[str, Severity] = {"documented": "error", "likely": "warning", "inferred": "note"}

_ID = re.compile(r"[A-Z]{2,10}[0-9]{3,4}\Z")
# What `at` may name instead of a path.
POINTER_NAMES = (
    "elb", "shared-listener", "named-target-port", "unmatched-label",
    "containers", "replicas", "pod-labels", "address", "annotation-value", "annotation-name",
    "annotation-excluded", "mistake",
    "differing-setting", "shared-host",
)  # fmt: skip
_PATH_STEP = re.compile(r"""\.?([A-Za-z0-9_-]+)|\["([^"]+)"\]|\[(\d+)\]""")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9.-]*)\}")

_KEYS = (
    "id", "name", "severity", "when-unknown", "silent-without", "confidence", "cause", "source",
    "source-of-subject", "subject", "raised-by", "for-any", "unreachable", "when", "at", "related",
    "title", "message", "why", "fix", "edits", "tests",
)  # fmt: skip
_REQUIRED = ("id", "name", "severity", "confidence", "source", "subject", "title", "message", "why", "fix")


class Pointer(NamedTuple):
    """A field of one of the rule's objects: a manifest path, or a name that the object resolves."""

    binding: str
    path: FieldPath
    name: str | None


class Reference(NamedTuple):
    """A document that a rule rests on, and the section of it."""

    name: str
    document: Document
    section: dict[str, str]


class RelatedPlace(NamedTuple):
    """A further place to show, with its caption; left out unless ``when`` is true."""

    pointer: Pointer
    says: dict[str, str]
    when: Condition


class Fix(NamedTuple):
    """One piece of advice; given unless ``when`` is false."""

    words: dict[str, str]
    when: Condition


class EditRule(NamedTuple):
    """Text to put in the place of a field, or a field to move the subject to.

    Safe ones are applied by themselves, others only if somebody asks for them.
    """

    pointer: Pointer
    words: str
    moves: bool
    safe: bool
    choice: dict[str, str]
    """What a person has to decide who takes this one, by language; empty where there is nothing to decide."""
    when: Condition


class _Head(NamedTuple):
    """What every rule is asked for."""

    id: str
    name: str
    severity: Severity
    when_unknown: str
    silent_without: frozenset[str]
    confidence: str
    cause: str
    source_of_subject: bool
    """Whether the documents that the subject itself is known from are cited in place of ``sources``."""
    subjects: tuple[str, ...]
    raised_by: str
    partner: str
    partner_kind: str
    relation: str
    unreachable: str
    when: Condition
    at: Pointer
    path: str
    words: _Words


class Rule(_Head):
    """What a rule file says. Texts are by language, and read when somebody asks for them."""

    @cached_property
    def sources(self) -> tuple[Reference, ...]:
        """The documents that it rests on."""
        return self.words.sources()

    @cached_property
    def related(self) -> tuple[RelatedPlace, ...]:
        """Further places to show."""
        return self.words.related()

    @cached_property
    def title(self) -> dict[str, str]:
        """One sentence: what is wrong."""
        return self.words.text("title")

    @cached_property
    def message(self) -> dict[str, str]:
        """What follows from it."""
        return self.words.text("message")

    @cached_property
    def why(self) -> dict[str, str]:
        """What ``explain`` says."""
        return self.words.text("why")

    @cached_property
    def fix(self) -> tuple[Fix, ...]:
        """The advice, best first."""
        return self.words.fix()

    @cached_property
    def edits(self) -> tuple[EditRule, ...]:
        """What can be done mechanically."""
        return self.words.edits()

    @cached_property
    def binding(self) -> str:
        """The name under which the rule speaks of its subject."""
        return _binding(self.subjects)


class _Words(NamedTuple):
    """The parts of a rule file that only a finding, or an explanation, needs: read when one does."""

    file: RuleText
    scope: dict[str, str]
    compiler: Compiler
    library: Library

    def text(self, name: str) -> dict[str, str]:
        return self.file.words(self.file.root.get(name))

    def sources(self) -> tuple[Reference, ...]:
        listed = self.file.sequence(self.file.root.get("source"), "'source'").items
        return tuple(_source(self.file, item, self.library) for item in listed)

    def related(self) -> tuple[RelatedPlace, ...]:
        listed = self.file.listed(self.file.root, "related")
        return tuple(_related(self.file, item, self.scope, self.compiler) for item in listed)

    def fix(self) -> tuple[Fix, ...]:
        listed = self.file.sequence(self.file.root.get("fix"), "'fix'").items
        return tuple(_fix(self.file, item, self.compiler, self.library) for item in listed)

    def edits(self) -> tuple[EditRule, ...]:
        listed = self.file.listed(self.file.root, "edits")
        return tuple(_edit(self.file, item, self.scope, self.compiler) for item in listed)

    def check(self, known: set[str]) -> None:
        """Read all of it. Raises RuleError for what is wrong in some part."""
        root = self.file.root
        texts = [root.get(name) for name in ("title", "message", "why")]
        texts += [child(item, "says") for item in items(root.get("related"))]
        texts += [child(item, "choice") for item in items(root.get("edits"))]
        texts += [item for item in items(root.get("fix")) if child(item, "use") is None]
        for node in texts:
            _check_placeholders(self.file, node, self.compiler, known)
        for name in ("title", "message", "why"):
            self.text(name)
        self.sources(), self.related(), self.fix(), self.edits()


def _binding(subjects: tuple[str, ...]) -> str:
    return subjects[0].lower() if len(subjects) == 1 else "object"


def load_rule(text: RuleText, library: Library, *, trusted: bool = False) -> Rule:
    """Compile one rule file; ``library`` holds the texts and tables that rules share. Raises RuleError.

    The words of a ``trusted`` one, which elblint's own tests have read, are not looked at before they are needed.
    """
    root = text.root
    text.keys(root, _KEYS, _REQUIRED)
    if "tests" in root.entries and next(reversed(root.entries)) != "tests":
        raise text.error(root.entries["tests"][0], "'tests' must come last: a run reads no further")
    subjects = _subjects(text, root.get("subject"))
    subject = subjects[0]
    scope: dict[str, str] = {} if subject == "Input" else {_binding(subjects): "/".join(subjects)}
    partner = partner_kind = relation = ""
    if "for-any" in root.entries:
        partner, partner_kind, relation = _for_any(text, root.get("for-any"), scope)
        scope[partner] = partner_kind
    compiler = Compiler(text, scope)
    severity = _severity(text, root)
    parts = [compiler.condition(root.get("when"))] if "when" in root.entries else []
    unreachable = ""
    if "unreachable" in root.entries:
        node = root.get("unreachable")
        if subject == "Call":
            unreachable = text.one_of(node, "'unreachable'", [THE_CALL])
            parts.append(Condition(partial(call_fails, library.table), frozenset()))
        elif subject != "Service":
            raise text.error(node or root, "'unreachable' is for the subjects Service and Call")
        else:
            unreachable = text.one_of(node, "'unreachable'", library.table.sections)
            parts.insert(0, library.table.sections[unreachable].fails)
            parts.append(negated(Condition(partial(callers_get_through, library.table), frozenset())))
    known = {"detail", "path"} if subject == "Input" else {"unreachable"} if unreachable else set()
    words = _Words(text, scope, compiler, library)
    if not trusted:
        words.check(known)
    raised_by = ""
    if subject == "Input":
        raised_by = text.one_of(root.get("raised-by"), "'raised-by'", FAULTS)
    elif not parts or "at" not in root.entries:
        raise text.error(root, "'at' is missing" if parts else "'when' is missing")
    identifier = text.string(root.get("id"), "'id'")
    if not _ID.match(identifier):
        raise text.error(
            root.get("id") or root, "an id is capital letters and three or four digits, as in ELB101"
        )
    return Rule(
        id=identifier,
        name=text.string(root.get("name"), "'name'"),
        severity=severity,
        when_unknown=text.one_of(root.get("when-unknown"), "'when-unknown'", ("lower", "note", "silent"))
        if "when-unknown" in root.entries
        else "lower",
        silent_without=frozenset(
            text.one_of(item, "'silent-without'", FACTS) for item in text.listed(root, "silent-without")
        ),
        confidence=text.string(root.get("confidence"), "'confidence'"),
        cause=text.one_of(root.get("cause"), "'cause'", CAUSES) if "cause" in root.entries else "",
        source_of_subject="source-of-subject" in root.entries
        and text.one_of(root.get("source-of-subject"), "'source-of-subject'", ("true", "false")) == "true",
        subjects=subjects,
        raised_by=raised_by,
        partner=partner,
        partner_kind=partner_kind,
        relation=relation,
        unreachable=unreachable,
        when=all_of(parts) if parts else ALWAYS,
        at=_pointer(text, root.get("at"), scope) if "at" in root.entries else Pointer("", (), None),
        path=text.source.path,
        words=words,
    )


def _subjects(text: RuleText, node: Node | None) -> tuple[str, ...]:
    if not isinstance(node, Sequence):
        return (text.one_of(node, "'subject'", SUBJECTS),)
    listed = tuple(text.one_of(item, "a subject", SUBJECTS) for item in node.items)
    if len(set(listed)) < 2 or not set(listed) <= TOGETHER:
        raise text.error(node, "only Service and Ingress can be subjects of one rule together")
    return listed


def _severity(text: RuleText, root: Mapping) -> Severity:
    word = text.one_of(root.get("severity"), "'severity'", SEVERITIES)
    severity = as_severity(word)
    confidence = text.one_of(root.get("confidence"), "'confidence'", CONFIDENCES)
    if SEVERITIES.index(severity) > SEVERITIES.index(CONFIDENCES[confidence]):
        node = root.get("severity") or root
        raise text.error(node, f"what is {confidence} is at most of severity {CONFIDENCES[confidence]}")
    return severity


def _for_any(text: RuleText, node: Node | None, scope: dict[str, str]) -> tuple[str, str, str]:
    mapping = text.mapping(node, "'for-any'")
    relation = text.one_of(mapping.get("relation"), "'relation'", RELATIONS)
    named = [entry for name, entry in mapping.entries.items() if name != "relation"]
    if len(named) != 1:
        raise text.error(mapping, "'for-any' takes a 'relation' and one object's name with its kind")
    key, value = named[0]
    if key.text in scope or key.text == "cluster":
        raise text.error(key, f"'{key.text}' is taken; choose another name, such as 'other'")
    known = RELATIONS[relation]
    if scope and not set(next(iter(scope.values())).split("/")) <= set(known.subjects):
        raise text.error(key, f"the relation '{relation}' is for the subject {' or '.join(known.subjects)}")
    return key.text, text.one_of(value, "a kind", known.partners), relation


def _pointer(text: RuleText, node: Node | None, scope: dict[str, str]) -> Pointer:
    written = text.string(node, "'at'")
    steps: list[str | int] = []
    at = 0
    while at < len(written):
        match = _PATH_STEP.match(written, at)
        if match is None:
            raise text.error(
                node or text.root, f"'{written}' is no path; an example is metadata.annotations[\"a/b\"]"
            )
        steps.append(int(match[3]) if match[3] is not None else match[1] or match[2])
        at = match.end()
    binding = next(iter(scope), "")
    if steps and steps[0] in scope:
        binding = str(steps.pop(0))
    if len(steps) == 1 and steps[0] in POINTER_NAMES:
        return Pointer(binding, (), str(steps[0]))
    return Pointer(binding, tuple(steps), None)


def _related(text: RuleText, node: Node, scope: dict[str, str], compiler: Compiler) -> RelatedPlace:
    mapping = text.mapping(node, "an entry of 'related'")
    text.keys(mapping, ("at", "says", "when"), ("at", "says") if scope else ("says",))
    pointer = _pointer(text, mapping.get("at"), scope) if "at" in mapping.entries else Pointer("", (), None)
    when = compiler.condition(mapping.get("when")) if "when" in mapping.entries else ALWAYS
    return RelatedPlace(pointer, text.words(mapping.get("says")), when)


def _source(text: RuleText, node: Node, library: Library) -> Reference:
    mapping = text.mapping(node, "an entry of 'source'")
    if "url" in mapping.entries:
        text.keys(mapping, ("url", "title"), ("url", "title"))
        url = text.string(mapping.get("url"), "'url'")
        return Reference(url, Document(text.words(mapping.get("title")), url), {})
    text.keys(mapping, ("document", "section"), ("document",))
    name = text.one_of(mapping.get("document"), "'document'", library.documents)
    section = mapping.get("section")
    return Reference(name, library.documents[name], {} if section is None else text.words(section))


def _fix(text: RuleText, node: Node, compiler: Compiler, library: Library) -> Fix:
    mapping = text.mapping(node, "an entry of 'fix'")
    if "use" in mapping.entries:
        text.keys(mapping, ("use", "when"))
        name = text.one_of(mapping.get("use"), "'use'", library.advice)
        shared, shared_text = library.advice[name], library.advice_text
        words = shared_text.words(shared.get("says"))
        conditions = (
            [Compiler(shared_text, compiler.scope).condition(shared.get("when"))]
            if shared.get("when")
            else []
        )
    else:
        text.keys(mapping, ("en", "zh", "when"))
        without_when = Mapping(mapping.start)
        without_when.entries = {key: entry for key, entry in mapping.entries.items() if key != "when"}
        words, conditions = text.words(without_when), []
    if mapping.get("when") is not None:
        conditions.append(compiler.condition(mapping.get("when")))
    return Fix(words, all_of(conditions) if conditions else ALWAYS)


def _edit(text: RuleText, node: Node, scope: dict[str, str], compiler: Compiler) -> EditRule:
    mapping = text.mapping(node, "an entry of 'edits'")
    moves = "move-to" in mapping.entries
    text.keys(
        mapping, ("move-to", "safe", "when") if moves else ("at", "with", "safe", "choice", "when"), ("safe",)
    )
    words = "" if moves else text.string(mapping.get("with"), "'with'")
    for match in _PLACEHOLDER.finditer(words):
        compiler.reference(Scalar(match[1], mapping.start, mapping.end, plain=False))
    when = compiler.condition(mapping.get("when")) if "when" in mapping.entries else ALWAYS
    safe = text.one_of(mapping.get("safe"), "'safe'", ("true", "false")) == "true"
    pointer = _pointer(text, mapping.get("move-to" if moves else "at"), scope)
    choice = text.words(mapping.get("choice")) if "choice" in mapping.entries else {}
    return EditRule(pointer, words, moves, safe, choice, when)


def _check_placeholders(text: RuleText, node: Node | None, compiler: Compiler, known: set[str]) -> None:
    for language in LANGUAGES:
        written = child(node, language)
        for match in _PLACEHOLDER.finditer(written.text if isinstance(written, Scalar) else ""):
            name = match[1]
            if name in compiler.scope or name in known:
                continue
            assert node is not None
            compiler.reference(Scalar(name, node.start, node.end, plain=False))


def fill(words: str, lookup: dict[str, str]) -> str:
    """Put values in for the ``{names}`` of a text."""
    return _PLACEHOLDER.sub(lambda match: lookup.get(match[1], match[0]), words)


def placeholders(words: str) -> set[str]:
    """The ``{names}`` that a text uses."""
    return {match[1] for match in _PLACEHOLDER.finditer(words)}


def without_values(words: str, lang: str) -> str:
    """A rule's text by itself: ``<what stands there>`` where a finding puts in a value."""

    def shown(name: str) -> str:
        fact = FACTS.get(name) if lang == "zh" else None
        return name.rpartition(".")[2].replace("-", " ") if fact is None else fact.means["zh"]

    return fill(words, {name: f"<{shown(name)}>" for name in placeholders(words)})


def source_of(reference: Reference, lang: str) -> Source:
    """A rule's source as a reader sees it."""
    section = reference.section.get(lang, "")
    return Source(reference.name, reference.document.title[lang], section, reference.document.url)
