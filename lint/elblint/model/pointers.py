"""The names that a rule's ``at`` may use in place of a path: a function for each, and the kinds that it is for."""

from __future__ import annotations

from collections.abc import Callable

from elblint.model.addresses.references import AddressReference
from elblint.model.annotations.annotation import Annotation
from elblint.model.annotations.value_issues import ValueIssue
from elblint.model.elb_users import ELB_PREFIX, ElbUser
from elblint.model.gateways import Gateway
from elblint.model.ingresses import Ingress, differing_settings, shared_host
from elblint.model.objects import KubeObject
from elblint.model.services import Service
from elblint.model.subject import FieldPath, Subject
from elblint.model.workloads import Workload
from elblint.syntax.nodes import items, text_at
from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import Any, TypeAlias
from elblint.text.source import Location


class Pointed(NamedTuple):
    """A field of a subject, and the place to show if that is not the field itself."""

    path: FieldPath = ()
    location: Location | None = None


_Finder: TypeAlias = "Callable[[Any, Subject | None], Pointed | None]"
POINTERS: dict[str, dict[str, _Finder]] = {}
"""By name and kind of subject: the function that takes the subject and, of a rule about two, the other object."""


def pointed(subject: Subject, name: str, partner: Subject | None = None) -> Pointed:
    """Return what a name means in a subject; the subject as a whole if it has no such field."""
    find = POINTERS[name].get(subject.kind)
    found = None if find is None else find(subject, partner)
    return Pointed() if found is None else found


def location_of(subject: Subject, name: str, partner: Subject | None = None) -> Location:
    """Return the place of what a name means in a subject."""
    path, location = pointed(subject, name, partner)
    return subject.location(path) if location is None else location


def pointer(name: str, *kinds: str) -> Callable[[_Finder], _Finder]:
    """Register a function as the meaning of a name for subjects of some kinds."""

    def register(find: _Finder) -> _Finder:
        POINTERS.setdefault(name, {}).update(dict.fromkeys(kinds, find))
        return find

    return register


@pointer("elb", "Service", "Ingress")
def _elb(user: ElbUser, partner: Subject | None) -> Pointed:
    """The field that says which ELB is used, or that one is used at all."""
    annotations = ("metadata", "annotations")
    others = [(*annotations, one) for one in user.annotation_names if one.startswith(ELB_PREFIX)]
    paths: list[tuple[str, ...]] = [
        (*annotations, ELB_PREFIX + "id"),
        *user.ID_FIELDS,
        (*annotations, ELB_PREFIX + "autocreate"),
        (*annotations, ELB_PREFIX + "class"),
        ("status", "loadBalancer", "ingress"),
        *others,
        ("spec", "type"),
        ("spec", "ingressClassName"),
    ]
    return Pointed(next((path for path in paths if user.at(*path) is not None), ("metadata", "name")))


@pointer("elb", "Gateway")
def _elb_of_gateway(gateway: Gateway, partner: Subject | None) -> Pointed:
    """The first address, else the class."""
    written = next((field for field in ("spec", "status") if items(gateway.at(field, "addresses"))), "")
    return Pointed((written, "addresses", 0, "value") if written else ("spec", "gatewayClassName"))


@pointer("shared-listener", "Service", "Ingress", "Gateway")
def _shared_listener(user: ElbUser, partner: Subject | None) -> Pointed | None:
    """The port of the first listener that the partner asks for as well."""
    theirs = partner.listener_keys if isinstance(partner, ElbUser) else ()
    mine = (path for protocol, port, path in user.listeners if (protocol, port) in theirs)
    return next(map(Pointed, mine), None)


@pointer("differing-setting", "Ingress")
def _differing_setting(ingress: Ingress, partner: Subject | None) -> Pointed | None:
    """The first setting of a listener in which it differs from another Ingress on it."""
    if not isinstance(partner, Ingress):
        return None
    written = [one for one in differing_settings(ingress, partner) if ingress.annotation(one) is not None]
    return Pointed(("metadata", "annotations", *written[:1]))


