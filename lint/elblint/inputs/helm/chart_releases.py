"""The releases to render of a chart: from options, configuration or GitOps objects, else Helm's own defaults."""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import MappingProxyType

from elblint.config.chart_release import USUAL_NAME, Release, ReleaseOptions, SetValue
from elblint.config.settings import ChartEntry, ClusterOfPath, Config, place_of
from elblint.errors import ConfigError, ElblintError, UsageError
from elblint.i18n.localized import localized
from elblint.inputs.helm.chart import Chart
from elblint.model.cluster import Cluster
from elblint.system.lazy import lazy_pattern
from elblint.text.diagnostics import Diagnostic
from elblint.text.reader import read_source
from elblint.text.source import SourceText

_NAME = lazy_pattern(r"[a-z0-9]([-a-z0-9.]{0,51}[a-z0-9])?\Z")
_SET_PATH = lazy_pattern(r"[^=,{}\s]+\Z")


def _checked(release: Release, where: str, error: type[ElblintError]) -> Release:
    """The release, if its names are such as Kubernetes takes. Raises ``error``."""
    for what, name in (("release", release.name), ("namespace", release.namespace)):
        if name and not _NAME.match(name):
            raise error(localized(f"no-{what}-name", given=name).at(where))
    for entry in release.sets:
        if not _SET_PATH.match(entry.path):
            raise error(localized("no-value-path", path=entry.path).at(where))
    return release


class ChartReleases:
    """The releases of every chart; a values file that several use is read once."""

    def __init__(
        self,
        config: Config,
        options: ReleaseOptions,
        deployed: Mapping[str, list[Release]] = MappingProxyType({}),
    ) -> None:
        """``deployed`` are the releases that GitOps objects describe, by the real path of the chart's folder."""
        self.config = config
        self.deployed = deployed
        self.options = options
        self.cluster_of = ClusterOfPath(config)
        self._files: dict[str, SourceText] = {}
        self._charts_with_options: list[str] = []
        absent = [entry.path for entry in config.charts if not os.path.exists(config.below(entry.path))]
        if absent:
            raise ConfigError(
                *(localized("no-such-chart").at(f"{place_of(path)}charts: {path}") for path in absent)
            )

    def __call__(self, chart: Chart) -> list[Release]:
        """The releases of a chart. Raises UsageError, ConfigError for values files that are not there."""
        cluster = self.cluster_of(chart.file.path)
        if self.options:
            self._charts_with_options.append(chart.shown)
            if len(self._charts_with_options) > 1:
                raise UsageError(
                    localized("options-many-charts", charts=", ".join(self._charts_with_options))
                )
            return [self._from_options(self.options, cluster)]
        here = os.path.realpath(chart.given)
        entries = [
            entry for entry in self.config.charts if os.path.realpath(self.config.below(entry.path)) == here
        ]
        if not entries:
            return self.deployed.get(here) or [Release(cluster=cluster)]
        return [self._configured(entry, chart, several=len(entries) > 1) for entry in entries]

    def _from_options(self, options: ReleaseOptions, cluster: Cluster) -> Release:
        for path in options.values:
            if not os.path.exists(path) or os.path.isdir(path):
                raise UsageError(localized("no-such-file").at(f"--values {path}"))
        sets = []
        for text in options.sets:
            path, equals, value = text.partition("=")
            if not equals:
                raise UsageError(localized("set-form").at(f"--set {text}"))
            sets.append(SetValue(path, value))
        files = tuple(self._file(path, UsageError) for path in options.values)
        release = Release(options.name or USUAL_NAME, options.namespace, files, tuple(sets), cluster)
        return _checked(release, "--release, --namespace, --set", UsageError)

    def _configured(self, entry: ChartEntry, chart: Chart, *, several: bool) -> Release:
        files = tuple(self._file(self.config.below(path), ConfigError) for path in entry.values)
        label = entry.name or ", ".join(os.path.basename(path) for path in entry.values) or entry.release
        label = label or entry.namespace or "defaults"
        cluster = self.cluster_of(chart.file.path)
        if entry.cluster:
            cluster = next(one.cluster for one in self.config.clusters if one.cluster.name == entry.cluster)
        elif several:
            # What is deployed apart must not be taken for one cluster's objects.
            cluster = cluster._replace(name=label, is_assumed=not cluster.name)
        release = Release(
            entry.release or USUAL_NAME,
            entry.namespace,
            files,
            entry.sets,
            cluster,
            label if several or entry.name else "",
        )
        return _checked(release, f"{self.config.path}: charts", ConfigError)

    def _file(self, path: str, error: type[ElblintError]) -> SourceText:
        if path not in self._files:
            read = read_source(path)
            if isinstance(read, Diagnostic):
                where = f"{self.config.path}: charts" if error is ConfigError else "--values"
                raise error(localized("values-unreadable", detail=read.detail).at(f"{where}: {path}"))
            self._files[path] = read
        return self._files[path]
