"""The annotation ``kubernetes.io/elb.port-ranges``."""

from __future__ import annotations

import json
import re

from elblint.manifest.nodes import child, items, text
from elblint.model.objects import ELB_PREFIX, Service

_RANGE = re.compile(r"\s*(\d{1,5})\s*[,-]\s*(\d{1,5})\s*\Z")


def dead_ports(service: Service) -> list[str]:
    """What the ranges add beyond ``spec.ports[].port``: single ports and ``first-last`` stretches, in order.

    The shape that the documentation shows is ``{"<port name>": ["30000,30005"]}``; its exact form was not
    to be had, so ``"30000-30005"`` and ``[30000, 30005]`` are read too, and what is unreadable adds nothing.
    """
    written = service.annotation(ELB_PREFIX + "port-ranges")
    if written is None or not service.uses_elb:
        return []
    try:
        ranges = json.loads(written)
    except (ValueError, RecursionError):
        return []
    if not isinstance(ranges, dict):
        return []
    answering = {
        int(port)
        for port in (text(child(entry, "port")) for entry in items(service.at("spec", "ports")))
        if port is not None and port.isdecimal() and len(port) <= 5
    }
    stretches: set[tuple[int, int]] = set()
    for listed in ranges.values():
        for first, last in _bounds(listed):
            if 1 <= first <= last <= 65535:
                stretches.update(_without(first, last, answering))
    return [str(first) if first == last else f"{first}-{last}" for first, last in sorted(stretches)]


def _bounds(listed: object) -> list[tuple[int, int]]:
    if isinstance(listed, list) and len(listed) == 2 and all(type(bound) is int for bound in listed):
        return [(listed[0], listed[1])]
    found = []
    for item in listed if isinstance(listed, list) else [listed]:
        if isinstance(item, str):
            match = _RANGE.match(item)
            if match is not None:
                found.append((int(match[1]), int(match[2])))
        elif isinstance(item, list) and len(item) == 2 and all(type(bound) is int for bound in item):
            found.append((item[0], item[1]))
    return found


def _without(first: int, last: int, answering: set[int]) -> list[tuple[int, int]]:
    """The stretches of ``first``..``last`` that are left when the answering ports are taken out."""
    left = []
    start = first
    for port in sorted(port for port in answering if first <= port <= last):
        if start < port:
            left.append((start, port - 1))
        start = port + 1
    if start <= last:
        left.append((start, last))
    return left
