"""The reachability of a run as data: of each object, who reaches which address, and why not. Reports render it."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from elblint.engine.premises import Premise
from elblint.model.elb_users import ElbUser
from elblint.text.source import Location

Verdict: TypeAlias = Literal["reachable", "unreachable", "unknown"]
EVERYWHERE = "everywhere"
"""The one caller of an Ingress or Gateway: a node that holds the ELB's address answers all of its callers alike."""
ELB_ADDRESS = "elb"
"""The one address of an Ingress or Gateway."""


class ColumnVerdict(NamedTuple):
    """The verdict on a cell for one kind of cluster, by the table's name for it."""

    column: str
    verdict: Verdict
    causes: tuple[str, ...]


class ReachCell(NamedTuple):
    """One caller and one address of an object; ``notes`` are sentences in the language of the run."""

    caller: str
    address: str
    verdict: Verdict
    causes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    by_column: tuple[ColumnVerdict, ...] = ()
    """The verdict for each possible kind of cluster, if the kind is not known and decides."""


class ReachCall(NamedTuple):
    """One call that the input holds: who calls, by which text, and whether that works."""

    caller: str
    cluster: str
    where: str
    address: str
    location: Location
    verdict: Verdict
    causes: tuple[str, ...]
    notes: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    """The cells of the table that it may fall in: caller and address."""


class ReachObject(NamedTuple):
    """A Service, Ingress or Gateway; without ``cells`` it has no address that this is about."""

    user: ElbUser
    summary: str
    """Type and policy of a Service, the class of another object."""
    premises: tuple[Premise, ...]
    callers: dict[str, str]
    """The words for the callers of the cells, by name, in order."""
    addresses: dict[str, str]
    cells: tuple[ReachCell, ...]
    calls: tuple[ReachCall, ...]
    remarks: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of any cell."""
        found = {cell.verdict for cell in self.cells}
        return "unreachable" if "unreachable" in found else "unknown" if "unknown" in found else "reachable"

    @property
    def causes(self) -> tuple[str, ...]:
        """The causes of all cells that fail, each once."""
        return tuple(dict.fromkeys(cause for cell in self.cells for cause in cell.causes))

    def cell(self, caller: str, address: str) -> ReachCell | None:
        """Return a cell, or None where the caller has no such address."""
        return next((one for one in self.cells if (one.caller, one.address) == (caller, address)), None)


class ReachModel(NamedTuple):
    """The reachability of all objects of a run, in the order of their files."""

    objects: tuple[ReachObject, ...]
    lang: str
