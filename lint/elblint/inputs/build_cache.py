"""Results of kustomizations and charts from earlier runs, by all that their builders read.

Nothing of a Secret is kept: neither a result with a Secret in it, nor one that was made with the help of one.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable

from elblint.system.boundary import tree_root
from elblint.system.signed_cache import SignedCache
from elblint.system.type_names import TYPE_CHECKING
from elblint.text.limits import limits
from elblint.text.secret_scan import secret_spans
from elblint.text.secrets import may_hold_secret
from elblint.version import __version__

if TYPE_CHECKING:
    from hashlib import blake2b

_MOST_ENTRIES = 1000
_MOST_BYTES = 64 * 2**20


class BuildCache:
    """The results of builders: in a folder, or in this process; without either nothing is kept."""

    def __init__(self, folder: str = "", root: str = ".") -> None:
        """Take the folder for the results, and one of the tree that is linted; without ``folder`` nothing is kept."""
        self._cache: SignedCache | _Memory | None = None
        if folder:
            self._cache = SignedCache.open(folder, tree_root(root), "build-", _MOST_ENTRIES)

    @classmethod
    def in_memory(cls) -> BuildCache:
        """Return one that keeps results as long as it is there."""
        made = cls()
        made._cache = _Memory()
        return made

    @property
    def is_kept(self) -> bool:
        """True if results are kept."""
        return self._cache is not None

    def key(self, parts: Iterable[bytes]) -> str:
        """Return the name of a result by all that it depends on; empty if nothing is kept."""
        if self._cache is None:
            return ""
        digest = self._cache.digest()
        for part in (__version__.encode(), repr(limits()).encode(), *parts):
            digest.update(b"%d:" % len(part))
            digest.update(part)
        return digest.hexdigest()

    def load(self, key: str) -> str | None:
        """Return a result; None if it is not kept."""
        found = self._cache.load(key) if self._cache is not None else None
        return None if found is None else found.decode("utf-8", "surrogatepass")

    def save(self, key: str, result: str) -> None:
        """Keep a result, unless a Secret is in it."""
        if self._cache is not None and not holds_secret(result):
            self._cache.save(key, result.encode("utf-8", "surrogatepass"))


class _Memory:
    """Results by name, the last ones as long as there is room."""

    def __init__(self) -> None:
        self._results: dict[str, bytes] = {}
        self._room = _MOST_BYTES
        self._lock = threading.Lock()

    def digest(self) -> blake2b:
        """Return a digest for the name of a result."""
        import hashlib

        return hashlib.blake2b(digest_size=32)

    def load(self, name: str) -> bytes | None:
        """Return a result; None if it is not kept."""
        return self._results.get(name)

    def save(self, name: str, content: bytes) -> None:
        """Keep a result; the oldest ones make room."""
        with self._lock:
            self._room += len(self._results.pop(name, b"")) - len(content)
            self._results[name] = content
            while self._room < 0:
                self._room += len(self._results.pop(next(iter(self._results))))


def holds_secret(text: str) -> bool:
    """Return whether a text is, holds, or makes a Secret, in JSON inside of it as well."""
    if not may_hold_secret(text):
        return False
    if "\\n" in text:
        text += "\n---\n" + text.replace("\\n", "\n").replace('\\"', '"')
    return bool(secret_spans(text))


def identity_of(program: str) -> bytes:
    """Return what tells one version of a program, or of a package, from another."""
    real = os.path.realpath(program)
    status = os.stat(real)
    return repr((real, status.st_size, status.st_mtime_ns, status.st_ino)).encode("utf-8", "surrogateescape")
