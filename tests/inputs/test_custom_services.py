"""Services that operators make of custom resources: their names, defaults, and reachability."""

from __future__ import annotations

from pathlib import Path

import pytest

from elblint.engine.custom_service_loader import load_custom_services
from elblint.errors import RuleError
from support.gitops import FACTS, shown
from support.project import CHECKOUT, Project

HEAD = "metadata: {name: a, namespace: shop}\n"
ELB = "{kubernetes.io/elb.class: performance, kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6}"
EMQX = (
    f"apiVersion: apps.emqx.io/v2beta1\nkind: EMQX\n{HEAD}spec:\n  listenersServiceTemplate:\n"
    f"    metadata:\n      annotations: {ELB}\n    spec: {{type: LoadBalancer%s}}\n"
)
LOCAL = {
    "EMQX": (EMQX % ", externalTrafficPolicy: Local", "shop/a-listeners (EMQX a)", (8, "Local")),
    "Istio": (
        "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: a, namespace: istio-system}\n"
        f"spec:\n  components:\n    ingressGateways:\n    - name: edge\n      namespace: gate\n      k8s:\n"
        f"        serviceAnnotations: {ELB}\n        service: {{externalTrafficPolicy: Local}}\n",
        "gate/edge (IstioOperator a)",
        (11, "Local"),
    ),
    "Envoy Gateway, by its default": (
        f"apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: EnvoyProxy\n{HEAD}spec:\n  provider:\n"
        f"    kubernetes:\n      envoyService: {{annotations: {ELB}}}\n",
        "shop/spec.provider.kubernetes.envoyService (EnvoyProxy a, Local by default)",
        (7, "envoyService"),
    ),
    "Contour, by its defaults": (
        f"apiVersion: projectcontour.io/v1alpha1\nkind: ContourDeployment\n{HEAD}spec:\n  envoy:\n"
        f"    networkPublishing: {{serviceAnnotations: {ELB}}}\n",
        "shop/spec.envoy.networkPublishing (ContourDeployment a, Local by default)",
        (6, "networkPublishing"),
    ),
    "Strimzi": (
        f"apiVersion: kafka.strimzi.io/v1beta2\nkind: Kafka\n{HEAD}spec:\n  kafka:\n    listeners:\n"
        "    - name: outside\n      type: loadbalancer\n      configuration:\n"
        f"        externalTrafficPolicy: Local\n        bootstrap: {{annotations: {ELB}}}\n",
        "shop/a-kafka-outside-bootstrap (Kafka a)",
        (10, "Local"),
    ),
    "ClickHouse": (
        f"apiVersion: clickhouse.altinity.com/v1\nkind: ClickHouseInstallation\n{HEAD}spec:\n  templates:\n"
        f"    serviceTemplates:\n    - metadata: {{annotations: {ELB}}}\n"
        "      spec: {type: LoadBalancer, externalTrafficPolicy: Local}\n",
        "shop/spec.templates.serviceTemplates.0 (ClickHouseInstallation a)",
        (8, "Local"),
    ),
    "Elasticsearch": (
        f"apiVersion: elasticsearch.k8s.elastic.co/v1\nkind: Elasticsearch\n{HEAD}spec:\n  http:\n    service:\n"
        f"      metadata: {{annotations: {ELB}}}\n      spec: {{type: LoadBalancer, externalTrafficPolicy: Local}}\n",
        "shop/a-es-http (Elasticsearch a)",
        (8, "Local"),
    ),
    "Kibana": (
        f"apiVersion: kibana.k8s.elastic.co/v1\nkind: Kibana\n{HEAD}spec:\n  http:\n    service:\n"
        f"      metadata: {{annotations: {ELB}}}\n      spec: {{type: LoadBalancer, externalTrafficPolicy: Local}}\n",
        "shop/a-kb-http (Kibana a)",
        (8, "Local"),
    ),
    "RabbitMQ": (
        f"apiVersion: rabbitmq.com/v1beta1\nkind: RabbitmqCluster\n{HEAD}spec:\n"
        f"  service: {{type: LoadBalancer, annotations: {ELB}}}\n"
        "  override: {service: {spec: {externalTrafficPolicy: Local}}}\n",
        "shop/a (RabbitmqCluster a)",
        (6, "Local"),
    ),
    "EMQX 4": (
        f"apiVersion: apps.emqx.io/v1beta4\nkind: EmqxEnterprise\n{HEAD}spec:\n  serviceTemplate:\n"
        f"    metadata: {{annotations: {ELB}}}\n    spec: {{type: LoadBalancer, externalTrafficPolicy: Local}}\n",
        "shop/spec.serviceTemplate (EmqxEnterprise a)",
        (7, "Local"),
    ),
    "a game server set": (
        f"apiVersion: game.kruise.io/v1alpha1\nkind: GameServerSet\n{HEAD}spec:\n  network:\n"
        "    networkType: HwCloud-CCE-ELB\n    networkConf:\n"
        "    - {name: kubernetes.io/elb.class, value: performance}\n"
        "    - {name: ExternalTrafficPolicyType, value: Local}\n",
        "shop/spec.network.networkConf (GameServerSet a)",
        (9, "Local"),
    ),
}


