"""Building kustomizations with the tool that is on the machine, without letting it fetch anything."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import MappingProxyType

from elblint.inputs.build_cache import BuildCache, identity_of
from elblint.inputs.kustomize.build_inputs import BuildInputs, BuildRefused
from elblint.inputs.kustomize.complaints import without_quotes
from elblint.inputs.kustomize.kustomization import FILE_NAMES, Kustomization, chain, load_kustomization
from elblint.inputs.kustomize.overlay import Overlay
from elblint.inputs.read_files import ReadFiles
from elblint.system.boundary import Boundary
from elblint.system.child import (
    BUILDERS_SETTINGS,
    ChildError,
    builders_at_once,
    end_children,
    find_program,
    run_child,
)
from elblint.system.progress import Progress, silent
from elblint.system.scratch import Scratch
from elblint.text.diagnostics import Diagnostic
from elblint.text.reader import MAX_BYTES, decode
from elblint.text.secrets import may_hold_secret
from elblint.text.source import SourceText

TIME_LIMIT = 60
"""Seconds that one build may take."""
_NOWHERE = os.path.join(os.sep, "elblint-kept-build")
"""Stands for the folder of a build that needed none."""
_ELSEWHERE = "they take in what is not in the repository, and elblint fetches nothing"
_LONGEST_MESSAGE = 2_000


@dataclass
class Build:
    """One kustomization that is not a part of another, built or not."""

    top: Kustomization
    parts: list[Kustomization]
    """It and all kustomizations that it takes in."""
    built: SourceText | None = None
    diagnostic: Diagnostic | None = None
    inputs: BuildInputs | None = None
    ran_out: bool = False
    """True if the builder could not be started, or took too much time or memory."""
    base: str = ""
    """The folder that the build ran in; paths in the built objects' origins are relative to it."""
    overlay: Overlay | None = None
    """The deployment that it is built for, if an object says so."""

    @property
    def files(self) -> set[str]:
        """The real paths of the files that went into it."""
        return set() if self.inputs is None else self.inputs.files

    def original(self, shown: str) -> str:
        """Return the real path of a file or folder that an origin names."""
        assert self.inputs is not None
        return self.inputs.original(os.path.normpath(os.path.join(self.base, shown)), self.base)


def find_builder() -> list[str] | None:
    """Return the command that builds a folder: ``kustomize build`` or ``kubectl kustomize``; None without either."""
    for tool, word in (("kustomize", "build"), ("kubectl", "kustomize")):
        path = find_program(tool)
        if path is not None:
            return [path, word]
    return None


def build_kustomizations(
    files: Iterable[str],
    builder: Sequence[str] | None,
    boundary: Boundary,
    progress: Progress = silent,
    cache: BuildCache | None = None,
    read: ReadFiles | None = None,
    overlays: Mapping[str, Sequence[Overlay]] = MappingProxyType({}),
) -> list[Build]:
    """Build every kustomization among ``files`` that no other one of them takes in, or that is deployed by itself.

    ``overlays`` are the deployments of folders, by their real paths; ``read`` reads the files.
    Without a builder nothing is built, and each has the fault that says so. Raises nothing.
    """
    folders = [os.path.dirname(file) or "." for file in files if os.path.basename(file) in FILE_NAMES]
    loaded = [found for folder in folders if (found := load_kustomization(folder, boundary)) is not None]
    builds = [Build(top, chain(top, boundary)) for top in loaded if not top.is_component]
    builds = _deployed(_tops(builds), builds, overlays)
    if builder is None:
        for build in builds:
            build.diagnostic = Diagnostic("no-kustomize", build.top.location())
        return builds
    run = _Run(builder, cache or BuildCache())
    read = read or ReadFiles()
    for build in builds:
        _collect(build, boundary, read)
    ready = [build for build in builds if build.diagnostic is None and not run.is_known(build)]
    if len(ready) > 1:
        with ThreadPoolExecutor(builders_at_once()) as pool:
            try:
                for number, _ in enumerate(pool.map(run, ready), 1):
                    progress("building-kustomizations", number, len(ready))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                end_children()
                raise
    else:
        for build in ready:
            run(build)
    for build in builds:
        if build.inputs is not None:
            build.inputs.contents.clear()
    return builds


def _tops(builds: list[Build]) -> list[Build]:
    """Return the builds that are no part of another one."""
    parts = {os.path.realpath(part.path) for build in builds for part in build.parts[1:]}
    tops = [build for build in builds if os.path.realpath(build.top.path) not in parts]
    reached = {os.path.realpath(part.path) for build in tops for part in build.parts}
    for build in builds:
        # Those that only take in each other have no top: one of them is tried, and the builder reports it.
        if os.path.realpath(build.top.path) not in reached:
            tops.append(build)
            reached.update(os.path.realpath(part.path) for part in build.parts)
    return tops


