"""Reports of earlier runs over the very same input, so that an unchanged tree is not linted again.

A run is known by its options, its configuration, the names of its files and elblint itself. What is kept of it is the
finished reports, with the states of all files that it read: they count as long as none of these has changed. Beside
them are the outlines of its files, of which each counts as long as its own file has not changed, for any run of the
same configuration.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Iterable, Iterator

from elblint.config.settings import CACHE_FOLDER, Config
from elblint.engine.rule_loader import rule_files
from elblint.inputs.build_cache import identity_of
from elblint.inputs.discovery import CODE, Discovery
from elblint.inputs.helm import has_charts
from elblint.inputs.helm.source_comments import ChartsBelow
from elblint.inputs.kustomize.kustomization import kustomizations_around
from elblint.inputs.outlines import Entry, Outlines
from elblint.inputs.request import Request
from elblint.system.boundary import Boundary, tree_root
from elblint.system.package_data import built_in_rules
from elblint.system.signed_cache import SignedCache
from elblint.text.limits import limits
from elblint.text.read_record import is_as_it_was, recording
from elblint.text.reader import read_bytes
from elblint.version import __version__

_MOST_ENTRIES = 10
_MOST_OUTLINES = 3
"""Runs of different configurations whose outlines are kept: these take more room than reports."""
_MOST_NAMES = 50_000
"""As many files and folders are looked through around kustomizations and charts."""

Reports = list[bytes]


class RunCache:
    """The cache of one run; ``of`` gives None where keeping its reports is not possible."""

    def __init__(self, cache: SignedCache, name: str, outlines: SignedCache, kind: str) -> None:
        """``name`` is that of the run, ``kind`` that of all runs in which files have the same outlines."""
        self.cache = cache
        self.name = name
        self._outlines = outlines
        self._kind = kind
        self._known: dict[str, str] = {}
        self._same: dict[str, str] = {}
        self._unchanged: dict[str, str] = {}

    @classmethod
    def of(cls, found: Discovery, request: Request, config: Config, *further: object) -> RunCache | None:
        """The cache for a request that stands for some files.

        ``further`` is what else the reports depend on, as anything with a ``repr``.
        """
        folder = config.below(CACHE_FOLDER)
        root = tree_root(config.root)
        cache = SignedCache.open(folder, root, "run-", _MOST_ENTRIES)
        outlines = SignedCache.open(folder, root, "files-", _MOST_OUTLINES)
        if cache is None or outlines is None or request.changed:
            return None
        common = _written((__version__, limits(), own_state(), os.getcwd(), config))
        name = _digest(cache, [common, *_described(found, request, config), _written(further)])
        kind = _digest(cache, [common, _written(request.parse_all), *_own_rules(config)])
        return None if name is None or kind is None else cls(cache, name, outlines, kind)

    def load(self) -> tuple[int, Reports] | None:
        """The exit code and reports of the same run before; None if there are none, or a file has changed."""
        written = self.cache.load(self.name)
        if written is None:
            return None
        kept = json.loads(written)
        self._known = kept["read"]
        for path, state in self._known.items():
            if not is_as_it_was(path, state):
                return None
            self._same[path] = state
        return kept["code"], [base64.b64decode(one) for one in kept["reports"]]

    def _load_outlines(self, files: Iterable[str]) -> Outlines:
        """Return the outlines of those files that are as an earlier run has read them."""
        written = self._outlines.load(self._kind)
        kept = {"tests": [], "files": {}} if written is None else json.loads(written)
        entries: dict[str, Entry] = kept["files"]
        looked = self._same
        same = {
            path: entries[path]
            for path in files
            if path in entries
            and ((state := entries[path][0]) == looked.get(path) or is_as_it_was(path, state))
        }
        self._unchanged = {path: entry[0] for path, entry in same.items()}
        return Outlines(same, kept["tests"])

    def kept(
        self, request: Request, make: Callable[[Request], tuple[int, Reports, bool]]
    ) -> tuple[int, Reports]:
        """Return the exit code and reports that ``make`` gives for a request, and keep them.

        The last of what it gives is false if another run may find something else.
        """
        assert request.found is not None
        outlines = self._load_outlines(request.found.files)
        with recording(self._known, self._unchanged) as read:
            code, reports, is_repeatable = make(request._replace(outlines=outlines))
        # What was read in two states follows from neither.
        if is_repeatable and read.is_consistent:
            encoded = [base64.b64encode(one).decode() for one in reports]
            self.cache.save(self.name, _json({"code": code, "reports": encoded, "read": read.states}))
            if outlines.has_much_new():
                entries, tests = outlines.content(read.states)
                self._outlines.save(self._kind, _json({"tests": tests, "files": entries}))
        return code, reports


def _json(kept: dict[str, object]) -> bytes:
    return json.dumps(kept, separators=(",", ":")).encode()


def _digest(cache: SignedCache, parts: Iterable[bytes | None]) -> str | None:
    """Return a name for what some parts describe; None if one of them is not known."""
    digest = cache.digest()
    for part in parts:
        if part is None:
            return None
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()


def _own_rules(config: Config) -> Iterator[bytes | None]:
    """Yield the content of the rules that people have written."""
    for folder in config.rules:
        for path in rule_files(config.below(folder)):
            yield _written(path)
            yield read_bytes(path)


def _described(found: Discovery, request: Request, config: Config) -> Iterator[bytes | None]:
    """Yield all that a run depends on beside the content of the files that it reads; None if that is unknown."""
    files = found.files
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
    state = []
    pending = [os.path.dirname(os.path.dirname(os.path.abspath(__file__))), built_in_rules()]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.name.endswith((".py", ".yaml")):
                    status = entry.stat()
                    state.append((entry.path, status.st_size, status.st_mtime_ns))
                elif entry.name != "__pycache__" and entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
    return sorted(state)
