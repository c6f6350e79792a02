"""Reading ``.elblint.yaml``: held against its JSON Schema, and what is wrong said with its place."""

from __future__ import annotations

import os

from elblint.config.chart_release import SetValue
from elblint.config.settings import ChartEntry, ClusterPaths, Config, SuppressEntry
from elblint.errors import ConfigError, UsageError, nearest_word
from elblint.model.annotations.json_shape import surely_fits, without_references
from elblint.model.cluster import FACTS, Cluster, FactSource, KnownElb
from elblint.syntax.nodes import Mapping, Node, Scalar, child, items, python_data, text
from elblint.syntax.nodes import Sequence as SequenceNode
from elblint.syntax.yaml_parser import parse_yaml
from elblint.system.boundary import is_inside, tree_root
from elblint.system.type_names import TYPE_CHECKING
from elblint.text.diagnostics import Diagnostic, ParseError
from elblint.text.printable import brief
from elblint.text.reader import read_file
from elblint.text.source import Location, SourceText

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

MAX_VALUES = 20_000


def load_config(path: str, schema: str) -> Config:
    """Read a configuration file and hold it against its JSON Schema.

    Raises ConfigError, with the place and the nearest valid word, if it is not what the schema asks for.
    """
    read = read_file(path)
    if isinstance(read, Diagnostic):
        raise ConfigError(f"{_shown(path)}: cannot be read: {read.detail}")
    source = SourceText(_shown(path), read.text)

    def duplicate(first: Scalar, repeated: Scalar) -> None:
        raise _error(source, repeated, f"'{first.text}' is given twice")

    try:
        documents = parse_yaml(source.text, 0, duplicate)
    except ParseError as diagnostic:
        raise _error(
            source, Scalar("", diagnostic.start, diagnostic.end, plain=True), diagnostic.detail
        ) from None
    root = documents[0] if documents else Mapping(0)
    if isinstance(root, Scalar) and root.value is None:
        root = Mapping(0)
    if len(documents) > 1:
        raise _error(source, documents[1], "one document is expected, not several")
    _refuse_nul(source, root)
    _validate(source, root, schema)
    assert isinstance(root, Mapping)
    try:
        return _config(source, root, path)
    except UsageError as error:
        raise ConfigError(f"{source.path}: {error}") from None


def _shown(path: str) -> str:
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative


def _error(source: SourceText, node: Node, message: str) -> ConfigError:
    if source.hides(node.start, node.end):
        message = "this is no part of a configuration; it may hold a Secret, so no more is said"
    return ConfigError(f"{Location(source, node.start, node.end)}: {brief(message)}")


def _refuse_nul(source: SourceText, root: Node) -> None:
    """Refuse NUL and lone surrogates, of which no path, pattern or name can consist. Raises ConfigError."""
    if "\\" not in source.text and "\0" not in source.text:
        return
    stack: list[Node] = [root]
    seen: set[int] = set()
    while stack:
        node = stack.pop()
        if isinstance(node, Scalar):
            if "\0" in node.text or any("\ud800" <= char <= "\udfff" for char in node.text):
                raise _error(source, node, "a character that no path can have; take it out")
        elif id(node) not in seen:
            seen.add(id(node))
            if isinstance(node, Mapping):
                stack += [one for entry in node.entries.values() for one in entry]
            else:
                stack += node.items


def _validate(source: SourceText, root: Node, schema: str) -> None:
    import json

    with open(schema, encoding="utf-8") as file:
        wanted = json.load(file)
    try:
        data = python_data(root, budget=MAX_VALUES)
    except ValueError as too_many:
        raise _error(source, root, str(too_many)) from None
    if surely_fits(data, without_references(wanted)):
        return
    # The library says what is wrong, and takes longer to import than all else.
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    error = best_match(Draft202012Validator(wanted).iter_errors(data))
    if error is None:
        return
    node = root
    for step in error.absolute_path:
        entered = node.get(str(step)) if isinstance(node, Mapping) else items(node)[int(step)]
        node = entered if entered is not None else node
    where = ".".join(str(step) for step in error.absolute_path)
    raise _explained(source, node, error, where)


def _explained(source: SourceText, node: Node, error: ValidationError, where: str) -> ConfigError:
    if error.validator == "additionalProperties" and isinstance(node, Mapping):
        assert isinstance(error.schema, dict)
        known = list(error.schema.get("properties", {}))
        name = next(name for name in node.keys() if name not in known)  # noqa: SIM118
        inside = f"in '{where}'" if where else "here"
        key, _ = node.entry(name) or (node, node)
        return _error(source, key, f"'{name}' is not known {inside}; {nearest_word(name, known)}")
    if error.validator == "enum":
        hint = nearest_word(str(error.instance), [str(value) for value in _listed(error.validator_value)])
        return _error(source, node, f"'{error.instance}' is not a value of '{where}'; {hint}")
    if error.validator == "type" and error.validator_value == "array":
        return _error(source, node, f"'{where}' must be a list, such as [{error.instance}]")
    if error.validator == "required":
        given = set(node.keys()) if isinstance(node, Mapping) else set()
        missing = next(name for name in _listed(error.validator_value) if name not in given)
        return _error(source, node, f"'{missing}' is missing in '{where}'")
    if error.validator == "anyOf":
        choices = [name for one in _listed(error.validator_value) for name in _required(one)]
        if choices:
            return _error(source, node, f"one of {', '.join(choices)} is missing in '{where}'")
    return _error(source, node, f"'{where}': {error.message}" if where else error.message)


