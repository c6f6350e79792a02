"""Paths as reports name them to other programs: from the repository's root, however the user wrote them."""

from __future__ import annotations

import os

from elblint.system.boundary import relative_path, tree_root


class RepositoryPaths:
    """Paths from the root of the repository that the working folder is in, or from that folder outside of one."""

    def __init__(self) -> None:
        self._root = tree_root(".")
        self._known: dict[str, str] = {}

    def of(self, path: str) -> str:
        """Return a path from the root, with ``/``; what is no file below it keeps its own name."""
        found = self._known.get(path)
        if found is None:
            found = self._known[path] = _from_root(path, self._root)
        return found


def _from_root(path: str, root: str) -> str:
    if path == "<stdin>":
        return "stdin"
    real = os.path.realpath(path)
    relative = relative_path(real, root).replace(os.sep, "/")
    if relative.startswith("../") or os.path.isabs(relative) or not _is_repository(root):
        # Whoever calls elblint from elsewhere gets the same names as from inside.
        own = tree_root(os.path.dirname(real))
        relative = relative_path(real, own).replace(os.sep, "/") if _is_repository(own) else relative
    return path.replace(os.sep, "/").lstrip("/") if relative.startswith("../") else relative


def _is_repository(folder: str) -> bool:
    return os.path.lexists(os.path.join(folder, ".git"))
