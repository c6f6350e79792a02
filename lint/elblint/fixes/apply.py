"""Applying the edits of findings to the files that they stand in, without touching any other byte."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from elblint.config.settings import Config
from elblint.engine.finding import Edit, Finding
from elblint.errors import OutputError
from elblint.inputs.request import Request
from elblint.run import lint
from elblint.syntax.text_changes import Change, Changes
from elblint.system.writer import write_file
from elblint.text.diagnostics import Diagnostic
from elblint.text.reader import STDIN, encoding_of, read_source
from elblint.triage.result import Result

_MOST_ROUNDS = 100

Wanted = Callable[[Finding, Edit], bool]


@dataclass
class Fixes:
    """The result of edits, in memory: changes by path, and the findings that they fix."""

    changes: dict[str, Changes] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    """The texts that they lead to."""
    fixed: list[Finding] = field(default_factory=list)
    result: Result | None = None
    """The findings that are left."""
    left_out: set[str] = field(default_factory=set)
    """The files whose edits would have caused other findings."""

    def copy(self) -> Fixes:
        """Return the same, to go back to."""
        parts = dict(self.changes), dict(self.after), list(self.fixed), self.result, set(self.left_out)
        return Fixes(*parts)


def plan_fixes(request: Request, config: Config, lang: str, wanted: Wanted) -> Fixes:
    """Apply the edits that are wanted, lint again, and so on until nothing changes. Nothing is written.

    Edits that meet one another wait for the next round. A round after which something is wrong that was not wrong
    before is taken back, and the files where it went wrong are left as they were.
    """
    done = Fixes()
    before: Counter[tuple[object, ...]] | None = None
    kept = done.copy()
    for _ in range(_MOST_ROUNDS):
        result = lint(request._replace(changed={**request.changed, **done.after}), config, lang)
        found = [one for one in result.findings if _is_serious(one)]
        now = Counter(map(_identity, found))
        worse = set() if before is None else set(now - before)
        if worse and kept.result is not None:
            touched = {path for path, text in done.after.items() if kept.after.get(path) != text}
            at_diagnostic = {
                one.location.path for one in found if _identity(one) in worse
            } & touched or touched
            kept.left_out |= at_diagnostic
            done, result = kept, kept.result
        else:
            before = now
            done.result = result
        kept = done.copy()
        if not _round(done, result.findings, wanted, request.changed):
            break
    return done


def _is_serious(finding: Finding) -> bool:
    """Return whether no edit may cause such a finding: an error, or a fault of the text itself."""
    return finding.severity == "error" or finding.unreadable or not finding.identity


def _identity(finding: Finding) -> tuple[object, ...]:
    location = "" if finding.identity else finding.location.path
    return finding.rule, finding.identity, finding.field_path, location


def _round(done: Fixes, findings: Iterable[Finding], wanted: Wanted, texts: Mapping[str, str]) -> bool:
    """Apply what does not meet; whether anything was. ``texts`` stand for files, which need not be there."""
    taken: dict[str, Changes] = {}
    for finding in findings:
        edit = next(
            (one for one in finding.edits if wanted(finding, one) and _can_be_written(one, texts)), None
        )
        if edit is None or any(
            # What was built from files is built from what is on the disk: one round is all.
            location.generated is not None and location.path in done.after
            for location, _ in edit.replacements
        ):
            continue
        by_path = changes_of(edit)
        if done.left_out & set(by_path):
            continue
        if any(
            taken[path].overlaps(one) for path, new in by_path.items() if path in taken for one in new.listed
        ):
            continue
        for path, changes in by_path.items():
            so_far = taken.setdefault(path, Changes(changes.source))
            for change in changes.listed:
                so_far.add(change)
        done.fixed.append(finding)
    for path, changes in taken.items():
        done.after[path] = changes.text()
        earlier = done.changes.get(path)
        done.changes[path] = changes if earlier is None else earlier.followed_by(changes)
    return bool(taken)


def changes_of(edit: Edit) -> dict[str, Changes]:
    """Return the changes of one edit, by the paths of its files."""
    found: dict[str, Changes] = {}
    for location, new in edit.replacements:
        found.setdefault(location.path, Changes(location.source)).add(
            Change(location.start, location.end, new)
        )
    return found


def _can_be_written(edit: Edit, texts: Mapping[str, str]) -> bool:
    paths = (location.path for location, _ in edit.replacements)
    return all(path in texts or (os.path.isfile(path) and path != STDIN) for path in paths)


def write_files(fixed: Fixes) -> None:
    """Write what changed: each file is replaced as a whole, or not at all. Raises OutputError."""
    for path, text in fixed.after.items():
        now = read_source(path)
        if isinstance(now, Diagnostic) or now.text != fixed.changes[path].source.text:
            raise OutputError(f"{path}: it has changed meanwhile; run elblint fix again")
        try:
            with open(path, "rb") as file:
                head = file.read(4)
            encoding, length = encoding_of(head)
            data = head[:length] + text.encode(encoding)
        except (OSError, UnicodeEncodeError) as error:
            raise OutputError(f"{path}: it could not be written: {error}") from None
        write_file(path, data, follow=True)
