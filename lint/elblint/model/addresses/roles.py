"""Roles of addresses in settings: called by the software, its own, for browsers, listened on, or only listed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from elblint.system.lazy import lazy_pattern
from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import Literal, TypeAlias

Role: TypeAlias = Literal["client", "own", "stated", "browser", "bind", "listed"]
ROLES: tuple[Role, ...] = ("client", "own", "stated", "browser", "bind", "listed")
_CAMEL = lazy_pattern(r"(?<=[a-z])(?=[A-Z])")
_BREAK = lazy_pattern(r"[^a-z0-9]+")


class RoleTable(NamedTuple):
    """Roles by ends of names, in lower case with hyphens between words.

    ``software`` are parts of the names by which software is known that they hold for; empty for all.
    """

    software: tuple[str, ...]
    by_end: dict[str, Role]


class Roles:
    """The role of an address by the end of a setting's name; the longest end that fits decides."""

    def __init__(self, read: Callable[[], list[RoleTable]] = list) -> None:
        """``read`` gives the tables once one is needed."""
        self._read = read
        self._special: dict[str, list[RoleTable]] = {}

    @cached_property
    def tables(self) -> list[RoleTable]:
        """The tables, in the order of their file."""
        return self._read()

    def of(self, name: str, software: str = "", owner: str = "") -> Role | None:
        """Return the role that a setting of this name gives to an address; None if no end of it is known.

        ``software`` holds the names of the software that reads it, ``owner`` that of the object that it stands in:
        what is known of these comes first.
        """
        words = _BREAK.sub("-", _CAMEL.sub("-", name).lower()).strip("-").split("-")
        ends = ["-".join(words[start:]) for start in range(len(words))]
        special = [*self._tables_for(software), *self._tables_for(owner)]
        general = [one for one in self.tables if not one.software]
        every = ((table, end) for tables in (special, general) for end in ends for table in tables)
        return next((table.by_end[end] for table, end in every if end in table.by_end), None)

    def _tables_for(self, software: str) -> list[RoleTable]:
        """Return the tables for some software; many settings are read by the same."""
        if software not in self._special:
            self._special[software] = [
                one for one in self.tables if any(part in software for part in one.software)
            ]
        return self._special[software]
