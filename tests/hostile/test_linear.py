"""Work grows in proportion to the input: each shape of input is linted at n and at 4n, and nothing grows faster.

Counted is how often each line of elblint's own code is executed, not time, so that the result is the same on every
machine. In proportion, a line is executed four times as often for 4n; sorting and doubling buffers take a little
more, so the bound is five. A loop inside a loop would be at sixteen, and as each line is held to the bound by itself,
it shows for small n already, where it costs next to nothing. The allowance is for lines that are not executed at all
below some size.

Python's own functions take one step here, whatever they are given. Those that search a text are weighed by the
characters that they look at. Not seen are copies of lists, ``in`` on a list, regular expressions, the YAML parser
and other programs (helm, kubectl): these were measured by hand, with a clock and large n.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, SupportsIndex

import pytest

import elblint
from elblint.engine.library import Library
from elblint.engine.retention import ReleasableKinds
from elblint.engine.rule_loader import load_rules
from elblint.inputs.helm import values_origins as supplied
from elblint.inputs.helm.engine import find_engine
from elblint.inputs.kustomize.builder import find_builder
from elblint.syntax import yaml_parser as yaml_text
from elblint.syntax.line_classifier import KNOWN_LINES
from elblint.system.package_data import built_in_rules
from elblint.text import lines
from elblint.text.source import SourceText
from support import shapes, shapes_of_trees
from support.project import Outcome, Project
from support.shapes import Shape

pytestmark = pytest.mark.slow

BOUND = 5
ALLOWANCE = 500
CHARACTERS = 10_000
WAITING = "/system/child.py _wait"
"""Executed as often as another program makes it wait."""
SHAPES = shapes.SHAPES | shapes_of_trees.SHAPES
OWN = str(Path(elblint.__file__).parent)


class Counter:
    """The executed lines of elblint's code, and the characters that were searched."""

    def __init__(self) -> None:
        self.counts: dict[int, dict[int, int]] = {}
        self.codes: dict[int, CodeType] = {}
        self.tracers: dict[int, Callable[..., Any] | None] = {}
        self.characters = 0

    def __call__(self, frame: FrameType, event: str, argument: object) -> Callable[..., Any] | None:
        """Return the function that is told of the lines of a frame; None for code that is not elblint's."""
        key = id(frame.f_code)
        if key not in self.tracers:
            self.codes[key] = frame.f_code
            is_own = frame.f_code.co_filename.startswith(OWN)
            self.tracers[key] = self._tracer(self.counts.setdefault(key, {})) if is_own else None
        return self.tracers[key]

    @staticmethod
    def _tracer(counts: dict[int, int]) -> Callable[..., Any]:
        get = counts.get

        def trace(frame: FrameType, event: str, argument: object) -> Callable[..., Any]:
            if event == "line":
                line = frame.f_lineno
                counts[line] = get(line, 0) + 1
            return trace

        return trace

    def by_line(self) -> dict[str, int]:
        """Return how often each line was executed, by file, function and line."""
        return {
            f"{self.codes[key].co_filename.removeprefix(OWN)}:{line} {self.codes[key].co_name}": count
            for key, counted in self.counts.items()
            for line, count in counted.items()
        }


