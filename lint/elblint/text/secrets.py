"""Documents of a text that may hold a Secret, found without a parser.

A parser sees nothing in a text with a broken encoding, a syntax error or an unrendered template, and a report shows
lines of such texts. So this looks at letters only, and where it cannot tell, a document counts as a Secret.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

# What may stand between a colon and a value: tags, anchors, the head of a block, quotes.
_BEFORE_VALUE = r"""\s{0,200}(?:[&!|>][^\s,\]}]{0,80}\s{1,200}){0,4}["']?"""
_SECRET = re.compile(rf""":{_BEFORE_VALUE}Secret(?:List)?\b(?!["']?\s*:)""")
_KIND_SECRET = re.compile(rf"""\bkind["']?\s*:{_BEFORE_VALUE}secret(?:list)?\b""", re.IGNORECASE)
_KIND = re.compile(r"""^(?:[{?"' \t-]*)kind\b["']?\s*:?""", re.MULTILINE)
_TOP_KIND = re.compile(r"""^(?:kind|"kind"|'kind')[ \t]*:[ \t]*["']?(\w+)""", re.MULTILINE)
# Kinds that a parser sees and these letters do not: an alias, a tag that decodes, a template's action.
_HIDDEN_KIND = re.compile(r"""\bkind["']?\s*:\s*(?:\*|!!?binary|!<|["']?\{\{)""")
_KIND_SIGNS = ("*", "binary", "!<", "{{")
_DATA = re.compile(r"""(?<![\w-])["']?(?:stringData|data)["']?\s*:|/(?:stringData|data)/""")
_STRING_DATA = re.compile(r"""(?<![\w-])["']?stringData["']?\s*:|/stringData\b|\bb64enc\b""")
_GENERATOR = re.compile(r"""\bsecretGenerator["']?\s*:|\bSecretGenerator\b""", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_DATA_BLOCK = re.compile(r"^(?:data|stringData):[ \t]*\n((?:[ \t]+[^\n]*\n?|\n)+)", re.MULTILINE)
_ENTRY = re.compile(r"^([ \t]*[\w.-]{1,253}:[ \t]+)(?=\S)")
# A word of a Secret: what is shorter is everywhere.
_VALUE = re.compile(r"[^\s\"':,;=@/{}\[\]]{4,}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_HINT = re.compile(r"secret|stringdata|b64enc|binary|\bdata[\"']?\s*:|\\[xuU]|/data/", re.IGNORECASE)


def secret_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of the documents that are, or may be, Secrets or make some; 0-based, ends exclusive.

    Of a Secret in the usual form, the names of its entries are left out.
    """
    if _HINT.search(text) is None:
        return []
    documents = list(_documents(text))
    verdicts = [_verdict(text[start:end]) for start, end in documents]
    found: list[tuple[int, int]] = []
    for number, span in enumerate(documents):
        verdict = verdicts[number]
        if verdict is None:
            # A line of three dashes inside a Secret's own text cuts it in two, and one part has no kind.
            verdict = any(verdicts[max(number - 1, 0) : number + 2]) or bool(_DATA.search(text, *span))
        if verdict:
            found.append(span)
            verdicts[number] = True
    return [part for span in found for part in _without_names(text, *span)]


def secret_words(text: str) -> set[str]:
    """Return the words of the Secrets in a text, decoded ones too: what a value must not be to be shown."""
    import base64

    found: set[str] = set()
    for start, end in secret_spans(text):
        for word in _VALUE.findall(text, start, end):
            found.add(word)
            if len(word) % 4 == 0 and _BASE64.fullmatch(word):
                with contextlib.suppress(ValueError):
                    found.update(_VALUE.findall(base64.b64decode(word).decode("utf-8", "replace")))
    return found


def is_in_secret(value: str, words: set[str]) -> bool:
    """Return whether a part of a value is one of the words of Secrets."""
    return bool(words) and not words.isdisjoint(_VALUE.findall(value))


def may_hold_secret(text: str) -> bool:
    """Return whether a text may hold a Secret, or is about one: a looser question, for words that quote a text."""
    return _HINT.search(text) is not None


def _without_names(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a document's span without the names of its entries, if these are surely names."""
    document = text[start:end]
    is_odd = "\r" in document or any(
        line.count('"') % 2 or line.count("'") % 2 for line in document.split("\n")
    )
    at = start
    for block in () if is_odd else _DATA_BLOCK.finditer(document):
        here, indent = start + block.start(1), None
        for line in block[1].split("\n"):
            own = len(line) - len(line.lstrip())
            indent = own if indent is None and line.strip() else indent
            # What is indented further is the text of a block.
            name = _ENTRY.match(line) if own == indent else None
            if name is not None:
                yield at, here
                at = here + name.end()
            here += len(line) + 1
    yield at, end


def _documents(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans between lines that begin with three dashes, whatever follows them."""
    text = text.replace("\r", "\n")
    start = 0
    while (found := text.find("\n---", start)) >= 0:
        yield start, found + 1
        start = found + 1
    yield start, len(text)


def _verdict(document: str) -> bool | None:
    """Return whether a document is a Secret; None if it has no kind, and what stands around it decides."""
    decoded = _ESCAPE.sub(_character, document) if "\\" in document else document
    # Looking for a word is many times faster than for a pattern, and most documents have none of these.
    lowered = decoded.lower()
    if ("stringdata" in lowered or "b64enc" in lowered) and _STRING_DATA.search(decoded):
        return True
    if any(sign in lowered for sign in _KIND_SIGNS) and _HIDDEN_KIND.search(decoded):
        return True
    has_word = "secret" in lowered
    if has_word and _GENERATOR.search(decoded):
        return True
    if has_word and (_KIND_SECRET.search(decoded) or _SECRET.search(decoded)):
        top = _TOP_KIND.search(decoded)
        # Other objects name Secrets by their kind; one that has none of a Secret's fields holds none.
        return (
            top is None
            or top[1].lower().startswith("secret")
            or top[1].endswith("List")
            or _DATA.search(decoded) is not None
        )
    if "\nkind:" in decoded:
        return False
    return False if "kind" in lowered and _KIND.search(decoded) else None


def _character(found: re.Match[str]) -> str:
    code = int(found[1] or found[2] or found[3], 16)
    return chr(code) if code < 0x110000 else found[0]
