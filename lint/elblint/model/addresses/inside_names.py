"""Hostnames as the callers in the cluster resolve them: by ``hostAliases``, a mesh, a cache on the node, and CoreDNS.

What the input maps to a Service, or to an address that is no ELB's, does not lead to the ELB.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from elblint.model.addresses.answers import OUTSIDE, Answer
from elblint.model.addresses.literals import canonical_address
from elblint.model.addresses.sources import TextField, text_fields
from elblint.model.objects import KubeObject
from elblint.model.workloads import Workload
from elblint.syntax.nodes import child
from elblint.system.type_names import TYPE_CHECKING

if TYPE_CHECKING:
    from elblint.model.addresses.corefiles import Line
    from elblint.model.addresses.dns import DnsServer
    from elblint.model.addresses.meshes import Meshes

_CACHES = ("node-local-dns", "nodelocaldns")
_SERVERS = (*_CACHES, "coredns", "kube-dns")
_LINK_LOCAL = "169.254."
"""Addresses of a cache on the node."""
_SYSTEM = frozenset({"", "kube-system"})
ADDON = "Addon"
"""The kind in which the API of CCE shows an add-on."""


def is_dns_configuration(field: TextField) -> bool:
    """Return whether a text configures the cluster's DNS: what it names is mapped, and called by nobody here.

    That is a ConfigMap with a Corefile, or one of the system's namespace that is called as a DNS server or its part.
    """
    owner = field.owner
    if owner.manifest_kind == ADDON:
        return _is_dns_addon(owner)
    if field.where != "ConfigMap":
        return False
    if child(owner.at("data"), "Corefile") is not None:
        return True
    return owner.namespace in _SYSTEM and owner.name.lower().startswith(_SERVERS)


def _is_dns_addon(found: KubeObject) -> bool:
    return found.manifest_kind == ADDON and found.text_at("spec", "addonTemplateName") == "coredns"


class InsideNames:
    """The answers that callers get for hostnames, by what the input says of each cluster's DNS."""

    def __init__(
        self,
        objects: Sequence[KubeObject],
        is_elb: Callable[[str, str], bool],
        is_published: Callable[[str, str], bool],
    ) -> None:
        """The functions tell for a cluster whether an ELB has an address, and whether a hostname leads to one."""
        self._objects = objects
        self._is_elb = is_elb
        self._is_published = is_published
        self._servers: dict[tuple[str, bool], DnsServer | None] = {}
        self._roots: dict[str, Line | None] = {}
        self._answers: dict[tuple[str, str, bool], Answer] = {}

    @cached_property
    def _meshes(self) -> Meshes:
        from elblint.model.addresses.meshes import Meshes

        return Meshes(self._objects, self._is_elb, self._is_published)

    def answer(self, cluster: str, host: str, callers: list[Workload]) -> Answer:
        """Return the one answer of all callers; of anybody, if none is known. ``outside`` if they differ."""
        everyone: list[Workload | None] = [*callers]
        found = [self._for(cluster, host, caller) for caller in everyone or [None]]
        if len({one.leads for one in found}) == 1:
            return found[0]
        return next((one for one in found if one.leads == "unknown"), OUTSIDE)

    def _for(self, cluster: str, host: str, caller: Workload | None) -> Answer:
        if caller is not None:
            for ip, names in () if caller.is_node else caller.host_aliases:
                if host in names and (address := canonical_address(ip)) is not None:
                    return Answer("elb" if self._is_elb(cluster, address) else "inside", address)
        answer = self._by_dns(cluster, host, caller)
        if answer.leads == "inside":
            return answer
        return self._meshes.answer(cluster, host, caller) or answer

    def _by_dns(self, cluster: str, host: str, caller: Workload | None) -> Answer:
        servers = ("",) if caller is None else caller.name_servers
        if not servers:
            return OUTSIDE
        own = self._of(cluster, host, is_cache=False) or OUTSIDE
        cached = self._of(cluster, host, is_cache=True) or own
        if servers[0].startswith(_LINK_LOCAL):
            return cached
        if servers[0]:
            # Of a server of its own nobody knows that it is the cluster's.
            return (
                OUTSIDE if own.leads == "outside" else Answer("unknown", fact="call.resolves", line=own.line)
            )
        if cached.leads == own.leads:
            return own
        # The cache serves those Pods only whose DNS settings name it.
        return Answer("unknown", fact="call.local-dns", line=cached.line or own.line)

    def _of(self, cluster: str, host: str, *, is_cache: bool) -> Answer | None:
        """Return the answer of CoreDNS, or of the cache on the nodes; None if its settings are not in the input."""
        if (cluster, host, is_cache) in self._answers:
            return self._answers[cluster, host, is_cache]
        if (cluster, is_cache) not in self._servers:
            self._servers[cluster, is_cache] = self._server(cluster, is_cache=is_cache)
        server = self._servers[cluster, is_cache]
        if server is None:
            return None
        answer = server.answer(host)
        if is_cache and answer.server in server.cluster_servers():
            answer = self._of(cluster, host, is_cache=False) or OUTSIDE
        self._answers[cluster, host, is_cache] = answer
        return answer

    def root_block(self, cluster: str) -> Line | None:
        """Return the line that opens the root block of CoreDNS's Corefile; None if the input has none."""
        if cluster not in self._roots:
            self._roots[cluster] = self._root_block(cluster)
        return self._roots[cluster]

    def _root_block(self, cluster: str) -> Line | None:
        from elblint.model.addresses.corefiles import server_blocks

        for field in self._settings(cluster, is_cache=False):
            for block in server_blocks(field) if field.path[-1] == "Corefile" else ():
                if "" in block.zones and block.line is not None:
                    return block.line
        return None

    def _settings(self, cluster: str, *, is_cache: bool) -> Iterator[TextField]:
        """Yield the texts in ConfigMaps of the cluster's DNS servers, or of the caches on the nodes."""
        for owner in self._objects:
            if owner.manifest_kind != "ConfigMap" or owner.namespace not in _SYSTEM:
                continue
            is_of_cache = any(name in owner.name.lower() for name in _CACHES)
            if owner.cluster.name == cluster and is_of_cache is is_cache:
                yield from filter(is_dns_configuration, text_fields(owner))

    def _server(self, cluster: str, *, is_cache: bool) -> DnsServer | None:
        from elblint.model.addresses.corefiles import blocks_of_addon, lines_of, server_blocks
        from elblint.model.addresses.dns import DnsServer

        blocks = []
        files = {}
        for owner in () if is_cache else self._objects:
            if owner.cluster.name == cluster and _is_dns_addon(owner):
                blocks += blocks_of_addon(owner)
        for field in self._settings(cluster, is_cache=is_cache):
            files[str(field.path[-1])] = list(lines_of(field))
            blocks += server_blocks(field)
        if not blocks:
            return None
        return DnsServer(
            blocks,
            lambda address: self._is_elb(cluster, address),
            lambda host: self._is_published(cluster, host),
            lambda path: files.get(path.rpartition("/")[2], []),
        )
