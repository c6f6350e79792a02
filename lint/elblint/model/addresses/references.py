"""Calls: places where software in the cluster is configured with an address that a Service or Ingress answers to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from elblint.model.addresses.answers import OUTSIDE, Answer
from elblint.model.addresses.inside_names import InsideNames, is_dns_configuration
from elblint.model.addresses.literals import Literal, canonical_address, literals_in
from elblint.model.addresses.ports import port_beside
from elblint.model.addresses.resolver import Target, TargetIndex
from elblint.model.addresses.roles import Role, Roles
from elblint.model.addresses.self_checks import SelfChecks
from elblint.model.addresses.sources import (
    DATA_KINDS,
    TextField,
    node_address_variables,
    text_fields,
    texts_read_by,
)
from elblint.model.objects import FieldPath, KubeObject
from elblint.model.routes import EXTERNAL_DNS, hosts_for_external_dns
from elblint.model.services import Service
from elblint.model.workloads import Workload
from elblint.syntax.nodes import Node, Scalar, children
from elblint.system.lazy import lazy_pattern
from elblint.system.type_names import TYPE_CHECKING, ClassVar
from elblint.text.source import Location

if TYPE_CHECKING:
    from elblint.model.addresses.corefiles import Line

_LINES = frozenset({"ConfigMap", "Secret", "args", "command"})
"""Places with texts of several settings, where a port may stand beside its address."""
_NAME_END = lazy_pattern(r"[A-Za-z_][\w.-]{0,60}[\"']?\s{0,3}[=:]?[\s\"'(\[,]{0,5}\Z")
_LISTED = lazy_pattern(r"(?:[^\s,;=]{1,80},\s?)+\Z")
_SCHEME = lazy_pattern(r"[A-Za-z][A-Za-z0-9+.-]{0,20}://(?:[^\s/@]{0,200}@)?\Z")
_TOKEN_BREAK = lazy_pattern(r"[\s\"',;|]")
_COMMENT = lazy_pattern(r"(?:\A|\s)#|\A\s*(?://|;|--\s|<!--|REM\s)")
_NEAR = 200
_NAME = lazy_pattern(r"[0-9a-z][0-9a-z.-]*")


class AddressReference(KubeObject):
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
        owner = field.owner
        super().__init__(owner.node, owner.manifest_kind, owner.source, owner.cluster)
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
        cluster, kind, namespace, name = self.text_field.owner.identity
        field = ".".join(map(str, self.text_field.path))
        return cluster, f"{kind} {field}", namespace, f"{name} {self.literal.host}:{self.literal.port}"

    def __str__(self) -> str:
        if len(self.callers) == 1:
            return str(self.callers[0])
        return str(self.text_field.owner)

    def named_path(self, name: str, partner: KubeObject | None = None) -> FieldPath | None:
        """``address``: the text that holds it."""
        return self.text_field.path if name == "address" else None

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


def _is_no_address_of_its_own(field: TextField, literal: Literal) -> bool:
    """Return whether it stands in a comment, is no variable at all, or is a parameter of another address."""
    before = field.value[max(literal.start - _NEAR, 0) : literal.start]
    line = before.rpartition("\n")[2]
    if field.where not in {"annotation", "field"} and (
        _COMMENT.search(line) or before.rfind("/*") > before.rfind("*/")
    ):
        return True
    # $$(NAME) is the text $(NAME), not the variable's value.
    if literal.host.startswith("$(") and before.endswith("$"):
        return True
    # A parameter of another address is not called by whoever calls that one.
    return "://" in _TOKEN_BREAK.split(_SCHEME.sub("", line))[-1]


def _role(field: TextField, literal: Literal, roles: Roles) -> tuple[bool, Role | None]:
    """Return whether an address is the value of a named setting, and the role that this gives to it, if it is known.

    Of several settings around it the innermost decides.
    """
    before = field.value[max(literal.start - _NEAR, 0) : literal.start]
    own = _NAME_END.search(_LISTED.sub("", _SCHEME.sub("", before.rpartition("\n")[2])))
    role = (None if own is None else roles.of(own[0])) or roles.of(field.name)
    return own is not None or bool(field.name), role


class _Readers:
    """The workloads that read ConfigMaps and Secrets, by object and key.

    Whoever reads the same thing gets the same list, so that what is worked out of it can be kept.
    """

    def __init__(self, workloads: Iterable[Workload], names: set[str]) -> None:
        """``names`` are those of all ConfigMaps and Secrets in the input."""

        def occur_in(text: str, start: int, end: int) -> bool:
            return not names.isdisjoint(_NAME.findall(text, start, end))

        self.by_object: dict[tuple[str, str, str, str], list[tuple[Workload, set[str] | None]]] = {}
        self.nodes: dict[int, Workload] = {}
        self.lists: dict[tuple[int, ...], list[Workload]] = {}
        for workload in workloads:
            if not names or not workload.may_hold(occur_in):
                continue
            for (kind, name), keys in texts_read_by(workload).items():
                scope = workload.cluster.name, kind, workload.namespace or "default", name
                self.by_object.setdefault(scope, []).append((workload, keys))

    def of(self, field: TextField) -> list[Workload]:
        """The workloads that read a text."""
        owner = field.owner
        if isinstance(owner, Workload):
            # An image is pulled by the node that the Pod runs on.
            return self._shared([self._node_of(owner) if field.where == "image" else owner])
        key = str(field.path[-1]) if field.path else ""
        listed = self.by_object.get(owner.identity, [])
        return self._shared([workload for workload, keys in listed if keys is None or key in keys])

    def _node_of(self, workload: Workload) -> Workload:
        if id(workload) not in self.nodes:
            self.nodes[id(workload)] = workload.as_its_node()
        return self.nodes[id(workload)]

    def _shared(self, workloads: list[Workload]) -> list[Workload]:
        return self.lists.setdefault(tuple(map(id, workloads)), workloads)


def _stand_behind(workloads: list[Workload], target: Target) -> bool:
    """Return whether all of some workloads are backends of the Service that an address leads to."""
    user = target.user
    return bool(workloads) and isinstance(user, Service) and all(map(user.selects, workloads))


def _own_node(text: str, start: int, end: int) -> bool:
    """Return whether a variable may stand for the address of a Pod's own node."""
    return text.find("hostIP", start, end) >= 0


