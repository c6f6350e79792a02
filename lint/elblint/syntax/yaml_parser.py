"""YAML text to nodes: the plain part line by line, all else by way of the parser's events.

Events, because they carry exact offsets, need no recursion in the parser, and let this module refuse what is
too deep before it costs anything. Aliases point at the anchored node itself and merge keys are kept as
references, so nothing in here can be made to expand.
"""

from __future__ import annotations

from collections.abc import Iterator

from elblint.syntax.block_reader import read_block
from elblint.syntax.nodes import DuplicateKey, Mapping, Node, Scalar, Sequence, TaggedScalar, key_of
from elblint.system.lazy import lazy_pattern
from elblint.system.type_names import Any
from elblint.text.diagnostics import ParseError
from elblint.text.limits import limits, raising_advice

# The parser written in Python is some 30 times slower: larger texts have to do with libyaml's verdict.
MAX_PURE_LENGTH = 200_000

# libyaml refuses some valid YAML; ruamel.yaml's own parser, slower, has the last word on these.
_LIBYAML_DOUBTS = ("found unexpected ':'", "did not find expected <document start>")

_PROPERTIES = lazy_pattern(r"(?:[&!]\S*\s+)+")

_open_c_parser: Any = None
_c_parser_missing = False


def _c_parser(text: str) -> Any:
    """A C parser over ``text``, or None where ruamel.yaml's C part is not installed."""
    global _open_c_parser, _c_parser_missing  # noqa: PLW0603
    if _open_c_parser is None and not _c_parser_missing:
        try:
            from _ruamel_yaml import CParser
        except ImportError:
            _c_parser_missing = True
        else:
            _open_c_parser = CParser
    return None if _c_parser_missing else _open_c_parser(text)


def has_c_parser() -> bool:
    """Return whether ruamel.yaml's C part is installed; without it reading is some 30 times slower."""
    return _c_parser("") is not None


def _pure_events(text: str) -> Iterator[Any]:
    from ruamel.yaml import YAML

    return iter(YAML(typ="safe", pure=True).parse(text))


def _c_events(parser: Any) -> Iterator[Any]:
    return iter(parser.get_event, None)


def parse_yaml(text: str, base: int, on_duplicate_key: DuplicateKey) -> list[Node]:
    """The documents in ``text``, as nodes whose offsets start at ``base``.

    ``on_duplicate_key`` is called with the first and the repeated key. Raises ParseError, with offsets from
    ``base``, if the text is not YAML or exceeds a limit; documents in front of the fault are lost, so hand in
    one document at a time.
    """
    plain = read_block(text, base, on_duplicate_key, one_value)
    return parse_events(text, base, on_duplicate_key) if plain is None else plain


def parse_events(text: str, base: int, on_duplicate_key: DuplicateKey, *, pure: bool = False) -> list[Node]:
    """As parse_yaml, by the parser's events alone; ``pure`` forces the parser that is written in Python."""
    parser = None if pure else _c_parser(text)
    if parser is None:
        return _build(_pure_events(text), text, base, on_duplicate_key)
    duplicates: list[tuple[Scalar, Scalar]] = []
    try:
        documents = _build(_c_events(parser), text, base, lambda a, b: duplicates.append((a, b)))
    except ParseError as diagnostic:
        if len(text) > MAX_PURE_LENGTH or not any(doubt in diagnostic.detail for doubt in _LIBYAML_DOUBTS):
            raise
        return parse_events(text, base, on_duplicate_key, pure=True)
    for first, repeated in duplicates:
        on_duplicate_key(first, repeated)
    return documents


def one_value(text: str, base: int, on_duplicate_key: DuplicateKey) -> Node | None:
    """The one value that a text is; None if it is none, or several, or if libyaml is in doubt about it.

    What is doubted is judged with the document around it: the parsers do not take a part of one as they take it all.
    """
    parser = _c_parser(text)
    events = _pure_events(text) if parser is None else _c_events(parser)
    try:
        found = _build(events, text, base, on_duplicate_key)
    except ParseError:
        return None
    return found[0] if len(found) == 1 else None


def _build(events: Iterator[Any], text: str, base: int, on_duplicate_key: DuplicateKey) -> list[Node]:
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        return _Builder(text, base, on_duplicate_key).build(events)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = min(mark.index if mark is not None else 0, len(text))
        detail = " ".join(part for part in (error.problem, error.context) if part)
        raise _diagnostic("syntax-error", detail, at, text, base) from None
    except YAMLError as error:
        # The reader's error: a character that YAML does not allow. Its own position may count bytes.
        at = text.find(chr(getattr(error, "character", -1))) if _has_character(error) else 0
        detail = str(getattr(error, "reason", error))
        raise _diagnostic("syntax-error", detail, max(at, 0), text, base) from None
    except (AssertionError, NotImplementedError, RecursionError, ValueError) as error:
        detail = (str(error).splitlines() or [type(error).__name__])[0]
        raise _diagnostic("syntax-error", detail, 0, text, base) from None


def _has_character(error: Exception) -> bool:
    return isinstance(getattr(error, "character", None), int)


def _diagnostic(kind: str, detail: str, at: int, text: str, base: int) -> ParseError:
    # A fault at the very end of the text is shown at the last character that is there.
    if at >= len(text):
        at = max(len(text.rstrip()) - 1, 0)
    while at > 0 and text[at] in "\r\n":
        at -= 1
    if text[at : at + 1] == "\t":
        detail = f"a tab, where YAML wants spaces ({detail})"
    return ParseError(kind, detail, base + at, base + min(at + 1, len(text)))


