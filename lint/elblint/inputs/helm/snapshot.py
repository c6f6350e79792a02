"""A copy of a chart for Helm's engine: regular files only, each of which stays inside the trees of the run.

The engine follows links and reads whatever lies in a chart's folder, so it never sees the folder itself.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from elblint.system.boundary import Boundary
from elblint.system.scratch import Scratch
from elblint.text.reader import MAX_BYTES, note_read
from elblint.text.source import SourceText
from elblint.text.standing import standing_bytes

_MOST_FILES = 10_000
_DEEPEST = 50
# Git's own folder is no part of a chart, and may hold a token.
_LEFT_OUT = frozenset({".git"})


class ChartRefused(Exception):
    """Raised for a chart that may not be rendered; ``path`` is the file in it that is at fault."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(reason)
        self.path = path


def copy_chart(folder: str, boundary: Boundary) -> Scratch:
    """Copy a chart's folder, subcharts and packages included, and return the copy.

    The copy lies in a folder of the chart's own name. Raises ChartRefused.
    """
    scratch = Scratch()
    into = os.path.join(scratch.path, os.path.basename(os.path.realpath(folder)) or "chart")
    size = 0
    for number, (path, real, status) in enumerate(_files(folder, boundary)):
        typed = standing_bytes(real)
        size += status.st_size if typed is None else len(typed)
        if number == _MOST_FILES or size > MAX_BYTES:
            raise ChartRefused(
                path, f"the chart holds more than {_MOST_FILES} files or {MAX_BYTES // 2**20} MiB"
            )
        target = os.path.join(into, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        try:
            data = _content(path, real, status.st_size) if typed is None else typed
            with open(target, "wb") as copy:
                copy.write(data)
            if typed is None:
                note_read(os.path.join(folder, path), data, status)
        except OSError as error:
            raise ChartRefused(path, error.strerror or str(error)) from None
    return scratch


def _content(path: str, real: str, size: int) -> bytes:
    with open(real, "rb") as source:
        # One byte more shows that it grew; a file under /proc has no size at all.
        data = source.read(size + 1)
    if len(data) != size:
        raise ChartRefused(path, "its size changes while it is read")
    return data


def _files(folder: str, boundary: Boundary) -> Iterator[tuple[str, str, os.stat_result]]:
    """Yield the files of a chart: the path in it, the real path, the status. Raises ChartRefused."""
    top = os.path.realpath(folder)
    pending = [""]
    for _ in range(_MOST_FILES):
        if not pending:
            return
        inner = pending.pop()
        try:
            names = sorted(os.listdir(os.path.join(folder, inner)))
        except OSError as error:
            raise ChartRefused(inner, error.strerror or str(error)) from None
        for name in names:
            path = os.path.join(inner, name)
            if name in _LEFT_OUT:
                continue
            real = os.path.realpath(os.path.join(folder, path))
            if not boundary.holds(real):
                raise ChartRefused(path, "it is a link that leads out of the repository")
            try:
                status = os.stat(real)
            except OSError as error:
                raise ChartRefused(path, f"it leads nowhere: {error.strerror}") from None
            if stat.S_ISDIR(status.st_mode):
                if path.count(os.sep) > _DEEPEST or (top + os.sep).startswith(real + os.sep):
                    raise ChartRefused(path, "it is a link to a folder around it, or too deep")
                pending.append(path)
            elif stat.S_ISREG(status.st_mode):
                yield path, real, status
            else:
                raise ChartRefused(path, "it is no regular file")
    raise ChartRefused("", f"the chart holds more than {_MOST_FILES} folders")


def values_files(home: str, values: tuple[SourceText, ...]) -> list[str]:
    """Write values files, as they were read, into a folder; return their paths in order."""
    paths = []
    for number, source in enumerate(values):
        path = os.path.join(home, f"values-{number}.yaml")
        with open(path, "w", encoding="utf-8", newline="", errors="surrogatepass") as file:
            file.write(source.text)
        paths.append(path)
    return paths
