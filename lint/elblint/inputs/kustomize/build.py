"""One build of a kustomization: what goes into it, and what comes out."""

from __future__ import annotations

import os
from dataclasses import dataclass

from elblint.inputs.kustomize.build_inputs import BuildInputs
from elblint.inputs.kustomize.kustomization import Kustomization
from elblint.inputs.kustomize.overlay import Overlay
from elblint.inputs.kustomize.text_inputs import TextInputs
from elblint.inputs.kustomize.variables import Substituted
from elblint.text.diagnostics import Diagnostic
from elblint.text.source import Location, SourceText


@dataclass
class Build:
    """One kustomization that is not a part of another, built or not."""

    top: Kustomization
    parts: list[Kustomization]
    """It and all kustomizations that it takes in."""
    built: SourceText | None = None
    diagnostic: Diagnostic | None = None
    inputs: BuildInputs | TextInputs | None = None
    ran_out: bool = False
    """True if the builder could not be started, or took too much time or memory."""
    base: str = ""
    """The folder that the build ran in; paths in the built objects' origins are relative to it."""
    overlay: Overlay | None = None
    """The deployment that it is built for, if an object says so."""
    substituted: Substituted | None = None
    """The text with its variables replaced, if the deployment has some; ``built`` is just that text."""
    written: SourceText | None = None
    """The text before."""
    label: str = ""
    """The name for what is built; empty for that of the kustomization's folder."""

    @property
    def changes(self) -> Kustomization | None:
        """The fields that the deployment puts into the kustomization."""
        changes = self.overlay.changes if self.overlay is not None else None
        return None if changes is None else changes.beside(self.top)

    @property
    def location(self) -> Location:
        """The place of the kustomization, or of the entry that deploys it if what is built stands in no file."""
        place = self.overlay.place if self.overlay is not None else None
        if place is not None and (self.top.is_generated or self.changes is not None):
            return place
        return self.top.location()

    @property
    def files(self) -> set[str]:
        """The real paths of the files that went into it."""
        return set() if self.inputs is None else self.inputs.files

    def original(self, shown: str) -> str:
        """Return the real path of a file or folder that an origin names."""
        assert self.inputs is not None
        return self.inputs.original(os.path.normpath(os.path.join(self.base, shown)), self.base)

    def not_built(self, detail: str) -> Diagnostic:
        """Return the fault for a build that failed."""
        return Diagnostic("kustomization-not-built", self.location, detail, unreadable=True)
