"""The folders that a run may read from: nothing outside of them is read because a file inside them says so."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache

_GIT = f"{os.sep}.git{os.sep}"


def relative_path(path: str, start: str = os.curdir) -> str:
    """Return a path as seen from a folder; absolute where no way leads there, as to another drive of Windows."""
    try:
        return os.path.relpath(path, start)
    except ValueError:
        return os.path.abspath(path)


def tree_root(folder: str) -> str:
    """Return the real path of the Git repository that a folder is in.

    Outside of any repository that is the working folder if the folder is below it, else the folder itself.
    """
    return _root_of(os.path.realpath(folder), os.path.realpath("."))


@cache
def _root_of(start: str, working: str) -> str:
    current = start
    while not os.path.lexists(os.path.join(current, ".git")):
        parent = os.path.dirname(current)
        if parent == current:
            return working if _is_below(start, working) else start
        current = parent
    return current


def _is_below(real: str, root: str) -> bool:
    """Return whether a real path is ``root`` or below it, and not in Git's own folder, which may hold a token."""
    if real == root:
        return True
    start = root.rstrip(os.sep) + os.sep
    return real.startswith(start) and _GIT not in real[len(start) - 1 :].lower() + os.sep


def is_inside(path: str, root: str) -> bool:
    """Return whether a path, its links followed, leads to ``root`` (a real path) or below it."""
    try:
        return _is_below(os.path.realpath(path), root)
    except ValueError:
        return False


class Boundary:
    """The trees that a user pointed at; a file belongs to them by its real path."""

    def __init__(self, roots: Iterable[str]) -> None:
        """Take real paths of folders, and of single files; what lies in another one of them is left out."""
        outermost: list[str] = []
        # By their names, so that what lies in a folder follows right behind it.
        for root in sorted(set(roots), key=lambda one: one.split(os.sep)):
            if not outermost or not _is_below(root, outermost[-1]):
                outermost.append(root)
        self.roots = tuple(outermost)

    @classmethod
    def around(cls, paths: Iterable[str], root: str = ".") -> Boundary:
        """Return the boundary of a run over ``paths`` whose configuration lies in the folder ``root``.

        It holds the repository that each path is in, each path itself, and the configuration's repository.
        """
        roots = [tree_root(root or ".")]
        for path in paths:
            if path == "-":
                roots.append(tree_root("."))
            elif os.path.isdir(path):
                roots += [tree_root(path), os.path.realpath(path)]
            else:
                roots += [tree_root(os.path.dirname(os.path.abspath(path))), os.path.realpath(path)]
        return cls(roots)

    def holds(self, path: str) -> bool:
        """Return whether a path, its links followed, stays inside."""
        return self.root_of(path) is not None

    def root_of(self, path: str) -> str | None:
        """Return the root that holds a path, its links followed, or None."""
        try:
            real = os.path.realpath(path)
        except ValueError:
            return None
        return next((root for root in self.roots if _is_below(real, root)), None)
