"""The unrelated objects that no rule of a run can report on, found by evaluating the rules' conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from elblint.engine.condition import Env, FactReference, fact_name
from elblint.engine.rule import Rule
from elblint.model.cluster import Cluster
from elblint.model.context import LintContext
from elblint.model.facts import FactValue, cluster_value
from elblint.model.indexes.relations import BY_NODES, RELATIONS
from elblint.model.ingresses import Ingress
from elblint.model.objects import KubeObject
from elblint.model.retention import UNRELATED, unrelated_value
from elblint.model.services import Service
from elblint.model.unknown import Unknown
from elblint.model.workloads import Workload
from elblint.syntax.nodes import Mapping
from elblint.text.source import SourceText

_EMPTY = LintContext([])
_FIRST = 100
_KINDS: dict[str, type[KubeObject]] = {"Service": Service, "Ingress": Ingress, "Workload": Workload}


class _UnrelatedEnv(Env):
    """Some unrelated object of a kind, and nothing else known."""

    __slots__ = ()

    def fact(self, reference: FactReference) -> FactValue:
        """Return the value that is the same for all unrelated objects; all else is unknown."""
        if reference.binding == "cluster":
            return cluster_value(reference.fact, self.cluster)
        some = self.objects.get(reference.binding)
        return (
            Unknown(reference.fact)
            if some is None
            else unrelated_value(fact_name(reference, some.kind), some.kind)
        )


def silent_on(rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield the names of a rule for objects, and their kinds, for which ``is_silent_on`` holds."""
    for binding, kinds in ((rule.binding, rule.subjects), (rule.partner, (rule.partner_kind,))):
        yield from ((binding, kind) for kind in kinds if is_silent_on(rule, binding, kind))


def is_silent_on(rule: Rule, binding: str, kind: str) -> bool:
    """Return whether a rule is false whenever the object of a kind that it calls ``binding`` is unrelated."""
    if rule.silent_on is not None:
        return (binding, kind) in rule.silent_on
    if kind not in _KINDS or (rule.unreachable and binding != rule.binding):
        return False
    some = _KINDS[kind](Mapping(0), kind, SourceText("", ""), Cluster())
    return rule.when.test(_UnrelatedEnv(_EMPTY, {binding: some}, Cluster())) is False


class ReleasableKinds:
    """The kinds whose unrelated objects no rule can be true of, unless another object leads to them.

    Of rules that the store does not know, finding that out takes longer than a small run; then the first objects are
    kept whatever they are.
    """

    def __init__(self, rules: Sequence[Rule], kept: int | None = None) -> None:
        """``kept`` is the number of the first objects; some if None, and if that pays."""
        self.rules = rules
        if kept is None:
            kept = 0 if all(rule.silent_on is not None for rule in rules) else _FIRST
        self._kept = kept
        self._known: dict[str, bool] = {}

    def __call__(self, kind: str) -> bool:
        """Return whether the unrelated object of a kind at hand need not be kept."""
        self._kept -= 1
        if self._kept >= 0:
            return False
        if kind not in self._known:
            asked = [rule for rule in self.rules if kind in rule.subjects]
            self._known[kind] = kind in UNRELATED and not any(_needs(rule, kind) for rule in asked)
        return self._known[kind]


def _needs(rule: Rule, kind: str) -> bool:
    leads_elsewhere = rule.relation and RELATIONS[rule.relation].when_unrelated != BY_NODES
    return not leads_elsewhere and not is_silent_on(rule, rule.binding, kind)
