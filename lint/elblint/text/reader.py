"""Bytes to text."""

from __future__ import annotations

import codecs
import os
import stat
import sys
from collections.abc import Callable
from functools import partial

from elblint.system.type_names import TypeAlias
from elblint.text.diagnostics import Diagnostic
from elblint.text.limits import limits, raising_advice
from elblint.text.source import Location, SourceText
from elblint.text.standing import standing_bytes

STDIN = "-"
"""The path that stands for standard input."""
MAX_BYTES = 100 * 2**20
"""The largest output of another program, and the largest content of an archive."""

Listener: TypeAlias = "Callable[[str, bytes | None, os.stat_result | None], None]"

# The longer marks first: UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


_listener: Listener | None = None


def listen(listener: Listener | None) -> None:
    """Let ``listener`` be told of each file that is read from now on; nobody if it is None."""
    global _listener  # noqa: PLW0603
    _listener = listener


def note_read(path: str, data: bytes | None, status: os.stat_result | None = None) -> None:
    """Tell the listener of a file that was read, or, without ``data``, that could not be."""
    if _listener is not None:
        _listener(path, data, status)


def read_source(path: str, stdin_filename: str = "<stdin>") -> SourceText | Diagnostic:
    """The decoded text of one file (of standard input for ``-``), or the fault that kept it from being read.

    The encoding is UTF-8, or what a byte order mark says, or UTF-16/32 where the first bytes show it, as YAML
    lays down. The mark itself is not part of the text. Raises nothing.
    """
    if path == STDIN:
        return _read(_stdin_bytes, stdin_filename)
    return _read(partial(_file_bytes, path, limits().file_size), path)


def read_file(path: str) -> SourceText | Diagnostic:
    """As read_source, for a file that is no input: ``-`` is a name, and the limits of input are not for it."""
    return _read(partial(_file_bytes, path, MAX_BYTES), path)


def _read(get: Callable[[], bytes], shown: str) -> SourceText | Diagnostic:
    try:
        return decode(get(), shown)
    except _Refused as refused:
        return _diagnostic(refused.kind, shown, refused.reason)
    except OSError as error:
        dangling = os.path.islink(shown) and not os.path.exists(shown)
        reason = dangling_link(os.readlink(shown)) if dangling else error.strerror
        return _diagnostic("unreadable-file", shown, reason or str(error))


def dangling_link(target: str) -> str:
    """Return the reason for which a link cannot be read whose target does not exist."""
    return f"it is a link to {target}, which does not exist"


def read_bytes(path: str) -> bytes | None:
    """The bytes of one file; None if it cannot be read, or is larger than elblint reads."""
    try:
        return _file_bytes(path, limits().file_size)
    except (_Refused, OSError):
        return None


def decode(data: bytes, shown: str) -> SourceText | Diagnostic:
    """The text that ``data`` encodes, reported under the name ``shown``, or the fault in it."""
    encoding, length = encoding_of(data)
    try:
        return SourceText(shown, data[length:].decode(encoding), has_mark=length > 0)
    except UnicodeDecodeError as error:
        source = SourceText(shown, data[length:].decode(encoding, "replace"))
        at = len(data[length : length + error.start].decode(encoding, "replace"))
        detail = f"byte {error.start + length}: {error.reason} ({encoding})"
        return Diagnostic("wrong-encoding", Location(source, at, at + 1), detail, unreadable=True)


class _Refused(Exception):
    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason


def _diagnostic(kind: str, shown: str, detail: str) -> Diagnostic:
    return Diagnostic(kind, Location(SourceText(shown, ""), 0, 0), detail, unreadable=True)


def _too_large(size: str, allowed: int) -> _Refused:
    shown = f"{allowed // 2**20} MiB" if allowed >= 2**20 else f"{allowed} bytes"
    how = raising_advice("file-size") if allowed == limits().file_size else ""
    return _Refused("too-large", f"{size}; the limit is {shown}{how}")


def _file_bytes(path: str, allowed: int) -> bytes:
    typed = standing_bytes(path)
    if typed is not None:
        if len(typed) > allowed:
            raise _too_large("it is longer than the limit", allowed)
        return typed
    try:
        data, status = _opened_bytes(path, allowed)
    except (_Refused, OSError):
        note_read(path, None)
        raise
    note_read(path, data, status)
    return data


def _opened_bytes(path: str, allowed: int) -> tuple[bytes, os.stat_result]:
    # Without O_NONBLOCK, opening a FIFO would wait for a writer for ever.
    # A shell's <(...) is a pipe too, under /dev, and its writer is there.
    is_shell_pipe = path.startswith(("/dev/fd/", "/dev/stdin", "/proc/self/fd/"))
    wait = 0 if is_shell_pipe else getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, os.O_RDONLY | wait | getattr(os, "O_BINARY", 0))
    try:
        status = os.fstat(handle)
        if stat.S_ISDIR(status.st_mode):
            raise _Refused("unreadable-file", "it is a folder")
        if not stat.S_ISREG(status.st_mode) and not (is_shell_pipe and stat.S_ISFIFO(status.st_mode)):
            raise _Refused("unreadable-file", "it is not a regular file")
        if status.st_size > allowed:
            raise _too_large(f"{status.st_size / 2**20:.0f} MiB", allowed)
        # Python makes room for as much as is asked for: not for the largest that is allowed, if the size is known.
        data = os.read(handle, status.st_size + 1)
        if len(data) != status.st_size:
            with open(handle, "rb", closefd=False) as rest:
                data += rest.read(allowed + 1 - len(data))
    finally:
        os.close(handle)
    if len(data) > allowed:
        raise _too_large("it is longer than the limit", allowed)
    return data, status


def _stdin_bytes() -> bytes:
    if sys.stdin is None:
        raise _Refused("unreadable-file", "standard input is closed")
    allowed = limits().file_size
    data = sys.stdin.buffer.read(allowed + 1)
    if len(data) > allowed:
        raise _too_large("standard input is longer than the limit", allowed)
    return data


def encoding_of(data: bytes) -> tuple[str, int]:
    """The encoding of a text, and the length of its byte order mark, by its first bytes."""
    head = data[:4]
    if head.isascii() and 0 not in head:
        return "utf-8", 0
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    if len(head) == 4:
        # A manifest starts with an ASCII character, so the zero bytes around it give the width away.
        zeros = tuple(byte == 0 for byte in head)
        guesses = {
            (True, True, True, False): "utf-32-be",
            (False, True, True, True): "utf-32-le",
            (True, False, True, False): "utf-16-be",
            (False, True, False, True): "utf-16-le",
        }
        if zeros in guesses:
            return guesses[zeros], 0
    return "utf-8", 0
