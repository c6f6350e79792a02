"""Ports that are written beside an address instead of behind it: in the next key, option or variable."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from elblint.system.named_tuple import NamedTuple

_NEAR = 200
_HOST_ENDS = ("HOST", "HOSTNAME", "ADDR", "ADDRESS", "SERVER", "IP")
_HOST_OPTIONS = ("-h", "-host", "--host", "--hostname")
_PORT_OPTIONS = ("-p", "-P", "-port", "--port")
_NUMBER = r"""["']?(\d{1,5})(?!\d)"""
_PORT_KEY = r"""port[\w-]{0,20}["']?"""


class _Patterns(NamedTuple):
    option: re.Pattern[str]
    same_line: re.Pattern[str]
    before: re.Pattern[str]
    next_word: re.Pattern[str]
    takes_port: re.Pattern[str]
    key: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    """Compiled when a port is first looked for: few runs do."""
    return _Patterns(
        re.compile(r"[^\n]{0,200}?\s(?:-P[= ]?|(?:-p|--port)[= ])\s*(\d{1,5})(?!\d)"),
        re.compile(rf"[^\n{{}}]{{0,120}}?\b{_PORT_KEY}(?:\s*[:=]\s*|>){_NUMBER}", re.IGNORECASE),
        re.compile(rf"\b{_PORT_KEY}\s*[:=]\s*{_NUMBER}[^\n{{}}]{{0,80}}\Z", re.IGNORECASE),
        re.compile(r"\s{1,3}(\d{1,5})(?![\d.])"),
        re.compile(r"\b(?:replicaof|slaveof|monitor\s+\S{1,60}|telnet|nc(?:\s+-\w+)*|ncat)\s+\Z"),
        re.compile(rf"""[ \t-]*["']?[\w.-]{{0,60}}{_PORT_KEY}\s*[:=]\s*{_NUMBER}""", re.IGNORECASE),
    )


def port_beside(value: str, start: int, end: int) -> int | None:
    """Return the port in an option on an address's line, or in a key on one of the lines around it.

    ``start`` and ``end`` are the address's 0-based offsets in the text.
    """
    patterns = _patterns()
    option = patterns.option.match(value, end)
    if option is not None:
        return port_in(option[1])
    line = value[max(value.rfind("\n", 0, start) + 1, start - _NEAR) : start]
    beside = (
        (patterns.takes_port.search(line) and patterns.next_word.match(value, end))
        or patterns.same_line.match(value, end)
        or patterns.before.search(line)
    )
    if beside:
        return port_in(beside[1])
    lines = value[max(start - 400, 0) : end + 400].split("\n")
    number = value.count("\n", max(start - 400, 0), start)
    own = _indent(lines[number])
    for steps in ((1, 2), (-1,)):
        for step in steps:
            line = lines[number + step] if 0 <= number + step < len(lines) else ""
            # Another block has another port.
            if not line.strip() or _indent(line) != own:
                break
            key = patterns.key.match(line)
            if key is not None:
                return port_in(key[1])
    return None


def variable_for_port(name: str) -> str:
    """Return the variable that goes with one for a host: ``DB_PORT`` with ``DB_HOST``; empty for others."""
    upper = name.upper()
    end = next((one for one in _HOST_ENDS if upper.endswith(one)), "")
    return f"{name[: len(name) - len(end)]}PORT" if end else ""


def port_of_option(words: Sequence[str], number: int) -> int | None:
    """Return the port in the option that goes with one for a host, among the words of a command.

    The word at ``number`` is, or follows, the option for the host: ``-h db -p 5432``, ``--host=db --port=5432``.
    """
    before = words[number - 1] if number else ""
    if before not in _HOST_OPTIONS and _split(words[number])[0] not in _HOST_OPTIONS:
        return None
    found = [at for at, word in enumerate(words) if _split(word)[0] in _PORT_OPTIONS]
    if len(found) != 1:
        return None
    value = _split(words[found[0]])[1]
    return port_in(value or "".join(words[found[0] + 1 : found[0] + 2]))


def _split(word: str) -> tuple[str, str]:
    """Return an option and its value, which may follow it without anything between them."""
    if word[:1] == "-" and word[2:3].isdecimal():
        return word[:2], word[2:]
    option, _, value = word.partition("=")
    return option, value


def port_in(written: str) -> int | None:
    """Return the port that a text is; None if it is none."""
    return int(written) if written.isdecimal() and len(written) <= 5 and 1 <= int(written) <= 65535 else None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" -"))
