"""Numbers of one run: what was read, left out, suppressed."""

from __future__ import annotations

from collections import Counter

from elblint.system.named_tuple import NamedTuple

FILES = (
    "objects",
    "deployment",
    "values",
    "chart",
    "kustomization",
    "patch",
    "template",
    "faulty",
    "nothing",
)
"""The things that a file may be: one with objects, or deployments, values without their chart, a part of a chart
or of a kustomization, a patch, an unrendered template, one with a fault, or one with nothing to look at."""
MORE = ("rendered", "built", "elsewhere", "unread")
"""Renderings, builds, what stands in other repositories, and files that could not be read."""


class Note(NamedTuple):
    """One line of the list by file."""

    what: str
    path: str
    detail: str = ""


class Summary:
    """Counts of files, documents and objects of a run; ``objects`` are counted by the kinds that rules know."""

    files = 0
    skipped_documents = 0
    templates = 0
    patches = 0
    """Files with kustomize patches, which are parts of objects and not judged."""
    built = 0
    """Kustomizations that were built."""
    values = 0
    """Values of charts, kept without their chart, that hold ELB annotations."""
    rendered = 0
    """Releases of charts that were rendered."""
    ignored = 0
    excluded = 0
    suppressed = 0
    baselined = 0
    unread = 0

    def __init__(self) -> None:
        self.objects: Counter[str] = Counter()
        self.of_files: Counter[str] = Counter()
        """The files that were read by what they are; each is one thing."""
        self.notes: list[Note] = []

    def file(self, what: str, path: str) -> None:
        """Count one file that was read; ``what`` is one of FILES."""
        self.files += 1
        self.of_files[what] += 1
        self.notes.append(Note(what, path))

    def note(self, what: str, path: str, detail: str = "") -> None:
        """Note what else was made, or not read; ``what`` is one of MORE."""
        self.notes.append(Note(what, path, detail))

    @property
    def elsewhere(self) -> int:
        """The number of charts and folders that GitOps objects deploy from other repositories."""
        return sum(one.what == "elsewhere" for one in self.notes)
