"""Texts of files that an earlier run has read."""

from __future__ import annotations

from functools import partial

from elblint.errors import FileChanged
from elblint.text.read_record import digest_of
from elblint.text.reader import decode, read_bytes
from elblint.text.source import SourceText


def known_source(path: str, digest: str) -> SourceText:
    """Return the text of a file, which is read once somebody asks for it. That may raise FileChanged.

    ``digest`` is that of the file's bytes.
    """
    source = SourceText(path, "")
    source.let_go(partial(_read, path, digest))
    return source


def _read(path: str, digest: str) -> SourceText:
    data = read_bytes(path)
    read = decode(data, path) if data is not None and digest_of(data).hex() == digest else None
    if not isinstance(read, SourceText):
        raise FileChanged(path)
    return read
