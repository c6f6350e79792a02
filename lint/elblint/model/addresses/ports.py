"""Ports that are written beside an address instead of behind it: in the next key, option or variable."""

from __future__ import annotations

import re
from collections.abc import Mapping

from elblint.system.lazy import lazy_pattern

_OPTION = lazy_pattern(r"[^\n]{0,200}?\s(?:-P|-p|--port)[= ]\s*(\d{1,5})(?!\d)")
_KEY = lazy_pattern(
    r"""[ \t-]*["']?[\w.-]{0,60}port[\w-]{0,20}["']?\s*[:=]\s*["']?(\d{1,5})(?!\d)""", re.IGNORECASE
)
_HOST_NAME = lazy_pattern(r"(.*?)(?:HOST|HOSTNAME|ADDR|ADDRESS|SERVER|IP)\Z", re.IGNORECASE)


def port_beside(value: str, start: int, end: int) -> int | None:
    """Return the port in an option on an address's line, or in a key on one of the lines around it.

    ``start`` and ``end`` are the address's 0-based offsets in the text.
    """
    option = _OPTION.match(value, end)
    if option is not None:
        return _port(option[1])
    lines = value[max(start - 400, 0) : end + 400].split("\n")
    number = value.count("\n", max(start - 400, 0), start)
    own = _indent(lines[number])
    for steps in ((1, 2), (-1,)):
        for step in steps:
            line = lines[number + step] if 0 <= number + step < len(lines) else ""
            # Another block has another port.
            if not line.strip() or _indent(line) != own:
                break
            key = _KEY.match(line)
            if key is not None:
                return _port(key[1])
    return None


def port_of_variable(name: str, values: Mapping[str, str]) -> int | None:
    """Return the port in the variable that goes with one for a host: ``DB_PORT`` with ``DB_HOST``."""
    host = _HOST_NAME.match(name)
    return None if host is None else _port(values.get(f"{host[1]}PORT", ""))


def _port(written: str) -> int | None:
    return int(written) if written.isdecimal() and len(written) <= 5 and 1 <= int(written) <= 65535 else None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" -"))
