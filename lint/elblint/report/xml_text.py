"""Text of the input in XML."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from elblint.text.printable import printable_lines

# What XML 1.0 has no way to write.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def attribute(text: str) -> str:
    """Return text as the quoted value of an attribute."""
    return quoteattr(_clean(text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def content(text: str) -> str:
    """Return text as the content of an element."""
    return escape(_clean(text))


def comment(text: str) -> str:
    """Return text as a comment, which two dashes would end."""
    return f"<!-- {_clean(text).replace('--', '- -').rstrip('-')} -->"


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", printable_lines(text))
