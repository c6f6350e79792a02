"""One rule file, compiled."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial

from elblint.engine import rule_keys
from elblint.engine.condition import ALWAYS, Compiler, Condition, all_of, negated
from elblint.engine.finding import SEVERITIES, Severity, as_severity
from elblint.engine.rule_text import RuleText
from elblint.engine.rule_words import (
    EditRule,
    Fix,
    Pointer,
    Reference,
    RelatedLocation,
    RuleWords,
    pointer_of,
    source_of,
    without_values,
)
from elblint.model.facts import FACTS
from elblint.model.indexes.relations import RELATIONS
from elblint.model.unknown import Unknown
from elblint.syntax.nodes import Mapping, Node, Sequence
from elblint.system.lazy import lazy_pattern
from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import TYPE_CHECKING

if TYPE_CHECKING:
    from elblint.engine.library import Library
    from elblint.engine.rule_description import Description

SUBJECTS = ("Service", "Ingress", "Gateway", "Workload", "Call", "Annotation", "Value", "Input")
# The subjects that a rule may take together; it then speaks of the "object".
TOGETHER = {"Service", "Ingress"}
THE_CALL = "call"
"""The value of `unreachable` for a call: the cells of the reachability table that the call falls in."""
CAUSES = ("no-local-endpoint", "hairpin", "capture")
# What a reader of manifests can report; a rule with a diagnostic gives such a fault its words.
FAULTS = (
    "unreadable-file",
    "empty-input",
    "not-a-manifest",
    "nothing-to-lint",
    "deployment-not-read",
    "terraform-not-read",
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
    "internal-fault",
    "contradictory-facts",
    "no-evidence",
    "unknown-fact",
    "no-terraform",
)
# How sure the sources are, and the severity that this allows at most.
CONFIDENCES: dict[str, Severity] = {"documented": "error", "likely": "warning", "inferred": "note"}

_ID = lazy_pattern(r"[A-Z]{2,10}[0-9]{3,4}\Z")


class _Head(NamedTuple):
    """The fields that evaluation reads of every rule."""

    id: str
    name: str
    severity: Severity
    when_unknown: str
    confidence: str
    cause: str
    source_of_subject: bool
    """True if the documents that the subject itself is known from are cited in place of ``sources``."""
    diagnostic: str
    partner: str
    partner_kind: str
    relation: str
    unreachable: str
    silent_without: frozenset[str]
    subjects: tuple[str, ...]
    at: Pointer
    path: str
    read: Callable[[], RuleWords]
    """Reads the rest."""
    described: Callable[[str], Description] | None = None
    """Gives its description in a language without reading the rest, if that is possible."""
    silent_on: frozenset[tuple[str, str]] | None = None
    """The names that it has for objects, each with a kind, of which it is false whenever such an object is unrelated.

    None if nobody has found that out yet, see ``engine/retention.py``.
    """


class Rule(_Head):
    """A rule file. Its condition is compiled, and its texts, which are by language, are read on first use."""

    @cached_property
    def words(self) -> RuleWords:
        """All that is read on first use."""
        return self.read()

    @cached_property
    def when(self) -> Condition:
        """The condition, which the cells of the reachability table that it reports are a part of."""
        return condition_of(self.words, self.subjects[0])

    @cached_property
    def sources(self) -> tuple[Reference, ...]:
        """The documents that it rests on."""
        return self.words.sources()

    @cached_property
    def related(self) -> tuple[RelatedLocation, ...]:
        """Further places to show."""
        return self.words.related()

    @cached_property
    def title(self) -> dict[str, str]:
        """One sentence: what is wrong."""
        return self.words.text("title")

    @cached_property
    def message(self) -> dict[str, str]:
        """One or two sentences: the consequence."""
        return self.words.text("message")

    @cached_property
    def why(self) -> dict[str, str]:
        """The explanation that ``elblint explain`` prints."""
        return self.words.text("why")

    @cached_property
    def fix(self) -> tuple[Fix, ...]:
        """The advice, best first."""
        return self.words.fix()

    @cached_property
    def edits(self) -> tuple[EditRule, ...]:
        """The edits that ``elblint fix`` can make."""
        return self.words.edits()

    def description(self, lang: str) -> Description:
        """Return its description in one language, for lists of rules."""
        if self.described is not None:
            return self.described(lang)
        from elblint.engine.rule_description import Description

        return Description(
            self.title[lang],
            " ".join(self.why[lang].split()),
            tuple(without_values(fix.words[lang], lang) for fix in self.fix),
            tuple(source_of(reference, lang) for reference in self.sources),
        )

    def reports(self, unknown: Unknown) -> bool:
        """Return whether it is worth reporting that its answer is, or hangs on, something unknown."""
        return self.when_unknown != "silent" and not unknown.needs & self.silent_without

    @cached_property
    def binding(self) -> str:
        """The name under which the rule speaks of its subject."""
        return _binding(self.subjects)


def _binding(subjects: tuple[str, ...]) -> str:
    return subjects[0].lower() if len(subjects) == 1 else "object"


def load_rule(text: RuleText, library: Library, *, lazy: bool = False) -> Rule:
    """Compile one rule file; ``library`` holds the texts and tables that rules share. Raises RuleError.

    The words of a ``lazy`` one, which elblint's own tests have read, are not looked at before they are needed.
    """
    root = text.root
    text.keys(root, *rule_keys.RULE)
    if "tests" in root.entries and next(reversed(root.entries)) != "tests":
        raise text.error(root.entries["tests"][0], "'tests' must come last: a run reads no further")
    subjects = _subjects(text, root.get("subject"))
    subject = subjects[0]
    scope = scope_of(subjects)
    partner = partner_kind = relation = ""
    if "for-any" in root.entries:
        partner, partner_kind, relation = _for_any(text, root.get("for-any"), scope)
        scope[partner] = partner_kind
    compiler = Compiler(text, scope, None if text.trusted else library.searches)
    severity = _severity(text, root)
    words = RuleWords(text, scope, compiler, library)
    condition = condition_of(words, subject)
    unreachable = (
        text.string(root.get("unreachable"), "'unreachable'") if "unreachable" in root.entries else ""
    )
    known = {"detail", "path"} if subject == "Input" else {"unreachable"} if unreachable else set()
    if not lazy:
        words.check(known)
    diagnostic = ""
    if subject == "Input":
        diagnostic = text.one_of(root.get("diagnostic"), "'diagnostic'", FAULTS)
    elif not (has_condition := "when" in root.entries or unreachable) or "at" not in root.entries:
        raise text.error(root, "'at' is missing" if has_condition else "'when' is missing")
    identifier = text.string(root.get("id"), "'id'")
    if not _ID.match(identifier):
        raise text.error(
            root.get("id") or root, "an id is capital letters and three or four digits, as in ELB101"
        )
    rule = Rule(
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
        diagnostic=diagnostic,
        partner=partner,
        partner_kind=partner_kind,
        relation=relation,
        unreachable=unreachable,
        at=pointer_of(text, root.get("at"), scope) if "at" in root.entries else Pointer("", (), None),
        path=text.path,
        read=lambda: words,
    )
    vars(rule)["when"] = condition
    return rule


def scope_of(subjects: tuple[str, ...]) -> dict[str, str]:
    """Return the kind of a rule's subject by the name that the rule has for it."""
    return {} if subjects[0] == "Input" else {_binding(subjects): "/".join(subjects)}


def condition_of(words: RuleWords, subject: str) -> Condition:
    """Compile the condition of a rule. Raises RuleError."""
    text, library = words.file, words.library
    root = text.root
    parts = [words.compiler.condition(root.get("when"))] if "when" in root.entries else []
    if "unreachable" in root.entries:
        from elblint.engine.reference_reach import call_fails, callers_get_through

        node = root.get("unreachable")
        if subject == "Call":
            text.one_of(node, "'unreachable'", [THE_CALL])
            parts.append(Condition(partial(call_fails, library.table), frozenset()))
        elif subject != "Service":
            raise text.error(node or root, "'unreachable' is for the subjects Service and Call")
        else:
            section = library.table.sections[text.one_of(node, "'unreachable'", library.table.sections)]
            parts.insert(0, section.fails)
            parts.append(negated(Condition(partial(callers_get_through, library.table), frozenset())))
    return all_of(parts) if parts else ALWAYS


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
