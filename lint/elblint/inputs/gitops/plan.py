"""The plan of a run: the releases, overlays and folders that GitOps objects among its files deploy."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from elblint.config.chart_release import Release
from elblint.config.settings import Config
from elblint.inputs.gitops import is_helmfile
from elblint.inputs.gitops.applicationsets import ApplicationSetReader
from elblint.inputs.gitops.argo import ApplicationReader
from elblint.inputs.gitops.built_objects import built_objects
from elblint.inputs.gitops.clusters import Clusters
from elblint.inputs.gitops.config_values import ConfigValues, text_of
from elblint.inputs.gitops.deployment import Deployment, Found, Tree, place_of
from elblint.inputs.gitops.flux import FluxReader
from elblint.inputs.gitops.helmfiles import HelmfileReader
from elblint.inputs.gitops.patched import PatchedObjects
from elblint.inputs.gitops.repository_files import RepositoryFiles
from elblint.inputs.helm import CHART_FILE, is_chart
from elblint.inputs.helm.chart import chart_folders
from elblint.inputs.kustomize.build import Build
from elblint.inputs.kustomize.kustomization import FILE_NAMES, is_kustomized
from elblint.inputs.kustomize.overlay import Changes, Overlay
from elblint.model.cluster import Cluster
from elblint.syntax.documents import read_documents
from elblint.syntax.nodes import Mapping as MappingNode
from elblint.syntax.nodes import Node, child, text_at
from elblint.system.boundary import Boundary
from elblint.text.diagnostics import because
from elblint.text.source import SourceText

_KINDS = {
    ("argoproj.io", "Application"),
    ("argoproj.io", "ApplicationSet"),
    ("helm.toolkit.fluxcd.io", "HelmRelease"),
    ("kustomize.toolkit.fluxcd.io", "Kustomization"),
}
_NAMES = frozenset(kind for _, kind in _KINDS)


class Place:
    """The destination of objects of a folder: a cluster, and the namespace of those that name none."""

    def __init__(self, cluster: Cluster, namespace: str) -> None:
        self.cluster = cluster
        self.namespace = namespace


class Plan:
    """All that GitOps objects deploy, by the folders of the repository."""

    def __init__(
        self, config: Config, boundary: Boundary, config_values: ConfigValues, patched: PatchedObjects
    ) -> None:
        """``config_values`` finds the texts of ConfigMaps, ``patched`` knows the objects that the input changes."""
        self.boundary = boundary
        self.config_values = config_values
        self.patched = patched
        self.found = Found()
        self.changed: list[Deployment] = []
        """The deployments of objects that kustomizations change, and that are not what their files say."""
        self.files: set[str] = set()
        """The files that hold an object which deploys something."""
        self.releases: dict[str, list[Release]] = {}
        """The releases of each chart, by its folder's real path."""
        self.overlays: dict[str, list[Overlay]] = {}
        """The builds of each kustomization, likewise."""
        self.renderers: dict[int, tuple[Changes, ...]] = {}
        """The changes of what a release renders to, by its ``id``."""
        self._folders: dict[str, tuple[Place, bool]] = {}
        self._same: dict[tuple[object, ...], Release] = {}
        """The releases by their content: of several that are alike, one is rendered."""
        self._known: set[tuple[str, str]] = set()
        """The folders and digests of overlays."""
        self._owners: dict[int, tuple[str, str]] = {}
        self._clusters = Clusters(config)
        self._added = 0
        self._listed: dict[str, RepositoryFiles] = {}

    def read(self, source: SourceText, file: str) -> None:
        """Take in what the objects in a text deploy; ``file`` is a file of the repository that it belongs to."""
        self._read_roots(source, file, read_documents(source, _NAMES).roots)

    def read_built(self, builds: Iterable[Build]) -> None:
        """Take in the objects that kustomizations change, as these build them; what no build holds is said."""
        files = {os.path.realpath(one.file) for one in self.changed}
        owners = {one.owner for one in self.changed}
        seen: set[tuple[str, str]] = set()
        for one in built_objects(builds, files, _is_deploying, _NAMES):
            kind, name = text_at(one.root, "kind") or "", text_at(one.root, "metadata", "name") or ""
            # A kustomization may have put something before or behind the name.
            meant = {owner for owner in owners if owner[0] == kind and owner[1] in name}
            if not meant:
                continue
            self.found.forget(meant - seen)
            seen |= meant
            first = len(self.found.deployments)
            self._read_roots(one.source, os.path.join(one.folder, FILE_NAMES[0]), [one.root])
            for made in self.found.deployments[first:]:
                made.is_built, made.place = True, one.folder
        self.changed = [one for one in self.changed if one.owner not in seen]
        self.say_changed()
        self.settle()

    def say_not_built(self) -> None:
        """Say which changes are not made for kustomize is turned off."""
        for overlay in (one for listed in self.overlays.values() for one in listed):
            if overlay.place is not None and (overlay.changes is not None or overlay.variables is not None):
                self.found.unread_at(overlay.place, because("no-kustomize"))
        for layers in self.renderers.values():
            for one in layers[:1]:
                self.found.unread(one.source, one.root, because("no-kustomize"))

    def say_changed(self) -> None:
        """Say which deployments are not read for a kustomization changes their object."""
        for one in self.changed:
            self.found.unread(one.source, one.entry, because("changed-object"))
        self.changed = []

    def _read_roots(self, source: SourceText, file: str, roots: Iterable[Node]) -> None:
        tree = Tree(file, self.boundary, self._listed)
        applications = ApplicationReader(source, tree, self.found)
        flux = FluxReader(source, tree, self.found, self.config_values)
        for root in roots:
            kind, name = text_at(root, "kind") or "", text_at(root, "metadata", "name") or ""
            owner, metadata, spec = (kind, name), child(root, "metadata"), child(root, "spec")
            self.found.owner = owner
            if (_group(root), kind) in _KINDS or (not kind and is_helmfile(source.path)):
                self.files.add(file)
            if not kind and is_helmfile(source.path):
                HelmfileReader(source, tree, self.found).read(root)
            elif (_group(root), kind) not in _KINDS:
                continue
            elif kind == "Application":
                applications.read(owner, metadata, spec)
            elif kind == "ApplicationSet":
                ApplicationSetReader(source, applications).read(owner, spec)
            elif kind == "HelmRelease":
                flux.read_release(owner, metadata, spec)
            else:
                flux.read_kustomization(owner, metadata, spec)

    def settle(self) -> set[str]:
        """Add what was read since; return the real paths of the charts that have new releases."""
        self._clusters.expect(self.found.deployments)
        fresh = self.found.deployments[self._added :]
        self._added += len(fresh)
        self.patched.expect(fresh)
        changed = [one for one in fresh if not one.is_built and self.patched.holds(one.owner, one.file)]
        self.changed += changed
        kept = {id(one) for one in changed}
        return {one.folder for one in fresh if id(one) not in kept and self._add(one)}

    def _add(self, one: Deployment) -> bool:
        """Add a deployment; return whether it is a new release of a chart."""
        cluster = self._clusters.of(one)
        label = f"{one.owner[0]} {one.owner[1]}"
        label += f": {one.name}" if one.name not in {"", one.owner[1]} else ""
        label += f", {one.place}" if one.place else ""
        if is_chart(one.folder):
            release = Release(
                one.name, one.destination.namespace, tuple(one.values), tuple(one.sets), cluster, label
            )
            same = self._same.setdefault(_content(one, cluster), release)
            self._owners[id(same)] = one.owner
            if same is not release:
                return False
            self.renderers[id(release)] = tuple(one.renderers)
            self.releases.setdefault(one.folder, []).append(release)
            return True
        if is_kustomized(one.folder) or one.is_changed:
            place = place_of(one.source, one.entry)
            overlay = Overlay(cluster, one.destination.namespace, one.changes, one.variables, label, place)
            known = one.folder, overlay.digest()
            if known not in self._known:
                self._known.add(known)
                self.overlays.setdefault(one.folder, []).append(overlay)
                if one.is_changed:
                    self._owners[id(overlay)] = one.owner
        if not is_kustomized(one.folder):
            # Also if it cannot be built: then its files are read as they are.
            where = Place(cluster, one.destination.namespace)
            self._folders.setdefault(one.folder, (where, one.is_recursive))
        return False

    def charts(self, folders: Iterable[str] | None = None) -> list[str]:
        """Return the ``Chart.yaml`` of every chart that is deployed, or of those in some folders."""
        chosen = self.releases if folders is None else sorted(folders)
        return [os.path.relpath(os.path.join(folder, CHART_FILE)) for folder in chosen]

    def kustomizations(self) -> list[str]:
        """The kustomization of every folder that is deployed and has one."""
        return [
            os.path.relpath(os.path.join(folder, name))
            for folder in self.overlays
            for name in FILE_NAMES
            if os.path.isfile(os.path.join(folder, name))
        ]

    def place_of(self, path: str) -> Place | None:
        """Return where a plain file goes; None if no object deploys its folder."""
        if not self._folders:
            return None
        folder = os.path.realpath(os.path.dirname(path) or ".")
        is_own = True
        while True:
            known = self._folders.get(folder)
            if known is not None and (is_own or known[1]):
                return known[0]
            above = os.path.dirname(folder)
            if above == folder:
                return None
            folder, is_own = above, False

    def rendered_owners(self, rendered: Iterable[Release | Overlay]) -> frozenset[tuple[str, str]]:
        """Return kind and name of the objects whose values and changes are all judged in what was made with them."""
        numbers = {id(one) for one in rendered}
        left = {one for number, one in self._owners.items() if number not in numbers}
        return frozenset(set(self._owners.values()) - left - self.found.partly_remote)