@pointer("shared-host", "Ingress")
def _shared_host(ingress: Ingress, partner: Subject | None) -> Pointed | None:
    """The host that another Ingress has as well."""
    if not isinstance(partner, Ingress):
        return None
    host = shared_host(ingress, partner)
    for index, rule in enumerate(items(ingress.at("spec", "rules"))):
        if (text_at(rule, "host") or "").lower() == host:
            return Pointed(("spec", "rules", index, "host"))
    return Pointed(("spec", "tls"))


@pointer("ip-families", "Service")
def _ip_families(service: Service, partner: Subject | None) -> Pointed:
    """The field that names the families of addresses."""
    return Pointed(("spec", "ipFamilyPolicy" if service.at("spec", "ipFamilies") is None else "ipFamilies"))


@pointer("proxy-protocol", "Service")
def _proxy_protocol(service: Service, partner: Subject | None) -> Pointed:
    """The setting of a backend that expects the PROXY protocol."""
    return Pointed((), service.proxy_protocol)


@pointer("unmatched-label", "Service")
def _unmatched_label(service: Service, partner: Subject | None) -> Pointed | None:
    """The first part of the selector that a workload's Pods do not have as a label."""
    if not isinstance(partner, Workload):
        return None
    return Pointed(("spec", "selector", *partner.lacks(service.selector)[:1]))


@pointer("named-target-port", "Service")
def _named_target_port(service: Service, partner: Subject | None) -> Pointed | None:
    """The first targetPort that is no name of a port of a workload."""
    if not isinstance(partner, Workload):
        return None
    names = partner.port_names
    for index, entry in enumerate(items(service.at("spec", "ports"))):
        written = text_at(entry, "targetPort") or "0"
        if not written.isdecimal() and written not in names:
            return Pointed(("spec", "ports", index, "targetPort"))
    return None


@pointer("containers", "Workload")
def _containers(workload: Workload, partner: Subject | None) -> Pointed:
    """The containers of its Pods."""
    return Pointed((*workload.pod_spec_path, "containers"))


@pointer("replicas", "Workload")
def _replicas(workload: Workload, partner: Subject | None) -> Pointed:
    """The number of its Pods."""
    return Pointed(("spec", "replicas"))


@pointer("pod-labels", "Workload")
def _pod_labels(workload: Workload, partner: Subject | None) -> Pointed:
    """The labels of its Pods."""
    return Pointed((*workload.template_path, "metadata", "labels"))


@pointer("unquoted-name", "Service", "Ingress", "Gateway", "Workload")
def _unquoted_name(found: KubeObject, partner: Subject | None) -> Pointed | None:
    """The name or namespace that YAML takes for something else than a text."""
    return Pointed(("metadata", found.unquoted_name)) if found.unquoted_name else None


@pointer("annotation-value", "Annotation")
def _annotation_value(one: Annotation, partner: Subject | None) -> Pointed:
    """Its value."""
    return Pointed(one.path)


@pointer("annotation-name", "Annotation")
def _annotation_name(one: Annotation, partner: Subject | None) -> Pointed:
    """Its key."""
    return Pointed(one.path, one.owner.key_location(one.path))


@pointer("annotation-excluded", "Annotation")
def _annotation_excluded(one: Annotation, partner: Subject | None) -> Pointed | None:
    """The first annotation beside it that it excludes."""
    found = next((names[0] for _, names in one.conflicts() if names), None)
    return None if found is None else Pointed((*one.path[:-1], found))


@pointer("issue", "Value")
def _issue(value: ValueIssue, partner: Subject | None) -> Pointed:
    """The very characters of an annotation's value that are wrong."""
    one, issue = value.annotation_of, value.issue
    place = one.owner.location_in_value(one.path, one.written or "", issue.start, issue.end)
    return Pointed(one.path, place)


@pointer("address", "Call")
def _address(call: AddressReference, partner: Subject | None) -> Pointed:
    """The text that holds the address."""
    return Pointed(call.text_field.path)


@pointer("corefile", "Call")
def _corefile(call: AddressReference, partner: Subject | None) -> None:
    """The Corefile that resolves its hostname: only an edit knows the place."""
