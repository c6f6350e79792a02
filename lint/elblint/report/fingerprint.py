"""Fingerprints by which code scanning follows a finding from commit to commit."""

from __future__ import annotations

import hashlib
from array import array

from elblint.engine.finding import Finding
from elblint.manifest.text import SourceText

_WINDOW = 100
_BASE = 37
_MASK = (1 << 64) - 1
_END_OF_FILE = 65535
_LF, _CR, _TAB, _SPACE = 10, 13, 9, 32


class LineHashes:
    """GitHub's ``primaryLocationLineHash`` of every line of one text.

    The hash of a line covers the next 100 UTF-16 units from its start, spaces and tabs left out, every line
    break counted as one LF, and a final 65535; equal ones are numbered. GitHub computes the same from the
    file and warns where the two differ.
    """

    def __init__(self, source: SourceText) -> None:
        units = array("H")
        # GitHub reads the byte order mark as a character of the first line.
        whole = "\ufeff" + source.text if source.has_mark else source.text
        units.frombytes(whole.encode("utf-16-le", "surrogatepass"))
        kept = array("H")
        starts: list[int] = []
        at_start = True
        after_cr = False
        for unit in units:
            if unit in {_SPACE, _TAB} or (after_cr and unit == _LF):
                after_cr = False
                continue
            after_cr = unit == _CR
            if at_start:
                starts.append(len(kept))
            at_start = unit in {_CR, _LF}
            kept.append(_LF if at_start else unit)
        if at_start:
            starts.append(len(kept))
        kept.append(_END_OF_FILE)
        self._units = kept
        self._starts = starts
        self._occurrences: list[int] | None = None

    def __getitem__(self, line: int) -> str:
        """The hash of a 1-based line, such as ``271789c17abda88f:1``."""
        if self._occurrences is None:
            seen: dict[bytes, int] = {}
            self._occurrences = []
            for start in self._starts:
                window = self._units[start : start + _WINDOW].tobytes()
                seen[window] = seen.get(window, 0) + 1
                self._occurrences.append(seen[window])
        # A last line of nothing but blanks has no start of its own.
        index = min(line, len(self._starts)) - 1
        start = self._starts[index]
        value = 0
        window_units = self._units[start : start + _WINDOW]
        for unit in window_units:
            value = (value * _BASE + unit) & _MASK
        value = (value * pow(_BASE, _WINDOW - len(window_units), 1 << 64)) & _MASK
        return f"{value:x}:{self._occurrences[index]}"


def stable_key(finding: Finding, path: str) -> str:
    """A key of rule, path, object and field, which adding lines elsewhere does not change."""
    parts = (finding.rule, path, *finding.identity, finding.field)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
