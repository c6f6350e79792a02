"""Files that are looked into before the run reads them, so that each is read from the disk once."""

from __future__ import annotations

import os

from elblint.text.reader import read_bytes

_ROOM = 64 * 2**20


class FirstLook:
    """The bytes of files between a first look and the reading, as long as there is room for them."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}
        self._room = _ROOM

    def data(self, path: str) -> bytes:
        """Return the content of a file; nothing of a pipe, which can be read only once, or if it cannot be read."""
        data = read_bytes(path) if os.path.isfile(path) else None
        if data is not None and len(data) <= self._room:
            self._room -= len(data)
            self._kept[path] = data
        return data or b""

    def take(self, path: str) -> bytes | None:
        """Return the content of a file that was looked into, and forget it; None if it has to be read."""
        data = self._kept.pop(path, None)
        self._room += 0 if data is None else len(data)
        return data
