"""Addresses in text: who is configured to call what.

An address is matched as an address, never as a part of one: ``10.0.0.1`` is not in ``10.0.0.10``, nor
``a.example.com`` in ``aa.example.com``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from elblint.system.lazy import lazy_pattern
from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import TYPE_CHECKING

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

# Every alternative starts where a word starts and is of bounded length, so that no text takes long.
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"


@cache
def _pattern() -> re.Pattern[str]:
    """Compiled when the first text is looked at: that takes longer than most runs' texts."""
    return re.compile(
        rf"""
    (?:(?<![\w+.-])(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]{{0,20}})://(?:[^\s/@"'<>]{{0,200}}@)?)?
    (?:
        \[(?P<bracketed>[0-9a-fA-F:.]{{2,45}})\]
      | (?<![\w.:-])(?P<six>[0-9a-fA-F]{{0,4}}(?::[0-9a-fA-F]{{0,4}}){{2,7}})(?![\w:.])
      | (?:(?<![\w.-])|(?<=\s-h)|(?<=^-h))(?P<name>{_LABEL}(?:\.{_LABEL}){{1,10}})(?![\w-]|\.\w)
      | (?P<variable>\$[({{]?[A-Za-z_]\w{{0,60}}[)}}]?)(?=:\d)
    )
    (?::(?P<port>\d{{1,5}})(?!\d))?
    """,
        re.X,
    )


# As the API server reads it: no octet has a leading zero.
_FOUR = lazy_pattern(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!\Z)|\Z)){4}\Z")
# Texts name the same few addresses again and again.
_MOST_KEPT = 10_000
_PREFIX_LENGTH = lazy_pattern(r"/\d{1,3}(?!\d)")
# A variable or the end of a string, where a number belongs.
_HIDDEN_PORT = lazy_pattern(r":[^\s/\d]")
_DEFAULT_PORTS = {
    "http": 80, "ws": 80, "grpc": 80, "https": 443, "wss": 443, "grpcs": 443, "ssh": 22, "ftp": 21,
    "mysql": 3306, "mariadb": 3306, "postgres": 5432, "postgresql": 5432, "sqlserver": 1433, "mongodb": 27017,
    "redis": 6379, "rediss": 6379, "amqp": 5672, "amqps": 5671, "mqtt": 1883, "mqtts": 8883, "nats": 4222,
    "ldap": 389, "ldaps": 636,
}  # fmt: skip


class Literal(NamedTuple):
    """An address in a text. ``start`` and ``end`` are 0-based offsets of host and port in that text."""

    text: str
    start: int
    end: int
    scheme: str
    host: str
    """An IP address in its canonical form, a hostname in lower case, or ``$(VARIABLE)``."""
    port: int | None
    """As written, else the scheme's; None without either, and where a variable stands for it."""


def canonical_address(text: str) -> str | None:
    """An IP address in the one form in which addresses are compared; None if it is none."""
    if ":" not in text:
        return text if _FOUR.match(text) is not None else None
    address = _parsed(text)
    return None if address is None else str(address)


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    import ipaddress

    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


@lru_cache(_MOST_KEPT)
def is_private(text: str) -> bool | None:
    """Return whether an IP address is one of a private network; None if it is no address."""
    address = _parsed(text)
    if address is None:
        return None
    return any(address in network for network in _private_networks())


@lru_cache(_MOST_KEPT)
def is_of_a_machine(text: str) -> bool:
    """Return whether it is an IP address of one machine: not 0.0.0.0, a loopback or multicast address."""
    address = _parsed(text)
    return address is not None and not (
        address.is_unspecified or address.is_loopback or address.is_multicast or address.is_link_local
    )


@cache
def _private_networks() -> list[IPv4Network | IPv6Network]:
    """RFC 1918, RFC 6598 and RFC 4193; Python's own idea of private takes in documentation ranges too."""
    import ipaddress

    ranges = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
    return [ipaddress.ip_network(written) for written in ranges]


def literals_in(text: str) -> Iterator[Literal]:
    """All addresses in a text, in order. Hostnames need a dot, variables a port."""
    for match in _pattern().finditer(text):
        group = next(name for name in ("bracketed", "six", "name", "variable") if match[name])
        written = match[group]
        address = None if group == "variable" else canonical_address(written)
        scheme = (match["scheme"] or "").lower()
        if address is not None and not scheme and _PREFIX_LENGTH.match(text, match.end()):
            continue  # a range of addresses, such as 10.0.0.0/8
        port = int(match["port"]) if match["port"] else None
        if port is None and not _HIDDEN_PORT.match(text, match.end()):
            port = _DEFAULT_PORTS.get(scheme)
        if port is not None and not 1 <= port <= 65535:
            continue
        yield Literal(
            text[match.start() : match.end()],
            match.start(group) - (group == "bracketed"),
            match.end(),
            scheme,
            written if group == "variable" else address or written.lower(),
            port,
        )
