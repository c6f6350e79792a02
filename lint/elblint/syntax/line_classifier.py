"""Classification of single lines of block YAML, cached by their text: manifests repeat many lines."""

from __future__ import annotations

from sys import intern

from elblint.syntax.scalars import canonical_key
from elblint.system.lazy import lazy_pattern
from elblint.system.type_names import TypeAlias

# Indentation, dash, key, colon and the blanks after it, and the rest of the line.
_LINE = lazy_pattern(
    r"( *)(- +)?"
    r"(?:([A-Za-z0-9_./$][A-Za-z0-9_./$-]{0,200}|\"[^\"\\]{0,200}\"|'[^']{0,200}')(:(?= |\Z) *))?(.*)"
)
_PLAIN_START = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./$(+~=<;^")
# What a line can be: an entry of a mapping, an item of a list that is one, any other item, nothing, anything else.
ENTRY, ITEM_ENTRY, ITEM, NOTHING, OTHER = range(5)
KnownLine: TypeAlias = "tuple[int, int, int, str, str, bool, int, int, str, bool]"
"""A line's class; its column; that of its key or item; the key's text, what Kubernetes makes of it, whether it is
plain, its width as written; the column of the value, the value as written; whether a mapping may hold this as a text,
for it is a simple scalar one space after the colon of a key that is plain and the text that Kubernetes sees."""
KNOWN_LINES: dict[str, KnownLine] = {}
"""Those that were looked at. Equal keys and values share one text."""
_HEADS: dict[str, tuple[int, int, int, str, str, bool, int, int]] = {}
"""All that a line's part in front of its colon tells: most values are new, and most keys are not."""
_MOST_LINES = 5_000
_LONG_LINE = 100


def known_line(line: str) -> KnownLine:
    """Return the classification of a line, cached if it is short."""
    head, _, rest = line.partition(": ")
    known = _by_head(head, rest) if rest and head in _HEADS else _by_pattern(line)
    if len(line) < _LONG_LINE:
        if len(KNOWN_LINES) >= _MOST_LINES:
            KNOWN_LINES.clear()
        KNOWN_LINES[line] = known
    return known


def _by_head(head: str, rest: str) -> KnownLine:
    """Return the classification of a line with a known head, and something after its colon."""
    first = rest[0]
    if first in _PLAIN_START:
        is_plain = " #" not in rest and ": " not in rest and rest[-1] not in ": "
        return *_HEADS[head], rest, is_plain
    if first in " #":
        return _by_pattern(f"{head}: {rest}")
    ends_there = first in "\"'" and rest.find(first, 1) == len(rest) - 1
    return *_HEADS[head], rest, ends_there and (first == "'" or "\\" not in rest)


def _by_pattern(line: str) -> KnownLine:
    match = _LINE.match(line)
    assert match is not None
    indent, dash, written, colon, rest = match.groups("")
    column, here = len(indent), match.end(2) if dash else len(indent)
    if not written:
        is_nothing = not dash and (not rest or rest[0] == "#")
        kind = ITEM if dash else NOTHING if is_nothing else OTHER
        return kind, column, here, "", "", False, 0, here, rest, False
    is_plain = written[0] not in "\"'"
    key = intern(written if is_plain else written[1:-1])
    name = canonical_key(key) if is_plain else key
    kind, value_at = ITEM_ENTRY if dash else ENTRY, here + len(written) + len(colon)
    if name == key:
        name = key
        if is_plain and colon == ": ":
            if len(_HEADS) >= _MOST_LINES:
                _HEADS.clear()
            head = line[: here + len(written)]
            _HEADS[head] = kind, column, here, key, name, True, len(written), value_at
            if rest and rest[0] != "#":
                return _by_head(head, rest)
    if rest.startswith("#"):
        rest = ""
    return kind, column, here, key, intern(name), is_plain, len(written), value_at, rest, False
