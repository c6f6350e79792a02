"""Helm values that are kept without their chart: in files of their own, and in objects of Argo CD, Flux and the like.

Most people install controllers from remote charts and keep only values. ELB annotations in them are judged as they
stand, and a mapping that has annotations beside fields of a Service is taken for a part of the Service that the
chart, or an operator, will make.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from elblint.model.addresses.sources import TextSource
from elblint.model.cluster import Cluster
from elblint.model.elb_users import ELB_PREFIX, ELB_PREFIX_CORE
from elblint.model.objects import KubeObject
from elblint.model.services import Service
from elblint.model.subject import FieldPath
from elblint.syntax.nodes import Mapping, Node, Scalar, Sequence, at_path, child, children, every_node
from elblint.syntax.scalar_offsets import location_inside
from elblint.syntax.yaml_parser import parse_yaml
from elblint.system.lazy import lazy_pattern
from elblint.text.diagnostics import Diagnostic, ParseError
from elblint.text.source import Location, SourceText

KIND = "Values"
_ESCAPED_PREFIX = ELB_PREFIX.replace(".", "\\.")
# The keys of a path: dots between them, unless a backslash is before.
_STEPS = lazy_pattern(r"(?:[^.\\]|\\.)+", re.DOTALL)
_ESCAPE = lazy_pattern(r"\\(.)", re.DOTALL)
# Fields whose texts are values and nothing else: those of Argo CD and of k3s.
_TEXT_FIELDS = frozenset({"values", "valuesContent"})
_SERVICE_FIELDS = (
    "type",
    "externalTrafficPolicy",
    "loadBalancerIP",
    "loadBalancerSourceRanges",
    "loadBalancerClass",
)
# Settings of a Service as charts and operators take them: the mapping above its annotations, their key, and its spec.
_SHAPES: tuple[tuple[FieldPath, str, FieldPath], ...] = (
    ((), "annotations", ()),
    (("metadata",), "annotations", ("spec",)),
    ((), "serviceAnnotations", ("service",)),
)


def objects_of_values(
    root: Node, source: SourceText, cluster: Cluster, faults: list[Diagnostic] | None = None
) -> Iterator[KubeObject]:
    """Yield the objects of a document that has no kind: the values themselves, and parts of Services in them."""
    if isinstance(root, Mapping) and source.text.find(ELB_PREFIX_CORE, root.start, root.end) >= 0:
        yield _whole(root, source, cluster)
        yield from parts_in(root, source, cluster, faults)


def _whole(root: Mapping, source: SourceText, cluster: Cluster) -> TextSource:
    values = TextSource(root, KIND, source, cluster)
    values.name = os.path.basename(source.path)
    return values


def tree_of_parameters(listed: Sequence) -> Mapping | None:
    """Return the values that a list of parameters sets; None if none of them is an ELB annotation.

    Such lists, of entries with ``name`` and ``value``, are Argo CD's ``parameters`` and helmfile's ``set``; a name is
    a path as Helm's ``--set`` takes it. Keys and values stand where the list has them.
    """
    named = [(child(one, "name"), child(one, "value")) for one in listed.items]
    if not any(isinstance(name, Scalar) and _ESCAPED_PREFIX in name.text for name, _ in named):
        return None
    tree = Mapping(listed.start)
    tree.end = listed.end
    for name, value in named:
        if isinstance(name, Scalar) and isinstance(value, Scalar):
            _set(tree, name, value)
    return tree


def _set(tree: Mapping, name: Scalar, value: Scalar) -> None:
    *above, last = [_ESCAPE.sub(r"\1", step) for step in _STEPS.findall(name.text)] or [name.text]
    inner = tree
    for step in above:
        entry = inner.entries.get(step)
        if entry is None or not isinstance(entry[1], Mapping):
            below = Mapping(name.start)
            below.end = value.end
            inner.entries[step] = entry = Scalar(step, name.start, name.end, plain=name.plain), below
        assert isinstance(entry[1], Mapping)
        inner = entry[1]
    inner.entries[last] = Scalar(last, name.start, name.end, plain=name.plain), value


def parts_in(
    root: Mapping,
    source: SourceText,
    cluster: Cluster,
    faults: list[Diagnostic] | None = None,
    done: frozenset[int] = frozenset(),
) -> Iterator[KubeObject]:
    """Yield the parts of Services in values, at any depth, and the objects of values that stand as texts.

    What is wrong with the texts goes to ``faults``; ``done`` are the ids of nodes that are settings of Services which
    are known already.
    """
    stack: list[tuple[FieldPath, Node]] = [((), root)]
    seen = set(done)
    while stack:
        path, node = stack.pop()
        if isinstance(node, Scalar):
            if ELB_PREFIX in node.text:
                must_be_values = bool(path) and path[-1] in _TEXT_FIELDS
                yield from _of_text(node, source, cluster, faults if must_be_values else None)
        elif id(node) not in seen:
            seen.add(id(node))
            if isinstance(node, Mapping) and path:
                part = _part(node, path, source, cluster)
                if part is not None:
                    yield part
            elif isinstance(node, Sequence) and (root_of := tree_of_parameters(node)) is not None:
                yield _whole(root_of, source, cluster)
                yield from parts_in(root_of, source, cluster, faults)
            stack.extend(reversed(children(path, node)))


def _part(node: Mapping, path: FieldPath, source: SourceText, cluster: Cluster) -> Service | None:
    """Return a part of a Service whose annotations and spec are nodes in a mapping; None without."""
    for above, name, below in _SHAPES:
        holder, spec = at_path(node, above), at_path(node, below)
        entry = holder.entry(name) if isinstance(holder, Mapping) else None
        if entry is not None and isinstance(spec, Mapping) and _is_like_a_service(entry[1], spec):
            break
    else:
        return None
    whole, metadata = Mapping(node.start), Mapping(node.start)
    whole.end = metadata.end = node.end
    for key, inner in (("metadata", metadata), ("spec", spec)):
        whole.entries[key] = Scalar(key, node.start, node.start + 1, plain=True), inner
    metadata.entries["annotations"] = entry
    part = Service(whole, "Service", source, cluster)
    part.name = ".".join(map(str, path))
    part.is_patch = part.is_of_values = True
    return part


def _is_like_a_service(annotations: Node, spec: Mapping) -> bool:
    return (
        isinstance(annotations, Mapping)
        and any(name.startswith(ELB_PREFIX) for name in annotations.keys())  # noqa: SIM118
        and any(spec.get(field) is not None for field in _SERVICE_FIELDS)
    )


def _of_text(
    scalar: Scalar, source: SourceText, cluster: Cluster, faults: list[Diagnostic] | None
) -> Iterator[KubeObject]:
    """Yield the objects of values that stand as a text, at their places in it.

    What is wrong with a text that must be values goes to ``faults``; None if it need not be any.
    """
    try:
        roots = _parsed(scalar, source)
    except ParseError as error:
        if faults is not None:
            faults.append(_fault(error, scalar, source))
        return
    for root in roots:
        yield from objects_of_values(root, source, cluster, faults)


def _parsed(scalar: Scalar, source: SourceText) -> list[Node]:
    """Return the documents of a text, with the places that they have in the file. Raises ParseError, likewise."""
    start = source.text.find("\n", scalar.start, scalar.end) + 1
    if source.text.startswith("|", scalar.start) and start:
        # Literal text is read where it stands.
        return parse_yaml(source.text[start : scalar.end], start, lambda first, again: None)
    try:
        roots = parse_yaml(scalar.text, 0, lambda first, again: None)
    except ParseError as error:
        place = _place(scalar, source, error.start, error.end)
        raise ParseError(error.kind, error.detail, place.start, place.end) from None
    for node in every_node(roots):
        place = _place(scalar, source, node.start, node.end)
        if isinstance(node, Scalar):
            node.move(place.start, place.end)
        else:
            node.start, node.end = place.start, place.end
    return roots


def _place(scalar: Scalar, source: SourceText, start: int, end: int) -> Location:
    found = location_inside(source, scalar, start, max(end, start + 1))
    return Location(source, scalar.start, scalar.end) if found is None else found


def _fault(error: ParseError, scalar: Scalar, source: SourceText) -> Diagnostic:
    location = Location(source, error.start, error.end)
    if "{{" in scalar.text:
        return Diagnostic("unrendered-template", location)
    return Diagnostic(error.kind, location, error.detail, unreadable=True)
