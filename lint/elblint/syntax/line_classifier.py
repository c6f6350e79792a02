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
plain, its width as written; the column of the value, the value as written; whether this is a plain one, one space
after the colon of a key that is plain and the text that Kubernetes sees."""
KNOWN_LINES: dict[str, KnownLine] = {}
"""Those that were looked at. Equal keys and values share one text."""
_MOST_LINES = 5_000
_LONG_LINE = 100


def known_line(line: str) -> KnownLine:
    """Return the classification of a line, cached if it is short."""
    match = _LINE.match(line)
    assert match is not None
    indent, dash, written, colon, rest = match.groups("")
    column, here = len(indent), match.end(2) if dash else len(indent)
    if not written:
        is_nothing = not dash and (not rest or rest[0] == "#")
        kind = ITEM if dash else NOTHING if is_nothing else OTHER
        known = kind, column, here, "", "", False, 0, here, rest, False
    else:
        plain = written[0] not in "\"'"
        key = intern(written if plain else written[1:-1])
        name = canonical_key(key) if plain else key
        if rest.startswith("#"):
            rest = ""
        is_simple = (
            plain
            and name == key
            and len(colon) == 2
            and rest != ""
            and rest[0] in _PLAIN_START
            and " #" not in rest
            and ": " not in rest
            and rest[-1] not in ": "
        )
        known = (
            ITEM_ENTRY if dash else ENTRY, column, here, key, key if name == key else intern(name), plain,
            len(written), here + len(written) + len(colon), rest, is_simple,
        )  # fmt: skip
    if len(line) < _LONG_LINE:
        if len(KNOWN_LINES) >= _MOST_LINES:
            KNOWN_LINES.clear()
        KNOWN_LINES[line] = known
    return known
