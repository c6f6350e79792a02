"""What belongs to a repository: nothing outside of it is read because a file inside of it says so."""

from __future__ import annotations

import os
from functools import cache


def tree_root(folder: str) -> str:
    """The real path of the Git repository that a folder is in; of the folder itself outside of any."""
    return _root_of(os.path.realpath(folder))


@cache
def _root_of(start: str) -> str:
    current = start
    while not os.path.exists(os.path.join(current, ".git")):
        parent = os.path.dirname(current)
        if parent == current:
            return start
        current = parent
    return current


def is_inside(path: str, root: str) -> bool:
    """Whether a path, its links followed, leads to ``root`` (a real path) or below it."""
    real = os.path.realpath(path)
    return real == root or real.startswith(root.rstrip(os.sep) + os.sep)
