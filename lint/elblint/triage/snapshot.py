"""One run in a form that can be compared with another and kept: its findings, who reaches what, and its facts."""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import NamedTuple

from elblint.engine.finding import Finding
from elblint.engine.premises import cluster_premises
from elblint.engine.reach_model import ReachModel, ReachObject
from elblint.system.boundary import relative_path
from elblint.text.printable import printable
from elblint.text.source import Location
from elblint.triage.baseline import key_of
from elblint.triage.result import Result

VERSION = 1


class FindingRecord(NamedTuple):
    """A finding by its identity, with the words to show it."""

    rule: str
    cluster: str
    object: str
    field: str
    file: str
    """The path, for a finding that is about no object; it is part of the identity then."""
    severity: str
    certainty: str
    title: str
    subject: str
    path: str
    line: int
    column: int


class ReachRecord(NamedTuple):
    """A cell of the reachability table or a call in the input, by its identity, with words and verdict."""

    kind: str
    """``cell`` or ``call``."""
    cluster: str
    object: str
    caller: str
    address: str
    number: int
    """Tells equal calls apart; 0 for a cell."""
    caller_words: str
    address_words: str
    verdict: str
    causes: tuple[str, ...]
    path: str
    line: int
    column: int


class FactRecord(NamedTuple):
    """A fact about a cluster; ``value`` is empty if nobody gave it."""

    cluster: str
    fact: str
    value: str
    source: str


class Snapshot(NamedTuple):
    """All that a comparison needs of one run. Nothing of a Secret is in it."""

    findings: tuple[FindingRecord, ...] = ()
    reach: tuple[ReachRecord, ...] = ()
    facts: tuple[FactRecord, ...] = ()
    objects: tuple[str, ...] = ()
    """The objects that have an address which this is about."""
    unread: tuple[str, ...] = ()
    """The inputs that could not be read, in words."""


class Places(NamedTuple):
    """Turns the paths of one side into those that both sides share."""

    root: str
    """The folder of this side that stands for ``prefix``."""
    prefix: str

    def path(self, path: str) -> str:
        """Return a path as both sides name it."""
        relative = relative_path(path, self.root)
        return os.path.normpath(os.path.join(self.prefix, relative)).replace(os.sep, "/")

    def text(self, text: str) -> str:
        """Return words in which paths of this side may stand."""
        return text.replace(self.root + os.sep, "") if os.path.isabs(self.root) else text


def snapshot_of(result: Result, model: ReachModel, root: str, places: Places) -> Snapshot:
    """Return the snapshot of a run, whose configuration lies in the folder ``root``."""
    clusters = {one.user.cluster for one in model.objects}
    return Snapshot(
        tuple(_finding(finding, root, places) for finding in result.findings),
        tuple(record for one in model.objects for record in _reach(one, places)),
        tuple(
            FactRecord(cluster.name, premise.fact, premise.value or "", places.text(premise.source))
            for cluster in sorted(clusters, key=lambda cluster: cluster.name)
            for premise in cluster_premises(cluster)
        ),
        tuple(printable(str(one.user)) for one in model.objects if one.cells),
        tuple(
            f"{places.path(finding.location.path)}:{finding.location.line}: {places.text(finding.title)}"
            for finding in result.findings
            if finding.unreadable
        ),
    )


def _finding(finding: Finding, root: str, places: Places) -> FindingRecord:
    key = key_of(finding, root)
    path, line, column = _place(finding.location, places)
    return FindingRecord(
        key.rule, key.cluster, key.object, key.field, path if key.path else "",
        finding.severity, finding.certainty, places.text(finding.title), finding.subject, path, line, column,
    )  # fmt: skip


def _reach(one: ReachObject, places: Places) -> list[ReachRecord]:
    cluster, kind, namespace, name = one.user.identity
    named = f"{kind} {namespace}/{name}" if namespace else f"{kind} {name}"
    where = _place(one.user.location(("metadata", "name")), places)
    records = [
        ReachRecord(
            "cell", cluster, named, cell.caller, cell.address, 0,
            one.callers[cell.caller], one.addresses[cell.address], cell.verdict, cell.causes, *where,
        )
        for cell in one.cells
    ]  # fmt: skip
    seen: Counter[tuple[str, str]] = Counter()
    for call in one.calls:
        caller, address = f"{call.caller}, {call.where}", call.address
        seen[caller, address] += 1
        records.append(
            ReachRecord(
                "call", call.cluster, named, caller, address, seen[caller, address],
                caller, address, call.verdict, call.causes, *_place(call.location, places),
            )
        )  # fmt: skip
    return records


def _place(location: Location, places: Places) -> tuple[str, int, int]:
    return places.path(location.path), location.line, location.column


def snapshot_text(snapshot: Snapshot) -> bytes:
    """Return a snapshot as JSON, to be kept."""
    kept = {"version": VERSION, **snapshot._asdict()}
    return json.dumps(kept, ensure_ascii=True, separators=(",", ":")).encode()


def snapshot_of_text(text: bytes) -> Snapshot | None:
    """Return the snapshot that was kept; None if it is not one of this version."""
    try:
        kept = json.loads(text)
        if kept.pop("version") != VERSION:
            return None
        reach = [ReachRecord(*one) for one in kept["reach"]]
        return Snapshot(
            tuple(FindingRecord(*one) for one in kept["findings"]),
            tuple(one._replace(causes=tuple(one.causes)) for one in reach),
            tuple(FactRecord(*one) for one in kept["facts"]),
            tuple(kept["objects"]),
            tuple(kept["unread"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
