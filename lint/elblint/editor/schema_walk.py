"""Walking a JSON Schema down a path: the keys and values that can stand there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

_MOST_STEPS = 100


def schemas_at(schema: Any, path: Iterable[str]) -> list[Any]:
    """Return the parts of a schema that speak of a path; ``[]`` is any element of a list."""
    found = [schema]
    for step in path:
        found = [inner for one in found for part in _parts(one, schema) for inner in _stepped(part, step)]
    return [part for one in found for part in _parts(one, schema)]


def properties_at(schema: Any, path: Iterable[str]) -> dict[str, Any]:
    """Return the keys that a schema names for the object at a path, each with what it says of the value."""
    found: dict[str, Any] = {}
    for part in schemas_at(schema, path):
        for name, inner in part.get("properties", {}).items():
            parts = _parts(inner, schema)
            described = next((one for one in parts if one.get("description")), None)
            if inner != {"not": {}}:
                found.setdefault(name, described or inner)
    return found


def _parts(schema: Any, root: Any) -> list[dict[str, Any]]:
    """Return a schema and all that it refers to, is made of, or offers as alternatives."""
    found: list[dict[str, Any]] = []
    pending = [schema]
    while pending and len(found) < _MOST_STEPS:
        one = pending.pop(0)
        if not isinstance(one, dict) or any(one is known for known in found):
            continue
        found.append(one)
        reference = one.get("$ref", "")
        if reference.startswith("#/"):
            target = root
            for step in reference[2:].split("/"):
                target = target.get(step, {}) if isinstance(target, dict) else {}
            pending.append(target)
        for word in ("allOf", "anyOf", "oneOf"):
            pending += one.get(word, [])
    return found


def _stepped(schema: dict[str, Any], step: str) -> Iterator[Any]:
    if step == "[]":
        if "items" in schema:
            yield schema["items"]
        return
    properties = schema.get("properties", {})
    if step in properties:
        yield properties[step]
    elif isinstance(schema.get("additionalProperties"), dict):
        yield schema["additionalProperties"]
