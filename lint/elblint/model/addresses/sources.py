"""Address sources: the texts of objects that configure software in the cluster, and the workloads that read them."""

from __future__ import annotations

from collections.abc import Iterator

from elblint.model.addresses.literals import canonical_address
from elblint.model.addresses.ports import port_in, port_of_option, variable_for_port
from elblint.model.cluster import Cluster
from elblint.model.ingresses import Ingress
from elblint.model.objects import KubeObject
from elblint.model.services import Service
from elblint.model.subject import FieldPath
from elblint.model.workloads import Workload
from elblint.syntax.nodes import Mapping, Node, Scalar, child, children, items, port_number, text, text_at
from elblint.system.lazy import lazy_pattern
from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import ClassVar
from elblint.text.source import SourceText

_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
# Kinds that talk about addresses and call none, and fields that hold prose.
_TALK = frozenset({"Event", "Node", "NetworkPolicy", "APIService"})
_PROSE = frozenset({"description", "message", "summary", "title", "help", "documentation", "runbook_url"})
_HANDLERS = (
    ("livenessProbe",),
    ("readinessProbe",),
    ("startupProbe",),
    ("lifecycle", "postStart"),
    ("lifecycle", "preStop"),
)


DATA_KINDS = frozenset({"ConfigMap", "Secret"})
"""The kinds whose texts are files and variables for others to read, and no settings of their own."""


class TextSource(KubeObject):
    """An object that may hold an address in its text: ConfigMap, Secret, Endpoints, a custom resource."""

    kind: ClassVar[str] = "TextHolder"

    def __init__(self, node: Mapping, manifest_kind: str, source: SourceText, cluster: Cluster) -> None:
        super().__init__(node, manifest_kind, source, cluster)
        if manifest_kind == "Secret":
            # No report may print what a Secret holds, nor kubectl's copy of it.
            for field in (self.at("data"), self.at("stringData"), self.at("metadata", "annotations")):
                for key in field.keys() if isinstance(field, Mapping) else ():
                    value = child(field, key)
                    if isinstance(value, Scalar):
                        source.hide(value.start, value.end)


class Endpoints(TextSource):
    """An Endpoints object, or an EndpointSlice."""

    kind: ClassVar[str] = "Endpoints"

    @property
    def service_name(self) -> str:
        """The name of the Service that it belongs to."""
        if self.manifest_kind == "Endpoints":
            return self.name
        return self.text_at("metadata", "labels", "kubernetes.io/service-name") or ""

    @property
    def pod_names(self) -> list[str]:
        """The names of the Pods that its addresses stand for, as far as it says."""
        entries = list(items(self.at("endpoints")))
        for subset in items(self.at("subsets")):
            entries.extend(items(child(subset, "addresses")))
        references = [child(entry, "targetRef") for entry in entries]
        names = (
            text_at(reference, "name") for reference in references if text_at(reference, "kind") == "Pod"
        )
        return [name for name in names if name]


# Fields of custom resources with addresses, of which each is host and port.
_TARGETS = frozenset(
    {
        "targets",
        "target",
        "endpoint",
        "endpoints",
        "address",
        "server",
        "servers",
        "broker",
        "brokers",
        "upstream",
        "upstreams",
    }
)
_HOSTS = ("host", "hostname", "address", "server", "endpoint", "ip")
"""Fields of custom resources that hold a host beside a ``port``; a hostname there may be one that is served."""
_NO_SETTINGS = frozenset({"kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg", "kubernetes.io/tls"})
"""Types of Secrets that hold names of registries and certificates, and no address that is called."""
_HOST_PORT = lazy_pattern(r"[\w.-]{1,253}:\d{1,5}|\[[0-9a-fA-F:.]{2,45}\]:\d{1,5}")
_HTTPS = 443
"""The port at which a registry is called if none is written."""


class TextField(NamedTuple):
    """A text in which an address may stand.

    ``where`` says what kind of place it is: env, args, command, image, probe, hostAliases, ConfigMap, Secret,
    ExternalName, endpoints, annotation, field. ``secret`` texts are decoded ones, which stand nowhere in the
    source as they are and are never shown.
    """

    owner: KubeObject
    path: FieldPath
    scalar: Scalar
    value: str
    where: str
    port: int | None = None
    """The port that stands beside an address in a field of its own."""
    urls_only: bool = False
    """True if only a URL counts: elsewhere in the object, a hostname is likely a name and no call."""
    secret: bool = False
    name: str = ""
    """The name of the variable, key or field that holds it."""
    own_node: frozenset[str] = frozenset()
    """The variables that stand for the address of the caller's own node here (``status.hostIP``)."""


