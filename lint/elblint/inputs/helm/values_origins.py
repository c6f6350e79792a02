"""Search for the entry of a values file that supplied a piece of rendered text: change it, render again, compare."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cached_property

from elblint.config.chart_release import Release
from elblint.inputs.helm.engine import Engine
from elblint.inputs.helm.marks import VALUE, Reading, Step, mark
from elblint.inputs.helm.source_map import MappedSpan, MarkedChart
from elblint.inputs.helm.source_map_memo import SeenReading
from elblint.inputs.helm.values_entries import Leaf, LeavesByText, as_rendered, leaves_of
from elblint.syntax.nodes import Scalar
from elblint.syntax.text_changes import Change, Changes
from elblint.system.lazy import lazy_pattern
from elblint.text.secret_scan import is_in_secret
from elblint.text.source import SourceText

# How many entries are tried for one question, and how many renderings all questions together may cost.
_TRIES = 8
_MOST_RENDERINGS = 150
_FIRST_NUMBER = 41_000
_SECRET = lazy_pattern(r"pass(?:word|wd|phrase)?$|secret|token|credential|private|api-?key|access-?key", re.I)


class ValuesTrail:
    """The values files of one release, and what changes in the output with each of their entries."""

    def __init__(
        self, engine: Engine, release: Release, files: Iterable[SourceText], secrets: set[str]
    ) -> None:
        """Take the values files; values that hold one of the words ``secrets`` are not shown."""
        self.engine = engine
        self.release = release
        self.leaves = [leaf for source in files for leaf in leaves_of(source)]
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
        self._by_text = LeavesByText(self.leaves)
        self._seen: dict[int, SeenReading] = {}
        self._compared: dict[tuple[int, int], bool] = {}
        self._everything: dict[int, dict[str, Reading]] = {}
        self._changed: dict[tuple[int, int], dict[str, Reading]] = {}
        self._answers: dict[tuple[int, str, int, int], Leaf | None] = {}

    def supplier(self, mapped: MappedSpan, step: Step, text: str) -> Leaf | None:
        """The entry that a scalar in an action's output came from; None if that is not proven.

        ``text`` is the scalar's value as it was linted. Proven is an entry that shows there and nowhere else when
        it alone is changed, with all the rest of the template's output as it was.
        """
        key = id(mapped.marked), mapped.path, mapped.start, mapped.end
        if key not in self._answers:
            likely = self._likely(mapped, step, text)
            self._answers[key] = next((self.leaves[one] for one in likely if self._shows(mapped, one)), None)
        return self._answers[key]

    def _likely(self, mapped: MappedSpan, step: Step, text: str) -> list[int]:
        """Return the entries that may be it, the likeliest first.

        First are those that a rendering with marks in all texts names, then what is called as the field is.
        """
        if id(mapped.marked) not in self._everything:
            texts = [number for number, leaf in enumerate(self.leaves) if isinstance(leaf.node.value, str)]
            self._everything[id(mapped.marked)] = self._render(mapped.marked, self._marks(texts))
        breaks = mapped.reading.breaks
        start, _ = mapped.reading.outputs[step]
        line = breaks.at(mapped.start) - breaks.at(start)
        first: list[int] = []
        templates: list[int] = []
        marked = self._everything[id(mapped.marked)].get(mapped.path)
        if marked is not None:
            named = self._seen_as(marked).named(step, line)
            first = named.first_of(self._by_text.fitting(text), _TRIES)
            templates = named.first_of(self._templates, _TRIES)
        before = mapped.reading.text[breaks.start(breaks.at(mapped.start)) : mapped.start]
        fitting = self._by_text.likeliest(text, before, _TRIES)
        return list(dict.fromkeys([*first, *templates, *fitting]))[:_TRIES]

    @cached_property
    def _templates(self) -> dict[int, None]:
        """The entries that are templates themselves."""
        return dict.fromkeys(number for number, leaf in enumerate(self.leaves) if "{{" in leaf.node.text)

    def _seen_as(self, reading: Reading) -> SeenReading:
        return self._seen.setdefault(id(reading), SeenReading(reading))

    def _shows(self, mapped: MappedSpan, number: int) -> bool:
        """Return whether an entry shows at a spot when it alone is changed, all else being equal."""
        node = self.leaves[number].node
        before = self._seen_as(mapped.reading)
        if isinstance(node.value, str):
            changed = self._with_change(mapped.marked, number, self._marks([number])[number]).get(mapped.path)
            if changed is None:
                return False
            after = self._seen_as(changed)
            key = id(mapped.reading), id(changed)
            if key not in self._compared:
                self._compared[key] = after.comparable == before.comparable
            start, end = (before.without_quotes(at) for at in (mapped.start, mapped.end))
            return self._compared[key] and after.shows(number, start, end)
        # Numbers and booleans take no mark: another value has to stand there.
        other = str(not node.value).lower() if isinstance(node.value, bool) else str(_FIRST_NUMBER + number)
        if other in as_rendered(node):
            return False
        changed = self._with_change(mapped.marked, number, other).get(mapped.path)
        if changed is None:
            return False
        after = self._seen_as(changed)
        key = id(mapped.reading), id(changed)
        if key not in self._compared:
            self._compared[key] = before.is_same_but_for(after, as_rendered(node))
        return self._compared[key] and _is_replaced(mapped, before.lines, after.lines, other)

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
            marked = "\n".join(line + mark(VALUE, number) if line.strip() else line for line in lines)
            edits[number] = json.dumps(marked, ensure_ascii=False)
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


def _edited(source: SourceText, changes: list[tuple[Scalar, str]]) -> str:
    made = Changes(source)
    for node, new in changes:
        written = source.text[node.start : node.end].rstrip()
        change = Change(node.start, node.start + len(written), new)
        if not made.overlaps(change):
            made.add(change)
    return made.text()


def _is_replaced(mapped: MappedSpan, old: list[str], new: list[str], other: str) -> bool:
    """Return whether another value stands at the spot in the new lines."""
    line = mapped.reading.breaks.at(mapped.start)
    column = mapped.start - mapped.reading.breaks.start(line)
    # Quotes may be there for one value and not for the other.
    before = old[line][:column].rstrip("\"'")
    return new[line].startswith(before) and new[line][len(before) :].lstrip("\"'").startswith(other)
