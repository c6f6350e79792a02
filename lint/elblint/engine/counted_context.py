"""A world that counts who looks at it: so that it is known which verdicts another object can change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from elblint.model.context import LintContext
from elblint.model.elb_users import ElbUser
from elblint.model.indexes.selection import Selection
from elblint.model.objects import KubeObject
from elblint.model.services import Service
from elblint.model.subject import Subject

Scope: TypeAlias = tuple[str, str]


class Looks:
    """The number of times that somebody has looked at something beside one object.

    ``within`` counts looks at what selectors and names lead to in the object's own namespace, ``count`` all others.
    """

    __slots__ = ("count", "scope", "within")

    def __init__(self) -> None:
        self.count = 0
        self.within = 0
        self.scope: Scope = ("", "")

    def at(self, scope: Scope) -> None:
        """Count a look at a namespace."""
        if scope == self.scope:
            self.within += 1
        else:
            self.count += 1


class CountedSelection:
    """A Selection that counts whose namespace is looked at: the first argument says it in all of its methods."""

    __slots__ = ("_looks", "_selection")

    def __init__(self, selection: Selection, looks: Looks) -> None:
        self._selection = selection
        self._looks = looks

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._selection, name)

        def counted(one: KubeObject, *rest: Any) -> Any:
            self._looks.at(one.scope)
            return method(one, *rest)

        return counted


class CountedContext:
    """A LintContext that counts who looks at it.

    The catalogue of annotations is the same in every run. The users of an ELB are compared from run to run, so to
    find others by the ELB that an object uses counts as no look. Nor does it to find that nobody calls an object.
    """

    __slots__ = (
        "_context",
        "_has_looked",
        "_looks",
        "catalogue",
        "earlier_conflict",
        "earlier_versions",
        "has_released",
        "on_same_elb",
        "on_same_listener",
        "selection",
    )

    def __init__(self, context: LintContext, looks: Looks) -> None:
        self._context = context
        self._looks = looks
        self._has_looked: dict[tuple[str, int], bool] = {}
        self.catalogue = context.catalogue
        # It spares work, and changes no result.
        self.has_released = context.has_released
        self.on_same_elb = context.on_same_elb
        self.on_same_listener = context.on_same_listener
        self.earlier_conflict = context.earlier_conflict
        self.earlier_versions = context.earlier_versions
        self.selection = CountedSelection(context.selection, looks)

    def backends(self, service: Service) -> Any:
        """Return the workloads behind a Service."""
        self._looks.at(service.scope)
        return self._context.backends(service)

    def calls_to(self, user: ElbUser) -> Sequence[Subject]:
        """Return the calls that mean to reach a Service or Ingress."""
        found = self._context.calls_to(user)
        self._looks.count += bool(found)
        return found

    def once(self, what: str, shared: Sequence[Subject], work: Callable[[Any], Any]) -> Any:
        """Return the result of a computation on a list; if it took a look, each use of it is one."""
        key = what, id(shared)
        looks = self._looks
        before = looks.count + looks.within
        result = self._context.once(what, shared, work)
        has_looked = self._has_looked.setdefault(key, looks.count + looks.within != before)
        self._looks.count += has_looked
        return result

    def __getattr__(self, name: str) -> Any:
        self._looks.count += 1
        return getattr(self._context, name)


class CountedMemo(dict[str, object]):
    """The known facts of one object; to read one that took a look at others is such a look as well.

    It relies on the way that facts are kept: somebody asks for one, finds it missing, works it out and puts it in.
    """

    __slots__ = ("_began", "_looks", "_scope", "_shared", "_within")

    def __init__(self, looks: Looks, scope: Scope) -> None:
        super().__init__()
        self._looks = looks
        self._scope = scope
        self._began: dict[object, tuple[int, int]] = {}
        self._shared: set[str] = set()
        self._within: set[str] = set()

    def forget(self, *, within: bool) -> None:
        """Forget the facts that other objects may have changed, those of its namespace too if they did change."""
        for name in (*self._shared, *(self._within if within else ())):
            del self[name]
        self._shared.clear()
        if within:
            self._within.clear()
        self._began.clear()

    def _read(self, key: str) -> None:
        if key in self._shared:
            self._looks.count += 1
        elif key in self._within:
            self._looks.at(self._scope)

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
        self._began[key] = self._looks.count, self._looks.within
        return False

    def __setitem__(self, key: str, value: object) -> None:
        count, within = self._began.pop(key, (-1, -1))
        if count != self._looks.count:
            self._shared.add(key)
        elif within != self._looks.within:
            self._within.add(key)
        super().__setitem__(key, value)
