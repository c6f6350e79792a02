"""Files and folders of a repository by patterns."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Sequence
from functools import cached_property

from elblint.inputs.discovery import SKIPPED_FOLDERS
from elblint.text.globs.pattern_reader import FOLDERS, Segment, segments_of
from elblint.text.globs.wildcards import Wildcards, octets

MOST_FOLDERS = 20_000


class RepositoryFiles:
    """The folders and files of a repository, listed when somebody first asks."""

    def __init__(self, root: str) -> None:
        self.root = root

    @cached_property
    def _listed(self) -> list[tuple[str, list[str]]]:
        return list(itertools.islice(_walk(self.root), MOST_FOLDERS + 1))

    @property
    def is_cut(self) -> bool:
        """True if there are more than ``MOST_FOLDERS`` folders, of which the rest is not looked through."""
        return len(self._listed) > MOST_FOLDERS

    def folders_like(self, patterns: Sequence[str], excludes: Sequence[str]) -> list[str]:
        """Return the folders that a pattern fits and no excluding one, as sorted paths."""
        wanted, left_out = _read(patterns), _read(excludes)
        return sorted(
            path
            for path, _ in self._listed[:MOST_FOLDERS]
            if path
            and any(_fits(one, path) for one in wanted)
            and not any(_fits(one, path) for one in left_out)
        )

    def files_like(self, patterns: Sequence[str]) -> list[str]:
        """Return the files that a pattern fits, as paths from the root, sorted."""
        wanted = _read(patterns)
        found = []
        for folder, names in self._listed[:MOST_FOLDERS]:
            paths = (f"{folder}/{name}" if folder else name for name in names)
            found += [path for path in paths if any(_fits(one, path) for one in wanted)]
        return sorted(found)


def _read(patterns: Sequence[str]) -> list[list[Segment]]:
    return [one for pattern in patterns if (one := _segments(pattern.strip("/")))]


def _segments(pattern: str) -> list[Segment]:
    try:
        return segments_of(octets(pattern))
    except ValueError:
        return []


def _walk(root: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each folder below a root, as a path from it, with its files; no hidden ones, and no links."""
    for folder, inner, files in os.walk(root):
        inner[:] = sorted(one for one in inner if not one.startswith(".") and one not in SKIPPED_FOLDERS)
        path = os.path.relpath(folder, root).replace(os.sep, "/")
        yield "" if path == "." else path, sorted(files)


def _fits(pattern: list[Segment], path: str) -> bool:
    """Return whether a pattern fits a whole path."""
    names = octets(path).split("/")
    # The places in the pattern that may come next.
    states = _opened(pattern, {0})
    for name in names:
        after = set()
        for at in states:
            if at == len(pattern):
                continue
            segment = pattern[at]
            if segment is FOLDERS:
                after.add(at)
            elif segment == name or (isinstance(segment, Wildcards) and segment.matches(name)):
                after.add(at + 1)
        states = _opened(pattern, after)
    return len(pattern) in states


def _opened(pattern: list[Segment], states: set[int]) -> set[int]:
    """Return the places with those behind any number of folders, of which there may be none."""
    for at in range(len(pattern)):
        if at in states and pattern[at] is FOLDERS:
            states = states | {at + 1}
    return states
