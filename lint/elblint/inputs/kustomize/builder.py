"""Building kustomizations: those of folders, as they are deployed, and those over what charts were rendered to."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType

from elblint.inputs.build_cache import BuildCache
from elblint.inputs.kustomize.build import Build
from elblint.inputs.kustomize.build_inputs import BuildInputs, BuildRefused
from elblint.inputs.kustomize.build_run import BuildRun
from elblint.inputs.kustomize.generated import generated_kustomization
from elblint.inputs.kustomize.kustomization import (
    FILE_NAMES,
    Kustomization,
    chain,
    inner_ones,
    load_kustomization,
)
from elblint.inputs.kustomize.overlay import Changes, Overlay
from elblint.inputs.kustomize.text_inputs import TextInputs
from elblint.inputs.kustomize.variables import Substituted, TooLong, Variables
from elblint.inputs.read_files import ReadFiles
from elblint.system.boundary import Boundary
from elblint.system.child import (
    builders_at_once,
    end_children,
    find_program,
)
from elblint.system.progress import Progress, silent
from elblint.text.diagnostics import Diagnostic
from elblint.text.secret_scan import secret_spans
from elblint.text.secrets import may_hold_secret
from elblint.text.source import SourceText
from elblint.text.standing import in_context

_ELSEWHERE = "they take in what is not in the repository, and elblint fetches nothing"


def find_builder() -> list[str] | None:
    """Return the command that builds a folder: ``kustomize build`` or ``kubectl kustomize``; None without either."""
    for tool, word in (("kustomize", "build"), ("kubectl", "kustomize")):
        path = find_program(tool)
        if path is not None:
            return [path, word]
    return None


class Builder:
    """Builds the kustomizations of a run, each once for each of its deployments."""

    def __init__(
        self,
        command: Sequence[str] | None,
        boundary: Boundary,
        progress: Progress = silent,
        cache: BuildCache | None = None,
    ) -> None:
        """Take the command that builds; without it nothing is built, and each build has the fault that says so."""
        self.boundary = boundary
        self.progress = progress
        self.run = None if command is None else BuildRun(command, cache or BuildCache())
        self.read = ReadFiles()
        self._done: dict[tuple[str, int], Build] = {}

    def build(
        self,
        files: Iterable[str],
        overlays: Mapping[str, Sequence[Overlay]] = MappingProxyType({}),
        only: set[str] | None = None,
    ) -> list[Build]:
        """Build every kustomization among ``files`` that no other one takes in, or that is deployed by itself.

        ``overlays`` are the deployments of folders, by their real paths; with ``only``, builds without one of these
        files (real paths) are left for later. Raises nothing.
        """
        folders = [os.path.dirname(file) or "." for file in files if os.path.basename(file) in FILE_NAMES]
        loaded = [
            found for folder in folders if (found := load_kustomization(folder, self.boundary)) is not None
        ]
        wholes = [one for one in loaded if not one.is_component]
        tops = [
            one for one in _tops(wholes, self.boundary) if os.path.realpath(one.folder or ".") not in overlays
        ]
        deployed = self._run(_deployed(wholes, overlays, self.boundary), only)
        # A folder without a kustomization takes in those below it, once Flux has made one for it.
        taken_in = {
            os.path.realpath(part.path)
            for one in deployed
            if one.top.is_generated and one.built is not None
            for part in one.parts[1:]
        }
        rest = [
            Build(one, chain(one, self.boundary))
            for one in tops
            if os.path.realpath(one.path) not in taken_in
        ]
        return self._run(rest, only) + deployed

    def _run(self, builds: list[Build], only: set[str] | None) -> list[Build]:
        """Build those that were not built before; return them all."""
        builds = [self._done.get(_key(one), one) for one in builds]
        fresh = [one for one in builds if one.built is None and one.diagnostic is None]
        for one in fresh:
            if self.run is None:
                one.diagnostic = Diagnostic("no-kustomize", one.location)
            elif one.inputs is None:
                _collect(one, self.boundary, self.read)
        if only is not None:
            builds = [one for one in builds if not only.isdisjoint(one.files)]
            fresh = [one for one in fresh if not only.isdisjoint(one.files)]
        if self.run is not None:
            _run_all(self.run, fresh, self.progress)
        for one in fresh:
            _substitute(one)
            self._done[_key(one)] = one
        return builds


def _key(build: Build) -> tuple[str, int]:
    """Return what tells a build from all others: its kustomization, and the deployment that it is for."""
    return os.path.realpath(build.top.path), id(build.overlay)


def build_rendered(
    texts: Iterable[tuple[SourceText, Sequence[Changes]]],
    builder: Sequence[str] | None,
    progress: Progress = silent,
    cache: BuildCache | None = None,
) -> list[Build]:
    """Build each of some texts that charts were rendered to with the changes of them. Raises nothing."""
    builds = []
    for rendered, layers in texts:
        inputs = TextInputs(rendered, layers)
        label = f"{rendered.path.removesuffix(')')}, kustomize build)"
        build = Build(inputs.parts[-1], inputs.parts, inputs=inputs, label=label)
        if builder is None:
            build.diagnostic = Diagnostic("no-kustomize", build.location)
        builds.append(build)
    if builder is not None and builds:
        _run_all(BuildRun(builder, cache or BuildCache()), builds, progress)
    return builds


def _run_all(run: BuildRun, builds: Iterable[Build], progress: Progress) -> None:
    """Build all, as many at once as the machine allows; then forget what went into them."""
    ready = [build for build in builds if build.diagnostic is None and not run.is_known(build)]
    if len(ready) > 1:
        with ThreadPoolExecutor(builders_at_once()) as pool:
            try:
                for number, _ in enumerate(pool.map(in_context(run), ready), 1):
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


def _tops(wholes: list[Kustomization], boundary: Boundary) -> list[Kustomization]:
    """Return those that are no part of another one. Each is looked into once, however many take it in."""
    inner: dict[str, dict[str, Kustomization]] = {}

    def walk(one: Kustomization, seen: set[str]) -> None:
        pending = [(os.path.realpath(one.path), one)]
        while pending:
            path, outer = pending.pop()
            if path in seen:
                continue
            seen.add(path)
            if path not in inner:
                inner[path] = {os.path.realpath(part.path): part for part in inner_ones(outer, boundary)}
            pending += inner[path].items()

    every: set[str] = set()
    for one in wholes:
        walk(one, every)
    parts = {part for path, below in inner.items() for part in below if part != path}
    tops = [one for one in wholes if os.path.realpath(one.path) not in parts]
    reached: set[str] = set()
    for one in tops:
        walk(one, reached)
    for one in wholes:
        # Those that only take in each other have no top: one of them is tried, and the builder reports it.
        if os.path.realpath(one.path) not in reached:
            tops.append(one)
            walk(one, reached)
    return tops


def _deployed(
    wholes: Iterable[Kustomization], overlays: Mapping[str, Sequence[Overlay]], boundary: Boundary
) -> list[Build]:
    """Return a build for each deployment of a folder."""
    found: dict[str, Kustomization] = {}
    for one in wholes:
        found.setdefault(os.path.realpath(one.folder or "."), one)
    made = []
    for folder, listed in overlays.items():
        top = found.get(folder) or generated_kustomization(folder)
        if top is None:
            continue
        for overlay in listed:
            changes = None if overlay.changes is None else overlay.changes.beside(top)
            made.append(Build(top, chain(top, boundary, changes), overlay=overlay))
    return made


def _collect(build: Build, boundary: Boundary, read: ReadFiles) -> None:
    changes = build.changes
    try:
        build.inputs = BuildInputs([*build.parts, *([] if changes is None else [changes])], boundary)
        build.inputs.read(build.top, read)
        if changes is not None or build.top.is_generated:
            build.inputs.write(build.top, _merged(build))
    except BuildRefused as refused:
        build.diagnostic = _refused(refused, build)


def _merged(build: Build) -> str:
    """Return a kustomization with what its deployment puts into it. Raises BuildRefused."""
    import json

    changes = build.overlay.changes if build.overlay is not None else None
    if changes is None:
        return build.top.source.text
    try:
        return json.dumps(changes.put_into(build.top.root), default=str)
    except ValueError as error:
        raise BuildRefused(build.top, None, str(error)) from None


def _substitute(build: Build) -> None:
    """Replace the variables in what was built, if its deployment has some."""
    overlay = build.overlay
    if overlay is None or overlay.variables is None or build.built is None:
        return
    try:
        build.substituted = overlay.variables.put_into(build.built.text)
    except TooLong as error:
        fault = build.not_built(str(error))
        # The object says what the variables are.
        build.diagnostic = fault if overlay.place is None else fault._replace(location=overlay.place)
        build.built = None
        return
    _hide_secrets(build.built.text, build.substituted, overlay.variables)
    build.written, build.built = build.built, SourceText(build.built.path, build.substituted.text)


def _hide_secrets(written: str, substituted: Substituted, variables: Variables) -> None:
    """Hide from reports the values of variables that are used in Secrets."""
    if not may_hold_secret(written):
        return
    spans = secret_spans(written)
    starts = [start for start, _ in spans]
    for name in {
        use.name
        for use in substituted.uses
        if (number := bisect_right(starts, use.start) - 1) >= 0 and use.start < spans[number][1]
    }:
        variable = variables.known.get(name)
        if variable is not None:
            place = variable.source.located(variable.node.start, variable.node.end)
            start, end = place.source.line_around(place.start)
            place.source.hide(start, max(end, place.end))


def _refused(refused: BuildRefused, build: Build) -> Diagnostic:
    is_in_no_file = refused.part is build.top and build.top.is_generated
    return Diagnostic(
        "kustomization-not-built",
        build.location if is_in_no_file else refused.part.location(refused.node),
        str(refused),
        unreadable=True,
        cause=_ELSEWHERE if str(refused).endswith("fetches nothing") else "",
    )
