"""The entries of values files, found by what they say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from elblint.inputs.helm.chart import parsed
from elblint.inputs.helm.marks import has_marks
from elblint.syntax.nodes import Mapping, Node, Scalar
from elblint.syntax.nodes import Sequence as ListNode
from elblint.system.named_tuple import NamedTuple
from elblint.text.source import SourceText


class Leaf(NamedTuple):
    """One entry of a values file: its key (None in a list) and its value."""

    source: SourceText
    key: Scalar | None
    node: Scalar


def leaves_of(source: SourceText) -> Iterator[Leaf]:
    """Return the entries of a values file that are scalars, in order."""
    if has_marks(source.text):
        return
    stack: list[tuple[Scalar | None, Node | None]] = [(None, parsed(source))]
    seen: set[int] = set()
    while stack:
        key, node = stack.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Scalar):
            if node.end > node.start and node.value is not None:
                yield Leaf(source, key, node)
        elif isinstance(node, Mapping):
            stack.extend(reversed(list(node.entries.values())))
        elif isinstance(node, ListNode):
            stack.extend((None, item) for item in reversed(node.items))


def as_rendered(node: Scalar) -> tuple[str, ...]:
    """Return a value as it comes out of a template."""
    value = node.value
    if isinstance(value, bool):
        return (str(value).lower(),)
    return (node.text,) if isinstance(value, str) else (node.text, str(value))


class LeavesByText:
    """The numbers of entries by the text that they are rendered as, and by their keys."""

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self._fitting: dict[str, dict[int, None]] = {}
        self._called: dict[str, dict[str, list[int]]] = {}
        self._key_lengths: dict[str, set[int]] = {}
        for number, leaf in enumerate(leaves):
            for text in set(as_rendered(leaf.node)):
                self._fitting.setdefault(text, {})[number] = None
                if leaf.key is not None:
                    self._called.setdefault(text, {}).setdefault(leaf.key.text, []).append(number)
                    self._key_lengths.setdefault(text, set()).add(len(leaf.key.text))

    def fitting(self, text: str) -> dict[int, None]:
        """Return the entries that are rendered as a text."""
        return self._fitting.get(text, {})

    def likeliest(self, text: str, before: str, most: int) -> list[int]:
        """Return the first few of the entries that are rendered as ``text``.

        Those whose keys stand in ``before`` come first, and of several the later one wins.
        """
        by_key = self._called.get(text, {})
        called: set[int] = set()
        for key in _within(before, by_key, self._key_lengths.get(text, set())):
            called.update(by_key[key][-most:])
        found = sorted(called, reverse=True)[:most]
        if len(found) < most:
            for number in reversed(self.fitting(text)):
                if len(found) == most:
                    break
                if number not in called:
                    found.append(number)
        return found


def _within(text: str, words: Collection[str], lengths: set[int]) -> list[str]:
    """Return the words that stand in a text, by the words or by the parts of the text, whatever are fewer."""
    if len(words) <= len(text) * len(lengths):
        return [word for word in words if word in text]
    parts = {text[at : at + length] for length in lengths for at in range(len(text) - length + 1)}
    return [part for part in parts if part in words]
