"""Reports of earlier runs over the very same input, so that an unchanged tree is not linted again.

A run is known by its options, its configuration, the names of its files and elblint itself. What is kept of it is the
finished reports, with the states of all files that it read: they count as long as none of these has changed.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from elblint.config.settings import CACHE_FOLDER, Config
from elblint.engine.rule_loader import rule_files
from elblint.inputs.build_cache import identity_of
from elblint.inputs.discovery import CODE, Discovery
from elblint.inputs.helm import has_charts
from elblint.inputs.helm.source_comments import ChartsBelow
from elblint.inputs.kustomize.kustomization import kustomizations_around
from elblint.inputs.request import Request
from elblint.system.boundary import Boundary, tree_root
from elblint.system.package_data import built_in_rules
from elblint.system.signed_cache import SignedCache
from elblint.text.limits import limits
from elblint.text.read_record import ReadRecord, is_unchanged, recording
from elblint.version import __version__

_MOST_ENTRIES = 10
_MOST_NAMES = 50_000
"""As many files and folders are looked through around kustomizations and charts."""

Reports = list[bytes]


class RunCache:
    """The cache of one run; ``of`` gives None where keeping its reports is not possible."""

    def __init__(self, cache: SignedCache, name: str) -> None:
        self.cache = cache
        self.name = name
        self._known: dict[str, str] = {}

    @classmethod
    def of(cls, found: Discovery, request: Request, config: Config, *further: object) -> RunCache | None:
        """The cache for a request that stands for some files.

        ``further`` is what else the reports depend on, as anything with a ``repr``.
        """
        folder = config.below(CACHE_FOLDER)
        cache = SignedCache.open(folder, tree_root(config.root), "run-", _MOST_ENTRIES)
        if cache is None or request.changed:
            return None
        digest = cache.digest()
        for part in _described(found, request, config):
            if part is None:
                return None
            digest.update(b"%d:" % len(part))
            digest.update(part)
        digest.update(_written(further))
        return cls(cache, digest.hexdigest())

    def load(self) -> tuple[int, Reports] | None:
        """The exit code and reports of the same run before; None if there are none, or a file has changed."""
        written = self.cache.load(self.name)
        if written is None:
            return None
        kept = json.loads(written)
        self._known = kept["read"]
        if not is_unchanged(self._known):
            return None
        return kept["code"], [base64.b64decode(one) for one in kept["reports"]]

    def recording(self) -> AbstractContextManager[ReadRecord]:
        """Record what the run reads inside a ``with`` block."""
        return recording(self._known)

    def save(self, code: int, reports: Reports, read: ReadRecord) -> None:
        """Keep what a run gave, if it read each file in one state."""
        if read.is_consistent:
            encoded = [base64.b64encode(one).decode() for one in reports]
            kept = {"code": code, "reports": encoded, "read": read.states}
            self.cache.save(self.name, json.dumps(kept).encode())


def _described(found: Discovery, request: Request, config: Config) -> Iterator[bytes | None]:
    """Yield all that a run depends on beside the content of the files that it reads; None if that is unknown."""
    files = found.files
    yield _written((__version__, limits(), own_state(), os.getcwd(), config))
    yield _written((found.ignored, found.excluded, found.unreadable, files))
    yield _written((request.paths, request.parse_all, request.kustomize, request.suppress, request.helm))
    yield _written((request.release, request.baseline, request.allow_empty, request.force_exclude))
    yield _written([rule_files(config.below(folder)) for folder in config.rules])
    around = kustomizations_around(files)
    yield _written(around)
    boundary = Boundary.around(request.paths, config.root)
    yield _written((boundary.roots, ChartsBelow(config.root).is_empty))
    # Kustomizations beside and above files say which of them are patches, or a Secret's; links are among the names.
    if around or has_charts(files):
        yield _builders(request)
    # Code of Terraform is read with all that stands beside it.
    if around or has_charts(files) or any(path.endswith(CODE) for path in files):
        yield _names_below(boundary.roots)
    if config.facts_from or any(entry.facts_from for entry in config.clusters):
        from elblint.inputs.evidence.files import evidence_files

        yield _written(evidence_files(config))


def _written(part: object) -> bytes:
    return repr(part).encode("utf-8", "backslashreplace")


def _builders(request: Request) -> bytes:
    """Return what tells the programs that build kustomizations and render charts from others."""
    from elblint.inputs.helm.engine import find_engine
    from elblint.inputs.kustomize.builder import find_builder

    builder = find_builder() if request.kustomize else None
    engine = find_engine() if request.helm else None
    known = b"" if builder is None else identity_of(builder[0]) + builder[1].encode()
    return known + b"\n" + (b"" if engine is None else engine.identity())


def _names_below(roots: Iterable[str]) -> bytes | None:
    """Return the names of all that kustomizations and charts could take in; None if it is too much."""
    names: list[tuple[str, str]] = []
    for root in roots:
        for folder, inner, files in os.walk(root):
            inner[:] = [name for name in inner if name not in {".git", CACHE_FOLDER}]
            paths = [os.path.join(folder, name) for name in (*inner, *files)]
            names += [(path, os.readlink(path) if os.path.islink(path) else "") for path in paths]
            if len(names) > _MOST_NAMES:
                return None
    return _written(sorted(names))


def own_state() -> list[tuple[str, int, int]]:
    """Return name, size and time of elblint's own files: in a checkout they change without a new version."""
    package = Path(__file__).parent.parent
    state = []
    for folder, suffix in ((package, "*.py"), (Path(built_in_rules()), "*.yaml")):
        for file in sorted(folder.rglob(suffix)):
            status = file.stat()
            state.append((str(file), status.st_size, status.st_mtime_ns))
    return state
