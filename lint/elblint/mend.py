"""Applying the edits of findings to the files that they stand in, without touching any other byte."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from elblint.bundle import Request
from elblint.config import Config
from elblint.engine.finding import Edit, Finding
from elblint.errors import OutputError
from elblint.manifest.changes import Change, Changes
from elblint.manifest.faults import Fault
from elblint.run import lint
from elblint.source.discover import STDIN
from elblint.source.read import encoding_of, read_source
from elblint.system.writer import write_file
from elblint.triage.result import Result

_MOST_ROUNDS = 100

Wanted = Callable[[Finding, Edit], bool]


@dataclass
class Mended:
    """What edits make of the files, in memory: the changes of each by path, and what was mended by them."""

    changes: dict[str, Changes] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    """The texts that they lead to."""
    mended: list[Finding] = field(default_factory=list)
    result: Result | None = None
    """The findings that are left."""


def mend(request: Request, config: Config, lang: str, wanted: Wanted) -> Mended:
    """Apply the edits that are wanted, lint again, and so on until nothing changes. Nothing is written.

    Edits that meet one another wait for the next round. Raises OutputError if an edit would break a file.
    """
    done = Mended()
    unread: int | None = None
    for _ in range(_MOST_ROUNDS):
        result = lint(request._replace(changed=done.after), config, lang)
        unread = result.counts.unread if unread is None else unread
        if result.counts.unread > unread:
            raise OutputError("an edit would leave a file that cannot be read; nothing was written")
        done.result = result
        if not _round(done, result.findings, wanted):
            break
    return done


def _round(done: Mended, findings: Iterable[Finding], wanted: Wanted) -> bool:
    """Apply what does not meet; whether anything was."""
    taken: dict[str, Changes] = {}
    for finding in findings:
        edit = next((one for one in finding.edits if wanted(finding, one) and _can_be_written(one)), None)
        if edit is None or any(
            # What was built from files is built from what is on the disk: one round is all.
            place.built is not None and place.path in done.after
            for place, _ in edit.replacements
        ):
            continue
        by_path = changes_of(edit)
        if any(
            taken[path].meets(one) for path, new in by_path.items() if path in taken for one in new.listed
        ):
            continue
        for path, changes in by_path.items():
            so_far = taken.setdefault(path, Changes(changes.source))
            for change in changes.listed:
                so_far.add(change)
        done.mended.append(finding)
    for path, changes in taken.items():
        done.after[path] = changes.text()
        earlier = done.changes.get(path)
        done.changes[path] = changes if earlier is None else earlier.followed_by(changes)
    return bool(taken)


def changes_of(edit: Edit) -> dict[str, Changes]:
    """What one edit changes, by the paths of the files that it stands in."""
    found: dict[str, Changes] = {}
    for place, new in edit.replacements:
        found.setdefault(place.path, Changes(place.source)).add(Change(place.start, place.end, new))
    return found


def _can_be_written(edit: Edit) -> bool:
    return all(os.path.isfile(place.path) and place.path != STDIN for place, _ in edit.replacements)


def write_files(mended: Mended) -> None:
    """Write what changed: each file is replaced as a whole, or not at all. Raises OutputError."""
    for path, text in mended.after.items():
        now = read_source(path)
        if isinstance(now, Fault) or now.text != mended.changes[path].source.text:
            raise OutputError(f"{path}: it has changed meanwhile; run elblint fix again")
        try:
            with open(path, "rb") as file:
                encoding, length = encoding_of(file.read(4))
            with open(path, "rb") as file:
                mark = file.read(length)
            data = mark + text.encode(encoding)
        except (OSError, UnicodeEncodeError) as error:
            raise OutputError(f"{path}: it could not be written: {error}") from None
        write_file(path, data, follow=True)
