"""JSON that can be printed anywhere."""

from __future__ import annotations

import json
import re

# Marks that turn the direction of text around, and what some readers take for a line break.
_UNSEEN = re.compile("[\u200e\u200f\u2028-\u202e\u2066-\u2069\x7f-\x9f]")


def as_json(data: object, *, indent: int | None = None, sort_keys: bool = False) -> str:
    """``data`` as JSON with a line break at its end; what would not be seen is spelt out, which means the same."""
    text = json.dumps(data, ensure_ascii=False, indent=indent, sort_keys=sort_keys)
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"
