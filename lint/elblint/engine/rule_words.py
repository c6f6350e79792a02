"""Texts, locations and advice of a rule, read when a finding or an explanation needs them."""

from __future__ import annotations

from collections.abc import Mapping as ReadOnly

from elblint.engine import rule_keys
from elblint.engine.condition import ALWAYS, Compiler, Condition, all_of
from elblint.engine.finding import Source
from elblint.engine.library import Document
from elblint.engine.rule_text import LANGUAGES, RuleText
from elblint.i18n.words import translated
from elblint.model.facts import FACTS
from elblint.model.subject import FieldPath
from elblint.syntax.nodes import Mapping, Node, Scalar, child, items
from elblint.system.lazy import lazy_pattern
from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import TYPE_CHECKING
from elblint.text.printable import Printable, printable, printable_lines

if TYPE_CHECKING:
    from elblint.engine.library import Library

_PATH_STEP = lazy_pattern(r"""\.?([A-Za-z0-9_-]+)|\["([^"]+)"\]|\[(\d+)\]""")
_PLACEHOLDER = lazy_pattern(r"\{([a-z][a-z0-9.-]*)\}")


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


class RelatedLocation(NamedTuple):
    """A further place to show, with its caption; left out unless ``when`` is true."""

    pointer: Pointer
    label: dict[str, str]
    when: Condition


class Fix(NamedTuple):
    """One piece of advice; given unless ``when`` is false. ``snippet`` is a text to paste for it, or empty."""

    words: dict[str, str]
    when: Condition
    snippet: str = ""


class EditRule(NamedTuple):
    """Text to put in the place of a field, or a field to move the subject to.

    Safe ones are applied by themselves, others only if somebody asks for them.
    """

    pointer: Pointer
    words: str
    moves: bool
    fix: int
    """The 1-based number of the entry of ``fixes`` that it carries out; 0 if none does."""
    removes: tuple[Pointer, ...]
    """Fields that go with it: entries to delete if they are there."""
    safe: bool
    choice: dict[str, str]
    """The decision that taking this edit means, by language; empty where there is nothing to decide."""
    when: Condition


class RuleWords(NamedTuple):
    """The parts of a rule file that only a finding, or an explanation, needs: read when one does."""

    file: RuleText
    scope: dict[str, str]
    compiler: Compiler
    library: Library

    def text(self, name: str) -> dict[str, str]:
        """A text by language; ``name`` is title, message or why."""
        return self.file.words(self.file.root.get(name))

    def sources(self) -> tuple[Reference, ...]:
        """See Rule."""
        listed = self.file.sequence(self.file.root.get("sources"), "'sources'").items
        return tuple(_source(self.file, item, self.library) for item in listed)

    def related(self) -> tuple[RelatedLocation, ...]:
        """See Rule."""
        listed = self.file.listed(self.file.root, "related")
        return tuple(_related(self.file, item, self.scope, self.compiler) for item in listed)

    def fix(self) -> tuple[Fix, ...]:
        """See Rule."""
        listed = self.file.sequence(self.file.root.get("fixes"), "'fixes'").items
        return tuple(_fix(self.file, item, self.compiler, self.library) for item in listed)

    def edits(self) -> tuple[EditRule, ...]:
        """See Rule."""
        listed = self.file.listed(self.file.root, "edits")
        return tuple(_edit(self.file, item, self.scope, self.compiler) for item in listed)

    def check(self, known: set[str]) -> None:
        """Read all of it. Raises RuleError for what is wrong in some part."""
        root = self.file.root
        texts = [root.get(name) for name in ("title", "message", "why")]
        texts += [child(item, "label") for item in items(root.get("related"))]
        texts += [child(item, "choice") for item in items(root.get("edits"))]
        texts += [item for item in items(root.get("fixes")) if child(item, "use") is None]
        for node in texts:
            _check_placeholders(self.file, node, self.compiler, known)
        for name in ("title", "message", "why"):
            self.text(name)
        self.sources(), self.related(), self.fix(), self.edits()


def pointer_of(text: RuleText, node: Node | None, scope: dict[str, str]) -> Pointer:
    """The field that an `at` means; ``scope`` maps the names of the rule's objects to their kinds.

    Raises RuleError for what is no path.
    """
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
    if len(steps) == 1 and _is_pointer(text, node, str(steps[0]), scope.get(binding, "")):
        return Pointer(binding, (), str(steps[0]))
    return Pointer(binding, tuple(steps), None)


def _is_pointer(text: RuleText, node: Node | None, name: str, kinds: str) -> bool:
    """Return whether a name stands for a field of each of some kinds. Raises RuleError if it does for others only."""
    from elblint.model.pointers import POINTERS

    if name not in POINTERS:
        return False
    missing = [kind for kind in kinds.split("/") if kind not in POINTERS[name]]
    if missing:
        raise text.error(
            node or text.root, f"'{name}' is a field of {', '.join(POINTERS[name])}, not of {missing[0]}"
        )
    return True


