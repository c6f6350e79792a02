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

    def __init__(self) -> None:
        self.states: dict[str, str] = {}
        """The digest of a file's content, then its size, times and number, unless these are too new to count."""
        self.is_consistent = True

    def note(self, path: str, data: bytes | None, status: os.stat_result | None = None) -> None:
        """Take down that a file was read, or, without ``data``, that it could not be."""
        digest = _UNREAD if data is None else digest_of(data).hex()
        before = self.states.get(path)
        if before is not None and before.split(" ")[0] != digest:
            self.is_consistent = False
        if before is None or status is not None:
            is_settled = status is not None and _last_change(status) < time.time_ns() - _MOMENT
            self.states[path] = f"{digest} {_shown(status)}" if status is not None and is_settled else digest


@contextlib.contextmanager
def recording() -> Iterator[ReadRecord]:
    """Record all files that are read inside a ``with`` block, by any thread."""
    record = ReadRecord()
    listen(record.note)
    try:
        yield record
    finally:
        listen(None)


def is_unchanged(states: Mapping[str, str]) -> bool:
    """Return whether all files of a record are as they were."""
    for path, state in states.items():
        digest, _, written = state.partition(" ")
        try:
            if written and _shown(os.stat(path)) == written:
                continue
        except OSError:
            if digest != _UNREAD:
                return False
        data = read_bytes(path)
        if (_UNREAD if data is None else digest_of(data).hex()) != digest:
            return False
    return True


def digest_of(data: bytes) -> bytes:
    """Return what tells one content of a file from another."""
    import hashlib

    return hashlib.blake2b(data, digest_size=20).digest()


def _last_change(status: os.stat_result) -> int:
    return max(status.st_mtime_ns, status.st_ctime_ns)


def _shown(status: os.stat_result) -> str:
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"
