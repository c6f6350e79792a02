"""Documents of a text that may hold a Secret, found without a parser; ``secrets`` says whether to look at all.

A parser sees nothing in a text with a broken encoding, a syntax error or an unrendered template, and a report shows
lines of such texts. So this looks at letters only, and where it cannot tell, a document counts as a Secret.
"""

from __future__ import annotations

import contextlib
import re
from bisect import bisect_right
from collections.abc import Iterator

from elblint.system.lazy import lazy_pattern
from elblint.text.secrets import may_hold_secret, without_escapes

# What may stand between a colon and a value: blanks, comments, anchors, the head of a block, a quote.
_HEAD = r"""(?:\s|\#[^\n]{0,500}\n|&[^\s,\]}]{1,80}\s|[|>][-+0-9]{0,4}\s){0,300}["']?"""
_KIND = lazy_pattern(
    rf"""(?<![\w.-])kind["']?(?:\s|\#[^\n]{{0,200}}\n){{0,100}}:(?={_HEAD}(.{{0,12}}))""", re.DOTALL
)
_IS_SECRET = lazy_pattern(r"""secret(?:list)?(?![\w.-]|["']?[ \t]*:)""", re.IGNORECASE)
# Kinds that only a parser can tell: an alias, a tag, a template's action, more than is looked through.
_ODD_KIND = lazy_pattern(r"""\*|!|\{\{|[&#\s]""")
# The word as a value of any key or in any list: an alias may make a kind of it.
_SECRET = lazy_pattern(
    r"""[:,\[?-](?:\s|&[^\s,\]}]{1,80}\s|![^\s,\]}]{0,80}\s|[|>][-+0-9]{0,4}\s){0,200}["']?Secret(?:List)?\b(?!["']?\s*:)"""
)
_TOP_KIND = lazy_pattern(r"""^(?:kind|"kind"|'kind')[ \t]*:[ \t]*["']?(\w+)""", re.MULTILINE)
_DATA = lazy_pattern(r"""(?<![\w-])["']?(?:stringData|data)["']?\s*:|/(?:stringData|data)/""")
# An operation of a JSON patch, which does not say what kind it is for.
_OPERATION = lazy_pattern(r"""(?<!\w)op["']?\s*:\s*["']?(?:add|copy|move|replace|test)\b""")
_POINTER = lazy_pattern(r"""(?<!\w)path["']?\s*:\s*["']?/(?:stringData|data)\b""")
_STRING_DATA = lazy_pattern(r"""(?<![\w-])["']?stringData["']?\s*:|/stringData\b|\bb64enc\b""")
_GENERATOR = lazy_pattern(r"""\bsecretGenerator["']?\s*:|\bSecretGenerator\b""", re.IGNORECASE)
_DATA_BLOCK = lazy_pattern(r"^(?:data|stringData):[ \t]*\n((?:[ \t]+[^\n]*\n?|\n)+)", re.MULTILINE)
_ENTRY = lazy_pattern(r"^([ \t]*[\w.-]{1,253}:[ \t]+)(?=\S)")
# A word of a Secret: what is shorter is everywhere.
_VALUE = lazy_pattern(r"[^\s\"':,;=@/{}\[\]]{4,}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")


class SecretScan:
    """The documents of one text; each is looked at when somebody asks about it."""

    def __init__(self, text: str) -> None:
        self._text = text
        lines = text.replace("\r", "\n") if "\r" in text else text
        # Documents begin with three dashes, whatever follows them.
        self._starts = [0]
        while (found := lines.find("\n---", self._starts[-1])) >= 0:
            self._starts.append(found + 1)
        self._verdicts: dict[int, bool | None] = {}
        self._shown: set[int] = set()
        # Text in another encoding cannot be searched for Secrets.
        self._is_odd = "\0" in text and may_hold_secret(text)

    def spans(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return what is hidden of the documents that a span touches, if that was not returned before.

        Offsets are 0-based, ends exclusive. Of a Secret in the usual form, the names of its entries are left out.
        """
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, max(end - 1, start)) - 1
        found: list[tuple[int, int]] = []
        for number in range(max(first, 0), last + 1):
            if number not in self._shown:
                self._shown.add(number)
                if self._is_odd:
                    found.append(self._span(number))
                elif self._is_secret(number):
                    found += _without_names(self._text, *self._span(number))
        return [span for span in found if span[0] < span[1]]

    def _span(self, number: int) -> tuple[int, int]:
        ends = number + 1 < len(self._starts)
        return self._starts[number], self._starts[number + 1] if ends else len(self._text)

    def _verdict(self, number: int) -> bool | None:
        if number not in self._verdicts:
            start, end = self._span(number)
            self._verdicts[number] = _verdict(self._text[start:end])
        return self._verdicts[number]

    def _is_secret(self, number: int) -> bool:
        """Return whether a document, or one that belongs to it, is a Secret.

        A line of three dashes inside a Secret's own text cuts it in two, and one part has no kind.
        """
        first = number
        while first > 0 and self._verdict(first) is None:
            first -= 1
        is_secret = False
        for one in range(first, number + 1):
            verdict = self._verdict(one)
            if verdict is None:
                after = one + 1 < len(self._starts) and self._verdict(one + 1) is True
                verdict = is_secret or after or _DATA.search(self._text, *self._span(one)) is not None
                self._verdicts[one] = verdict or None
            is_secret = verdict
        return is_secret


def secret_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of the documents that are, or may be, Secrets or make some; 0-based, ends exclusive."""
    return SecretScan(text).spans(0, len(text))


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


def _without_names(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a document's span without the names of its entries, if these are surely names."""
    document = text[start:end]
    is_odd = any(sign in document for sign in ("\r", "\\", "#")) or any(
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


def _verdict(document: str) -> bool | None:
    """Return whether a document is a Secret; None if it has no kind, and what stands around it decides."""
    decoded = without_escapes(document)
    if not may_hold_secret(decoded):
        is_named = "\nkind:" in decoded or _KIND.search(decoded) is not None
        return False if is_named else None
    # Looking for a word is many times faster than for a pattern, and most documents have none of these.
    lowered = decoded.lower()
    if ("stringdata" in lowered or "b64enc" in lowered) and _STRING_DATA.search(decoded):
        return True
    if "/data" in lowered and _POINTER.search(decoded) and _OPERATION.search(decoded):
        return True
    has_word = "secret" in lowered
    if has_word and _GENERATOR.search(decoded):
        return True
    is_named = has_word and _SECRET.search(decoded) is not None
    has_kind = False
    for kind in _KIND.finditer(decoded) if "kind" in lowered else ():
        has_kind = True
        if _ODD_KIND.match(kind[1]):
            return True
        if has_word and _IS_SECRET.match(kind[1]):
            if decoded.rfind("\n", 0, kind.start()) in {kind.start() - 1, kind.start() - 2, kind.start() - 3}:
                return True
            is_named = True
    if not is_named:
        return False if has_kind else None
    tops = [top[1].lower() for top in _TOP_KIND.finditer(decoded) if not _is_quoted(decoded, top.start())]
    # Other objects name Secrets by their kind; one that has none of a Secret's fields holds none.
    return (
        not tops
        or any(top.startswith("secret") or top.endswith("list") for top in tops)
        or _DATA.search(decoded) is not None
    )


def _is_quoted(document: str, offset: int) -> bool:
    """Return whether an offset may stand in a quoted text."""
    return bool(document.count('"', 0, offset) % 2 or document.count("'", 0, offset) % 2)
