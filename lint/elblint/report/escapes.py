"""Text of the input, made harmless for the languages of documents and drawings."""

from __future__ import annotations

import re

from elblint.text.printable import printable

_SIGNS = r"[\\`*_{}\[\]()+!|<>~$&@#\"]|://|www\."
_MARKDOWN = re.compile(rf"{_SIGNS}|^[-=]|^\d+\.", re.IGNORECASE)
_CODE = re.compile(_SIGNS, re.IGNORECASE)
_MERMAID = re.compile(r"[^\w .,+'?/:-]")


def in_markdown(text: str) -> str:
    """Return text for a line or a table of Markdown: no mark-up, link, mention or HTML comes from it."""
    return _MARKDOWN.sub(_entities, printable(text))


def _entities(found: re.Match[str]) -> str:
    # GitHub looks for mentions and numbers of issues once entities are resolved, but not across code.
    if found[0] in "@#":
        return f"<code>{found[0]}</code>"
    return "".join(char if char.isalnum() else f"&#{ord(char)};" for char in found[0])


def in_code(text: str) -> str:
    """Return text as code in a line or a table of Markdown."""
    return f"<code>{_CODE.sub(_entities_in_code, printable(text))}</code>"


def _entities_in_code(found: re.Match[str]) -> str:
    return "".join(char if char.isalnum() else f"&#{ord(char)};" for char in found[0])


def in_mermaid(text: str) -> str:
    """Return text for a quoted label of Mermaid."""
    return _MERMAID.sub(lambda found: f"#{ord(found[0])};", printable(text))


def in_dot(text: str) -> str:
    """Return text for a quoted label of Graphviz."""
    return printable(text).replace("\\", "\\\\").replace('"', '\\"')
