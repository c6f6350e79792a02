"""JSON that elblint writes, and reads again, without importing ``json``, which takes longer than a small file."""

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
_encoder: Any = None
"""Makes what writes a value; None where Python has none in C."""
try:
    import _json
except ImportError:
    pass
else:
    _plain: Any = _Plain
    _scan = _json.make_scanner(_plain)
    _encoder = getattr(_json, "make_encoder", None)


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


def write_own_json(data: object, *, sort_keys: bool = False) -> str:
    """Return data on one line, as ``json.dumps`` writes it without escapes for what is not ASCII."""
    if _encoder is None:
        import json

        return json.dumps(data, ensure_ascii=False, sort_keys=sort_keys)
    encode = _encoder(None, _unknown, _json.encode_basestring, None, ": ", ", ", sort_keys, False, True)
    return "".join(encode(data, 0))


def _unknown(value: object) -> object:
    raise TypeError(f"{type(value).__name__} is nothing that JSON knows")
