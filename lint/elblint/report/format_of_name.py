"""The format of a report, read from the name of its file."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum
from typing import TypeVar

_Format = TypeVar("_Format", bound=Enum)

_ENDINGS = {
    ".sarif": "sarif",
    ".sarif.json": "sarif",
    ".gl-code-quality.json": "gitlab",
    ".json": "json",
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".xml": "junit",
    ".checkstyle.xml": "checkstyle",
    ".csv": "csv",
    ".svg": "svg",
    ".mmd": "mermaid",
    ".dot": "dot",
    ".gv": "dot",
}


def format_of_name(name: str, formats: Collection[str]) -> str | None:
    """Return the one of some formats that the end of a file's name stands for; the longest end decides."""
    lowered = name.lower().replace("\\", "/").rpartition("/")[2]
    fitting = [end for end in _ENDINGS if lowered.endswith(end) and _ENDINGS[end] in formats]
    return _ENDINGS[max(fitting, key=len)] if fitting else None


def format_for(chosen: _Format, name: str) -> _Format:
    """Return the format of a report: the chosen one, or in place of text that of the file's name."""
    if chosen.value != "text":
        return chosen
    kinds = type(chosen)
    return kinds(format_of_name(name, [one.value for one in kinds]) or chosen.value)