class Weighed(str):
    """A text that notes how many of its characters are looked at."""

    counter: Counter

    def count(self, what: str, start: SupportsIndex | None = 0, end: SupportsIndex | None = None) -> int:
        first, last, _ = slice(start, end).indices(len(self))
        self.counter.characters += max(last - first, 0)
        return super().count(what, start, end)

    def find(self, what: str, start: SupportsIndex | None = 0, end: SupportsIndex | None = None) -> int:
        found = super().find(what, start, end)
        first, last, _ = slice(start, end).indices(len(self))
        self.counter.characters += max((last if found < 0 else found) - first, 0)
        return found

    def rfind(self, what: str, start: SupportsIndex | None = 0, end: SupportsIndex | None = None) -> int:
        found = super().rfind(what, start, end)
        first, last, _ = slice(start, end).indices(len(self))
        self.counter.characters += max(last - (first if found < 0 else found), 0)
        return found

    def __contains__(self, what: object) -> bool:
        return isinstance(what, str) and self.find(what) >= 0

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        found = super().__getitem__(key)
        self.counter.characters += len(found)
        return found


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter]:
    counter = Counter()
    weighed = type("Counted", (Weighed,), {"counter": counter})
    of_source, of_lines = SourceText.__init__, lines.NewlineLines.__init__

    def read(self: SourceText, path: str, text: str, *, has_mark: bool = False) -> None:
        of_source(self, path, weighed(text), has_mark=has_mark)

    def count_lines(self: lines.NewlineLines, text: str) -> None:
        of_lines(self, weighed(text))

    before = sys.gettrace()
    with monkeypatch.context() as patch:
        patch.setattr(SourceText, "__init__", read)
        patch.setattr(lines.NewlineLines, "__init__", count_lines)
        # The parser in C takes no text of another class.
        parser = yaml_text._c_parser
        patch.setattr(yaml_text, "_c_parser", lambda text: parser(str(text)))
        # Each of these renders the whole chart: up to the limit, more questions are more renderings.
        patch.setattr(supplied, "_MOST_RENDERINGS", 2)
        # Lines that an earlier run has read already would not be counted.
        KNOWN_LINES.clear()
        sys.settrace(counter)
        try:
            yield counter
        finally:
            sys.settrace(before)


def run(project: Project, shape: Shape, folder: str) -> tuple[Counter, Outcome]:
    for path, content in shape.files.items():
        project.write(f"{folder}/{path}", content)
    project.monkeypatch.chdir(project.folder / folder)
    with counted(project.monkeypatch) as counter:
        outcome = project.run(*shape.arguments)
    return counter, outcome


def skip_without_tools(shape: Shape) -> None:
    names = {path.rpartition("/")[2] for path in shape.files}
    if "kustomization.yaml" in names and find_builder() is None:
        pytest.skip("neither kustomize nor kubectl is on this machine")
    if "Chart.yaml" in names and find_engine() is None:
        pytest.skip("no engine of Helm is on this machine")


@pytest.fixture(scope="module", autouse=True)
def rules_read_before() -> None:
    """Let the rules be read, and their store be made, before anything is counted."""
    load_rules(Library(built_in_rules()))


@pytest.mark.parametrize("name", SHAPES)
def test_work_grows_in_proportion(project: Project, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    # The first objects of a run are kept, whatever they are: a step that would look like growth.
    monkeypatch.setattr(ReleasableKinds.__init__, "__defaults__", (0,))
    n, make = SHAPES[name]
    skip_without_tools(make(1))
    little, much = make(n), make(4 * n)
    small, _ = run(project, little, "small")
    large, outcome = run(project, much, "large")
    assert outcome.exit_code in {0, 1} or name in shapes.WITH_FAULTS, outcome.stderr
    before = small.by_line()
    faster = {
        line: (before.get(line, 0), count)
        for line, count in large.by_line().items()
        if count > BOUND * before.get(line, 0) + ALLOWANCE and re.sub(r":\d+", "", line) != WAITING
    }
    assert not faster, repr(faster)
    # A text that is indented four times as deep is more than four times as long.
    longer = max(sum(map(len, much.files.values())) / sum(map(len, little.files.values())), 4)
    assert large.characters <= BOUND / 4 * longer * small.characters + CHARACTERS


def test_the_test_sees_a_loop_in_a_loop(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = []
    for n in (10, 40):
        with counted(monkeypatch) as counter:
            lines.lines_of("a\n" * n)
        counts.append(counter.by_line())
    assert counts[0] == counts[1], "a text of one chunk"
    searched = []
    for n in (10, 40):
        with counted(monkeypatch) as counter:
            source = SourceText("a.yaml", "a\n" * n * 100)
            for at in range(n * 100):
                assert source.text.count("\n", 0, at) <= at
        searched.append(counter.characters)
    assert searched[1] > 15 * searched[0]
