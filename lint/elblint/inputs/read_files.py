"""Files that several builders take in, each read once."""

from __future__ import annotations

from functools import cached_property

from elblint.inputs.build_cache import holds_secret
from elblint.text.read_record import digest_of
from elblint.text.reader import read_bytes
from elblint.text.secrets import may_hold_secret


class FileContent:
    """The bytes of a file, and what they tell."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def digest(self) -> bytes:
        """Tells it from any other content."""
        return digest_of(self.data)

    @cached_property
    def may_hold_secret(self) -> bool:
        """True if it may hold a Secret, at a first look."""
        return may_hold_secret(self._text)

    @cached_property
    def holds_secret(self) -> bool:
        """True if it holds a Secret or makes one, or if that cannot be told."""
        return self.may_hold_secret and holds_secret(self._text)

    @property
    def _text(self) -> str:
        return self.data.replace(b"\0", b"").decode("utf-8", "replace")


class FileContents:
    """Several files by their paths, for one tool that reads them all."""

    def __init__(self) -> None:
        self.contents: dict[str, FileContent] = {}

    @property
    def may_hold_secret(self) -> bool:
        """True if one of the files may hold a Secret, at a first look."""
        return any(content.may_hold_secret for content in self.contents.values())

    @property
    def holds_secret(self) -> bool:
        """True if one of the files holds a Secret or makes one, or if that cannot be told."""
        return any(content.holds_secret for content in self.contents.values())


class ReadFiles:
    """The files that were read, by their real paths."""

    def __init__(self) -> None:
        self._read: dict[str, FileContent | None] = {}

    def __call__(self, real: str) -> FileContent | None:
        """Return the content of a file; None if it cannot be read."""
        if real not in self._read:
            data = read_bytes(real)
            self._read[real] = None if data is None else FileContent(data)
        return self._read[real]