def plan_of(
    marked: Iterable[str],
    files: Iterable[str],
    changed: Mapping[str, str],
    config: Config,
    boundary: Boundary,
    patches: set[str],
) -> Plan:
    """Return what the objects in the files ``marked`` deploy.

    ``files`` may hold ConfigMaps with values, ``changed`` holds texts that stand for those of files, and ``patches``
    are the real paths of files that change objects of others.
    """
    marked = list(marked)
    config_values = ConfigValues(files, changed, boundary)
    plan = Plan(config, boundary, config_values, PatchedObjects(files, marked, _NAMES, boundary))
    for path in marked:
        source = None if chart_folders([path]) else text_of(path, changed)
        if source is not None and os.path.realpath(path) not in patches:
            plan.read(source, path)
    plan.settle()
    return plan


def _content(one: Deployment, cluster: Cluster) -> tuple[object, ...]:
    """Return all that the objects of a release depend on."""
    import json

    values = tuple(each.text for each in one.values)
    sets = tuple(tuple(each.option) for each in one.sets)
    renderers = json.dumps([each.fields for each in one.renderers], sort_keys=True, default=str)
    return one.folder, one.name, one.destination.namespace, values, sets, cluster, renderers


def _is_deploying(root: Node) -> bool:
    return (_group(root), text_at(root, "kind") or "") in _KINDS


def _group(root: object) -> str:
    version = text_at(root, "apiVersion") if isinstance(root, MappingNode) else None
    return (version or "").partition("/")[0]
