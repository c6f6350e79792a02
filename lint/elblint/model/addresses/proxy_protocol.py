"""Settings by which software takes no connection without a PROXY protocol header.

Software that takes connections with and without it, such as Traefik, is none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from elblint.model.addresses.sources import TextField, text_fields, texts_read_by
from elblint.model.objects import KubeObject
from elblint.model.workloads import Workload
from elblint.text.source import Location

_SETTING = "use-proxy-protocol"
"""The key of ingress-nginx's ConfigMap and of HAProxy Ingress's, and Contour's option."""
_NAMED = re.compile(r"--?(?:configmap|nginx-configmaps)[= ]\$?\(?[\w.-]{0,253}\)?/([\w.-]{1,253})")
_EXPECTED = re.compile(
    r"--use-proxy-protocol(?:=true)?(?=\s|\Z)"
    # nginx and Kong: a listener's parameter; HAProxy: that of a bind line.
    r"|\blisten[^;\n]{1,200}\bproxy_protocol\b|\A[^\n]{0,200}:\d+[^\n]{0,100}\bproxy_protocol\b|\baccept-proxy\b"
    r"|envoy\.filters\.listener\.proxy_protocol"
)
_OPTIONAL = "allow_requests_without_proxy_protocol"


def expecting(backends: Iterable[Workload], texts: Iterable[KubeObject]) -> Location | None:
    """Return the setting by which one of some workloads expects PROXY protocol; None if none is known to.

    ``texts`` are the objects whose texts workloads may read.
    """
    listed = list(texts)
    for workload in backends:
        for field in _texts_of(workload, listed):
            if field.secret:
                continue
            if field.where == "ConfigMap" and field.path[-1] == _SETTING:
                if field.value.strip().lower() == "true":
                    return field.owner.location(field.path)
                continue
            found = _EXPECTED.search(field.value)
            if found is not None and _OPTIONAL not in field.value:
                return field.owner.location_in_value(field.path, field.value, found.start(), found.end())
    return None


def _texts_of(workload: Workload, objects: list[KubeObject]) -> Iterator[TextField]:
    """Yield the texts of a workload, of the ConfigMaps that it reads, and of those that its options name."""
    own = list(text_fields(workload))
    yield from own
    named = {match[1] for field in own for match in _NAMED.finditer(field.value)}
    read = {name for kind, name in texts_read_by(workload) if kind == "ConfigMap"} | named
    for one in objects:
        if one.manifest_kind == "ConfigMap" and one.name in read and one.scope == workload.scope:
            yield from text_fields(one)
