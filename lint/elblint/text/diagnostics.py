"""Diagnostics: faults of a text, such as its encoding or syntax, that are found before its objects are read.

A fault is data: the rule file that ``diagnostic`` names turns it into a finding with words and a severity.
"""

from __future__ import annotations

from elblint.system.named_tuple import NamedTuple
from elblint.text.source import Location

_WITHHELD = "it may hold a Secret, so no more is said"


class Diagnostic(NamedTuple):
    """One fault. ``kind`` is the name that a rule's ``diagnostic`` refers to, ``detail`` the parser's words.

    ``unreadable`` says that something could not be read at all (exit code 2), and not merely misread.
    """

    kind: str
    location: Location
    detail: str = ""
    related: tuple[Location, ...] = ()
    unreadable: bool = False

    @property
    def shown_detail(self) -> str:
        """The detail, unless it may quote what is never shown."""
        location = self.location
        return (
            _WITHHELD if self.detail and location.source.hides(location.start, location.end) else self.detail
        )


class ParseError(Exception):
    """Raised while one document is parsed; ``start`` and ``end`` are offsets into the parsed text."""

    def __init__(self, kind: str, detail: str, start: int, end: int) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.start = start
        self.end = end
