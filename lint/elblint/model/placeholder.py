"""Values and placeholders that somebody is meant to replace."""

from __future__ import annotations

import re
from functools import cache

from elblint.system.lazy import lazy_pattern

_TEMPLATE = lazy_pattern(
    r"\{\{|\{%|\$\{|\$\(|#\{|\[\[|\(\(|<[^<>]*>|^\$[A-Za-z_]\w*$|^%[^%]+%$|^@+[^@]+@+$|^__.+__$"
)


@cache
def _placeholder() -> re.Pattern[str]:
    """Compiled when the first id is looked at."""
    return re.compile(
        r"""
    \*{2,} | (?i:x{3,}) | \?{2,} | _{3,} | \.\.\. | [^\x00-\x7f]
    | (?i: (?:^|[-_ ])(?:your|my|the|some|existing|example|sample|dummy|placeholder|here|id|todo|tbd|fixme|test)
           (?:[-_ ]|$) )
    | (?i: (?:change|fill|replace|set|insert|put|update|enter)[-_ ]?
           (?:me|it|this|with|by|in|here|the|your|d)(?:[-_ ]|$) )
    | (?i: ^(?:n/?a|none|null)$ )
    """,
        re.X,
    )


_HEXADECIMAL = frozenset("0123456789abcdefABCDEF-")
# Each template has one of these.
_OF_TEMPLATES = frozenset("{$#[(<%@_")
_TO_BE_SET = lazy_pattern(r"[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)+\Z")
_SEQUENCE = "1234567890" * 4


def is_template(value: str) -> bool:
    """Return whether ``value`` holds a variable of a template, a shell or the like, and so is not final."""
    return not _OF_TEMPLATES.isdisjoint(value) and _TEMPLATE.search(value.strip()) is not None


def is_masked(value: str) -> bool:
    """Return whether ``value`` shows only the form of what belongs there: ``**.**.**.**``, ``xxx``, ``your-zone``."""
    return is_template(value) or _masked().search(value) is not None


@cache
def _masked() -> re.Pattern[str]:
    return re.compile(r"\*{2,}|\?{2,}|_{3,}|\.{3}|(?i:x{3,}|(?:^|[-_ ])your(?:[-_ ]|$)|placeholder)")


def is_to_be_set(value: str) -> bool:
    """Return whether a text in capitals asks for a value: ``CHANGE_ME``, ``SET_BY_ARGOCD``, ``REPLACE-WITH-ID``."""
    stripped = value.strip()
    return "A" <= stripped[:1] <= "Z" and _TO_BE_SET.match(stripped) is not None


def is_placeholder(value: str) -> bool:
    """Return whether ``value`` stands for an id or an address to be filled in, and so identifies nothing."""
    stripped = value.strip()
    return (
        not stripped
        or is_template(stripped)
        # None of the words is made of a to f alone.
        or (not _HEXADECIMAL.issuperset(stripped) and _placeholder().search(stripped) is not None)
        or is_to_be_set(stripped)
        or _is_of_one_character(stripped)
        or not any(character.isdigit() for character in stripped)
        or stripped.replace("-", "") in _SEQUENCE
        or all(map(_counts_up, stripped.split("-")))
    )


def _is_of_one_character(value: str) -> bool:
    """Return whether a letter or digit of ASCII, and dashes, are all of it: ``00000000-0000``."""
    first = value[0]
    return first.isalnum() and first.isascii() and {first, "-"}.issuperset(value)


def _counts_up(part: str) -> bool:
    """Return whether a part of an id is the start of 1234567890..., as in 12345678-1234-1234-1234-123456789012."""
    return len(part) > 3 and _SEQUENCE.startswith(part)
