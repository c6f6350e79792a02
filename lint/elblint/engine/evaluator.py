"""Rules and objects to findings."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from functools import cached_property, partial
from itertools import groupby

from elblint.engine.condition import Env
from elblint.engine.finding import Finding
from elblint.engine.library import Library
from elblint.engine.prefilter import Candidates, hashable
from elblint.engine.rule import Rule
from elblint.engine.verdict import Verdict, env_of
from elblint.model.context import LintContext
from elblint.model.indexes.relations import RELATIONS
from elblint.model.objects import KubeObject
from elblint.model.subject import Subject
from elblint.model.unknown import Unknown
from elblint.system.progress import Progress, silent
from elblint.system.type_names import TYPE_CHECKING

if TYPE_CHECKING:
    from elblint.engine.finding_builder import FindingBuilder


_PASSING = frozenset({"Annotation", "Value"})
"""The parts of objects that nobody needs but the rules about them."""


class Evaluator:
    """Asks rules about the objects of a run, in one language."""

    def __init__(self, library: Library, context: LintContext, lang: str = "en") -> None:
        self.context = context
        self.lang = lang
        self.library = library
        self._candidates = Candidates(context)

    @cached_property
    def builder(self) -> FindingBuilder:
        """Makes findings of verdicts: not imported for input without any."""
        from elblint.engine.finding_builder import FindingBuilder

        return FindingBuilder(self.library, self.context, self.lang)

    def findings(self, rules: Sequence[Rule], progress: Progress = silent) -> Iterator[Finding]:
        """Every finding of the rules that have a subject in the input."""
        # Annotations of many objects take much room. Asked about first, they need none while others are.
        number = 0
        for _, group in groupby(sorted(rules, key=_is_about_objects), _is_about_objects):
            asked = [*group]
            self._candidates = Candidates(self.context)
            self._candidates.expect(asked)
            for rule in asked:
                number += 1
                progress("asking-rules", number, len(rules))
                for verdict in self.verdicts(rule, if_reported=True):
                    finding = self.builder.finding(verdict) if verdict.is_reported else None
                    if finding is not None:
                        yield finding
                # Hardly two rules share what was worked out of a list.
                self.context.forget_once()
            self.context.forget_parts(_PASSING)

    def verdicts(self, rule: Rule, *, if_reported: bool = False) -> Iterator[Verdict]:
        """The verdict on every subject of the rule, false ones left out.

        With ``if_reported``, most of those that are unknown and not reported are left out as well.
        """
        for kind in rule.subjects:
            for subject in self._candidates.of(rule, kind, if_reported=if_reported):
                verdict = self.verdict(rule, subject)
                if verdict is not None:
                    yield verdict

    def verdict(self, rule: Rule, subject: Subject) -> Verdict | None:
        """The verdict on one subject; None if it is false."""
        if rule.partner:
            return self._verdict_on_pairs(rule, subject)
        truth = rule.when.test(env_of(self.context, self.lang, rule, subject, None))
        if truth is True and subject.is_patch:
            truth = Unknown("service.is-whole")
        return None if truth is False else Verdict(rule, subject, None, truth)

    def _verdict_on_pairs(self, rule: Rule, subject: Subject) -> Verdict | None:
        """The verdict on the first partner for which the rule is true, else for which it is unknown."""
        unknown: Verdict | None = None
        doubt = RELATIONS[rule.relation].doubt
        for partner in self._partners(rule, subject):
            truth = rule.when.test(env_of(self.context, self.lang, rule, subject, partner))
            if doubt is not None and truth is not False:
                reason = doubt(self.context, subject, partner)
                truth = truth if reason is None else reason if truth is True else truth | reason
            if truth is True:
                return Verdict(rule, subject, partner, truth)
            if isinstance(truth, Unknown) and unknown is None:
                unknown = Verdict(rule, subject, partner, truth)
        return unknown

    def _partners(self, rule: Rule, subject: Subject) -> Iterator[KubeObject]:
        """The other objects that stand in the rule's relation to ``subject``, alike ones only once.

        Objects that agree in all facts which the rule asks of them get the same answer, so one of each sort
        is enough. That keeps a rule about pairs linear in the number of objects on one ELB.
        """
        relation = RELATIONS[rule.relation]
        for others in filter(None, relation.find(self.context, subject, rule.partner_kind)):
            if relation.between_copies:
                yield others[0]
                continue
            if len(others) == 1 and others[0] is subject:
                continue
            kinds = self.context.once(rule.id, others, partial(self._alike, rule))
            # Of two that clash with each other, the later one is reported.
            is_mutual = relation.is_mutual and rule.partner_kind == subject.kind
            if relation.between_clusters:
                found = _of_other_clusters(kinds, subject)
                yield from (one for one in found if not is_mutual or one.order < subject.order)
                continue
            for alike in kinds:
                for other in alike:
                    if not other.may_be(subject) and (not is_mutual or other.order < subject.order):
                        yield other
                        break

    def _alike(self, rule: Rule, others: Sequence[KubeObject]) -> list[list[KubeObject]]:
        """``others`` by what the rule can see of them; of each sort, one or two different objects.

        Of those in several clusters, two are of different clusters.
        """
        across = RELATIONS[rule.relation].between_clusters
        facts = sorted(
            (fact for fact in rule.when.facts if fact.binding == rule.partner), key=lambda fact: fact.fact
        )
        # Of an object that fails one of these the rule is false, whatever the subject.
        guards = [guard for guard in rule.when.guards if guard.reference.binding == rule.partner]
        by_signature: dict[Hashable, list[KubeObject]] = {}
        for other in self._candidates.left(others, rule, rule.partner, rule.partner_kind):
            env = Env(self.context, {rule.partner: other}, other.cluster, self.lang)
            if not all(guard.passes(env.fact(guard.reference)) for guard in guards):
                continue
            signature = tuple(hashable(env.fact(fact)) for fact in facts)
            alike = by_signature.setdefault(signature, [])
            if not alike or (len(alike) == 1 and _differ(alike[0], other, across=across)):
                alike.append(other)
        return list(by_signature.values())


def _is_about_objects(rule: Rule) -> bool:
    """Return whether a rule asks about no parts that others do without."""
    return _PASSING.isdisjoint(rule.subjects)


def _differ(one: KubeObject, other: KubeObject, *, across: bool) -> bool:
    return one.cluster.name != other.cluster.name if across else not one.may_be(other)


def _of_other_clusters(kinds: list[list[KubeObject]], subject: Subject) -> list[KubeObject]:
    """The first object of each sort that is in another cluster than ``subject``, in their order."""
    own = subject.cluster.name
    found = [next((one for one in alike if one.cluster.name != own), None) for alike in kinds]
    return sorted((one for one in found if one is not None), key=lambda one: one.order)
