"""The table of all facts, and how a fact gets its value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from elblint.model.cluster import Cluster
from elblint.model.objects import KubeObject
from elblint.model.unknown import Unknown
from elblint.model.world import World

FactValue: TypeAlias = "str | bool | int | list[str] | Unknown | None"


@dataclass(frozen=True)
class Fact:
    """One fact: what it says, and how a user can tell elblint when the input does not."""

    name: str
    values: str
    means: dict[str, str]
    tell: dict[str, str]
    answer: Callable[..., FactValue]


FACTS: dict[str, Fact] = {}
"""All facts by name. The part before the first dot is the kind of object in lower case."""


def fact(
    name: str, values: str, *, zh: str, tell: str = "", tell_zh: str = ""
) -> Callable[[Callable[..., FactValue]], Callable[..., FactValue]]:
    """Register a function as a fact; its docstring is the English meaning, ``zh`` the Chinese one."""

    def register(answer: Callable[..., FactValue]) -> Callable[..., FactValue]:
        meaning = " ".join((answer.__doc__ or "").split())
        FACTS[name] = Fact(name, values, {"en": meaning, "zh": zh}, {"en": tell, "zh": tell_zh}, answer)
        return answer

    return register


def never_known(name: str, means: str, zh: str, tell: str, tell_zh: str) -> None:
    """Register a fact that no input tells by itself: it names what would decide a verdict."""
    told = {"en": tell, "zh": tell_zh}
    FACTS[name] = Fact(name, "unknown", {"en": means, "zh": zh}, told, lambda *_: Unknown(name))


def value_of(name: str, subject: KubeObject, world: World) -> FactValue:
    """The value of a fact for an object. ``name`` is a key of FACTS that fits the object's kind."""
    memo = subject.memo
    if name not in memo:
        memo[name] = FACTS[name].answer(subject, world)
    return memo[name]  # type: ignore[return-value]


def cluster_value(name: str, cluster: Cluster) -> FactValue:
    """The value of a ``cluster.`` fact."""
    return FACTS[name].answer(cluster)
