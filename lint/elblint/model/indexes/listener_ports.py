"""An index of the users of one ELB by listener port, whose look-ups do not grow with the number of users."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property

from elblint.model.annotations.port_ranges import ranges_of
from elblint.model.elb_users import ElbUser
from elblint.model.ingresses import Ingress
from elblint.model.services import Service


class Listening:
    """The users of one ELB, or of one hostname, in one cluster, in their order."""

    def __init__(self, users: Iterable[ElbUser], cluster: str) -> None:
        self.users = [user for user in users if user.cluster.name == cluster]

    @cached_property
    def is_undecided(self) -> bool:
        """Return whether they are more than one object, so that an address alone does not tell which is meant."""
        return not all(user.may_be(self.users[0]) for user in self.users)

    @cached_property
    def _services(self) -> list[Service]:
        return [user for user in self.users if isinstance(user, Service)]

    @cached_property
    def _by_port(self) -> dict[tuple[str, int], Service]:
        found: dict[tuple[str, int], Service] = {}
        for service in self._services:
            for protocol, number, _ in service.listeners:
                found.setdefault((protocol.upper(), number), service)
        return found

    @cached_property
    def _ingresses(self) -> dict[int, Ingress]:
        found: dict[int, Ingress] = {}
        for ingress in (user for user in self.users if isinstance(user, Ingress)):
            for port in ingress.listener_ports():
                found.setdefault(port, ingress)
        return found

    @cached_property
    def _ranges(self) -> tuple[list[int], list[Service | None]]:
        return first_in_ranges([(service, ranges_of(service)) for service in self._services])

    def service(self, port: int, transport: str) -> Service | None:
        """Return the first Service that listens on a port with one transport protocol."""
        return self._by_port.get((transport, port))

    def ingress(self, port: int) -> Ingress | None:
        """Return the first Ingress that listens on a port."""
        return self._ingresses.get(port)

    def in_range(self, port: int) -> Service | None:
        """Return the first Service with a range of ports that has a port in it."""
        starts, owners = self._ranges
        at = bisect_right(starts, port) - 1
        return owners[at] if at >= 0 else None


def first_in_ranges(
    listed: Sequence[tuple[Service, Sequence[tuple[int, int]]]],
) -> tuple[list[int], list[Service | None]]:
    """Return where another Service becomes the first whose ranges have a port, and which one that is."""
    import heapq

    ranges = sorted((*bounds, number) for number, (_, own) in enumerate(listed) for bounds in own)
    starts: list[int] = []
    owners: list[Service | None] = []
    open_ranges: list[tuple[int, int]] = []
    at = 0
    for port in sorted({edge for first, last, _ in ranges for edge in (first, last + 1)}):
        while at < len(ranges) and ranges[at][0] <= port:
            _, last, number = ranges[at]
            heapq.heappush(open_ranges, (number, last))
            at += 1
        while open_ranges and open_ranges[0][1] < port:
            heapq.heappop(open_ranges)
        starts.append(port)
        owners.append(listed[open_ranges[0][0]][0] if open_ranges else None)
    return starts, owners
