"""The format of a report, read from the name of its file."""

from __future__ import annotations

from collections.abc import Collection

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
