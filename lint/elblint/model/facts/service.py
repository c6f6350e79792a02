"""Facts about a Service, its ELB and its backends."""

from __future__ import annotations

from elblint.model.annotations.port_ranges import dead_ports
from elblint.model.context import LintContext
from elblint.model.elb_users import ELB_PREFIX, FOR_BACKENDS
from elblint.model.facts.registry import FactValue, fact, never_known, value_of
from elblint.model.indexes.selection import ONE_POD_LABELS
from elblint.model.placeholder import is_template
from elblint.model.services import Service
from elblint.model.unknown import Unknown
from elblint.model.workloads import Workload
from elblint.syntax.nodes import items, text, text_at


@fact(
    "service.type",
    "ClusterIP | NodePort | LoadBalancer | ExternalName",
    hint="lint the whole Service with its spec.type: this is a part of it, or a placeholder stands there",
)
def _service_type(service: Service, context: LintContext) -> FactValue:
    """The Service's type; unknown for a part of a Service that does not have it, such as a patch."""
    unknown = is_template(service.type) or (service.is_part and service.at("spec", "type") is None)
    return Unknown("service.type") if unknown else service.type


@fact(
    "service.external-traffic-policy",
    "Cluster | Local",
    hint="fill in the placeholder in spec.externalTrafficPolicy",
)
def _policy(service: Service, context: LintContext) -> FactValue:
    """spec.externalTrafficPolicy; Cluster if absent."""
    written = service.text_at("spec", "externalTrafficPolicy") or "Cluster"
    return Unknown("service.external-traffic-policy") if is_template(written) else written


@fact(
    "service.internal-traffic-policy",
    "Cluster | Local",
    hint="fill in the placeholder in spec.internalTrafficPolicy",
)
def _internal_policy(service: Service, context: LintContext) -> FactValue:
    """spec.internalTrafficPolicy; Cluster if absent. With Local, a ClusterIP only works on nodes with a backend."""
    written = service.text_at("spec", "internalTrafficPolicy") or "Cluster"
    return Unknown("service.internal-traffic-policy") if is_template(written) else written


@fact("service.asks-for-ipv6", "true | false")
def _asks_for_ipv6(service: Service, context: LintContext) -> FactValue:
    """True if spec.ipFamilies names IPv6, or spec.ipFamilyPolicy asks for two families."""
    families = [text(item) for item in items(service.at("spec", "ipFamilies"))]
    policy = service.text_at("spec", "ipFamilyPolicy")
    return "IPv6" in families or (len(families) != 1 and policy in {"PreferDualStack", "RequireDualStack"})


@fact(
    "service.elb.keeps-client-address",
    "true | false",
    hint="with IP backends or HTTP(S) listeners only, an ELB does not keep the client's address; the source "
    "document does not say whether that makes a difference",
)
def _keeps_client_address(service: Service, context: LintContext) -> FactValue:
    """True if the ELB hands packets on with the client's own source address: a dedicated ELB does.

    elb.ip-target-enabled switches that off, and HTTP and HTTPS listeners never do it, but the source document
    makes no exception for either: then it is unknown.
    """
    elb_class = value_of("service.elb.class", service, context)
    if isinstance(elb_class, Unknown) or elb_class != "performance":
        return elb_class if isinstance(elb_class, Unknown) else False
    by_address = service.annotation(ELB_PREFIX + "ip-target-enabled") or ""
    if by_address == "true" or is_template(by_address):
        return Unknown("service.elb.keeps-client-address")
    if service.hides_protocols or _only_http_listeners(service):
        return Unknown("service.elb.keeps-client-address")
    return True


def _only_http_listeners(service: Service) -> bool:
    """Return whether elb.protocol-port makes every port of the Service an HTTP or HTTPS listener."""
    http = {port for protocol, port in service.protocol_ports if protocol in {"http", "https"}}
    ports = {text_at(port, "port") for port in items(service.at("spec", "ports"))}
    return bool(ports) and ports <= http


@fact(
    "service.elb.port-ranges",
    "true | false",
    hint='write the annotation kubernetes.io/elb.port-ranges as {"<port name>": ["first,last"]}',
)
def _has_port_ranges(service: Service, context: LintContext) -> FactValue:
    """True if elb.port-ranges adds ports that spec.ports does not have."""
    dead = value_of("service.elb.port-ranges.dead-ports", service, context)
    return dead if isinstance(dead, Unknown) else bool(dead)


@fact(
    "service.elb.port-ranges.dead-ports",
    "list of ports and ranges",
)
def _dead_ports(service: Service, context: LintContext) -> FactValue:
    """The ports of elb.port-ranges that spec.ports does not have, as "30001-30005"."""
    dead = dead_ports(service)
    return Unknown("service.elb.port-ranges") if dead is None else dead


@fact(
    "service.multicluster",
    "true | false",
    hint="fill in the placeholder in the annotation kubernetes.io/elb.multicluster",
)
def _multicluster(service: Service, context: LintContext) -> FactValue:
    """True if elb.multicluster shares its listeners with other clusters on purpose."""
    written = service.annotation(ELB_PREFIX + "multicluster")
    return (
        Unknown("service.multicluster") if written is not None and is_template(written) else written == "true"
    )


@fact(
    "service.backends",
    "list of workloads",
    hint="lint the workload that the Service selects together with it",
)
def _backends(service: Service, context: LintContext) -> FactValue:
    """The workloads that the Service selects."""
    found = context.backends(service)
    return found if isinstance(found, Unknown) else [str(workload) for workload in found]


