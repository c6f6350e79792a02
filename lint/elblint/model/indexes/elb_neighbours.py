"""The objects that use the same ELB, or ask it for the same listener."""

from __future__ import annotations

from collections.abc import Sequence

from elblint.model.elb_users import ElbUser
from elblint.model.objects import KubeObject
from elblint.model.subject import Subject

# The key for the objects of all named clusters; no cluster can be called this.
_EVERY_NAMED = "\0"


class ElbNeighbours:
    """An index of the objects of a run by ELB and by listener, made when somebody asks."""

    def __init__(self, objects: Sequence[KubeObject]) -> None:
        self._objects = objects
        self._elb_users: dict[tuple[int, str], dict[str, list[KubeObject]]] = {}
        self._listeners: dict[tuple[int, str, int, str], dict[str, list[KubeObject]]] | None = None

    def on_same_elb(
        self, user: Subject, kind: str, *, across_clusters: bool = False
    ) -> list[list[KubeObject]]:
        """The objects of ``kind`` on the ELB of ``user``, in one list.

        Those of its own cluster (itself among them), or of all named ones, its own too. The lists are made once and
        handed out to every user of the ELB, so that what is worked out of one can be kept.
        """
        elb = user.elb if isinstance(user, ElbUser) else None
        if elb is None:
            return []
        listed = self._elb_users.get((id(elb), kind))
        if listed is None:
            listed = {}
            for other in elb.users:
                if other.kind == kind:
                    listed.setdefault(other.cluster.name, []).append(other)
            self._elb_users[id(elb), kind] = listed
        return _of_clusters(listed, user.cluster.name, across_clusters=across_clusters)

    def on_same_listener(
        self, user: Subject, kind: str, *, across_clusters: bool = False
    ) -> list[list[KubeObject]]:
        """The objects of ``kind`` that ask the ELB of ``user`` for a listener that it asks for.

        A list for each of its listeners: those of its own cluster (itself among them if it is of that kind), or
        of all named ones, its own too. Made once for all.
        """
        if not isinstance(user, ElbUser) or user.elb is None:
            return []
        if self._listeners is None:
            self._listeners = {}
            for item in self._objects:
                if isinstance(item, ElbUser) and item.elb is not None:
                    for protocol, port, _ in item.listeners:
                        key = id(item.elb), protocol, port, item.kind
                        by_cluster = self._listeners.setdefault(key, {})
                        by_cluster.setdefault(item.cluster.name, []).append(item)
        found: list[list[KubeObject]] = []
        for protocol, port, _ in user.listeners:
            listed = self._listeners.get((id(user.elb), protocol, port, kind), {})
            found.extend(_of_clusters(listed, user.cluster.name, across_clusters=across_clusters))
        return found


def _of_clusters(
    listed: dict[str, list[KubeObject]], own: str, *, across_clusters: bool
) -> list[list[KubeObject]]:
    if not across_clusters:
        return [listed[own]] if own in listed else []
    # Files that the configuration gives to no cluster may be meant for any, this one too.
    if not own:
        return []
    if _EVERY_NAMED not in listed:
        named = [one for cluster, others in sorted(listed.items()) if cluster for one in others]
        listed[_EVERY_NAMED] = named
    return [listed[_EVERY_NAMED]]
