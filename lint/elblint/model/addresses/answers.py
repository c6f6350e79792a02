"""Answers of DNS: the end of the way of a hostname, as callers in the cluster are led."""

from __future__ import annotations

from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from elblint.model.addresses.corefiles import Line

Leads: TypeAlias = Literal["inside", "elb", "outside", "unknown"]


class Answer(NamedTuple):
    """The end of the way of a hostname.

    ``inside``: no ELB's address; ``elb``: ``address``, which an ELB has; ``outside``: handed on as without any
    setting; ``unknown``: ``fact`` says what is missing. ``line`` is the setting that decides.
    """

    leads: Leads
    address: str = ""
    fact: str = ""
    line: Line | None = None
    server: str = ""
    """The first server that a name is handed on to; empty without one."""


OUTSIDE = Answer("outside")
