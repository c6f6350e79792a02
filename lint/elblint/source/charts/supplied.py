"""Which entry of which values file supplied a piece of rendered text: change it, render again, and see."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from elblint.manifest.changes import Change, Changes
from elblint.manifest.nodes import Mapping, Node, Scalar, Sequence
from elblint.manifest.text import SourceText
from elblint.source.charts.engine import Engine
from elblint.source.charts.folder import parsed
from elblint.source.charts.marks import MARK, VALUE, Reading, Step, has_marks, mark, number_of
from elblint.source.charts.proof import MarkedChart, Spot
from elblint.source.charts.release import Release
from elblint.text.secrets import is_in_secret

# How many entries are tried for one question, and how many renderings all questions together may cost.
_TRIES = 8
_MOST_RENDERINGS = 150
_FIRST_NUMBER = 41_000
# A hash of something with a mark in it is another one, and says nothing.
_HASH = re.compile(r"\b[0-9a-f]{32,}\b")
_QUOTES = re.compile("[\"']")
_SECRET = re.compile(r"pass(?:word|wd|phrase)?$|secret|token|credential|private|api-?key|access-?key", re.I)


class Leaf(NamedTuple):
    """One entry of a values file: its key (None in a list) and its value."""

    source: SourceText
    key: Scalar | None
    node: Scalar


class ValuesTrail:
    """The values files of one release, and what changes in the output with each of their entries."""

    def __init__(
        self, engine: Engine, release: Release, files: Iterable[SourceText], secrets: set[str]
    ) -> None:
        """Take the values files; values that hold one of the words ``secrets`` are not shown."""
        self.engine = engine
        self.release = release
        self.leaves = [leaf for source in files for leaf in _leaves(source)]
        for leaf in self.leaves:
            is_secret = leaf.key is not None and _SECRET.search(leaf.key.text)
            if is_secret or is_in_secret(leaf.node.text, secrets):
                leaf.source.hide(leaf.node.start, leaf.node.end)
        self._sets = {entry.node: entry for entry in release.sets if entry.node is not None}
        self.leaves += [
            Leaf(entry.source, None, entry.node)
            for entry in release.sets
            if entry.source is not None and entry.node is not None
        ]
        self._everything: dict[int, dict[str, Reading]] = {}
        self._changed: dict[tuple[int, int], dict[str, Reading]] = {}
        self._answers: dict[tuple[int, str, int, int], Leaf | None] = {}

    def supplier(self, spot: Spot, step: Step, text: str) -> Leaf | None:
        """The entry that a scalar in an action's output came from; None if that is not proven.

        ``text`` is the scalar's value as it was linted. Proven is an entry that shows there and nowhere else when
        it alone is changed, with all the rest of the template's output as it was.
        """
        key = id(spot.marked), spot.path, spot.start, spot.end
        if key not in self._answers:
            likely = self._likely(spot, step, text)[:_TRIES]
            self._answers[key] = next((self.leaves[one] for one in likely if self._shows(spot, one)), None)
        return self._answers[key]

    def _likely(self, spot: Spot, step: Step, text: str) -> list[int]:
        """The entries that may be it, the likeliest first: those that a rendering with marks in all texts names."""
        if id(spot.marked) not in self._everything:
            texts = [number for number, leaf in enumerate(self.leaves) if isinstance(leaf.node.value, str)]
            self._everything[id(spot.marked)] = self._render(spot.marked, self._marks(texts))
        marked = self._everything[id(spot.marked)].get(spot.path)
        start, _ = spot.reading.outputs[step]
        line = spot.reading.text.count("\n", start, spot.start)
        named = _numbers(marked, step, line)
        fitting = [number for number, leaf in enumerate(self.leaves) if text in _as_rendered(leaf.node)]
        # What is called as the field is comes first, and of several files the later one wins.
        before = spot.reading.text[spot.reading.text.rfind("\n", 0, spot.start) + 1 : spot.start]
        fitting.sort(key=lambda number: (not self._is_called(number, before), -number))
        templates = [number for number in named if "{{" in self.leaves[number].node.text]
        first = [number for number in named if number in fitting]
        return list(dict.fromkeys([*first, *templates, *fitting]))

    def _is_called(self, number: int, before: str) -> bool:
        """Whether an entry's key stands on the line before the spot."""
        key = self.leaves[number].key
        return key is not None and key.text in before

    def _shows(self, spot: Spot, number: int) -> bool:
        """Whether an entry shows at a spot when it alone is changed, all else being equal."""
        node = self.leaves[number].node
        if isinstance(node.value, str):
            reading = self._with_change(spot.marked, number, self._marks([number])[number])
            after = reading.get(spot.path)
            if after is None or _comparable(after.text) != _comparable(spot.reading.text):
                return False
            start, end = (_without_quotes(spot.reading.text, at) for at in (spot.start, spot.end))
            marks = (at for at, one in after.values if one == number)
            return any(start < _without_quotes(after.text, at) <= end for at in marks)
        # Numbers and booleans take no mark: another value has to stand there.
        other = str(not node.value).lower() if isinstance(node.value, bool) else str(_FIRST_NUMBER + number)
        if other in _as_rendered(node):
            return False
        changed = self._with_change(spot.marked, number, other).get(spot.path)
        return changed is not None and _is_replaced(spot, changed.text, _as_rendered(node), other)

    def _with_change(self, marked: MarkedChart, number: int, text: str) -> dict[str, Reading]:
        key = id(marked), number
        if key not in self._changed:
            if len(self._changed) >= _MOST_RENDERINGS:
                return {}
            self._changed[key] = self._render(marked, {number: text})
        return self._changed[key]

    def _marks(self, chosen: Iterable[int]) -> dict[int, str]:
        edits: dict[int, str] = {}
        for number in chosen:
            lines = self.leaves[number].node.text.split("\n")
            told = "\n".join(line + mark(VALUE, number) if line.strip() else line for line in lines)
            edits[number] = json.dumps(told, ensure_ascii=False)
        return edits

    def _render(self, marked: MarkedChart, edits: dict[int, str]) -> dict[str, Reading]:
        by_source: dict[SourceText, list[tuple[Scalar, str]]] = {}
        release = self.release
        for number, text in edits.items():
            leaf = self.leaves[number]
            if leaf.node in self._sets:
                entry = self._sets[leaf.node]
                changed = entry._replace(value=json.loads(text) if isinstance(leaf.node.value, str) else text)
                sets = tuple(changed if one is entry else one for one in release.sets)
                release = release._replace(sets=sets)
                continue
            by_source.setdefault(leaf.source, []).append((leaf.node, text))
        edited = {source: _edited(source, changes) for source, changes in by_source.items()}
        return marked.render(self.engine, release, edited)