@pytest.mark.parametrize("kind", LOCAL)
def test_what_is_known_of_the_service_makes_it_certain(project: Project, kind: str) -> None:
    text, subject, place = LOCAL[kind]
    project.write("a.yaml", text)
    (found,) = [one for one in project.findings(FACTS) if one.rule == "ELB102"]
    assert str(found.subject) == f"Service {subject}"
    assert (found.certainty, found.severity) == ("certain", "warning")
    assert (found.location.line, shown(found)) == place


CLUSTER = {
    "EMQX": EMQX % "",
    "Redis": (
        f"apiVersion: redis.redis.opstreelabs.in/v1beta2\nkind: RedisCluster\n{HEAD}spec:\n  kubernetesConfig:\n"
        f"    service: {{serviceType: LoadBalancer, annotations: {ELB}}}\n"
    ),
    "Jenkins": (
        f"apiVersion: jenkins.io/v1alpha2\nkind: Jenkins\n{HEAD}spec:\n"
        f"  service: {{type: LoadBalancer, annotations: {ELB}}}\n"
    ),
    "RabbitMQ": (
        f"apiVersion: rabbitmq.com/v1beta1\nkind: RabbitmqCluster\n{HEAD}spec:\n"
        f"  service: {{type: LoadBalancer, annotations: {ELB}}}\n"
    ),
    "Strimzi, inside": (
        f"apiVersion: kafka.strimzi.io/v1beta2\nkind: Kafka\n{HEAD}spec:\n  kafka:\n    listeners:\n"
        f"    - {{name: in, type: internal, configuration: {{externalTrafficPolicy: Local, "
        f"bootstrap: {{annotations: {ELB}}}}}}}\n"
    ),
    "a game server set with another plugin": LOCAL["a game server set"][0].replace(
        "HwCloud-CCE-ELB", "Other"
    ),
}


@pytest.mark.parametrize("kind", CLUSTER)
def test_the_default_policy_is_cluster_elsewhere(project: Project, kind: str) -> None:
    project.write("a.yaml", CLUSTER[kind])
    assert "ELB102" not in {one.rule for one in project.findings(FACTS)}


def test_what_is_not_known_makes_it_possible(project: Project) -> None:
    project.write(
        "a.yaml",
        f"apiVersion: operator.knative.dev/v1beta1\nkind: KnativeServing\n{HEAD}spec:\n  services:\n"
        "  - {name: kourier, annotations: {kubernetes.io/elb.class: performance, kubernetes.io/elb.pass-through: x}}\n",
    )
    found = project.findings(FACTS)
    assert found
    assert {one.certainty for one in found if one.identity[1] == "Service"} <= {"possible"}


@pytest.mark.parametrize("kind", ["EMQX", "a game server set", "Strimzi"])
def test_mistakes_in_annotations_are_reported_once(project: Project, kind: str) -> None:
    project.write("a.yaml", LOCAL[kind][0].replace("performance", "performanc"))
    found = [one for one in project.findings(FACTS) if one.rule == "ELB621"]
    assert [shown(one) for one in found] == ["performanc"]


def test_a_kind_of_another_group_is_another_kind(project: Project) -> None:
    project.write("a.yaml", LOCAL["EMQX"][0].replace("apps.emqx.io", "apps.shop.cn"))
    assert [one.certainty for one in project.findings(FACTS) if one.rule == "ELB102"] == ["possible"]


def test_reach_shows_them(project: Project) -> None:
    project.write("a.yaml", LOCAL["EMQX"][0])
    assert "a-listeners (EMQX a)" in project.run("reach", "--cluster", FACTS, "a.yaml").stdout


@pytest.mark.parametrize(
    ("kind", "more", "names"),
    [
        ("Redis", "", ["a-additional"]),
        ("RedisReplication", "", ["a-additional"]),
        ("RedisSentinel", "", ["a-sentinel-additional"]),
        ("RedisCluster", "", ["a-follower-additional", "a-leader-additional"]),
        ("Redis", ", additional: {enabled: false}", []),
    ],
)
def test_the_services_of_redis_are_called_as_its_operator_calls_them(
    project: Project, kind: str, more: str, names: list[str]
) -> None:
    project.write("a.yaml", CLUSTER["Redis"].replace("RedisCluster", kind).replace("}}", "}" + more + "}"))
    shown = project.run("reach", "--cluster", FACTS, "--format", "json", "a.yaml").stdout
    found = {
        word for word in shown.replace('"', " ").replace("/", " ").split() if word.endswith("-additional")
    }
    assert sorted(found) == names


def test_every_entry_of_the_table_can_be_read() -> None:
    table = load_custom_services(str(CHECKOUT / "rules" / "services.yaml")).by_kind
    assert {"apps.emqx.io/EMQX", "jenkins.io/Jenkins"} <= set(table)
    assert all("/" in kind and templates for kind, templates in table.items())


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a: {kinds: [b/C], services: []}\n", "'source'"),
        ("a: {source: s, kinds: [b/C], services: [{at: x, annotation: y}]}\n", "annotation"),
        ("a: {source: s, kinds: [b/C], services: [{at: x}]}\n", "annotations"),
    ],
)
def test_mistakes_in_the_table_are_reported(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "services.yaml"
    file.write_text(text)
    with pytest.raises(RuleError, match=complaint):
        load_custom_services(str(file))
