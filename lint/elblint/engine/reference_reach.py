"""Return whether a call gets through: the caller's row and the address, looked up in the reachability table."""

from __future__ import annotations

from collections.abc import Iterator

from elblint.engine.condition import Env, Truth, negate
from elblint.engine.reachability import Answer, ReachTable
from elblint.model.addresses.literals import is_private
from elblint.model.addresses.references import AddressReference
from elblint.model.services import Service
from elblint.model.unknown import Unknown


class Cell:
    """One cell of the table that a call may fall in; ``sure`` if some caller's Pod surely does."""

    __slots__ = ("address", "answer", "caller", "sure")

    def __init__(self, caller: str, address: str, sure: bool, answer: Answer) -> None:
        self.caller = caller
        self.address = address
        self.sure = sure
        self.answer = answer


def call_fails(table: ReachTable, env: Env) -> Truth:
    """Return whether the call in ``env`` fails for some of its callers: surely, surely not, or unknown.

    False for calls of an Ingress, which the table does not list.
    """
    call = env.objects["call"]
    assert isinstance(call, AddressReference)
    cells = call_cells(table, env, call)
    if not cells:
        return False
    truths: list[Truth] = [negate(cell.answer.truth) for cell in cells]
    if all(truth is False for truth in truths):
        return False
    unknown = Unknown()
    for truth in truths:
        if isinstance(truth, Unknown):
            unknown |= truth
    if call.role == "own":
        unknown |= Unknown("call.role")
    if call.resolution:
        return unknown | Unknown(call.resolution)
    if call.port is None:
        return unknown | Unknown("call.port")
    if call.target.via == "node-port":
        return unknown | Unknown("call.is-node-address")
    if call.role == "own":
        return unknown
    if all(truth is True for truth in truths) or any(
        cell.sure and truth is True for cell, truth in zip(cells, truths, strict=True)
    ):
        return True
    return unknown | _deciding(cells, truths)


def _deciding(cells: list[Cell], truths: list[Truth]) -> Unknown:
    """Return the facts that decide among cells with different verdicts: caller's position, class of the address."""
    verdicts: dict[tuple[str, str], object] = {
        (cell.caller, cell.address): truth.needs if isinstance(truth, Unknown) else truth
        for cell, truth in zip(cells, truths, strict=True)
    }
    if len(set(verdicts.values())) < 2:
        return Unknown()
    by_address: dict[str, set[object]] = {}
    by_caller: dict[str, set[object]] = {}
    for (caller, address), verdict in verdicts.items():
        by_address.setdefault(address, set()).add(verdict)
        by_caller.setdefault(caller, set()).add(verdict)
    of_address = any(len(found) > 1 for found in by_caller.values())
    # Where each caller has an address of its own, as that of its own node, its position decides.
    of_caller = any(len(found) > 1 for found in by_address.values()) or not of_address
    unknown = Unknown("call.position") if of_caller else Unknown()
    return unknown | Unknown("call.address-class") if of_address else unknown


def callers_get_through(table: ReachTable, env: Env) -> Truth:
    """Return whether the input shows who calls the Service in ``env``, and every one of them surely gets through."""
    service = env.objects["service"]
    assert isinstance(service, Service)
    calls = env.context.calls_to(service)
    return bool(calls) and all(
        call.callers
        and not call.target.is_undecided
        and call_fails(table, env._replace(objects={"call": call}, cluster=call.cluster)) is False
        for call in calls
    )


def call_cells(table: ReachTable, env: Env, call: AddressReference) -> list[Cell]:
    """The cells that a call may fall in; kept on the call, for a finding asks several times."""
    key = f"cells in {env.lang}"
    if key not in call.memo:
        call.memo[key] = list(_cells(table, env, call))
    return call.memo[key]  # type: ignore[return-value]


def _cells(table: ReachTable, env: Env, call: AddressReference) -> Iterator[Cell]:
    service = call.target.user
    if not isinstance(service, Service):
        return
    shown = service.at_node_port() if call.target.via in {"node-port", "own-node"} else service
    asked = env._replace(objects={"service": shown}, cluster=service.cluster)
    rows = set(table.rows(asked))
    seen: set[tuple[str, str]] = set()
    for where in env.context.positions(call.callers, service):
        for row in sorted(where.possible):
            addresses = [name for name in _addresses(call, service, row) if (row, name) in rows]
            for address in addresses:
                if (row, address) not in seen:
                    seen.add((row, address))
                    sure = row in where.certain and len(addresses) == 1
                    yield Cell(row, address, sure, table.answer(asked, row, address))


def _addresses(call: AddressReference, service: Service, row: str) -> list[str]:
    """Return the addresses, in the table's words, that may be meant by a caller in one row."""
    beside = row.endswith("-with-backend")
    if call.target.via == "own-node":
        return ["server-node-private" if beside else "client-node-private"]
    if call.target.in_range:
        return ["elb-range-port"]
    kinds = _classes(call, service)
    if call.target.via == "node-port":
        nodes = ["server-node"] if beside else ["server-node", "client-node"]
        return [f"{node}-{kind}" for node in nodes for kind in kinds] + ["other-node"]
    return [f"elb-{kind}" for kind in kinds]


def _classes(call: AddressReference, service: Service) -> list[str]:
    """Private, public, or both if a hostname leaves it open."""
    written = [call.literal.host] if call.target.via != "hostname" else service.every_address
    found = {is_private(address) for address in written} - {None}
    return sorted("private" if private else "public" for private in found) or ["private", "public"]


def failing_cells(table: ReachTable, env: Env) -> list[Cell]:
    """The cells of the call in ``env`` that fail, or may."""
    call = env.objects["call"]
    assert isinstance(call, AddressReference)
    return [cell for cell in call_cells(table, env, call) if cell.answer.truth is not True]
