"""Folders for files that only a run needs."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref


class Scratch:
    """A folder that is there as long as this object, or the process, is."""

    made = 0
    """How many there have been."""

    def __init__(self) -> None:
        Scratch.made += 1
        self.path = os.path.realpath(tempfile.mkdtemp(prefix="elblint-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)
