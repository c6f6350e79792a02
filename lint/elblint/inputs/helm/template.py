"""The actions in a Go template: where they stand, and which of them put text into the output."""

from __future__ import annotations

import re

from elblint.system.lazy import lazy_pattern
from elblint.system.named_tuple import NamedTuple

# What may hold a closing "}}" that closes nothing: strings, raw strings, characters. One without an end goes on
# to the end of its line, so that no letter is looked at twice.
_TOKEN = lazy_pattern(r'"(?:[^"\\\n]|\\.)*"?|`[^`]*`|\'(?:[^\'\\\n]|\\.)+\'?|\}\}')
_COMMENT_END = lazy_pattern(r"\*/(?:\s+-)?\}\}")
_WORD = lazy_pattern(r"[A-Za-z_]\w*")
_ASSIGNMENT = lazy_pattern(r"\$\w*(?:\s*,\s*\$\w+)?\s*:?=")
_NAME = lazy_pattern(r'\s*"([^"]+)"|\s*`([^`]+)`')
_OPENS = frozenset({"if", "range", "with", "define", "block"})
_STRUCTURE = _OPENS | {"else", "end", "break", "continue"}


class TemplateError(Exception):
    """Raised for a text that is no template: an action without an end."""


class Action(NamedTuple):
    """One ``{{ … }}``: 0-based offsets, the end exclusive; ``body`` is what stands between the braces.

    ``writes`` says whether its value goes into the output; ``define`` is the name of the definition that it stands
    in, or empty.
    """

    start: int
    end: int
    body: str
    trims_left: bool
    trims_right: bool
    writes: bool
    define: str

    @property
    def word(self) -> str:
        """Its first word: a keyword, a function, or nothing."""
        found = _WORD.match(self.body)
        return "" if found is None else found[0]


def actions_of(text: str) -> list[Action]:
    """All actions of a template, in order. Raises TemplateError."""
    found: list[Action] = []
    opened: list[str] = []
    at = 0
    while (start := text.find("{{", at)) >= 0:
        inner = start + 2
        trims_left = text.startswith("-", inner) and text[inner + 1 : inner + 2].isspace()
        inner += trims_left
        end, is_comment = _end(text, inner)
        body_end = end - 2
        trims_right = body_end - 2 >= inner and text[body_end - 1] == "-" and text[body_end - 2].isspace()
        body = text[inner : body_end - trims_right].strip()
        word = _WORD.match(body)
        keyword = "" if word is None else word[0]
        define = opened[-1] if opened else ""
        writes = not (is_comment or keyword in _STRUCTURE or _ASSIGNMENT.match(body) or not body)
        found.append(Action(start, end, body, trims_left, trims_right, writes, define))
        if not is_comment and keyword in _OPENS:
            named = _NAME.match(body, len(keyword)) if keyword in {"define", "block"} else None
            # What is no definition stands in the one around it.
            opened.append(define if named is None else named[1] or named[2] or define)
        elif not is_comment and keyword == "end" and opened:
            opened.pop()
        at = end
    return found


def _end(text: str, inner: int) -> tuple[int, bool]:
    """Past the closing braces of the action whose inside starts at ``inner``, and whether it is a comment."""
    first = re.compile(r"\s*").match(text, inner)
    begin = inner if first is None else first.end()
    if text.startswith("/*", begin):
        closed = _COMMENT_END.search(text, begin)
        if closed is None:
            raise TemplateError("a comment without an end")
        return closed.end(), True
    for token in _TOKEN.finditer(text, inner):
        if token[0] == "}}":
            return token.end(), False
    raise TemplateError("an action without an end")


def pipeline(body: str) -> list[str]:
    """The commands of a pipeline, split at the bars outside strings and parentheses."""
    parts: list[str] = []
    depth = start = at = 0
    while at < len(body):
        token = _TOKEN.match(body, at)
        if token is not None:
            at = token.end()
            continue
        character = body[at]
        depth += (character == "(") - (character == ")")
        if character == "|" and depth == 0:
            parts.append(body[start:at].strip())
            start = at + 1
        at += 1
    parts.append(body[start:].strip())
    return parts
