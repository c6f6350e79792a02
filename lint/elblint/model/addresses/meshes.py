"""Service meshes: a ServiceEntry of Istio sends a hostname elsewhere for the Pods that have a sidecar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from elblint.model.addresses.answers import Answer
from elblint.model.addresses.corefiles import Line
from elblint.model.addresses.literals import canonical_address
from elblint.model.addresses.sources import TextField
from elblint.model.objects import KubeObject, labels_of
from elblint.model.unknown import Unknown
from elblint.model.workloads import Workload
from elblint.syntax.nodes import Scalar, items, text_at

_INJECT = "sidecar.istio.io/inject"


class Meshes:
    """The hostnames of ServiceEntries whose endpoints are no ELB's, and the namespaces whose Pods get a sidecar."""

    def __init__(
        self,
        objects: Sequence[KubeObject],
        is_elb: Callable[[str, str], bool],
        is_published: Callable[[str, str], bool],
    ) -> None:
        self._lines: dict[tuple[str, str], Line] = {}
        self._injected: dict[tuple[str, str], bool] = {}
        for one in objects:
            if one.manifest_kind == "ServiceEntry":
                addresses = [*_addresses_of(one)]
                cluster = one.cluster.name
                if one.at("spec", "workloadSelector") is None and not addresses:
                    continue
                if not any(is_elb(cluster, found) or is_published(cluster, found) for found in addresses):
                    self._lines.update(((cluster, line.words[0]), line) for line in _hosts_of(one))
            elif one.manifest_kind == "Namespace":
                labels = labels_of(one.at("metadata", "labels"))
                if not isinstance(labels, Unknown):
                    named = labels.get("istio-injection") == "enabled" or "istio.io/rev" in labels
                    self._injected[one.cluster.name, one.name] = named

    def answer(self, cluster: str, host: str, caller: Workload | None) -> Answer | None:
        """Return the answer of a caller's sidecar for a hostname; None without one."""
        line = self._lines.get((cluster, host)) or self._lines.get((cluster, "*." + host.partition(".")[2]))
        if line is None:
            return None
        has_sidecar = None if caller is None else self._has_sidecar(caller)
        if has_sidecar is None:
            return Answer("unknown", fact="call.mesh", line=line)
        return Answer("inside", line=line) if has_sidecar else None

    def _has_sidecar(self, caller: Workload) -> bool | None:
        """Return whether a caller's Pods have a sidecar; None if the input does not tell."""
        if caller.host_network:
            return False
        for field in ("labels", "annotations"):
            written = caller.text_at(*caller.template_path, "metadata", field, _INJECT)
            if written is not None:
                return written == "true"
        if any("istio/proxyv2" in (text_at(one, "image") or "") for _, one in caller.every_container):
            return True
        return self._injected.get(caller.scope)


def _addresses_of(entry: KubeObject) -> Iterator[str]:
    for endpoint in items(entry.at("spec", "endpoints")):
        written = (text_at(endpoint, "address") or "").lower()
        if written:
            yield canonical_address(written) or written


def _hosts_of(entry: KubeObject) -> Iterator[Line]:
    for number, node in enumerate(items(entry.at("spec", "hosts"))):
        if isinstance(node, Scalar):
            field = TextField(entry, ("spec", "hosts", number), node, node.text, "field")
            yield Line((node.text.lower(),), field, 0, len(node.text))
