"""Issuers of cert-manager."""

from __future__ import annotations

from elblint.model.objects import KubeObject
from elblint.syntax.nodes import child, items
from elblint.system.type_names import ClassVar


class Issuer(KubeObject):
    """An Issuer or ClusterIssuer."""

    kind: ClassVar[str] = "Issuer"

    @property
    def solves_by_http(self) -> bool:
        """True if an ACME challenge is solved by HTTP-01, for which the name has to answer on port 80."""
        return any(child(one, "http01") is not None for one in items(self.at("spec", "acme", "solvers")))
