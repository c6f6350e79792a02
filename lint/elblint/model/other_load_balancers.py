"""Evidence that another load balancer than a CCE ELB serves a Service: annotations of its controller.

A list of products would never be complete, so the form of a name decides: words that stand for load balancing and
its addresses, and domains by which cloud providers mark what their integration with Kubernetes reads.
"""

from __future__ import annotations

from collections.abc import Iterable

from elblint.system.lazy import lazy_pattern

_LOAD_BALANCER = lazy_pattern(
    # Words for a load balancer or its addresses: load-balancer-type, lbipam, metallb, vip, address-pool.
    r"load-?balanc|(?:^|[./_-])lb|lb(?:[./_-]|$)|svccontroller|ipam"
    r"|(?:^|[./_-])[ev]?ips?(?:[./_-]|$)|(?:address|ip)-?pool"
    # Domains of providers' integrations: k8s.scaleway.com, stackit.cloud, oraclecloud.com, cloud.google.com.
    r"|^(?:k8s|kubernetes)\.[a-z0-9-]+\.|^[^/]*cloud[./]|^service\.(?:beta\.)?kubernetes\.io/|\.gke\.io/|^[a-z]+\.f5\.com/"
    r"|ako\.vmware\.com/|^ncp/"
)  # fmt: skip
# Names of this form that configure proxies and DNS, or Kubernetes itself.
_NEUTRAL = lazy_pattern(
    r"ingress|nginx|haproxy|traefik|contour|konghq|istio|linkerd|envoy|external-dns|prometheus|ambassador"
    r"|^service\.kubernetes\.io/(?:topology|headless|service-proxy-name|local-svc)"
)


def is_of_another_load_balancer(names: Iterable[str]) -> bool:
    """Return whether one of some annotation names, none of them CCE's, looks like another load balancer's."""
    return any(_LOAD_BALANCER.search(name) and not _NEUTRAL.search(name) for name in map(str.lower, names))
