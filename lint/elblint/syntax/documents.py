"""One text to its documents.

The text is cut at the lines that YAML itself cuts at, so that a broken document does not hide its neighbours
and a document of a kind that no rule reads is not parsed at all. Cutting needs no parser: inside a document
no line may start with ``---`` and a blank.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from elblint.syntax.document_splitter import is_blank, is_of_no_interest, pieces
from elblint.syntax.nodes import DuplicateKey, Mapping, Node, Scalar, Sequence, items, text_at
from elblint.syntax.yaml_parser import parse_yaml
from elblint.system.lazy import lazy_pattern
from elblint.system.type_names import TypeAlias
from elblint.text.diagnostics import Diagnostic, ParseError
from elblint.text.limits import limits, raising_advice
from elblint.text.source import Location, SourceText

_TEMPLATE_MARK = lazy_pattern(r"\{\{|\{%")
_LONE_CR = lazy_pattern(r"\r(?!\n)")

_MOST_REPEATED = 1000
_SHORT = 100

Parser: TypeAlias = Callable[[str, int, DuplicateKey], list[Node]]


class Documents:
    """The documents of one text, and its diagnostics.

    ``skipped`` are the spans of documents left unparsed because their kind is of no interest; ``is_template``
    says whether some document is a template (Helm, Jinja) that has not been rendered.
    """

    def __init__(self) -> None:
        self.roots: list[Node] = []
        self.diagnostics: list[Diagnostic] = []
        self.skipped: list[tuple[int, int]] = []
        self.is_template = False


def read_documents(source: SourceText, kinds: frozenset[str], *, parse_all: bool = False) -> Documents:
    """Parse the documents of ``source`` whose ``kind`` is in ``kinds`` (or ends in ``List``, or is unclear).

    ``parse_all`` parses the others too, so that their syntax is checked. Raises nothing: what is wrong with
    the text is in ``diagnostics``, each at its place.
    """
    found = Documents()
    for roots, _, _ in each_document(source, kinds, found, parse_all=parse_all):
        found.roots += roots
    return found


def each_document(
    source: SourceText, kinds: frozenset[str], found: Documents, *, parse_all: bool = False
) -> Iterator[tuple[list[Node], int, int]]:
    """As read_documents, one document after the other: its roots, and where it begins and ends.

    Nothing of the documents before is kept; what is wrong with them, and what is skipped, goes to ``found``.
    """
    whole = source.text
    too_long = _line_past_limit(whole)
    if too_long is not None:
        _too_large(source, found, too_long, "a line is longer than the limit", "line-length")
        return
    is_json = source.path.endswith(".json")
    if is_json and "kind" not in whole and not parse_all:
        found.skipped.append((0, len(whole)))
        return
    if is_json and whole.lstrip(" \t\r\n")[:1] == "{":
        from elblint.syntax.json_parser import parse_json

        try:
            yield _parse(parse_json, source, 0, len(whole), found), 0, len(whole)
        except ParseError as diagnostic:
            _record(diagnostic, source, 0, len(whole), found)
        return
    # Lines that end in CR alone are so rare that the parser may look for the markers and read everything.
    cuttable = "\r" not in whole or _LONE_CR.search(whole) is None
    spans = pieces(whole) if cuttable else [(0, len(whole))]
    allowed = limits()
    if len(spans) > allowed.documents:
        _too_large(
            source,
            found,
            spans[allowed.documents][0],
            f"more than {allowed.documents} documents",
            "documents",
        )
        spans = spans[: allowed.documents]
    deadline = time.monotonic() + allowed.seconds
    for start, end in spans:
        if time.monotonic() > deadline:
            _too_large(source, found, start, f"it takes more than {allowed.seconds} seconds", "seconds")
            return
        if cuttable and not parse_all and is_of_no_interest(whole, start, end, kinds):
            found.skipped.append((start, end))
            continue
        if parse_all and end - start < _SHORT and is_blank(whole, start, end):
            continue
        yield read_document(source, found, start, end), start, end


def _too_large(source: SourceText, found: Documents, start: int, says: str, limit: str) -> None:
    """Say that from an offset on nothing is read."""
    location = Location(source, start, min(start + 3, len(source.text)))
    found.diagnostics.append(Diagnostic("too-large", location, says + raising_advice(limit), unreadable=True))


def _line_past_limit(text: str) -> int | None:
    """Return the offset of the first line that is longer than the limit; None if there is none."""
    longest = limits().line_length
    start = 0
    while len(text) - start > longest:
        # The last break within reach: whatever stands between two such breaks is short enough.
        last = max(text.rfind("\n", start, start + longest + 1), text.rfind("\r", start, start + longest + 1))
        if last < 0:
            return start
        start = last + 1
    return None


def _parse_piece(source: SourceText, start: int, end: int, found: Documents) -> list[Node]:
    """Parse one document: as JSON if it is some, for YAML 1.1 is not quite JSON's superset, else as YAML."""
    opening = _opening_brace(source.text, start, end)
    if opening is not None:
        from elblint.syntax.json_parser import parse_json

        trial = Documents()
        try:
            roots = _parse(parse_json, source, opening, end, trial)
        except ParseError as diagnostic:
            if diagnostic.kind != "syntax-error":
                raise
            # The brace opens YAML's flow style, or a template.
        else:
            found.diagnostics.extend(trial.diagnostics)
            return roots
    return _parse(parse_yaml, source, start, end, found)


