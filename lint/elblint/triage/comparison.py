"""Two snapshots side by side: what changes for whom, and which findings are new, gone or moved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

from elblint.engine.finding import SEVERITIES, as_severity
from elblint.triage.selection import NEVER
from elblint.triage.snapshot import FactRecord, FindingRecord, ReachRecord, Snapshot

_RANKS = {"reachable": 0, "unknown": 1, "unreachable": 2}
_Record = TypeVar("_Record", FindingRecord, ReachRecord)


class ReachChange(NamedTuple):
    """A cell or call whose verdict changes; a side is None where there is no such path."""

    before: ReachRecord | None
    after: ReachRecord | None

    @property
    def either(self) -> ReachRecord:
        """The newer of the two."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def is_worse(self) -> bool:
        """True if less is reached than before; what is new and not surely reached is worse than nothing."""
        before = _RANKS[self.before.verdict] if self.before is not None else 0
        return self.after is not None and _RANKS[self.after.verdict] > before

    @property
    def is_better(self) -> bool:
        """True if more is reached than before, or a path that failed is gone."""
        after = _RANKS[self.after.verdict] if self.after is not None else 0
        return self.before is not None and _RANKS[self.before.verdict] > after

    @property
    def is_in_doubt(self) -> bool:
        """True if nobody knows whether the path works now."""
        return self.after is not None and self.after.verdict == "unknown"


class FindingChange(NamedTuple):
    """A finding of both sides that is in another file, or of another severity or certainty."""

    before: FindingRecord
    after: FindingRecord


class FactChange(NamedTuple):
    """A fact about a cluster that differs."""

    before: FactRecord
    after: FactRecord


class Comparison(NamedTuple):
    """All differences between a base and what stands now."""

    cells: tuple[ReachChange, ...]
    calls: tuple[ReachChange, ...]
    new: tuple[FindingRecord, ...]
    gone: tuple[FindingRecord, ...]
    moved: tuple[FindingChange, ...]
    changed: tuple[FindingChange, ...]
    facts: tuple[FactChange, ...]
    new_objects: tuple[str, ...]
    gone_objects: tuple[str, ...]
    unread: tuple[str, ...]

    def severities_got_worse(self) -> set[str]:
        """Return the severities at which something got worse.

        A path that breaks counts as its findings do; where no finding tells of it, as a note.
        """
        found = {one.severity for one in self.new}
        found |= {one.after.severity for one in self.changed if _weight(one.after) > _weight(one.before)}
        if any(change.is_worse for change in (*self.cells, *self.calls)):
            found.add("note")
        return found


def is_worse_at(comparison: Comparison, fail_on: str) -> bool:
    """Return whether something got worse at a severity or above it."""
    if fail_on == NEVER:
        return False
    least = SEVERITIES.index(as_severity(fail_on))
    return any(SEVERITIES.index(as_severity(one)) >= least for one in comparison.severities_got_worse())


def compare(before: Snapshot, after: Snapshot) -> Comparison:
    """Return the differences; an object keeps its identity if its cluster got another name, or a name at all."""
    shared = _clusters(before) & _clusters(after)

    def cluster(record: FindingRecord | ReachRecord) -> object:
        """Return what stands for the cluster where clusters may have been renamed; those of both sides were not."""
        return record if record.cluster in shared else ""

    reach, only_before, only_after = _paired(
        before.reach,
        after.reach,
        [
            lambda one: (one.kind, one.cluster, one.object, one.caller, one.address, one.number),
            lambda one: (one.kind, cluster(one), one.object, one.caller, one.address, one.number),
        ],
    )
    changes = [ReachChange(old, new) for old, new in reach if _verdict(old) != _verdict(new)]
    changes += [ReachChange(None, new) for new in only_after if new.verdict != "reachable"]
    changes += [ReachChange(old, None) for old in only_before if old.verdict != "reachable"]
    # Callers and addresses of one object stay in the table's order.
    changes.sort(key=lambda one: (not one.is_worse, one.either.cluster, one.either.object))
    pairs, gone, new = _paired(
        before.findings,
        after.findings,
        [
            lambda one: (one.rule, one.cluster, one.object, one.field, one.file, one.path),
            lambda one: (one.rule, one.cluster, one.object, one.field, one.file),
            lambda one: (one.rule, cluster(one), one.object, one.field, one.file),
        ],
    )
    both = [FindingChange(*pair) for pair in pairs]
    return Comparison(
        tuple(one for one in changes if one.either.kind == "cell"),
        tuple(one for one in changes if one.either.kind == "call"),
        tuple(sorted(new, key=_order)),
        tuple(sorted(gone, key=_order)),
        tuple(one for one in both if one.before.path != one.after.path),
        tuple(one for one in both if _weight(one.before) != _weight(one.after)),
        tuple(_facts(before, after)),
        _added(before.objects, after.objects),
        _added(after.objects, before.objects),
        (*before.unread, *after.unread),
    )


def _clusters(snapshot: Snapshot) -> set[str]:
    of_findings = {one.cluster for one in snapshot.findings if one.object}
    return {one.cluster for one in snapshot.reach} | of_findings


def _verdict(record: ReachRecord) -> tuple[str, tuple[str, ...]]:
    return record.verdict, record.causes


def _weight(finding: FindingRecord) -> tuple[int, bool]:
    return SEVERITIES.index(as_severity(finding.severity)), finding.certainty == "certain"


def _order(finding: FindingRecord) -> tuple[int, str, int, int, str]:
    return -_weight(finding)[0], finding.path, finding.line, finding.column, finding.rule


def _paired(
    before: Iterable[_Record], after: Iterable[_Record], keys: list[Callable[[_Record], tuple[object, ...]]]
) -> tuple[list[tuple[_Record, _Record]], list[_Record], list[_Record]]:
    """Return the records that are one on both sides, and those that are left on either.

    Each key is tried on what the keys before it left; equal ones are paired in their order.
    """
    left, right = list(before), list(after)
    pairs: list[tuple[_Record, _Record]] = []
    for key in keys:
        waiting: dict[tuple[object, ...], list[_Record]] = {}
        for one in reversed(left):
            waiting.setdefault(key(one), []).append(one)
        unpaired: list[_Record] = []
        paired: set[int] = set()
        for one in right:
            found = waiting.get(key(one))
            if found:
                old = found.pop()
                paired.add(id(old))
                pairs.append((old, one))
            else:
                unpaired.append(one)
        left = [one for one in left if id(one) not in paired]
        right = unpaired
    return pairs, left, right


def _facts(before: Snapshot, after: Snapshot) -> list[FactChange]:
    old = {(one.cluster, one.fact): one for one in before.facts}
    known = [(old[one.cluster, one.fact], one) for one in after.facts if (one.cluster, one.fact) in old]
    return [FactChange(was, now) for was, now in known if was.value != now.value]


def _added(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, ...]:
    known = set(before)
    return tuple(dict.fromkeys(one for one in after if one not in known))
