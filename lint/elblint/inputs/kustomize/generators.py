"""The entries of kustomizations' generators, by the keys that they make."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import cached_property

from elblint.inputs.kustomize.kustomization import Kustomization, is_path
from elblint.model.subject import Field
from elblint.syntax.nodes import Node, Scalar, child, items, text, text_at
from elblint.syntax.scalar_offsets import location_inside
from elblint.system.boundary import relative_path
from elblint.text.source import Location, SourceText


class Generators:
    """The generators of all kustomizations of one build."""

    def __init__(self, parts: Iterable[Kustomization], read: Callable[[str], SourceText | None]) -> None:
        """``read`` gives the text of a file that went into the build, and None for any other."""
        self._parts = list(parts)
        self._read = read
        self._literals: dict[int, dict[str, list[Scalar]]] = {}
        self._lines: dict[str, dict[str, int]] = {}

    @cached_property
    def _named(self) -> dict[tuple[str, str], list[tuple[int, Kustomization, Node]]]:
        """The generators by kind and name, each with its number in the order of all."""
        found: dict[tuple[str, str], list[tuple[int, Kustomization, Node]]] = {}
        every = [(part, *one) for part in self._parts for one in part.generators()]
        for number, (part, kind, generator) in enumerate(every):
            name = text_at(generator, "name")
            if name is not None:
                found.setdefault((kind, name), []).append((number, part, generator))
        return found

    def field(self, kind: str, names: list[str], key: str, value: str) -> Field | None:
        """Return the entry for a key with a value: its literal, its file or the line of an env file."""
        # The last part of a generated name is a hash of its content.
        known = {one for name in names for one in (name, name.rpartition("-")[0])}
        # Whoever merges into a ConfigMap leaves no record; what takes in others comes after them.
        listed = [one for name in known for one in self._named.get((kind, name), ())]
        for _, part, generator in sorted(listed, key=lambda one: one[0]):
            found = self._entry(part, generator, key, value)
            if found is not None:
                return found
        return None

    def _entry(self, part: Kustomization, generator: Node, key: str, value: str) -> Field | None:
        if id(generator) not in self._literals:
            by_text = self._literals[id(generator)] = {}
            for literal in items(child(generator, "literals")):
                if isinstance(literal, Scalar):
                    by_text.setdefault(literal.text, []).append(literal)
        for literal in self._literals[id(generator)].get(f"{key}={value}", ()):
            location = location_inside(part.source, literal, len(key) + 1, len(literal.text))
            if location is not None:
                return Field(location, Scalar(value, location.start, location.end, plain=False), 2)
        for entry in items(child(generator, "files")):
            named, _, path = (text(entry) or "").rpartition("=")
            if (named or os.path.basename(path)) != key:
                continue
            source = self._read(relative_path(part.joined(path))) if is_path(path) else None
            if source is not None and source.text == value:
                whole = Scalar(value, 0, len(value), plain=False)
                return Field(Location(source, 0, min(len(value), 1)), whole, 2)
        for env_file in [*items(child(generator, "envs")), child(generator, "env")]:
            if not isinstance(env_file, Scalar) or not is_path(env_file.text):
                continue
            path = relative_path(part.joined(env_file.text))
            line_start = self._line_starts(path).get(f"{key}={value}")
            source = self._read(path)
            if source is None or line_start is None:
                continue
            start = line_start + len(key) + 1
            end = start + len(value)
            return Field(Location(source, start, end), Scalar(value, start, end, plain=False), 2)
        return None

    def _line_starts(self, path: str) -> dict[str, int]:
        """Return where each line of a file that went into the build first begins."""
        if path not in self._lines:
            starts = self._lines[path] = {}
            source, at = self._read(path), 0
            for line in source.text.splitlines(keepends=True) if source is not None else ():
                starts.setdefault(line.rstrip("\r\n"), at)
                at += len(line)
        return self._lines[path]