def _related(text: RuleText, node: Node, scope: dict[str, str], compiler: Compiler) -> RelatedLocation:
    mapping = text.mapping(node, "an entry of 'related'")
    text.keys(mapping, *rule_keys.RELATED)
    if scope and "at" not in mapping.entries:
        raise text.error(mapping, "'at' is missing")
    pointer = pointer_of(text, mapping.get("at"), scope) if "at" in mapping.entries else Pointer("", (), None)
    when = compiler.condition(mapping.get("when")) if "when" in mapping.entries else ALWAYS
    return RelatedLocation(pointer, text.words(mapping.get("label")), when)


def _source(text: RuleText, node: Node, library: Library) -> Reference:
    mapping = text.mapping(node, "an entry of 'sources'")
    if "url" in mapping.entries:
        text.keys(mapping, *rule_keys.OWN_SOURCE)
        url = text.string(mapping.get("url"), "'url'")
        return Reference(url, Document(text.words(mapping.get("title")), url), {})
    text.keys(mapping, *rule_keys.SHARED_SOURCE)
    name = text.one_of(mapping.get("document"), "'document'", library.documents)
    section = mapping.get("section")
    return Reference(name, library.documents[name], {} if section is None else text.words(section))


def _fix(text: RuleText, node: Node, compiler: Compiler, library: Library) -> Fix:
    mapping = text.mapping(node, "an entry of 'fixes'")
    if "use" in mapping.entries:
        text.keys(mapping, *rule_keys.SHARED_FIX)
        name = text.one_of(mapping.get("use"), "'use'", library.advice)
        shared, shared_text = library.advice[name], library.advice_text
        words = shared_text.words(shared.get("text"))
        conditions = (
            [Compiler(shared_text, compiler.scope).condition(shared.get("when"))]
            if shared.get("when")
            else []
        )
    else:
        text.keys(mapping, *rule_keys.OWN_FIX)
        by_language = Mapping(mapping.start)
        by_language.entries = {key: entry for key, entry in mapping.entries.items() if key in LANGUAGES}
        words, conditions = text.words(by_language), []
    if mapping.get("when") is not None:
        conditions.append(compiler.condition(mapping.get("when")))
    snippet = text.string(mapping.get("snippet"), "'snippet'") if "snippet" in mapping.entries else ""
    for match in _PLACEHOLDER.finditer(snippet):
        if match[1] not in compiler.scope:
            compiler.reference(Scalar(match[1], mapping.start, mapping.end, plain=False))
    return Fix(words, all_of(conditions) if conditions else ALWAYS, snippet)


def _edit(text: RuleText, node: Node, scope: dict[str, str], compiler: Compiler) -> EditRule:
    mapping = text.mapping(node, "an entry of 'edits'")
    moves = "move-to" in mapping.entries
    text.keys(mapping, *(rule_keys.MOVE if moves else rule_keys.REPLACEMENT))
    words = "" if moves else text.string(mapping.get("with"), "'with'")
    for match in _PLACEHOLDER.finditer(words):
        compiler.reference(Scalar(match[1], mapping.start, mapping.end, plain=False))
    when = compiler.condition(mapping.get("when")) if "when" in mapping.entries else ALWAYS
    safe = text.one_of(mapping.get("safe"), "'safe'", ("true", "false")) == "true"
    pointer = pointer_of(text, mapping.get("move-to" if moves else "at"), scope)
    choice = text.words(mapping.get("choice")) if "choice" in mapping.entries else {}
    removes = tuple(pointer_of(text, item, scope) for item in text.listed(mapping, "remove"))
    number = text.string(mapping.get("fix"), "'fix'") if "fix" in mapping.entries else "0"
    if not number.isdecimal():
        raise text.error(mapping.entries["fix"][1], "'fix' is the number of an entry of 'fixes', from 1 on")
    return EditRule(pointer, words, moves, int(number), removes, safe, choice, when)


def _check_placeholders(text: RuleText, node: Node | None, compiler: Compiler, known: set[str]) -> None:
    for language in LANGUAGES:
        written = child(node, language)
        for match in _PLACEHOLDER.finditer(written.text if isinstance(written, Scalar) else ""):
            name = match[1]
            if name in compiler.scope or name in known:
                continue
            assert node is not None
            compiler.reference(Scalar(name, node.start, node.end, plain=False))


def fill(words: str, lookup: ReadOnly[str, Printable]) -> Printable:
    """Put values in for the ``{names}`` of a text; the rule's own words may be anybody's, and are made printable."""
    return printable_lines(filled(words, lookup))


def filled(words: str, lookup: ReadOnly[str, str]) -> str:
    """Put values in for the ``{names}`` of a text that goes into a file."""
    return _PLACEHOLDER.sub(lambda match: lookup.get(match[1], match[0]), words)


def placeholders(words: str) -> set[str]:
    """The ``{names}`` that a text uses."""
    return {match[1] for match in _PLACEHOLDER.finditer(words)}


def without_values(words: str, lang: str) -> str:
    """A rule's text by itself: ``<what stands there>`` where a finding puts in a value."""

    def shown(name: str) -> str:
        brief = name.rpartition(".")[2].replace("-", " ")
        return translated(f"fact.{name}", brief, lang) if name in FACTS else brief

    return fill(words, {name: printable(f"<{shown(name)}>") for name in placeholders(words)})


def source_of(reference: Reference, lang: str) -> Source:
    """A rule's source as a reader sees it."""
    section = reference.section.get(lang, "")
    return Source(reference.name, reference.document.title[lang], section, reference.document.url)
