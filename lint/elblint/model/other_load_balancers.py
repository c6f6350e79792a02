"""Evidence that another load balancer than a CCE ELB serves a Service: annotations of its controller.

A list of products would never be complete, so the form of a name decides: words that stand for load balancing and
its addresses, and domains by which cloud providers mark what their integration with Kubernetes reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from elblint.system.lazy import lazy_pattern
from elblint.system.type_names import TYPE_CHECKING

if TYPE_CHECKING:
    import re

_LOAD_BALANCER = lazy_pattern(
    # Words for a load balancer or its addresses: load-balancer-type, lbipam, metallb, vip, address-pool.
    r"load-?balanc|(?:^|[./_-])lb|lb(?:[./_-]|$)|svccontroller|ipam"
    r"|(?:^|[./_-])[ev]?ips?(?:[./_-]|$)|(?:address|ip)-?pool"
    # Domains of providers' integrations: k8s.scaleway.com, stackit.cloud, oraclecloud.com, cloud.google.com.
    r"|^(?:k8s|kubernetes)\.[a-z0-9-]+\.|^[^/]*cloud[./]|^service\.(?:beta\.)?kubernetes\.io/|\.gke\.io/|^[a-z]+\.f5\.com/"
    r"|ako\.vmware\.com/|^ncp/"
)  # fmt: skip
# Names of this form that configure DNS, meshes and tools, or Kubernetes itself.
_NEUTRAL = (
    r"ingress|linkerd|external-dns|prometheus"
    r"|^service\.kubernetes\.io/(?:topology|headless|service-proxy-name|local-svc)"
)


@cache
def _neutral() -> re.Pattern[str]:
    import re

    from elblint.model.controllers import known_controllers

    words = [re.escape(word) for one in known_controllers() for word in one.annotation_words]
    return re.compile("|".join([_NEUTRAL, *words]))


def is_of_another_load_balancer(names: Iterable[str]) -> bool:
    """Return whether one of some annotation names, none of them CCE's, looks like another load balancer's."""
    return any(_LOAD_BALANCER.search(name) and not _neutral().search(name) for name in map(str.lower, names))
