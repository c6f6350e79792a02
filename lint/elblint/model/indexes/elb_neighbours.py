"""The objects that use the same ELB, or ask it for the same listener."""

from __future__ import annotations

from collections.abc import Sequence

from elblint.model.elb_users import ElbUser
from elblint.model.objects import KubeObject
from elblint.model.subject import Subject
from elblint.system.type_names import TypeAlias, TypeGuard

# The key for the objects of all named clusters; no cluster can be called this.
_EVERY_NAMED = "\0"
_Lists: TypeAlias = "dict[tuple[str | int, ...], list[KubeObject]]"
"""Lists of objects, by what these share and the name of their cluster: flat, for there are tens of thousands."""


def _has_neighbours(user: Subject) -> TypeGuard[ElbUser]:
    """Return whether an object is on an ELB with others: most have one of their own."""
    return isinstance(user, ElbUser) and user.elb is not None and len(user.elb.users) > 1


class ElbNeighbours:
    """An index of the objects of a run by ELB and by listener, made when somebody asks."""

    def __init__(self, objects: Sequence[KubeObject]) -> None:
        self._objects = objects
        self._clusters: list[str] = []
        self._elb_users: _Lists | None = None
        self._listeners: _Lists | None = None

    def on_same_elb(
        self, user: Subject, kind: str, *, across_clusters: bool = False
    ) -> list[list[KubeObject]]:
        """The objects of ``kind`` on the ELB of ``user``, in one list; none if that is alone on it.

        Those of its own cluster (itself among them), or of all named ones, its own too. The lists are made once and
        handed out to every user of the ELB, so that what is worked out of one can be kept.
        """
        if not _has_neighbours(user):
            return []
        if self._elb_users is None:
            self._elb_users = {}
            for item in self._users():
                self._elb_users.setdefault((id(item.elb), item.kind, item.cluster.name), []).append(item)
        shared = id(user.elb), kind
        return self._of_clusters(self._elb_users, shared, user.cluster.name, across_clusters=across_clusters)

    def on_same_listener(
        self, user: Subject, kind: str, *, across_clusters: bool = False
    ) -> list[list[KubeObject]]:
        """The objects of ``kind`` that ask the ELB of ``user`` for a listener that it asks for; none if alone on it.

        A list for each of its listeners: those of its own cluster (itself among them if it is of that kind), or
        of all named ones, its own too. Made once for all.
        """
        if not _has_neighbours(user):
            return []
        if self._listeners is None:
            self._listeners = {}
            for item in self._users():
                for protocol, port, _ in item.listeners:
                    key = id(item.elb), protocol, port, item.kind, item.cluster.name
                    self._listeners.setdefault(key, []).append(item)
        found: list[list[KubeObject]] = []
        for protocol, port, _ in user.listeners:
            shared = id(user.elb), protocol, port, kind
            found += self._of_clusters(
                self._listeners, shared, user.cluster.name, across_clusters=across_clusters
            )
        return found

    def _users(self) -> list[ElbUser]:
        """The objects that share an ELB, in their order."""
        users = [one for one in self._objects if _has_neighbours(one)]
        self._clusters = sorted({one.cluster.name for one in users} - {""})
        return users

    def _of_clusters(
        self, lists: _Lists, shared: tuple[str | int, ...], own: str, *, across_clusters: bool
    ) -> list[list[KubeObject]]:
        if not across_clusters:
            found = lists.get((*shared, own))
            return [] if found is None else [found]
        # Files that the configuration gives to no cluster may be meant for any, this one too.
        if not own:
            return []
        key = *shared, _EVERY_NAMED
        if key not in lists:
            lists[key] = [one for cluster in self._clusters for one in lists.get((*shared, cluster), ())]
        return [lists[key]]
