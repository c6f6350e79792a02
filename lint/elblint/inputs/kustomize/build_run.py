"""The builds of a run: with the tool that is on the machine, without letting it fetch anything, or from the cache."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from elblint.inputs.build_cache import BuildCache, identity_of
from elblint.inputs.kustomize.build import Build
from elblint.inputs.kustomize.complaints import without_quotes
from elblint.inputs.kustomize.kustomization import FILE_NAMES
from elblint.system.child import BUILDERS_SETTINGS, ChildError, run_child
from elblint.system.lazy import lazy_pattern
from elblint.system.scratch import Scratch
from elblint.text.diagnostics import Diagnostic
from elblint.text.reader import MAX_BYTES, decode
from elblint.text.secrets import may_hold_secret
from elblint.text.source import SourceText

TIME_LIMIT = 60
"""Seconds that one build may take."""
_NOWHERE = os.path.join(os.sep, "elblint-kept-build")
"""Stands for the folder of a build that needed none."""
_LONGEST_MESSAGE = 2_000
_RECURSED = lazy_pattern(r"recursed accumulation of path '[^']*': ")


class BuildRun:
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
                build.diagnostic = build.not_built(str(error))
                build.ran_out = True
                return
        if done.code != 0:
            # The builder quotes what it does not understand, and that may be a Secret's content.
            message = _message(done.stderr, build.base)
            if build.inputs.may_hold_secret or may_hold_secret(message):
                message = without_quotes(message)
            build.diagnostic = build.not_built(message)
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
    if build.label:
        return build.label
    label = f", {build.overlay.label}" if build.overlay is not None else ""
    return f"{build.top.folder or '.'} (kustomize build{label})"


def _wrapper(build: Build) -> str:
    """Return the kustomization that is built: the one asked for, as deployed, with the origins of all objects."""
    import json

    assert build.inputs is not None
    folder = build.inputs.copied(os.path.realpath(build.top.folder or "."), build.base)
    target = os.path.relpath(folder, build.base).replace(os.sep, "/")
    fields = {"resources": [target], "buildMetadata": ["originAnnotations", "transformerAnnotations"]}
    return "".join(f"{name}: {json.dumps(value)}\n" for name, value in fields.items())


def _message(stderr: bytes, base: str) -> str:
    """Return the innermost message of the builder, which repeats itself for every level of bases."""
    words = " ".join(stderr.decode("utf-8", "replace").split())
    # Paths in the copy begin with the number of their tree.
    words = re.sub(re.escape(base) + r"(?:/\d+(?=/|\b))?/?", "", words)
    # What follows is said of every level above.
    words = words.partition("': must build at directory")[0]
    words = _RECURSED.split(words)[-1]
    for cut in ("accumulation err=", "': must resolve to a file': ", "err=", "accumulating resources from "):
        words = words.rpartition(cut)[2] or words
    return _tail(words.strip("'\" ")) or "it says nothing"


def _tail(words: str) -> str:
    """Return the end of a long message, from the beginning of a word on."""
    if len(words) <= _LONGEST_MESSAGE:
        return words
    return "… " + words[-_LONGEST_MESSAGE:].partition(" ")[2]
