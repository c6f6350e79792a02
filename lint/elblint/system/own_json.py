"""JSON that elblint itself has written, read without importing ``json``, which takes longer than a small file."""

from __future__ import annotations

from elblint.system.type_names import Any


class _Plain:
    """The choices of a decoder, all as they are by default."""

    strict = True
    object_hook = object_pairs_hook = None
    parse_float = parse_constant = float
    parse_int = int


_scan: Any = None
"""Reads a value at an offset; None where Python has no scanner in C."""
try:
    import _json
except ImportError:
    pass
else:
    _plain: Any = _Plain
    _scan = _json.make_scanner(_plain)


def read_own_json(written: str) -> Any:
    """Return the data of a text without blanks around it. Raises ValueError if it is no JSON."""
    if _scan is None:
        import json

        return json.loads(written)
    try:
        data, end = _scan(written, 0)
    except StopIteration:
        raise ValueError("not JSON") from None
    if end != len(written):
        raise ValueError("more than one value")
    return data