def text_fields(found: KubeObject) -> Iterator[TextField]:
    """The texts of one object from which software in the cluster learns addresses."""
    if isinstance(found, Workload):
        yield from _of_workload(found)
    elif isinstance(found, Service):
        node = found.at("spec", "externalName")
        if found.type == "ExternalName" and isinstance(node, Scalar):
            yield TextField(found, ("spec", "externalName"), node, node.text, "ExternalName")
    elif isinstance(found, Ingress):
        yield from _of_annotations(found)
    elif isinstance(found, TextSource):
        yield from _text_fields_of(found)


def _of_workload(workload: Workload) -> Iterator[TextField]:
    spec = workload.pod_spec_path
    for number, alias in enumerate(items(workload.at(*spec, "hostAliases"))):
        node = child(alias, "ip")
        if isinstance(node, Scalar):
            yield TextField(workload, (*spec, "hostAliases", number, "ip"), node, node.text, "hostAliases")
    for base, container in workload.every_container:
        own_node = frozenset(_node_address_variables(container))
        entries = items(child(container, "env"))
        # Of two variables of one name, the last one counts.
        last = {text_at(entry, "name"): number for number, entry in enumerate(entries)}
        values = {text_at(entry, "name") or "": text_at(entry, "value") or "" for entry in entries}
        for number, entry in enumerate(entries):
            node = child(entry, "value")
            name = text_at(entry, "name") or ""
            if isinstance(node, Scalar) and last.get(name, number) == number:
                path = (*base, "env", number, "value")
                port = port_in(values.get(variable_for_port(name), ""))
                yield TextField(workload, path, node, node.text, "env", port, name=name, own_node=own_node)
        image = child(container, "image")
        if isinstance(image, Scalar):
            yield TextField(workload, (*base, "image"), image, image.text, "image", _HTTPS)
        commands = [("args", ("args",)), ("command", ("command",))]
        commands += [("probe", (*handler, "exec", "command")) for handler in _HANDLERS]
        for where, steps in commands:
            before = ""
            listed = items(child(container, *steps))
            words = [text(one) or "" for one in listed]
            for number, node in enumerate(listed):
                if isinstance(node, Scalar):
                    path = (*base, *steps, number)
                    port = port_of_option(words, number) if "." in node.text else None
                    yield TextField(
                        workload, path, node, node.text, where, port, name=before, own_node=own_node
                    )
                    # The value of an option may be the next argument.
                    before = node.text if node.text.startswith("-") and "=" not in node.text else ""
        for handler in _HANDLERS:
            for action in ("httpGet", "tcpSocket"):
                found = child(container, *handler, action)
                node = child(found, "host")
                if isinstance(node, Scalar):
                    path = (*base, *handler, action, "host")
                    yield TextField(workload, path, node, node.text, "probe", port_number(found, "port"))


def _of_annotations(found: KubeObject) -> Iterator[TextField]:
    annotations = found.at("metadata", "annotations")
    for name in found.annotation_names:
        node = child(annotations, name)
        if isinstance(node, Scalar) and name != _LAST_APPLIED:
            path = ("metadata", "annotations", name)
            yield TextField(found, path, node, node.text, "annotation", urls_only=True, name=name)


def _text_fields_of(owner: TextSource) -> Iterator[TextField]:
    kind = owner.manifest_kind
    if kind == "Secret" and owner.text_at("type") in _NO_SETTINGS:
        return
    if kind in DATA_KINDS:
        for field in ("data", "stringData"):
            data = owner.at(field)
            is_encoded = kind == "Secret" and field == "data"
            for key in data.keys() if isinstance(data, Mapping) else ():
                node = child(data, key)
                if not isinstance(node, Scalar):
                    continue
                path: FieldPath = (field, key)
                value = _decoded(node.text) if is_encoded else node.text
                # A key that may become a variable names the setting of its value; any other is a file's name.
                name = key if "." not in key and "\n" not in value.strip() else ""
                beside = text_at(data, variable_for_port(name)) or ""
                port = port_in(_decoded(beside) if is_encoded else beside)
                yield TextField(owner, path, node, value, kind, port, name=name, secret=kind == "Secret")
    elif kind == "Endpoints":
        for number, subset in enumerate(items(owner.at("subsets"))):
            port = _first_port(child(subset, "ports"))
            for index, address in enumerate(items(child(subset, "addresses"))):
                node = child(address, "ip")
                if isinstance(node, Scalar):
                    path = ("subsets", number, "addresses", index, "ip")
                    yield TextField(owner, path, node, node.text, "endpoints", port)
    elif kind == "EndpointSlice":
        port = _first_port(owner.at("ports"))
        for number, endpoint in enumerate(items(owner.at("endpoints"))):
            for index, node in enumerate(items(child(endpoint, "addresses"))):
                if isinstance(node, Scalar):
                    path = ("endpoints", number, "addresses", index)
                    yield TextField(owner, path, node, node.text, "endpoints", port)
    elif kind == "ServiceEntry":
        port = port_number(next(iter(items(owner.at("spec", "ports"))), None), "number")
        for number, endpoint in enumerate(items(owner.at("spec", "endpoints"))):
            node = child(endpoint, "address")
            if isinstance(node, Scalar):
                path = ("spec", "endpoints", number, "address")
                yield TextField(owner, path, node, node.text, "endpoints", port)
    elif kind == "CustomResourceDefinition":
        # Of all that it says, the API server calls its conversion webhook.
        path = ("spec", "conversion", "webhook", "clientConfig", "url")
        node = owner.at(*path)
        if isinstance(node, Scalar):
            yield TextField(owner, path, node, node.text, "field", urls_only=True, name="url")
    elif kind not in _TALK:
        yield from _every_text(owner)


