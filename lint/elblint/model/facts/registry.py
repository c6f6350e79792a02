"""The table of all facts, and how a fact gets its value."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from elblint.i18n.localized import Localized
from elblint.i18n.words import translated
from elblint.model.cluster import Cluster
from elblint.model.context import LintContext
from elblint.model.subject import Subject
from elblint.model.unknown import Unknown
from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import TypeAlias

FactValue: TypeAlias = "str | bool | int | list[str] | Localized | list[Localized] | Unknown | None"


class Fact(NamedTuple):
    """One fact: what it says, and how a user can tell elblint when the input does not."""

    name: str
    values: str
    meaning: str
    hint: str
    answer: Callable[..., FactValue]

    def hint_in(self, lang: str) -> str:
        """Return the way to give the fact, in a language; empty if there is none."""
        return translated(f"hint.{self.name}", self.hint, lang)


_ANNOTATION = ".annotation."

FACTS: dict[str, Fact] = {}
"""All facts by name. The part before the first dot is the kind of object in lower case."""


def fact(
    name: str, values: str, *, hint: str = ""
) -> Callable[[Callable[..., FactValue]], Callable[..., FactValue]]:
    """Register a function as a fact; its docstring is the meaning, ``hint`` the way to give it.

    Both in Chinese stand in ``i18n/chinese.py``, below the fact's name.
    """

    def register(answer: Callable[..., FactValue]) -> Callable[..., FactValue]:
        meaning = " ".join((answer.__doc__ or "").split())
        FACTS[name] = Fact(name, values, meaning, hint, answer)
        return answer

    return register


def never_known(name: str, meaning: str, hint: str) -> None:
    """Register a fact that no input tells by itself: it names what would decide a verdict."""
    FACTS[name] = Fact(name, "unknown", meaning, hint, lambda *_: Unknown(name))


@cache
def asker_of(name: str) -> Callable[[Subject, LintContext], FactValue]:
    """Return what ``value_of`` does for one fact, for many objects: its name is looked up once."""
    answer = answer_of(name)

    def value(subject: Subject, context: LintContext) -> FactValue:
        memo = subject.memo
        if name not in memo:
            memo[name] = answer(subject, context)
        return memo[name]  # type: ignore[return-value]

    return value


@cache
def answer_of(name: str) -> Callable[[Subject, LintContext], FactValue]:
    """Return what finds out one fact of objects, and keeps it nowhere."""
    kind, _, annotation = name.partition(_ANNOTATION)
    answer = FACTS[kind + _ANNOTATION[:-1] if annotation else name].answer
    return (lambda subject, context: answer(subject, annotation, context)) if annotation else answer


def value_of(name: str, subject: Subject, context: LintContext) -> FactValue:
    """The value of a fact for an object. ``name`` is a key of FACTS that fits the object's kind."""
    if name in subject.memo:
        return subject.memo[name]  # type: ignore[return-value]
    return asker_of(name)(subject, context)


def fact_named(name: str) -> Fact | None:
    """The fact that a rule means by a name.

    ``service.annotation.elb.id`` is ``service.annotation`` asked for one annotation; ``object.`` stands for the
    kinds that a rule looks at, and means a fact that Services and Ingresses both have.
    """
    kind, dot, rest = name.partition(".")
    if kind == "object":
        found = [fact_named(f"{one}.{rest}") for one in ("service", "ingress")]
        return found[0] if all(found) else None
    if (dot + rest).startswith(_ANNOTATION):
        name = kind + _ANNOTATION[:-1]
    return FACTS.get(name)


def cluster_value(name: str, cluster: Cluster) -> FactValue:
    """The value of a ``cluster.`` fact."""
    return FACTS[name].answer(cluster)
