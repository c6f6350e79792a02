"""The condition language of rule files: facts and operators, with three truth values.

Conditions follow Kleene's logic. An answer is True, False, or an Unknown that names exactly the facts that
would decide it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from elblint.engine.rule_text import RuleText
from elblint.model.cluster import Cluster, parse_version
from elblint.model.context import LintContext
from elblint.model.facts import FACTS, FactValue, cluster_value, fact_named
from elblint.model.facts.registry import asker_of
from elblint.model.subject import Subject
from elblint.model.unknown import Unknown
from elblint.syntax.nodes import Mapping, Node, Scalar, Sequence
from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import TYPE_CHECKING

if TYPE_CHECKING:
    from elblint.text.own_pattern import Searches

Truth = bool | Unknown

# Keys of a rule that one may take for a part of its condition.
_TOP_LEVEL = frozenset({"for-any", "unreachable", "silent-without", "when-unknown"})


_UNASKED = object()
_MOST_PARTS = 2000
# The facts that Services and Ingresses have alike, in a rule about both.
_OBJECT = "object."


class Env(NamedTuple):
    """The objects that a condition looks at, by the names that the rule gives them, and their cluster."""

    context: LintContext
    objects: dict[str, Subject]
    cluster: Cluster
    lang: str = "en"

    def fact(self, reference: FactReference) -> FactValue:
        """The value of a fact that a rule refers to."""
        if reference.binding == "cluster":
            return cluster_value(reference.fact, self.cluster)
        found = self.objects[reference.binding]
        name = reference.fact
        if name.startswith(_OBJECT):
            name = fact_name(reference, found.kind)
        return asker_of(name)(found, self.context)


class FactReference(NamedTuple):
    """``other.pass-through.setting``: the object that is meant, and the fact's name in FACTS."""

    binding: str
    fact: str


def fact_name(reference: FactReference, kind: str) -> str:
    """The name of the fact for an object of a kind."""
    name = reference.fact
    return kind.lower() + name[len(_OBJECT) - 1 :] if name.startswith(_OBJECT) else name


class Guard(NamedTuple):
    """A test of the value of one fact, if that is known."""

    reference: FactReference
    holds: Callable[[object], bool]

    def passes(self, value: FactValue) -> bool:
        """Return whether a value does not make the test false: it holds, or nobody knows."""
        return isinstance(value, Unknown) or self.holds(value)


class Condition(NamedTuple):
    """A compiled condition and the facts that it looks at."""

    test: Callable[[Env], Truth]
    facts: frozenset[FactReference]
    guards: tuple[Guard, ...] = ()
    """Tests of one fact each, without which it is false: whoever does not pass one needs not be asked the rest."""


ALWAYS = Condition(lambda env: True, frozenset())


def all_of(parts: list[Condition]) -> Condition:
    """Kleene's conjunction: false as soon as one part is, unknown if any is unknown."""
    if len(parts) == 1:
        return parts[0]

    def test(env: Env) -> Truth:
        unknown: Unknown | None = None
        for part in parts:
            truth = part.test(env)
            if truth is False:
                return False
            if isinstance(truth, Unknown):
                unknown = truth if unknown is None else unknown | truth
        return True if unknown is None else unknown

    return Condition(
        test,
        frozenset().union(*(part.facts for part in parts)),
        tuple(guard for part in parts for guard in part.guards),
    )


def negated(part: Condition) -> Condition:
    """Kleene's negation: what is unknown stays unknown."""

    return Condition(lambda env: negate(part.test(env)), part.facts)


def negate(truth: Truth) -> Truth:
    """The opposite; what is unknown stays unknown."""
    return truth if isinstance(truth, Unknown) else not truth


def any_of(parts: list[Condition]) -> Condition:
    """Kleene's disjunction."""
    return negated(all_of([negated(part) for part in parts]))


def _fact_kind(kind: str) -> str:
    """The first part of the names of a kind's facts; what Service and Ingress share is the object's."""
    return "object" if "/" in kind else kind.lower()


