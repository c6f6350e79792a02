"""``.elblint.yaml``: what a repository tells about its clusters, and how it wants to be linted."""

from __future__ import annotations

import os
from collections.abc import Sequence

from elblint.errors import ConfigError
from elblint.i18n.localized import localized
from elblint.model.cluster import FACTS, Cluster, KnownElb
from elblint.system.boundary import relative_path, tree_root
from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import TYPE_CHECKING
from elblint.text.globs.path_index import PathIndex

if TYPE_CHECKING:
    from elblint.config.chart_release import SetValue
    from elblint.text.source import Location

FILE_NAME = ".elblint.yaml"
CACHE_FOLDER = ".elblint_cache"
"""The folder beside the configuration for what runs keep."""
FILE_NAMES = (FILE_NAME, ".elblint.yml")
"""The names that a configuration may have; a folder has one of them at most."""


class Written(str):
    """A text of a configuration file, which knows its place."""

    location: Location

    @classmethod
    def at(cls, location: Location, text: str) -> Written:
        """Return a text that stands at a location."""
        written = cls(text)
        written.location = location
        return written


def place_of(text: str) -> str:
    """Return the place of a text with a colon and a space behind it; empty for one that is an option's."""
    return f"{text.location}: " if isinstance(text, Written) else ""


class ClusterPaths(NamedTuple):
    """A cluster and the patterns (in ``.gitignore``'s syntax) of the paths that are meant for it."""

    cluster: Cluster
    patterns: tuple[str, ...]
    facts_from: tuple[str, ...] = ()
    """Patterns of the files that describe the cluster."""
    servers: tuple[str, ...] = ()
    """The addresses and names under which Argo CD knows it."""


class ChartEntry(NamedTuple):
    """One environment of a chart; paths are relative to the configuration, ``cluster`` is one of its clusters."""

    path: str
    name: str
    values: tuple[str, ...]
    sets: tuple[SetValue, ...]
    release: str
    namespace: str
    cluster: str


class SuppressEntry(NamedTuple):
    """Findings that are not wanted: of some rules, in some paths, of some objects; all that is said must hold."""

    rules: tuple[str, ...]
    paths: tuple[str, ...]
    objects: tuple[str, ...]
    namespaces: tuple[str, ...]
    labels: tuple[tuple[str, str], ...]
    reason: str


class Config(NamedTuple):
    """The configuration of a run; patterns and paths are relative to ``root``."""

    root: str = "."
    path: str = ""
    cluster: Cluster = Cluster()
    clusters: tuple[ClusterPaths, ...] = ()
    elbs: tuple[KnownElb, ...] = ()
    charts: tuple[ChartEntry, ...] = ()
    paths: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: tuple[tuple[str, str], ...] = ()
    per_path_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    suppress: tuple[SuppressEntry, ...] = ()
    require_reason: bool = False
    baseline: str = ""
    rules: tuple[str, ...] = ()
    fail_on: str | None = None
    limits: tuple[tuple[str, str], ...] = ()
    """By name, as they are written."""
    lang: str | None = None
    facts_from: tuple[str, ...] = ()
    """Patterns of files that describe clusters and load balancers."""

    def with_cluster_facts(self, given: Cluster) -> Config:
        """The same, with the facts that were given as options put over those of every cluster."""
        clusters = tuple(entry._replace(cluster=_merged(entry.cluster, given)) for entry in self.clusters)
        return self._replace(cluster=_merged(self.cluster, given), clusters=clusters)

    def below(self, path: str) -> str:
        """A path from the configuration as seen from the working folder."""
        return path if self.root in {"", "."} else os.path.normpath(os.path.join(self.root, path))


def _merged(base: Cluster, given: Cluster) -> Cluster:
    if given.category or given.network:
        category, network = given.category, given.network
    else:
        category, network = base.category, base.network
    proxy, version = given.proxy or base.proxy, given.version or base.version
    facts = {"category": category, "network": network, "proxy": proxy, "version": version}
    sources = [
        source
        for fact in FACTS
        if (source := (given if getattr(given, fact) else base).source_of(fact)) and facts[fact]
    ]
    merged = Cluster.of(base.name, category, network or None, proxy, version)
    return merged._replace(sources=tuple(sources))


class ClusterOfPath:
    """Says which cluster a file is meant for: the first one with a pattern that fits, else the default."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.clusters = PathIndex(
            (entry.patterns, f"clusters.{entry.cluster.name}.paths", entry.cluster)
            for entry in config.clusters
        )

    def __call__(self, path: str) -> Cluster:
        """The cluster of one path."""
        fitting = self.clusters.fitting(relative_to(path, self.config.root)) if self.clusters else ()
        return fitting[0] if fitting else self.config.cluster


def relative_to(path: str, root: str) -> str:
    """``path`` relative to ``root``, with forward slashes."""
    return relative_path(path, root or ".").replace(os.sep, "/")


def find_config(paths: Sequence[str]) -> str | None:
    """Return the nearest ``.elblint.yaml`` (or ``.yml``) in the folder of the first path or above it, or None.

    It is looked for up to the repository's root only; outside of a repository, up to the working folder. Raises
    ConfigError for a folder with both.
    """
    first = next((path for path in paths if path != "-"), ".")
    folder = os.path.join(os.getcwd(), first)
    if not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    root = tree_root(folder)
    while not (found := configs_in(folder)):
        folder, below = os.path.dirname(folder), folder
        if os.path.realpath(below) == root or folder == below:
            return None
    if len(found) > 1:
        raise ConfigError(localized("config-both", files=", ".join(map(os.path.relpath, found))))
    return found[0]


def configs_in(folder: str) -> list[str]:
    """Return the paths of the configuration files in a folder."""
    paths = [os.path.join(folder, name) for name in FILE_NAMES]
    return [path for path in paths if os.path.isfile(path)]
