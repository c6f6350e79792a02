"""Nodes of a parsed document. Every node keeps the span of text that it came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from elblint.syntax.scalars import ScalarValue, canonical_key, plain_text, resolve_plain
from elblint.system.type_names import Any, TypeAlias


class Scalar:
    """A string, number, boolean or null. ``text`` is its content after YAML's or JSON's unescaping."""

    # Much of a run's memory is scalars. The width is a small number, of which Python has one; ends are all different.
    __slots__ = ("_width", "plain", "start", "text")
    tag: str | None = None

    def __init__(self, text: str, start: int, end: int, plain: bool) -> None:
        self.text = text
        self.start = start
        self._width = end - start
        self.plain = plain

    @property
    def end(self) -> int:
        """The offset of its end."""
        return self.start + self._width

    def move(self, start: int, end: int) -> None:
        """Let it stand elsewhere."""
        self.start = start
        self._width = end - start

    def moved(self, start: int, end: int) -> Scalar:
        """The same value at another place."""
        return Scalar(self.text, start, end, self.plain)

    @property
    def value(self) -> ScalarValue:
        """The value as Kubernetes reads it: YAML 1.1 for plain scalars, the text itself when quoted."""
        if self.tag is None:
            return resolve_plain(self.text) if self.plain else self.text
        if self.tag in {"tag:yaml.org,2002:str", "!"} or not self.tag.startswith("tag:yaml.org,2002:"):
            return self.text
        return resolve_plain(self.text)


class TaggedScalar(Scalar):
    """A scalar with a tag, which says what its text is: ``!!str``."""

    __slots__ = ("tag",)

    def __init__(self, text: str, start: int, end: int, plain: bool, tag: str) -> None:
        super().__init__(text, start, end, plain)
        self.tag: str = tag

    def moved(self, start: int, end: int) -> Scalar:
        """The same value at another place."""
        return TaggedScalar(self.text, start, end, self.plain, self.tag)


class Sequence:
    """A list."""

    __slots__ = ("end", "items", "start")

    def __init__(self, start: int, end: int, items: list[Node]) -> None:
        self.start = start
        self.end = end
        self.items = items


_QUOTES = frozenset("\"'")
_FEW = 20
"""The entries of a mapping of which each can be looked at to find one."""


class Mapping:
    """An object. Of a duplicate key the last entry counts, as in Kubernetes.

    Nobody points at most keys. As long as all are plain, and the text that Kubernetes sees, ``held`` has the values
    by key, and ``key_starts`` where the keys are, counted from its own start: small numbers, of which Python has one
    each. A simple scalar right after its key, with a colon and a space between them, is held as it is written until
    somebody asks for the node. Else it has ``entries``, and there are no ``key_starts``.
    """

    __slots__ = ("end", "held", "key_starts", "merged", "start")

    def __init__(self, start: int) -> None:
        self.start = start
        self.end = start
        self.held: dict[str, Any] = {}
        self.key_starts: list[int] | None = []
        # Most mappings have none, and share one empty tuple.
        self.merged: list[Mapping] | tuple[()] = ()

    @property
    def entries(self) -> dict[str, tuple[Scalar, Node]]:
        """Its own keys, each with its node and its value."""
        if self.key_starts is not None:
            base = self.start
            made = {}
            for (key, value), at in zip(self.held.items(), self.key_starts, strict=True):
                start = base + at
                node = _scalar_after(key, start, value) if value.__class__ is str else value
                made[key] = Scalar(key, start, start + len(key), True), node
            self.held = made
            self.key_starts = None
        return self.held

    @entries.setter
    def entries(self, entries: dict[str, tuple[Scalar, Node]]) -> None:
        self.held = entries
        self.key_starts = None

    def entry(self, key: str) -> tuple[Scalar, Node] | None:
        """The key and value nodes for ``key``, looked up through merge keys (``<<``), or None."""
        if self.key_starts is not None:
            value = self.get(key)
            if value is None:
                return None
            if self.key_starts is not None and len(self.held) <= _FEW:
                # The nodes of all keys would take more memory than all else of it.
                start = self._start_of(key, self.key_starts)
                return Scalar(key, start, start + len(key), True), value
        found = self.entries.get(key)
        if found is not None or not self.merged:
            return found
        return next((layer.entries[key] for layer in self._layers() if key in layer.entries), None)

    def _layers(self) -> Iterator[Mapping]:
        """This mapping and those merged into it, in the order in which they count."""
        # An explicit stack and a memory of what was seen keep bombs of merge keys linear.
        seen: set[int] = set()
        stack = [self]
        while stack:
            mapping = stack.pop()
            if id(mapping) not in seen:
                seen.add(id(mapping))
                yield mapping
                stack.extend(reversed(mapping.merged))

    def get(self, key: str) -> Node | None:
        """The value node for ``key``, or None."""
        found = self.held.get(key)
        if self.key_starts is not None:
            return found if found.__class__ is not str else self._made(key, found, self.key_starts)
        if found is None and self.merged:
            found = self.entry(key)
        return None if found is None else found[1]

    def _made(self, key: str, written: str, starts: list[int]) -> Node:
        """The scalar that ``key`` holds as it is written."""
        if len(self.held) > _FEW:
            return self.entries[key][1]
        node = self.held[key] = _scalar_after(key, self._start_of(key, starts), written)
        return node

    def _start_of(self, key: str, starts: list[int]) -> int:
        return self.start + starts[list(self.held).index(key)]

    def keys(self) -> Iterable[str]:
        """All keys, own ones first, merged ones after them, each once."""
        if not self.merged:
            return self.held
        return dict.fromkeys(key for layer in self._layers() for key in layer.entries)


def _scalar_after(key: str, start: int, written: str) -> Scalar:
    """The simple scalar after a key that begins at ``start``, with a colon and a space between them."""
    return scalar_of(written, start + len(key) + 2)


def scalar_of(written: str, start: int) -> Scalar:
    """The scalar that is written at an offset: a plain one, or one in quotes and without escapes."""
    end = start + len(written)
    if written[0] in _QUOTES:
        return Scalar(written[1:-1], start, end, False)
    return Scalar(written, start, end, True)


def _text_of(written: str) -> str | None:
    """Return what ``text`` says of the scalar that is written so."""
    return written[1:-1] if written[0] in _QUOTES else plain_text(written)


Node: TypeAlias = "Scalar | Sequence | Mapping"
DuplicateKey: TypeAlias = Callable[[Scalar, Scalar], None]
"""Told of a key that a mapping has twice: the first and the repeated one."""


def key_of(scalar: Scalar) -> str:
    """The key that Kubernetes sees: YAML is turned into JSON there, so ``on:`` becomes ``"true"``."""
    if scalar.plain and scalar.tag is None:
        return canonical_key(scalar.text)
    return scalar.text


def child(node: Node | None, *keys: str) -> Node | None:
    """Walk down mappings by ``keys``; None as soon as one is missing or is no mapping."""
    for key in keys:
        if node.__class__ is not Mapping:
            return None
        node = node.get(key)
    return node


def child_in_any_case(node: Node | None, key: str) -> Node | None:
    """Return the value of a key however it is capitalised, as Go reads a document's fields; None if there is none."""
    if not isinstance(node, Mapping):
        return None
    found = node.get(key)
    if found is not None:
        return found
    return next((node.get(one) for one in node.keys() if one.casefold() == key.casefold()), None)  # noqa: SIM118


