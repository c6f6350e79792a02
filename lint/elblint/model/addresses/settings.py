"""The setting that an address is the value of, and the role that this gives to it."""

from __future__ import annotations

import re

from elblint.model.addresses.literals import Literal
from elblint.model.addresses.roles import Role, Roles
from elblint.model.addresses.sources import TextField
from elblint.model.workloads import Workload

_NAME_END = re.compile(
    r"(?:[A-Za-z_][\w.-]{0,60}\s{1,3}){0,2}\w[\w.-]{0,60}[\"']?\s{0,3}[=:]?[\s\"'(\[,]{0,5}\Z"
)
"""A name in front of its value, with up to two words before it: ``proxy_set_header Host``."""
_LISTED = re.compile(r"(?:[^\s,;=]{1,80},\s?)+\Z")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}://(?:[^\s/@]{0,200}@)?\Z")
_TOKEN_BREAK = re.compile(r"[\s\"',;|]")
_COMMENT = re.compile(r"(?:\A|\s)#|\A\s*(?://|;|--\s|<!--|REM\s)")
_MAILBOX = re.compile(r"(?:\A|[\s<,;:\"'=])[A-Za-z0-9][\w.+-]{0,80}@\Z")
_NEAR = 200


def is_no_address_of_its_own(field: TextField, literal: Literal) -> bool:
    """Return whether it stands in a comment, is no variable at all, or is a parameter of another address."""
    before = field.value[max(literal.start - _NEAR, 0) : literal.start]
    line = before.rpartition("\n")[2]
    if field.where not in {"annotation", "field"} and (
        _COMMENT.search(line) or before.rfind("/*") > before.rfind("*/")
    ):
        return True
    # $$(NAME) is the text $(NAME), not the variable's value.
    if literal.host.startswith("$(") and before.endswith("$"):
        return True
    if _is_of_mail(field, literal, before):
        return True
    # A parameter of another address is not called by whoever calls that one.
    return "://" in _TOKEN_BREAK.split(_SCHEME.sub("", line))[-1]


def _is_of_mail(field: TextField, literal: Literal, before: str) -> bool:
    """Return whether it is the domain of a mail address; behind the host of a Git address a colon stands."""
    return (
        not literal.scheme
        and literal.port is None
        and field.value[literal.end : literal.end + 1] not in {":", "/"}
        and not literal.host[-1:].isdigit()
        and _MAILBOX.search(before) is not None
    )


def role_of(
    field: TextField, literal: Literal, callers: list[Workload], roles: Roles
) -> tuple[bool, Role | None]:
    """Return whether an address is the value of a named setting, and the role that this gives to it, if it is known.

    Of several settings around it the innermost decides.
    """
    before = field.value[max(literal.start - _NEAR, 0) : literal.start]
    own = _NAME_END.search(_LISTED.sub("", _SCHEME.sub("", before.rpartition("\n")[2])))
    software = callers[0].software if len(callers) == 1 else "\n".join(one.software for one in callers)
    owner = f"object/{field.owner.name}".lower()
    role = None if own is None else roles.of(own[0], software, owner)
    role = role or roles.of(field.name, software, owner)
    return own is not None or bool(field.name), role
