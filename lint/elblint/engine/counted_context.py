"""A context that notes who looks at it, so that it is known which verdicts another object can change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, TypeAlias

from elblint.model.context import LintContext
from elblint.model.indexes.autoscaling import Autoscaling
from elblint.model.indexes.selection import Selection
from elblint.model.objects import KubeObject
from elblint.model.services import Service
from elblint.model.subject import Subject
from elblint.model.workloads import Workload

Scope: TypeAlias = tuple[str, str]
Mark: TypeAlias = tuple[int, int]
Seen: TypeAlias = "frozenset[Scope] | None"
"""The namespaces that a result follows from; None if it follows from more than that."""

NOTHING: frozenset[Scope] = frozenset()


class Looks:
    """The looks that somebody has taken at something beside one object.

    ``scopes`` has the namespaces whose names and selectors were followed, in the order of the looks; ``count`` is the
    number of all other looks.
    """

    __slots__ = ("are_noted", "count", "scopes")

    def __init__(self) -> None:
        self.are_noted = False
        """True in a run, which looks through a CountedContext; others who ask later leave no note."""
        self.count = 0
        self.scopes: list[Scope] = []

    def at(self, scope: Scope) -> None:
        """Note a look at a namespace."""
        self.scopes.append(scope)

    def mark(self) -> Mark:
        """Return the present moment, to ask later what was looked at since."""
        return self.count, len(self.scopes)

    def since(self, mark: Mark) -> Seen:
        """Return the namespaces that were looked at since a moment; None if something else was."""
        count, length = mark
        if count != self.count:
            return None
        return frozenset(self.scopes[length:]) if length < len(self.scopes) else NOTHING

    def repeat(self, seen: Seen) -> None:
        """Note again what was looked at before."""
        if seen is None:
            self.count += 1
        else:
            self.scopes.extend(seen)


class CountedIndex:
    """An index that notes whose namespace is looked at: the first argument says it in all of its methods."""

    __slots__ = ("_index", "_looks")

    def __init__(self, index: Selection | Autoscaling, looks: Looks) -> None:
        self._index = index
        self._looks = looks

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._index, name)

        def counted(one: KubeObject, *rest: Any) -> Any:
            self._looks.at(one.scope)
            return method(one, *rest)

        return counted


class CountedContext:
    """A LintContext that notes who looks at it.

    The catalogue of annotations is the same in every run. The users of an ELB, and the calls to each of them, are
    compared from run to run, so to find others by the ELB that an object uses is no look, nor are its calls.
    """

    __slots__ = (
        "_context",
        "_looks",
        "_seen_once",
        "autoscaling",
        "called",
        "calls_to",
        "catalogue",
        "earlier_conflict",
        "earlier_versions",
        "has_released",
        "neighbours",
        "selection",
    )

    def __init__(self, context: LintContext, looks: Looks) -> None:
        self._context = context
        self._looks = looks
        self._seen_once: dict[tuple[str, int], Seen] = {}
        self.catalogue = context.catalogue
        self.called = context.called
        self.calls_to = context.calls_to
        # It spares work, and changes no result.
        self.has_released = context.has_released
        self.neighbours = context.neighbours
        self.earlier_conflict = context.earlier_conflict
        self.earlier_versions = context.earlier_versions
        self.selection = CountedIndex(context.selection, looks)
        self.autoscaling = CountedIndex(context.autoscaling, looks)

    def backends(self, service: Service) -> Any:
        """Return the workloads behind a Service."""
        self._looks.at(service.scope)
        return self._context.backends(service)

    def config_maps(self, scope: Scope) -> Sequence[KubeObject]:
        """Return the ConfigMaps of a namespace."""
        self._looks.at(scope)
        return self._context.config_maps(scope)

    def positions(self, callers: list[Workload], service: Service) -> Any:
        """Return the possible positions of callers, relative to the backends of a Service."""
        self._looks.at(service.scope)
        return self._context.positions(callers, service)

    def once(self, what: str, shared: Sequence[Subject], work: Callable[[Any], Any]) -> Any:
        """Return the result of a computation on a list; what it looked at, each use of it looks at."""
        key = what, id(shared)
        mark = self._looks.mark()
        result = self._context.once(what, shared, work)
        if key in self._seen_once:
            self._looks.repeat(self._seen_once[key])
        else:
            self._seen_once[key] = self._looks.since(mark)
        return result

    def __getattr__(self, name: str) -> Any:
        self._looks.count += 1
        return getattr(self._context, name)


class CountedMemo(dict[str, object]):
    """The known facts of one object; to read one that took a look at others is such a look as well.

    It relies on the way that facts are kept: somebody asks for one, finds it missing, works it out and puts it in.
    """

    __slots__ = ("_began", "_looks", "_seen")

    def __init__(self, looks: Looks) -> None:
        super().__init__()
        self._looks = looks
        self._began: dict[object, Mark] = {}
        self._seen: dict[str, Seen] = {}

    def forget(self, changed: AbstractSet[Scope]) -> None:
        """Forget the facts that other objects may have changed, of the namespaces that did change or at large."""
        if self._seen:
            for name, seen in [*self._seen.items()]:
                if seen is None or not seen.isdisjoint(changed):
                    del self[name], self._seen[name]
        if self._began:
            self._began.clear()

    def _read(self, key: str) -> None:
        if key in self._seen:
            self._looks.repeat(self._seen[key])

    def get(self, key: str, default: object = None) -> object:
        """Return a fact, or ``default`` if it is not known yet."""
        self._read(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> object:
        self._read(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        if super().__contains__(key):
            return True
        self._began[key] = self._looks.mark()
        return False

    def __setitem__(self, key: str, value: object) -> None:
        began = self._began.pop(key, None)
        seen = self._looks.since(began) if began is not None and self._looks.are_noted else None
        if seen != NOTHING:
            self._seen[key] = seen
        super().__setitem__(key, value)
