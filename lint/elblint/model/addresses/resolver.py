"""Resolution of addresses: the Service or Ingress behind an IP, a hostname or a node port."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from elblint.model.addresses.literals import Literal, canonical_address, is_of_a_machine, is_private
from elblint.model.addresses.published_names import PublishedName, hosts_of, published_names
from elblint.model.cluster import KnownElb
from elblint.model.elb_users import ELB_PREFIX_CORE, Elb, ElbUser
from elblint.model.gateways import assign_controllers
from elblint.model.indexes.listener_ports import Listening
from elblint.model.indexes.shared_elbs import assign_elbs
from elblint.model.objects import KubeObject
from elblint.model.services import Service
from elblint.syntax.nodes import items, port_number, text_at
from elblint.system.lazy import lazy_pattern
from elblint.system.named_tuple import NamedTuple
from elblint.text.text_test import name_of

_SECRET = lazy_pattern(r"^kind:[ \t]*[\"']?Secret\b", re.M)
_WORD = lazy_pattern(r"[0-9a-z](?:[0-9a-z.-]*[0-9a-z])?")
_SIX = lazy_pattern(r"[0-9a-fA-F]*:[0-9a-fA-F]*:[0-9a-fA-F]*")
_WORD_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789.-"
# What says how names are resolved and what backends expect, whatever addresses it holds: words, and texts with them.
_ALWAYS = {
    "corefile": "corefile",
    "addontemplatename": "addontemplatename",
    "use-proxy-protocol": "use-proxy-protocol",
    "proxy": "proxy_protocol",
}
_STARRED = lazy_pattern(r"\*\.[0-9a-z][0-9a-z.-]*")
_LONGEST_NAME = 300
_FEW_MARKS = 32
_MOST_ANSWERS = 100_000
_UDP_SCHEMES = frozenset({"udp", "quic", "udp4", "udp6"})


class Target(NamedTuple):
    """An object that answers, or should answer, to an address and port.

    ``via`` is how it was recognised: address, hostname, node-port, own-node (the caller's own node address).
    ``port`` is the Service's port for it, None if its port is not in ``spec.ports``. ``is_undecided`` says that
    no port stands beside the address, and that others answer on further ports of it.
    """

    user: ElbUser
    via: str
    port: int | None
    in_range: bool = False
    is_undecided: bool = False
    publisher: KubeObject | None = None
    """The object behind the Service by which a hostname leads to it: an Ingress of its controller, a route."""
    through: KubeObject | None = None
    """The gateway, or the controller's workload, that serves the publisher."""


class TargetIndex:
    """Addresses, hostnames and node ports of Services and Ingresses, in the objects' order."""

    def __init__(self, users: Iterable[ElbUser], names: Iterable[PublishedName] = ()) -> None:
        """``names`` are those that controllers and gateways publish."""
        self.by_address: dict[tuple[str, str], Elb] = {}
        self.by_host: dict[tuple[str, str], list[ElbUser]] = {}
        self.by_node_port: dict[tuple[str, int], list[tuple[Service, int | None, str]]] = {}
        self._at: dict[tuple[int, str], Listening] = {}
        self.earlier_prefilter: Prefilter | None = None
        """The prefilter of an earlier run, used again if it asks for the same."""
        for user in users:
            cluster = user.cluster.name
            if user.elb is not None:
                for written in user.every_address:
                    address = canonical_address(written)
                    if address is not None:
                        self.by_address[_scope(address, cluster), address] = user.elb
            for host in hosts_of(user) if user.uses_elb else ():
                self.by_host.setdefault((cluster, host), []).append(user)
            if isinstance(user, Service) and user.type in {"NodePort", "LoadBalancer"}:
                for entry in items(user.at("spec", "ports")):
                    number = port_number(entry, "nodePort")
                    if number is not None:
                        port = port_number(entry, "port")
                        protocol = (text_at(entry, "protocol") or "TCP").upper()
                        self.by_node_port.setdefault((cluster, number), []).append((user, port, protocol))

        self._publishers: dict[tuple[str, str], tuple[KubeObject, KubeObject | None]] = {}
        for cluster, host, service, publisher, through in names:
            listed = self.by_host.setdefault((cluster, host), [])
            self._publishers.setdefault((cluster, host), (publisher, through))
            if service not in listed:
                listed.append(service)

    def _listening(self, users: list[ElbUser], cluster: str) -> Listening:
        """Return the users of an ELB, or of a hostname, that are in one cluster; ``users`` is one of their lists."""
        key = id(users), cluster
        if key not in self._at:
            self._at[key] = Listening(users, cluster)
        return self._at[key]

    @property
    def is_empty(self) -> bool:
        """True if nothing in the input can be called from outside its cluster."""
        return not (self.by_address or self.by_host or self.by_node_port)

    def is_elb_address(self, cluster: str, address: str) -> bool:
        """Return whether an ELB that the input shows, or that is known, has an address."""
        return (_scope(address, cluster), address) in self.by_address

    def is_published(self, cluster: str, host: str) -> bool:
        """Return whether a hostname is published as an ELB's."""
        return any((cluster, one) in self.by_host for one in (host, "*." + host.partition(".")[2]))

    def prefilter(self) -> Prefilter:
        """Return the strings of which a text must hold one to be read: known addresses, or an ELB annotation."""
        hosts = {host.removeprefix("*") for _, host in self.by_host}
        # What maps all names of a domain maps this one as well.
        domains = {"*." + host.partition(".")[2] for host in hosts if host.count(".") > 1}
        texts = {address for _, address in self.by_address} | hosts | domains
        ports = {port for _, port in self.by_node_port}
        before = self.earlier_prefilter
        return before if before is not None and before.is_for(texts, ports) else Prefilter(texts, ports)

    def targets(
        self, literal: Literal, port: int | None, cluster: str, own_node: set[str]
    ) -> Iterator[Target]:
        """Yield the targets of an address; none for most."""
        elb = self.by_address.get((_scope(literal.host, cluster), literal.host))
        if elb is not None:
            yield from _targets_at(self._listening(elb.users, cluster), port, "address", literal.scheme)
            return
        for host in (literal.host, "*." + literal.host.partition(".")[2]):
            if (cluster, host) in self.by_host:
                here = self._listening(self.by_host[cluster, host], cluster)
                publisher, through = self._publishers.get((cluster, host), (None, None))
                for target in _targets_at(here, port, "hostname", literal.scheme):
                    yield target._replace(publisher=publisher, through=through)
                return
        if port is None:
            return
        own = literal.host.strip("$(){}") in own_node and literal.host.startswith("$")
        if own or is_of_a_machine(literal.host):
            transport = "UDP" if literal.scheme in _UDP_SCHEMES else "TCP"
            for service, inside, protocol in self.by_node_port.get((cluster, port), []):
                if literal.scheme and protocol != transport:
                    continue
                yield Target(service, "own-node" if own else "node-port", inside)


def what_answers(objects: Iterable[KubeObject], known_elbs: Iterable[KnownElb]) -> TargetIndex:
    """Find out which objects share an ELB (their ``elb``), and what answers to which address."""
    listed = list(objects)
    assign_controllers(listed)
    users = [one for one in listed if isinstance(one, ElbUser) and one.span is None]
    users.sort(key=lambda user: user.order)
    assign_elbs(users, known_elbs)
    return TargetIndex(users, published_names(listed))


class Prefilter:
    """A quick test whether a text can mention any of many addresses, hostnames or node ports.

    It may say yes to what turns out to mention none, and never no to what does, unless the text hides it behind
    an escape of YAML's.
    """

    def __init__(self, texts: set[str], ports: set[int]) -> None:
        self._asked_for = texts, ports
        self._answers: dict[tuple[int, int, int], tuple[str, bool]] | None = None
        self.words = {one for one in texts if ":" not in one and not one.startswith(".")}
        self.words.update(map(str, ports))
        self.endings = {one for one in texts if one.startswith(".")}
        self.has_six = any(":" in one for one in texts)
        self.empty = not texts and not ports
        self.marks = {_mark(one).removeprefix("*.") for one in self.words | self.endings}.union(
            _ALWAYS.values()
        )
        self.words.update(_ALWAYS)
        # An option and its value may be one word: -h192.168.0.1.
        self.words |= {f"h{one}" for one in self.words if one[0].isdecimal()}

    def is_for(self, texts: set[str], ports: set[int]) -> bool:
        """Return whether it asks for these."""
        return self._asked_for == (texts, ports)

    def keep(self) -> Prefilter:
        """Keep what was found in which text from now on, for texts that are asked about in several runs."""
        if self._answers is None or len(self._answers) > _MOST_ANSWERS:
            self._answers = {}
        return self

    @cached_property
    def name(self) -> str:
        """Tells it from those that ask for others."""
        texts, ports = self._asked_for
        return name_of("addresses", {*texts, *map(str, ports)})

    def holds(self, text: str, start: int, end: int) -> bool:
        """Return whether one may occur between two offsets of ``text``. Encoded Secrets always may."""
        if self._answers is None:
            return self._occur_in(text, start, end)
        key = id(text), start, end
        known = self._answers.get(key)
        if known is None:
            # With the text itself, so that its id means no other.
            known = self._answers[key] = text, self._occur_in(text, start, end)
        return known[1]

    def _occur_in(self, text: str, start: int, end: int) -> bool:
        if text.find(ELB_PREFIX_CORE, start, end) >= 0:
            return True
        if self.empty:
            return False
        if text.find("Secret", start, end) >= 0 and _SECRET.search(text, start, end):
            return True
        words = self._words_in(text[start:end].lower())
        return (
            not words.isdisjoint(self.words)
            or (bool(self.endings) and any(word[word.find(".") :] in self.endings for word in words))
            or (self.has_six and _SIX.search(text, start, end) is not None)
        )

    def _words_in(self, text: str) -> set[str]:
        """The words of a text in lower case; if only a few can be meant, only those that look like them."""
        if len(self.marks) > _FEW_MARKS:
            return {*_WORD.findall(text), *(_STARRED.findall(text) if "*." in text else ())}
        words: set[str] = set()
        for mark in self.marks:
            at = text.find(mark)
            while at >= 0:
                before = text[max(at - _LONGEST_NAME, 0) : at]
                after = text[at : at + _LONGEST_NAME]
                first = len(before.rstrip(_WORD_CHARACTERS))
                last = len(after) - len(after.lstrip(_WORD_CHARACTERS))
                word = (before[first:] + after[:last]).strip(".-")
                words.add(f"*.{word}" if before[:first].endswith("*") else word)
                at = text.find(mark, at + max(last, len(mark)))
        return words


def _mark(word: str) -> str:
    """A part of an address or hostname that many have in common: the network, or the last two labels."""
    labels = word.split(".")
    if word[-1].isdecimal() and len(labels) > 2:
        return f"{labels[0]}.{labels[1]}."
    return ".".join(labels[-2:])


def _scope(address: str, cluster: str) -> str:
    """Private addresses mean something within their cluster only."""
    return cluster if is_private(address) else ""


def _targets_at(here: Listening, port: int | None, via: str, scheme: str) -> Iterator[Target]:
    """Of the users of one ELB in a cluster, the one that listens on a port, or whose range has it.

    A call is taken for TCP unless its scheme says otherwise: UDP has a port of the same number to itself.
    """
    if port is None:
        for user in here.users if here.is_undecided else here.users[:1]:
            first = next((number for _, number, _ in user.listeners), None)
            yield Target(user, via, first, is_undecided=here.is_undecided)
        return
    transport = "UDP" if scheme in _UDP_SCHEMES else "TCP"
    service = here.service(port, transport)
    ranged = None if service is not None else here.in_range(port)
    if ranged is not None:
        yield Target(ranged, via, None, in_range=True)
        return
    # Without a scheme, nobody knows that it is not UDP.
    found = service or here.ingress(port) or (None if scheme else here.service(port, "UDP"))
    if found is not None:
        yield Target(found, via, port)
