"""Paths as reports name them to other programs: from the repository's root, however the user wrote them."""

from __future__ import annotations

import os

from elblint.system.boundary import relative_path, tree_root


def repository_path(path: str, root: str) -> str:
    """Return a path from ``root``, a real path, with ``/``; what is no file below it keeps its own name."""
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
