"""The objects of Kubernetes in what ``terraform show -json`` prints of a plan or a state.

Values stand as the provider keeps them: arguments in snake case, a block that stands once in a list of one. What only
applying the plan will tell is left out of its values, and marked in ``resource_changes`` under ``after_unknown``.
"""

from __future__ import annotations

from collections.abc import Iterator

from elblint.inputs.evidence.terraform_json import resources_in
from elblint.inputs.evidence.terraform_resources import Resource
from elblint.inputs.loaded import LoadedInputs, ReadText, add_nodes
from elblint.inputs.terraform.expressions import MOST_COPIES, copied_to
from elblint.inputs.terraform.object_fields import as_texts, field_name, is_whole, list_name, object_kind
from elblint.model.cluster import Cluster
from elblint.model.elb_users import ELB_PREFIX_CORE
from elblint.syntax.documents import read_documents
from elblint.syntax.nodes import Mapping, Node, Scalar, Sequence, child, items, text_at
from elblint.syntax.yaml_parser import parse_yaml
from elblint.text.diagnostics import Diagnostic, ParseError, because
from elblint.text.source import Location, SourceText

_METADATA = "metadata"


def add_plan(loaded: LoadedInputs, source: SourceText, cluster: Cluster) -> None:
    """Add the objects of a plan or state. Nothing but what they show is ever shown of it."""
    read = ReadText(source, cluster)
    loaded.read.append(read)
    read.documents = read_documents(source, frozenset(), parse_all=True)
    shown: list[Node] = []
    for root in read.documents.roots:
        unknown = {text_at(one, "address"): child(one, "change", "after_unknown") for one in _changes(root)}
        for resource in resources_in(root, source):
            for node in _nodes(resource, unknown.get(resource.address), read):
                made = add_nodes(loaded, [node], read)
                shown += [resource.values] if made else []
                for one in made:
                    one.is_patch = not is_whole(node)
    source.hide_all_but((node.start, node.end) for node in shown)


def _changes(root: Node) -> list[Node]:
    return items(child(root, "resource_changes"))


def _nodes(resource: Resource, unknown: Node | None, read: ReadText) -> Iterator[Mapping]:
    """Yield the objects and the values of charts that a resource makes; what is no YAML is a fault of the text."""
    kind = object_kind(resource.type)
    if kind is not None:
        yield _object(resource, kind, unknown)
    elif resource.type == "kubernetes_manifest":
        manifest = resource.values.get("manifest")
        if isinstance(manifest, Mapping):
            yield manifest
    elif resource.type == "kubectl_manifest":
        yield from _documents(resource.values.get("yaml_body"), read)
    elif resource.type == "helm_release":
        for one in items(resource.values.get("values")):
            if isinstance(one, Scalar) and ELB_PREFIX_CORE in one.text:
                yield from _documents(one, read)


def _documents(node: Node | None, read: ReadText) -> Iterator[Mapping]:
    """Yield the documents of a text of YAML; all of their parts stand where the text stands."""
    if isinstance(node, Scalar):
        try:
            roots = parse_yaml(node.text, 0, lambda first, again: None)
        except ParseError:
            place = Location(read.source, node.start, node.end)
            read.documents.diagnostics.append(
                Diagnostic("terraform-not-read", place, reason=because("no-yaml"))
            )
            return
        for root in roots:
            copy = copied_to(root, node.start, node.end, [MOST_COPIES])
            if isinstance(copy, Mapping):
                yield copy


def _object(resource: Resource, kind: tuple[str, str], unknown: Node | None) -> Mapping:
    found = _fields(resource.values, "")
    for name, value in zip(("apiVersion", "kind"), kind, strict=True):
        place = Scalar(name, found.start, found.start + 1, plain=True)
        found.entries[name] = place, Scalar(value, found.start, found.start + 1, plain=False)
    _mark_unknown(found, unknown)
    return found


def _fields(values: Mapping, parent: str) -> Mapping:
    """Return the fields of an object for the arguments of a resource or a block; what is not set is left out."""
    found = Mapping(values.start)
    found.end = values.end
    for name, (key, value) in values.entries.items():
        if isinstance(value, Scalar) and value.text in {"null", ""}:
            continue
        several = list_name(parent, name)
        blocks = [one for one in items(value) if isinstance(one, Mapping)]
        if isinstance(value, Sequence) and len(blocks) == len(value.items):
            inner: list[Node] = [_fields(one, name) for one in blocks]
            if several is not None:
                found.entries[several] = key, Sequence(value.start, value.end, inner)
            elif inner:
                found.entries[field_name(name)] = key, inner[0]
        else:
            found.entries[field_name(name)] = key, as_texts(name, value)
    return found


def _mark_unknown(found: Mapping, unknown: Node | None) -> None:
    """Put a text that stands for an unknown value in place of each annotation that only applying will tell."""
    metadata = child(found, _METADATA)
    marked = child(next(iter(items(child(unknown, _METADATA))), None), "annotations")
    if not isinstance(metadata, Mapping) or marked is None:
        return
    entry = metadata.entries.get("annotations")
    start = entry[0].start if entry is not None else metadata.start
    hidden = Scalar("${...}", start, start + 1, plain=False)
    if isinstance(marked, Scalar):
        if marked.text == "true":
            metadata.entries["annotations"] = hidden, hidden
        return
    annotations = entry[1] if entry is not None else None
    for name in marked.keys() if isinstance(marked, Mapping) else ():
        if isinstance(annotations, Mapping) and text_at(marked, name) == "true":
            annotations.entries.setdefault(name, (hidden, hidden))