def _required(schema: object) -> list[str]:
    """Return the properties that a schema requires, in quotes."""
    return [f"'{name}'" for name in _listed(schema.get("required"))] if isinstance(schema, dict) else []


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _config(source: SourceText, root: Mapping, path: str) -> Config:
    def strings(node: Node | None) -> tuple[str, ...]:
        listed = node.items if isinstance(node, SequenceNode) else ([] if node is None else [node])
        return tuple(text(item) or "" for item in listed)

    def cluster(node: Node | None, name: str = "") -> Cluster:
        facts = {fact: text(child(node, fact)) for fact in FACTS}
        sources = tuple(source_of(fact, child(node, fact)) for fact in FACTS if facts[fact] is not None)
        return Cluster.of(name, **facts)._replace(sources=sources)

    def source_of(fact: str, node: Node | None) -> FactSource:
        return FactSource(fact, source.path, source.line_and_column(node.start)[0] if node is not None else 0)

    def entries(key: str) -> list[tuple[str, Node]]:
        node = root.get(key)
        names = list(node.keys()) if isinstance(node, Mapping) else []
        return [(name, value) for name in names if (value := child(node, name)) is not None]

    def suppress(node: Node) -> SuppressEntry:
        labels = child(node, "labels")
        return SuppressEntry(
            rules=strings(child(node, "rules")),
            paths=strings(child(node, "paths")),
            objects=strings(child(node, "objects")),
            namespaces=strings(child(node, "namespaces")),
            labels=tuple(
                (key, text(value) or "")
                for key, (_, value) in (labels.entries.items() if isinstance(labels, Mapping) else ())
            ),
            reason=text(child(node, "reason")) or "",
        )

    def inside(*nodes: Node | None) -> None:
        """Whoever wrote the file may not have others' files read, and shown in a report."""
        for node in nodes:
            listed = node.items if isinstance(node, SequenceNode) else [node]
            for item in listed:
                written = text(item)
                if item is not None and written and not is_inside(os.path.join(folder, written), tree):
                    raise _error(source, item, f"'{written}' leads out of the repository")

    folder = os.path.dirname(path) or "."
    tree = tree_root(folder)
    inside(root.get("paths"), root.get("rules"), root.get("baseline"), root.get("facts-from"))
    for name in entries("clusters"):
        inside(child(name[1], "facts-from"))
    for one in items(root.get("charts")):
        inside(child(one, "path"), child(one, "values"))
    clusters = [name for name, _ in entries("clusters")]

    def chart(node: Node) -> ChartEntry:
        name = child(node, "cluster")
        if name is not None and text(name) not in clusters:
            raise _error(
                source,
                name,
                f"'{text(name)}' is no cluster of 'clusters'; {nearest_word(text(name) or '', clusters)}",
            )
        sets = child(node, "set")
        return ChartEntry(
            path=text(child(node, "path")) or "",
            name=text(child(node, "name")) or "",
            values=strings(child(node, "values")),
            sets=tuple(
                SetValue(key, value.text, source, value)
                for key, (_, value) in (sets.entries.items() if isinstance(sets, Mapping) else ())
                if isinstance(value, Scalar)
            ),
            release=text(child(node, "release")) or "",
            namespace=text(child(node, "namespace")) or "",
            cluster=text(name) or "",
        )

    return Config(
        root=os.path.relpath(folder),
        path=_shown(path),
        cluster=cluster(root.get("cluster")),
        clusters=tuple(
            ClusterPaths(
                cluster(node, name),
                strings(child(node, "paths")),
                strings(child(node, "facts-from")),
                strings(child(node, "servers")),
            )
            for name, node in entries("clusters")
        ),
        elbs=tuple(
            KnownElb(
                text(child(node, "id")),
                text(child(node, "class")),
                strings(child(node, "addresses")),
                source=source_of("elb", node),
            )
            for node in items(root.get("elbs"))
        ),
        charts=tuple(chart(node) for node in items(root.get("charts"))),
        paths=strings(root.get("paths")),
        exclude=strings(root.get("exclude")),
        select=strings(root.get("select")),
        ignore=strings(root.get("ignore")),
        severity=tuple((rule, text(node) or "") for rule, node in entries("severity")),
        per_path_ignores=tuple((pattern, strings(node)) for pattern, node in entries("per-path-ignores")),
        suppress=tuple(suppress(node) for node in items(root.get("suppress"))),
        baseline=text(root.get("baseline")) or "",
        require_reason=text(root.get("require-reason")) == "true",
        rules=strings(root.get("rules")),
        fail_on=text(root.get("fail-on")),
        lang=text(root.get("lang")),
        facts_from=strings(root.get("facts-from")),
        limits=tuple((name, text(node) or "") for name, node in entries("limits")),
    )
