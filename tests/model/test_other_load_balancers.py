"""Annotations of other load balancers are known by their form; those of proxies and tools are none."""

from __future__ import annotations

import pytest

from elblint.model.other_load_balancers import is_of_another_load_balancer


@pytest.mark.parametrize(
    "name",
    [
        "load-balancer.hetzner.cloud/location",
        "service.kubernetes.io/qcloud-loadbalancer-internal-subnetid",
        "oci.oraclecloud.com/load-balancer-type",
        "kube-vip.io/loadbalancerIPs",
        "lb.kubesphere.io/v1alpha1",
        "eip.openelb.kubesphere.io/v1alpha2",
        "io.cilium/lb-ipam-ips",
        "lbipam.cilium.io/ips",
        "yawol.stackit.cloud/className",
        "k8s.scaleway.com/x",
        "kubernetes.civo.com/loadbalancer-algorithm",
        "networking.gke.io/load-balancer-type",
        "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-id",
        "purelb.io/service-group",
        "loxilb.io/liveness",
        "svccontroller.k3s.cattle.io/nodeselector",
        "metallb.universe.tf/address-pool",
        "virtual-server.f5.com/ip",
        "load-balancer.upcloud.com/name",
        "ovn.kubernetes.io/vip",
    ],
)
def test_load_balancers(name: str) -> None:
    assert is_of_another_load_balancer([name])


@pytest.mark.parametrize(
    "name",
    [
        "nginx.ingress.kubernetes.io/load-balance",
        "traefik.ingress.kubernetes.io/service.sticky.cookie",
        "external-dns.alpha.kubernetes.io/hostname",
        "prometheus.io/scrape",
        "meta.helm.sh/release-name",
        "helm.sh/hook",
        "argocd.argoproj.io/sync-wave",
        "service.kubernetes.io/topology-mode",
        "networking.istio.io/exportTo",
        "kubectl.kubernetes.io/last-applied-configuration",
        "example.com/team",
        "reloader.stakater.com/auto",
        "konghq.com/protocol",
        "haproxy.org/load-balance",
    ],
)
def test_others(name: str) -> None:
    assert not is_of_another_load_balancer([name])
