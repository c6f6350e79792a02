"""The plan of a run: the releases, overlays and folders that GitOps objects among its files deploy."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from elblint.config.chart_release import Release
from elblint.config.settings import ClusterOfPath, Config
from elblint.inputs.gitops import is_helmfile
from elblint.inputs.gitops.applicationsets import ApplicationSetReader
from elblint.inputs.gitops.argo import ApplicationReader
from elblint.inputs.gitops.deployment import IN_CLUSTER, Deployment, Found, Tree
from elblint.inputs.gitops.flux import FluxReader
from elblint.inputs.gitops.helmfiles import HelmfileReader
from elblint.inputs.helm import CHART_FILE
from elblint.inputs.kustomize.kustomization import FILE_NAMES
from elblint.inputs.kustomize.overlay import Overlay
from elblint.model.cluster import Cluster
from elblint.syntax.documents import read_documents
from elblint.syntax.nodes import Mapping as MappingNode
from elblint.syntax.nodes import Scalar, child, text
from elblint.system.boundary import Boundary
from elblint.text.reader import read_source
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

    def __init__(self, found: Found, config: Config) -> None:
        self.diagnostics = found.diagnostics
        self.remote = sorted(set(found.remote))
        self.releases: dict[str, list[Release]] = {}
        """The releases of each chart, by its folder's real path."""
        self.overlays: dict[str, list[Overlay]] = {}
        """The builds of each kustomization, likewise."""
        self._folders: dict[str, tuple[Place, bool]] = {}
        self._owners: dict[int, tuple[str, str]] = {}
        self._partly_remote = found.partly_remote
        self._rendered: set[int] = set()
        clusters = _Clusters(config, found.deployments)
        for one in found.deployments:
            self._add(one, clusters)

    def _add(self, one: Deployment, clusters: _Clusters) -> None:
        cluster = clusters.of(one)
        label = f"{one.owner[0]} {one.owner[1]}"
        if os.path.isfile(os.path.join(one.folder, CHART_FILE)):
            release = Release(
                one.name, one.destination.namespace, tuple(one.values), tuple(one.sets), cluster, label
            )
            self.releases.setdefault(one.folder, []).append(release)
            self._owners[id(release)] = one.owner
        elif any(os.path.isfile(os.path.join(one.folder, name)) for name in FILE_NAMES):
            overlay = Overlay(cluster, one.destination.namespace, one.changes, one.changed_in, label)
            listed = self.overlays.setdefault(one.folder, [])
            if not any(other.is_same(overlay) for other in listed):
                listed.append(overlay)
        else:
            place = Place(cluster, one.destination.namespace)
            self._folders.setdefault(one.folder, (place, one.is_recursive))

    def charts(self) -> list[str]:
        """The ``Chart.yaml`` of every chart that is deployed."""
        return [os.path.relpath(os.path.join(folder, CHART_FILE)) for folder in self.releases]

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

    def note_rendered(self, release: Release) -> None:
        """Take note that a release was rendered."""
        self._rendered.add(id(release))

    def rendered_owners(self) -> frozenset[tuple[str, str]]:
        """Return kind and name of the objects of which all releases were rendered: their values were judged there."""
        left = {one for number, one in self._owners.items() if number not in self._rendered}
        return frozenset(set(self._owners.values()) - left - self._partly_remote)


class _Clusters:
    """The clusters of a configuration by the addresses and names that Argo CD has for them."""

    def __init__(self, config: Config, deployments: Iterable[Deployment]) -> None:
        self.usual = config.cluster
        self.by_path = ClusterOfPath(config)
        self.known = {_normal(name): one.cluster for one in config.clusters for name in one.servers}
        for one in config.clusters:
            self.known.setdefault(_normal(one.cluster.name), one.cluster)
        unknown = {_normal(one.destination.cluster) for one in deployments} - set(self.known)
        self.is_told_apart = len(unknown) > 1

    def of(self, one: Deployment) -> Cluster:
        """Return the cluster that a deployment goes to."""
        name = _normal(one.destination.cluster)
        known = self.known.get(name)
        if known is not None:
            return known
        # What is deployed apart must not be taken for one cluster's objects.
        cluster = self.by_path(os.path.relpath(os.path.join(one.folder, CHART_FILE)))
        if cluster is self.usual:
            cluster = self.by_path(one.file)
        if name in IN_CLUSTER or not self.is_told_apart:
            return cluster
        return cluster._replace(name=one.destination.cluster, is_assumed=not cluster.name)


def _normal(name: str) -> str:
    return name.rstrip("/").lower()


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
    found = Found()
    config_values = _ConfigValues(files, changed)
    for path in marked:
        source = _text(path, changed)
        if source is None or os.path.realpath(path) in patches:
            continue
        tree = Tree(path, boundary)
        applications = ApplicationReader(source, tree, found)
        flux = FluxReader(source, tree, found, config_values)
        for root in read_documents(source, _NAMES).roots:
            kind, name = text(child(root, "kind")) or "", text(child(root, "metadata", "name")) or ""
            owner, metadata, spec = (kind, name), child(root, "metadata"), child(root, "spec")
            if not kind and is_helmfile(path):
                HelmfileReader(source, tree, found).read(root)
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
    return Plan(found, config)


def _group(root: object) -> str:
    version = text(child(root, "apiVersion")) if isinstance(root, MappingNode) else None
    return (version or "").partition("/")[0]


def _text(path: str, changed: Mapping[str, str]) -> SourceText | None:
    read = SourceText(path, changed[path]) if path in changed else read_source(path)
    return read if isinstance(read, SourceText) else None


class _ConfigValues:
    """The texts of ConfigMaps among the input, read when the first values come from one."""

    def __init__(self, files: Iterable[str], changed: Mapping[str, str]) -> None:
        self.files = files
        self.changed = changed
        self._found: dict[tuple[str, str, str], tuple[SourceText, Scalar]] | None = None

    def __call__(self, namespace: str, name: str, key: str) -> tuple[SourceText, Scalar] | None:
        """Return the text under a key; of a ConfigMap without a namespace if there is none with it."""
        if self._found is None:
            self._found = {}
            for path in self.files:
                self._read(path, self._found)
        found = self._found.get((namespace, name, key))
        return found if found is not None else self._found.get(("", name, key))

    def _read(self, path: str, into: dict[tuple[str, str, str], tuple[SourceText, Scalar]]) -> None:
        source = _text(path, self.changed)
        if source is None or "ConfigMap" not in source.text:
            return
        for root in read_documents(source, frozenset({"ConfigMap"})).roots:
            if text(child(root, "kind")) != "ConfigMap":
                continue
            data = child(root, "data")
            for key in data.keys() if isinstance(data, MappingNode) else ():
                value = child(data, key)
                if isinstance(value, Scalar):
                    namespace = text(child(root, "metadata", "namespace")) or ""
                    into[namespace, text(child(root, "metadata", "name")) or "", key] = source, value
