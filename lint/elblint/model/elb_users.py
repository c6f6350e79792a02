"""The objects behind which an ELB may stand: Services and Ingresses."""

from __future__ import annotations

from functools import cached_property

from elblint.model.cluster import KnownElb
from elblint.model.objects import KubeObject
from elblint.model.other_load_balancers import is_of_another_load_balancer
from elblint.model.placeholder import is_placeholder
from elblint.model.subject import FieldPath
from elblint.syntax.nodes import items, text_at
from elblint.system.type_names import ClassVar

ELB_PREFIX = "kubernetes.io/elb."
ELB_PREFIX_CORE = "io/elb"
"""The part of the prefix that stays where its dots are escaped, as in a path for Helm's ``--set``."""
PLAIN_TYPE = "ClusterIP"
# The beginnings of those that also mean something on a Service behind an ELB Ingress.
FOR_BACKENDS = ("lb-algorithm", "session-affinity", "health-check", "pool-protocol", "adaptive-weight")
# Classes that only the open-source cloud provider for self-managed clusters knows, never CCE.
FOREIGN_ELB_CLASSES = frozenset({"shared", "dedicated"})


class ElbUser(KubeObject):
    """Properties that Services and Ingresses share: both may use an ELB."""

    ID_FIELDS: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Fields that say which ELB it uses, beside the annotations of all users."""

    uses_elb: bool = False
    """True if an ELB stands behind the object at all."""
    elb_reference: str = ""
    """The ELB as Terraform's code names it, where its id is known only after it was made."""
    elb: Elb | None = None
    """The load balancer, set once all objects are known; None if none is identified."""

    def unassign(self) -> None:
        """Forget the ELB."""
        self.elb = None

    def release(self, start: int, end: int) -> None:
        """Forget the nodes; no ELB stands behind an unrelated object."""
        super().release(start, end)
        assert not self.uses_elb

    @property
    def has_elb_annotations(self) -> bool:
        """True if it carries any annotation of CCE's ELB integration."""
        return any(name.startswith(ELB_PREFIX) for name in self.annotation_names)

    @cached_property
    def is_of_another_provider(self) -> bool:
        """True if it has no annotation of CCE's ELB integration, and one of another load balancer."""
        return not self.has_elb_annotations and is_of_another_load_balancer(self.annotation_names)

    @property
    def written_class(self) -> str | None:
        """The annotation ``elb.class`` as written."""
        return self.annotation(ELB_PREFIX + "class")

    @cached_property
    def elb_id(self) -> str | None:
        """The ELB's id as written, unless it is a placeholder."""
        return _filled(self.annotation(ELB_PREFIX + "id"))

    @cached_property
    def elb_addresses(self) -> list[str]:
        """The ELB's addresses, as far as the object shows any."""
        shown: list[str | None] = [self.text_at(*path) for path in self.ID_FIELDS]
        shown += [text_at(entry, "ip") for entry in items(self.at("status", "loadBalancer", "ingress"))]
        return [address for address in map(_filled, shown) if address is not None]

    @property
    def every_address(self) -> list[str]:
        """The ELB's addresses: those that the object shows, and those of the known ELB that it uses."""
        known = self.elb.known.addresses if self.elb is not None and self.elb.known is not None else ()
        return [*self.elb_addresses, *known]

    def ends_tls(self, port: int | None) -> bool:
        """Return whether TLS ends at the ELB for a listener's port, so that its backends speak plain HTTP."""
        return False

    @cached_property
    def listeners(self) -> list[tuple[str, int, FieldPath]]:
        """The listeners that it asks the ELB for: protocol, port, and the field that says so."""
        return self._find_listeners()

    @cached_property
    def listener_keys(self) -> frozenset[tuple[str, int]]:
        """Protocol and port of each of them."""
        return frozenset((protocol, port) for protocol, port, _ in self.listeners)

    def _find_listeners(self) -> list[tuple[str, int, FieldPath]]:
        return []

    @property
    def hides_protocols(self) -> bool:
        """True if a placeholder hides what its listeners speak."""
        return False

    def protocols(self) -> set[str]:
        """The protocols of its listeners on the ELB: tcp, udp, http, https, tls, quic."""
        return set()


class Elb:
    """One load balancer and the objects that use it, in a fixed order."""

    def __init__(self, users: list[ElbUser], known: KnownElb | None) -> None:
        self.users = users
        self.known = known


def _filled(value: str | None) -> str | None:
    return None if value is None or is_placeholder(value) else value.strip()
