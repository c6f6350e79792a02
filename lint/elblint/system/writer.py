"""The one way to write a file: as a whole or not at all, and never where a repository's links or settings lead."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator

from elblint.errors import OutputError
from elblint.system.boundary import is_inside, tree_root

# What the system calls its devices and the streams of a process; some of them are links.
_DEVICES = "/dev/"


def write_file(
    path: str, data: bytes, *, replace: bool = True, follow: bool = False, called: str = "it"
) -> None:
    """Write ``data`` to a file, which keeps its mode. On a failure the old file is still there, unchanged.

    With ``replace`` false the file must be new. With ``follow`` a link that stays in its repository is followed;
    else links are refused. A device or a pipe, such as ``/dev/stdout``, is written to directly. ``called`` is the
    file in a message.

    Raises OutputError: for a link, a folder, a file that is read-only or has several names, a path below ``.git``,
    a path of a repository that leads out of it, and for what the system says.
    """
    try:
        _write(path, data, replace=replace, follow=follow)
    except OutputError:
        raise
    except (OSError, ValueError) as error:
        says = getattr(error, "strerror", None) or str(error)
        raise OutputError(f"{path}: {called} could not be written: {says}") from None


def _write(path: str, data: bytes, *, replace: bool, follow: bool) -> None:
    is_device = os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)
    if is_device and (path.startswith(_DEVICES) or not os.path.islink(path)):
        with open(path, "wb") as stream:
            stream.write(data)
        return
    target = _target(path, follow=follow)
    mode: int | None = None
    if os.path.lexists(target):
        if not replace:
            raise OutputError(f"{path}: it is there already")
        status = os.stat(target)
        if stat.S_ISDIR(status.st_mode):
            raise OutputError(f"{path}: it is a folder; name a file")
        if not status.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(
            target, os.W_OK
        ):
            raise OutputError(f"{path}: the file is read-only; make it writable first (chmod u+w)")
        if status.st_nlink > 1:
            raise OutputError(
                f"{path}: the file has another name as well (a hard link), which writing would cut off; copy it first"
            )
        mode = stat.S_IMODE(status.st_mode)
    folder = os.path.dirname(target) or "."
    handle, scratch = tempfile.mkstemp(prefix=".elblint-", dir=folder)
    try:
        with open(handle, "wb") as out:
            out.write(data)
        os.chmod(scratch, _usual_mode() if mode is None else mode)
        os.replace(scratch, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(scratch)
        raise


def _target(path: str, *, follow: bool) -> str:
    """Return the file that a path means. Raises OutputError if it may not be written."""
    if not os.path.basename(path):
        raise OutputError(f"{path or 'an empty path'}: name a file")
    target = path
    if os.path.islink(path):
        inside = follow and is_inside(path, tree_root(os.path.dirname(path) or "."))
        if not inside:
            raise OutputError(f"{path}: it is a link; name the file itself")
        target = os.path.realpath(path)
    folder = os.path.dirname(os.path.abspath(target))
    root = _repository_around(os.path.abspath(path))
    if root is not None and not is_inside(folder, root):
        raise OutputError(f"{path}: a link on the way leads out of the repository; name the file itself")
    if ".git" in _folders(os.path.realpath(folder)):
        raise OutputError(f"{path}: nothing is written below .git; name another file")
    return target


def _repository_around(path: str) -> str | None:
    """Return the real path of the outermost repository, or the working folder, that a path is written in."""
    working = os.path.abspath(".")
    for folder in folders_above(path):
        if os.path.lexists(os.path.join(folder, ".git")) or folder == working:
            return os.path.realpath(folder)
    return None


def folders_above(path: str) -> Iterator[str]:
    """Yield the folders that an absolute path leads through, from the root (of its drive, on Windows) on."""
    # Of "C:" alone, Windows takes the working folder of the drive.
    root = len(os.path.splitdrive(path)[0]) + 1
    yield path[:root]
    yield from (path[:at] for at, letter in enumerate(path) if letter == os.sep and at >= root)


def _folders(path: str) -> list[str]:
    # Some systems do not tell capitals from small letters.
    return [name.lower() for name in path.split(os.sep)]


def _usual_mode() -> int:
    """Return the mode of a new file."""
    mask = os.umask(0o022)
    os.umask(mask)
    return 0o666 & ~mask
