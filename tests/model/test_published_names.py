"""Hostnames that lead to a Service by way of a controller or a gateway, and those that DNS maps inside the cluster."""

from __future__ import annotations

import pytest

from elblint.engine.finding import Finding
from support.project import Project

FACTS = "standard,vpc,ipvs,1.29"
FRONT = """\
apiVersion: v1
kind: Service
metadata: {name: edge, namespace: edge, annotations: {kubernetes.io/elb.class: performance, kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6}}
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  loadBalancerIP: 192.168.10.36
  selector: {app: edge}
  ports: [{port: 443}]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: edge, namespace: edge}
spec:
  template:
    metadata: {labels: {app: edge}}
    spec: {containers: [{name: c, image: %s, args: [%s], readinessProbe: {tcpSocket: {port: 443}}}]}
"""
CALLER = """\
---
apiVersion: v1
kind: Pod
metadata: {name: runner, namespace: git}
spec:
  %scontainers: [{name: r, image: a, env: [{name: URL, value: "https://git.corp.example/"}]}]
"""
NGINX = "registry.k8s.io/ingress-nginx/controller:v1.11.2"
INGRESS = """\
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: git, namespace: git}
spec: {ingressClassName: %s, rules: [{host: git.corp.example}]}
%s"""
CLASS = """\
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: %s}
spec: {controller: %s}
"""
ISTIO = """\
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: shop, namespace: shop}
spec: {selector: {app: edge}, servers: [{port: {number: 443}, hosts: [%s]}]}
"""
GATEWAY = """\
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: edge}
spec: {gatewayClassName: istio}
"""


def calls(project: Project, text: str) -> list[Finding]:
    project.write("a.yaml", text)
    return [one for one in project.findings(FACTS) if one.rule == "ELB402"]


