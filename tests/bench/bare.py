"""The bare cost of the work: read, cut at the markers, and let libyaml parse what has one of our kinds.

    python tests/bench/bare.py [--nodes] PATH...

By itself it builds nothing: what no linter that has libyaml read its documents can do without. ``--nodes`` builds the
plainest nodes that know their places, as a linter needs them: no limits, tags, aliases or duplicate keys. Neither has
a model, rules or reports.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from _ruamel_yaml import CParser
from ruamel.yaml.events import (
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

_KIND = re.compile(r"^kind:[ \t]*(Service|Ingress|Deployment)[ \t]*$", re.M)


class _Scalar:
    __slots__ = ("end", "start", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.start = start
        self.end = end


class _Collection:
    __slots__ = ("content", "end", "start")

    def __init__(self, start: int) -> None:
        self.content: Any = []
        self.start = start
        self.end = start


def parse(text: str) -> None:
    """Nothing but libyaml's events."""
    parser = CParser(text)
    while parser.get_event() is not None:
        pass


def nodes(text: str) -> list[Any]:
    """Scalars, dictionaries of keys and values, and lists, each with its place."""
    next_event = CParser(text).get_event
    around: list[list[Any]] = []
    current: list[Any] = []
    event = next_event()
    while event is not None:
        kind = event.__class__
        if kind is ScalarEvent:
            current.append(_Scalar(event.value, event.start_mark.index, event.end_mark.index))
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            opened = _Collection(event.start_mark.index)
            current.append(opened)
            around.append(current)
            current = opened.content
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            inner, current = current, around.pop()
            current[-1].end = event.end_mark.index
            if kind is MappingEndEvent:
                one = iter(inner)
                current[-1].content = {key.text: (key, value) for key, value in zip(one, one, strict=True)}
        event = next_event()
    return current


def main() -> None:
    """Read the files and folders that the command line names."""
    work: Callable[[str], object] = nodes if "--nodes" in sys.argv[1:] else parse
    for name in sys.argv[1:]:
        path = Path(name)
        if name == "--nodes":
            continue
        for file in sorted(path.rglob("*.yaml")) if path.is_dir() else [path]:
            text = file.read_bytes().decode()
            for piece in text.split("\n---\n"):
                if _KIND.search(piece):
                    work(piece)


main()
