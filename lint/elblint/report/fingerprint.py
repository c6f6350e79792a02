"""Fingerprints by which code scanning follows a finding from commit to commit."""

from __future__ import annotations

import hashlib
import re
from array import array

from elblint.engine.finding import Finding
from elblint.manifest.text import SourceText

_WINDOW = 100
_BASE = 37
_MASK = (1 << 64) - 1
_END_OF_FILE = "\uffff"


class LineHashes:
    """GitHub's ``primaryLocationLineHash`` of every line of one text.

    The hash of a line covers the next 100 UTF-16 units from its start, spaces and tabs left out, every line
    break counted as one LF, and a final 65535; equal ones are numbered. GitHub computes the same from the
    file and warns where the two differ.
    """

    def __init__(self, source: SourceText) -> None:
        # GitHub reads the byte order mark as a character of the first line.
        text = "\ufeff" + source.text if source.has_mark else source.text
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "")
        if not text.isascii() and max(text) > "\uffff":
            text = "".join(map(chr, array("H", text.encode("utf-16-le"))))
        self._units = text + _END_OF_FILE
        self._occurrences: list[int] | None = None
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def __getitem__(self, line: int) -> str:
        """The hash of a 1-based line, such as ``271789c17abda88f:1``."""
        if self._occurrences is None:
            seen: dict[int, int] = {}
            self._occurrences = []
            for start in self._starts:
                key = hash(self._units[start : start + _WINDOW])
                seen[key] = count = seen.get(key, 0) + 1
                self._occurrences.append(count)
        start = self._starts[line - 1]
        window = self._units[start : start + _WINDOW].ljust(_WINDOW, "\0")
        value = 0
        for unit in window:
            value = (value * _BASE + ord(unit)) & _MASK
        return f"{value:x}:{self._occurrences[line - 1]}"


def stable_key(finding: Finding, path: str) -> str:
    """A key of rule, path, object and field, which adding lines elsewhere does not change."""
    parts = (finding.rule, path, *finding.identity, finding.field_path)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
