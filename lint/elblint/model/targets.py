"""What answers to an address: which Service or Ingress an IP, hostname or node port belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from elblint.manifest.nodes import child, items, port_number, text
from elblint.model.elb_users import Elb, ElbUser, Ingress, Service
from elblint.model.mentions import Mention, canonical_address, is_of_a_machine, is_private
from elblint.model.port_ranges import ranges_of

_SECRET = re.compile(r"^kind:[ \t]*[\"']?Secret\b", re.M)
_TOKEN = re.compile(r":\d+|[0-9A-Za-z][0-9A-Za-z.-]*(?::[0-9A-Fa-f:]+)?")
_UDP_SCHEMES = frozenset({"udp", "quic", "udp4", "udp6"})
EXTERNAL_DNS = "external-dns.alpha.kubernetes.io/hostname"


@dataclass(frozen=True)
class Target:
    """What answers, or should answer, to an address and port.

    ``via`` is how it was recognised: address, hostname, node-port, own-node (the caller's own node address).
    ``port`` is the Service's port for it, None if its port is not in ``spec.ports``.
    """

    user: ElbUser
    via: str
    port: int | None
    in_range: bool = False


class TargetIndex:
    """Which addresses, hostnames and node ports belong to which Services and Ingresses."""

    def __init__(self, users: Iterable[ElbUser]) -> None:
        self.by_address: dict[tuple[str, str], Elb] = {}
        self.by_host: dict[tuple[str, str], list[ElbUser]] = {}
        self.by_node_port: dict[tuple[str, int], list[tuple[Service, int | None]]] = {}
        for user in users:
            cluster = user.cluster.name
            if user.elb is not None:
                for written in user.every_address:
                    address = canonical_address(written)
                    if address is not None:
                        self.by_address[_scope(address, cluster), address] = user.elb
            for host in _hosts(user):
                self.by_host.setdefault((cluster, host), []).append(user)
            if isinstance(user, Service) and user.type == "NodePort":
                for entry in items(user.at("spec", "ports")):
                    number = port_number(child(entry, "nodePort"))
                    if number is not None:
                        port = port_number(child(entry, "port"))
                        self.by_node_port.setdefault((cluster, number), []).append((user, port))

    @property
    def is_empty(self) -> bool:
        """Whether nothing in the input can be called from outside its cluster."""
        return not (self.by_address or self.by_host or self.by_node_port)

    def needles(self) -> Needles:
        """What a text must hold to be worth reading."""
        hosts = {host.removeprefix("*") for _, host in self.by_host}
        return Needles(
            {address for _, address in self.by_address} | hosts, {port for _, port in self.by_node_port}
        )

    def targets(
        self, mention: Mention, port: int | None, cluster: str, own_node: set[str]
    ) -> Iterator[Target]:
        """What a mention belongs to; nothing for most."""
        elb = self.by_address.get((_scope(mention.host, cluster), mention.host))
        if elb is not None:
            yield from _users_at(elb.users, port, cluster, "address", mention.scheme)
            return
        for host in (mention.host, "*." + mention.host.partition(".")[2]):
            if (cluster, host) in self.by_host:
                yield from _users_at(self.by_host[cluster, host], port, cluster, "hostname", mention.scheme)
                return
        if port is None:
            return
        own = mention.host.strip("$(){}") in own_node and mention.host.startswith("$")
        if own or is_of_a_machine(mention.host):
            for service, inside in self.by_node_port.get((cluster, port), []):
                yield Target(service, "own-node" if own else "node-port", inside)


class Needles:
    """A quick test whether a text can mention any of many addresses, hostnames or node ports."""

    _FEW = 30

    def __init__(self, texts: set[str], ports: set[int]) -> None:
        self.texts = texts
        self.ports = {f":{port}" for port in ports}
        self.empty = not texts and not ports

    def occur_in(self, text: str, start: int, end: int) -> bool:
        """Whether one may occur between two offsets of ``text``. Encoded Secrets always may."""
        if _SECRET.search(text, start, end):
            return True
        if len(self.texts) + len(self.ports) <= self._FEW:
            return any(text.find(needle, start, end) >= 0 for needle in (*self.texts, *self.ports))
        for match in _TOKEN.finditer(text, start, end):
            token = match[0].lower()
            host, _, port = token.partition(":")
            if {token, host, host[host.find(".") :]} & self.texts or f":{port}" in self.ports:
                return True
        return False


def _scope(address: str, cluster: str) -> str:
    """Private addresses mean something within their cluster only."""
    return cluster if is_private(address) else ""


def _hosts(user: ElbUser) -> set[str]:
    """The hostnames under which an object on an ELB, or an Ingress, is published."""
    if not user.uses_elb:
        return set()
    found = {part.strip() for part in (user.annotation(EXTERNAL_DNS) or "").split(",")}
    if isinstance(user, Ingress):
        found |= {text(child(rule, "host")) or "" for rule in items(user.at("spec", "rules"))}
        for tls in items(user.at("spec", "tls")):
            found |= {text(host) or "" for host in items(child(tls, "hosts"))}
    return {host.lower() for host in found if "." in host}


def _users_at(
    users: Iterable[ElbUser], port: int | None, cluster: str, via: str, scheme: str
) -> Iterator[Target]:
    """Of the users of one ELB in a cluster, the one that listens on a port, or whose range has it.

    A call is taken for TCP unless its scheme says otherwise: UDP has a port of the same number to itself.
    """
    here = [user for user in users if user.cluster.name == cluster]
    services = [user for user in here if isinstance(user, Service)]
    if port is None:
        if here and all(user.may_be(here[0]) for user in here):
            first = next((number for _, number, _ in here[0].listeners()), None)
            yield Target(here[0], via, first)
        return
    transport = "UDP" if scheme in _UDP_SCHEMES else "TCP"
    listening = [
        (protocol != transport, number, service)
        for number, service in enumerate(services)
        for protocol, listener, _ in service.listeners()
        if listener == port
    ]
    if listening:
        yield Target(min(listening, key=lambda entry: entry[:2])[2], via, port)
        return
    for service in services:
        if any(first <= port <= last for first, last in ranges_of(service)):
            yield Target(service, via, None, in_range=True)
            return
    for user in here:
        if isinstance(user, Ingress) and port in user.listener_ports():
            yield Target(user, via, port)
            return
