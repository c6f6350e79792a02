"""The unrelated objects that no rule of a run can report on, found by evaluating the rules' conditions."""

from __future__ import annotations

from collections.abc import Iterable

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


def is_silent_on(rule: Rule, binding: str, kind: str) -> bool:
    """Return whether a rule is false whenever the object of a kind that it calls ``binding`` is unrelated."""
    if kind not in _KINDS or (rule.unreachable and binding != rule.binding):
        return False
    some = _KINDS[kind](Mapping(0), kind, SourceText("", ""), Cluster())
    return rule.when.test(_UnrelatedEnv(_EMPTY, {binding: some}, Cluster())) is False


def releasable_kinds(rules: Iterable[Rule]) -> frozenset[str]:
    """The kinds whose unrelated objects no rule can be true of, unless another object leads to them."""
    needed = {
        kind
        for rule in rules
        for kind in rule.subjects
        if kind in UNRELATED
        and not (rule.relation and RELATIONS[rule.relation].when_unrelated != BY_NODES)
        and not is_silent_on(rule, rule.binding, kind)
    }
    return frozenset(set(UNRELATED) - needed)
