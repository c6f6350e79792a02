"""Results of earlier runs, in a folder beside what they are about, signed with a key in the user's own cache folder.

A cache that somebody puts into a repository is worth nothing, for it is signed with another key.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from elblint.system.boundary import is_inside
from elblint.system.ownership import is_open_to_others
from elblint.system.type_names import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import blake2b

_SIZE = 32
_MARKS = ((".gitignore", "*\n"), ("CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n"))


class SignedCache:
    """The entries of one folder that begin with a prefix; ``open`` gives None where there is no place for the key."""

    def __init__(self, folder: str, secret: bytes, prefix: str, most: int) -> None:
        """``most`` is the number of entries to keep."""
        self.folder = Path(folder)
        self.prefix = prefix
        self._secret = secret
        self._most = most
        self._is_ready = False

    @classmethod
    def open(cls, folder: str, root: str, prefix: str, most: int) -> SignedCache | None:
        """Return the cache in ``folder`` for the tree at ``root``, in which the key may not lie."""
        if os.path.islink(folder):
            return None
        secret = _secret(root)
        return None if secret is None else cls(folder, secret, prefix, most)

    def digest(self) -> blake2b:
        """Return a digest for the name of an entry: without the key, it tells nothing of what went into it."""
        from hashlib import blake2b

        return blake2b(key=self._secret, digest_size=20)

    def load(self, name: str) -> bytes | None:
        """Return what was kept under a name; None if nothing was, or if it is not ours."""
        file = self._file(name)
        try:
            handle = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
            with open(handle, "rb") as opened:
                if not stat.S_ISREG(os.fstat(handle).st_mode):
                    return None
                signature, _, content = opened.read().partition(b"\n")
        except OSError:
            return None
        import hmac

        if not hmac.compare_digest(signature, self._signature(name, content)):
            return None
        with contextlib.suppress(OSError):
            os.utime(file)
        return content

    def save(self, name: str, content: bytes) -> None:
        """Keep some content, if the folder can be written; the oldest entries make room."""
        import tempfile

        with contextlib.suppress(OSError):
            if not self._is_ready:
                self._make_folder()
            handle, written = tempfile.mkstemp(dir=self.folder, prefix="new-")
            with os.fdopen(handle, "wb") as file:
                file.write(self._signature(name, content) + b"\n" + content)
            os.replace(written, self._file(name))
            if not self._is_ready:
                self._make_room()
            self._is_ready = True

    def _make_folder(self) -> None:
        """Make the folder, which no other tool shall take for a part of the tree. Raises OSError."""
        self.folder.mkdir(exist_ok=True)
        for name, content in _MARKS:
            # Never through a link that somebody put there.
            with (
                contextlib.suppress(FileExistsError),
                open(self.folder / name, "x", encoding="utf-8") as file,
            ):
                file.write(content)

    def _make_room(self) -> None:
        entries = sorted(self.folder.glob(f"{self.prefix}*.json"), key=os.path.getmtime)
        for old in entries[: -self._most]:
            old.unlink()

    def _file(self, name: str) -> Path:
        return self.folder / f"{self.prefix}{name}.json"

    def _signature(self, name: str, content: bytes) -> bytes:
        import hashlib
        import hmac

        signed = f"{self.prefix}{name} {hashlib.sha256(content).hexdigest()}".encode()
        return hmac.new(self._secret, signed, "sha256").hexdigest().encode()


def _secret(root: str) -> bytes | None:
    """Return the user's own key, made when it is first needed.

    None where there is no place for it outside of ``root``, and where others could write it.
    """
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    if not os.path.isabs(home):
        return None
    file = Path(home, "elblint", "key")
    if is_inside(str(file), root) or _may_be_others(file):
        return None
    try:
        if file.is_file() and len(found := file.read_bytes()) == _SIZE:
            return found
        import secrets
        import tempfile

        file.parent.mkdir(parents=True, exist_ok=True)
        # Nobody ever sees a part of a key: with an empty one, anybody could sign.
        handle, written = tempfile.mkstemp(dir=file.parent, prefix="new-")
        with os.fdopen(handle, "wb") as opened:
            opened.write(secrets.token_bytes(_SIZE))
        os.replace(written, file)
        # Another run may have put its own there since.
        found = file.read_bytes()
    except OSError:
        return None
    return found if len(found) == _SIZE else None


def _may_be_others(file: Path) -> bool:
    try:
        return is_open_to_others(os.lstat(file))
    except OSError:
        return False
