"""Roles of addresses in settings: called by the software, its own, for browsers, listened on, or only listed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from elblint.system.lazy import lazy_pattern
from elblint.system.type_names import Literal, TypeAlias

Role: TypeAlias = Literal["client", "own", "browser", "bind", "listed"]
ROLES: tuple[Role, ...] = ("client", "own", "browser", "bind", "listed")
_CAMEL = lazy_pattern(r"(?<=[a-z])(?=[A-Z])")
_BREAK = lazy_pattern(r"[^a-z0-9]+")


class Roles:
    """The role of an address by the end of a setting's name; the longest end that fits decides."""

    def __init__(self, read: Callable[[], dict[str, Role]] = dict) -> None:
        """``read`` gives the roles by ends of names, in lower case with hyphens between words, once one is needed."""
        self._read = read

    @cached_property
    def by_end(self) -> dict[str, Role]:
        """The roles by ends of names."""
        return self._read()

    def of(self, name: str) -> Role | None:
        """Return the role that a setting of this name gives to an address; None if no end of it is known."""
        words = _BREAK.sub("-", _CAMEL.sub("-", name).lower()).strip("-").split("-")
        for start in range(len(words)):
            role = self.by_end.get("-".join(words[start:]))
            if role is not None:
                return role
        return None
