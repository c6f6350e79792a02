"""JSON text to the same nodes that YAML becomes, with the same exact places.

Needed because JSON is not quite a part of YAML 1.1 (escaped surrogate pairs, tabs), and because annotations
hold JSON whose inner places matter.
"""

from __future__ import annotations

from collections.abc import Callable

from elblint.syntax.nodes import DuplicateKey, Mapping, Node, Scalar, Sequence
from elblint.system.lazy import lazy_pattern
from elblint.system.type_names import NoReturn
from elblint.text.diagnostics import ParseError
from elblint.text.limits import limits, raising_advice

_SPACE = lazy_pattern(r"[ \t\r\n]*")
_LITERAL = lazy_pattern(r"true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")


def parse_json(text: str, base: int, on_duplicate_key: DuplicateKey) -> list[Node]:
    """The JSON values in ``text``, one after the other, as nodes whose offsets start at ``base``.

    ``on_duplicate_key`` is called with the first and the repeated key. Raises ParseError, with offsets from
    ``base``, where the text is not JSON or exceeds a limit.
    """
    return _Reader(text, base, on_duplicate_key).read()


class _Reader:
    def __init__(self, text: str, base: int, on_duplicate_key: DuplicateKey) -> None:
        self.text = text
        self.base = base
        self.at = 0
        self.on_duplicate_key = on_duplicate_key

    def read(self) -> list[Node]:
        documents: list[Node] = []
        self.skip_space()
        while self.at < len(self.text):
            documents.append(self.document())
            self.skip_space()
        return documents

    def skip_space(self) -> None:
        match = _SPACE.match(self.text, self.at)
        assert match is not None
        self.at = match.end()

    def fail(self, detail: str, at: int | None = None, kind: str = "syntax-error") -> NoReturn:
        at = self.at if at is None else at
        at = min(at, max(len(self.text) - 1, 0))
        raise ParseError(kind, detail, self.base + at, self.base + min(at + 1, len(self.text)))

    def document(self) -> Node:
        """One value, read with a stack of its own: no input can exhaust Python's."""
        stack: list[Mapping | Sequence] = []
        keys: list[Scalar] = []
        nodes = 0
        allowed = limits()
        while True:
            nodes += 1
            if nodes > allowed.values:
                says = f"more than {allowed.values} values in one document"
                self.fail(says + raising_advice("values"), kind="too-large")
            character = self.text[self.at : self.at + 1]
            if character in {"{", "["}:
                if len(stack) >= allowed.depth:
                    says = f"nested more than {allowed.depth} levels deep"
                    self.fail(says + raising_advice("depth"), kind="too-deep")
                start = self.base + self.at
                self.at += 1
                self.skip_space()
                opened: Mapping | Sequence = (
                    Mapping(start) if character == "{" else Sequence(start, start, [])
                )
                if not self.closes("}" if character == "{" else "]"):
                    stack.append(opened)
                    if isinstance(opened, Mapping):
                        keys.append(self.key())
                    continue
                opened.end = self.base + self.at
                value: Node = opened
            else:
                value = self.scalar()
            finished = self.attach(value, stack, keys)
            if finished is not None:
                return finished

    def attach(self, value: Node, stack: list[Mapping | Sequence], keys: list[Scalar]) -> Node | None:
        """Put ``value`` where it belongs and close what ends after it; the root once it is complete."""
        while stack:
            parent = stack[-1]
            if isinstance(parent, Mapping):
                key = keys[-1]
                before = parent.entries.get(key.text)
                if before is not None:
                    self.on_duplicate_key(before[0], key)
                parent.entries[key.text] = (key, value)
            else:
                parent.items.append(value)
            self.skip_space()
            if self.closes(","):
                self.skip_space()
                if isinstance(parent, Mapping):
                    keys[-1] = self.key()
                return None
            if not self.closes("}" if isinstance(parent, Mapping) else "]"):
                self.fail("expected ',' or '}'" if isinstance(parent, Mapping) else "expected ',' or ']'")
            parent.end = self.base + self.at
            if isinstance(parent, Mapping):
                keys.pop()
            value = stack.pop()
        return value

    def closes(self, character: str) -> bool:
        if self.text.startswith(character, self.at):
            self.at += 1
            return True
        return False

    def key(self) -> Scalar:
        if not self.text.startswith('"', self.at):
            self.fail("expected a key in double quotes")
        key = self.string()
        self.skip_space()
        if not self.closes(":"):
            self.fail("expected ':'")
        self.skip_space()
        return key

    def string(self) -> Scalar:
        from json import JSONDecodeError, decoder

        start = self.at
        scan: Callable[[str, int, bool], tuple[str, int]] = vars(decoder)["scanstring"]
        try:
            value, self.at = scan(self.text, start + 1, True)
        except JSONDecodeError as error:
            self.fail(error.msg.lower(), error.pos)
        return Scalar(value, self.base + start, self.base + self.at, plain=False)

    def scalar(self) -> Node:
        if self.text.startswith('"', self.at):
            return self.string()
        match = _LITERAL.match(self.text, self.at)
        if match is None:
            self.fail("expected a JSON value")
        self.at = match.end()
        return Scalar(match[0], self.base + match.start(), self.base + match.end(), plain=True)
