"""An index of the objects that use the same load balancer."""

from __future__ import annotations

from collections.abc import Iterable

from elblint.model.addresses.literals import canonical_address, is_of_a_machine, is_private
from elblint.model.cluster import KnownElb
from elblint.model.elb_users import Elb, ElbUser

# Annotations' JSON fields that only a dedicated ELB has.
DEDICATED_AUTOCREATE_FIELDS = ("available_zone", "l4_flavor_name", "l7_flavor_name", "elb_virsubnet_ids")


class _Groups:
    """Union-find over the keys by which an ELB can be recognised."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def root(self, key: str) -> str:
        parent = self.parent.setdefault(key, key)
        while parent != self.parent[parent]:
            self.parent[key] = self.parent[parent]
            parent = self.parent[parent]
        return parent

    def join(self, keys: Iterable[str]) -> None:
        first: str | None = None
        for key in keys:
            if first is None:
                first = self.root(key)
            else:
                self.parent[self.root(key)] = first
                first = self.root(first)


def assign_elbs(users: Iterable[ElbUser], known: Iterable[KnownElb]) -> None:
    """Give every user whose ELB is identified its ``elb``, shared with all others of the same one.

    An ELB is recognised by its id, by the reference to it in Terraform's code, or by an address; an object, or a
    known ELB, that shows two of them joins them.
    An id and a public address mean the same everywhere, a private address only within its cluster, because
    two clusters' networks may use the same range. A placeholder identifies nothing, and neither does
    ``elb.autocreate`` alone: what it creates belongs to its object.
    """
    groups = _Groups()
    keyed: list[tuple[ElbUser, list[str]]] = []
    for user in users:
        if not user.uses_elb:
            continue
        keys = [
            *_id_keys(user.elb_id, user.elb_reference),
            *_address_keys(user.elb_addresses, user.cluster.name),
        ]
        if keys:
            groups.join(keys)
            keyed.append((user, keys))
    clusters = {user.cluster.name for user, _ in keyed}
    described: list[tuple[KnownElb, list[str]]] = []
    users_of: dict[str, set[str]] = {}
    for user, keys in keyed:
        for key in keys:
            users_of.setdefault(key, set()).add(user.cluster.name)
    for elb in known:
        keys = _id_keys(elb.id, elb.reference)
        # Where its id is written, the ELB is known to be; a private address elsewhere is another's.
        for cluster in sorted(set().union(*(users_of.get(key, set()) for key in keys)) or clusters):
            keys.extend(_address_keys(elb.addresses, cluster))
        if keys:
            groups.join(keys)
            described.append((elb, keys))
    facts = {groups.root(keys[0]): elb for elb, keys in described}
    members: dict[str, list[ElbUser]] = {}
    for user, keys in keyed:
        members.setdefault(groups.root(keys[0]), []).append(user)
    for root, sharing in members.items():
        load_balancer = Elb(sorted(sharing, key=lambda user: user.order), facts.get(root))
        for user in sharing:
            user.elb = load_balancer


def _id_keys(elb_id: str | None, reference: str) -> list[str]:
    by_id = [] if elb_id is None else [f"id {elb_id.lower()}"]
    return [*by_id, f"reference {reference}"] if reference else by_id


def _address_keys(addresses: Iterable[str], cluster: str) -> list[str]:
    keys = []
    for written in addresses:
        address = canonical_address(written)
        if address is not None and is_of_a_machine(address):
            scope = f" in {cluster}" if is_private(address) else ""
            keys.append(f"address {address}{scope}")
    return keys
