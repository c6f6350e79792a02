"""Hostnames that DNS inside the cluster answers otherwise than outside: CoreDNS rewrites and hosts, ``hostAliases``.

What the input maps to a Service, or to an address that is no ELB's, does not lead to the ELB.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from elblint.model.addresses.literals import canonical_address
from elblint.model.addresses.sources import TextField, text_fields
from elblint.model.objects import KubeObject
from elblint.model.workloads import Workload
from elblint.system.lazy import lazy_pattern

_DNS = ("coredns", "node-local-dns", "nodelocaldns", "kube-dns")
_REWRITE = lazy_pattern(
    r"[ \t]*rewrite[ \t]+(?:(?:stop|continue)[ \t]+)?name[ \t]+(?:(exact|suffix|prefix|substring|regex)[ \t]+)?"
    r"(\S{1,300})[ \t]+(\S{1,300})"
)
_ENTRY = lazy_pattern(r"[ \t]*([0-9a-fA-F.:]{2,45})((?:[ \t]+[\w.*-]{1,253}){1,50})[ \t]*(?:#.*)?\Z")
_ANSWER = lazy_pattern(r"[ \t]*answer[ \t]+[\"']?.{0,300}?[ \t]([0-9a-fA-F.:]{2,45})[\"']?[ \t]*\Z")
_TEMPLATE = lazy_pattern(
    r"[ \t]*template[ \t]+(?:IN|ANY)[ \t]+\S{1,10}((?:[ \t]+[\w.-]{1,253}){1,20})[ \t]*\{"
)


def is_dns_configuration(field: TextField) -> bool:
    """Return whether a text configures the cluster's DNS: what it names is mapped, and called by nobody here."""
    key = str(field.path[-1]) if field.path else ""
    return field.where == "ConfigMap" and (
        key == "Corefile" or any(name in field.owner.name.lower() for name in _DNS)
    )


class InsideNames:
    """The hostnames of each cluster that the input maps inside of it, exactly or by their ending."""

    def __init__(self, objects: Iterable[KubeObject], is_elb: Callable[[str, str], bool]) -> None:
        """``is_elb`` tells for a cluster and an address whether an ELB has it."""
        self._is_elb = is_elb
        self._exact: set[tuple[str, str]] = set()
        self._endings: set[tuple[str, str]] = set()
        for owner in objects:
            if owner.manifest_kind == "ConfigMap":
                for field in text_fields(owner):
                    if is_dns_configuration(field):
                        self._read(owner.cluster.name, field.value)

    def _read(self, cluster: str, corefile: str) -> None:
        zones: list[str] = []
        for line in corefile.split("\n"):
            if (rewrite := _REWRITE.match(line)) is not None:
                kind, old, new = rewrite.groups()
                if kind in {None, "exact"}:
                    self._exact.add((cluster, _name(old)))
                elif kind == "suffix" and _name(old) != _name(new):
                    self._endings.add((cluster, "." + _name(old).lstrip(".")))
            elif (template := _TEMPLATE.match(line)) is not None:
                zones = template[1].split()
            elif (answer := _ANSWER.match(line)) is not None:
                if self._leads_elsewhere(cluster, answer[1]):
                    self._endings.update((cluster, "." + _name(zone)) for zone in zones)
                    self._exact.update((cluster, _name(zone)) for zone in zones)
            elif (entry := _ENTRY.match(line)) is not None and self._leads_elsewhere(cluster, entry[1]):
                self._exact.update((cluster, _name(name)) for name in entry[2].split())

    def _leads_elsewhere(self, cluster: str, written: str) -> bool:
        address = canonical_address(written)
        return address is not None and not self._is_elb(cluster, address)

    def has(self, cluster: str, host: str, callers: list[Workload]) -> bool:
        """Return whether a hostname leads elsewhere for all of some callers; for everybody, if none are known."""
        if callers and all(self._by_alias(caller, host) is not None for caller in callers):
            return all(self._by_alias(caller, host) is True for caller in callers)
        if (cluster, host) in self._exact:
            return True
        return any((cluster, host[at:]) in self._endings for at, letter in enumerate(host) if letter == ".")

    def _by_alias(self, caller: Workload, host: str) -> bool | None:
        """Return whether the caller's ``hostAliases`` lead elsewhere; None if they do not have the name."""
        for ip, names in caller.host_aliases:
            if host in names:
                return self._leads_elsewhere(caller.cluster.name, ip)
        return None


def _name(written: str) -> str:
    return written.lower().rstrip(".")
