"""A selection of the objects that can pass a rule's simple tests; the rule is asked about no others.

Some hundred rules ask the same few things of every object. What several ask is asked once, the objects are sorted by
their answers, and a rule is asked only about those that answered well. What is unknown always counts as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from elblint.engine.condition import Guard, fact_name
from elblint.engine.rule import Rule
from elblint.model.cluster import Cluster
from elblint.model.context import LintContext
from elblint.model.facts import FactValue, cluster_value
from elblint.model.facts.registry import answer_of
from elblint.model.indexes.relations import NEVER, RELATIONS
from elblint.model.objects import KubeObject
from elblint.model.part import owner_of
from elblint.model.retention import UNRELATED
from elblint.model.subject import Subject
from elblint.model.unknown import Unknown

_ANNOTATION = ".annotation."
_CLUSTER = "cluster"
_FEW = 4
"""One in so many of the objects is few enough to ask each."""
Groups = list[tuple[FactValue, list[int]]]
"""The numbers of the objects that have each value of a fact."""


class Candidates:
    """The objects of one run, as rules need them."""

    def __init__(self, context: LintContext) -> None:
        self.context = context
        self._asked: Counter[tuple[str, str]] = Counter()
        self._silent: dict[tuple[str, str, str], bool] = {}
        self._kept: dict[str, list[Subject]] = {}
        self._groups: dict[tuple[int, str], Groups] = {}
        self._clusters: dict[int, dict[int, Cluster]] = {}
        self._named: dict[int, tuple[dict[str, list[int]], list[int]]] = {}
        self._numbers: list[int] = []
        """The numbers from 0 on, which all groups share."""

    def expect(self, rules: Iterable[Rule]) -> None:
        """Note what is asked by how many rules."""
        self._asked = Counter(
            (kind, fact_name(guard.reference, kind))
            for rule in rules
            for kind in rule.subjects
            if self.context.subjects(kind)
            for guard in rule.when.guards
            if guard.reference.binding == rule.binding
        )

    def of(self, rule: Rule, kind: str, *, if_reported: bool = False) -> Sequence[Subject]:
        """The objects of a kind, in their order, without those of which a test of the rule is surely false.

        With ``if_reported``, also without those of which a test is unknown in a way that is not reported.
        """
        every = self.context.subjects(kind)
        if not every:
            return every
        if self.context.has_released and kind in UNRELATED:
            if not self.skips_released(rule, kind):
                # Its partners are looked for first, by what is kept of the object.
                return every
            if kind not in self._kept:
                self._kept[kind] = [one for one in every if one.span is None]
            every = self._kept[kind]
        numbers = self._that_pass(rule, kind, every, if_reported=if_reported)
        return every if len(numbers) == len(every) else [every[number] for number in numbers]

    def skips_released(self, rule: Rule, kind: str) -> bool:
        """Return whether a rule is false of every object of a kind that was released."""
        when_unrelated = RELATIONS[rule.relation].when_unrelated if rule.relation else None
        return when_unrelated == NEVER or self._is_silent(rule, rule.binding, kind)

    def _in_clusters(
        self, rule: Rule, every: Sequence[Subject], passes: Callable[[Guard, FactValue], bool]
    ) -> set[int] | None:
        """The numbers of the objects whose clusters pass the simple tests of a rule; None for all."""
        guards = [guard for guard in rule.when.guards if guard.reference.binding == _CLUSTER]
        if not guards:
            return None
        if id(every) not in self._clusters:
            self._clusters[id(every)] = {id(one.cluster): one.cluster for one in every}
        clusters = self._clusters[id(every)]
        failed = {
            key
            for key, cluster in clusters.items()
            if not all(passes(guard, cluster_value(guard.reference.fact, cluster)) for guard in guards)
        }
        if len(failed) == len(clusters):
            return set()
        return {n for n, one in enumerate(every) if id(one.cluster) not in failed} if failed else None

    def _that_pass(
        self, rule: Rule, kind: str, every: Sequence[Subject], *, if_reported: bool
    ) -> Sequence[int]:
        """The numbers of the objects of which no simple test of a rule is surely false.

        Tests whose answers are sorted already come first; the others are asked about what these left.
        """
        guards = [
            (fact_name(guard.reference, kind), guard)
            for guard in rule.when.guards
            if guard.reference.binding == rule.binding
        ]

        def passes(guard: Guard, value: FactValue) -> bool:
            if if_reported and isinstance(value, Unknown):
                return rule.reports(value)
            return guard.passes(value)

        guards.sort(key=lambda one: (id(every), one[0]) not in self._groups)
        left = self._in_clusters(rule, every, passes)
        if left is not None and not left:
            return ()
        asked: list[tuple[str, Guard]] = []
        for name, guard in guards:
            is_few = left is not None and len(left) < len(every) // _FEW
            groups = self._by_value(every, name, kind, is_few=is_few)
            if groups is None:
                asked.append((name, guard))
                continue
            failed = [found for value, found in groups if not passes(guard, value)]
            if failed:
                left = set(range(len(every))) if left is None else left
                left.difference_update(*failed)
                if not left:
                    return ()
        numbers: Sequence[int] = range(len(every)) if left is None else sorted(left)
        for name, guard in asked:
            values = self._values(every, name, numbers)
            numbers = [number for number, value in zip(numbers, values, strict=True) if passes(guard, value)]
        return numbers

    def _values(self, every: Sequence[Subject], name: str, numbers: Sequence[int]) -> Iterator[FactValue]:
        """Yield the values of a fact. Most objects are asked for it once: kept on each, they would take much room."""
        ask, context = answer_of(name), self.context
        for number in numbers:
            one = every[number]
            memo = one.memo
            yield memo[name] if name in memo else ask(one, context)  # type: ignore[misc]

    def left(
        self, objects: Sequence[KubeObject], rule: Rule, binding: str, kind: str
    ) -> Sequence[KubeObject]:
        """The objects without those that were released, if the rule cannot be true of these."""
        if self.context.has_released and self._is_silent(rule, binding, kind):
            return [one for one in objects if one.span is None]
        return objects

    def _is_silent(self, rule: Rule, binding: str, kind: str) -> bool:
        key = rule.id, binding, kind
        if key not in self._silent:
            from elblint.engine.retention import is_silent_on

            self._silent[key] = is_silent_on(rule, binding, kind)
        return self._silent[key]

    def _all_numbers(self, every: Sequence[Subject]) -> list[int]:
        if len(self._numbers) < len(every):
            self._numbers.extend(range(len(self._numbers), len(every)))
        return self._numbers[: len(every)]

    def _by_value(self, every: Sequence[Subject], name: str, kind: str, *, is_few: bool) -> Groups | None:
        """The objects by the value of a fact; None if asking all of them would not pay, for a few of them say."""
        key = id(every), name
        if key not in self._groups:
            if is_few:
                return None
            if _ANNOTATION in name:
                self._groups[key] = self._by_annotation(every, name)
            elif self._asked[kind, name] > 1:
                self._groups[key] = self._sorted(every, name, self._all_numbers(every))
            else:
                return None
        return self._groups[key]

    def _sorted(self, every: Sequence[Subject], name: str, numbers: Sequence[int]) -> Groups:
        groups: dict[Hashable, tuple[FactValue, list[int]]] = {}
        for number, value in zip(numbers, self._values(every, name, numbers), strict=True):
            key = value if isinstance(value, (str, bool)) else hashable(value)
            group = groups.get(key)
            if group is None:
                groups[key] = value, [number]
            else:
                group[1].append(number)
        return list(groups.values())

    def _by_annotation(self, every: Sequence[Subject], name: str) -> Groups:
        """By the value of an annotation: most objects do not have it, and are not looked at."""
        if id(every) not in self._named:
            by_name: dict[str, list[int]] = {}
            odd: list[int] = []
            for number, one in zip(self._all_numbers(every), map(owner_of, every), strict=True):
                for written in one.annotations:
                    by_name.setdefault(written, []).append(number)
                if not one.annotations and one.at("metadata", "annotations") is not None:
                    odd.append(number)
            self._named[id(every)] = by_name, odd
        by_name, odd = self._named[id(every)]
        written = name.partition(_ANNOTATION)[2]
        having = by_name.get(written if "/" in written else f"kubernetes.io/{written}", [])
        some = {*having, *odd}
        numbers = self._all_numbers(every)
        rest = [number for number in numbers if number not in some] if some else numbers
        return [*self._sorted(every, name, sorted(some)), (None, list(rest))]


def hashable(value: object) -> Hashable:
    """A fact's value as a key: equal for equal values, whether it is known or not."""
    if isinstance(value, Unknown):
        return "?", value.needs, value.reasons
    return tuple(value) if isinstance(value, list) else value