PUBLISHED = {
    "the controller's usual class": FRONT % (NGINX, "") + INGRESS % ("nginx", ""),
    "a class by option": FRONT % (NGINX, "--ingress-class=own") + INGRESS % ("own", ""),
    "a class by its IngressClass": FRONT % (NGINX, "--controller-class=example.com/own")
    + CLASS % ("own", "example.com/own")
    + INGRESS % ("own", ""),
    "a Service that the controller publishes": FRONT.replace("{app: edge}\n  ports", "{app: other}\n  ports")
    % ("example/any:1", "--publish-service=edge/edge, --ingress-class=nginx")
    + INGRESS % ("nginx", ""),
    "an address in the status": FRONT % ("example/any:1", "")
    + INGRESS % ("whatever", "status: {loadBalancer: {ingress: [{ip: 192.168.10.36}]}}\n"),
    "a Gateway of Istio": FRONT % ("istio/proxyv2:1", "") + ISTIO % "git.corp.example",
    "a VirtualService": FRONT % ("istio/proxyv2:1", "")
    + ISTIO % "'*'"
    + "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v, namespace: git}\n"
    "spec: {hosts: [git.corp.example], gateways: [shop/shop]}\n",
    "an HTTPRoute": FRONT
    % ("example/any:1", "")
    + "---\napiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: edge}\n"
    "spec: {gatewayClassName: istio}\n---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\n"
    "metadata: {name: r, namespace: git}\n"
    "spec: {parentRefs: [{name: edge, namespace: edge}], hostnames: [git.corp.example]}\n",
    "an IngressRoute": FRONT
    % ("traefik:v3", "")
    + "---\napiVersion: traefik.io/v1alpha1\nkind: IngressRoute\nmetadata: {name: r, namespace: git}\n"
    "spec: {routes: [{match: 'Host(`git.corp.example`) && PathPrefix(`/`)'}]}\n",
    "an HTTPProxy": FRONT
    % ("envoyproxy/envoy:v1", "")
    + "---\napiVersion: projectcontour.io/v1\nkind: HTTPProxy\nmetadata: {name: r, namespace: git}\n"
    "spec: {virtualhost: {fqdn: git.corp.example}}\n",
    "the default class": FRONT % (NGINX, "")
    + (CLASS % ("nginx", "k8s.io/ingress-nginx")).replace(
        "{name: nginx}",
        "{name: nginx, annotations: {ingressclass.kubernetes.io/is-default-class: 'true'}}",
    )
    + (INGRESS % ("x", "")).replace("ingressClassName: x, ", ""),
    "a Service of the controller's own namespace": FRONT.replace(
        "{app: edge}\n  ports", "{app: other}\n  ports"
    )
    % ("example/any:1", "--publish-service=$(POD_NAMESPACE)/edge, --ingress-class=nginx")
    + INGRESS % ("nginx", ""),
    "the labels of a chart, with an image from elsewhere": (
        FRONT % ("registry.shop.cn/mirror/a:1", "")
    ).replace("app: edge", "app.kubernetes.io/name: ingress-nginx")
    + INGRESS % ("nginx", ""),
    "the selector alone": (FRONT % ("a", ""))
    .partition("---")[0]
    .replace("app: edge", "app.kubernetes.io/name: ingress-nginx")
    + INGRESS % ("nginx", ""),
    "Istio's class": (FRONT % ("auto", "")).replace("app: edge", "istio: ingressgateway")
    + INGRESS % ("istio", ""),
    "Kong": FRONT % ("kong/kong-gateway:3.8", "")
    + (INGRESS % ("kong", "")).replace("{name: git,", "{name: git, annotations: {konghq.com/override: git},"),
    "Kong's controller apart from its gateway": (FRONT % ("example/gateway:1", ""))
    + "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: kong, namespace: edge}\n"
    "spec: {template: {metadata: {labels: {app: kong}}, spec: {containers: [{name: c, image: "
    "kong/kubernetes-ingress-controller:3.3, env: [{name: CONTROLLER_PUBLISH_SERVICE, value: edge/edge}, "
    "{name: CONTROLLER_INGRESS_CLASS, value: own}]}]}}}\n" + INGRESS % ("own", ""),
    "a TCPIngress of Kong": FRONT
    % ("kong:3.8", "")
    + "---\napiVersion: configuration.konghq.com/v1beta1\nkind: TCPIngress\n"
    "metadata: {name: r, namespace: git, annotations: {kubernetes.io/ingress.class: kong}}\n"
    "spec: {rules: [{host: git.corp.example, port: 443}]}\n",
    "an IngressRouteTCP": FRONT
    % ("traefik:v3", "")
    + "---\napiVersion: traefik.io/v1alpha1\nkind: IngressRouteTCP\nmetadata: {name: r, namespace: git}\n"
    "spec: {routes: [{match: 'HostSNI(`git.corp.example`)'}]}\n",
    "a Service that Traefik publishes": FRONT.replace("{app: edge}\n  ports", "{app: other}\n  ports")
    % ("traefik:v3", "--providers.kubernetesIngress.ingressEndpoint.publishedService=edge/edge")
    + INGRESS % ("traefik", ""),
    "an ApisixRoute": FRONT
    % ("apache/apisix:3", "")
    + "---\napiVersion: apisix.apache.org/v2\nkind: ApisixRoute\nmetadata: {name: r, namespace: git}\n"
    "spec: {http: [{name: a, match: {hosts: [git.corp.example], paths: [/*]}}]}\n",
    "a VirtualServer": FRONT
    % ("nginx/nginx-ingress:3", "")
    + "---\napiVersion: k8s.nginx.org/v1\nkind: VirtualServer\nmetadata: {name: r, namespace: git}\n"
    "spec: {host: git.corp.example}\n",
    "external-dns on a Gateway of Istio": FRONT % ("istio/proxyv2:1", "")
    + (ISTIO % "'*'").replace("{name: shop,", "{name: shop, annotations: {EXTERNAL: git.corp.example},"),
    "external-dns on an Ingress without rules": FRONT % (NGINX, "")
    + (INGRESS % ("nginx", "")).replace(
        "{name: git, namespace: git}\nspec: {ingressClassName: nginx, rules: [{host: git.corp.example}]}",
        "{name: git, namespace: git, annotations: {EXTERNAL: git.corp.example}}\nspec: {ingressClassName: nginx}",
    ),
    **{
        f"a {kind}": FRONT % ("example/any:1", "") + GATEWAY + "---\n"
        f"apiVersion: gateway.networking.k8s.io/v1alpha2\nkind: {kind}\n"
        f"metadata: {{name: r, namespace: git, annotations: {{{annotation}}}}}\n"
        f"spec: {{parentRefs: [{{name: edge, namespace: edge}}], hostnames: [{hosts}]}}\n"
        for kind, hosts, annotation in [
            ("GRPCRoute", "git.corp.example", ""),
            ("TLSRoute", "git.corp.example", ""),
            ("TCPRoute", "", "EXTERNAL: git.corp.example"),
            ("UDPRoute", "", "EXTERNAL: git.corp.example"),
        ]
    },
    "a Gateway's listener": FRONT % ("example/any:1", "")
    + GATEWAY.replace(
        "istio}", "istio, listeners: [{name: a, port: 443, protocol: HTTPS, hostname: git.corp.example}]}"
    ),
}
PUBLISHED = {
    way: text.replace("EXTERNAL", "external-dns.alpha.kubernetes.io/hostname")
    for way, text in PUBLISHED.items()
}


@pytest.mark.parametrize("way", PUBLISHED)
def test_a_name_leads_to_the_service_in_front_of_its_controller(project: Project, way: str) -> None:
    (found,) = calls(project, PUBLISHED[way] + CALLER % "")
    assert found.certainty == "possible"
    assert [name for name, _ in found.unknown_facts] == ["call.resolves"]
    assert "Service edge/edge" in found.message


