"""The workloads that read texts, and those that stand behind an address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from elblint.model.addresses.resolver import Target
from elblint.model.addresses.sources import DATA_KINDS, TextField, texts_read_by
from elblint.model.ingresses import Ingress
from elblint.model.objects import KubeObject, that_may_hold
from elblint.model.routes import Route
from elblint.model.services import Service
from elblint.model.workloads import Workload
from elblint.system.lazy import lazy_pattern
from elblint.text.text_test import name_of

_NAME = lazy_pattern(r"[0-9a-z][0-9a-z.-]*")


class _Names:
    """The test whether one of some names occurs."""

    def __init__(self, listed: set[str]) -> None:
        self.listed = listed

    @cached_property
    def name(self) -> str:
        """The names themselves."""
        return name_of("names", self.listed)

    def holds(self, text: str, start: int, end: int) -> bool:
        """Return whether one of them stands between two offsets."""
        return not self.listed.isdisjoint(_NAME.findall(text, start, end))


class Readers:
    """The workloads that read ConfigMaps and Secrets, by object and key.

    Whoever reads the same thing gets the same list, so that what is worked out of it can be kept.
    """

    def __init__(self, objects: Iterable[KubeObject], workloads: Sequence[Workload]) -> None:
        """``workloads`` are those among the objects."""
        names = _Names({one.name for one in objects if one.manifest_kind in DATA_KINDS})
        self.by_object: dict[tuple[str, str, str, str], list[tuple[Workload, set[str] | None]]] = {}
        self.nodes: dict[int, Workload] = {}
        self.lists: dict[tuple[int, ...], list[Workload]] = {}
        for workload in that_may_hold(workloads, names) if names.listed else ():
            for (kind, name), keys in texts_read_by(workload).items():
                scope = workload.cluster.name, kind, workload.namespace or "default", name
                self.by_object.setdefault(scope, []).append((workload, keys))

    def of(self, field: TextField) -> list[Workload]:
        """The workloads that read a text."""
        owner = field.owner
        if isinstance(owner, Workload):
            # An image is pulled by the node that the Pod runs on.
            return self._shared([self._node_of(owner) if field.where == "image" else owner])
        key = str(field.path[-1]) if field.path else ""
        listed = self.by_object.get(owner.identity, [])
        return self._shared([workload for workload, keys in listed if keys is None or key in keys])

    def _node_of(self, workload: Workload) -> Workload:
        if id(workload) not in self.nodes:
            self.nodes[id(workload)] = workload.as_its_node()
        return self.nodes[id(workload)]

    def _shared(self, workloads: list[Workload]) -> list[Workload]:
        return self.lists.setdefault(tuple(map(id, workloads)), workloads)


class Backends:
    """The Services of the input by name, to tell which workloads stand behind an address."""

    def __init__(self, objects: Iterable[KubeObject]) -> None:
        self._objects = objects
        self._services: dict[tuple[str, str, str], Service] | None = None

    def stand_behind(self, workloads: list[Workload], target: Target) -> bool:
        """Return whether all of some workloads are backends of what an address leads to.

        For a name behind a controller or a gateway that is a Service to which its publisher sends it.
        """
        user = target.user
        if not workloads:
            return False
        if isinstance(user, Service) and all(map(user.selects, workloads)):
            return True
        return any(all(map(one.selects, workloads)) for one in self._behind(target))

    def _behind(self, target: Target) -> list[Service]:
        publisher = target.publisher
        own = "" if publisher is None else publisher.namespace or "default"
        named: set[tuple[str, str]] = set()
        if isinstance(publisher, Ingress):
            named = {(own, name) for name, _ in publisher.backend_services()}
        elif isinstance(publisher, Route):
            named = publisher.backend_services
        if publisher is None or not named:
            return []
        if self._services is None:
            services = (one for one in self._objects if isinstance(one, Service))
            self._services = {(*one.scope, one.name): one for one in services}
        cluster = publisher.cluster.name
        found = (self._services.get((cluster, namespace, name)) for namespace, name in named)
        return [one for one in found if one is not None]
