"""Paths as reports name them to other programs: from the repository's root, however the user wrote them."""

from __future__ import annotations

import os


def repository_path(path: str, root: str) -> str:
    """Return a path from ``root``, a real path, with ``/``; what is no file below it keeps its own name."""
    if path == "<stdin>":
        return "stdin"
    relative = os.path.relpath(os.path.realpath(path), root).replace(os.sep, "/")
    return path.replace(os.sep, "/").lstrip("/") if relative.startswith("../") else relative