never_known(
    "service.is-whole",
    "True if no part of the Service stands elsewhere.",
    "lint the whole Service: this is a part of it, such as a patch",
)
never_known(
    "service.backends.belonging",
    "The workloads that belong to the Service, of several that fit its selector.",
    "several workloads fit its selector, none of them beside it: name the clusters of the folders in .elblint.yaml",
)


@fact("service.idle-annotations", "list of names")
def _idle_annotations(service: Service, context: LintContext) -> FactValue:
    """Its annotations kubernetes.io/elb.* that mean something on a LoadBalancer only, and are not switched off."""
    return [
        name
        for name in service.annotation_names
        if name.startswith(ELB_PREFIX)
        and not name.removeprefix(ELB_PREFIX).startswith(FOR_BACKENDS)
        and service.annotation(name) not in {None, "", "false", "off"}
    ]


@fact("service.has-idle-annotations", "true | false")
def _has_idle_annotations(service: Service, context: LintContext) -> FactValue:
    """True if it has any such annotation."""
    return bool(value_of("service.idle-annotations", service, context))


@fact("service.backends.count", "a number")
def _backend_count(service: Service, context: LintContext) -> FactValue:
    """The number of workloads in the input that it selects, without Jobs."""
    found = context.backends(service)
    if isinstance(found, Unknown):
        return found
    if context.selection.may_select_more(service):
        return Unknown("service.backends")
    return context.once("count", found, lambda backends: sum(not workload.is_job for workload in backends))


@fact("service.selects-one-pod", "true | false")
def _selects_one_pod(service: Service, context: LintContext) -> FactValue:
    """True if its selector asks for the name or the index that a StatefulSet gives to one of its Pods."""
    selector = service.selector
    return selector if isinstance(selector, Unknown) else not ONE_POD_LABELS.isdisjoint(selector)


@fact("service.selector", "list of labels")
def _selector(service: Service, context: LintContext) -> FactValue:
    """The labels that it selects Pods by, as "app=web"."""
    selector = service.selector
    return (
        selector if isinstance(selector, Unknown) else [f"{key}={value}" for key, value in selector.items()]
    )


@fact("service.target-ports-exist", "true | false")
def _target_ports_exist(service: Service, context: LintContext) -> FactValue:
    """True if every targetPort that is a name is the name of a container port of some backend."""
    missing = value_of("service.missing-target-ports", service, context)
    return missing if isinstance(missing, Unknown) else not missing


@fact("service.missing-target-ports", "list of names")
def _missing_target_ports(service: Service, context: LintContext) -> FactValue:
    """The names among spec.ports[].targetPort that no container port of any backend has."""
    written = (text_at(entry, "targetPort") for entry in items(service.at("spec", "ports")))
    names = [name for name in written if name and not name.isdecimal() and not is_template(name)]
    if not names:
        return []
    found = context.backends(service)
    if isinstance(found, Unknown):
        return found
    known = context.once("port names", found, _port_names)
    return known if isinstance(known, Unknown) else [name for name in names if name not in known]


def _port_names(backends: list[Workload]) -> set[str] | Unknown:
    """The names of the container ports of some workloads."""
    if all(workload.is_job for workload in backends) or any(one.gets_containers for one in backends):
        # What answers for long is likely elsewhere, and what is put in may have the port.
        return Unknown("service.backends")
    names = set().union(*(workload.port_names for workload in backends))
    return Unknown("service.backends") if any(map(is_template, names)) else names


@fact("service.backends.host-network", "true | false")
def _backends_host_network(service: Service, context: LintContext) -> FactValue:
    """True if every backend Pod uses the host network."""
    found = context.backends(service)
    if isinstance(found, Unknown):
        return found
    return context.once("host network", found, lambda backends: _on_host_network(backends, context))


def _on_host_network(backends: list[Workload], context: LintContext) -> FactValue:
    """Return whether every Pod of some workloads uses the host network."""
    answers = [
        value_of("workload.host-network", workload, context) for workload in backends if not workload.is_job
    ]
    if False in answers:
        return False
    unknown = next((answer for answer in answers if isinstance(answer, Unknown)), None)
    if not answers:
        return Unknown("service.backends")
    return True if unknown is None else unknown


@fact(
    "service.ip-mode",
    "VIP | Proxy",
    hint="the status of the live Service shows the ipMode of its address from Kubernetes 1.30 on; VIP means that "
    "kube-proxy answers for it on every node",
)
def _ip_mode(service: Service, context: LintContext) -> FactValue:
    """The ipMode of the ELB's address in the status: with Proxy, kube-proxy leaves the address to the ELB."""
    entries = items(service.at("status", "loadBalancer", "ingress"))
    written = next((found for entry in entries if (found := text_at(entry, "ipMode"))), None)
    return written or Unknown("service.ip-mode")


@fact("service.expects-proxy-protocol", "true | false")
def _expects_proxy_protocol(service: Service, context: LintContext) -> FactValue:
    """True if a backend of it takes no connection without a PROXY protocol header, as far as the input shows."""
    from elblint.model.addresses.proxy_protocol import expecting

    found = context.backends(service)
    if not isinstance(found, Unknown):
        texts = context.config_maps(service.scope)
        service.proxy_protocol = context.once(
            "proxy protocol", found, lambda backends: expecting(backends, texts)
        )
    return service.proxy_protocol is not None
