"""A record of the files that a run reads, by which a later run can tell that nothing has changed.

As Git does, the later run looks at sizes and times, and at the content where these are in doubt.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator, Mapping

from elblint.text.reader import listen, read_bytes

_MOMENT = 2 * 10**9
"""The longest time, in nanoseconds, in which a system gives files the same time."""
_UNREAD = "-"


class ReadRecord:
    """The files that were read, each with its state; ``is_consistent`` is false if one changed meanwhile."""

    def __init__(self, known: Mapping[str, str] | None = None, same: Mapping[str, str] | None = None) -> None:
        """``known`` are states of an earlier record: what has not changed is not hashed again.

        ``same`` are states of files that were looked at, and need not be read.
        """
        self.states: dict[str, str] = dict(same or {})
        """The digest of a file's content, then its size, times and number, unless these are too new to count."""
        self.is_consistent = True
        self._known = known or {}
        self._settled = time.time_ns() - _MOMENT

    def note(self, path: str, data: bytes | None, status: os.stat_result | None = None) -> None:
        """Take down that a file was read, or, without ``data``, that it could not be."""
        before = self.states.get(path, "")
        if status is not None and before.endswith(f" {_shown(status)}"):
            return
        state = self._state(path, data, status)
        before = self.states.setdefault(path, state)
        if before.partition(" ")[0] != state.partition(" ")[0]:
            self.is_consistent = False

    def _state(self, path: str, data: bytes | None, status: os.stat_result | None) -> str:
        if data is None:
            return _UNREAD
        if status is None or max(status.st_mtime_ns, status.st_ctime_ns) >= self._settled:
            return digest_of(data).hex()
        shown = _shown(status)
        known = self._known.get(path, "")
        return known if known.endswith(f" {shown}") else f"{digest_of(data).hex()} {shown}"


@contextlib.contextmanager
def recording(known: Mapping[str, str], same: Mapping[str, str] | None = None) -> Iterator[ReadRecord]:
    """Record all files that are read inside a ``with`` block, by any thread; the states are as for a ReadRecord."""
    record = ReadRecord(known, same)
    listen(record.note)
    try:
        yield record
    finally:
        listen(None)


def is_as_it_was(path: str, state: str) -> bool:
    """Return whether a file is in the state that a record has of it."""
    digest, _, written = state.partition(" ")
    try:
        if written and _shown(os.stat(path)) == written:
            return True
    except OSError:
        if digest != _UNREAD:
            return False
    data = read_bytes(path)
    return (_UNREAD if data is None else digest_of(data).hex()) == digest


def digest_of(data: bytes) -> bytes:
    """Return what tells one content of a file from another."""
    import hashlib

    return hashlib.blake2b(data, digest_size=20).digest()


def _shown(status: os.stat_result) -> str:
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"