class Compiler:
    """Turns the nodes of a rule file into conditions.

    ``scope`` maps the names of objects that a condition may use to their kinds. Raises RuleError, with line
    and nearest valid word, for what the language does not know.
    """

    def __init__(self, text: RuleText, scope: dict[str, str], searches: Searches | None = None) -> None:
        """``searches`` counts the time that the patterns of all own rules take together."""
        self.text = text
        self.scope = scope
        self.searches = searches
        self.parts = 0

    def condition(self, node: Node | None) -> Condition:
        """Compile the value of ``when``: a mapping whose entries must all hold."""
        mapping = self.text.mapping(node, "a condition")
        self.parts += 1
        if self.parts > _MOST_PARTS:
            raise self.text.error(mapping, f"a rule with more than {_MOST_PARTS} conditions, aliases counted")
        parts = [self._entry(key, value) for key, value in mapping.entries.values()]
        # One annotation is what most objects do not have: asked first, it spares the other questions.
        parts.sort(key=lambda part: not any(".annotation." in one.fact for one in part.facts))
        if not parts:
            raise self.text.error(mapping, "an empty condition; leave it out if there is none")
        return all_of(parts)

    def _entry(self, key: Scalar, value: Node) -> Condition:
        word = key.text
        if word in {"all", "any", "none"}:
            listed = self.text.sequence(value, f"'{word}'")
            parts = [self.condition(item) for item in listed.items]
            if not parts:
                raise self.text.error(key, f"'{word}' needs at least one condition")
            if word == "all":
                return all_of(parts)
            return any_of(parts) if word == "any" else negated(any_of(parts))
        if word == "not":
            return negated(self.condition(value))
        if word == "undocumented":
            words = self.text.words(value)
            return Condition(lambda env: Unknown(reasons=(words[env.lang],)), frozenset())
        if word in _TOP_LEVEL:
            raise self.text.error(key, f"'{word}' stands beside 'when', not in it")
        return self._test(self.reference(key), value)

    def reference(self, key: Scalar) -> FactReference:
        """The fact that a key names. Raises RuleError if there is none of that name."""
        binding, _, rest = key.text.partition(".")
        kind = "Cluster" if binding == "cluster" else self.scope.get(binding)
        name = f"{_fact_kind(kind)}.{rest}" if kind else key.text
        if kind is None or fact_named(name) is None:
            known = [f"{bound}.{fact.partition('.')[2]}" for bound, fact in self._known()]
            raise self.text.unknown_word(key, key.text, [*known, "all", "any", "none", "not", "undocumented"])
        return FactReference(binding, name)

    def _known(self) -> list[tuple[str, str]]:
        kinds = {**self.scope, "cluster": "Cluster"}
        return [
            (binding, fact)
            for binding, kind in kinds.items()
            for fact in FACTS
            if fact.startswith(_fact_kind(kind).replace("object", "service") + ".")
        ]

    def _test(self, reference: FactReference, node: Node) -> Condition:
        if isinstance(node, Mapping):
            tests = [self._operator(reference, key, value) for key, value in node.entries.values()]
            if len(tests) != 1:
                raise self.text.error(node, "one operator is expected")
            return tests[0]
        if isinstance(node, Sequence):
            values = frozenset(self._constant(item) for item in node.items)
            return _compare(reference, lambda value: value in values)
        constant = self._constant(node)
        return _compare(reference, lambda value: value == constant)

    def _operator(self, reference: FactReference, key: Scalar, node: Node) -> Condition:
        word = key.text
        if word == "known":
            wanted = self._constant(node)
            return Condition(
                lambda env: isinstance(env.fact(reference), Unknown) != wanted, frozenset({reference})
            )
        if word in {"is-not", "not-known-to-be"}:
            listed = node.items if isinstance(node, Sequence) else [node]
            unwanted = frozenset(self._constant(item) for item in listed)
            if word == "is-not":
                return _compare(reference, lambda value: value not in unwanted)

            def presumed(env: Env) -> Truth:
                value = env.fact(reference)
                return True if isinstance(value, Unknown) else value not in unwanted

            return Condition(presumed, frozenset({reference}))
        if word in {"below", "at-least"}:
            if reference.fact != "cluster.version":
                raise self.text.error(key, f"'{word}' compares versions, and {reference.fact} is none")
            try:
                bound = parse_version(self.text.string(node, f"'{word}'"))
            except ValueError as error:
                raise self.text.error(node, str(error)) from None
            if word == "below":
                return _compare(reference, lambda value: parse_version(str(value)) < bound)
            return _compare(reference, lambda value: parse_version(str(value)) >= bound)
        if word == "matches":
            return _compare(reference, self._pattern(node))
        raise self.text.unknown_word(
            key, word, ["known", "is-not", "not-known-to-be", "below", "at-least", "matches"]
        )

    def _pattern(self, node: Node) -> Callable[[object], bool]:
        """Return whether a value matches; the pattern of a stranger may take neither memory nor time as it likes."""
        written = self.text.string(node, "'matches'")
        if self.text.trusted:
            own = re.compile(written)
            return lambda value: own.search(str(value)) is not None
        from elblint.text.own_pattern import OwnPattern, PatternError, Searches

        try:
            pattern = OwnPattern(written, self.searches or Searches())
        except PatternError as error:
            raise self.text.error(node, str(error)) from None

        def holds(value: object) -> bool:
            try:
                return pattern.found(str(value))
            except PatternError as error:
                raise self.text.error(node, str(error)) from None

        return holds

    def _constant(self, node: Node) -> object:
        if not isinstance(node, Scalar):
            raise self.text.error(node, "a single value is expected")
        return node.value


def _compare(reference: FactReference, holds: Callable[[object], bool]) -> Condition:
    binding, fact = reference.binding, reference.fact

    def test(env: Env) -> Truth:
        # What was asked before is looked up here: a call less for each of some hundred conditions on each object.
        found = env.objects.get(binding)
        value = _UNASKED if found is None else found.memo.get(fact, _UNASKED)
        if value is _UNASKED:
            value = env.fact(reference)
        return value if isinstance(value, Unknown) else holds(value)

    return Condition(test, frozenset({reference}), (Guard(reference, holds),))
