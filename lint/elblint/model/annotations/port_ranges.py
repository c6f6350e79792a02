"""The annotation ``kubernetes.io/elb.port-ranges``."""

from __future__ import annotations

from elblint.model.elb_users import ELB_PREFIX
from elblint.model.services import Service
from elblint.syntax.nodes import Node, items, port_number, text_at
from elblint.system.lazy import lazy_pattern
from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import TypeGuard

_RANGE = lazy_pattern(r"\s*(\d{1,5})\s*[,-]\s*(\d{1,5})\s*\Z")


def dead_ports(service: Service) -> list[str] | None:
    """Return the ports that the ranges add beyond ``spec.ports[].port``: ports and ``first-last`` spans, in order.

    Nothing without the annotation; None if it cannot be read. The shape that the documentation shows is
    ``{"<port name>": ["30000,30005"]}``; its exact form was not to be had, so ``"30000-30005"`` and
    ``[30000, 30005]`` are read too.
    """
    ranges = _ranges(service)
    if ranges is None:
        return None
    ports = [_Port.of(entry) for entry in items(service.at("spec", "ports"))]
    spans: set[tuple[int, int]] = set()
    for name, bounds in ranges:
        # A port answers only for its own protocol; a range whose port is not there may be of any.
        own = {port.protocol for port in ports if port.name == name}
        protocols = own or {port.protocol for port in ports}
        answering = {port.number for port in ports if port.protocol in protocols}
        spans.update(_without(*bounds, answering))
    return [str(first) if first == last else f"{first}-{last}" for first, last in sorted(spans)]


def ranges_of(service: Service) -> list[tuple[int, int]]:
    """The ranges of ``elb.port-ranges``, both ends inclusive; nothing without them or if unreadable."""
    return [bounds for _, bounds in _ranges(service) or []]


def _ranges(service: Service) -> list[tuple[str, tuple[int, int]]] | None:
    """The ranges, each with the name of its port."""
    written = service.annotation(ELB_PREFIX + "port-ranges")
    if written is None or not service.uses_elb:
        return []
    import json

    try:
        ranges = json.loads(written)
    except (ValueError, RecursionError):
        return None
    if not isinstance(ranges, dict):
        return None
    found: list[tuple[str, tuple[int, int]]] = []
    for name, listed in ranges.items():
        bounds = _bounds(listed)
        if bounds is None:
            return None
        found.extend((name, pair) for pair in bounds)
    return found


class _Port(NamedTuple):
    """An entry of ``spec.ports``; its number is 0 where it is none."""

    name: str
    protocol: str
    number: int

    @classmethod
    def of(cls, entry: Node) -> _Port:
        protocol = text_at(entry, "protocol") or "TCP"
        return cls(text_at(entry, "name") or "", protocol, port_number(entry, "port") or 0)


def _bounds(listed: object) -> list[tuple[int, int]] | None:
    """The ranges that are listed for one port; None if one of them cannot be read."""
    found = []
    for item in [listed] if not isinstance(listed, list) or _is_pair(listed) else listed:
        if isinstance(item, str) and (match := _RANGE.match(item)) is not None:
            first, last = int(match[1]), int(match[2])
        elif _is_pair(item):
            first, last = item
        else:
            return None
        if not 1 <= first <= last <= 65535:
            return None
        found.append((first, last))
    return found


def _is_pair(item: object) -> TypeGuard[list[int]]:
    return isinstance(item, list) and len(item) == 2 and all(type(bound) is int for bound in item)


def _without(first: int, last: int, answering: set[int]) -> list[tuple[int, int]]:
    """The spans of ``first``..``last`` that are left when the answering ports are taken out."""
    left = []
    start = first
    for port in sorted(port for port in answering if first <= port <= last):
        if start < port:
            left.append((start, port - 1))
        start = port + 1
    if start <= last:
        left.append((start, last))
    return left
