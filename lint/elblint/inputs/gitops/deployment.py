"""Deployments: which folder of the repository goes where, with which values, and who says so."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from elblint.config.chart_release import SetValue
from elblint.inputs.gitops.repository_files import RepositoryFiles
from elblint.inputs.kustomize.overlay import Changes
from elblint.inputs.kustomize.variables import Variables
from elblint.syntax.nodes import Mapping, Node
from elblint.system.boundary import Boundary, tree_root
from elblint.text.diagnostics import Diagnostic, Reason, because
from elblint.text.reader import read_source
from elblint.text.source import Location, SourceText

_MOST_DEPLOYMENTS = 1000
_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]{0,51}[a-z0-9])?\Z")
SET_PATH = re.compile(r"[^=,{}\s]+\Z")
"""The expression for a path of a value, as Helm's ``--set`` takes it."""
IN_CLUSTER = frozenset({"", "https://kubernetes.default.svc", "in-cluster"})
"""Destinations that are the cluster which Argo CD runs in."""


class Destination(NamedTuple):
    """The destination of a deployment: Argo CD's address or name of the cluster, and the namespace."""

    cluster: str = ""
    namespace: str = ""


@dataclass
class Deployment:
    """One folder that an object deploys; ``folder`` is its real path."""

    owner: tuple[str, str]
    """Kind and name of the object."""
    file: str
    """The object's file, as it is shown."""
    folder: str
    destination: Destination
    name: str = ""
    """The name of the release, for a chart."""
    values: list[SourceText] = field(default_factory=list)
    sets: list[SetValue] = field(default_factory=list)
    renderers: list[Changes] = field(default_factory=list)
    """Changes of what a chart renders to, in their order."""
    changes: Changes | None = None
    """Fields that are put into the folder's kustomization."""
    variables: Variables | None = None
    """The values that replace ``${name}`` in all that the folder makes."""
    is_recursive: bool = False
    """True if folders in the folder are deployed as well."""
    is_built: bool = False
    """True if the object was read as a kustomization builds it."""
    place: str = ""
    """The folder of that kustomization."""
    source: SourceText = field(default_factory=lambda: SourceText("", ""))
    entry: Node = field(default_factory=lambda: Mapping(0))
    """The part of the object that describes it, in ``source``."""

    @property
    def is_changed(self) -> bool:
        """True if the object changes the folder's manifests, so that they cannot be read as they are."""
        return self.changes is not None or self.variables is not None


@dataclass
class Found:
    """All that objects deploy, and what of it elblint does not read."""

    deployments: list[Deployment] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    partly_remote: set[tuple[str, str]] = field(default_factory=set)
    """The objects that deploy one of these."""
    remote: list[tuple[str, str]] = field(default_factory=list)
    """Charts and folders that are not in the repository, each with the file that names it."""
    owner: tuple[str, str] = ("", "")
    """Kind and name of the object that is read now."""
    _said: dict[tuple[str, int, Reason], tuple[str, str]] = field(default_factory=dict)

    def add(self, source: SourceText, node: Node, made: Deployment) -> None:
        """Add a deployment that a part of an object describes."""
        made.source, made.entry = source, node
        if len(self.deployments) < _MOST_DEPLOYMENTS:
            self.deployments.append(made)
        else:
            self.unread(source, node, because("many-deployments", n=_MOST_DEPLOYMENTS))

    def elsewhere(self, name: str, file: str, owner: tuple[str, str]) -> None:
        """Note a chart or a folder that is not in the repository."""
        self.remote.append((name, file))
        self.partly_remote.add(owner)

    def forget(self, owners: set[tuple[str, str]]) -> None:
        """Take back what was said of objects: they are read once more, as they are built."""
        gone = {key for key, owner in self._said.items() if owner in owners}
        self.diagnostics = [
            one
            for one in self.diagnostics
            if one.reason is None or (one.location.path, one.location.start, one.reason) not in gone
        ]
        for key in gone:
            del self._said[key]

    def unread_parts(self, source: SourceText, parts: Iterable[tuple[Node, Reason]]) -> None:
        """Note parts of an object that are not read, each with the reason."""
        for node, reason in parts:
            self.unread(source, node, reason)

    def unread(self, source: SourceText, node: Node, reason: Reason) -> None:
        """Note a part of an object that is not read."""
        self.unread_at(place_of(source, node), reason)

    def unread_at(self, location: Location, reason: Reason) -> None:
        """Note a place at which something is not read."""
        # Charts may be rendered more than once.
        key = location.path, location.start, reason
        if key not in self._said:
            self._said[key] = self.owner
            self.diagnostics.append(Diagnostic("deployment-not-read", location, reason=reason))


class Tree:
    """The repository that a file lies in, as far as a run may read it."""

    def __init__(self, file: str, boundary: Boundary, listed: dict[str, RepositoryFiles]) -> None:
        """``file`` is the path of a file in it; ``listed`` keeps what was listed already, by the root."""
        self.root = tree_root(os.path.dirname(file) or ".")
        self.here = os.path.realpath(os.path.dirname(file) or ".")
        self.boundary = boundary
        self.files = listed.setdefault(self.root, RepositoryFiles(self.root))

    def folder(self, path: str, base: str | None = None) -> str | None:
        """Return the real path of a folder, given from the root or another folder; None without such a one."""
        real = self._real(path, base)
        return real if real is not None and os.path.isdir(real) else None

    def file(self, path: str, base: str | None = None) -> str | None:
        """Return the real path of a file, as for folders."""
        real = self._real(path, base)
        return real if real is not None and os.path.isfile(real) else None

    def read(self, path: str, base: str | None = None) -> SourceText | None:
        """Return the text of a file; None if it is not there, or cannot or may not be read."""
        real = self.file(path, base)
        read = None if real is None else read_source(os.path.relpath(real))
        return read if isinstance(read, SourceText) else None

    def _real(self, path: str, base: str | None) -> str | None:
        if "\0" in path or not path:
            return None
        try:
            real = os.path.realpath(os.path.join(self.root if base is None else base, path.lstrip("/")))
        except (OSError, ValueError):
            return None
        return real if self.boundary.holds(real) else None


def is_name(text: str) -> bool:
    """Return whether a text can be the name of a release or a namespace."""
    return _NAME.match(text) is not None


def place_of(source: SourceText, node: Node) -> Location:
    """Return the place of a part of an object: its first line."""
    end = max(min(node.end, source.line_around(node.start)[1]), node.start + 1)
    return source.located_roughly(node.start, end)
