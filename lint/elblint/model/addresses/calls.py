"""Calls: places where software in the cluster is configured with an address that a Service or Ingress answers to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from elblint.model.addresses.addressed_texts import KeptTexts, addressed
from elblint.model.addresses.answers import OUTSIDE
from elblint.model.addresses.inside_names import InsideNames
from elblint.model.addresses.literals import Literal
from elblint.model.addresses.ports import port_beside
from elblint.model.addresses.readers import Backends, Readers
from elblint.model.addresses.references import AddressReference
from elblint.model.addresses.resolver import TargetIndex
from elblint.model.addresses.roles import Roles
from elblint.model.addresses.self_checks import SelfChecks
from elblint.model.addresses.sources import TextField, node_address_variables, text_fields
from elblint.model.objects import KubeObject, that_may_hold
from elblint.model.workloads import Workload
from elblint.text.text_test import Occurrence

_LINES = frozenset({"ConfigMap", "Secret", "args", "command", "env"})
"""Places with texts of several settings, where a port may stand beside its address."""
_WORDS = frozenset({"args", "command"})
_OWN_NODE = Occurrence("hostIP")
"""The field that a variable takes the address of a Pod's own node from."""


def find_calls(
    objects: Sequence[KubeObject], index: TargetIndex, roles: Roles, kept: KeptTexts | None = None
) -> list[AddressReference]:
    """Every call in the input, in a fixed order. ``kept`` has what an earlier run has found in objects."""
    if kept is not None:
        kept.begin()
    if index.is_empty:
        return []
    workloads = [item for item in objects if isinstance(item, Workload)]
    readers = Readers(objects, workloads)
    backends = Backends(objects)
    own_nodes = {
        id(workload): node_address_variables(workload) for workload in that_may_hold(workloads, _OWN_NODE)
    }
    prefilter = index.prefilter()
    inside = InsideNames(objects, index.is_elb_address, index.is_published)
    checks = SelfChecks(objects)
    calls: list[AddressReference] = []
    for owner in that_may_hold(objects, prefilter):
        texts = addressed(text_fields(owner)) if kept is None else kept.of(owner)
        for field, literals in (*texts, *addressed(checks.fields_of(owner))):
            calls.extend(
                _each_once(
                    _calls_in(field, literals, index, readers, own_nodes, inside, roles, checks, backends)
                )
            )
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
    literals: list[Literal],
    index: TargetIndex,
    readers: Readers,
    own_nodes: dict[int, set[str]],
    inside: InsideNames,
    roles: Roles,
    checks: SelfChecks,
    backends: Backends,
) -> Iterator[AddressReference]:
    callers: list[Workload] | None = None
    own_node: set[str] = set(field.own_node)
    for literal in literals:
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
                own_node.update(*(own_nodes.get(id(caller), ()) for caller in callers))
        port = literal.port if literal.port is not None else field.port
        if port is None and field.where in _LINES:
            port = port_beside(field.value, literal.start, literal.end)
        cluster = field.owner.cluster.name
        targets = list(index.targets(literal, port, cluster, own_node))
        if not targets and literal.port is None and field.where in _WORDS:
            # The option for a port may go with another host.
            port = None
            targets = list(index.targets(literal, None, cluster, own_node))
        if targets:
            from elblint.model.addresses.settings import is_no_address_of_its_own, role_of
        for target in targets:
            if target.user is field.owner or is_no_address_of_its_own(field, literal):
                continue
            named, role = role_of(field, literal, callers, roles)
            # Whoever stands behind a name states it as its own, unless the setting is known for a client's.
            is_own = role == "own" or (role is None and named and target.via == "hostname")
            if role not in {None, "client", "own"} or (is_own and backends.stand_behind(callers, target)):
                continue
            # Of a custom resource that states an address of its own, an operator makes what stands behind it.
            if role == "own" and field.where == "field":
                continue
            # What the input maps inside of the cluster does not lead to the ELB.
            answer = OUTSIDE
            if target.via == "hostname":
                answer = inside.answer(cluster, literal.host, callers)
            if answer.leads != "inside":
                call = AddressReference(field, literal, target, callers, role or "client", port, answer)
                call.names = inside if target.via == "hostname" else None
                yield call
