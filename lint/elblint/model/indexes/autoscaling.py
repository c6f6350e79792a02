"""The autoscalers of workloads."""

from __future__ import annotations

from collections.abc import Iterable

from elblint.model.objects import KubeObject
from elblint.model.placeholder import is_template
from elblint.model.unknown import Unknown
from elblint.model.workloads import Autoscaler


class Autoscaling:
    """An index of autoscalers by the workload that each is for, made when somebody asks."""

    def __init__(self, scalers: Iterable[KubeObject]) -> None:
        self._scalers = scalers
        self._least: dict[tuple[str, str, str, str], int | Unknown] | None = None
        self._hides_scaled = False

    @property
    def hides_scaled(self) -> bool:
        """True if a template fills in what an autoscaler is for: it may be for any workload."""
        return self._scaled()[1]

    def least_replicas(self, workload: KubeObject) -> int | Unknown | None:
        """Return the lower limit of the workload's autoscaler; None without an autoscaler."""
        least, hides_scaled = self._scaled()
        return least.get(workload.identity, Unknown("workload.replicas") if hides_scaled else None)

    def _scaled(self) -> tuple[dict[tuple[str, str, str, str], int | Unknown], bool]:
        """Return the lower limits of autoscalers, and whether one may be for any workload."""
        if self._least is None:
            self._least = {}
            for scaler in self._scalers:
                assert isinstance(scaler, Autoscaler)
                kind, name = scaler.target
                self._least[scaler.cluster.name, kind, scaler.namespace or "default", name] = scaler.least
                self._hides_scaled |= any(map(is_template, (kind, name, scaler.namespace)))
        return self._least, self._hides_scaled
