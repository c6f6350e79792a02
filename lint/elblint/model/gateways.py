"""Gateways of the Gateway API, and the classes that say which controller serves them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from elblint.model.elb_users import ElbUser
from elblint.model.objects import KubeObject
from elblint.model.subject import FieldPath
from elblint.syntax.nodes import items, port_number, text_at

CCE_CONTROLLER = "gateway.cce.io/gateway-controller"
"""The controller that makes listeners of an ELB from a Gateway (cce_10_1173, cce_10_1178)."""
_CCE_GROUP = "gateway.cce.io"


class GatewayClass(KubeObject):
    """A GatewayClass: the controller that serves the Gateways of its name."""

    kind = "GatewayClass"

    @property
    def controller(self) -> str:
        """``spec.controllerName``; empty if absent."""
        return self.text_at("spec", "controllerName") or ""


class Gateway(ElbUser):
    """A Gateway. ``controller`` is that of its class, if the input has it; None if it has not."""

    kind = "Gateway"
    controller: str | None = None

    @property
    def class_name(self) -> str:
        """``spec.gatewayClassName``; empty if absent."""
        return self.text_at("spec", "gatewayClassName") or ""

    @property
    def is_of_cce(self) -> bool | None:
        """True if CCE's controller serves it, by its class or its own parameters; None if nothing says which does."""
        if self.controller is not None:
            return self.controller == CCE_CONTROLLER
        if self.text_at("spec", "infrastructure", "parametersRef", "group") == _CCE_GROUP:
            return True
        return None

    @property
    def uses_elb(self) -> bool:  # type: ignore[override]
        """True if an ELB stands behind it, or may: its controller is CCE's, or not known."""
        return self.is_of_cce is not False and self.span is None

    @cached_property
    def elb_addresses(self) -> list[str]:
        """The addresses that it asks for, and those that its status shows."""
        entries = [*items(self.at("spec", "addresses")), *items(self.at("status", "addresses"))]
        written = [text_at(entry, "value") for entry in entries]
        return [address for address in written if address]

    def unassign(self) -> None:
        """Forget the ELB and the controller."""
        super().unassign()
        self.controller = None

    def _find_listeners(self) -> list[tuple[str, int, FieldPath]]:
        """One for each entry of ``spec.listeners``."""
        found: list[tuple[str, int, FieldPath]] = []
        for index, entry in enumerate(items(self.at("spec", "listeners"))):
            port = port_number(entry, "port")
            if port is not None:
                transport = "UDP" if text_at(entry, "protocol") == "UDP" else "TCP"
                found.append((transport, port, ("spec", "listeners", index, "port")))
        return found


def assign_controllers(objects: Iterable[KubeObject]) -> None:
    """Give each Gateway the controller of its class, where the input has the class."""
    listed = list(objects)
    classes = {
        (one.cluster.name, one.name): one.controller for one in listed if isinstance(one, GatewayClass)
    }
    for one in listed:
        if isinstance(one, Gateway):
            one.controller = classes.get((one.cluster.name, one.class_name))
