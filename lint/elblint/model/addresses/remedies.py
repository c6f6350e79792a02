"""Remedies for a call: the address to put in its place, and how its name is kept and led to the Service inside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from elblint.model.elb_users import ElbUser
from elblint.model.ingresses import Ingress
from elblint.model.placeholder import is_placeholder
from elblint.system.type_names import TYPE_CHECKING
from elblint.text.source import Location

if TYPE_CHECKING:
    from elblint.model.addresses.references import AddressReference
    from elblint.model.indexes.selection import Selection

_PLAIN = {"https": "http", "wss": "ws", "grpcs": "grpc"}
_TLS_BEHIND = re.compile(r"backend-protocol|ssl-passthrough")
_ADDRESS_ONLY = frozenset({"hostAliases", "endpoints"})
"""Places that take an IP address and no name."""
_HOST_ONLY = frozenset({"ExternalName", "probe"})
"""Places that take a name without its port."""
_INDENT = re.compile(r"\r?\n([ \t]*)\S")

Replacements = tuple[tuple[Location, str], ...]


def replacement(call: AddressReference, selection: Selection) -> str:
    """Return the address to use instead: the Service's name with scheme and port, or its ClusterIP."""
    where = call.text_field.where
    if where in _ADDRESS_ONLY:
        return inside_address(call)
    user = _meant(call)
    name, port = _service_behind(call)
    if port and not port.isdecimal():
        port = selection.port_named(user, name, port)
    host = f"{name}.{user.namespace}.svc" if user.namespace else name
    # A port that stands beside the address stays there.
    is_beside = call.literal.port is None and call.port is not None and port == str(call.port)
    scheme = "" if call.text_field.secret else call.literal.scheme
    if scheme in _PLAIN and _gets_plain(call):
        scheme = _PLAIN[scheme]
    is_unknown = call.port is None and call.target.publisher is None
    address = host if is_beside or is_unknown or where in _HOST_ONLY or not port else f"{host}:{port}"
    return f"{scheme}://{address}" if scheme else address


def inside_name(call: AddressReference) -> str:
    """Return the whole name in the cluster of the Service that the address leads to."""
    user = call.target.user
    return f"{user.name}.{user.namespace or 'default'}.svc.cluster.local"


def inside_address(call: AddressReference) -> str:
    """Return the ClusterIP of the Service that the address leads to, or words that stand for it."""
    user = call.target.user
    written = user.text_at("spec", "clusterIP") or ""
    if written and written != "None" and not is_placeholder(written):
        return written
    return f"<ClusterIP of {user.namespace or 'default'}/{user.name}>"


def name_works_inside(call: AddressReference) -> bool:
    """Return whether the Service answers under the name as the ELB does: the ELB ends no TLS in front of it."""
    return not call.target.user.ends_tls(call.target.port)


def name_must_stay(call: AddressReference) -> bool:
    """Return whether a certificate or a virtual host is bound to the called name."""
    return name_works_inside(call) and (call.target.publisher is not None or call.literal.scheme in _PLAIN)


def _meant(call: AddressReference) -> ElbUser:
    publisher = call.target.publisher
    return publisher if isinstance(publisher, Ingress) else call.target.user


def _service_behind(call: AddressReference) -> tuple[str, str]:
    user = _meant(call)
    if isinstance(user, Ingress):
        backends = user.backend_services(call.literal.host if call.target.via == "hostname" else None)
        return backends.pop() if len(backends) == 1 else ("<Service>", "")
    return user.name, str(call.target.port or "")


def _gets_plain(call: AddressReference) -> bool:
    """Return whether the Service behind gets no TLS: a controller ends it, unless its Ingress says otherwise."""
    user = _meant(call)
    if user is call.target.publisher:
        return not any(_TLS_BEHIND.search(one) for one in user.annotation_names)
    return user.ends_tls(call.target.port)


def edited(call: AddressReference, name: str, words: str) -> Replacements:
    """Return the replacements that put ``words`` in the place of a call's ``address``, or into the ``corefile``."""
    return _rewritten(call, words) if name == "address" else _mapped_by_dns(call, words)


def _rewritten(call: AddressReference, new: str) -> Replacements:
    """Return the replacements that put another address in the place of a call's; none where that is not certain."""
    if call.text_field.secret or "<" in new:
        return ()
    found: list[tuple[Location, str]] = []
    for one in (call, *call.repeated):
        for start, end, words in _parts(one, new):
            field = one.text_field
            location = field.owner.location_in_value(field.path, field.value, start, end)
            if location.source.text[location.start : location.end] != field.value[start:end]:
                return ()
            found.append((location, words))
    return tuple(found)


def _parts(call: AddressReference, new: str) -> Iterator[tuple[int, int, str]]:
    """Yield offsets in the text, and what belongs there: host and port, and the scheme if it is another one."""
    literal = call.literal
    scheme, _, address = new.rpartition("://")
    if scheme and scheme != literal.scheme:
        start = literal.end - len(literal.text)
        yield start, start + len(literal.scheme), scheme
    yield literal.start, literal.end, address


def _mapped_by_dns(call: AddressReference, line: str) -> Replacements:
    """Return the replacement that puts a line at the start of the Corefile's root block; none without a Corefile."""
    header = call.corefile()
    if header is None or call.text_field.secret:
        return ()
    field, end = header.field, header.end
    location = field.owner.location_in_value(field.path, field.value, end - 1, end)
    source = location.source.text
    indent = _INDENT.match(source, location.end)
    if source[location.start : location.end] != "{" or indent is None:
        return ()
    return ((location, f"{{\n{indent[1]}{line}"),)
