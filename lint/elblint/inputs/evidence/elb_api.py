"""Load balancers in the answers of the ELB API, versions 2 and 3.

Fields: id, vip_address, ipv6_vip_address, publicips[].publicip_address, eips[].eip_address, and guaranteed, which is
true for a dedicated load balancer (version 3 only).
"""

from __future__ import annotations

from collections.abc import Iterator

from elblint.inputs.evidence.evidence import ElbEvidence, Evidence
from elblint.model.cluster import FactSource, KnownElb
from elblint.syntax.nodes import Mapping, Node, Scalar, child, items, text, text_at
from elblint.text.source import Location, SourceText

_ADDRESSES = (("publicips", "publicip_address"), ("eips", "eip_address"))
_CLASSES = {"true": "performance", "false": "union"}


def load_balancers_of_api(root: Node, source: SourceText, found: Evidence) -> bool:
    """Add the load balancers of an answer; False if a document is no such answer."""
    described = [child(root, "loadbalancer"), *items(child(root, "loadbalancers"))]
    nodes = [node for node in described if isinstance(node, Mapping)]
    for node in nodes:
        key = node.get("id")
        if isinstance(key, Scalar) and key.text:
            location = Location(source, key.start, key.end)
            addresses = tuple(dict.fromkeys(address for address in _addresses(node) if address))
            elb_class = _CLASSES.get((text(node.get("guaranteed")) or "").lower())
            origin = FactSource("elb", location.path, location.line)
            found.elbs.append(ElbEvidence(KnownElb(key.text, elb_class, addresses, source=origin), location))
    return bool(nodes)


def _addresses(node: Mapping) -> Iterator[str | None]:
    yield text(node.get("vip_address"))
    yield text(node.get("ipv6_vip_address"))
    for field, address in _ADDRESSES:
        yield from (text_at(one, address) for one in items(node.get(field)))