def _every_text(owner: TextSource) -> Iterator[TextField]:
    """All scalars of an object but its metadata and status, without recursion and each node once."""
    stack: list[tuple[FieldPath, Node]] = [((), owner.node)]
    ports: dict[int, int] = {}
    """The ports beside hosts, by the scalars of these."""
    seen: set[int] = set()
    while stack:
        path, node = stack.pop()
        if isinstance(node, Scalar):
            name = str(path[-1]) if path else ""
            if name not in _PROSE:
                key = next((step for step in reversed(path) if isinstance(step, str)), "")
                is_address = (
                    (key in _TARGETS and _HOST_PORT.fullmatch(node.text) is not None)
                    or id(node) in ports
                    or (key == "static" and owner.manifest_kind == "Probe")
                )
                port = ports.get(id(node))
                yield TextField(
                    owner, path, node, node.text, "field", port, urls_only=not is_address, name=name
                )
        elif id(node) not in seen:
            seen.add(id(node))
            inner = children(path, node)
            beside = port_number(node, "port")
            for name in _HOSTS if beside is not None else ():
                host = child(node, name)
                if beside and isinstance(host, Scalar) and canonical_address(host.text) is not None:
                    ports[id(host)] = beside
            if not path:
                inner = [entry for entry in inner if entry[0][0] not in {"metadata", "status"}]
            stack.extend(reversed(inner))


def _decoded(encoded: str) -> str:
    import base64

    try:
        return base64.b64decode(encoded, validate=False).decode("utf-8", "replace")
    except ValueError:
        return ""


def _first_port(node: Node | None) -> int | None:
    return next((port_number(entry, "port") for entry in items(node)), None)


def texts_read_by(workload: Workload) -> dict[tuple[str, str], set[str] | None]:
    """The ConfigMaps and Secrets, by kind and name, that a workload reads: which keys of them, None for all."""
    read: dict[tuple[str, str], set[str] | None] = {}

    def add(kind: str, name: str | None, keys: set[str] | None) -> None:
        if name:
            before = read.get((kind, name), set())
            read[kind, name] = None if keys is None or before is None else before | keys

    spec = workload.at(*workload.pod_spec_path)
    for volume in items(child(spec, "volumes")):
        add("ConfigMap", text_at(volume, "configMap", "name"), _picked(child(volume, "configMap")))
        add("Secret", text_at(volume, "secret", "secretName"), _picked(child(volume, "secret")))
        for source in items(child(volume, "projected", "sources")):
            add("ConfigMap", text_at(source, "configMap", "name"), _picked(child(source, "configMap")))
            add("Secret", text_at(source, "secret", "name"), _picked(child(source, "secret")))
    for _, container in workload.every_container:
        for source in items(child(container, "envFrom")):
            add("ConfigMap", text_at(source, "configMapRef", "name"), None)
            add("Secret", text_at(source, "secretRef", "name"), None)
        for entry in items(child(container, "env")):
            for kind, field in (("ConfigMap", "configMapKeyRef"), ("Secret", "secretKeyRef")):
                reference = child(entry, "valueFrom", field)
                add(kind, text_at(reference, "name"), {text_at(reference, "key") or ""})
    return read


def _picked(source: Node | None) -> set[str] | None:
    """The keys that a volume takes from a ConfigMap or Secret; None for all."""
    picked = items(child(source, "items"))
    return {text_at(item, "key") or "" for item in picked} if picked else None


def node_address_variables(workload: Workload) -> set[str]:
    """The environment variables of a workload that hold its own node's private address (``status.hostIP``)."""
    return {name for _, container in workload.every_container for name in _node_address_variables(container)}


def _node_address_variables(container: Node) -> Iterator[str]:
    last = {text_at(entry, "name"): entry for entry in items(child(container, "env"))}
    for name, entry in last.items():
        if name and text_at(entry, "valueFrom", "fieldRef", "fieldPath") == "status.hostIP":
            yield name
