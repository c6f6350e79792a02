"""Evaluation of one input again and again, as a person edits it: only what an edit can have changed is asked anew.

A verdict that was reached without a look at another object stays as it is until its own object changes; one that
followed names and selectors, until something in their namespaces changes. The facts of an object lead to others by
way of the run's LintContext, and by the ELB or the controller that was assigned to it: a look at the former is noted,
and the latter are compared from one run to the next. So are the objects that a call is made of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple, cast

from elblint.engine.counted_context import CountedContext, CountedMemo, Looks, Scope
from elblint.engine.evaluator import Evaluator
from elblint.engine.finding import Finding
from elblint.engine.library import Library
from elblint.engine.prefilter import Candidates
from elblint.engine.rule import Rule
from elblint.model.addresses.references import AddressReference
from elblint.model.addresses.sources import Endpoints
from elblint.model.annotations.annotation import find_annotations
from elblint.model.annotations.value_issues import find_values
from elblint.model.context import LintContext
from elblint.model.elb_users import ElbUser
from elblint.model.facts import value_of
from elblint.model.gateways import Gateway
from elblint.model.objects import KubeObject
from elblint.model.retention import UNRELATED
from elblint.model.services import Service
from elblint.model.subject import Subject
from elblint.model.workloads import Autoscaler, Workload

_DERIVED = ("Annotation", "Value")
"""Kinds whose objects are parts of others."""


_SELECTED = (Service, Workload, Endpoints, Autoscaler)
"""The objects that selectors and names of one namespace lead to, as they do to ConfigMaps."""


class _Found(NamedTuple):
    """A finding, and its place in the order in which a whole evaluation comes upon it."""

    rule: int
    kind: int
    finding: Finding


class _Within(NamedTuple):
    """A rule that was asked, and what it found, which holds until one of some namespaces changes."""

    scopes: frozenset[Scope]
    asked: tuple[int, int, Rule]
    found: tuple[_Found, ...]


class _Subject:
    """One subject: what is settled about it, and the rules that must be asked in each run."""

    __slots__ = ("is_new", "open", "settled", "subject", "within")

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.is_new = True
        self.settled: list[_Found] = []
        self.within: list[_Within] = []
        self.open: list[tuple[int, int, Rule]] = []

    def to_ask(self, changed: AbstractSet[Scope]) -> list[tuple[int, int, Rule]]:
        """Return the rules whose verdicts may have changed with some namespaces; what they found is dropped."""
        asked, self.open = self.open, []
        if changed and self.within:
            stale = [one for one in self.within if not one.scopes.isdisjoint(changed)]
            if stale:
                self.within = [one for one in self.within if one.scopes.isdisjoint(changed)]
                asked += [one.asked for one in stale]
        return asked


class _Entry:
    """One object of the input with its parts: annotations, and the mistakes in their values."""

    __slots__ = ("parts", "scope", "serial", "tie")

    def __init__(self, serial: int, scope: Scope, parts: dict[str, list[_Subject]]) -> None:
        self.serial = serial
        self.scope = scope
        self.parts = parts
        self.tie: object = None

    @property
    def is_new(self) -> bool:
        """True if no rule was asked about it yet."""
        return any(one.is_new for listed in self.parts.values() for one in listed)


class _Call:
    """One call, and what other objects have made of those that it leads to."""

    __slots__ = ("call", "one", "serial", "tie")

    def __init__(self, call: AddressReference, serial: int) -> None:
        self.call = call
        self.serial = serial
        self.one = _Subject(call)
        self.tie: object = None


class IncrementalEvaluator:
    """Asks the same rules about one input after another; objects that are still there are kept."""

    def __init__(self, library: Library, rules: Sequence[Rule], lang: str) -> None:
        self._library = library
        self._lang = lang
        self._looks = Looks()
        self._entries: dict[int, _Entry] = {}
        self._calls: dict[tuple[object, ...], _Call] = {}
        self._call_of: dict[int, _Call] = {}
        self._scopes: dict[Scope, list[object]] = {}
        self._hides_scaled = False
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
        changed = self._renew(context)
        self._looks.are_noted = True
        counted = cast(LintContext, CountedContext(context, self._looks))
        evaluator = Evaluator(self._library, counted, self._lang)
        candidates = Candidates(counted)
        found: list[tuple[int, int, int, Finding]] = []

        def ask(one: _Subject, kind: str, position: int) -> None:
            if one.is_new:
                asked = self._by_kind.get(kind, [])
                if one.subject.span is not None and kind in UNRELATED:
                    asked = [each for each in asked if not candidates.skips_released(each[2], kind)]
                one.is_new = False
            elif one.open or one.within:
                asked = one.to_ask(changed)
            else:
                asked = []
            now = self._ask(one, asked, evaluator) if asked else []
            for listed in (one.settled, now, *[each.found for each in one.within]):
                for rule, at, finding in listed:
                    found.append((rule, at, position, finding))

        for position, entry in enumerate(self._entries.values()):
            for kind, subjects in entry.parts.items():
                for one in subjects:
                    ask(one, kind, position)
        for position, call in enumerate(context.subjects("Call")):
            ask(self._call_of[id(call)].one, "Call", position)
        self._looks.are_noted = False
        found.sort(key=lambda each: each[:3])
        return iter([each[3] for each in found])

    def _renew(self, context: LintContext) -> set[Scope]:
        """Take in the objects of a run, in their order, and drop those that are gone.

        Returns the namespaces in which something has changed that names and selectors lead to.
        """
        self._looks.scopes.clear()
        before, self._entries = self._entries, {}
        for one in context.objects:
            entry = before.get(id(one))
            if entry is None:
                self._serial += 1
                entry = self._entry(one, context, self._serial)
            self._entries[id(one)] = entry
        self._keep_calls(context)
        ties: dict[int, object] = {}
        for key, one in [(id(one), one) for one in context.objects if isinstance(one, ElbUser)]:
            tie = self._tie(one, context, ties)
            entry = self._entries[key]
            if entry.tie != tie and not entry.is_new:
                entry = self._entries[key] = self._entry(one, context, entry.serial)
            entry.tie = tie
        self._renew_calls()
        changed = self._changed_scopes(context)
        parts = [part for entry in self._entries.values() for each in entry.parts.values() for part in each]
        for part in (*parts, *(one.one for one in self._calls.values())):
            if not part.is_new:
                cast(CountedMemo, part.subject.memo).forget(changed)
        for kind in _DERIVED:
            context.parts[kind] = [
                part.subject for entry in self._entries.values() for part in entry.parts.get(kind, ())
            ]
        return changed

    def _keep_calls(self, context: LintContext) -> None:
        """Take the calls of the last run for those of this one that are made of the same."""
        before, self._calls = self._calls, {}
        for call in context.every_call:
            key = call.made_of
            while key in self._calls:
                key = (*key, "again")
            known = before.get(key)
            if known is None:
                self._serial += 1
                known = _Call(call, self._serial)
            # The answers of this run are the same, and hold none of the objects that are gone.
            known.call.names = call.names
            self._calls[key] = known
        self._call_of = {id(one.call): one for one in self._calls.values()}
        context.keep_calls([one.call for one in self._calls.values()])

    def _renew_calls(self) -> None:
        """Ask anew about the calls that lead to objects of which others have made something else."""
        for one in self._calls.values():
            target = one.call.target
            led_to = [self._entries.get(id(each)) for each in (target.user, target.publisher, target.through)]
            tie = [entry and entry.tie for entry in led_to]
            if one.one.is_new or one.tie != tie:
                one.one = _Subject(one.call)
                one.call.memo = CountedMemo(self._looks)
            one.tie = tie

    def _changed_scopes(self, context: LintContext) -> set[Scope]:
        scopes: dict[Scope, list[object]] = {}
        for one, entry in zip(context.objects, self._entries.values(), strict=True):
            if isinstance(one, _SELECTED) or one.manifest_kind == "ConfigMap":
                scopes.setdefault(entry.scope, []).append((entry.serial, entry.tie))
        before, self._scopes = self._scopes, scopes
        hid, self._hides_scaled = self._hides_scaled, context.autoscaling.hides_scaled
        if hid != self._hides_scaled:
            return {*before, *scopes}
        return {scope for scope in {*before, *scopes} if scopes.get(scope) != before.get(scope)}

    def _entry(self, owner: KubeObject, context: LintContext, serial: int) -> _Entry:
        annotations = find_annotations([owner], lambda: context.catalogue)
        parts: dict[str, list[Subject]] = {owner.kind: [owner]}
        if annotations:
            parts["Annotation"] = [*annotations]
            parts["Value"] = [*find_values(annotations)]
        for listed in parts.values():
            for one in listed:
                one.memo = CountedMemo(self._looks)
        return _Entry(serial, owner.scope, {kind: [*map(_Subject, listed)] for kind, listed in parts.items()})

    def _tie(self, user: ElbUser, context: LintContext, known: dict[int, object]) -> object:
        """Return what other objects have made of one, to compare with that of the next run.

        That is the users of its ELB, the controllers that serve them, and the calls to them.
        """

        def of_one(other: ElbUser) -> tuple[object, ...]:
            controller = other.controller if isinstance(other, Gateway) else None
            calls = tuple(self._call_of[id(call)].serial for call in context.calls_to(other))
            return self._entries[id(other)].serial, controller, calls

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
        open_found: list[_Found] = []
        looks, context, subject = self._looks, evaluator.context, one.subject
        for each in asked:
            number, kind, rule = each
            if self._is_surely_false(rule, subject, context):
                continue
            mark = looks.mark()
            verdict = evaluator.verdict(rule, subject)
            finding = None if verdict is None else evaluator.builder.finding(verdict)
            found = () if finding is None else (_Found(number, kind, finding),)
            seen = looks.since(mark)
            if seen is None:
                one.open.append(each)
                open_found += found
            elif seen:
                one.within.append(_Within(seen, each, found))
            else:
                one.settled += found
        return open_found

    def _is_surely_false(self, rule: Rule, subject: Subject, context: LintContext) -> bool:
        """Return whether one of a rule's simple tests fails, by what the subject itself says."""
        for guard in rule.when.guards:
            if guard.reference.binding != rule.binding:
                continue
            mark = self._looks.mark()
            value = value_of(_name(guard.reference.fact, subject.kind), subject, context)
            if self._looks.mark() == mark and not guard.passes(value):
                return True
        return False


def _name(fact: str, kind: str) -> str:
    prefix, _, rest = fact.partition(".")
    return f"{kind.lower()}.{rest}" if prefix == "object" else fact
