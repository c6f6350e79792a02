"""Helm's engine with a memory: what an earlier run rendered of the very same chart is not rendered again."""

from __future__ import annotations

import os
from collections.abc import Iterator

from elblint.config.chart_release import Release
from elblint.inputs.build_cache import BuildCache
from elblint.inputs.helm.engine import Engine
from elblint.text.read_record import digest_of


class KeptEngine:
    """Renders charts, from the cache where that is possible."""

    def __init__(self, engine: Engine, cache: BuildCache) -> None:
        self.engine = engine
        self.cache = cache
        self.name = engine.name
        self.found_at = engine.found_at
        self.identity_of_engine = engine.identity()

    def render(self, folder: str, release: Release) -> str:
        """Return what a chart renders to, as an earlier run had it if nothing has changed. Raises NotRendered."""
        key = self.cache.key([self.identity_of_engine, *_described(folder, release)])
        found = self.cache.load(key)
        if found is None:
            found = self.engine.render(folder, release)
            # The copy of another run is called otherwise.
            if os.path.dirname(os.path.abspath(folder)) not in found:
                self.cache.save(key, found)
        return found

    def identity(self) -> bytes:
        """Return what tells the engine below from others."""
        return self.identity_of_engine

    def keeping_nothing(self) -> Engine:
        """Return the engine below."""
        return self.engine


def _described(folder: str, release: Release) -> Iterator[bytes]:
    """Yield all that an engine can see of a chart and its release."""
    texts = [release.name, release.namespace, release.kubernetes or "", os.path.basename(folder)]
    texts += [word for entry in release.sets for word in entry.option]
    texts += ["values", *(source.text for source in release.values), "files"]
    for text in texts:
        yield text.encode("utf-8", "surrogatepass")
    for path in sorted(_files(folder)):
        with open(path, "rb") as file:
            yield os.fsencode(os.path.relpath(path, folder))
            yield digest_of(file.read())


def _files(folder: str) -> Iterator[str]:
    for inner, _, names in os.walk(folder):
        yield from (os.path.join(inner, name) for name in names)
