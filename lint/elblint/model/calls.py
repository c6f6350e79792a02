"""Calls: places where software in the cluster is told an address that a Service or Ingress answers to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from elblint.manifest.inside import place_inside
from elblint.manifest.nodes import Scalar, child, items, port_number, text
from elblint.manifest.text import Place
from elblint.model.elb_users import Elb, ElbUser, Ingress, Service
from elblint.model.mentions import Mention, canonical_address, is_private, mentions_in
from elblint.model.objects import FieldPath, KubeObject
from elblint.model.port_ranges import ranges_of
from elblint.model.tellers import ToldText, node_address_variables, texts_read_by, told_texts
from elblint.model.workloads import Workload

if TYPE_CHECKING:
    from elblint.model.world import World

_SECRET = re.compile(r"^kind:[ \t]*[\"']?Secret\b", re.M)
_TOKEN = re.compile(r":\d+|[0-9A-Za-z][0-9A-Za-z.-]*(?::[0-9A-Fa-f:]+)?")
# Settings that name addresses without calling them.
_NO_CALL = re.compile(
    r"(?i)no_?proxy|origin|allow|advertis|trusted|\bbind|listen|(?:root|public|external)_?url|redirect|server_name|cidr"
)
_NEAR = 200
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


class Call(KubeObject):
    """One address in one text, what it belongs to, and the workloads that read the text."""

    kind: ClassVar[str] = "Call"

    def __init__(self, told: ToldText, mention: Mention, target: Target, callers: list[Workload]) -> None:
        holder = told.holder
        super().__init__(holder.node, holder.manifest_kind, holder.source, holder.cluster)
        self.told = told
        self.mention = mention
        self.target = target
        self.callers = callers

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """Of the object that holds the text, with the field in it."""
        cluster, kind, namespace, name = self.told.holder.identity
        field = ".".join(map(str, self.told.path))
        return cluster, f"{kind} {field}", namespace, f"{name} {self.mention.host}:{self.mention.port}"

    def __str__(self) -> str:
        if len(self.callers) == 1:
            return str(self.callers[0])
        return str(self.told.holder)

    def named_path(self, name: str, partner: KubeObject | None = None) -> FieldPath | None:
        """``address``: the text that holds it."""
        return self.told.path if name == "address" else None

    def place(self, path: FieldPath) -> Place:
        """The address itself where it can be pointed at, else the field that holds it."""
        told = self.told
        field = told.holder.field(path)
        node = field.node
        if path == told.path and isinstance(node, Scalar) and node.text == told.value and not told.secret:
            inside = place_inside(field.place.source, node, self.mention.start, self.mention.end)
            if inside is not None:
                return inside._replace(built=field.place.built)
        return field.place

    @property
    def address(self) -> str:
        """The address as written, with its port; nothing of what a Secret holds."""
        if self.told.secret:
            return "***"
        return self.mention.text[-(self.mention.end - self.mention.start) :]

    @property
    def is_resolved(self) -> bool:
        """Whether the callers' own ``hostAliases`` send the hostname to an address of the ELB."""
        addresses = {canonical_address(address) for address in self.target.user.elb_addresses}
        return bool(self.callers) and all(
            any(
                canonical_address(text(child(alias, "ip")) or "") in addresses
                and self.mention.host in {text(name) for name in items(child(alias, "hostnames"))}
                for alias in items(caller.at(*caller.pod_spec_path, "hostAliases"))
            )
            for caller in self.callers
        )

    @property
    def replacement(self) -> str:
        """What to call instead: the Service's name in the cluster, with scheme and port."""
        name, port = self._service_behind()
        host = f"{name}.{self.target.user.namespace}.svc" if self.target.user.namespace else name
        scheme = f"{self.mention.scheme}://" if self.mention.scheme and not self.told.secret else ""
        return f"{scheme}{host}:{port}" if port else f"{scheme}{host}"

    def _service_behind(self) -> tuple[str, str]:
        user = self.target.user
        if isinstance(user, Ingress):
            backends = {
                (text(child(service, "name")) or "", text(child(service, "port", "number")) or "")
                for service in user.backend_services()
            }
            if len(backends) == 1:
                return backends.pop()
            return "<Service>", ""
        return user.name, str(self.target.port or "")


class CallIndex:
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
            yield from _users_at(elb.users, port, cluster, "address")
            return
        for host in (mention.host, "*." + mention.host.partition(".")[2]):
            if (cluster, host) in self.by_host:
                yield from _users_at(self.by_host[cluster, host], port, cluster, "hostname")
                return
        if port is None:
            return
        own = mention.host.strip("$(){}") in own_node and mention.host.startswith("$")
        if own or canonical_address(mention.host) is not None:
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


def _users_at(users: Iterable[ElbUser], port: int | None, cluster: str, via: str) -> Iterator[Target]:
    """Of the users of one ELB in a cluster, the one that listens on a port, or whose range has it."""
    here = [user for user in users if user.cluster.name == cluster]
    services = [user for user in here if isinstance(user, Service)]
    if port is None:
        if here and all(user.may_be(here[0]) for user in here):
            first = next((number for _, number, _ in here[0].listeners()), None)
            yield Target(here[0], via, first)
        return
    for service in services:
        if any(number == port for _, number, _ in service.listeners()):
            yield Target(service, via, port)
            return
    for service in services:
        if any(first <= port <= last for first, last in ranges_of(service)):
            yield Target(service, via, None, in_range=True)
            return
    for user in here:
        if isinstance(user, Ingress) and port in user.listener_ports():
            yield Target(user, via, port)
            return


def _is_no_call(told: ToldText, mention: Mention) -> bool:
    """Whether a mention stands in a comment, or where an address is allowed, bound or published, not called."""
    before = told.value[max(mention.start - _NEAR, 0) : mention.start]
    line = before.rpartition("\n")[2]
    if told.where in {"ConfigMap", "Secret"} and line.lstrip().startswith(("#", "//", ";", "--", "<!--")):
        return True
    return _NO_CALL.search(told.name) is not None or _NO_CALL.search(line) is not None


def find_calls(world: World) -> list[Call]:
    """Every call in the input, in a fixed order."""
    index = CallIndex(user for user in world.objects if isinstance(user, ElbUser))
    if index.is_empty:
        return []
    readers: dict[tuple[str, str, str, str], list[Workload]] = {}
    own_nodes: dict[int, set[str]] = {}
    for workload in world.by_kind.get("Workload", []):
        assert isinstance(workload, Workload)
        own_nodes[id(workload)] = node_address_variables(workload)
        for kind, name in texts_read_by(workload):
            scope = workload.cluster.name, kind, workload.namespace or "default", name
            readers.setdefault(scope, []).append(workload)
    calls: list[Call] = []
    for holder in world.objects:
        callers = [holder] if isinstance(holder, Workload) else readers.get(holder.identity, [])
        own_node = set().union(*(own_nodes[id(caller)] for caller in callers))
        for told in told_texts(holder):
            if "." not in told.value and ":" not in told.value:
                continue
            for mention in mentions_in(told.value):
                if told.urls_only and not mention.scheme:
                    continue
                port = mention.port if mention.port is not None else told.port
                targets = index.targets(mention, port, holder.cluster.name, own_node)
                calls.extend(
                    Call(told, mention, one, callers)
                    for one in targets
                    if one.user is not holder and not _is_no_call(told, mention)
                )
    return calls
