"""The texts of a run that are in memory at one time: all of a small run, and the last ones of a large one."""

from __future__ import annotations

import os
from collections import deque
from functools import partial

from elblint.errors import FileChanged
from elblint.text.reader import read_source
from elblint.text.source import SPEAKS, SourceText

_SMALL = 48 * 2**20
"""Characters of all texts of a run that holds every one of them."""
_HELD = 8 * 2**20
"""Characters of the texts that a larger run holds."""


class HeldTexts:
    """Holds texts of files until there are too many characters, and from then on only those last asked for.

    A text that was let go is read once more when somebody asks. That raises FileChanged if it is another by then.
    """

    def __init__(self, small: int = _SMALL, held: int = _HELD) -> None:
        self._most = small
        self._held = held
        self._texts: deque[SourceText] = deque()
        self._size = 0

    def hold(self, source: SourceText, size: int) -> None:
        """Hold the text of a file, of so many characters; perhaps let go of others."""
        self._texts.append(source)
        self._size += size
        while self._size > self._most and len(self._texts) > 1:
            self._most = self._held
            first = self._texts.popleft()
            self._size -= len(first.text)
            # A pipe cannot be read again.
            if os.path.isfile(first.path):
                if first.comments is None and SPEAKS not in first.text:
                    first.comments = []
                first.let_go(partial(self._read, first, hash(first.text)))

    def _read(self, source: SourceText, known: int) -> SourceText:
        """Read a text again; ``known`` is what tells it from others in this process."""
        read = read_source(source.path)
        if not isinstance(read, SourceText) or hash(read.text) != known:
            raise FileChanged(source.path)
        self.hold(source, len(read.text))
        return read
