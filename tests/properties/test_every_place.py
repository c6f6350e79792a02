"""Objects in which each value in turn is a hole that a template leaves, is missing, or is of another type."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from elblint.model.cluster import Cluster
from elblint.text.source import SourceText
from support.linting import check_locations, check_reports, lint
from support.strategies import as_text

pytestmark = pytest.mark.slow

ELB = "kubernetes.io/elb."
ID = "3c7caa5a-a641-4bff-801a-feace27424b6"


def on_elb(name: str, **annotations: str) -> dict[str, Any]:
    written = {f"{ELB}{key.replace('_', '-')}": value for key, value in annotations.items()}
    return {
        "name": name,
        "namespace": "shop",
        "annotations": {f"{ELB}class": "performance", f"{ELB}id": ID, **written},
    }


def service(name: str, app: str, **annotations: str) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": on_elb(name, **annotations),
        "spec": {
            "type": "LoadBalancer",
            "externalTrafficPolicy": "Local",
            "loadBalancerIP": "192.168.0.7",
            "selector": {"app": app},
            "ports": [
                {"name": "web", "port": 80, "targetPort": "http", "protocol": "TCP", "nodePort": 30080}
            ],
        },
        "status": {"loadBalancer": {"ingress": [{"ip": "192.168.0.7"}]}},
    }


def ingress(name: str, **annotations: str) -> dict[str, Any]:
    backend = {"service": {"name": "web", "port": {"name": "web"}}}
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": on_elb(name, port="443", **annotations),
        "spec": {
            "ingressClassName": "cce",
            "rules": [{"host": "a.example.com", "http": {"paths": [{"path": "/", "backend": backend}]}}],
            "tls": [{"hosts": ["a.example.com"], "secretName": "tls"}],
            "defaultBackend": backend,
        },
    }


def workload(kind: str, app: str, **pod: Any) -> dict[str, Any]:
    term = {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {"app": "web"}}}
    required = {"requiredDuringSchedulingIgnoredDuringExecution": [term]}
    nodes = {"matchExpressions": [{"key": "zone", "operator": "In", "values": ["a"]}]}
    calls = ["http://192.168.0.7:80/", "https://a.example.com/x", "$(NODE):30080"]
    return {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": {"name": app, "namespace": "shop"},
        "spec": {
            "replicas": 2,
            "template": {
                "metadata": {"labels": {"app": app}, "annotations": {"sidecar.istio.io/inject": "false"}},
                "spec": {
                    "hostNetwork": False,
                    "nodeSelector": {"zone": "a"},
                    "affinity": {
                        "podAffinity": required,
                        "podAntiAffinity": required,
                        "nodeAffinity": {
                            "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [nodes]}
                        },
                    },
                    "readinessGates": [{"conditionType": f"cce.io/elb-{app}"}],
                    "hostAliases": [{"ip": "192.168.0.7", "hostnames": ["a.example.com"]}],
                    "containers": [
                        {
                            "name": "c",
                            "args": calls,
                            "env": [
                                {"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "status.hostIP"}}},
                                {"name": "URL", "value": calls[0]},
                            ],
                            "envFrom": [{"configMapRef": {"name": "told"}}],
                            "ports": [{"name": "http", "containerPort": 8080}],
                        }
                    ],
                    "volumes": [{"configMap": {"name": "told"}}, {"secret": {"secretName": "told"}}],
                    **pod,
                },
            },
        },
    }


OBJECTS: dict[str, dict[str, Any]] = {
    "service": service(
        "web",
        "web",
        pass_through="true",
        protocol_port="https:80",
        port_ranges='{"web": ["100,200"]}',
        health_check_flag="on",
        health_check_options='[{"protocol": "TCP", "target_service_port": "TCP:80"}]',
        session_affinity_mode="SOURCE_IP",
        transparent_client_ip="true",
    ),
    "yet another": service("yet", "other", autocreate='{"type": "inner"}'),
    "ingress": ingress("web", listen_ports='[{"HTTPS": 443}]', tls_certificate_ids="a,b", ingress_order="1"),
    "another ingress": ingress("other", ssl_redirect="true", tls_ciphers_policy="tls-1-2"),
    "workload": workload("Deployment", "web"),
    "caller": workload("DaemonSet", "caller"),
    "text": {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "told", "namespace": "shop"},
        "data": {"url": "http://192.168.0.7:80/"},
    },
    "secret": {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "told", "namespace": "shop"},
        "data": {"url": "MTkyLjE2OC4wLjc6ODA="},
        "stringData": {"host": "192.168.0.7:80"},
    },
    "autoscaler": {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "web", "namespace": "shop"},
        "spec": {"minReplicas": 2, "scaleTargetRef": {"kind": "Deployment", "name": "web"}},
    },
    "endpoints": {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "name": "web",
            "namespace": "shop",
            "labels": {"kubernetes.io/service-name": "web"},
        },
        "endpoints": [{"addresses": ["10.0.0.1"], "targetRef": {"kind": "Pod", "name": "web-0"}}],
    },
}
WRONG: list[Any] = ["{{ .Values.x }}", None, 7, [], {"x": "y"}]
VARIED = [name for name in OBJECTS if "another" not in name]


def locations(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all values below a node."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, value in inner:
        yield (*path, step)
        yield from locations(value, (*path, step))


@pytest.mark.parametrize("name", VARIED)
def test_no_value_may_raise_wherever_it_stands(name: str) -> None:
    told = Cluster.from_words("standard,vpc,ipvs,1.29")
    tried = 0
    for number, path in enumerate(locations(OBJECTS[name])):
        for at, value in enumerate(WRONG):
            objects = copy.deepcopy(OBJECTS)
            inner: Any = objects[name]
            for step in path[:-1]:
                inner = inner[step]
            inner[path[-1]] = value
            findings, context = lint([SourceText("a.yaml", as_text([*objects.values()]))], told)
            check_locations(findings)
            # The reports of one run at each place are enough: each value has its turn.
            if at == number % len(WRONG):
                check_reports(findings, context)
            tried += 1
    assert tried > 20


def test_the_objects_belong_together() -> None:
    findings, _ = lint([SourceText("a.yaml", as_text([*OBJECTS.values()]))], Cluster())
    assert len({finding.rule for finding in findings}) > 10