def _names_of_texts(objects: Iterable[KubeObject]) -> set[str]:
    return {one.name for one in objects if one.manifest_kind in DATA_KINDS}


def find_calls(objects: Sequence[KubeObject], index: TargetIndex, roles: Roles) -> list[AddressReference]:
    """Every call in the input, in a fixed order."""
    if index.is_empty:
        return []
    workloads = [item for item in objects if isinstance(item, Workload)]
    readers = _Readers(workloads, _names_of_texts(objects))
    own_nodes = {
        id(workload): node_address_variables(workload) if workload.may_hold(_own_node) else set()
        for workload in workloads
    }
    prefilter = index.prefilter()
    inside = InsideNames(objects, index.is_elb_address, index.is_published)
    checks = SelfChecks(objects)
    calls: list[AddressReference] = []
    for owner in objects:
        if not owner.may_hold(prefilter.occur_in):
            continue
        for field in (*text_fields(owner), *checks.fields_of(owner)):
            if "." not in field.value and ":" not in field.value:
                continue
            if not is_dns_configuration(field):
                calls.extend(_each_once(_calls_in(field, index, readers, own_nodes, inside, roles, checks)))
    return calls


def _each_once(calls: Iterator[AddressReference]) -> Iterator[AddressReference]:
    """Yield the first of the calls that one text repeats; the others are kept with it."""
    first: dict[tuple[object, ...], AddressReference] = {}
    for call in calls:
        key = call.literal.host, call.port, call.literal.scheme, call.role, id(call.target.user)
        if key in first:
            first[key].repeated.append(call)
        else:
            first[key] = call
    yield from first.values()


def _calls_in(
    field: TextField,
    index: TargetIndex,
    readers: _Readers,
    own_nodes: dict[int, set[str]],
    inside: InsideNames,
    roles: Roles,
    checks: SelfChecks,
) -> Iterator[AddressReference]:
    callers: list[Workload] | None = None
    own_node: set[str] = set(field.own_node)
    for literal in literals_in(field.value):
        if field.urls_only and not literal.scheme:
            continue
        if field.where == "image" and (literal.start or field.value.find("/") < 0):
            continue
        if callers is None:
            callers = (
                checks.callers.get(field.owner.cluster.name, [])
                if field.where == "self-check"
                else readers.of(field)
            )
            if not isinstance(field.owner, Workload) and field.where != "self-check":
                own_node.update(*(own_nodes[id(caller)] for caller in callers))
        port = literal.port if literal.port is not None else field.port
        if port is None and field.where in _LINES:
            port = port_beside(field.value, literal.start, literal.end)
        for target in index.targets(literal, port, field.owner.cluster.name, own_node):
            if target.user is field.owner or _is_no_address_of_its_own(field, literal):
                continue
            named, role = _role(field, literal, roles)
            # Whoever stands behind a name states it as its own, unless the setting is known for a client's.
            is_own = role == "own" or (role is None and named and target.via == "hostname")
            if role not in {None, "client", "own"} or (is_own and _stand_behind(callers, target)):
                continue
            # What the input maps inside of the cluster does not lead to the ELB.
            answer = OUTSIDE
            if target.via == "hostname":
                answer = inside.answer(field.owner.cluster.name, literal.host, callers)
            if answer.leads != "inside":
                call = AddressReference(field, literal, target, callers, role or "client", port, answer)
                call.names = inside if target.via == "hostname" else None
                yield call
