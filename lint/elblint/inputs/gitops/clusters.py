"""The clusters that deployments go to, by the addresses and names that Argo CD has for them."""

from __future__ import annotations

import os
from collections.abc import Iterable

from elblint.config.settings import ClusterOfPath, Config
from elblint.inputs.gitops.deployment import IN_CLUSTER, Deployment
from elblint.inputs.helm import CHART_FILE
from elblint.model.cluster import Cluster


class Clusters:
    """The clusters of a configuration, found by a deployment's destination, its folder or its object's file."""

    def __init__(self, config: Config) -> None:
        self.usual = config.cluster
        self.by_path = ClusterOfPath(config)
        self.known = {_normal(name): one.cluster for one in config.clusters for name in one.servers}
        for one in config.clusters:
            self.known.setdefault(_normal(one.cluster.name), one.cluster)
        self.is_told_apart = False

    def expect(self, deployments: Iterable[Deployment]) -> None:
        """Take note of all deployments: several unknown clusters must be told apart."""
        unknown = {_normal(one.destination.cluster) for one in deployments} - set(self.known)
        self.is_told_apart = len({"" if name in IN_CLUSTER else name for name in unknown}) > 1

    def of(self, one: Deployment) -> Cluster:
        """Return the cluster that a deployment goes to."""
        name = _normal(one.destination.cluster)
        known = self.known.get(name)
        if known is not None:
            return known
        cluster = self.by_path(os.path.relpath(os.path.join(one.folder, CHART_FILE)))
        if cluster is self.usual:
            cluster = self.by_path(one.file)
        if name in IN_CLUSTER or not self.is_told_apart:
            return cluster
        # What is deployed apart must not be taken for one cluster's objects.
        return cluster._replace(name=one.destination.cluster, is_assumed=not cluster.name)


def _normal(name: str) -> str:
    return name.rstrip("/").lower()
