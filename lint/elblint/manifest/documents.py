"""One text to its documents.

The text is cut at the lines that YAML itself cuts at, so that a broken document does not hide its neighbours
and a document of a kind that no rule reads is not parsed at all. Cutting needs no parser: inside a document
no line may start with ``---`` and a blank.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from elblint.manifest.faults import Fault, SyntaxFault
from elblint.manifest.json_text import parse_json
from elblint.manifest.nodes import Mapping, Node, Scalar, Sequence, items, text
from elblint.manifest.text import Place, SourceText
from elblint.manifest.yaml_text import DuplicateKey, parse_yaml

_MARKER = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.M)
_KIND = re.compile(
    r"""^(?:kind|["']kind["'])[ \t]*:[ \t]*["']?([A-Za-z0-9.]*)["']?[ \t]*(?:#.*)?\r?$""", re.M
)
_ONLY_COMMENTS = re.compile(r"(?:---)?(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|\Z))*\Z")
_TEMPLATE_MARK = re.compile(r"\{\{|\{%")

MAX_DOCUMENTS = 200_000

Parser: TypeAlias = Callable[[str, int, DuplicateKey], list[Node]]


@dataclass
class Documents:
    """What one text holds."""

    roots: list[Node] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    skipped: list[tuple[int, int]] = field(default_factory=list)
    """The stretches of documents left unparsed because their kind is of no interest."""
    is_template: bool = False
    """Whether some document is a template (Helm, Jinja) that has not been rendered."""


def read_documents(source: SourceText, kinds: frozenset[str], *, parse_all: bool = False) -> Documents:
    """Parse the documents of ``source`` whose ``kind`` is in ``kinds`` (or ends in ``List``, or is unclear).

    ``parse_all`` parses the others too, so that their syntax is checked. Raises nothing: what is wrong with
    the text is in ``faults``, each at its place.
    """
    found = Documents()
    whole = source.text
    is_json = source.path.endswith(".json")
    if is_json and '"kind"' not in whole:
        found.skipped.append((0, len(whole)))
        return found
    if whole.lstrip(" \t\r\n")[:1] == "{":
        try:
            found.roots = _parse(parse_json, source, 0, len(whole), found)
            return found
        except SyntaxFault as fault:
            found = Documents()
            if is_json or fault.kind != "syntax-error":
                _record(fault, source, 0, len(whole), found)
                return found
            # Otherwise the brace opens YAML's flow style, or a template.
    pieces = _pieces(whole)
    if len(pieces) > MAX_DOCUMENTS:
        start = pieces[MAX_DOCUMENTS][0]
        place = Place(source, start, start + 3)
        found.faults.append(Fault("too-large", place, f"more than {MAX_DOCUMENTS} documents", fatal=True))
        pieces = pieces[:MAX_DOCUMENTS]
    for start, end in pieces:
        if not parse_all and _is_of_no_interest(whole, start, end, kinds):
            found.skipped.append((start, end))
            continue
        try:
            found.roots.extend(_parse(parse_yaml, source, start, end, found))
        except SyntaxFault as fault:
            _record(fault, source, start, end, found)
    return found


def _pieces(whole: str) -> list[tuple[int, int]]:
    """The stretches between document markers; each starts with its marker, but for the first."""
    starts = [match.start() for match in _MARKER.finditer(whole)]
    if not starts:
        return [(0, len(whole))]
    if "\n%" in whole or whole.startswith("%"):
        # "%YAML" and "%TAG" belong to the document behind them: leave the cutting to the parser.
        return [(0, len(whole))]
    if _ONLY_COMMENTS.match(whole, 0, starts[0]):
        starts[0] = 0
    else:
        starts.insert(0, 0)
    return list(zip(starts, [*starts[1:], len(whole)], strict=True))


def _is_of_no_interest(whole: str, start: int, end: int, kinds: frozenset[str]) -> bool:
    named = None
    for match in _KIND.finditer(whole, start, end):
        if named is not None:
            return False
        named = match[1]
    if not named:
        return bool(_ONLY_COMMENTS.match(whole, start, end))
    return named not in kinds and not named.endswith("List")


def _parse(parser: Parser, source: SourceText, start: int, end: int, found: Documents) -> list[Node]:
    def duplicate(first: Scalar, repeated: Scalar) -> None:
        found.faults.append(
            Fault(
                "duplicate-key",
                Place(source, repeated.start, repeated.end),
                first.text,
                (Place(source, first.start, first.end),),
            )
        )

    roots = parser(source.text[start:end], start, duplicate)
    return [root for root in roots if not (isinstance(root, Scalar) and root.text == "")]


def _record(fault: SyntaxFault, source: SourceText, start: int, end: int, found: Documents) -> None:
    template = _TEMPLATE_MARK.search(source.text, start, end)
    if template is not None and fault.kind == "syntax-error":
        if not found.is_template:
            place = Place(source, template.start(), template.end())
            found.faults.append(Fault("unrendered-template", place))
        found.is_template = True
        return
    found.faults.append(Fault(fault.kind, Place(source, fault.start, fault.end), fault.detail, fatal=True))


def read_skipped(source: SourceText, documents: Documents, start: int, end: int) -> list[Node]:
    """Parse a document that was skipped, after all; what is wrong with it goes to ``documents.faults``."""
    try:
        return _parse(parse_yaml, source, start, end, documents)
    except SyntaxFault as fault:
        _record(fault, source, start, end, documents)
        return []


def objects_in(root: Node) -> Iterator[tuple[Mapping, str]]:
    """The Kubernetes objects of one document, each with its kind: itself, or the items of a ``List`` kind.

    An item without a kind of its own takes it from the list (``ServiceList`` holds Services).
    """
    stack: list[tuple[Node, str]] = [(root, "")]
    lists: set[int] = set()
    while stack:
        node, default = stack.pop()
        if not isinstance(node, Mapping) or id(node) in lists:
            continue
        kind = text(node.get("kind")) or default
        if kind.endswith("List") and isinstance(node.get("items"), Sequence):
            lists.add(id(node))
            stack.extend((item, kind[: -len("List")]) for item in reversed(items(node.get("items"))))
        elif kind:
            yield node, kind