class _Builder:
    """Turns events into nodes with a stack of its own."""

    def __init__(self, text: str, base: int, on_duplicate_key: DuplicateKey) -> None:
        self.text = text
        self.base = base
        self.limits = limits()
        self.on_duplicate_key = on_duplicate_key
        self.anchors: dict[str, Node] = {}
        self.open_anchors: set[int] = set()
        self.documents: list[Node] = []
        # The open collections, and for each open mapping the key that waits for its value.
        self.stack: list[Mapping | Sequence] = []
        self.pending: list[Scalar | None] = []

    def build(self, events: Iterator[Any]) -> list[Node]:
        base = self.base
        nodes = aliases = 0
        most_nodes, most_aliases = self.limits.values, self.limits.aliases
        for event in events:
            name = event.__class__.__name__
            if name == "ScalarEvent":
                nodes += 1
                start, end = base + event.start_mark.index, base + event.end_mark.index
                is_plain = event.implicit[0] and not event.style
                if event.tag is None:
                    node = Scalar(event.value, start, end, is_plain)
                else:
                    node = TaggedScalar(event.value, start, end, is_plain, event.tag)
                if not node.text and node.plain:
                    self.location_nothing(node)
                if event.anchor is not None or event.tag is not None:
                    self.strip_properties(node)
                    if event.anchor is not None:
                        self.anchors[event.anchor] = node
                self.add(node)
            elif name in {"MappingStartEvent", "SequenceStartEvent"}:
                nodes += 1
                self.start(event, name)
            elif name in {"MappingEndEvent", "SequenceEndEvent"}:
                self.finish(base + event.end_mark.index)
            elif name == "AliasEvent":
                nodes += 1
                aliases += 1
                if aliases > most_aliases:
                    says = f"more than {most_aliases} aliases in one document"
                    raise self.refuse("too-large", says + raising_advice("aliases"), event)
                self.add(self.aliased(event))
            elif name == "DocumentStartEvent":
                self.anchors.clear()
            elif name == "StreamEndEvent":
                break
            if nodes > most_nodes:
                says = f"more than {most_nodes} values in one document"
                raise self.refuse("too-large", says + raising_advice("values"), event)
        return self.documents

    def location_nothing(self, node: Scalar) -> None:
        """Put a value that is not there where its key, or its list, is: the parsers disagree on its place."""
        if self.stack:
            key = self.pending[-1]
            at = self.stack[-1].start if key is None else key.end
            node.move(at, at)

    def strip_properties(self, node: Scalar) -> None:
        """Let the node start at its value, not at the anchor or tag in front of it."""
        match = _PROPERTIES.match(self.text, node.start - self.base, node.end - self.base)
        if match is not None:
            node.move(min(self.base + match.end(), node.end), node.end)

    def refuse(self, kind: str, detail: str, event: Any) -> ParseError:
        at = self.base + event.start_mark.index
        return ParseError(kind, detail, at, max(self.base + event.end_mark.index, at + 1))

    def start(self, event: Any, name: str) -> None:
        if len(self.stack) >= self.limits.depth:
            says = f"nested more than {self.limits.depth} levels deep"
            raise self.refuse("too-deep", says + raising_advice("depth"), event)
        start = self.base + event.start_mark.index
        node: Mapping | Sequence = (
            Mapping(start) if name == "MappingStartEvent" else Sequence(start, start, [])
        )
        if event.anchor is not None:
            self.anchors[event.anchor] = node
            self.open_anchors.add(id(node))
        if self.stack and self.pending[-1] is None and isinstance(self.stack[-1], Mapping):
            raise self.refuse("syntax-error", "a key must be a string, not an object or a list", event)
        self.stack.append(node)
        self.pending.append(None)

    def finish(self, end: int) -> None:
        node = self.stack.pop()
        self.pending.pop()
        node.end = end
        self.open_anchors.discard(id(node))
        self.add(node)

    def aliased(self, event: Any) -> Node:
        target = self.anchors.get(event.anchor)
        if target is None:
            raise self.refuse("syntax-error", f"no anchor named {event.anchor!r} stands before here", event)
        if id(target) in self.open_anchors:
            raise self.refuse("syntax-error", f"the anchor {event.anchor!r} contains itself", event)
        if self.stack and isinstance(self.stack[-1], Mapping) and self.pending[-1] is None:
            if not isinstance(target, Scalar):
                raise self.refuse("syntax-error", "a key must be a string, not an object or a list", event)
            # As a key, the alias itself is what one can point at.
            return target.moved(self.base + event.start_mark.index, self.base + event.end_mark.index)
        return target

    def add(self, node: Node) -> None:
        if not self.stack:
            self.documents.append(node)
            return
        parent = self.stack[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
            return
        key = self.pending[-1]
        if key is None:
            # start() and aliased() let nothing but scalars come here.
            assert isinstance(node, Scalar)
            self.pending[-1] = node
            return
        self.pending[-1] = None
        name = key_of(key)
        if name == "<<" and key.plain:
            self.merge(parent, node)
            return
        before = parent.entries.get(name)
        if before is not None:
            self.on_duplicate_key(before[0], key)
        parent.entries[name] = (key, node)

    def merge(self, parent: Mapping, node: Node) -> None:
        sources = node.items if isinstance(node, Sequence) else [node]
        for source in sources:
            if not isinstance(source, Mapping):
                detail = "only an object, or a list of objects, can be merged with '<<'"
                raise ParseError("syntax-error", detail, source.start, max(source.end, source.start + 1))
            if isinstance(parent.merged, list):
                parent.merged.append(source)
            else:
                parent.merged = [source]
            # Kubernetes merges at the place where "<<" stands: over what comes before it, under what follows.
            for name in parent.entries:
                merged = source.entry(name)
                if merged is not None:
                    parent.entries[name] = merged
