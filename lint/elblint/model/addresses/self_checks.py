"""cert-manager's self check: before an ACME HTTP-01 challenge its own Pod calls the name on port 80."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from elblint.model.addresses.sources import TextField, TextSource
from elblint.model.ingresses import Ingress
from elblint.model.issuers import Issuer
from elblint.model.objects import KubeObject, that_may_hold
from elblint.model.subject import FieldPath
from elblint.model.workloads import Workload
from elblint.syntax.nodes import Node, Scalar, child, items
from elblint.text.text_test import Occurrence

_HTTP = 80
_CONTROLLER = Occurrence("cert-manager-controller")
_ANNOTATIONS = {"cert-manager.io/issuer": "Issuer", "cert-manager.io/cluster-issuer": "ClusterIssuer"}


class SelfChecks:
    """The issuers with an HTTP-01 solver, and the Pods of cert-manager, by cluster."""

    def __init__(self, objects: Sequence[KubeObject]) -> None:
        self._issuers: set[tuple[str, str, str, str]] = set()
        self.callers: dict[str, list[Workload]] = {}
        for one in objects:
            if isinstance(one, Issuer) and one.solves_by_http:
                namespace = "" if one.manifest_kind == "ClusterIssuer" else one.namespace or "default"
                self._issuers.add((one.cluster.name, one.manifest_kind, namespace, one.name))
        for one in that_may_hold([one for one in objects if isinstance(one, Workload)], _CONTROLLER):
            if _CONTROLLER.holds(one.source.text, one.node.start, one.node.end):
                self.callers.setdefault(one.cluster.name, []).append(one)

    def fields_of(self, found: KubeObject) -> Iterator[TextField]:
        """Yield the names that cert-manager checks for a Certificate, or for an Ingress that asks for one."""
        if not self._issuers:
            return
        if isinstance(found, TextSource) and found.manifest_kind == "Certificate":
            kind = found.text_at("spec", "issuerRef", "kind") or "Issuer"
            if self._has(found, kind, found.text_at("spec", "issuerRef", "name") or ""):
                yield from _fields(found, ("spec", "dnsNames"), found.at("spec", "dnsNames"))
        elif isinstance(found, Ingress) and any(
            self._has(found, kind, found.annotation(name) or "") for name, kind in _ANNOTATIONS.items()
        ):
            for number, entry in enumerate(items(found.at("spec", "tls"))):
                yield from _fields(found, ("spec", "tls", number, "hosts"), child(entry, "hosts"))

    def _has(self, found: KubeObject, kind: str, name: str) -> bool:
        namespace = "" if kind == "ClusterIssuer" else found.namespace or "default"
        return (found.cluster.name, kind, namespace, name) in self._issuers


def _fields(found: KubeObject, path: FieldPath, listed: Node | None) -> Iterator[TextField]:
    for number, node in enumerate(items(listed)):
        if isinstance(node, Scalar):
            yield TextField(found, (*path, number), node, node.text, "self-check", _HTTP)
