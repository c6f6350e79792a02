"""A call: one address in one text that configures software in the cluster, and the workloads that read it."""

from __future__ import annotations

from collections.abc import Iterator

from elblint.model.addresses.answers import OUTSIDE, Answer
from elblint.model.addresses.inside_names import InsideNames
from elblint.model.addresses.literals import Literal, canonical_address
from elblint.model.addresses.resolver import Target
from elblint.model.addresses.roles import Role
from elblint.model.addresses.sources import TextField
from elblint.model.objects import KubeObject
from elblint.model.part import Part
from elblint.model.routes import EXTERNAL_DNS, hosts_for_external_dns
from elblint.model.subject import FieldPath
from elblint.model.workloads import Workload
from elblint.syntax.nodes import Node, Scalar, children
from elblint.system.type_names import TYPE_CHECKING, ClassVar
from elblint.text.source import Location

if TYPE_CHECKING:
    from elblint.model.addresses.corefiles import Line


class AddressReference(Part):
    """One address in one text, what it belongs to, and the workloads that read the text."""

    kind: ClassVar[str] = "Call"

    def __init__(
        self,
        field: TextField,
        literal: Literal,
        target: Target,
        callers: list[Workload],
        role: Role = "client",
        port: int | None = None,
        answer: Answer = OUTSIDE,
    ) -> None:
        """``port`` is written with the address, or beside it; ``answer`` is that of the callers' DNS."""
        super().__init__(field.owner)
        self.text_field = field
        self.literal = literal
        self.target = target
        self.callers = callers
        self.role = role
        self.port = port
        self.answer = answer
        self.names: InsideNames | None = None
        """The answers for hostnames in its cluster, for a call by hostname."""
        self.repeated: list[AddressReference] = []
        """The same address once more in the same text, which is no call of its own."""

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """Of the object that holds the text, with the field in it."""
        cluster, kind, namespace, name = self.owner.identity
        field = ".".join(map(str, self.text_field.path))
        return cluster, f"{kind} {field}", namespace, f"{name} {self.literal.host}:{self.literal.port}"

    @property
    def made_of(self) -> tuple[object, ...]:
        """Return the objects that it was found in and leads to, with all that was found out about it.

        Two calls of different runs that are made of the same are the same.
        """
        field, target, answer, root = self.text_field, self.target, self.answer, self.corefile()
        return (
            id(field.owner),
            field.path,
            field.where,
            self.literal,
            *(id(one) for one in (target.user, target.publisher, target.through)),
            (target.via, target.port, target.in_range, target.is_undecided),
            tuple(map(id, self.callers)),
            self.role,
            self.port,
            (answer.leads, answer.address, answer.fact, answer.server),
            None if answer.line is None else answer.line.made_of,
            None if root is None else root.made_of,
            *(each.literal for each in self.repeated),
        )

    def __str__(self) -> str:
        if len(self.callers) == 1:
            return str(self.callers[0])
        return str(self.owner)

    def location(self, path: FieldPath) -> Location:
        """The address itself where it can be pointed at, else the field that holds it."""
        field = self.text_field
        if path == field.path and not field.secret:
            return field.owner.location_in_value(path, field.value, self.literal.start, self.literal.end)
        return field.owner.location(path)

    @property
    def address(self) -> str:
        """The address as written, with its port; nothing of what a Secret holds."""
        if self.text_field.secret:
            return "***"
        return self.literal.text[-(self.literal.end - self.literal.start) :]

    @property
    def resolution(self) -> str:
        """The fact that decides whether the callers are led to the ELB; empty if the input says that they are."""
        if self.target.via != "hostname":
            return ""
        addresses = {canonical_address(address) for address in self.target.user.elb_addresses}
        if self.answer.leads == "elb" and self.answer.address in addresses:
            return ""
        return self.answer.fact or "call.resolves"

    def corefile(self) -> Line | None:
        """The first line of the root block of the Corefile of the cluster's CoreDNS, if the input has it."""
        return None if self.names is None else self.names.root_block(self.cluster.name)

    @property
    def chain(self) -> Iterator[tuple[Location, str, KubeObject]]:
        """The places by which a hostname leads to the ELB: each with the name of its label, and the object there."""
        if self.target.via != "hostname":
            return
        if self.answer.line is not None:
            yield self.answer.line.location, "resolved-by", self.answer.line.field.owner
        publisher = self.target.publisher or self.target.user
        path = next(_paths_of(self.literal.host, publisher), None)
        if path is not None or publisher is not self.target.user:
            yield publisher.location(path or ("metadata", "name")), "published", publisher
        if self.target.through is not None:
            yield self.target.through.location(("metadata", "name")), "served-by", self.target.through


def _paths_of(host: str, found: KubeObject) -> Iterator[FieldPath]:
    """Yield the paths of the fields that hold a hostname: for external-dns, then below ``spec``."""
    if host in hosts_for_external_dns(found):
        yield "metadata", "annotations", EXTERNAL_DNS
    stack: list[tuple[FieldPath, Node]] = (
        [(("spec",), node)] if (node := found.at("spec")) is not None else []
    )
    wildcard = "*." + host.partition(".")[2]
    seen: set[int] = set()
    while stack:
        path, node = stack.pop()
        if isinstance(node, Scalar):
            written = node.text.lower()
            if host in written or wildcard in written:
                yield path
        elif id(node) not in seen:
            seen.add(id(node))
            stack.extend(reversed(children(path, node)))
