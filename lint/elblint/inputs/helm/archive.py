"""Unpacking a packaged chart into a folder, trusting nothing in it."""

from __future__ import annotations

import gzip
import os
import posixpath
import tarfile
import zlib

from elblint.system.type_names import Any
from elblint.text.reader import MAX_BYTES

MAX_FILES = 10_000
_MOST_FILES, _MOST_BYTES = 2 * MAX_FILES, 2 * MAX_BYTES


class ArchiveError(Exception):
    """Raised for a package that is no chart, or too large."""


class Room:
    """The files and bytes that all packages of one run may still unpack, packages in packages included."""

    def __init__(self, files: int = _MOST_FILES, size: int = _MOST_BYTES) -> None:
        self.files = files
        self.size = size

    def take(self, size: int) -> None:
        """Use up room for one file. Raises ArchiveError if there is none."""
        self.files -= 1
        self.size -= size
        if self.files < 0 or self.size < 0:
            message = (
                f"the packages of this run hold more than {_MOST_FILES} files or {_MOST_BYTES // 2**20} MiB"
            )
            raise ArchiveError(message)


class _Limited:
    """A stream that ends with an error instead of filling the memory."""

    def __init__(self, stream: gzip.GzipFile) -> None:
        self.stream = stream
        self.left = 2 * MAX_BYTES

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes."""
        data = self.stream.read(min(size, 1 << 20))
        self.left -= len(data)
        if self.left < 0:
            raise OSError(f"it holds more than {2 * MAX_BYTES // 2**20} MiB")
        return data


def _opened(stream: gzip.GzipFile) -> tarfile.TarFile:
    limited: Any = _Limited(stream)
    return tarfile.open(fileobj=limited, mode="r|")


def unpack(package: str, into: str, room: Room) -> str:
    """Write the files of a ``.tgz`` below the folder ``into`` and return the folder of the chart in it.

    Links, devices and names that lead out of the folder are left out. Raises ArchiveError.
    """
    left, number, top = MAX_BYTES, 0, ""
    try:
        with gzip.open(package) as stream, _opened(stream) as archive:
            for member in archive:
                name = posixpath.normpath(member.name.replace("\\", "/"))
                if not member.isreg() or name.startswith(("/", "../")) or "\0" in name:
                    continue
                number += 1
                left -= member.size
                if left < 0 or number > MAX_FILES:
                    raise ArchiveError(f"it holds more than {MAX_FILES} files or {MAX_BYTES // 2**20} MiB")
                room.take(member.size)
                if posixpath.basename(name) == "Chart.yaml" and name.count("/") == 1:
                    top = posixpath.dirname(name)
                content = archive.extractfile(member)
                path = os.path.join(into, *name.split("/"))
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "wb") as file:
                    file.write(b"" if content is None else content.read())
    except (OSError, EOFError, tarfile.TarError, ValueError, zlib.error) as error:
        raise ArchiveError(f"it cannot be unpacked: {error}") from None
    if not top:
        raise ArchiveError("it holds no Chart.yaml in a folder of its own")
    return os.path.join(into, top)
