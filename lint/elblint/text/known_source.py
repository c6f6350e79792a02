"""Texts of files that an earlier run has read."""

from __future__ import annotations

from elblint.errors import FileChanged
from elblint.system.type_names import Any
from elblint.text.read_record import digest_of
from elblint.text.reader import decode, read_bytes
from elblint.text.source import SourceText


class KnownSource(SourceText):
    """The text of a file of known content, which is read once somebody asks for it. That may raise FileChanged."""

    __slots__ = ("_digest",)

    def __init__(self, path: str, digest: str) -> None:
        """``digest`` is that of the file's bytes."""
        super().__init__(path, "")
        self._digest = digest
        del self.text, self.has_mark

    def __getattr__(self, name: str) -> Any:
        """Read the file for what is known of its text only then."""
        if name not in {"text", "has_mark"}:
            raise AttributeError(name)
        data = read_bytes(self.path)
        read = decode(data, self.path) if data is not None and digest_of(data).hex() == self._digest else None
        if not isinstance(read, SourceText):
            raise FileChanged(self.path)
        self.text, self.has_mark = read.text, read.has_mark
        return getattr(self, name)
