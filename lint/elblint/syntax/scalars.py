"""Plain scalars as Kubernetes reads them.

Kubernetes turns YAML into JSON with go-yaml's YAML 1.1 rules, which no Python library follows to the letter:
``y`` and ``on`` are booleans, ``010`` is eight, ``1_000`` a thousand, and dates stay strings.
"""

from __future__ import annotations

from elblint.system.lazy import lazy_pattern
from elblint.system.type_names import TypeAlias

ScalarValue: TypeAlias = str | bool | int | float | None

_WORDS: dict[str, ScalarValue] = {"": None, "~": None}
for _word, _meaning in (
    ("null", None),
    ("y", True),
    ("yes", True),
    ("on", True),
    ("true", True),
    ("n", False),
    ("no", False),
    ("off", False),
    ("false", False),
):
    for _spelling in (_word, _word.capitalize(), _word.upper()):
        _WORDS[_spelling] = _meaning
for _sign, _infinity in (("", float("inf")), ("+", float("inf")), ("-", float("-inf"))):
    for _spelling in (".inf", ".Inf", ".INF"):
        _WORDS[_sign + _spelling] = _infinity
for _spelling in (".nan", ".NaN", ".NAN"):
    _WORDS[_spelling] = float("nan")

_NUMERIC_START = frozenset("+-.0123456789")
_INTEGER = lazy_pattern(
    r"[-+]?(?:0[xX](?P<hex>[0-9a-fA-F]+)|0[bB](?P<bin>[01]+)|0[oO]?(?P<oct>[0-7]+)|(?P<dec>0|[1-9][0-9]*))\Z"
)
_FLOAT = lazy_pattern(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_BASES = {"hex": 16, "bin": 2, "oct": 8, "dec": 10}
# Longer numbers overflow Kubernetes' 64-bit integers and would cost Python quadratic time.
_MAX_DIGITS = 64


def resolve_plain(text: str) -> ScalarValue:
    """The value of an unquoted, untagged scalar with this content."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC_START or len(text) > _MAX_DIGITS:
        return text
    digits = text.replace("_", "")
    if digits.isdecimal() and digits.isascii() and (digits[0] != "0" or digits == "0"):
        return int(digits)
    if digits.count("-", 1) > 1 or digits.count(".") > 1:
        # An id, an address, a version.
        return text
    match = _INTEGER.match(digits)
    if match is not None and match.lastgroup is not None:
        number = int(match[match.lastgroup], _BASES[match.lastgroup])
        return -number if digits[0] == "-" else number
    if _FLOAT.match(digits):
        return float(digits)
    return text


def plain_text(text: str) -> str | None:
    """The content of an unquoted, untagged scalar: ``true`` for ``yes``, None for null, else as it is written."""
    if text not in _WORDS:
        return text
    value = _WORDS[text]
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else text


def canonical_key(text: str) -> str:
    """The JSON key that Kubernetes makes of an unquoted YAML key."""
    if text in _WORDS or text[0] in _NUMERIC_START:
        value = resolve_plain(text)
        if isinstance(value, bool):
            return "true" if value else "false"
        if value is None:
            return "null"
        if isinstance(value, int):
            return str(value)
    return text