def _opening_brace(text: str, start: int, end: int) -> int | None:
    """Return the offset of a document's first brace, if only its marker, comments and blanks come before it."""
    at = _blank_end(text, start, end)
    if text.startswith("---", at):
        at = _blank_end(text, at + 3, end)
    return at if at < end and text[at] == "{" else None


def _blank_end(text: str, start: int, end: int) -> int:
    """Return the offset of what comes after lines with nothing but comments, and after blanks."""
    at = start
    while True:
        line_end = text.find("\n", at, end)
        rest = text[at : end if line_end < 0 else line_end].lstrip(" \t")
        line = rest[:-1] if rest.endswith("\r") else rest
        if line_end < 0 or (line and (line[0] != "#" or "\r" in line)):
            return (end if line_end < 0 else line_end) - len(rest)
        at = line_end + 1


def _parse(parser: Parser, source: SourceText, start: int, end: int, found: Documents) -> list[Node]:
    repeated: list[tuple[Scalar, Scalar]] = []
    roots = parser(source.text[start:end], start, lambda first, again: repeated.append((first, again)))
    for first, again in repeated[:_MOST_REPEATED]:
        location = Location(source, again.start, again.end)
        other = Location(source, first.start, first.end)
        found.diagnostics.append(Diagnostic("duplicate-key", location, first.text, (other,)))
    if len(repeated) > _MOST_REPEATED:
        location = Location(source, repeated[_MOST_REPEATED][1].start, repeated[_MOST_REPEATED][1].end)
        says = f"{len(repeated)} keys of one document are there twice; {_MOST_REPEATED} of them are shown"
        found.diagnostics.append(Diagnostic("too-large", location, says))
    return [root for root in roots if not (isinstance(root, Scalar) and root.text == "")]


def _record(diagnostic: ParseError, source: SourceText, start: int, end: int, found: Documents) -> None:
    template = next(_unquoted_templates(source, start, end), None)
    if template is not None and diagnostic.kind == "syntax-error":
        if not found.is_template:
            location = Location(source, template, template + 2)
            found.diagnostics.append(Diagnostic("unrendered-template", location))
        found.is_template = True
        return
    found.diagnostics.append(
        Diagnostic(
            diagnostic.kind,
            Location(source, diagnostic.start, diagnostic.end),
            diagnostic.detail,
            unreadable=True,
        )
    )


def _unquoted_templates(source: SourceText, start: int, end: int) -> Iterator[int]:
    """Yield the offsets of template braces outside quotes: inside them they are an ordinary value."""
    line = at = -1
    before = {"#": 0, '"': 0, "'": 0}
    for match in _TEMPLATE_MARK.finditer(source.text, start, end):
        begin = max(source.lines.start(source.lines.at(match.start())), start)
        if begin != line:
            line = at = begin
            before = dict.fromkeys(before, 0)
        for sign in before:
            before[sign] += source.text.count(sign, at, match.start())
        at = match.start()
        if not before["#"] and before['"'] % 2 == 0 and before["'"] % 2 == 0:
            yield at


def read_document(source: SourceText, documents: Documents, start: int, end: int) -> list[Node]:
    """Parse one document of a text, a skipped one perhaps; its faults go to ``documents.diagnostics``."""
    try:
        return _parse_piece(source, start, end, documents)
    except ParseError as diagnostic:
        _record(diagnostic, source, start, end, documents)
        return []


def read_again(source: SourceText, start: int, end: int) -> Mapping:
    """The one mapping of a document that was read before, and without a fault."""
    (root,) = _parse_piece(source, start, end, Documents())
    assert isinstance(root, Mapping)
    return root


def objects_in(root: Node) -> Iterator[tuple[Mapping, str]]:
    """The Kubernetes objects of one document, each with its kind: itself, or the items of a ``List`` kind.

    An item without a kind of its own takes it from the list (``ServiceList`` holds Services).
    """
    stack: list[tuple[Node, str]] = [(root, "")]
    seen: set[int] = set()
    while stack:
        node, default = stack.pop()
        # What aliases repeat is one object, and a list may not hold itself.
        if not isinstance(node, Mapping) or id(node) in seen:
            continue
        seen.add(id(node))
        kind = text_at(node, "kind") or default
        if kind.endswith("List") and isinstance(node.get("items"), Sequence):
            stack.extend((item, kind[: -len("List")]) for item in reversed(items(node.get("items"))))
        elif kind:
            yield node, kind
