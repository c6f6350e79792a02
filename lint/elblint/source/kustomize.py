"""Building kustomizations with the tool that is on the machine, without letting it fetch anything."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from elblint.manifest.faults import Fault
from elblint.manifest.nodes import Scalar, items
from elblint.manifest.text import SourceText
from elblint.progress import Progress, silent
from elblint.source.kustomization import FILE_NAMES, PLUGINS, Kustomization, chain, load_kustomization
from elblint.source.offline import OFFLINE
from elblint.source.read import MAX_BYTES, decode, read_source

TIME_LIMIT = 60
"""Seconds that one build may take."""
_AT_ONCE = 4


@dataclass
class Build:
    """One kustomization that is not a part of another, built or not."""

    top: Kustomization
    parts: list[Kustomization]
    """It and all kustomizations that it takes in."""
    built: SourceText | None = None
    fault: Fault | None = None
    base: str = ""
    """The folder that paths in the built objects' origins are relative to."""
    files: set[str] = field(default_factory=set)
    """The real paths of the files that went into it."""


def find_builder() -> list[str] | None:
    """The command that builds a folder: ``kustomize build`` or ``kubectl kustomize``; None without either."""
    for tool, word in (("kustomize", "build"), ("kubectl", "kustomize")):
        path = shutil.which(tool)
        if path is not None:
            return [path, word]
    return None


def build_kustomizations(
    files: Iterable[str], builder: Sequence[str] | None, progress: Progress = silent
) -> list[Build]:
    """Build every kustomization among ``files`` that no other one of them takes in.

    Without a builder nothing is built, and each has the fault that says so. Raises nothing.
    """
    folders = [os.path.dirname(file) or "." for file in files if os.path.basename(file) in FILE_NAMES]
    loaded = [found for folder in folders if (found := load_kustomization(folder)) is not None]
    builds = [Build(top, chain(top)) for top in loaded if not top.is_component]
    parts = {os.path.realpath(part.path) for build in builds for part in build.parts[1:]}
    tops = [build for build in builds if os.path.realpath(build.top.path) not in parts]
    reached = {os.path.realpath(part.path) for build in tops for part in build.parts}
    for build in builds:
        # Those that only take in each other have no top: one of them is tried, and the builder complains.
        if os.path.realpath(build.top.path) not in reached:
            tops.append(build)
            reached.update(os.path.realpath(part.path) for part in build.parts)
    builds = tops
    if builder is None:
        for build in builds:
            build.fault = Fault("no-kustomize", build.top.place())
        return builds
    for build in builds:
        build.fault = _remote(build.parts)
    ready = [build for build in builds if build.fault is None]
    if len(ready) > 1:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for number, _ in enumerate(pool.map(lambda build: _run(build, builder), ready), 1):
                progress("building-kustomizations", number, len(ready))
    else:
        for build in ready:
            _run(build, builder)
    return builds


def _remote(parts: Iterable[Kustomization]) -> Fault | None:
    """The fault for the first entry that is not on this machine, and would have to be fetched."""
    for part in parts:
        for entry, path in part.taken_in():
            if not os.path.exists(path) and "\n" not in entry.text:
                detail = f"{entry.text}: no such file or folder, and elblint fetches nothing"
                return Fault("kustomization-not-built", part.place(entry), detail)
        for entry in part.remote_entries():
            shown = entry.text if "\n" not in entry.text else "an address in a plugin's settings"
            return Fault("kustomization-not-built", part.place(entry), f"{shown}: elblint fetches nothing")
        for file in _plugin_files(part):
            source = read_source(file)
            if isinstance(source, Fault) or "://" in source.text:
                detail = f"{file}: an address in a plugin's settings, and elblint fetches nothing"
                return Fault("kustomization-not-built", part.place(), detail)
    return None


def _plugin_files(part: Kustomization) -> Iterator[str]:
    """The files with settings of generators, transformers and validators."""
    for plugins in PLUGINS:
        for entry in items(part.get(plugins)):
            if isinstance(entry, Scalar) and os.path.isfile(part.joined(entry.text)):
                yield part.joined(entry.text)


def _run(build: Build, builder: Sequence[str]) -> None:
    """Build one, and have every object say which file it came from and what changed it."""
    with tempfile.TemporaryDirectory(prefix="elblint-") as folder:
        build.base = os.path.realpath(folder)
        wrapper = os.path.join(build.base, FILE_NAMES[0])
        try:
            target = os.path.relpath(os.path.realpath(build.top.folder or "."), build.base)
            with open(wrapper, "w", encoding="utf-8") as file:
                file.write(_wrapper(target.replace(os.sep, "/")))
            with open(os.path.join(build.base, "built"), "w+b") as out:
                done = subprocess.run(
                    [*builder, build.base],
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=subprocess.PIPE,
                    env={**os.environ, **OFFLINE},
                    timeout=TIME_LIMIT,
                    check=False,
                )
                out.seek(0)
                data = out.read(MAX_BYTES + 1)
        except subprocess.TimeoutExpired:
            build.fault = _not_built(build, f"it took more than {TIME_LIMIT} seconds")
            return
        except (OSError, ValueError) as error:
            build.fault = _not_built(build, str(error))
            return
    if done.returncode != 0:
        # The builder quotes what it does not understand, and that may be a Secret's content.
        secret = b"ecret" in done.stderr or any(
            kind == "Secret" for part in build.parts for kind, _ in part.generators()
        )
        hidden = "the builder's words are left out, for they may hold a Secret's content"
        build.fault = _not_built(build, hidden if secret else _complaint(done.stderr, build.base))
        return
    if len(data) > MAX_BYTES:
        build.fault = _not_built(build, "what it builds is longer than the limit for a file")
        return
    shown = f"{build.top.folder or '.'} (kustomize build)"
    text = decode(data, shown)
    if isinstance(text, Fault):
        build.fault = text
        return
    build.built = text
    for part in build.parts:
        build.files.update(os.path.realpath(path) for _, path in part.taken_in() if os.path.isfile(path))
        build.files.update(os.path.realpath(patch.path) for patch in part.patches() if patch.path)
        build.files.add(os.path.realpath(part.path))


def _wrapper(target: str) -> str:
    import json

    quoted = json.dumps(target)
    return f"resources: [{quoted}]\nbuildMetadata: [originAnnotations, transformerAnnotations]\n"


def _not_built(build: Build, detail: str) -> Fault:
    return Fault("kustomization-not-built", build.top.place(), detail)


def _complaint(stderr: bytes, base: str) -> str:
    """What the builder complains of at the bottom: it repeats itself for every level that it descends."""
    words = " ".join(stderr.decode("utf-8", "replace").split()).replace(base, "")
    # What follows is said of every level above.
    words = words.partition("': must build at directory")[0]
    for cut in ("accumulation err=", "': must resolve to a file': ", "err=", "accumulating resources from "):
        words = words.rpartition(cut)[2] or words
    return words.strip("'\" ")[-400:] or "it says nothing"
