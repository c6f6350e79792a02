"""JSON that is being typed: where in it the text breaks off."""

from __future__ import annotations

from typing import NamedTuple


class JsonPrefix(NamedTuple):
    """The end of a JSON text that is not whole.

    ``path`` leads to the object or value at the end, ``is_key`` says that a key of it is expected, ``typed`` is what
    was typed of a key or value, ``in_string`` whether a quote is open before it. ``keys`` are those that the object
    has already.
    """

    path: tuple[str, ...]
    is_key: bool
    typed: str
    in_string: bool
    keys: frozenset[str]


class _Level:
    def __init__(self, is_object: bool) -> None:
        self.is_object = is_object
        self.key: str | None = None
        self.keys: set[str] = set()


def json_prefix(raw: str) -> JsonPrefix | None:
    """Return where a text breaks off; None where neither a key nor a value can follow."""
    levels: list[_Level] = []
    expects = "value"
    at, typed = 0, ""
    while at < len(raw):
        character = raw[at]
        if character == '"':
            end = _string_end(raw, at + 1)
            if end is None:
                return _result(levels, expects, raw[at + 1 :], in_string=True)
            typed, at = raw[at + 1 : end], end
            if expects == "key" and levels:
                levels[-1].key = typed
                levels[-1].keys.add(typed)
                expects = "colon"
            else:
                expects = "end"
            typed = ""
        elif character in "{[":
            levels.append(_Level(character == "{"))
            expects = "key" if character == "{" else "value"
        elif character in "}]":
            if levels:
                levels.pop()
            expects = "end"
        elif character == ":":
            expects, typed = "value", ""
        elif character == ",":
            expects, typed = ("key" if levels and levels[-1].is_object else "value"), ""
        elif not character.isspace():
            typed += character
        at += 1
    return _result(levels, expects, typed, in_string=False)


def _result(levels: list[_Level], expects: str, typed: str, *, in_string: bool) -> JsonPrefix | None:
    if expects not in {"key", "value"}:
        return None
    is_key = expects == "key"
    path: list[str] = []
    for number, level in enumerate(levels):
        is_last = number == len(levels) - 1
        if is_last and is_key:
            break
        path.append((level.key or "") if level.is_object else "[]")
    keys = frozenset(levels[-1].keys) if levels else frozenset[str]()
    return JsonPrefix(tuple(path), is_key, typed, in_string, keys)


def _string_end(raw: str, at: int) -> int | None:
    while at < len(raw):
        if raw[at] == "\\":
            at += 2
        elif raw[at] == '"':
            return at
        else:
            at += 1
    return None
