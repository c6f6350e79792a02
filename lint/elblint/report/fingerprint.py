"""Fingerprints by which code scanning follows a finding from commit to commit."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from elblint.engine.finding import Finding
from elblint.text.lines import lines_of
from elblint.text.source import SourceText

_WINDOW = 100
_BASE = 37
_MASK = (1 << 64) - 1
_END_OF_FILE = "\uffff"
_BLANKS = {ord(" "): None, ord("\t"): None}
_CHUNK = 2**16
"""Characters of which lines are made at once."""


class LineHashes:
    """GitHub's ``primaryLocationLineHash`` of every line of one text.

    The hash of a line covers the next 100 UTF-16 units from its start, spaces and tabs left out, every line
    break counted as one LF, and a final 65535; equal ones are numbered. GitHub computes the same from the
    file and warns where the two differ.
    """

    def __init__(self, source: SourceText, wanted: Iterable[int] | None = None) -> None:
        """Of the 1-based lines ``wanted``; of all lines if that is left out."""
        # GitHub reads the byte order mark as a character of the first line.
        text = "\ufeff" + source.text if source.has_mark else source.text
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if text.isascii():
            # Several times faster than below, but only for these.
            text = text.translate(_BLANKS)
        else:
            text = text.replace(" ", "").replace("\t", "")
            if max(text) > "\uffff":
                text = "".join(map(chr, array("H", text.encode("utf-16-le"))))
        lines = lines_of(text)
        numbers = range(1, lines.count + 1) if wanted is None else sorted(set(wanted))
        wanted_at = {lines.start(line - 1): line for line in numbers}
        # How often each of them was there so far; of all other lines, of which there may be a million, nothing.
        seen = {_window(text, start): 0 for start in wanted_at}
        heads = {text[start : start + _WINDOW].partition("\n")[0] for start in wanted_at}
        self._hashes: dict[int, str] = {}
        start, last = 0, max(wanted_at, default=-1)
        while start <= last:
            end = text.find("\n", start + _CHUNK)
            for line in (text[start:] if end < 0 else text[start:end]).split("\n"):
                if line[:_WINDOW] in heads and (window := _window(text, start)) in seen:
                    seen[window] += 1
                    if start in wanted_at:
                        self._hashes[wanted_at[start]] = f"{_hash(window):x}:{seen[window]}"
                start += len(line) + 1

    def __getitem__(self, line: int) -> str:
        """The hash of a 1-based line, such as ``271789c17abda88f:1``."""
        return self._hashes[line]


def _window(text: str, start: int) -> str:
    """Return the text that a hash covers from an offset on."""
    window = text[start : start + _WINDOW]
    return window if len(window) == _WINDOW else window + _END_OF_FILE


def _hash(window: str) -> int:
    value = 0
    for unit in window.ljust(_WINDOW, "\0"):
        value = (value * _BASE + ord(unit)) & _MASK
    return value


def stable_key(finding: Finding, path: str) -> str:
    """A key of rule, path, object and field, which adding lines elsewhere does not change."""
    parts = (finding.rule, path, *finding.identity, finding.field_path)
    import hashlib

    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
