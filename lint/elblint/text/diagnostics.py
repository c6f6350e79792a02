"""Diagnostics: faults of a text, such as its encoding or syntax, that are found before its objects are read.

A fault is data: the rule file that ``diagnostic`` names turns it into a finding with words and a severity.
"""

from __future__ import annotations

from elblint.system.named_tuple import NamedTuple
from elblint.text.source import Location

# The input itself is sound there: it needs values, a network, or a tool that only its author has.
_ACCEPTABLE = frozenset({"kustomization-not-built", "chart-not-rendered"})
_WITHHELD = "it may hold a Secret, so no more is said"


class Reason(NamedTuple):
    """Words by their name in the tables of all languages, and the values that are put in."""

    name: str
    values: tuple[tuple[str, str], ...] = ()


def because(name: str, **values: object) -> Reason:
    """Return the reason with a name; ``values`` are put into its words."""
    return Reason(f"unread-{name}", tuple((key, str(value)) for key, value in values.items()))


class Diagnostic(NamedTuple):
    """One fault. ``kind`` is the name that a rule's ``diagnostic`` refers to, ``detail`` the parser's words.

    ``unreadable`` says that something could not be read at all (exit code 2), and not merely misread.
    """

    kind: str
    location: Location
    detail: str = ""
    related: tuple[Location, ...] = ()
    unreadable: bool = False
    cause: str = ""
    """The detail in words that fit all diagnostics of one cause; empty if those with the same detail have one."""
    reason: Reason | None = None
    """The detail in elblint's own words, which quote nothing that is hidden; None if it is a parser's or a tool's."""

    @property
    def is_acceptable(self) -> bool:
        """True if a configuration or a baseline may say that this is how it is."""
        return self.kind in _ACCEPTABLE

    @property
    def shown_detail(self) -> str:
        """The detail, unless it may quote what is never shown."""
        location = self.location
        if not self.detail:
            return ""
        is_hidden = location.source.hides(location.start, location.end)
        return self.cause or _WITHHELD if is_hidden else self.detail


class ParseError(Exception):
    """Raised while one document is parsed; ``start`` and ``end`` are offsets into the parsed text."""

    def __init__(self, kind: str, detail: str, start: int, end: int) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.start = start
        self.end = end
