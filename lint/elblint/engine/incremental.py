"""Evaluation of one input again and again, as a person edits it: only what an edit can have changed is asked anew.

A verdict that was reached without a look at another object stays as it is until its own object changes. The facts
of an object lead to others by way of the run's LintContext, and by the ELB or the controller that was assigned to
it; a look at the former is counted, and the latter are compared from one run to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, cast

from elblint.engine.counted_context import CountedContext, CountedMemo, Looks, Scope
from elblint.engine.evaluator import Evaluator
from elblint.engine.finding import Finding
from elblint.engine.library import Library
from elblint.engine.prefilter import Candidates
from elblint.engine.rule import Rule
from elblint.model.addresses.sources import Endpoints
from elblint.model.annotations.annotation import find_annotations
from elblint.model.annotations.value_issues import find_values
from elblint.model.context import LintContext
from elblint.model.elb_users import ElbUser
from elblint.model.facts import value_of
from elblint.model.gateways import Gateway
from elblint.model.objects import KubeObject
from elblint.model.part import owner_of
from elblint.model.retention import UNRELATED
from elblint.model.services import Service
from elblint.model.subject import Subject
from elblint.model.workloads import Workload

_DERIVED = ("Annotation", "Value")
"""Kinds whose objects are parts of others."""


_SELECTED = (Service, Workload, Endpoints)
"""The objects that selectors and names of one namespace lead to."""


class _Found(NamedTuple):
    """A finding, and its place in the order in which a whole evaluation comes upon it."""

    rule: int
    kind: int
    finding: Finding


class _Subject:
    """One subject: what is settled about it, and the rules that must be asked in each run.

    What is ``within`` holds as long as its namespace does not change.
    """

    __slots__ = ("open", "rules_within", "settled", "subject", "within")

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.settled: list[_Found] = []
        self.within: list[_Found] = []
        self.rules_within: list[tuple[int, int, Rule]] = []
        self.open: list[tuple[int, int, Rule]] = []


class _Entry:
    """One object of the input with its parts: annotations, and the mistakes in their values."""

    __slots__ = ("is_new", "is_within_old", "parts", "scope", "serial", "tie")

    def __init__(self, serial: int, scope: Scope, parts: dict[str, list[_Subject]]) -> None:
        self.serial = serial
        self.scope = scope
        self.is_within_old = False
        self.parts = parts
        self.tie: object = None
        self.is_new = True


class IncrementalEvaluator:
    """Asks the same rules about one input after another; objects that are still there are kept."""

    def __init__(self, library: Library, rules: Sequence[Rule], lang: str) -> None:
        self._library = library
        self._lang = lang
        self._looks = Looks()
        self._entries: dict[int, _Entry] = {}
        self._scopes: dict[Scope, list[object]] = {}
        self._serial = 0
        self._by_kind: dict[str, list[tuple[int, int, Rule]]] = {}
        for number, rule in enumerate(rules):
            for at, kind in enumerate(rule.subjects):
                self._by_kind.setdefault(kind, []).append((number, at, rule))

    def findings(self, context: LintContext) -> Iterator[Finding]:
        """Yield every finding, in the order of a whole evaluation."""
        searches = self._library.__dict__.get("searches")
        if searches is not None:
            searches.begin()
        self._renew(context)
        counted = cast(LintContext, CountedContext(context, self._looks))
        evaluator = Evaluator(self._library, counted, self._lang)
        candidates = Candidates(counted)
        found: list[tuple[int, int, int, Finding]] = []
        for position, entry in enumerate(self._entries.values()):
            for kind, subjects in entry.parts.items():
                for one in subjects:
                    if entry.is_new:
                        asked = self._by_kind.get(kind, [])
                        if one.subject.span is not None and kind in UNRELATED:
                            asked = [each for each in asked if not candidates.skips_released(each[2], kind)]
                    else:
                        asked = one.open
                        if entry.is_within_old:
                            asked = asked + one.rules_within
                            one.within, one.rules_within = [], []
                    one.open = []
                    now = self._ask(one, asked, evaluator) if asked else []
                    every = (*one.settled, *one.within, *now)
                    found.extend((*each[:2], position, each.finding) for each in every)
            entry.is_new = False
        for position, call in enumerate(context.subjects("Call")):
            # A call is made of two objects, and made anew in each run.
            one = _Subject(call)
            now = self._ask(one, self._by_kind.get("Call", []), evaluator)
            found.extend((*each[:2], position, each.finding) for each in (*now, *one.within, *one.settled))
        found.sort(key=lambda each: each[:3])
        return iter([each[3] for each in found])

    def _renew(self, context: LintContext) -> None:
        """Take in the objects of a run, in their order, and drop those that are gone."""
        before, self._entries = self._entries, {}
        for one in context.objects:
            entry = before.get(id(one))
            if entry is None:
                self._serial += 1
                entry = self._entry(one, context, self._serial)
            self._entries[id(one)] = entry
        ties: dict[int, object] = {}
        for key, one in [(id(one), one) for one in context.objects if isinstance(one, ElbUser)]:
            tie = self._tie(one, context, ties)
            entry = self._entries[key]
            if entry.tie != tie and not entry.is_new:
                entry = self._entries[key] = self._entry(one, context, entry.serial)
            entry.tie = tie
        scopes: dict[Scope, list[object]] = {}
        for one, entry in zip(context.objects, self._entries.values(), strict=True):
            if isinstance(one, _SELECTED):
                scopes.setdefault(entry.scope, []).append((entry.serial, entry.tie))
        changed = {scope for scope in scopes if scopes[scope] != self._scopes.get(scope)}
        changed |= self._scopes.keys() - scopes.keys()
        self._scopes = scopes
        for entry in self._entries.values():
            entry.is_within_old = entry.scope in changed
            for each in () if entry.is_new else entry.parts.values():
                for part in each:
                    cast(CountedMemo, part.subject.memo).forget(within=entry.is_within_old)
        for kind in _DERIVED:
            context.parts[kind] = [
                part.subject for entry in self._entries.values() for part in entry.parts.get(kind, ())
            ]

    def _entry(self, owner: KubeObject, context: LintContext, serial: int) -> _Entry:
        annotations = find_annotations([owner], lambda: context.catalogue)
        parts: dict[str, list[Subject]] = {owner.kind: [owner]}
        if annotations:
            parts["Annotation"] = [*annotations]
            parts["Value"] = [*find_values(annotations)]
        for listed in parts.values():
            for one in listed:
                one.memo = CountedMemo(self._looks, owner.scope)
        return _Entry(serial, owner.scope, {kind: [*map(_Subject, listed)] for kind, listed in parts.items()})

    def _tie(self, user: ElbUser, context: LintContext, known: dict[int, object]) -> object:
        """Return what other objects have made of one, to compare with that of the next run.

        That is the users of its ELB, the controllers that serve them, and whether somebody calls them.
        """

        def of_one(other: ElbUser) -> tuple[object, ...]:
            controller = other.controller if isinstance(other, Gateway) else None
            return self._entries[id(other)].serial, controller, bool(context.calls_to(other))

        elb = user.elb
        if elb is None:
            return of_one(user)
        if id(elb) not in known:
            known[id(elb)] = tuple(map(of_one, elb.users)), elb.known
        return known[id(elb)]

    def _ask(
        self, one: _Subject, asked: Sequence[tuple[int, int, Rule]], evaluator: Evaluator
    ) -> list[_Found]:
        """Ask rules about one subject; return what may be otherwise in the next run, and settle the rest."""
        found: list[_Found] = []
        looks, context, subject = self._looks, evaluator.context, one.subject
        looks.scope = owner_of(subject).scope
        for each in asked:
            number, kind, rule = each
            if self._is_surely_false(rule, subject, context):
                continue
            count, within = looks.count, looks.within
            verdict = evaluator.verdict(rule, subject)
            finding = None if verdict is None else evaluator.builder.finding(verdict)
            if looks.count != count:
                one.open.append(each)
                kept = found
            elif looks.within != within:
                one.rules_within.append(each)
                kept = one.within
            else:
                kept = one.settled
            if finding is not None:
                kept.append(_Found(number, kind, finding))
        return found

    def _is_surely_false(self, rule: Rule, subject: Subject, context: LintContext) -> bool:
        """Return whether one of a rule's simple tests fails, by what the subject itself says."""
        for guard in rule.when.guards:
            if guard.reference.binding != rule.binding:
                continue
            before = self._looks.count + self._looks.within
            value = value_of(_name(guard.reference.fact, subject.kind), subject, context)
            if self._looks.count + self._looks.within == before and not guard.passes(value):
                return True
        return False


def _name(fact: str, kind: str) -> str:
    prefix, _, rest = fact.partition(".")
    return f"{kind.lower()}.{rest}" if prefix == "object" else fact
