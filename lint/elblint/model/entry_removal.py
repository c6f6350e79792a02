"""Removal of an entry of a mapping from the text that it is written in."""

from __future__ import annotations

import re

from elblint.model.objects import KubeObject
from elblint.model.subject import FieldPath
from elblint.syntax.nodes import Mapping, Scalar, at_path
from elblint.text.source import Location


def removal(found: KubeObject, path: FieldPath) -> tuple[Location, ...] | None:
    """Return the location to delete so that the entry at ``path`` is gone; empty if it is not there.

    None if that is not certain: the object is generated, the value is no one-line scalar, or something else stands on
    its line in block style.
    """
    parent = at_path(found.node, path[:-1])
    entry = parent.entry(str(path[-1])) if isinstance(parent, Mapping) else None
    if entry is None or not isinstance(parent, Mapping):
        return ()
    key, value = entry
    source = found.source
    if found.origin is not None or not isinstance(value, Scalar) or value.start < key.end:
        return None
    start, end = source.line_around(key.start)
    line = source.text[start:end]
    if re.fullmatch(
        r"[ \t]*" + re.escape(source.text[key.start : value.end]) + r"[ \t]*(?:#[^\r\n]*)?\r?\n?", line
    ):
        return (Location(source, start, end),) if len(parent.entries) > 1 else None
    after = re.compile(r"[ \t]*,[ \t]*").match(source.text, value.end)
    if after is not None:
        return (Location(source, key.start, after.end()),)
    before = re.search(r",[ \t]*\Z", source.text[start : key.start])
    if before is not None and re.compile(r"[ \t]*\}").match(source.text, value.end):
        return (Location(source, start + before.start(), value.end),)
    return None
