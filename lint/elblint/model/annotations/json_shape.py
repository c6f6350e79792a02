"""A proof that data fits a JSON Schema, without the library: most data does, and the library is slow to load.

What does not surely fit is the library's to judge, which also says why; tests hold the two together.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from elblint.system.type_names import Any

_TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: _is_number(value) or (isinstance(value, float) and value.is_integer()),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "null": lambda value: value is None,
}
_REFERENCE = "#/$defs/"


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _type(value: Any, wanted: Any) -> bool | None:
    names = wanted if isinstance(wanted, list) else [wanted]
    if not all(isinstance(name, str) and name in _TYPES for name in names):
        return None
    return any(_TYPES[name](value) for name in names)


def _same(value: Any, other: Any) -> bool | None:
    if type(value) is not type(other) or isinstance(value, (list, dict, float)):
        # Numbers of two sorts may be equal, and true is not 1.
        return None if isinstance(value, (int, float)) == isinstance(other, (int, float)) else False
    return bool(value == other)


def _all(answers: list[bool | None]) -> bool | None:
    return False if False in answers else None if None in answers else True


def _any(answers: list[bool | None]) -> bool | None:
    return True if True in answers else None if None in answers else False


def _properties(value: Any, listed: dict[str, Any]) -> bool | None:
    if not isinstance(value, dict):
        return True
    return _all([surely_fits(value[name], inner) for name, inner in listed.items() if name in value])


def _items(value: Any, schema: Any) -> bool | None:
    return _all([surely_fits(item, schema) for item in value]) if isinstance(value, list) else True


_KEYWORDS: dict[str, Callable[[Any, Any], bool | None]] = {
    "description": lambda value, words: True,
    "description-zh": lambda value, words: True,
    "type": _type,
    "enum": lambda value, listed: True if any(_same(value, one) for one in listed) else None,
    "const": _same,
    "pattern": lambda value, pattern: not isinstance(value, str) or re.search(pattern, value) is not None,
    "minLength": lambda value, least: not isinstance(value, str) or len(value) >= least,
    "maxLength": lambda value, most: not isinstance(value, str) or len(value) <= most,
    "minimum": lambda value, least: value >= least if _is_number(value) else isinstance(value, str) or None,
    "maximum": lambda value, most: value <= most if _is_number(value) else None,
    "minItems": lambda value, least: not isinstance(value, list) or len(value) >= least,
    "maxItems": lambda value, most: not isinstance(value, list) or len(value) <= most,
    "required": lambda value, names: not isinstance(value, dict) or all(name in value for name in names),
    "properties": _properties,
    "items": _items,
    "allOf": lambda value, schemas: _all([surely_fits(value, one) for one in schemas]),
    "anyOf": lambda value, schemas: _any([surely_fits(value, one) for one in schemas]),
}


def surely_fits(value: Any, schema: Any) -> bool | None:
    """True if data surely fits a schema, False if it surely does not, None if that takes the library to decide."""
    if not isinstance(schema, dict):
        return None
    answers: list[bool | None] = []
    for keyword, wanted in schema.items():
        if keyword == "additionalProperties":
            known = schema.get("properties", {})
            extra = [value[name] for name in value if name not in known] if isinstance(value, dict) else []
            answers += [surely_fits(one, wanted) for one in extra]
        elif keyword == "if":
            holds = surely_fits(value, wanted)
            then = schema.get("then", {}) if holds else schema.get("else", {})
            answers.append(None if holds is None else surely_fits(value, then))
        elif keyword not in {"then", "else"}:
            ask = _KEYWORDS.get(keyword)
            answers.append(None if ask is None else ask(value, wanted))
    return _all(answers)


def without_references(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with its ``$defs`` in the places that refer to them; none of them may hold itself."""
    defined = schema.get("$defs", {})

    def expanded(part: Any) -> Any:
        if isinstance(part, list):
            return [expanded(one) for one in part]
        if not isinstance(part, dict):
            return part
        whole = {name: expanded(one) for name, one in part.items()}
        reference = part.get("$ref")
        if isinstance(reference, str) and reference.startswith(_REFERENCE):
            del whole["$ref"]
            whole["allOf"] = [*whole.get("allOf", ()), expanded(defined[reference[len(_REFERENCE) :]])]
        return whole

    return {
        name: expanded(one)
        for name, one in schema.items()
        if name not in {"$defs", "$id", "$schema", "title"}
    }
