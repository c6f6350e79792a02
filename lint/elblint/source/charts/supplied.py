"""Which entry of which values file supplied a piece of rendered text: change it, render again, and see."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from elblint.manifest.nodes import Mapping, Node, Scalar, Sequence
from elblint.manifest.text import SourceText
from elblint.source.charts.engine import Engine
from elblint.source.charts.folder import parsed
from elblint.source.charts.marks import MARK, VALUE, Reading, Step, has_marks, mark, number_of, unmarked
from elblint.source.charts.proof import MarkedChart, Spot
from elblint.source.charts.release import Release

# How many values are tried one by one, and how many at once.
_ONE_BY_ONE = 8
_AT_ONCE = 200
_FIRST_NUMBER = 41_000
_QUOTES = re.compile(r"[\"'\s]")


class Leaf(NamedTuple):
    """One entry of a values file: its key (None in a list) and its value."""

    source: SourceText
    key: Scalar | None
    node: Scalar


class ValuesTrail:
    """The values files of one release, and what changes in the output with each of their entries."""

    def __init__(self, engine: Engine, release: Release, files: Iterable[SourceText]) -> None:
        self.engine = engine
        self.release = release
        self.leaves = [leaf for source in files for leaf in _leaves(source)]
        self._sets = {entry.node: entry for entry in release.sets if entry.node is not None}
        self.leaves += [
            Leaf(entry.source, None, entry.node)
            for entry in release.sets
            if entry.source is not None and entry.node is not None
        ]
        self._marked: dict[int, dict[str, Reading]] = {}
        self._answers: dict[tuple[str, Step, int, str, bool], Leaf | None] = {}

    def supplier(self, spot: Spot, step: Step, text: str, *, is_key: bool) -> Leaf | None:
        """The entry that an action's output got a scalar (or a key) from; None if that is not proven.

        ``text`` is the scalar's value as it was linted.
        """
        start, _ = spot.reading.outputs[step]
        line = spot.reading.text.count("\n", start, spot.start)
        key = spot.path, step, line, text, is_key
        if key not in self._answers:
            self._answers[key] = self._find(spot, step, line, text, is_key=is_key)
        return self._answers[key]

    def _find(self, spot: Spot, step: Step, line: int, text: str, *, is_key: bool) -> Leaf | None:
        before = _line(spot.reading, step, line)
        fitting = [
            number
            for number, leaf in enumerate(self.leaves)
            if (leaf.key is not None and leaf.key.text == text if is_key else text in _as_rendered(leaf.node))
        ]
        texts = [number for number in fitting if isinstance(self.leaves[number].node.value, str)]
        # First with marks in all texts, which is one rendering for all questions; it may have gone another way.
        for chosen in (None, texts[:_AT_ONCE]):
            if chosen is None or texts:
                reading = self._with_marks(spot.marked, chosen).get(spot.path)
                found = _numbers(reading, step, line, before, is_key=is_key)
                for number in found:
                    if number in fitting or (not is_key and "{{" in self.leaves[number].node.text):
                        return self.leaves[number]
        others = [number for number in fitting if number not in set(texts)]
        return self._one_by_one(spot, step, line, others)

    def _with_marks(self, marked: MarkedChart, chosen: list[int] | None) -> dict[str, Reading]:
        """The rendering with marks in the chosen texts of values files, None for all."""
        if chosen is None:
            if id(marked) not in self._marked:
                everything = [
                    number for number, leaf in enumerate(self.leaves) if isinstance(leaf.node.value, str)
                ]
                self._marked[id(marked)] = self._render(marked, self._marks(everything))
            return self._marked[id(marked)]
        return self._render(marked, self._marks(chosen))

    def _marks(self, chosen: Iterable[int]) -> dict[int, str]:
        edits: dict[int, str] = {}
        for number in chosen:
            lines = self.leaves[number].node.text.split("\n")
            told = "\n".join(line + mark(VALUE, number) if line.strip() else line for line in lines)
            edits[number] = json.dumps(told, ensure_ascii=False)
        return edits

    def _one_by_one(self, spot: Spot, step: Step, line: int, numbers: list[int]) -> Leaf | None:
        """Numbers and booleans take no mark: each gets another value, and that has to be seen."""
        before = _line(spot.reading, step, line)
        for number in numbers[:_ONE_BY_ONE]:
            node = self.leaves[number].node
            other = (
                str(not node.value).lower() if isinstance(node.value, bool) else str(_FIRST_NUMBER + number)
            )
            if other in _as_rendered(node):
                continue
            reading = self._render(spot.marked, {number: other}).get(spot.path)
            after = None if reading is None else _line(reading, step, line)
            if before is not None and after is not None and after != before:
                for shown in _as_rendered(node):
                    if _plain(before).replace(shown, other) == _plain(after):
                        return self.leaves[number]
        return None

    def _render(self, marked: MarkedChart, edits: dict[int, str]) -> dict[str, Reading]:
        by_source: dict[SourceText, list[tuple[Scalar, str]]] = {}
        release = self.release
        for number, text in edits.items():
            leaf = self.leaves[number]
            if leaf.node in self._sets:
                entry = self._sets[leaf.node]
                changed = entry._replace(value=json.loads(text) if isinstance(leaf.node.value, str) else text)
                sets = tuple(changed if one is entry else one for one in release.sets)
                release = replace(release, sets=sets)
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
    text, parts, at = source.text, [], 0
    for node, new in sorted(changes, key=lambda change: change[0].start):
        if node.start < at:
            continue
        old = text[node.start : node.end]
        parts += [text[at : node.start], new, old[len(old.rstrip()) :]]
        at = node.end
    return "".join([*parts, text[at:]])


def _line(reading: Reading, step: Step, line: int) -> str | None:
    """One line of an action's output, marks of values in it; None if there is none."""
    _, output = reading.outputs.get(step, (0, ""))
    lines = output.split("\n")
    return lines[line] if line < len(lines) else None


def _plain(line: str) -> str:
    return _QUOTES.sub("", unmarked(line))


def _numbers(
    reading: Reading | None, step: Step, line: int, before: str | None, *, is_key: bool
) -> list[int]:
    """The numbers of the marks in a line that is as it was but for them; for a key, also in the line below it."""
    shown = None if reading is None else _line(reading, step, line)
    if reading is None or shown is None or before is None or _plain(shown) != _plain(before):
        return []
    below = _line(reading, step, line + 1) if is_key and not MARK.search(shown) else None
    return [number_of(digits) for kind, digits in MARK.findall(shown + (below or "")) if kind == VALUE]