def at_path(node: Node | None, path: tuple[str | int, ...]) -> Node | None:
    """Walk down by keys and 0-based indices; None where the path leads nowhere."""
    for step in path:
        if isinstance(step, str):
            node = child(node, step)
            continue
        inner = items(node)
        node = inner[step] if step < len(inner) else None
    return node


def items(node: Node | None) -> list[Node]:
    """The elements of a sequence; nothing for anything else."""
    return node.items if isinstance(node, Sequence) else []


def text(node: Node | None) -> str | None:
    """A scalar's content as text (``true`` for a bare ``yes``); None if absent, null or no scalar."""
    if not isinstance(node, Scalar):
        return None
    is_plain = node.plain if node.tag is None else not isinstance(node.value, str)
    return plain_text(node.text) if is_plain else node.text


def text_at(node: Node | None, *keys: str) -> str | None:
    """Return what ``text`` says of the node that ``child`` finds, without making a node for it."""
    found: Node | str | None = node
    for key in keys:
        if found.__class__ is not Mapping:
            return None
        found = found.get(key) if found.key_starts is None else found.held.get(key)
    return _text_of(found) if found.__class__ is str else text(found)  # type: ignore[arg-type]


def texts(node: Node | None) -> dict[str, str | None]:
    """Return what ``text_at`` says of each key of a mapping, by key; nothing for anything else."""
    if not isinstance(node, Mapping):
        return {}
    if node.key_starts is None:
        return {key: text(node.get(key)) for key in node.keys()}  # noqa: SIM118
    return {
        key: _text_of(value) if value.__class__ is str else text(value) for key, value in node.held.items()
    }


def every_node(roots: Iterable[Node], *, keys: bool = True) -> Iterator[Node]:
    """Yield the nodes at and below some, each once; ``keys`` says whether those of mappings are among them."""
    pending = list(roots)
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Mapping):
            pending += node.merged
            for key, value in node.entries.values():
                pending += (key, value) if keys else (value,)
        elif isinstance(node, Sequence):
            pending += node.items
        # Last, for whoever is given it may move it.
        yield node


def port_number(node: Node | None, *keys: str) -> int | None:
    """The port at a path of mapping keys as a number; None if absent, a name, or no port."""
    written = text_at(node, *keys) or ""
    number = int(written) if written.isascii() and written.isdecimal() and len(written) <= 5 else 0
    return number if 1 <= number <= 65535 else None


def python_data(node: Node | None, budget: int = 1_000_000) -> object:
    """The node as plain Python data, aliases expanded. Raises ValueError for more than ``budget`` values."""
    left = [budget]

    def plain(inner: Node | None) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise ValueError(f"more than {budget} values, aliases included")
        if isinstance(inner, Mapping):
            return {key: plain(inner.get(key)) for key in inner.keys()}  # noqa: SIM118
        if isinstance(inner, Sequence):
            return [plain(item) for item in inner.items]
        return None if inner is None else inner.value

    return plain(node)


def children(path: tuple[str | int, ...], node: Node) -> list[tuple[tuple[str | int, ...], Node]]:
    """The nodes right below one, each with its path; what merge keys bring is left out."""
    if isinstance(node, Sequence):
        return [((*path, number), item) for number, item in enumerate(node.items)]
    if isinstance(node, Mapping):
        # Its entries would be nodes of all keys too.
        return [((*path, key), value) for key in list(node.held) if (value := node.get(key)) is not None]
    return []
