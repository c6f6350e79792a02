"""Files that were read before, kept for the next run over the same input."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

from elblint.model.cluster import Cluster
from elblint.text.source import SourceText

if TYPE_CHECKING:
    from elblint.config.settings import Config
    from elblint.inputs.gitops.plan import Plan
    from elblint.inputs.helm.rendering import Charts
    from elblint.inputs.kustomize.build import Build
    from elblint.inputs.kustomize.kustomization import NamedFiles
    from elblint.model.addresses.resolver import Prefilter
    from elblint.model.objects import Origin
    from elblint.text.diagnostics import Diagnostic


class Rendered(NamedTuple):
    """The kustomizations and charts among some files, as tools have built and rendered them."""

    builds: list[Build]
    charts: Charts | None
    plan: Plan | None = None
    """The deployments of GitOps objects among the files."""
    texts: Mapping[str, bytes] = MappingProxyType({})
    """The contents that stood for those of files, by their real paths."""
    faults: Sequence[Diagnostic] = ()
    """The faults of a later try, which made less of the files."""
    faulty: frozenset[str] = frozenset()
    """The real paths of files that this try could not parse."""

    def takes(self, real: str) -> bool:
        """Return whether a file, by its real path, has gone into something here."""
        return (self.charts is not None and real in self.charts.parts) or any(
            real in build.files for build in self.builds
        )


class ReadText(Protocol):
    """One text that was read, and the cluster that it is meant for."""

    source: SourceText
    cluster: Cluster
    origin: Origin | None
    mentions: dict[tuple[int, int], Any] | None

    def copy(self) -> ReadText:
        """Return the same, for the next run to resume."""
        ...

    def resume(self, before: Any) -> None:
        """Let all be as it was before."""
        ...


_Loaded = TypeVar("_Loaded")


class Part(NamedTuple):
    """One text that was read, with its objects."""

    cluster: Cluster
    is_patch: bool
    is_secret: bool
    read: Any
    loaded: Any


class KeptFiles(Generic[_Loaded]):
    """The texts of one input with their objects. A text that has changed is read again, all others are not.

    ``rendered`` is what charts and kustomizations were made into; None to run the tools. What is kept follows from
    the texts and one configuration; if something else changes on the disk, begin with a new one.
    """

    def __init__(self, rendered: Rendered | None = None) -> None:
        self.rendered = rendered
        self.completed: tuple[Config, list[Diagnostic]] | None = None
        """The configuration with the facts that evidence adds, and what is wrong with that."""
        self.prefilter: Prefilter | None = None
        self.named: NamedFiles | None = None
        self._named_before: NamedFiles | None = None
        self.origin_of: Callable[[SourceText], Origin | None] | None = None
        self._parts: dict[str, Part] = {}
        self._asked: set[str] | None = None
        self._real: dict[str, str] = {}

    def after(self, rendered: Rendered) -> KeptFiles[_Loaded]:
        """Return what can be kept now that charts and kustomizations were made into something else."""
        made: KeptFiles[_Loaded] = KeptFiles(rendered)
        if self.rendered is not None and self.rendered.plan is None and rendered.plan is None:
            made.completed, made.prefilter = self.completed, self.prefilter
            made._named_before = self.named
            # An origin has read files of charts.
            made._parts = {path: part for path, part in self._parts.items() if part.read.origin is None}
        return made

    def take_named(self, named: NamedFiles) -> None:
        """Take the files that kustomizations name; if these are others than before, all files are read anew."""
        self.named = named
        if named != self._named_before:
            self._parts.clear()

    def begin(self) -> None:
        """Begin a run: drop what the one before did not ask for."""
        if self._asked is not None:
            for gone in self._parts.keys() - self._asked:
                del self._parts[gone]
        self._asked = set()

    def source(self, path: str, text: str, is_secret: bool) -> SourceText:
        """Return a text as it was read before, if it is the same."""
        kept = self._parts.get(path)
        if kept is not None and kept.read.source.text == text and kept.is_secret == is_secret:
            before: SourceText = kept.read.source
            return before
        return SourceText(path, text)

    def unchanged(self, path: str, text: str | None) -> Part | None:
        """Return what was read of a file in the last run, if its text is the very same."""
        kept = self._parts.get(path)
        if kept is None or kept.read.source.text is not text:
            return None
        if self._asked is not None:
            self._asked.add(path)
        return kept

    def origin(self, source: SourceText) -> Origin | None:
        """Return what leads a text back to the charts that its comments name."""
        kept = self._parts.get(source.path)
        if kept is not None and kept.read.source is source:
            before: Origin | None = kept.read.origin
            return before
        assert self.origin_of is not None
        return self.origin_of(source)

    def real(self, path: str) -> str:
        """Return the real path of a file."""
        if path not in self._real:
            self._real[path] = os.path.realpath(path)
        return self._real[path]

    def part(
        self, key: str, read: ReadText, make: Callable[[], _Loaded], *, is_patch: bool, is_secret: bool
    ) -> _Loaded:
        """Return the objects of one text, as they were made before if the text and its cluster are the same."""
        if self._asked is not None:
            self._asked.add(key)
        kept = self._parts.get(key)
        if (
            kept is None
            or kept.read.source is not read.source
            or (kept.cluster, kept.is_patch, kept.is_secret) != (read.cluster, is_patch, is_secret)
        ):
            read.mentions = {}
            loaded = make()
            kept = self._parts[key] = Part(read.cluster, is_patch, is_secret, read.copy(), loaded)
        read.resume(kept.read)
        loaded_before: _Loaded = kept.loaded
        return loaded_before
