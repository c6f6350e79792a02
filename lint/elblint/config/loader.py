"""Reading ``.elblint.yaml``: held against its JSON Schema, and what is wrong said with its place."""

from __future__ import annotations

import os

from elblint.config.chart_release import SetValue
from elblint.config.settings import ChartEntry, ClusterPaths, Config, SuppressEntry, Written
from elblint.config.validation import Faults, refuse_nul, validate
from elblint.errors import ConfigError, UsageError
from elblint.i18n.hints import nearest_word
from elblint.i18n.localized import localized
from elblint.model.cluster import FACTS, Cluster, FactSource, KnownElb
from elblint.syntax.nodes import Mapping, Node, Scalar, child, items, text
from elblint.syntax.nodes import Sequence as SequenceNode
from elblint.syntax.yaml_parser import parse_yaml
from elblint.system.boundary import is_inside, relative_path, tree_root
from elblint.text.diagnostics import Diagnostic, ParseError
from elblint.text.reader import read_file
from elblint.text.source import SourceText


def load_config(path: str, schema: str) -> Config:
    """Read a configuration file and hold it against its JSON Schema.

    Raises ConfigError with all that is wrong with it, each with the place and the nearest valid word.
    """
    read = read_file(path)
    if isinstance(read, Diagnostic):
        raise ConfigError(localized("cannot-be-read", detail=read.detail).at(_shown(path)))
    source = SourceText(_shown(path), read.text)
    faults = Faults(source)

    def duplicate(first: Scalar, repeated: Scalar) -> None:
        faults.add(repeated, localized("config-twice", given=first.text))

    try:
        documents = parse_yaml(source.text, 0, duplicate)
    except ParseError as diagnostic:
        faults.add(Scalar("", diagnostic.start, diagnostic.end, plain=True), diagnostic.detail)
        documents = []
    root = documents[0] if documents else Mapping(0)
    if isinstance(root, Scalar) and root.value is None:
        root = Mapping(0)
    if len(documents) > 1:
        faults.add(documents[1], localized("config-several"))
    refuse_nul(faults, root)
    validate(faults, root, schema)
    if not isinstance(root, Mapping):
        faults.check()
    assert isinstance(root, Mapping)
    config = _config(faults, root, path)
    faults.check()
    return config


def _shown(path: str) -> str:
    relative = relative_path(path)
    return path if relative.startswith("..") else relative


def _config(faults: Faults, root: Mapping, path: str) -> Config:
    """Return what a file says, as far as it can be understood; what cannot is noted."""
    source = faults.source

    def strings(node: Node | None) -> tuple[Written, ...]:
        listed = node.items if isinstance(node, SequenceNode) else ([] if node is None else [node])
        return tuple(Written.at(faults.location(item), text(item) or "") for item in listed)

    def patterns(node: Node | None, what: str) -> tuple[Written, ...]:
        """As ``strings``, for patterns about paths; what is none is noted."""
        for item in node.items if isinstance(node, SequenceNode) else ():
            faults.check_pattern(item, text(item) or "", what)
        return strings(node)

    def cluster(node: Node | None, name: str = "") -> Cluster:
        facts = {fact: text(child(node, fact)) for fact in FACTS}
        sources = tuple(source_of(fact, child(node, fact)) for fact in FACTS if facts[fact] is not None)
        try:
            return Cluster.of(name, **facts)._replace(sources=sources)
        except UsageError as error:
            # The schema knows the words: what is left is a version that is none, or a network of another category.
            of_version = str(error).startswith("cluster version")
            wrong = child(node, "version" if of_version else "network")
            if node is not None and wrong is not None and not faults.within(node):
                faults.add(wrong, error.args[0])
            return Cluster()

    def source_of(fact: str, node: Node | None) -> FactSource:
        return FactSource(fact, source.path, source.line_and_column(node.start)[0] if node is not None else 0)

    def entries(key: str) -> list[tuple[str, Node]]:
        node = root.get(key)
        names = list(node.keys()) if isinstance(node, Mapping) else []
        return [(name, value) for name in names if (value := child(node, name)) is not None]

    def named(key: str) -> list[tuple[Written, Node]]:
        """As ``entries``; the names know their places."""
        mapping = root.get(key)
        found: list[tuple[Written, Node]] = []
        for name, (key_node, value) in (mapping.entries if isinstance(mapping, Mapping) else {}).items():
            if key == "per-path-ignores":
                faults.check_pattern(key_node, name, key)
            found.append((Written.at(faults.location(key_node), name), value))
        return found

    def suppress(node: Node) -> SuppressEntry:
        labels = child(node, "labels")
        return SuppressEntry(
            rules=strings(child(node, "rules")),
            paths=patterns(child(node, "paths"), "suppress.paths"),
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
                    faults.add(item, localized("config-path-leads-out", path=written))

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
            hint = nearest_word(text(name) or "", clusters) if clusters else localized("config-no-clusters")
            faults.add(name, localized("config-no-cluster", given=text(name) or "").hinting(hint))
        sets = child(node, "set")
        return ChartEntry(
            path=Written.at(faults.location(child(node, "path") or node), text(child(node, "path")) or ""),
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
        root=relative_path(folder),
        path=_shown(path),
        cluster=cluster(root.get("cluster")),
        clusters=tuple(
            ClusterPaths(
                cluster(node, name),
                patterns(child(node, "paths"), f"clusters.{name}.paths"),
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
        exclude=patterns(root.get("exclude"), "exclude"),
        select=strings(root.get("select")),
        ignore=strings(root.get("ignore")),
        severity=tuple((name, text(node) or "") for name, node in named("severity")),
        per_path_ignores=tuple((pattern, strings(node)) for pattern, node in named("per-path-ignores")),
        suppress=tuple(suppress(node) for node in items(root.get("suppress"))),
        baseline=text(root.get("baseline")) or "",
        require_reason=text(root.get("require-reason")) == "true",
        rules=strings(root.get("rules")),
        fail_on=text(root.get("fail-on")),
        lang=text(root.get("lang")),
        facts_from=strings(root.get("facts-from")),
        limits=tuple((name, text(node) or "") for name, node in entries("limits")),
    )
