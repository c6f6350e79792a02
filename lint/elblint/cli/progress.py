"""The progress of a long run, shown on a terminal and only there."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator

from elblint.i18n.words import word
from elblint.system.progress import Progress, silent
from elblint.system.type_names import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

_PATIENCE = 0.7
"""Seconds of work about which nothing is said."""
_PAUSE = 0.1
_ERASE = "\r\x1b[K"


@contextlib.contextmanager
def shown_progress(lang: str, stream: TextIO | None = None) -> Iterator[Progress]:
    """Yield a listener that shows progress as one line on standard error, which is erased in the end.

    Nothing is written if standard error is no terminal, or the work is done at once.
    """
    stream = stream or sys.stderr
    if stream is None or not stream.isatty() or os.environ.get("TERM") == "dumb":
        yield silent
        return
    from elblint.system.terminal import takes_codes

    if not takes_codes():
        yield silent
        return
    line = _Line(stream, lang)
    try:
        yield line.hint
    finally:
        line.erase()


class _Line:
    def __init__(self, stream: TextIO, lang: str) -> None:
        self.stream = stream
        self.lang = lang
        self.due = time.monotonic() + _PATIENCE
        self.is_shown = False

    def hint(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now < self.due:
            return
        self.due = now + _PAUSE
        self.is_shown = True
        self.stream.write(f"{_ERASE}elblint: {word(what, self.lang)} {done}/{total}")
        self.stream.flush()

    def erase(self) -> None:
        if self.is_shown:
            self.stream.write(_ERASE)
            self.stream.flush()
