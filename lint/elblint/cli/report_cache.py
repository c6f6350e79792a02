"""Reports of earlier runs over the very same input, so that an unchanged tree is not linted again.

The key is made of all that a run depends on: the content of every file, the configuration, rules, options, the
working folder and elblint itself. What is kept is the finished reports, signed with a key that lies in the user's own
cache folder: a cache that somebody puts into a repository is worth nothing.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import os
import secrets
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path

from elblint.config.settings import Config
from elblint.engine.rule_loader import built_in_rules, rule_files
from elblint.inputs.discovery import Discovery
from elblint.inputs.gitops import may_deploy
from elblint.inputs.helm import has_charts
from elblint.inputs.helm.source_comments import ChartsBelow
from elblint.inputs.kustomize.kustomization import has_kustomization, kustomizations_around, named_files
from elblint.inputs.loader import Request
from elblint.system.boundary import Boundary, is_inside, tree_root
from elblint.text.limits import limits
from elblint.text.reader import digest_of, read_bytes
from elblint.version import __version__

FOLDER = ".elblint_cache"
_MOST_ENTRIES = 10
_SOURCE_COMMENT = b"# Source: "

Reports = list[bytes]


class RunCache:
    """The cache of one run; ``of`` gives None where keeping its reports is not worth while, or not possible."""

    def __init__(self, folder: Path, name: str, secret: bytes, digests: dict[str, bytes]) -> None:
        self.file = folder / f"{name}.json"
        self.secret = secret
        self.digests = digests
        """Of the content of the input's files, by path: a run that read anything else is not kept."""

    @classmethod
    def of(cls, found: Discovery, request: Request, config: Config, *further: object) -> RunCache | None:
        """The cache for a request that stands for some files.

        ``further`` is what else the reports depend on, as anything with a ``repr``.
        """
        secret = _secret(tree_root(config.root))
        folder = Path(config.below(FOLDER))
        if secret is None or os.path.islink(folder):
            return None
        digests: dict[str, bytes] = {}
        name = _fingerprint(found, request, config, further, digests)
        return None if name is None else cls(folder, name, secret, digests)

    def load(self) -> tuple[int, Reports] | None:
        """The exit code and reports of the same run before; None if there are none, or if they are not ours."""
        try:
            written = None if os.path.islink(self.file) else read_bytes(str(self.file))
            if written is None:
                return None
            kept = json.loads(written)
            code, reports = kept["code"], [base64.b64decode(one) for one in kept["reports"]]
            genuine = hmac.compare_digest(kept["signature"], self._signature(code, reports))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        if not genuine:
            return None
        with contextlib.suppress(OSError):
            os.utime(self.file)
        return code, reports

    def save(self, code: int, reports: Reports) -> None:
        """Keep what a run gave, if the folder can be written; the oldest entries make room."""
        kept = {
            "code": code,
            "reports": [base64.b64encode(one).decode() for one in reports],
            "signature": self._signature(code, reports),
        }
        folder = self.file.parent
        try:
            folder.mkdir(exist_ok=True)
            for name, content in (
                (".gitignore", "*\n"),
                ("CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n"),
            ):
                # Never through a link that somebody put there.
                with contextlib.suppress(FileExistsError), open(folder / name, "x", encoding="utf-8") as file:
                    file.write(content)
            handle, written = tempfile.mkstemp(dir=folder, prefix="new-")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(kept, file)
            os.replace(written, self.file)
            entries = sorted(folder.glob("*.json"), key=os.path.getmtime)
            for old in entries[:-_MOST_ENTRIES]:
                old.unlink()
        except OSError:
            # Without a cache, all is as it would be without one.
            return

    def _signature(self, code: int, reports: Reports) -> str:
        signed = hmac.new(self.secret, f"{self.file.name} {code}".encode(), "sha256")
        for one in reports:
            signed.update(hashlib.sha256(one).digest())
        return signed.hexdigest()


def _secret(root: str) -> bytes | None:
    """Return the user's own key, made when it is first needed.

    None where there is no place for it outside of ``root``, the tree that is linted, and where others could write it.
    """
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    if not os.path.isabs(home):
        return None
    file = Path(home, "elblint", "key")
    if is_inside(str(file), root) or _is_open_to_others(file):
        return None
    found = read_bytes(str(file))
    if found is not None and len(found) == 32:
        return found
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            file.unlink()
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as opened:
            opened.write(secrets.token_bytes(32))
        return file.read_bytes()
    except OSError:
        return None


def _is_open_to_others(file: Path) -> bool:
    try:
        status = os.lstat(file)
    except OSError:
        return False
    owner = getattr(os, "geteuid", lambda: status.st_uid)()
    return status.st_uid != owner or bool(status.st_mode & (stat.S_IWGRP | stat.S_IWOTH))


def _fingerprint(
    found: Discovery, request: Request, config: Config, further: Iterable[object], digests: dict[str, bytes]
) -> str | None:
    """Return the name for all that a run depends on; None if that is unknown from the files alone.

    The digests of the input's files are put into ``digests``.
    """
    files = found.files
    if request.changed or has_charts(files) or has_kustomization(files):
        return None
    digest = hashlib.blake2b(digest_size=20)

    def add(*parts: object) -> None:
        for part in parts:
            written = part if isinstance(part, bytes) else repr(part).encode("utf-8", "backslashreplace")
            digest.update(b"%d:" % len(written))
            digest.update(written)

    add(
        __version__,
        limits(),
        _own_state(),
        os.getcwd(),
        config,
        found.ignored,
        found.excluded,
        found.unreadable,
    )
    add(request.paths, request.parse_all, request.kustomize, request.suppress, request.helm, *further)
    others = [request.baseline] if request.baseline else []
    others += [file for folder in config.rules for file in rule_files(config.below(folder))]
    # Which files are patches, or a Secret's, is said by kustomizations beside and above them.
    around = kustomizations_around(files)
    others += around
    if around:
        boundary = Boundary.around(request.paths, config.root)
        add(*map(sorted, named_files(files, boundary)), [os.path.realpath(path) for path in files])
    add(Boundary.around(request.paths, config.root).roots)
    charts = ChartsBelow(config.root)
    for path in (*others, *files):
        data = read_bytes(path)
        if data is None or may_deploy(path, data):
            # Folders that it deploys may lie outside of the input.
            return None
        if not charts.is_empty and _SOURCE_COMMENT in data.replace(b"\0", b""):
            # Text that is mapped to templates depends on these as well.
            return None
        digests[path] = digest_of(data)
        add(path, digests[path])
    return digest.hexdigest()


def _own_state() -> list[tuple[str, int, int]]:
    """Return name, size and time of elblint's own files: in a checkout they change without a new version."""
    package = Path(__file__).parent.parent
    state = []
    for folder, suffix in ((package, "*.py"), (Path(built_in_rules()), "*.yaml")):
        for file in sorted(folder.rglob(suffix)):
            status = file.stat()
            state.append((str(file), status.st_size, status.st_mtime_ns))
    return state