@pytest.mark.parametrize(
    "text",
    [
        FRONT % (NGINX, "") + INGRESS % ("other", ""),
        FRONT % (NGINX, "") + CLASS % ("nginx", "example.com/another") + INGRESS % ("nginx", ""),
        FRONT % ("istio/proxyv2:1", "")
        + (ISTIO % "git.corp.example").replace("{app: edge}", "{app: egress}"),
        FRONT
        % ("example/any:1", "")
        + "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: git}\n"
        "spec: {parentRefs: [{name: edge}], hostnames: [git.corp.example]}\n",
        PUBLISHED["a TCPIngress of Kong"].replace("ingress.class: kong", "ingress.class: other"),
        PUBLISHED["the default class"].replace("'true'", "'false'"),
        PUBLISHED["Kong's controller apart from its gateway"].replace("edge/edge", "edge/other"),
    ],
)
def test_a_name_of_another_controller_leads_nowhere_known(project: Project, text: str) -> None:
    assert calls(project, text + CALLER % "") == []


COREFILE = """\
---
apiVersion: v1
kind: ConfigMap
metadata: {name: coredns, namespace: kube-system}
data:
  Corefile: |
    .:5353 {
%s
        forward . /etc/resolv.conf
    }
"""


@pytest.mark.parametrize(
    "line",
    [
        "rewrite name git.corp.example edge.edge.svc.cluster.local",
        "rewrite stop name exact git.corp.example edge.edge.svc.cluster.local",
        "rewrite name suffix .corp.example .edge.svc.cluster.local",
        "hosts {\n          10.247.3.4 wiki.corp.example git.corp.example\n          fallthrough\n        }",
        'template IN A corp.example {\n          answer "{{ .Name }} 60 IN A 10.247.3.4"\n        }',
    ],
)
def test_what_dns_maps_inside_the_cluster_is_no_fault_and_no_caller(project: Project, line: str) -> None:
    text = PUBLISHED["the controller's usual class"] + CALLER % "" + COREFILE % f"        {line}"
    assert calls(project, text) == []


@pytest.mark.parametrize(
    "line",
    [
        "rewrite name wiki.corp.example edge.edge.svc.cluster.local",
        "rewrite name suffix .other.example .svc",
        "hosts {\n          192.168.10.36 git.corp.example\n        }",
        "# rewrite name git.corp.example edge.edge.svc.cluster.local",
    ],
)
def test_what_dns_leaves_to_the_elb_is_reported_at_the_caller_only(project: Project, line: str) -> None:
    text = PUBLISHED["the controller's usual class"] + CALLER % "" + COREFILE % f"        {line}"
    assert [one.subject for one in calls(project, text)] == ["Pod git/runner"]


@pytest.mark.parametrize(("address", "number"), [("10.247.3.4", 0), ("192.168.10.36", 1)])
def test_host_aliases_win_over_dns(project: Project, address: str, number: int) -> None:
    aliases = f"hostAliases: [{{ip: {address}, hostnames: [git.corp.example]}}]\n  "
    found = calls(project, PUBLISHED["the controller's usual class"] + CALLER % aliases)
    assert len(found) == number


def test_names_are_resolved_in_their_own_cluster(project: Project) -> None:
    project.write(
        ".elblint.yaml", "clusters: {a: {paths: [a/], proxy: ipvs}, b: {paths: [b/], proxy: ipvs}}\n"
    )
    project.write("a/front.yaml", PUBLISHED["the controller's usual class"])
    project.write("b/caller.yaml", CALLER % "")
    assert [one for one in project.findings() if one.rule == "ELB402"] == []


def test_a_finding_shows_where_the_name_is_published_and_how_to_keep_it(project: Project) -> None:
    backend = "http: {paths: [{path: /, backend: {service: {name: git-web, port: {number: 8181}}}}]}"
    text = PUBLISHED["the controller's usual class"].replace(
        "{host: git.corp.example}", f"{{host: git.corp.example, {backend}}}"
    )
    (found,) = calls(project, text + CALLER % "")
    (published,) = [one.location for one in found.related if "publishes the name" in one.label]
    assert published.source.text[published.start : published.end] == "git.corp.example"
    assert found.advice[0][1] == "rewrite name git.corp.example edge.edge.svc.cluster.local"
    assert found.fixes[4].startswith("Call http://git-web.git.svc:8181 instead")


ISSUER = """\
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: acme}
spec: {acme: {solvers: [{%s: {}}]}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager, namespace: cert-manager}
spec:
  template:
    metadata: {labels: {app: cert-manager}}
    spec: {containers: [{name: c, image: quay.io/jetstack/cert-manager-controller:v1.15.0}]}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: git, namespace: git}
spec: {dnsNames: [git.corp.example], issuerRef: {kind: ClusterIssuer, name: acme}}
"""


@pytest.mark.parametrize(("solver", "number"), [("http01", 1), ("dns01", 0)])
def test_cert_manager_checks_a_name_from_inside(project: Project, solver: str, number: int) -> None:
    front = PUBLISHED["the controller's usual class"].replace(
        "{port: 443}]", "{name: a, port: 443}, {name: b, port: 80}]"
    )
    found = calls(project, front + ISSUER % solver)
    assert [one.subject for one in found] == ["Deployment cert-manager/cert-manager"] * number
