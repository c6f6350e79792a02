"""A JSON Schema of the annotation catalogue as lines for a reader: fields, what they take, and what they need."""

from __future__ import annotations

from collections.abc import Iterator

from elblint.i18n.localized import description_of
from elblint.i18n.words import word
from elblint.report.layout import pad, width, wrap
from elblint.system.type_names import Any
from elblint.text.printable import printable_lines

_WIDEST = 24


def schema_lines(schema: Any, lang: str, columns: int, indent: int = 4) -> Iterator[str]:
    """The fields of a schema, one a line with inner ones below, then what holds between them."""
    if not isinstance(schema, dict):
        return
    inner = schema.get("items")
    if isinstance(inner, dict) and (inner.get("properties") or inner.get("items")):
        yield " " * indent + word("explain-each", lang)
        yield from schema_lines(inner, lang, columns, indent + 2)
    properties = schema.get("properties", {})
    column = min(max(map(width, properties), default=0), _WIDEST) + indent + 2
    for name, described in properties.items():
        first = " " * indent + name
        message = _description(described, name in schema.get("required", ()), lang)
        if width(first) > column - 1:
            yield first
            first = ""
        yield from wrap(printable_lines(message), columns, pad(first, column), " " * column)
        yield from schema_lines(described, lang, columns, indent + 2)
    for message in _conditions(schema, lang):
        yield from wrap(printable_lines(message), columns, " " * indent, " " * (indent + 2))


def bound_fields(schema: Any, when: str, lang: str) -> Iterator[str]:
    """Yield a sentence for each condition of a schema, with the fields that it then requires or forbids."""
    if not isinstance(schema, dict):
        return
    comma = word("comma", lang)
    if schema.get("required"):
        yield word("explain-required-if", lang, fields=comma.join(schema["required"]), when=when)
    fields = schema.get("properties", {})
    forbidden = [name for name, inner in fields.items() if inner == {"not": {}}]
    if forbidden:
        yield word("explain-forbidden-if", lang, fields=comma.join(forbidden), when=when)
    for name, inner in fields.items():
        if described := description_of(inner, lang):
            yield word("explain-field-if", lang, field=name, description=described, when=when)
    for described in filter(
        None, [description_of(schema.get("items", {}).get("properties", {}).get("type"), lang)]
    ):
        yield described


def _conditions(schema: dict[str, Any], lang: str) -> Iterator[str]:
    """Yield the relations between fields: ``if`` and ``then`` of a schema, and further parts with a description."""
    for part in [schema, *schema.get("allOf", ())]:
        if "if" in part:
            yield from bound_fields(part.get("then"), _when(part["if"]), lang)
        elif part is not schema and (described := description_of(part, lang)):
            yield described


def _when(schema: Any) -> str:
    """A condition on fields, such as ``type=public``; of a pattern its beginning is all that is shown."""
    inner = schema.get("contains", schema)
    return ", ".join(
        f"{name}={one['const']}" if "const" in one else f"{name}={one.get('pattern', '').strip('^$')}…"
        for name, one in inner.get("properties", {}).items()
    )


def _description(schema: Any, required: bool, lang: str) -> str:
    message = (word("explain-required", lang) if required else "") + _shape(schema, lang)
    described = description_of(schema, lang)
    return f"{message}{word('colon', lang)}{described}" if described else message


def _shape(schema: Any, lang: str) -> str:
    """Return the values that a field takes, in a few words."""
    if not isinstance(schema, dict):
        return ""
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"])
    if {"minimum", "maximum"} <= set(schema):
        return f"{schema['minimum']}-{schema['maximum']}"
    kinds = schema.get("type", ())
    return " | ".join(word(f"json-{kind}", lang) for kind in ([kinds] if isinstance(kinds, str) else kinds))