def _leaves(source: SourceText) -> Iterator[Leaf]:
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
        elif isinstance(node, Sequence):
            stack.extend((None, item) for item in reversed(node.items))


def _as_rendered(node: Scalar) -> tuple[str, ...]:
    """A value as it comes out of a template."""
    value = node.value
    if isinstance(value, bool):
        return (str(value).lower(),)
    return (node.text,) if isinstance(value, str) else (node.text, str(value))


def _edited(source: SourceText, changes: list[tuple[Scalar, str]]) -> str:
    made = Changes(source)
    for node, new in changes:
        written = source.text[node.start : node.end].rstrip()
        change = Change(node.start, node.start + len(written), new)
        if not made.meets(change):
            made.add(change)
    return made.text()


def _numbers(reading: Reading | None, step: Step, line: int) -> list[int]:
    """The numbers of the marks in one line of an action's output."""
    _, output = (0, "") if reading is None else reading.outputs.get(step, (0, ""))
    lines = output.split("\n")
    shown = lines[line] if line < len(lines) else ""
    return [number_of(digits) for kind, digits in MARK.findall(shown) if kind == VALUE]


def _comparable(text: str) -> str:
    """A text without quotes, for a value with a mark may need none; hashes are all alike."""
    return _QUOTES.sub("", _HASH.sub(_same_length, text))


def _without_quotes(text: str, offset: int) -> int:
    """An offset in a text, as it is once the quotes are taken out."""
    return offset - len(_QUOTES.findall(text, 0, offset))


def _same_length(found: re.Match[str]) -> str:
    return "#" * len(found[0])


def _is_replaced(spot: Spot, after: str, shown: tuple[str, ...], other: str) -> bool:
    """Whether another value stands at the spot, and every other line is as it was, or has the same change."""
    old, new = spot.reading.text.split("\n"), after.split("\n")
    if len(old) != len(new):
        return False
    for before, now in zip(old, new, strict=True):
        if before != now and not _HASH.search(before) and not any(one in before for one in shown):
            return False
    line = spot.reading.text.count("\n", 0, spot.start)
    column = spot.start - (spot.reading.text.rfind("\n", 0, spot.start) + 1)
    # Quotes may be there for one value and not for the other.
    before = old[line][:column].rstrip("\"'")
    return new[line].startswith(before) and new[line][len(before) :].lstrip("\"'").startswith(other)
