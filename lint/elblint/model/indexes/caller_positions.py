"""The positions of callers relative to the backends of a Service."""

from __future__ import annotations

from elblint.model.addresses.placement import Backends, Position, position
from elblint.model.indexes.selection import Selection
from elblint.model.services import Service
from elblint.model.unknown import Unknown
from elblint.model.workloads import Workload


class CallerPositions:
    """An index of positions by callers and backends, so that equal questions are answered once."""

    def __init__(self, selection: Selection) -> None:
        self._selection = selection
        self._backends: dict[int, Backends] = {}
        self._positions: dict[tuple[int, int], list[Position]] = {}

    def positions(self, callers: list[Workload], service: Service) -> list[Position]:
        """Return the possible positions of a call's callers, relative to the backends; equal ones only once."""
        backends = self._backends_of(service)
        key = id(callers), id(backends)
        found = self._positions.get(key)
        if found is None:
            everyone: list[Workload | None] = [*callers]
            each = dict.fromkeys(position(caller, backends) for caller in everyone or [None])
            found = self._positions[key] = list(each)
        return found

    def _backends_of(self, service: Service) -> Backends:
        """Return what is common to the backends of a Service; Services with one selector share it."""
        found = self._backends.get(id(service))
        if found is None:
            workloads = self._selection.backends(service)
            if isinstance(workloads, Unknown) or not service.selector:
                found = Backends(workloads, service)
            else:
                # The list is the same one for each Service of the namespace with the same selector.
                found = self._backends.get(id(workloads)) or Backends(workloads, service)
                self._backends[id(workloads)] = found
            self._backends[id(service)] = found
        return found
