"""Folders for files that only a run needs."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref


class Scratch:
    """A folder that is there as long as this object, or the process, is."""

    made = 0
    """The number of folders made so far."""

    def __init__(self) -> None:
        Scratch.made += 1
        self.path = os.path.realpath(tempfile.mkdtemp(prefix="elblint-"))
        self._end = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)

    def remove(self) -> None:
        """Remove the folder now."""
        self._end()

    def __enter__(self) -> Scratch:
        return self

    def __exit__(self, *error: object) -> None:
        self.remove()