def _deployed(
    tops: list[Build], builds: Iterable[Build], overlays: Mapping[str, Sequence[Overlay]]
) -> list[Build]:
    """Return the builds, with one for each deployment of a folder in place of the one without any."""
    if not overlays:
        return tops
    found: dict[str, Build] = {}
    for build in builds:
        found.setdefault(os.path.realpath(build.top.folder or "."), build)
    return [top for top in tops if os.path.realpath(top.top.folder or ".") not in overlays] + [
        Build(found[folder].top, found[folder].parts, overlay=one)
        for folder, listed in overlays.items()
        if folder in found
        for one in listed
    ]


def _collect(build: Build, boundary: Boundary, read: ReadFiles) -> None:
    try:
        build.inputs = BuildInputs(build.parts, boundary)
        build.inputs.read(build.top, read)
    except BuildRefused as refused:
        build.diagnostic = _refused(refused)


def _refused(refused: BuildRefused) -> Diagnostic:
    return Diagnostic(
        "kustomization-not-built",
        refused.part.location(refused.node),
        str(refused),
        unreadable=refused.unreadable,
        cause=_ELSEWHERE if str(refused).endswith("fetches nothing") else "",
    )


class _Run:
    """The builds of a run, with one builder: from the cache, or by the builder."""

    def __init__(self, builder: Sequence[str], cache: BuildCache) -> None:
        self.builder = builder
        self.cache = cache
        self.identity = identity_of(builder[0]) if cache.is_kept else b""
        self.keys: dict[int, str] = {}

    def is_known(self, build: Build) -> bool:
        """Take a result from the cache; return whether there is one."""
        assert build.inputs is not None
        if not self.cache.is_kept or build.inputs.holds_secret:
            return False
        build.base = _NOWHERE
        wrapper = _wrapper(build).encode("utf-8", "surrogateescape")
        key = self.cache.key([self.identity, self.builder[1].encode(), wrapper, *build.inputs.described()])
        found = self.cache.load(key)
        if found is None:
            self.keys[id(build)] = key
            return False
        build.built = SourceText(_shown(build), found)
        return True

    def __call__(self, build: Build) -> None:
        """Build one, and have every object say which file it came from and what changed it."""
        assert build.inputs is not None
        with Scratch() as scratch, Scratch() as home:
            build.base = scratch.path
            try:
                build.inputs.copy(build.base)
                with open(os.path.join(build.base, FILE_NAMES[0]), "w", encoding="utf-8") as file:
                    file.write(_wrapper(build))
                done = run_child(
                    [*self.builder, build.base],
                    home.path,
                    seconds=TIME_LIMIT,
                    most=MAX_BYTES,
                    more=BUILDERS_SETTINGS,
                )
            except (ChildError, OSError) as error:
                build.diagnostic = _not_built(build, str(error))
                build.ran_out = True
                return
        if done.code != 0:
            # The builder quotes what it does not understand, and that may be a Secret's content.
            message = _message(done.stderr, build.base)
            if build.inputs.may_hold_secret or may_hold_secret(message):
                message = without_quotes(message)
            build.diagnostic = _not_built(build, message)
            return
        text = decode(done.written, _shown(build))
        if isinstance(text, Diagnostic):
            build.diagnostic = text
            return
        build.built = text
        key = self.keys.get(id(build))
        # Another run has its copy elsewhere.
        if key is not None and build.base not in text.text and not text.has_mark:
            self.cache.save(key, text.text)


def _shown(build: Build) -> str:
    label = f", {build.overlay.label}" if build.overlay is not None else ""
    return f"{build.top.folder or '.'} (kustomize build{label})"


def _wrapper(build: Build) -> str:
    """Return the kustomization that is built: the one asked for, as deployed, with the origins of all objects."""
    import json

    assert build.inputs is not None
    folder = build.inputs.copied(os.path.realpath(build.top.folder or "."), build.base)
    target = os.path.relpath(folder, build.base).replace(os.sep, "/")
    fields = {"resources": [target], "buildMetadata": ["originAnnotations", "transformerAnnotations"]}
    more = build.overlay.changes if build.overlay is not None else {}
    return "".join(f"{name}: {json.dumps(value)}\n" for name, value in {**more, **fields}.items())


def _not_built(build: Build, detail: str) -> Diagnostic:
    return Diagnostic("kustomization-not-built", build.top.location(), detail, unreadable=True)


def _message(stderr: bytes, base: str) -> str:
    """Return the innermost message of the builder, which repeats itself for every level of bases."""
    words = " ".join(stderr.decode("utf-8", "replace").split())
    # Paths in the copy begin with the number of their tree.
    words = re.sub(re.escape(base) + r"(?:/\d+(?=/|\b))?/?", "", words)
    # What follows is said of every level above.
    words = words.partition("': must build at directory")[0]
    for cut in ("accumulation err=", "': must resolve to a file': ", "err=", "accumulating resources from "):
        words = words.rpartition(cut)[2] or words
    return _tail(words.strip("'\" ")) or "it says nothing"


def _tail(words: str) -> str:
    """Return the end of a long message, from the beginning of a word on."""
    if len(words) <= _LONGEST_MESSAGE:
        return words
    return "… " + words[-_LONGEST_MESSAGE:].partition(" ")[2]
